"""What is tracked can be installed, migrated and read anywhere."""

from __future__ import annotations

import re
import subprocess
import tomllib
from fnmatch import fnmatch
from pathlib import Path

import pytest
from alembic.config import Config
from alembic.script import ScriptDirectory

ROOT = Path(__file__).resolve().parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
PACKAGED = ("commands", "definitions", "notifier", "store", "workflow")


def tracked() -> list[Path]:
    try:
        listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("this copy is no git checkout")
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def test_every_package_is_installed():
    found = {path.parent.relative_to(ROOT).as_posix().replace("/", ".")
             for package in PACKAGED for path in (ROOT / package).rglob("__init__.py")}  # fmt: skip

    assert set(PROJECT["tool"]["setuptools"]["packages"]) == found


def test_every_module_lies_in_a_package():
    loose = [
        path for package in PACKAGED for path in (ROOT / package).rglob("*.py")
        if not (path.parent / "__init__.py").exists()
    ]  # fmt: skip

    assert loose == []


def test_every_file_a_package_reads_is_installed_with_it():
    patterns = PROJECT["tool"]["setuptools"]["package-data"]
    for path in tracked():
        package, *rest = path.relative_to(ROOT).parts
        if package in PACKAGED and path.suffix != ".py":
            inside = "/".join(rest)

            assert any(_covers(pattern, inside) for pattern in patterns.get(package, ())), f"{package}: {inside}"


def _covers(pattern: str, path: str) -> bool:
    return pattern.count("/") == path.count("/") and fnmatch(path, pattern)


def test_the_migrations_have_one_head_and_the_program_works_on_it():
    from store.schema import REVISION

    config = Config()
    config.set_main_option("script_location", str(ROOT / "store" / "migrations"))
    heads = ScriptDirectory.from_config(config).get_heads()

    assert heads == [REVISION]


def test_nothing_tracked_names_a_machine_or_how_it_was_made():
    machine = re.compile("/" + r"(?:work|tmp/wt|tmp/qadam)/|\bissue[ -]#?\d", re.IGNORECASE)
    for path in tracked():
        for number, line in enumerate(path.read_text(encoding="utf-8", errors="replace").splitlines(), start=1):
            assert not machine.search(line), f"{path.relative_to(ROOT)}:{number}: {line.strip()[:80]}"


def test_every_dependency_says_why_it_is_there():
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    (block,) = re.findall(r"^dependencies = \[\n(.*?)^\]", text, re.DOTALL | re.MULTILINE)

    assert all("#" in line and re.search(r">=|==", line) for line in block.splitlines())
