"""What is typed after --set and --evidence, read into values and evidence."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import click


def given_values(assignments: Iterable[str]) -> dict[str, Any]:
    """`["reach=1200", "title.kk=…"]` as values by field; several titles come together.

    A usage error names the bad one.
    """
    values: dict[str, Any] = {}
    for assignment in assignments:
        name, equals, value = assignment.partition("=")
        name = name.strip()
        if not equals or not name:
            raise click.UsageError(f"--set takes FIELD=VALUE, not {assignment!r}")
        field, dot, language = name.partition(".")
        if dot and field == "title":
            titles = values.setdefault("title", {})
            if not isinstance(titles, dict):
                raise click.UsageError("give either title=… or title.kk=…, title.ru=…, title.en=…")
            titles[language] = value
        else:
            values[name] = value
    return values
