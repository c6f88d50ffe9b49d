"""The log: one line for each thing done, `key=value` throughout, and nothing about a person beyond ids.

The daemon always writes one; every other command does with -v, on stderr.
"""

from __future__ import annotations

import json
import logging
import re
import sys
from datetime import UTC, datetime
from pathlib import Path

from workflow.errors import Unavailable
from workflow.secrecy import without_secrets

_ADDRESS = re.compile(r"[\w.+-]+@([\w-]+\.[\w.-]+)")

LOG = logging.getLogger("qadam")

FACTS = "facts"
"""The attribute of a record that carries its keys and values."""


class OneLine(logging.Formatter):
    """`2026-11-24T09:00:00Z level=info event=beat rungs_fired=3`: what was logged with `extra={FACTS: …}` as keys."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
        facts = dict(getattr(record, FACTS, {}))
        said = record.getMessage()
        parts = [at, f"level={record.levelname.lower()}", f"event={_value(said)}"]
        parts += [f"{key}={_value(value)}" for key, value in facts.items()]
        if record.exc_info:
            parts.append(f"trace={_value(self.formatException(record.exc_info))}")
        return _ADDRESS.sub(r"***@\1", without_secrets(" ".join(parts)))


def _value(value: object) -> str:
    """Bare when it is one word, else quoted as JSON quotes, so that a line stays a line."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
    plain = text and all(c.isalnum() or c in "._:/+-#@" for c in text)
    return text if plain else json.dumps(text, ensure_ascii=False)


def tell(event: str, *, level: int = logging.INFO, error: BaseException | None = None, **facts: object) -> None:
    """Log that something happened; a fact that is None is left out, an error is told with its trace."""
    told = {key: value for key, value in facts.items() if value is not None}
    LOG.log(level, event, extra={FACTS: told}, exc_info=error)


def set_up(file: str = "") -> None:
    """Log to stderr, and to a file as well when one is named. Raises Unavailable for a file that cannot be opened."""
    handlers: list[logging.Handler] = [logging.StreamHandler(sys.stderr)]
    if file:
        try:
            Path(file).parent.mkdir(parents=True, exist_ok=True)
            handlers.append(logging.FileHandler(file, encoding="utf-8"))
        except OSError as error:
            raise Unavailable(f"the log {file} cannot be written: {error.strerror}", possible="--log FILE") from error
    for handler in handlers:
        handler.setFormatter(OneLine())
    LOG.handlers = handlers
    LOG.setLevel(logging.INFO)


def take_down() -> None:
    for handler in LOG.handlers:
        handler.close()
    LOG.handlers = []
