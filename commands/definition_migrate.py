"""`qadam definitions migrate`: bring running measures to another version of their definition."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING, Any
from uuid import uuid4

import click

from commands.app import App, app_of
from commands.options import command
from commands.output import Shown
from commands.spool import Spool
from commands.translations.told import told_in
from workflow.errors import Refused
from workflow.migration import Migration, MigrationPlan, MigrationStatus, Prospect, plan_of

if TYPE_CHECKING:
    from workflow.migrating import FamilyProspect

COLUMNS = ("measure", "verdict", "version", "state", "due before", "due after", "rungs", "mails", "why")


@command("migrate", changes=True, administers="definitions")
@click.argument("type_", metavar="TYPE")
@click.option("--to", type=int, metavar="V", help="The version to bring them to.")
@click.option("--map", "pairs", metavar="OLD=NEW", multiple=True, help="What becomes of an old state (repeat).")
@click.option("--plan", "file", type=click.Path(path_type=Path), help="A YAML file: states, fields.")
@click.option("--partial", is_flag=True, help="Leave measures that are not safe on their version.")
@click.option("--batch", type=click.IntRange(1, 500), default=20, show_default=True, help="Families per transaction.")
@click.option("--limit", type=click.IntRange(1), help="Stop after so many families; --resume goes on.")
@click.option("--resume", is_flag=True, help="Go on with the migration that was stopped or killed.")
@click.option("--stop", is_flag=True, help="Let a running migration stop after its batch.")
@click.option("--revert", is_flag=True, help="Bring back what nobody has moved since the migration.")
@click.option("--comment", help="Why.")
def migrate(ctx: click.Context, type_: str, **given: Any) -> None:
    """Bring running measures of a type to another version, each national measure together with its variants.

    With --dry-run it says per measure: safe, needs mapping or blocked, with the due dates before and after, the rungs
    that would fire at once and the mails they would send. A rung that has fired never fires again.

    \b
    Example:
      qadam definitions migrate campaign --to 2 --map tailored=adapted --dry-run
      qadam --as admin definitions migrate campaign --to 2 --map tailored=adapted
      qadam --as admin definitions migrate campaign --revert
    """
    app = app_of(ctx)
    asked = [name for name in ("resume", "stop", "revert") if given[name]]
    if len(asked) > 1 or (asked and (given["to"] or given["pairs"] or given["file"])):
        raise click.UsageError("--resume, --stop and --revert stand alone: the migration on record has its own plan")
    if given["stop"]:
        _tell(app, _take_over(app, type_, MigrationStatus.STOPPED), Spool(), done=False)
        return
    if given["revert"]:
        _revert(app, type_, given)
        return
    _migrate(app, type_, given)


def _migrate(app: App, type_: str, given: dict[str, Any]) -> None:
    from workflow.migrating import carry_out, examine, start

    if given["resume"]:
        migration = _take_over(app, type_, MigrationStatus.RUNNING)
    else:
        plan = _plan(type_, given)
        found = _spooled(examine(app.store, plan, _actor(app), app.now))
        if app.dry_run:
            _tell(app, None, found, done=False)
            return
        unsafe = _unsafe(found)
        if unsafe and not given["partial"]:
            _tell(app, None, unsafe, done=False)
            raise Refused(
                f"{len(unsafe)} of {len(found)} cannot be brought over like this",
                possible="--map OLD=NEW, a --plan, or --partial to leave them on their version",
            )
        migration = start(app.store, plan, app.actor, _runner(), app.now)
    families = carry_out(app.store, migration, app.actor, app.clock, batch=given["batch"], limit=given["limit"])
    _tell(app, migration, _spooled(families), done=True)
    app.remember_clock()


def _revert(app: App, type_: str, given: dict[str, Any]) -> None:
    from workflow.migrating import revert

    if app.dry_run:
        raise click.UsageError("--revert has no dry run: what has moved on since is left where it is and named")
    migration = _take_over(app, type_, MigrationStatus.REVERTING)
    families = revert(app.store, migration, app.actor, given["comment"], app.clock, batch=given["batch"])
    found = _spooled(families)
    _tell(app, migration, found, done=True)
    app.remember_clock()
    left = [document["measure"] for document in islice(_unsafe(found), 5)]
    if left:
        raise Refused(f"{', '.join(left)} moved on since, and stay with their families", possible="see the reasons")


def _take_over(app: App, type_: str, status: MigrationStatus) -> Migration:
    from workflow.migrating import take_over

    return take_over(app.store, type_, _runner(), status)


def _runner() -> str:
    return uuid4().hex


def _actor(app: App) -> str:
    """A dry run may be made by anybody."""
    return app.settings.actor or "nobody" if app.dry_run else app.actor


def _plan(type_: str, given: dict[str, Any]) -> MigrationPlan:
    from definitions.loader import read_text
    from definitions.yaml_file import read_yaml

    document: dict[str, Any] = {}
    if given["file"]:
        file = read_yaml(read_text(given["file"]), given["file"].name)
        if file.root is None:
            raise Refused("\n".join(map(str, file.problems)))
        document = file.document
    if not isinstance(document, dict):
        return plan_of(document, type_, given["to"])
    states = {}
    for pair in given["pairs"]:
        old, equals, new = pair.partition("=")
        if not (equals and old.strip() and new.strip()):
            raise click.UsageError(f"--map takes OLD=NEW, not {pair!r}")
        states[old.strip()] = new.strip()
    told = document.get("states") or {}
    merged = {**told, **states} if isinstance(told, dict) else told
    return plan_of({**document, "states": merged}, type_, given["to"])


def _spooled(families: Iterable[FamilyProspect]) -> Spool:
    return Spool(_document(member) for family in families for member in family.members)


def _unsafe(found: Spool) -> Spool:
    return Spool(document for document in found if document["verdict"] != "safe")


def _tell(app: App, migration: Migration | None, found: Spool, *, done: bool) -> None:
    verdicts = Counter(document["verdict"] for document in found)
    counts = {verdict: verdicts[verdict] for verdict in ("safe", "needs_mapping", "blocked")}
    document: dict[str, Any] = {"measures": iter(found), **counts}
    if migration is not None:
        plan = {"type": migration.plan.type, "to": migration.plan.to, "states": dict(migration.plan.states)}
        document = {"migration": migration.number, **plan, **document}
    lines = (
        (
            d["measure"],
            app.output.shown(_verdict(d["verdict"], done=done)),
            f"{d['from_version']} → {d['to_version'] or '?'}",
            d["state"] if d["to_state"] in (None, d["state"]) else f"{d['state']} → {d['to_state']}",
            d["due_before"],
            d["due_after"],
            len(d["rungs"]) or None,
            len(d["mails"]) or None,
            Shown("; ".join(d["reasons"]) or None, "; ".join(told_in(app.settings.lang, why) for why in d["reasons"])),
        )
        for d in found
    )
    number = app.output.words("migration {}", migration.number) + ": " if migration is not None else ""
    counted = (
        app.output.words("{} done" if done else "{} safe", counts["safe"]),
        app.output.words("{} to be mapped", counts["needs_mapping"]),
        app.output.words("{} blocked", counts["blocked"]),
    )
    told = number + ", ".join(counted)
    app.output.answer(document, COLUMNS if found else (), lines, after=told)


def _verdict(verdict: str, *, done: bool) -> str:
    return "done" if done and verdict == "safe" else verdict.replace("_", " ")


def _document(member: Prospect) -> dict[str, Any]:
    after = member.decision.measure if member.decision else None
    return {
        "measure": member.measure.id,
        "verdict": member.verdict,
        "reasons": list(member.reasons),
        "from_version": member.measure.type_version,
        "to_version": after.type_version if after else None,
        "state": member.measure.state,
        "to_state": after.state if after else None,
        "due_before": member.measure.due_at,
        "due_after": after.due_at if after else None,
        "rungs": [f"{deadline.name}: {firing.rung.key}" for deadline, firing in member.firing],
        "mails": [mail.address for mail in member.mails if mail.address],
    }
