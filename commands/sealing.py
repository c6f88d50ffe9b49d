"""The daily checkpoint, made by the first pass of each local day that finds something to seal.

A backlog takes several, and more than some seconds are left to the passes that follow: rungs and mails wait for a pass.
"""

from __future__ import annotations

from datetime import datetime
from itertools import islice

from commands.app import App
from store.reader import Reader
from store.sealed import last_checkpoint, written_since
from workflow.checkpoint import Checkpoint

PER_PASS = 20
"""Checkpoints made by one pass at most."""


def seal_day(app: App, now: datetime) -> Checkpoint | None:
    """The checkpoint made, if one was owed; of several the last."""
    with app.reading() as reader:
        owed = _owed(app, reader, now)
    made = list(islice(app.store.take_checkpoints(now), PER_PASS)) if owed else []
    return made[-1] if made else None


def _owed(app: App, reader: Reader, now: datetime) -> bool:
    last = last_checkpoint(reader)
    if last is None:
        return written_since(reader, None)
    if last.full:
        return True
    return last.at.astimezone(app.zone).date() < now.astimezone(app.zone).date() and written_since(reader, last.at)
