"""The history as an event log, in three formats that others read."""

from __future__ import annotations

import csv
import gzip
import io
import json
import re
import xml.etree.ElementTree as ET
from datetime import datetime
from itertools import pairwise
from pathlib import Path

import pytest

from cli import main
from store.event_log import Wanted, happenings
from store.reader import reading

ATTRIBUTES = {
    "string": lambda text: True,
    "date": lambda text: datetime.fromisoformat(text).tzinfo is not None,
    "int": lambda text: -(2**63) <= int(text) < 2**63,
    "float": lambda text: float(text) == float(text),
    "boolean": lambda text: text in ("true", "false"),
}
"""The attributes of IEEE 1849-2016 and what their values take."""

NAME = re.compile(r"[A-Za-z_:][\w:.\-]*")


def export(world, kind: str, file: str, *more: str) -> Path:
    assert main(["--db", world.url, "export", kind, "-o", file, *more]) == 0
    return Path(file)


@pytest.fixture
def busy(world):
    """A campaign fanned out, extended in one region and closed in another, with what is hard to write."""
    measure = world.approved(title='Лекции <«Жизнь» & "спорт">', co_executors="MOH", regions="KZ-75,KZ-71")
    child, other = f"{measure}/KZ-75", f"{measure}/KZ-71"
    for region in (child, other):
        world.at("2024-04-16 10:00").move(region, "tailor", region[-5:].lower(), target_group="=students\x0b")
        world.move(region, "start", region[-5:].lower())
    world.at("2024-05-01 10:00").move(child, "extend", "hq", due_on="2024-07-10", comment="weather\nand flu")
    world.at("2024-05-20 10:00").move(
        other, "report", "mia", reach=900, events_held=3, evidence=1, publications="https://a.kz, https://b.kz"
    )
    world.tick("2024-06-27 10:00")
    return measure


def history_rows(world) -> int:
    return world.counts()["history"]


def test_xes_has_the_order_the_version_and_the_values_of_the_standard(world, busy):
    log = ET.parse(export(world, "xes", "log.xes")).getroot()  # noqa: S314 - our own file

    assert (log.tag, log.attrib["xes.version"]) == ("log", "1849.2016")
    order = ["extension", "global", "classifier", "attribute", "trace"]
    kinds = [order.index("attribute" if child.tag in ATTRIBUTES else child.tag) for child in log]
    assert kinds == sorted(kinds)
    prefixes = {extension.attrib["prefix"] for extension in log.iter("extension")}
    for element in (element for element in log.iter() if element.tag in ATTRIBUTES):
        assert element.attrib.keys() == {"key", "value"}
        assert NAME.fullmatch(element.attrib["key"])
        assert ATTRIBUTES[element.tag](element.attrib["value"]), element.attrib
        prefix, colon, _ = element.attrib["key"].partition(":")
        assert not colon or prefix in prefixes
    for trace in log.iter("trace"):
        tags = ["event" if child.tag == "event" else "attribute" for child in trace]
        assert tags == sorted(tags)
        for event in trace.iter("event"):
            keys = [attribute.attrib["key"] for attribute in event]
            assert len(set(keys)) == len(keys)
            assert {"concept:name", "time:timestamp", "lifecycle:transition"} <= set(keys)
    assert len(list(log.iter("event"))) == history_rows(world)


def test_xes_says_who_did_what_in_the_language_asked_for(world, busy):
    log = ET.parse(export(world, "xes", "log.xes", "--lang", "kk", "--region", "алматы", "--type", "campaign"))  # noqa: S314 - our own file
    (trace,) = log.getroot().iter("trace")
    events = [{a.attrib["key"]: a.attrib["value"] for a in event} for event in trace.iter("event")]

    assert [event["concept:name"] for event in events][1:3] == ["Өңірге бейімдеу", "Орындауды бастау"]
    assert events[1]["org:resource"] == "kz-75"
    assert events[1]["set.target_group"] == "=students"
    assert (events[3]["event"], events[3]["comment"]) == ("extend", "weather\nand flu")
    assert {a.attrib["key"]: a.attrib["value"] for a in trace if a.tag != "event"}["region"] == "KZ-75"


