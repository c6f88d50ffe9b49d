"""`qadam amend` and `qadam settle`: change the national text, and decide where a region had changed it too."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import click

from commands.app import App, app_of
from commands.catalogue import OwnTitles, region_code
from commands.documents import moved_document
from commands.options import command
from commands.output import Shown
from commands.values import given_values
from commands.vocabulary import event_titles
from store import queries
from store.places import regions
from workflow.engine_events import FAN_OUT
from workflow.errors import NotFound, Refused
from workflow.model import Command, Measure
from workflow.numbers import as_meant

COLUMNS = ("measure", "event", "fields that followed", "in conflict")


@command("amend", changes=True, table=True)
@click.argument("measure", type=as_meant)
@click.option("--set", "assignments", metavar="FIELD=VALUE", multiple=True, help="A field to change (repeat).")
@click.option("--add-region", "added", metavar="R", multiple=True, help="A region that is to do it as well (repeat).")
@click.option("--drop-region", "dropped", metavar="R", multiple=True, help="A region that is not to do it (repeat).")
@click.option("--comment", required=True, help="Why; every region is told.")
@click.option("--expect-version", type=int, help="Refuse if somebody moved it since this version.")
def amend(ctx: click.Context, measure: str, **given: Any) -> None:
    """Change a national measure while its regions are at work: its text, or which regions do it.

    A region that left a field as it was follows the new text. One that had changed it keeps its own and decides, with
    a deadline: qadam settle. All of it happens, or nothing.

    \b
    Example:
      qadam --as hq amend 12 --set title.ru="…" --add-region KZ-79 --comment "decision 14" --dry-run
    """
    app = app_of(ctx)
    values = given_values(given["assignments"])
    if not (values or given["added"] or given["dropped"]):
        raise click.UsageError("say what changes: --set, --add-region or --drop-region")
    with app.reading() as reader:
        noun = queries.measure(reader, measure)
        every = tuple(regions(reader))
        added = [region_code(reader, name) for name in given["added"]]
        dropped = [region_code(reader, name) for name in given["dropped"]]
    commands = _commands(app, noun, every, values, added, dropped, given)
    with app.store.begin(dry_run=app.dry_run) as tx:
        moves = [app.engine.move_in(tx, each) for each in commands]
    app.remember_clock()
    steps = [step for move in moves for step in move.decisions]
    called = _called(app, measure)
    lines = [
        (
            step.entry.measure,
            called(step.entry.event),
            ", ".join(name for name in step.entry.data if name != "conflicts"),
            ", ".join(step.measure.conflicts),
        )
        for step in steps
        if step.entry is not None
    ]
    lines += [(birth.measure.id, called(FAN_OUT), "", "") for step in steps for birth in step.children]
    document = {
        "results": [moved_document(move) for move in moves],
        "conflicts": {s.measure.id: list(s.measure.conflicts) for s in steps if s.measure.conflicts},
    }
    app.output.answer(document, COLUMNS, lines)


def _called(app: App, measure: str) -> Callable[[str], Shown]:
    """What its events are called, where a person reads."""
    if not app.output.at_terminal:
        return lambda event: Shown(event, event)
    with app.reading() as reader:
        definition = OwnTitles(reader, app.settings.lang).definition(measure)
    return lambda event: Shown(event, app.output.text(event_titles(definition, event)))


def _commands(
    app: App,
    measure: Measure,
    every: tuple[str, ...],
    values: dict[str, Any],
    added: list[str],
    dropped: list[str],
    given: dict[str, Any],
) -> list[Command]:
    """One event for the text, one for the new regions, one for those that go."""
    named = measure.regions or every
    with_new = list(dict.fromkeys((*named, *added)))
    data = {
        "amend": values,
        "add_region": {"regions": with_new} if added else {},
        "drop_region": {"regions": [code for code in with_new if code not in dropped]} if dropped else {},
    }
    strangers = [code for code in dropped if code not in named]
    if strangers:
        raise Refused(f"{measure.id} is not done in {', '.join(strangers)}", possible=f"regions: {', '.join(named)}")
    version = given["expect_version"]
    commands = []
    for event, changes in data.items():
        if changes:
            commands.append(
                Command(
                    measure=measure.id,
                    event=event,
                    actor=app.actor,
                    data=changes,
                    comment=given["comment"],
                    expected_version=version,
                )
            )
            version = None
    return commands


@command("settle", changes=True)
@click.argument("measure", type=as_meant)
@click.argument("decisions", metavar="FIELD=national|regional|VALUE…", nargs=-1, required=True)
@click.option("--comment", help="Why.")
def settle(ctx: click.Context, measure: str, decisions: tuple[str, ...], comment: str | None) -> None:
    """Decide what holds in a region where a national amendment met what the region had changed.

    \b
    Example:
      qadam --as kz-75 settle 12/KZ-75 target_group=regional title.ru=national
    """
    app = app_of(ctx)
    with app.reading() as reader:
        noun = queries.measure(reader, measure)
    from workflow.amendment import texts_of

    own, values = texts_of(noun), {}
    for decision in decisions:
        name, equals, choice = decision.partition("=")
        if not equals:
            raise click.UsageError(f"say FIELD=national, FIELD=regional or FIELD=VALUE, not {decision!r}")
        conflict = noun.conflicts.get(name)
        if conflict is None:
            there = f"in conflict: {', '.join(noun.conflicts)}" if noun.conflicts else f"qadam show {measure}"
            raise NotFound(f"{measure}: {name} is not in conflict", possible=there, measure=measure)
        values[name] = conflict.new if choice == "national" else own.get(name) if choice == "regional" else choice
    titles = {name.partition(".")[2]: values.pop(name) for name in list(values) if name.startswith("title.")}
    command = Command(
        measure=measure,
        event="settle",
        actor=app.actor,
        data={**values, **({"title": titles} if titles else {})},
        comment=comment,
        expected_version=noun.version,
    )
    moved = app.engine.move(command, dry_run=app.dry_run)
    app.remember_clock()
    left = list(moved.decisions[0].measure.conflicts) if moved.decisions else []
    decided = ", ".join((*values, *(f"title.{language}" for language in titles)))
    told = app.output.words("{}: decided: {}", measure, decided)
    app.output.answer({**moved_document(moved), "conflicts": left}, after=told)
