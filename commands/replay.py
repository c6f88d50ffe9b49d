"""`qadam replay`: an event log carried through a measure type, in a sandbox."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from commands.app import App, app_of
from commands.options import command
from commands.output import defused
from commands.whole_file import whole_file
from store import event_log
from store.people import everybody
from store.settings import SANDBOX, setting
from workflow.errors import Refused

if TYPE_CHECKING:
    from commands.event_log.replaying import Loading, Replayed
    from workflow.definition import Definition

COLUMNS = ("row", "case", "activity", "why")


@command("replay", changes=True)
@click.argument("log", metavar="LOG.csv[.gz]", type=click.Path(path_type=Path))
@click.option("--definition", "file", type=click.Path(path_type=Path), help="The measure type, loaded if it is new.")
@click.option("--type", "type_", help="Instead: a measure type of this database.")
@click.option("--case", help="Column of the case id.")
@click.option("--activity", help="Column of the event, by its name or title in the definition.")
@click.option("--time", help="Column of the time; without an offset it is local time.")
@click.option("--resource", help="Column of who did it.")
@click.option("--time-format", help="How times are written, as strptime says it; ISO 8601 when left out.")
@click.option("--refused", "refused_file", type=click.Path(path_type=Path), help="Also write the refusals to this CSV.")
def replay(
    ctx: click.Context, log: Path, file: Path | None, type_: str | None, refused_file: Path | None, **columns: Any
) -> None:
    """Carry the cases of an event log through a measure type, with the log's own times and people.

    Only in a sandbox. Each row is a command like any other; what the measure type does not allow is refused, told
    with its row, and leaves no trace. People whom the log names and nobody knows are added with the national roles
    the measure type asks for. A replay that was stopped goes on where it was when it is started again.

    \b
    Example:
      qadam --db practice.db init --sandbox
      qadam --db practice.db replay permits.csv.gz --definition permits.yaml
    """
    from commands.event_log.reading import Columns, log_name, read_log
    from commands.event_log.replaying import Replayed
    from commands.event_log.replaying import replay as replay_log

    app = app_of(ctx)
    if (file is None) == (type_ is None):
        raise click.UsageError("say which measure type: --definition FILE or --type TYPE")
    with app.reading() as reader:
        if setting(reader, SANDBOX) is None:
            raise Refused(
                f"{app.location} is a live database: what happened elsewhere is not replayed into it",
                possible="--db practice.db, made with qadam --db practice.db init --sandbox",
            )
    name = log_name(log)
    definition = _definition(app, file, type_)
    with app.reading() as reader:
        after, known = event_log.last_row(reader, name), everybody(reader)
    done = Replayed()
    rows = read_log(log, Columns(**columns), app.zone)
    with _transactions(app, file) as loading:
        for done in replay_log(loading, definition, name, rows, known=known, after=after):  # noqa: B007 - the last one is told
            pass
    if refused_file is not None:
        _write(refused_file, done)
    _tell(app, name, definition, done, after)


def _definition(app: App, file: Path | None, type_: str | None) -> Definition:
    if file is not None:
        from definitions.loader import load_source

        return load_source(file).definition
    with app.store.begin(dry_run=True) as tx:
        return tx.definition(str(type_))


@contextmanager
def _transactions(app: App, file: Path | None) -> Iterator[Loading]:
    """How each group of rows gets its transaction: one of its own, or for a dry run one for all that is undone."""
    from definitions.loader import load_source

    store = app.store

    def put_definition(register: Any) -> None:
        if file is not None:
            s = load_source(file)
            register.put_definition(s.definition.type, s.definition.version, s.digest, s.text, s.document, app.now)

    if not app.dry_run:
        with store.register() as register:
            put_definition(register)
        yield store.loading
        return
    with store.loading(dry_run=True) as both:
        put_definition(both[0])

        @contextmanager
        def again() -> Iterator[Any]:
            yield both

        yield again


def _write(file: Path, done: Replayed) -> None:
    with whole_file(file) as partial, partial.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out)
        writer.writerow(COLUMNS)
        writer.writerows((r.row, defused(r.case), defused(r.activity), defused(r.why)) for r in done.refusals)


def _tell(app: App, name: str, definition: Definition, done: Replayed, after: int) -> None:
    document = {
        "log": name,
        "type": definition.type,
        "type_version": definition.version,
        "resumed_after_row": after or None,
        "rows": done.rows,
        "accepted": done.accepted,
        "cases": done.cases,
        "people_added": done.people,
        "refused": done.refused,
        "refusals": [asdict(refusal) for refusal in done.refusals],
        "dry_run": app.dry_run,
    }
    lines = [(r.row, r.case, r.activity, r.why) for r in done.refusals]
    wording = (
        "{} of {:event|events} would be accepted in {:new case|new cases}"
        if app.dry_run
        else "{} of {:event|events} accepted in {:new case|new cases}"
    )
    told = app.output.words(wording, done.accepted, done.rows, done.cases)
    if after:
        told += f" ({app.output.words('going on after row {}', after)})"
    told += f", {app.output.words('{:person|people} added', done.people)}"
    app.output.answer(document, COLUMNS if lines else (), lines, after=told)
    if done.refused:
        listed = len(done.refusals)
        raise Refused(
            f"{done.refused:,} of {done.rows:,} rows were refused, the first {listed:,} are listed"
            if done.refused > listed
            else f"{done.refused:,} of {done.rows:,} rows were refused",
            possible="see the reasons above",
        )
