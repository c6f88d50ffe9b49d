"""The daily checkpoint, made by the first pass of each local day that finds something to seal."""

from __future__ import annotations

from datetime import datetime

from commands.app import App
from store.sealed import last_checkpoint, written_since
from workflow.checkpoint import Checkpoint


def seal_day(app: App, now: datetime) -> Checkpoint | None:
    """The checkpoint made, if one was owed."""
    with app.reading() as reader:
        last = last_checkpoint(reader)
        owed = last is None or last.at.astimezone(app.zone).date() < now.astimezone(app.zone).date()
        if not owed or not written_since(reader, last.at if last else None):
            return None
    return app.store.take_checkpoint(now)
