"""XES, the format of process mining (IEEE 1849-2016): a trace for each measure, an event for each history row.

The standard's schema has no namespace and wants extensions, globals, classifiers and attributes in this order.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import datetime
from itertools import groupby
from typing import TextIO
from xml.sax.saxutils import quoteattr

from commands.event_log.activities import LIFECYCLE, Activities, Scalar, resource, values_set
from commands.output import text_in
from store.event_log import Happening, Subject

VERSION = "1849.2016"

EXTENSIONS = {
    "Concept": ("concept", "http://www.xes-standard.org/concept.xesext"),
    "Time": ("time", "http://www.xes-standard.org/time.xesext"),
    "Organizational": ("org", "http://www.xes-standard.org/org.xesext"),
    "Lifecycle": ("lifecycle", "http://www.xes-standard.org/lifecycle.xesext"),
}

_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_LONGEST_INT = 2**63


def write_xes(out: TextIO, happenings: Iterable[Happening], activities: Activities, language: str) -> tuple[int, int]:
    """Write a log as it comes, one measure in memory at most; says how many traces and events it has."""
    out.write('<?xml version="1.0" encoding="UTF-8"?>\n')
    out.write(f'<log xes.version="{VERSION}" xes.features="">\n')
    out.writelines(
        f'  <extension name="{name}" prefix="{prefix}" uri="{uri}"/>\n' for name, (prefix, uri) in EXTENSIONS.items()
    )
    out.write('  <global scope="trace">\n    <string key="concept:name" value="unknown"/>\n  </global>\n')
    out.write('  <global scope="event">\n    <string key="concept:name" value="unknown"/>\n')
    out.write('    <date key="time:timestamp" value="1970-01-01T00:00:00.000+00:00"/>\n')
    out.write(f'    <string key="lifecycle:transition" value="{LIFECYCLE}"/>\n  </global>\n')
    out.write('  <classifier name="Activity" scope="event" keys="concept:name"/>\n')
    out.write('  <string key="concept:name" value="Qadam"/>\n')
    out.write('  <string key="lifecycle:model" value="standard"/>\n')
    traces = events = 0
    for subject, of_measure in groupby(happenings, key=lambda happening: happening.subject):
        traces += 1
        out.write("  <trace>\n")
        _trace(out, subject, language)
        for happening in of_measure:
            events += 1
            _event(out, happening, activities)
        out.write("  </trace>\n")
    out.write("</log>\n")
    return traces, events


def _trace(out: TextIO, subject: Subject, language: str) -> None:
    facts: tuple[tuple[str, Scalar | None], ...] = (
        ("concept:name", subject.case),
        ("title", text_in(subject.titles, language)),
        ("type", subject.type),
        ("level", subject.level),
        ("parent", subject.parent),
        ("region", subject.region),
        ("agency", subject.agency),
        ("due_on", subject.due_on.isoformat() if subject.due_on else None),
    )
    for key, value in facts:
        _attribute(out, "    ", key, value)


def _event(out: TextIO, happening: Happening, activities: Activities) -> None:
    entry = happening.entry
    out.write("    <event>\n")
    facts: tuple[tuple[str, Scalar | datetime | None], ...] = (
        ("concept:name", activities.name(happening)),
        ("lifecycle:transition", LIFECYCLE),
        ("time:timestamp", entry.at),
        ("org:resource", resource(happening)),
        ("event", entry.event),
        ("from", entry.source),
        ("to", entry.target),
        ("on_behalf_of", entry.on_behalf_of),
        ("comment", entry.comment),
    )
    for key, value in facts:
        _attribute(out, "      ", key, value)
    for name, value in values_set(happening):
        _attribute(out, "      ", f"set.{name}", value)
    out.write("    </event>\n")


def _attribute(out: TextIO, indent: str, key: str, value: Scalar | datetime | None) -> None:
    if value is None:
        return
    tag, text = _typed(value)
    out.write(f"{indent}<{tag} key={quoteattr(key)} value={quoteattr(_NOT_XML.sub('', text))}/>\n")


def _typed(value: Scalar | datetime) -> tuple[str, str]:
    if isinstance(value, datetime):
        return "date", value.isoformat(timespec="milliseconds")
    if isinstance(value, bool):
        return "boolean", "true" if value else "false"
    if isinstance(value, int) and -_LONGEST_INT <= value < _LONGEST_INT:
        return "int", str(value)
    return ("float", repr(value)) if isinstance(value, float) else ("string", str(value))
