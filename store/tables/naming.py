"""How constraints and indexes are called, and the predicates of partial ones."""

from __future__ import annotations

from typing import Any

from sqlalchemy import MetaData, text
from sqlmodel import SQLModel

SQLModel.metadata.naming_convention = MetaData(
    naming_convention={
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "ck": "ck_%(table_name)s_%(constraint_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "pk": "pk_%(table_name)s",
    }
).naming_convention


def where(condition: str) -> dict[str, Any]:
    """A partial index on both databases. Its predicate is literal text: a bound one would never be used."""
    return {"sqlite_where": text(condition), "postgresql_where": text(condition)}
