"""The pages that are written from the program say what the program says today."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

DOCS = Path(__file__).resolve().parents[2] / "docs"


def build() -> ModuleType:
    specification = importlib.util.spec_from_file_location("docs_build", DOCS / "build.py")
    assert specification
    assert specification.loader
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.mark.parametrize("name", ["qadam.1", "commands.md", "settings.md", "definitions.md"])
def test_a_page_written_from_the_program_is_current(name: str) -> None:
    pages = build().pages()
    assert set(pages) == {"qadam.1", "commands.md", "settings.md", "definitions.md"}
    assert (DOCS / name).read_text(encoding="utf-8") == pages[name], "python docs/build.py writes it anew"
