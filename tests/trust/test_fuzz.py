"""Whatever is in a file, a setting or an argument: it is read, or refused in words that say where; nothing else."""

from __future__ import annotations

import copy
import io
import json
import sqlite3
import zipfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from cli import COMMANDS, main
from definitions.calendar_kz import OVERRIDES, calendar_from, kazakhstan
from definitions.directory import load_agencies, load_regions
from definitions.loader import MEASURE_TYPES, check_definition, read_source
from definitions.plan.reading import read_plan
from tests.world import World, local
from workflow.config import Settings, read_settings
from workflow.decide import decide_creation
from workflow.directory import Directory, Grant, Person
from workflow.durations import Duration
from workflow.errors import Invalid, QadamError
from workflow.guards import Context
from workflow.machine import step
from workflow.model import Creation

BRIEFLY = settings(
    max_examples=60,
    deadline=None,
    derandomize=True,  # the suite says the same each time; soak runs may widen it
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

NASTY = [
    "", " ", "\x00", "\t", "\n", "- ", ": ", "#", "*", "&a", "*a", "!!python/object:os.system", "{", "}", "[", "]",
    "null", "~", "true", "-1", "1e999", "9" * 400, "2026-02-30", "\u202e", "😀", "\ud800", "=1+1", "{{ 7*7 }}",
    "../../etc/passwd", "%s%n", "a" * 5_000, "'", '"', "\\", "\r\n", "*: *", "? x", "---", "...", "%YAML 9.9",
]  # fmt: skip

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.sampled_from(NASTY),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)


@cache
def shipped() -> tuple[str, ...]:
    return tuple(path.read_text(encoding="utf-8") for path in sorted(MEASURE_TYPES.glob("*.yaml")))


@cache
def documents() -> tuple[Any, ...]:
    return tuple(yaml.safe_load(text) for text in shipped())


@st.composite
def spoilt(draw: st.DrawFn, text: str) -> str:
    """A text with pieces cut out, put in and exchanged."""
    for _ in range(draw(st.integers(1, 4))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 60)))
        text = text[:start] + draw(st.sampled_from(NASTY) | st.just(text[end : end + 40])) + text[end:]
    return text


def refusal_of(act: Callable[[], object]) -> QadamError | None:
    """What it is refused with, in words; anything else that is raised fails the test."""
    try:
        act()
    except QadamError as refusal:
        return refusal
    return None


def places(value: Any, way: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return [way, *(place for key, item in inner for place in places(item, (*way, key)))]


@st.composite
def misshapen(draw: st.DrawFn, document: Any) -> Any:
    """A document with some of its values replaced by others, or taken away."""
    document = copy.deepcopy(document)
    for _ in range(draw(st.integers(1, 3))):
        way = draw(st.sampled_from([place for place in places(document) if place]))
        holder = document
        for key in way[:-1]:
            holder = holder[key]
        if draw(st.booleans()):
            holder[way[-1]] = draw(JSON)
        else:
            del holder[way[-1]]
    return document


# Definitions


def examined(text: str) -> None:
    """A definition is refused with findings that have a place, or it can be worked with."""
    findings = check_definition(text, "x.yaml")
    assert all(finding.line >= 1 and finding.message for finding in findings)
    if any(finding.severity == "error" for finding in findings):
        with pytest.raises(Invalid):
            read_source(text, Path("x.yaml"))
        return
    definition = read_source(text, Path("x.yaml")).definition
    names = {"en": "x", "ru": "x", "kk": "x"}
    person = Person(id="p", name="p", email="p@x.kz", grants=tuple(Grant(role=role) for role in definition.created_by))
    context = Context(directory=Directory(people={"p": person}), calendar=kazakhstan_once())
    data = {"title": names, **{name: "1" for name in definition.creation_requires if name != "title"}}
    try:
        creation = Creation(type=definition.type, actor="p", data=data)
        measure = decide_creation(definition, creation, "1", context, local("2024-04-15 10:00")).measure
        for event in definition.events:
            step(definition, measure, event, lambda _: Invalid("no"))
    except QadamError:
        pass


@cache
def kazakhstan_once():
    return kazakhstan()


@BRIEFLY
@given(st.sampled_from(shipped()).flatmap(spoilt))
@example("a: &a [*a]")
@example("a: &a [x, x, x]\nb: &b [*a, *a, *a]\nc: [*b, *b, *b]")
@example("[" * 10_000)
@example("? " * 5_000)
@example("{" * 5_000 + "}" * 5_000)
@example("x: !!binary aGVsbG8=")
@example("\ufeff")
@example("a: " + "'" * 9_999)
def test_a_spoilt_definition_is_refused_with_its_place_or_works(text: str):
    examined(text)


@settings(BRIEFLY, max_examples=25)
@given(st.sampled_from(documents()).flatmap(misshapen))
def test_a_misshapen_definition_is_refused_with_its_place_or_works(document: Any):
    examined(yaml.safe_dump(document, allow_unicode=True))


@BRIEFLY
@given(JSON)
def test_any_yaml_is_no_definition_and_that_is_said(document: Any):
    examined(yaml.safe_dump(document, allow_unicode=True))


def test_aliases_cannot_grow_a_file_beyond_its_bounds():
    bomb = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n" + "".join(
        f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]\n" for n in range(1, 12)
    )

    findings = check_definition(bomb, "bomb.yaml")

    assert [finding.code for finding in findings if finding.severity == "error"] == ["too-large"]


