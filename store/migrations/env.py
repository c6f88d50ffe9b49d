"""Run by Alembic for each migration, on the connection and within the transaction of store/migrate.py."""

from alembic import context
from sqlmodel import SQLModel

import store.tables  # noqa: F401 - fills SQLModel.metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=SQLModel.metadata,
    render_as_batch=True,
    transaction_per_migration=False,
)
context.run_migrations()
