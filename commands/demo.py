"""`qadam demo`: a sandbox from nothing, with virtual weeks passing in seconds."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import click

from commands.app import App, app_of
from commands.options import command
from workflow.errors import Refused

MARK = ".qadam-demo"
"""Says that a folder was made by the demo, and may be made anew."""


@command("demo")
@click.option("--dir", "folder", type=click.Path(path_type=Path), default=Path("qadam-demo"), show_default=True)
def demo(ctx: click.Context, folder: Path) -> None:
    """Show everything once, in a folder of its own: a plan, approvals, regions at work, ladders, mails, the board.

    The plan holds real wordings of public documents and rows marked as samples; the people are invented; the weeks
    are those of spring 2024, with their holidays and a working Saturday.

    \b
    Example:
      qadam demo --dir /tmp/qadam-demo
    """
    from commands.demo_story import play

    outer = app_of(ctx)
    _fresh(folder)
    inner = App(
        flags={
            "db": f"sqlite:///{folder / 'qadam.db'}",
            "actor": "hq",
            "lang": outer.settings.lang,
            "mail": str(folder / "mail"),
            "evidence": str(folder / "evidence"),
            "digest_weekly": "0 9 22 7 *",  # one weekly digest, on the last Monday of the story
        }
    )
    inner.location = replace(inner.location, lasting=False)
    story = play(inner, outer.output.say)
    document = {
        "dir": str(folder),
        "database": str(inner.location),
        "mail": str(folder / "mail"),
        "mails": len(list((folder / "mail").glob("*.eml"))),
        **story,
    }
    outer.output.answer(document)


def _fresh(folder: Path) -> None:
    """An empty demo folder; whatever another demo left in it goes. Raises Refused for anybody else's folder."""
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise Refused(f"{folder} is not empty and was not made by the demo", possible="--dir ANOTHER")
    folder.mkdir(parents=True, exist_ok=True)
    for left in [*folder.glob("qadam.db*"), *folder.glob("mail/*.eml"), *folder.glob("mail/.*.eml.*")]:
        left.unlink()
    (folder / MARK).write_text("Made by `qadam demo`; it may be deleted.\n", encoding="utf-8")
