"""`qadam init`: a database from nothing, or an older one brought up to date."""

from __future__ import annotations

import click

from commands.app import SANDBOX, App, app_of
from commands.options import command
from workflow.clock import utc_now


@command("init", changes=True)
@click.option(
    "--sandbox", is_flag=True, help="A practice database: its clock can be set, nobody has to prove who they are."
)
def init(ctx: click.Context, *, sandbox: bool) -> None:
    """Make the database, or bring it up to date; load the shipped definitions, regions, agencies and calendar.

    \b
    Example:
      qadam init
      qadam --db postgresql://qadam@db/qadam init
    """
    app = app_of(ctx)
    if app.dry_run:
        app.output.answer({"database": str(app.location), "dry_run": True}, after=f"would make {app.location}")
        return
    loaded = prepare(app, sandbox=sandbox)
    told = ", ".join(f"{number} {what}" for what, number in loaded.items() if number)
    app.output.answer(
        {"database": str(app.location), "sandbox": sandbox, "loaded": loaded},
        after=f"{app.location} is ready ({told or 'nothing new'})\n"
        + ("next: qadam people sample, then qadam import PLAN.csv" if sandbox else "next: qadam people add --help"),
    )


def prepare(app: App, *, sandbox: bool) -> dict[str, int]:
    """Migrate and load what is shipped; says how much of it was new."""
    from definitions.calendar_kz import kazakhstan
    from definitions.directory import load_agencies, load_regions
    from definitions.loader import shipped_definitions
    from store.migrate import migrate
    from store.reference import CALENDAR_IN_FORCE
    from store.store import SqlStore
    from workflow.errors import Refused

    migrate(app.location)
    store = SqlStore(app.location)
    now = utc_now()
    try:
        with store.register() as register:
            fresh = register.setting("made_at") is None
            if sandbox and not fresh and register.setting(SANDBOX) is None:
                raise Refused(f"{app.location} is a live database and stays one", possible="--db sqlite:///practice.db")
            if fresh:
                register.set("made_at", now.isoformat())
                if sandbox:
                    register.set(SANDBOX, "yes")
            regions, agencies = load_regions(), load_agencies()
            register.put_regions(regions.values())
            register.put_agencies(agencies.values())
            new_definitions = sum(
                register.put_definition(
                    source.definition.type,
                    source.definition.version,
                    source.digest,
                    source.text,
                    source.document,
                    now,
                )
                == "created"
                for source in shipped_definitions()
            )
            in_force = register.setting(CALENDAR_IN_FORCE) is not None
            if not in_force:
                register.put_calendar(kazakhstan(), now)
    finally:
        store.close()
    return {
        "regions": len(regions) if fresh else 0,
        "agencies": len(agencies) if fresh else 0,
        "definitions": new_definitions,
        "calendars": 0 if in_force else 1,
    }
