"""`qadam definitions authority`: who may do what, as one table."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

import click

from commands.app import app_of
from commands.definition_told import ways_told
from commands.options import command
from commands.output import Output
from commands.wording import who_words
from store import shelf
from workflow.authority import ADMINISTRATION
from workflow.definition import Definition
from workflow.directory import ROLES, SYSTEM
from workflow.engine_events import CREATE, UNDO
from workflow.transition import Transition

COLUMNS = ("event", "level", "from", "by", "not by")

Line = tuple[str, str, str, str, str]

INTRODUCTION = """\
# Who may do what

This page is what `qadam definitions authority --markdown` prints for the shipped measure types; a test compares the
two, and another one tries every role, own and foreign scope, against the engine.

A role counts together with its **scope**:

- a *national* role reaches every measure;
- a *regional* role reaches the variants of its region, and no national measure;
- an *agency* role reaches the measures its agency leads; one that is held in a region, only those of that region.

A **substitute** acts between two dates with the grants of the absent person, an **administrator** who holds a token
acts in anybody's name with that person's grants; history names both. **not by** is the four-eyes rule: whoever did
that (or in whose name it was done) may not do this, under any of their accounts. `author` is whoever made the measure.
`system` is what happens by itself, by a rung, a join or an approval; nobody can act as it. An answer to an approval is
given by those who hold the role in the agency that is asked, whoever leads the measure.
"""


@command("authority")
@click.argument("type_", metavar="[TYPE]", required=False)
@click.option("--markdown", is_flag=True, help="As docs/authority.md has it.")
def authority(ctx: click.Context, type_: str | None, *, markdown: bool) -> None:
    """Say who may do what: every event of every measure type in its newest version, and what is done to no measure.

    \b
    Example:
      qadam definitions authority campaign
    """
    app = app_of(ctx)
    with app.reading() as reader:
        newest = {loaded.definition.type: loaded.definition for loaded in shelf.definitions(reader, type_)}
    if markdown:
        app.output.answer({"markdown": as_markdown(newest.values())}, after=as_markdown(newest.values()))
        return
    found = [(definition.type, *line) for definition in newest.values() for line in table(definition)]
    document = {
        "events": [dict(zip(("type", *COLUMNS), line, strict=True)) for line in found],
        "administration": {deed: list(roles) for deed, roles in ADMINISTRATION.items()},
    }
    if app.output.at_terminal:
        app.output.answer(document, after="\n".join(_told(newest.values(), app.output)))
        return
    app.output.answer(document, ("type", *COLUMNS), found)


def _told(definitions: Iterable[Definition], output: Output) -> Iterator[str]:
    for definition in definitions:
        yield f"{output.text(definition.titles)} ({definition.type})"
        yield from (*ways_told(definition, output), "")
    yield output.words("What is done to no measure, by whom:")
    for deed, roles in ADMINISTRATION.items():
        yield f"  {deed}: {', '.join(who_words(role, output.language) for role in roles)}"


def table(definition: Definition) -> Iterator[Line]:
    """A line for each way an event may happen, the states it starts from together."""
    yield CREATE, "national", "", ", ".join(definition.created_by), ""
    ways: dict[tuple[str, str, str, str], list[Transition]] = {}
    for transition in definition.transitions:
        key = (transition.event, transition.level or "", _doers(definition, transition), ", ".join(transition.not_by))
        ways.setdefault(key, []).append(transition)
    for (event, level, by, not_by), transitions in ways.items():
        yield event, level, ", ".join(dict.fromkeys(t.source for t in transitions)), by, not_by
    if definition.undo is not None:
        yield UNDO, "", "after any of these but fan-out", ", ".join(definition.undo.by), ""


def _doers(definition: Definition, transition: Transition) -> str:
    if transition.votes is None:
        return ", ".join(transition.by)
    asked = ", ".join(definition.approvals[transition.votes[0]].asks)
    return ", ".join(f"{role} of {asked}" for role in transition.by)


def as_markdown(definitions: Iterable[Definition]) -> str:
    parts = [INTRODUCTION, "## Roles\n", _rows(("role", "who holds it"), [*ROLES.items(), (SYSTEM, "nobody")])]
    parts += ["\n## What is done to no measure\n", "On a live database; a sandbox lets everybody.\n"]
    parts.append(_rows(("what", "by"), [(deed, ", ".join(roles)) for deed, roles in ADMINISTRATION.items()]))
    for definition in definitions:
        parts += [f"\n## {definition.type}: {definition.titles['en']}\n", _rows(COLUMNS, table(definition))]
    return "\n".join(parts)


def _rows(columns: Iterable[str], lines: Iterable[Iterable[str]]) -> str:
    heads = list(columns)
    return "\n".join(f"| {' | '.join(line)} |" for line in (heads, ["---"] * len(heads), *lines))
