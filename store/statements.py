"""Statements made out of the tables by SQLAlchemy, each compiled once for its database."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, cached_property
from itertools import count
from operator import itemgetter
from typing import Any

from sqlalchemy import Boolean, Date, DateTime, Dialect, Table, bindparam, cast, func
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ClauseElement
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import NullType, TypeEngine

from store.rows import each, sqlite_value

Values = Mapping[str, Any]
Names = tuple[str, ...]
"""Of columns."""

Answer = tuple[Names, list[tuple[Any, ...]]]
"""The names of the columns, and the rows."""

Request = tuple[str, Sequence[Any]]
"""A statement whose parameters are numbered, and their values."""


class Prepared:
    """A statement as one database takes it: its text, its parameters in order, the columns it answers with."""

    def __init__(self, statement: ClauseElement, dialect: Dialect, rows: Names = ()) -> None:
        """With `rows`, the columns of each of its rows, it takes the rows' values one after the other."""
        compiled = statement.compile(dialect=dialect, compile_kwargs={"render_postcompile": True})
        assert isinstance(compiled, SQLCompiler)  # noqa: S101 - it is no DDL
        self.sql = compiled.string
        self.columns: tuple[str, ...] = ()
        """Known once it has been run."""
        names = compiled.positiontup or []
        places = [_place(name, rows) if rows else name for name in names]
        self._take = itemgetter(*places) if len(places) > 1 else lambda values: tuple(values[place] for place in places)
        self._fixed = {name: value for name, value in compiled.params.items() if value is not None}
        foreign = [name for name, parameter in compiled.binds.items() if _is_foreign(parameter.type)]
        self._converted = tuple(names.index(name) for name in foreign if name in names and dialect.name == "sqlite")

    @cached_property
    def numbered(self) -> str:
        """Its text with parameters as the server itself takes them."""
        return _numbered(self.sql)

    def bound(self, values: Values | Sequence[Any]) -> Sequence[Any]:
        """Values as the driver takes them: by place, and on SQLite as it keeps them."""
        found = self._take({**self._fixed, **values} if self._fixed else values)  # type: ignore[dict-item]  # by name where any is fixed
        if not self._converted:
            return found
        listed = list(found)
        for place in self._converted:
            listed[place] = sqlite_value(listed[place])
        return listed

    def bound_many(self, columns: Sequence[Sequence[Any]]) -> Iterable[Sequence[Any]]:
        """The same for many rows at once, given column by column."""
        listed = list(self._take(columns))
        for place in self._converted:
            listed[place] = each(sqlite_value, listed[place])
        return zip(*listed, strict=True)


class Statements:
    """The statements of one database."""

    def __init__(self, dialect: Dialect) -> None:
        self.prepared = cache(lambda statement: Prepared(statement, dialect))
        """For a statement that lives as long as the program."""
        self.insert = cache(lambda table, names, rows: Prepared(_insert(table, names, rows), dialect, names))
        self.update = cache(
            lambda table, key, names: Prepared(_update(table, key, names), dialect, (*map(_known, key), *names))
        )
        self.update_many = cache(
            lambda table, key, names: Prepared(_update_many(table, key, names), dialect, (*map(_known, key), *names))
        )
        self.delete = cache(lambda table, key: Prepared(_delete(table, key), dialect, key))
        self.copy = cache(_copy)
        self.upsert = cache(
            lambda table, names, rows, add: Prepared(_upsert(dialect, table, names, rows, add), dialect, names)
        )
        self.together = cache(_together)


def _is_foreign(type_: TypeEngine[Any]) -> bool:
    """Whether values of the type, or of an unknown one, may be none that SQLite knows."""
    return isinstance(getattr(type_, "impl", type_), DateTime | Date | Boolean | NullType)


def _rows(table: Table, names: Names, rows: int) -> list[dict[str, Any]]:
    types = {name: table.c[name].type for name in names}
    return [{name: bindparam(f"{place}_{name}", type_=types[name]) for name in names} for place in range(rows)]


def _place(parameter: str, names: Names) -> int:
    """Where the value of a parameter stands among those of all rows."""
    row, _, name = parameter.partition("_")
    return int(row) * len(names) + names.index(name)


def _insert(table: Table, names: Names, rows: int) -> ClauseElement:
    return table.insert().inline().values(_rows(table, names, rows))


def _known(name: str) -> str:
    return f"known_{name}"


def _update(table: Table, key: Names, names: Names) -> ClauseElement:
    """Sets the columns `names` of the row known by the columns `key`; takes the values of `key`, then of `names`."""
    where = (table.c[name] == bindparam(f"0_known_{name}") for name in key)
    return table.update().where(*where).values({name: bindparam(f"0_{name}") for name in names})


def _delete(table: Table, key: Names) -> ClauseElement:
    """The row known by the columns `key`."""
    return table.delete().where(*(table.c[name] == bindparam(f"0_{name}") for name in key))


def _update_many(table: Table, key: Names, names: Names) -> ClauseElement:
    """The same for many rows, on PostgreSQL: takes a list of the values of each column."""
    types = {**{_known(name): table.c[name].type for name in key}, **{name: table.c[name].type for name in names}}
    lists = (cast(bindparam(f"0_{name}", type_=NullType()), postgresql.ARRAY(type_)) for name, type_ in types.items())
    fresh = func.unnest(*lists).table_valued(*types).render_derived(name="fresh")
    where = (table.c[name] == fresh.c[_known(name)] for name in key)
    return table.update().where(*where).values({name: fresh.c[name] for name in names})


def _copy(table: Table, names: Names) -> str:
    quoted = ", ".join(f'"{name}"' for name in names)
    return f'COPY "{table.name}" ({quoted}) FROM STDIN'


def _upsert(dialect: Dialect, table: Table, names: Names, rows: int, add: str | None) -> ClauseElement:
    """Inserts, or adds to the column `add`, if any, of the rows that are there already."""
    insert = sqlite.insert if dialect.name == "sqlite" else postgresql.insert
    made = insert(table).inline().values(_rows(table, names, rows))
    if add is None:
        return made.on_conflict_do_nothing(index_elements=list(table.primary_key.columns))
    return made.on_conflict_do_update(
        index_elements=list(table.primary_key.columns), set_={add: table.c[add] + made.excluded[add]}
    )


def _together(statements: tuple[tuple[Prepared, bool], ...]) -> str:
    """Several writes as one statement of PostgreSQL's; it divides by zero unless each counted one found one row.

    The server has to say so itself, because the commit follows without waiting for the answer.
    """
    named = [f"w{place}" for place in range(len(statements))]
    parts = [
        f"{name} AS ({prepared.sql}{' RETURNING 1' if counted else ''})"
        for name, (prepared, counted) in zip(named, statements, strict=True)
    ]
    found = [
        f"(SELECT count(*) FROM {name}) = 1"  # noqa: S608 - own text
        for name, (_, counted) in zip(named, statements, strict=True)
        if counted
    ]
    check = f"1 / (CASE WHEN {' AND '.join(found)} THEN 1 ELSE 0 END)" if found else "1"
    return _numbered(f"WITH {', '.join(parts)} SELECT {check}")


def _numbered(sql: str) -> str:
    """With parameters as the server itself takes them: `$1`, `$2`, … for each `%s`."""
    number = count(1)
    return re.sub("%(.)", lambda found: f"${next(number)}" if found[1] == "s" else found[1], sql)
