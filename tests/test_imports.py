"""The house stands as drawn: who may import whom, one importer per library, one reader of the clock, one writer."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("workflow", "definitions", "store", "notifier", "commands")
OURS = {*PACKAGES, "cli", "tests", "benchmarks"}

MAY_IMPORT = {
    "workflow": set(),
    "definitions": {"workflow"},
    "store": {"workflow"},
    "notifier": {"workflow"},
    "commands": {"workflow", "definitions", "store", "notifier"},
}

SHELL = ("clock", "config", "engine", "migrating", "ports", "scheduler", "steps", "sweep", "taking_back")
"""Modules of workflow/ that open transactions, wake up, or read time and environment; all others are the pure core."""

PURE = {
    "__future__", "abc", "bisect", "calendar", "collections", "contextlib", "dataclasses", "datetime", "decimal",
    "difflib", "enum", "fractions", "functools", "hashlib", "heapq", "hmac", "itertools", "json", "math", "operator",
    "re", "statistics", "string", "textwrap", "threading", "types", "typing", "unicodedata", "workflow", "zoneinfo",
}  # fmt: skip
"""What the core may import: nothing that reads a file, a clock or the environment, or draws by lot."""

IMPORTERS = {
    "transitions": ("workflow/machine.py",),
    "apscheduler": ("workflow/scheduler.py",),
    "smtplib": ("notifier/mailer.py",),
    "sqlmodel": ("store/",),
    "sqlalchemy": ("store/",),
    "alembic": ("store/",),
    "psycopg": ("store/",),
    "sqlite3": ("store/",),
    "jinja2": ("notifier/render.py", "commands/report"),
    "babel": ("notifier/catalogues/",),
    "PIL": ("notifier/heat_picture.py",),
    "click": ("cli.py", "commands/"),
    "rich": ("commands/",),
    "holidays": ("definitions/calendar_kz.py",),
    "pydantic": ("definitions/",),
    "yaml": ("definitions/",),
}

CLOCK = "workflow/clock.py"
TIME_READERS = {
    "datetime": {"now", "utcnow", "today"},
    "date": {"today"},
    "time": {"time", "time_ns", "localtime", "gmtime"},
}


def modules(*places: str) -> list[Path]:
    found = [ROOT / "cli.py"] if "cli.py" in places else []
    return found + [path for place in places for path in sorted((ROOT / place).rglob("*.py"))]


def relative(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"), str(path))


@cache
def imported(path: Path) -> frozenset[str]:
    """The dotted names a module imports, wherever in it they stand."""
    names: set[str] = set()
    for node in ast.walk(tree(path)):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{relative(path)}:{node.lineno} imports relatively"
            names.add(node.module or "")
    return frozenset(names)


def tops(path: Path) -> set[str]:
    return {name.partition(".")[0] for name in imported(path)}


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_imports_only_what_its_arrows_allow(package):
    for path in modules(package):
        strangers = (tops(path) & OURS) - MAY_IMPORT[package] - {package}

        assert not strangers, f"{relative(path)} imports {strangers}"


def test_the_core_imports_nothing_that_reads_or_draws_by_lot():
    for path in modules("workflow"):
        if path.stem in SHELL:
            continue
        library = {"transitions"} if path.stem == "machine" else set()

        assert tops(path) <= PURE | library, f"{relative(path)} imports {tops(path) - PURE - library}"


def test_the_core_does_not_know_its_shell():
    outside = {f"workflow.{name}" for name in SHELL}
    for path in modules("workflow"):
        if path.stem not in SHELL:
            assert not outside & imported(path), relative(path)


def test_definitions_know_the_core_only():
    outside = {f"workflow.{name}" for name in SHELL}
    for path in modules("definitions"):
        assert not outside & imported(path), relative(path)


@pytest.mark.parametrize("library", IMPORTERS)
def test_a_library_is_met_in_one_place(library):
    importers = [relative(path) for path in modules("cli.py", *PACKAGES) if library in tops(path)]

    assert importers, f"nothing imports {library}"
    assert all(path.startswith(IMPORTERS[library]) for path in importers), importers


def test_one_file_reads_the_clock():
    readers = set()
    for path in modules("cli.py", *PACKAGES):
        for node in ast.walk(tree(path)):
            if not isinstance(node, ast.Attribute):
                continue
            of = node.value
            name = of.id if isinstance(of, ast.Name) else of.attr if isinstance(of, ast.Attribute) else ""
            if node.attr in TIME_READERS.get(name, ()):
                readers.add(relative(path))

    assert readers == {CLOCK}


def test_only_save_writes_measures():
    writing = re.compile(r"\bmeasure\.(?:insert|update|delete)\(|\b(?:insert|update|delete|_change)\(measure\b")
    raw = re.compile(r"\b(?:INSERT INTO|UPDATE|DELETE FROM)\s+(?:measure|history|fired_rung)\b")
    writers = set()
    for path in modules("cli.py", *PACKAGES):
        text = path.read_text(encoding="utf-8")
        if writing.search(text) or (raw.search(text) and "migrations" not in path.parts):
            writers.add(relative(path))

    assert writers == {"store/transaction.py"}


def test_nothing_is_done_when_a_module_is_imported():
    """A call at the top of a module may build a value; it may not open, connect or read a clock."""
    doing = {"open", "connect", "create_engine", "utc_now", "print", "read_text", "exec_driver_sql", "begin"}
    for path in modules("cli.py", *PACKAGES):
        for statement in tree(path).body:
            if isinstance(statement, ast.FunctionDef | ast.ClassDef | ast.If):
                continue
            called = {
                node.func.id if isinstance(node.func, ast.Name) else node.func.attr
                for node in ast.walk(statement)
                if isinstance(node, ast.Call) and isinstance(node.func, ast.Name | ast.Attribute)
            }

            assert not called & doing, f"{relative(path)}:{statement.lineno} does {called & doing}"
