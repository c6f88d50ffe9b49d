"""`qadam login`: keep one's token, so that it need not be typed again."""

from __future__ import annotations

import os
import sys

import click

from commands import credentials, identity
from commands.app import app_of
from commands.options import command
from workflow.errors import Refused


@command("login")
@click.option("--forget", is_flag=True, help="Forget the token kept for this database.")
def login(ctx: click.Context, *, forget: bool) -> None:
    """Keep your token for this database in a file only you can read. It is asked for, never taken from the line.

    \b
    Example:
      qadam login
      qadam login < token.txt
    """
    app = app_of(ctx)
    if forget:
        known = credentials.forget(app.location, os.environ)
        app.output.answer({"forgotten": known}, after=app.output.words("forgotten" if known else "there was none"))
        return
    with app.reading() as reader:
        if identity.is_sandbox(reader):
            raise Refused("a sandbox asks nobody for a token", possible="qadam --as NAME …")
        token = _asked()
        person = identity.holder(reader, token, app.now, app.today)
    path = credentials.remember(app.location, token, os.environ)
    app.output.answer(
        {"person": person.id, "database": str(app.location), "file": str(path)},
        after=app.output.words("you are {} on {}; the token is kept in {}", person.id, app.location, path),
    )


def _asked() -> str:
    if sys.stdin.isatty():
        return str(click.prompt("token", hide_input=True, err=True)).strip()
    return sys.stdin.readline(500).strip()
