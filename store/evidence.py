"""Files given as evidence, kept by their content: the name in the folder is the SHA-256 of what is in it."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from workflow.errors import Invalid, Unavailable

LARGEST = 50 * 1024 * 1024
"""Bytes of one file."""


class EvidenceFolder:
    """Keeps files for one command; `discard` takes back what this command added, if it is refused."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._added: list[Path] = []

    def keep(self, given: Sequence[str]) -> tuple[dict[str, Any], ...]:
        """What the history says of files and links. Raises Invalid for a file that cannot be evidence."""
        return tuple(self._link(item) if "://" in item else self._file(Path(item)) for item in given)

    def discard(self) -> None:
        for path in self._added:
            path.unlink(missing_ok=True)

    def _link(self, url: str) -> dict[str, Any]:
        if urlsplit(url).scheme not in ("http", "https"):
            raise Invalid(f"{url} is no evidence", possible="a file, or a link with https://")
        return {"url": url}

    def _file(self, path: Path) -> dict[str, Any]:
        try:
            size = path.stat().st_size
            if not path.is_file():
                raise Invalid(f"{path} is not a file", possible="the path of a file, or a link")
            if size > LARGEST:
                raise Invalid(f"{path} has {size:,} bytes; at most {LARGEST:,} are kept", possible="give a link to it")
            with path.open("rb") as opened:
                digest = hashlib.file_digest(opened, "sha256").hexdigest()
            self._copy(path, digest)
        except OSError as error:
            raise Unavailable(f"{path}: {error.strerror}", possible="the path of a file that can be read") from error
        return {"name": path.name, "sha256": digest, "size": size}

    def _copy(self, path: Path, digest: str) -> None:
        kept = self._folder / digest
        if kept.exists():
            return
        self._folder.mkdir(parents=True, exist_ok=True)
        partial = kept.with_suffix(".partial")
        shutil.copyfile(path, partial)
        partial.replace(kept)
        self._added.append(kept)
