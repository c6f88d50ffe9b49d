"""A folder as a receiver of mails: one file for each."""

from __future__ import annotations

import os
import re
from contextlib import suppress
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import parsedate_to_datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from notifier.sending import Act, Unreachable, nothing


class FolderMailer:
    """Writes each mail to a file of its own, named for when, which measure and what; a repeat replaces its file."""

    def __init__(self, folder: Path, *, lasting: bool = True) -> None:
        self.folder = folder
        self._lasting = lasting

    def __repr__(self) -> str:
        return f"FolderMailer({str(self.folder)!r})"

    def __str__(self) -> str:
        return f"the folder {self.folder}"

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        pass

    def reach(self) -> None:
        nearest = next((folder for folder in (self.folder, *self.folder.absolute().parents) if folder.exists()), None)
        if nearest is None or not os.access(nearest, os.W_OK):
            raise Unreachable(f"cannot write to {self.folder}")

    def send(self, message: EmailMessage, ready: Act = nothing, meanwhile: Act = nothing) -> None:  # noqa: ARG002 - it waits for no answer
        ready()
        name, wire = file_name(message), message.as_bytes(policy=SMTP)
        unfinished = self.folder / f".{name}.{os.getpid()}"
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            with unfinished.open("wb") as file:
                file.write(wire)
                if self._lasting:
                    file.flush()
                    os.fsync(file.fileno())
            unfinished.replace(self.folder / name)
        except OSError as error:
            with suppress(OSError):
                unfinished.unlink()
            raise Unreachable(f"cannot write to {self.folder}: {error.strerror or error}") from error


def file_name(message: EmailMessage) -> str:
    """When, which measure, what, and the mail's own id: `20261124-100000_12-KZ-75_reminder_0f3c….eml`."""
    at = parsedate_to_datetime(str(message["Date"]))
    key = str(message["Message-ID"]).strip("<>").partition("@")[0]
    parts = [(message["X-Qadam-Measure"], 40), (message["X-Qadam-Template"], 20), (key, 64)]
    slugs = [re.sub(r"[^\w%~-]+", "-", str(text or ""))[:longest] for text, longest in parts]
    return "_".join([f"{at:%Y%m%d-%H%M%S}", *slugs]) + ".eml"
