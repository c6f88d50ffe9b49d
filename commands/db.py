"""`qadam db`: the store."""

from __future__ import annotations

import click

from commands.app import app_of
from commands.options import command


@click.group()
def db() -> None:
    """The store: migrate."""


@command("migrate", changes=True)
def migrate(ctx: click.Context) -> None:
    """Bring the schema up to date, whole or not at all.

    \b
    Example:
      qadam db migrate
    """
    from store.migrate import migrate as bring_up_to_date
    from store.migrate import revision

    app = app_of(ctx)
    app.administer_schema()
    before = revision(app.location)
    if not app.dry_run:
        bring_up_to_date(app.location)
    after = before if app.dry_run else revision(app.location)
    app.output.answer({"before": before, "after": after}, after=f"schema {before or 'none'} → {after or 'none'}")


db.add_command(migrate)
