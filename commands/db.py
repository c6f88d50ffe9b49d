"""`qadam db`: the store."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import click

from commands.app import App, app_of
from commands.options import command, group
from store.reader import reading
from store.settings import MADE_AT, setting
from workflow.errors import Refused, Unavailable


@group()
def db() -> None:
    """The store: migrate, check, back up, restore."""


@command("migrate", changes=True)
def migrate(ctx: click.Context) -> None:
    """Bring the schema up to date, whole or not at all.

    \b
    Example:
      qadam db migrate
    """
    from store.migrate import migrate as bring_up_to_date
    from store.migrate import revision
    from store.schema import REVISION

    app = app_of(ctx)
    app.administer_schema()
    before = revision(app.location)
    if not app.dry_run:
        bring_up_to_date(app.location)
    after = REVISION if app.dry_run else revision(app.location)
    words = app.output.words
    if app.dry_run and before != after:
        told = words("{}: schema {} would become {}", app.location, before or words("none"), after)
    else:
        told = words("schema {} → {}", *(each or words("none") for each in (before, after)))
    app.output.answer({"before": before, "after": after}, after=told)


@command("check")
@click.option("--evidence", is_flag=True, help="Also look whether every file given as evidence is there and unchanged.")
def check(ctx: click.Context, *, evidence: bool) -> None:
    """Reckon again everything that is derived: histories, deadlines, ladders, joins, counters; name what differs.

    \b
    Example:
      qadam db check
    """
    from store.check import check as differences
    from store.check import missing_evidence

    app = app_of(ctx)
    with app.reading() as reader:
        found = list(differences(reader))
        if evidence:
            found += missing_evidence(reader, Path(app.settings.evidence))
    document = {"ok": not found, "differences": [{"what": each.what, "why": each.why} for each in found]}
    lines = [(each.what, each.why) for each in found]
    app.output.answer(
        document,
        ("what", "why") if found else (),
        lines,
        after=None if found else app.output.words("everything agrees"),
    )
    if found:
        raise Refused(f"{len(found)} difference(s), the first: {found[0]}", possible="the last backup")


@command("backup")
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def backup(ctx: click.Context, file: Path) -> None:
    """Write the whole database to a file, while others work; the folder of evidence is copied by itself.

    The file holds people's addresses and digests of tokens, so only its owner can read it. It can be restored into
    either kind of database.

    \b
    Example:
      qadam db backup qadam-2026-12-01.zip
    """
    from store.backup import back_up

    app = app_of(ctx)
    manifest = back_up(app.location, file, app.now)
    document = {"file": str(file), "rows": manifest.rows, "root": manifest.root, "schema": manifest.revision}
    sealed = f"; {app.output.words('last checkpoint {}', manifest.root)}" if manifest.root else ""
    app.output.answer(document, after=app.output.words("{:row|rows} in {}", manifest.rows, file) + sealed)


@command("restore", changes=True)
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False))
def restore(ctx: click.Context, file: Path) -> None:
    """Fill a database from a backup, whole or not at all. Over one that holds something it needs --yes.

    Stop `qadam run` first: workers remember definitions of what was there before.

    \b
    Example:
      qadam --db sqlite:///again.db db restore qadam-2026-12-01.zip
    """
    from store.archive import opening
    from store.restore import restore as put_back

    app = app_of(ctx)
    app.administer_schema()
    with opening(file) as archive:
        archive.check()
        manifest = archive.manifest
    held = _held(app)
    if held and not app.flags.get("yes"):
        raise Refused(f"{app.location} holds {held}, all of it would be gone", possible="a new --db, or --yes")
    if not app.dry_run:
        put_back(app.location, file)
    document = {"database": str(app.location), "file": str(file), "rows": manifest.rows, "made_at": manifest.made_at}
    wording = "{:row|rows} of {} would be in {}" if app.dry_run else "{:row|rows} of {} now in {}"
    moment = app.output.time(datetime.fromisoformat(manifest.made_at))
    app.output.answer(document, after=app.output.words(wording, manifest.rows, moment, app.location))


def _held(app: App) -> str | None:
    """What is there where the backup is to be, whatever its schema; None for nothing."""
    try:
        with reading(app.location, any_schema=True) as reader:
            if setting(reader, MADE_AT) is None:
                return None
            row = reader.one(
                "SELECT (SELECT count(*) FROM measure) AS measures, (SELECT count(*) FROM person) AS people"
            )
    except Unavailable:
        path = app.location.path
        return "what cannot be read" if path is not None and path.is_file() and path.stat().st_size else None
    return f"{row['measures']} measures and {row['people']} people" if row else None


for each in (migrate, check, backup, restore):
    db.add_command(each)
