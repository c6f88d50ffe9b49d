"""`qadam export`: the history as an event log for process mining."""

from __future__ import annotations

import gzip
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import click

from commands.app import app_of
from commands.catalogue import region_code
from commands.options import command
from commands.whole_file import whole_file
from store import event_log, shelf
from store.event_log import Wanted
from store.places import agencies
from store.reader import Reader
from store.shelf import DefinitionShelf
from workflow.errors import NotFound

FORMATS = ("xes", "ocel", "csv")
STDOUT = Path("-")


@command("export")
@click.argument("format_", metavar="xes|ocel|csv", type=click.Choice(FORMATS))
@click.option("-o", "--output", "file", required=True, type=click.Path(path_type=Path), help="'-' for stdout; *.gz.")
@click.option("--type", "type_", help="Only measures of this type.")
@click.option("--region", help="Only variants of this region.")
def export(ctx: click.Context, format_: str, file: Path, type_: str | None, region: str | None) -> None:
    """Export the event log: who did what to which measure, and when.

    \b
    xes     IEEE 1849-2016, a trace for each measure
    ocel    OCEL 2.0 in JSON, with measures, regional variants, agencies and deadlines as objects
    csv     a row for each event; `qadam replay` reads it back

    \b
    Example:
      qadam export xes -o history.xes.gz
      qadam export ocel -o history.json --type campaign
    """
    app = app_of(ctx)
    language = app.settings.lang
    with app.reading() as reader, _written(file) as out:
        wanted = Wanted(
            type=_known_type(reader, type_) if type_ else None, region=region_code(reader, region) if region else None
        )
        counts = _write(reader, format_, out, wanted, language)
    if file != STDOUT:
        wording = f"{{}}: {', '.join(f'{{:{what[:-1]}|{what}}}' for what in counts)}"
        told = app.output.words(wording, file, *counts.values())
        app.output.answer({"file": str(file), "format": format_, **counts}, after=told)


def _write(reader: Reader, format_: str, out: TextIO, wanted: Wanted, language: str) -> dict[str, int]:
    from commands.event_log.activities import Activities

    activities = Activities(DefinitionShelf(reader), language)
    if format_ == "ocel":
        from commands.event_log.ocel import OcelLog

        definitions = [loaded.definition for loaded in shelf.definitions(reader, wanted.type)]
        objects, events = OcelLog(out, activities, language).write(
            definitions,
            event_log.happenings(reader, wanted, with_deadlines=True),
            event_log.subjects(reader, wanted),
            agencies(reader),
            event_log.deadlines(reader, wanted),
        )
        return {"objects": objects, "events": events}
    if format_ == "xes":
        from commands.event_log.xes import write_xes as write
    else:
        from commands.event_log.table import write_csv as write
    cases, events = write(out, event_log.happenings(reader, wanted), activities, language)
    return {"cases": cases, "events": events}


def _known_type(reader: Reader, type_: str) -> str:
    types = dict.fromkeys(loaded.definition.type for loaded in shelf.definitions(reader))
    if type_ not in types:
        raise NotFound(f"there is no measure type {type_!r}", possible=f"types: {', '.join(types)}")
    return type_


@contextmanager
def _written(file: Path) -> Iterator[TextIO]:
    if file == STDOUT:
        yield sys.stdout
        return
    with whole_file(file) as partial:
        opened = gzip.open if file.suffix == ".gz" else open
        with opened(partial, "wt", encoding="utf-8", newline="") as out:
            yield out
