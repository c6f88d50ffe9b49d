"""`qadam move`: carry measures on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from commands.app import App, app_of
from commands.documents import moved_document
from commands.options import command
from commands.values import given_values
from store.evidence import EvidenceFolder
from store.queries import Wanted, measures
from workflow.errors import QadamError, Refused
from workflow.model import Command

WHERE = ("state", "type", "region", "agency", "level", "parent")


@command("move", changes=True)
@click.argument("words", metavar="MEASURE… EVENT", nargs=-1, required=True)
@click.option(
    "--where", "filters", metavar="KEY=VALUE", multiple=True, help=f"Instead of measures: {', '.join(WHERE)}."
)
@click.option("--set", "assignments", metavar="FIELD=VALUE", multiple=True, help="A field the event sets (repeat).")
@click.option("--comment", help="Why; some events require it.")
@click.option("--evidence", metavar="FILE|URL", multiple=True, help="A file or a link that proves it (repeat).")
@click.option("--request-id", help="Repeating a command with the same id does nothing and answers the same.")
@click.option("--expect-version", type=int, help="Refuse if somebody moved it since this version.")
def move(ctx: click.Context, words: tuple[str, ...], filters: tuple[str, ...], **given: Any) -> None:
    """Make an event happen to one or several measures.

    \b
    Example:
      qadam --as kz-75 move 12/KZ-75 tailor --set target_group="students"
      qadam --as hq move 12 13 14 approve
      qadam --as hq move --where state=reported --where type=campaign accept
    """
    app = app_of(ctx)
    *named, event = words
    if bool(named) == bool(filters):
        raise click.UsageError("name the measures before the event, or choose them with --where")
    chosen = named or _matching(app, filters)
    values = given_values(given["assignments"])
    results: list[dict[str, Any]] = []
    failures: list[QadamError] = []
    with click.progressbar(chosen, label=event, hidden=len(chosen) < 50) as progress:
        for measure in progress:
            try:
                moved = _move_one(app, measure, event, values, given, several=len(chosen) > 1)
                results.append(moved_document(moved))
            except QadamError as error:
                failures.append(error)
                told = {"kind": error.kind, "message": error.message, "possible": error.possible}
                results.append({"measure": measure, "event": event, "ok": False, "error": told})
    if failures and len(chosen) == 1:
        raise failures[0]
    if any(result["ok"] for result in results):
        app.remember_clock()
    _tell(app, results)
    if failures:
        raise Refused(f"{len(failures)} of {len(chosen)} were refused", possible="see the reason beside each")


def _move_one(
    app: App, measure: str, event: str, values: dict[str, Any], given: dict[str, Any], *, several: bool
) -> Any:
    folder = EvidenceFolder(Path(app.settings.evidence))
    request_id = given["request_id"]
    try:
        command = Command(
            measure=measure,
            event=event,
            actor=app.actor,
            data=values,
            comment=given["comment"],
            evidence=folder.keep(given["evidence"]),
            request_id=f"{request_id}:{measure}" if request_id and several else request_id,
            expected_version=given["expect_version"],
        )
        moved = app.engine.move(command, dry_run=app.dry_run)
    except BaseException:
        folder.discard()
        raise
    if app.dry_run:
        folder.discard()
    return moved


def _matching(app: App, filters: tuple[str, ...]) -> list[str]:
    wanted: dict[str, str] = {}
    for text in filters:
        key, equals, value = text.partition("=")
        if key not in WHERE or not equals:
            raise click.UsageError(f"--where takes KEY=VALUE with {', '.join(WHERE)}, not {text!r}")
        wanted[key] = value
    with app.reading() as reader:
        found, _ = measures(reader, replace(Wanted(), **wanted))  # type: ignore[arg-type]  # keys checked above
    return [measure.id for measure in found]


def _tell(app: App, results: list[dict[str, Any]]) -> None:
    columns = ("measure", "event", "from", "to", "version", "remark")
    lines = [
        (r["measure"], r["event"], r.get("from"), r.get("to"), r.get("version"), _remark(r, dry_run=app.dry_run))
        for r in results
    ]
    app.output.answer({"results": results}, columns, lines)


def _remark(result: dict[str, Any], *, dry_run: bool) -> str:
    if not result["ok"]:
        return f"refused: {result['error']['message']}"
    if result["repeated"]:
        return "was done before, nothing done again"
    parts = ["would be" if dry_run else "done"]
    if result["children"]:
        parts.append(f"{len(result['children'])} regional variants")
    parts += [f"{also['measure']} {also['event']} → {also['to']}" for also in result["also_moved"][:3]]
    if len(result["also_moved"]) > 3:
        parts.append(f"and {len(result['also_moved']) - 3} more")
    if result["mails_queued"]:
        parts.append(f"{result['mails_queued']} mails")
    return ", ".join(parts)