# Calendars

FIVE = Duration.parse("5 working days")


@BRIEFLY
@given(st.just(OVERRIDES.read_text(encoding="utf-8")).flatmap(spoilt))
def test_a_spoilt_calendar_is_refused_with_its_place_or_works(text: str):
    _reckoned(text)


@BRIEFLY
@given(st.just(yaml.safe_load(OVERRIDES.read_text(encoding="utf-8"))).flatmap(misshapen))
@example({"years": {"from": 1, "to": 10**15}, "names": {}, "hours": {}, "valid_until": "2027-12-31"})
@example([])
def test_a_misshapen_calendar_is_refused_or_works(document: Any):
    _reckoned(yaml.safe_dump(document, allow_unicode=True))


def _reckoned(text: str) -> None:
    found = refusal_of(lambda: calendar_from(text, "calendar.yaml").due(local("2024-05-04 10:00"), FIVE))
    assert found is None or isinstance(found, Invalid)


# Plans

SAMPLE = Path(__file__).resolve().parents[2] / "definitions" / "plan" / "sample_plan.csv"
TYPES = ("campaign", "treatment", "rehabilitation", "legislation", "operation", "finance", "study")


@cache
def bodies():
    return load_agencies(), load_regions()


def read(path: Path) -> None:
    """A plan is read with a reason for each row refused, or refused whole."""
    agencies, regions = bodies()

    def whole() -> None:
        for row in read_plan(path, agencies=agencies, regions=regions, types=TYPES).rows:
            assert row.refused or (row.titles and row.type in TYPES)

    found = refusal_of(whole)
    assert found is None or path.name in found.message


@BRIEFLY
@given(text=st.just("\n".join(SAMPLE.read_text(encoding="utf-8-sig").splitlines()[:6])).flatmap(spoilt))
def test_a_spoilt_plan_is_read_or_refused(text: str, tmp_path: Path):
    (tmp_path / "plan.csv").write_bytes(text.encode("utf-8", "surrogatepass"))
    read(tmp_path / "plan.csv")


@BRIEFLY
@given(content=st.binary(max_size=300))
@example(content=b"PK\x03\x04" + b"\x00" * 40)
@example(content=b"\xff\xfe\x00")
@example(content="№,Мероприятие\n".encode("utf-16") + b"\xd8")
def test_any_bytes_are_read_or_refused(content: bytes, tmp_path: Path):
    (tmp_path / "plan.csv").write_bytes(content)
    read(tmp_path / "plan.csv")


CELLS = st.none() | st.booleans() | st.integers() | st.floats() | st.datetimes() | st.sampled_from(
    ["№", "Мероприятие", "Срок исполнения", "Ответственные исполнители", "МВД", "до 26 июня 2024 года", "=1+1",
     "=HYPERLINK(\"http://x\")", "постоянно", "акиматы", "I квартал 2025 года"]
)  # fmt: skip


@settings(BRIEFLY, max_examples=30)
@given(
    cells=st.lists(st.lists(CELLS, max_size=6), max_size=8),
    merged=st.lists(st.tuples(*[st.integers(1, 7)] * 4), max_size=2),
)
def test_any_workbook_is_read_or_refused(cells: list[list[Any]], merged: list[tuple[int, ...]], tmp_path: Path):
    book = Workbook()
    sheet = book.active
    for line in [["№", "Мероприятие", "Ответственные исполнители", "Срок исполнения"], *cells]:
        sheet.append(line)
    for top, left, bottom, right in merged:
        sheet.merge_cells(
            start_row=min(top, bottom),
            end_row=max(top, bottom),
            start_column=min(left, right),
            end_column=max(left, right),
        )
    book.save(tmp_path / "plan.xlsx")
    read(tmp_path / "plan.xlsx")


