"""The pages as validators see them: html-validate for the markup, caniemail for what mail programs understand.

Both come from npm and are not part of the Python environment: npm --prefix tests/mail/node install
"""

from __future__ import annotations

import json
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from notifier.render import Renderer
from notifier.samples import FACTS
from notifier.template_check import OVERVIEWS
from tests.notifier.mail_samples import a_mail

FOLDER = Path(__file__).parent / "node"

ENHANCEMENTS = {
    "<style> element": "a font, for Outlook, whose tables do not inherit one; the lines between the rows of lists",
    "Type selector": "the same rules",
    "Class selector": "the lines of lists",
    "Descendant combinator": "the lines of lists",
    "color-scheme meta tag": "says that dark is welcome; where it is not known the program decides by itself",
    "<body> element": "its margin of nothing; some keep theirs",
    "role attribute": "tells screen readers which tables are layout; where it is dropped they read the cells in order",
    "word-break": "breaks long commands on phones; elsewhere the line is long",
}
"""What some programs do not know, and what then happens: nothing of it carries meaning."""


def _missing() -> str | None:
    if shutil.which("node") is None:
        return "node is not installed"
    if not (FOLDER / "node_modules" / "caniemail").is_dir():
        return "the validators are not installed: npm --prefix tests/mail/node install"
    return None


@pytest.mark.skipif(_missing() is not None, reason=str(_missing()))
def test_every_page_is_sound_and_holds_in_gmail_outlook_mail_ru_and_apple_mail(tmp_path: Path) -> None:
    renderer = Renderer()
    files = []
    for template in renderer.names():
        facts = OVERVIEWS.get(template, (FACTS,))[0]
        mail = replace(a_mail(template, facts=facts), languages=("kk", "ru", "en"))
        file = tmp_path / f"{template}.html"
        file.write_text(renderer.render(mail).html, encoding="utf-8")
        files.append(str(file))
    checked = subprocess.run(
        ["node", "check.mjs", *files], cwd=FOLDER, capture_output=True, text=True, timeout=120, check=False
    )

    assert checked.returncode == 0, checked.stderr
    found = [each for each in json.loads(checked.stdout) if each["rule"] not in ENHANCEMENTS]
    assert found == []
