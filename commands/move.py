"""`qadam move`: carry measures on, one or many."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from commands.app import App, app_of
from commands.catalogue import OwnTitles, near
from commands.documents import moved_document
from commands.filters import WHERE, wanted
from commands.options import command
from commands.output import Shown
from commands.progress import progress
from commands.spool import Spool
from commands.translations.spoken import Speaker
from commands.translations.told import told_in
from commands.values import given_values
from commands.wording import phrase
from store import queries
from store.evidence import EvidenceFolder
from store.shelf import DefinitionShelf
from workflow.errors import NotPossible, QadamError, Refused
from workflow.model import Command
from workflow.numbers import as_meant

GROUP = 100
"""Measures moved in one transaction: a commit for each would be slow, one for all would keep others waiting."""

Answer = dict[str, Any] | QadamError
"""What is told of a move (commands/documents.py), or why there was none."""

COLUMNS = ("measure", "event", "from", "to", "version", "remark")


@command("move", changes=True, table=True)
@click.argument("words", metavar="MEASURE… EVENT", nargs=-1, required=True)
@click.option(
    "--where", "filters", metavar="KEY=VALUE", multiple=True, help=f"Instead of measures: {', '.join(WHERE)}, overdue."
)
@click.option("--set", "assignments", metavar="FIELD=VALUE", multiple=True, help="A field the event sets (repeat).")
@click.option("--edit", is_flag=True, help="Fill in the fields and the comment in $EDITOR.")
@click.option("--comment", help="Why; some events require it.")
@click.option("--evidence", metavar="FILE|URL", multiple=True, help="A file or a link that proves it (repeat).")
@click.option("--request-id", help="Repeating a command with the same id does nothing and answers the same.")
@click.option("--expect-version", type=int, help="Refuse if somebody moved it since this version.")
def move(ctx: click.Context, words: tuple[str, ...], filters: tuple[str, ...], *, edit: bool, **given: Any) -> None:
    """Make an event happen to one or several measures; each gets its own result.

    With --where the filters of `qadam list` choose the measures. Try --dry-run first: it tells what each would do.

    \b
    Example:
      qadam --as kz-75 move 12/KZ-75 tailor --set target_group="students"
      qadam --as mia move 12/KZ-75 report --edit
      qadam --as hq move 12 13 14 approve
      qadam move --where state=reported --where type=campaign accept --dry-run
    """
    app = app_of(ctx)
    *named, event = words
    if bool(named) == bool(filters):
        raise click.UsageError("name the measures before the event, or choose them with --where")
    chosen = list(dict.fromkeys(map(as_meant, named))) or _matching(app, filters, event)
    values = given_values(given["assignments"])
    if edit:
        from commands.editing import edited

        if len(chosen) != 1:
            raise click.UsageError("--edit takes one measure")
        values, given["comment"] = edited(app, chosen[0], event, values, given)
    results, refused = Spool(), 0
    refusal: QadamError | None = None
    for measure, answer in zip(chosen, _move(app, chosen, event, values, given), strict=True):
        _log(app, measure, event, answer)
        results.add(_document(measure, event, answer))
        if isinstance(answer, QadamError):
            refused += 1
            refusal = answer
    if refusal is not None and len(chosen) == 1:
        raise _with_the_nearest_event(app, chosen[0], event, refusal)
    if refused < len(results):
        app.remember_clock()
    _tell(app, results)
    if refused:
        raise Refused(f"{refused} of {len(chosen)} were refused", possible="see the reason beside each")


def _move(
    app: App, chosen: Sequence[str], event: str, values: Mapping[str, Any], given: Mapping[str, Any]
) -> Iterator[Answer]:
    """Move them in groups; a group that fails as a whole is refused as a whole, the others are not held up.

    What is told of each move is kept, not all that it decided.
    """
    folder = EvidenceFolder(Path(app.settings.evidence))
    try:
        first = Command(
            measure="",
            event=event,
            actor=app.actor,
            data=values,
            comment=given["comment"],
            evidence=folder.keep(given["evidence"]),
            request_id=given["request_id"],
            expected_version=given["expect_version"],
        )
        several = first.request_id is not None and len(chosen) > 1
        groups = [chosen[start : start + GROUP] for start in range(0, len(chosen), GROUP)]
        for names in progress(groups, event, weight=GROUP):
            group = [
                replace(first, measure=name, request_id=f"{first.request_id}:{name}" if several else first.request_id)
                for name in names
            ]
            try:
                moved = app.engine.move_each(group, dry_run=app.dry_run, settle=folder.settle)
                answers = [each if isinstance(each, QadamError) else moved_document(each) for each in moved]
            except QadamError as failure:
                answers = [failure] * len(group)
            yield from answers
    finally:
        folder.discard()


def _log(app: App, measure: str, event: str, answer: Answer) -> None:
    if isinstance(answer, QadamError):
        app.log("not_moved", measure=measure, transition=event, kind=answer.kind)
    else:
        app.log("moved", measure=measure, transition=event, to=answer["to"], version=answer["version"])


def _matching(app: App, filters: tuple[str, ...], event: str) -> list[str]:
    """The measures that --where chooses; at a terminal a person is asked before many are moved."""
    given: dict[str, str] = {}
    for text in filters:
        key, equals, value = text.partition("=")
        key = key.strip().replace("-", "_")
        if key not in (*WHERE, "overdue") or not equals:
            raise click.UsageError(f"--where takes KEY=VALUE with {', '.join(WHERE)}, overdue, not {text!r}")
        given[key] = value.strip()
    if given.get("overdue") not in (None, "yes"):
        raise click.UsageError("--where overdue takes yes")
    with app.reading() as reader:
        found, total = queries.each_measure(reader, wanted(app, reader, given, app.now))
        chosen = [measure.id for measure in found]
    if not chosen:
        raise Refused("no measure fits --where", possible="the same filters with qadam list")
    if not (app.dry_run or app.flags.get("yes")) and sys.stdin.isatty() and sys.stdout.isatty():
        click.confirm(phrase("move_so_many", app.settings.lang, n=total, event=event), abort=True, err=True)
    return chosen


def _with_the_nearest_event(app: App, measure: str, event: str, refusal: QadamError) -> QadamError:
    """A refusal of an event nobody knows, with the possible one that was meant."""
    if not isinstance(refusal, NotPossible) or (refusal.possible or "").startswith("did you mean"):
        return refusal
    with app.reading() as reader:
        noun = queries.measure(reader, measure)
        definition = DefinitionShelf(reader).get(noun.type, noun.type_version)
    events = definition.possible(noun.state, noun.level)
    titles = {app.output.text(definition.events.get(name)).casefold(): name for name in events}
    nearest = near(event, [*events, *titles]) if event not in definition.events else None
    if nearest is None:
        return refusal
    name = titles.get(nearest, nearest)
    return NotPossible(refusal.message, possible=f"did you mean {name}? qadam move {measure} {name}", measure=measure)


def _document(measure: str, event: str, answer: Answer) -> dict[str, Any]:
    if not isinstance(answer, QadamError):
        return answer
    told = {"kind": answer.kind, "message": answer.message, "possible": answer.possible}
    return {"measure": measure, "event": event, "ok": False, "error": told}


def _tell(app: App, results: Spool) -> None:
    language = app.settings.lang
    done = sum(result["ok"] for result in results)
    summary = None
    if len(results) > 1:
        key = "would_be_moved" if app.dry_run else "were_moved"
        summary = phrase(key, language, done=done, refused=len(results) - done)
    with app.reading() if app.output.at_terminal else nullcontext() as reader:
        titles = OwnTitles(reader, language) if reader else None
        lines = (_line(app, titles, result) for result in results)
        app.output.answer({"results": iter(results)}, COLUMNS, lines, after=summary, spare=("version", "event", "from"))


def _line(app: App, titles: OwnTitles | None, result: dict[str, Any]) -> dict[str, Any]:
    line = {name: result.get(name) for name in COLUMNS}
    if titles is not None and result["ok"]:
        line["event"] = Shown(result["event"], titles.event(result["measure"], result["event"]))
        for end in ("from", "to"):
            line[end] = Shown(result[end], titles.state(result["measure"], result[end]))
    line["remark"] = Shown(
        _remark(result, "en", None, dry_run=app.dry_run),
        _remark(result, app.settings.lang, titles, dry_run=app.dry_run),
        "done" if result["ok"] else "late",
    )
    return line


def _remark(result: dict[str, Any], language: str, titles: OwnTitles | None, *, dry_run: bool) -> str:
    """What became of it; with codes where no titles are given, as programs read it."""
    if not result["ok"]:
        return phrase("refused", language, why=told_in(language, result["error"]["message"]))
    if result["repeated"]:
        return phrase("repeated", language)
    speaker = Speaker(language)
    parts = [phrase("would_be" if dry_run else "done", language)]
    if result["children"]:
        parts.append(speaker.say("{:regional variant|regional variants}", len(result["children"])))
    parts += [_also(also, titles) for also in result["also_moved"][:3]]
    if len(result["also_moved"]) > 3:
        parts.append(phrase("and_more", language, n=len(result["also_moved"]) - 3))
    if result["mails_queued"]:
        parts.append(speaker.say("{:mail|mails}", result["mails_queued"]))
    return ", ".join(parts)


def _also(also: dict[str, str], titles: OwnTitles | None) -> str:
    measure, event, target = also["measure"], also["event"], also["to"]
    if titles is not None:
        event, target = titles.event(measure, event), titles.state(measure, target)
    return f"{measure} {event} → {target}"