def test_ocel_relates_measures_variants_agencies_and_deadlines(world, busy):
    log = json.loads(export(world, "ocel", "log.json").read_text(encoding="utf-8"))

    objects = {noun["id"]: noun for noun in log["objects"]}
    events = {event["id"]: event for event in log["events"]}
    assert len(objects) == len(log["objects"])
    assert len(events) == len(log["events"]) == history_rows(world)
    declared = {kind["name"]: {a["name"]: a["type"] for a in kind["attributes"]} for kind in log["eventTypes"]}
    shapes = {kind["name"]: {a["name"]: a["type"] for a in kind["attributes"]} for kind in log["objectTypes"]}
    assert {"measure", "regional variant", "agency", "deadline"} == set(shapes)
    takes = {"string": str, "integer": int, "float": (int, float), "boolean": bool, "time": str}
    for event in events.values():
        assert datetime.fromisoformat(event["time"]).tzinfo
        assert {r["objectId"] for r in event["relationships"]} <= objects.keys()
        for attribute in event["attributes"]:
            assert isinstance(attribute["value"], takes[declared[event["type"]][attribute["name"]]])
    for noun in objects.values():
        assert {r["objectId"] for r in noun["relationships"]} <= objects.keys()
        for attribute in noun["attributes"]:
            assert isinstance(attribute["value"], takes[shapes[noun["type"]][attribute["name"]]])
            assert datetime.fromisoformat(attribute["time"]).tzinfo

    def of(event: str) -> dict[str, str]:
        return {r["objectId"]: r["qualifier"] for r in events[event]["relationships"]}

    child, other = f"{busy}/KZ-75", f"{busy}/KZ-71"
    assert of(f"{child}@1") == {child: "of", busy: "part of", "agency:MIA": "led by", f"{child}#tailoring@1": "opens"}
    assert of(f"{child}@2")[f"{child}#tailoring@1"] == "closes"
    execution = next(name for name in objects if name.startswith(f"{child}#execution"))
    assert of(f"{child}@4") == {child: "of", busy: "part of", "agency:MIA": "led by", execution: "extends"}
    dues = [a["value"][:10] for a in objects[execution]["attributes"] if a["name"] == "due_at"]
    assert len(dues) == 2
    assert dues[0] < dues[1]
    acceptance = next(noun for name, noun in objects.items() if name.startswith(f"{other}#acceptance"))
    assert [a["value"] for a in acceptance["attributes"] if a["name"] == "status"] == ["running"]
    assert [a["value"] for a in acceptance["attributes"] if a["name"] == "rung"]
    assert {r["qualifier"] for r in objects[other]["relationships"]} == {"variant of", "led by", "co-executed by"}


def test_csv_has_a_row_for_each_event_and_no_formula(world, busy):
    text = export(world, "csv", "log.csv").read_text(encoding="utf-8")
    table = list(csv.DictReader(io.StringIO(text)))

    assert len(table) == history_rows(world)
    assert not any(cell[:1] in "=+@" and cell for row in table for cell in row.values())
    row = next(row for row in table if row["event"] == "report")
    assert (row["case_id"], row["from"], row["to"]) == (f"{busy}/KZ-71", "in_execution", "reported")
    assert (row["resource"], row["agency"], row["region"]) == ("mia", "MIA", "KZ-71")
    assert datetime.fromisoformat(row["timestamp"]).tzinfo


def test_a_packed_log_and_the_standard_output_hold_the_same(world, busy, capsys):
    plain = export(world, "csv", "log.csv").read_text(encoding="utf-8")
    packed = export(world, "csv", "log.csv.gz")
    capsys.readouterr()
    main(["--db", world.url, "export", "csv", "-o", "-"])

    assert gzip.decompress(packed.read_bytes()).decode() == plain
    assert capsys.readouterr().out == plain


def test_an_empty_database_gives_an_empty_log(small_world):
    assert list(ET.parse(export(small_world, "xes", "log.xes")).getroot().iter("event")) == []  # noqa: S314 - our own file
    log = json.loads(export(small_world, "ocel", "log.json").read_text(encoding="utf-8"))
    assert log["events"] == []
    assert export(small_world, "csv", "log.csv").read_text().count("\n") == 1


def test_what_cannot_be_written_leaves_nothing_behind(small_world, capsys, tmp_path):
    assert main(["--db", small_world.url, "export", "csv", "-o", "nowhere/log.csv"]) == 1
    assert "nowhere/log.csv" in capsys.readouterr().err
    assert main(["--db", small_world.url, "export", "csv", "-o", "log.csv", "--type", "campain"]) == 1
    assert "campaign" in capsys.readouterr().err
    assert main(["--db", small_world.url, "export", "csv", "-o", "."]) == 1
    assert "is a folder" in capsys.readouterr().err
    assert not list(tmp_path.glob("log.csv*"))


def test_the_history_is_read_measure_by_measure_in_order(world, busy):
    with reading(world.location) as reader:
        found = [(h.subject.measure, h.entry.seq) for h in happenings(reader, Wanted())]

    assert len(found) == len(set(found)) == history_rows(world)
    for (measure, seq), (following, after) in pairwise(found):
        assert after == (seq + 1 if measure == following else 1)
