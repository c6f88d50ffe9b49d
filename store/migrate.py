"""Schema changes, by Alembic, on both databases. A database is always migrated whole or not at all."""

from __future__ import annotations

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy import Connection

from store.database import Database
from store.location import Location
from workflow.errors import Invalid, Unavailable


def migrate(location: Location) -> None:
    """Create the schema or bring it up to date, in one transaction.

    Of two at once, the second waits, then finds it done.
    """
    if location.path is not None and not location.path.parent.is_dir():
        raise Unavailable(f"there is no folder {location.path.parent}", possible=f"mkdir -p {location.path.parent}")
    database = Database(location)
    try:
        with database.connection() as connection:
            migrate_on(connection)
    finally:
        database.close()


def migrate_on(connection: Connection, to: str = "head") -> None:
    """The same in a transaction of the caller's. Raises Invalid for a revision this program does not know."""
    if connection.dialect.name == "postgresql":
        connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7251126)")
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    try:
        command.upgrade(config, to)
    except CommandError as error:
        raise Invalid(f"schema {to!r} is not known to this program", possible="a newer version of Qadam") from error


def revision(location: Location) -> str | None:
    """The schema's revision; none for an empty database."""
    database = Database(location)
    try:
        with database.connection() as connection:
            return MigrationContext.configure(connection).get_current_revision()
    finally:
        database.close()
