"""A bar for what takes longer than a second, on stderr and at a terminal only: nothing else ever sees it."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from time import monotonic
from typing import TypeVar

import click

PATIENCE = 1.0
"""Seconds before anybody wonders."""

Item = TypeVar("Item")


def progress(items: Sequence[Item], label: str, *, weight: int = 1) -> Iterator[Item]:
    """The items, one after the other, with a bar once it takes long; `weight` is what one of them counts."""
    if not sys.stderr.isatty():
        yield from items
        return
    began, bar = monotonic(), None
    for done, item in enumerate(items):
        if bar is None and monotonic() - began > PATIENCE:
            bar = click.progressbar(length=len(items) * weight, label=label, file=sys.stderr)
            bar.update(done * weight)
        yield item
        if bar is not None:
            bar.update(weight)
    if bar is not None:
        bar.render_finish()