@settings(BRIEFLY, max_examples=30)
@given(data=st.data())
def test_a_spoilt_workbook_is_read_or_refused(data: st.DataObject, tmp_path_factory: pytest.TempPathFactory):
    """One of the files in the archive is spoilt, as a program that writes workbooks badly would."""
    path = tmp_path_factory.mktemp("plan") / "plan.xlsx"
    book = Workbook()
    book.active.append(["№", "Мероприятие", "Срок исполнения"])
    book.active.append([1, "Акция", "до 26 июня 2024 года"])
    kept = io.BytesIO()
    book.save(kept)
    with zipfile.ZipFile(kept) as old, zipfile.ZipFile(path, "w") as new:
        chosen = data.draw(st.sampled_from(old.namelist()))
        for name in old.namelist():
            text = old.read(name)
            new.writestr(name, data.draw(spoilt(text.decode())).encode("utf-8", "replace") if name == chosen else text)
    read(path)


# Settings

VALUES = st.sampled_from(NASTY) | st.text(st.characters(blacklist_categories=["Cs"]), max_size=20)
NAMES = st.sampled_from([*Settings.__dataclass_fields__, "x", "DB"])


@BRIEFLY
@given(
    flags=st.dictionaries(NAMES, VALUES, max_size=2),
    environment=st.dictionaries(NAMES.map(lambda name: f"QADAM_{name.upper()}"), VALUES, max_size=3),
    toml=st.none()
    | VALUES
    | st.dictionaries(NAMES, JSON, max_size=3).map(
        lambda said: "\n".join(f"{name} = {json.dumps(value)}" for name, value in said.items())
    ),
)
def test_any_settings_are_taken_or_refused_by_name(
    flags: dict[str, str], environment: dict[str, str], toml: str | None, tmp_path: Path
):
    (tmp_path / "qadam.toml").unlink(missing_ok=True)
    if toml is not None:
        (tmp_path / "qadam.toml").write_bytes(toml.encode("utf-8", "surrogatepass"))
    found = refusal_of(lambda: read_settings(flags, environment, tmp_path))
    assert found is None or isinstance(found, Invalid)


@pytest.mark.parametrize(
    "name", ["db", "actor", "lang", "mail", "mail_from", "mail_domain", "evidence", "beat", "time_zone"]
)
@pytest.mark.parametrize("value", ["\x1b[2J", "=", "-1", "../..", "smtp://u:hunter2@[", "/dev/null/x", "x" * 5_000])
def test_a_bad_setting_is_a_clear_line_for_every_command(
    small_world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, name: str, value: str
):
    monkeypatch.setenv("QADAM_DB", small_world.url)
    monkeypatch.setenv("QADAM_ACTOR", "hq")
    monkeypatch.setenv(f"QADAM_{name.upper()}", value)
    for words in (("list",), ("new", "campaign", "x"), ("tick",), ("-v", "tick")):
        code = main(words)
        told = capsys.readouterr()

        assert code in (0, 1, 2)
        assert "error: unexpected" not in told.err, (words, told.err)
        assert "hunter2" not in told.out + told.err or name not in ("db", "mail")
        assert "\x1b" not in told.err


# Arguments

WORDS = st.lists(
    st.sampled_from(
        [
            *(name for name in COMMANDS if name not in ("run", "demo", "login")),
            "list", "show", "load", "add", "check", "token", "verify", "proof", "backup", "retry", "preview", "1", "hq",
            "approve", "campaign", "x", "--json", "--csv", "--as", "--now", "--lang", "ru", "--dry-run", "--yes", "-v",
            "--set", "--where", "--due", "--limit", "--sort", "--evidence", "--help", "--version", "2024-05-01",
            "state=draft", "title=x", "-o", "--by", "region", "--as-of",
        ]
    )
    | VALUES,
    max_size=7,
)  # fmt: skip


@settings(BRIEFLY, max_examples=150)
@given(words=WORDS)
def test_whatever_is_typed_is_done_or_refused_and_a_refusal_changes_nothing(
    words: list[str], small_world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setenv("QADAM_DB", small_world.url)
    monkeypatch.setattr("sys.stdin", io.StringIO(""))
    before = _content(small_world)

    code = main(words)

    told = capsys.readouterr()
    assert code in (0, 1, 2), words
    assert "error: unexpected" not in told.err, (words, told.err)
    assert "Traceback" not in told.err or "-v" in words or "--verbose" in words
    assert "\x1b" not in told.out + told.err
    if code:
        assert told.err, words
        assert _content(small_world) == before, words


def _content(world: World) -> list[str]:
    with sqlite3.connect(str(world.location.path)) as database:
        found = [line for line in database.iterdump() if line.startswith("INSERT") and '"alembic' not in line]
    database.close()
    return found
