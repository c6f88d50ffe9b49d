"""Tables whose rows can be added and never touched again, whoever asks through this database account."""

from __future__ import annotations

from alembic import op


def refuse_changes(table: str) -> None:
    """No UPDATE, no DELETE and no TRUNCATE."""
    message = f"{table} is append-only"
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER {table}_refuses_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{message}'); END"
            )
        return
    op.execute(
        f"CREATE FUNCTION {table}_refuses() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{message}' USING ERRCODE = 'integrity_constraint_violation'; END $$"
    )
    op.execute(
        f"CREATE TRIGGER {table}_refuses_change BEFORE UPDATE OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_refuses()"
    )
    op.execute(
        f"CREATE TRIGGER {table}_refuses_truncate BEFORE TRUNCATE ON {table} "
        f"FOR EACH STATEMENT EXECUTE FUNCTION {table}_refuses()"
    )


def refuse_replacing(table: str, *keys: tuple[str, ...]) -> None:
    """No INSERT OR REPLACE over a row with one of these keys: SQLite deletes that row without asking its triggers."""
    if op.get_bind().dialect.name != "sqlite":
        return
    for place, key in enumerate(keys):
        same = " AND ".join(f"{column} = NEW.{column}" for column in key)
        found = f"EXISTS (SELECT 1 FROM {table} WHERE {same})"  # noqa: S608 - own names
        op.execute(
            f"CREATE TRIGGER {table}_refuses_replace_{place} BEFORE INSERT ON {table} WHEN {found} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only: {', '.join(key)} is taken'); END"
        )
