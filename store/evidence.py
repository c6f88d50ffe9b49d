"""Files given as evidence, kept by their content: the name in the folder is the SHA-256 of what is in it.

A file is staged under a name of its own first, and takes its place just before the command's transaction commits: a
refused command leaves nothing, a crash at most a file nobody names, and what a history names is never taken away.
"""

from __future__ import annotations

import hashlib
import re
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import IO, Any
from urllib.parse import urlsplit

from workflow.errors import Invalid, Unavailable

LARGEST = 50 * 1024 * 1024
"""Bytes of one file."""

MOST = 100
"""Pieces of evidence of one command."""

LONGEST_NAME, LONGEST_LINK = 255, 2_000
"""Characters."""

KINDS = {
    "documents": "pdf doc docx odt rtf txt md",
    "tables": "xls xlsx ods csv",
    "slides": "ppt pptx odp",
    "pictures": "jpg jpeg png gif webp tif tiff heic bmp",
    "recordings": "mp3 m4a ogg wav mp4 mov webm mkv avi",
    "mails": "eml msg",
    "archives": "zip 7z",
    "data": "json xml",
    "signatures": "sig p7s cms asc",
}
"""What can be evidence, by the end of the file's name."""

_ALLOWED = frozenset(ending for endings in KINDS.values() for ending in endings.split())
_PROGRAMS = (
    b"MZ",
    b"\x7fELF",
    b"#!",
    b"\xfe\xed\xfa\xce",
    b"\xfe\xed\xfa\xcf",
    b"\xcf\xfa\xed\xfe",
    b"\xca\xfe\xba\xbe",
)
"""How programs begin, whatever they are called."""

_UNREADABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]")
_PIECE = 1024 * 1024


class EvidenceFolder:
    """Keeps files for one command: `keep` stages them, `settle` puts them in place, `discard` forgets the staged."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._staged: dict[Path, Path] = {}
        """Where each file waits, and its place."""
        self._made = False

    def keep(self, given: Sequence[str]) -> tuple[dict[str, Any], ...]:
        """What the history says of files and links. Raises Invalid or Unavailable for what cannot be evidence."""
        if len(given) > MOST:
            raise Invalid(f"{len(given)} pieces of evidence are too many", possible=f"at most {MOST}, or an archive")
        return tuple(self._link(item) if "://" in item else self._file(Path(item)) for item in given)

    def settle(self) -> None:
        """Put every staged file in its place. Called within the transaction that names them, last of all."""
        for staged, place in self._staged.items():
            try:
                staged.replace(place)
            except OSError as error:
                raise Unavailable(f"{place} cannot be kept: {error.strerror}", possible="look at the folder") from error
        self._staged.clear()

    def discard(self) -> None:
        for staged in self._staged:
            staged.unlink(missing_ok=True)
        self._staged.clear()
        if self._made and not any(self._folder.iterdir()):
            self._folder.rmdir()

    def _link(self, url: str) -> dict[str, Any]:
        try:
            parts = urlsplit(url)
            whole = parts.scheme in ("http", "https") and bool(parts.hostname)
        except ValueError:
            whole = False
        if not whole or len(url) > LONGEST_LINK or _UNREADABLE.search(url) or any(c.isspace() for c in url):
            raise Invalid(f"{_shown(url)} is no evidence", possible="a file, or a link with https://")
        if parts.username or parts.password:
            raise Invalid("a link given as evidence holds a password", possible="the link without it")
        return {"url": url}

    def _file(self, path: Path) -> dict[str, Any]:
        name = _shown(path.name)
        try:
            if not path.is_file():
                path.stat()  # says what is missing
                raise Invalid(f"{_shown(str(path))} is not a file", possible="the path of a file, or a link")
            if path.suffix[1:].lower() not in _ALLOWED:
                raise Invalid(f"{name} is of no kind that can be evidence", possible="; ".join(_kinds()))
            with path.open("rb") as opened:
                digest, size = self._stage(opened, name)
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) else str(error)
            raise Unavailable(
                f"{_shown(str(path))}: {reason}", possible="the path of a file that can be read"
            ) from error
        return {"name": name, "sha256": digest, "size": size}

    def _stage(self, opened: IO[bytes], name: str) -> tuple[str, int]:
        """Copied and hashed in one reading, so that what is kept is what was hashed even if the file changes."""
        if not self._folder.is_dir():
            self._folder.mkdir(parents=True)
            self._made = True
        digest, size = hashlib.sha256(), 0
        with tempfile.NamedTemporaryFile(dir=self._folder, prefix=".staged-", delete=False) as staged:
            self._staged[Path(staged.name)] = Path(staged.name)
            while piece := opened.read(_PIECE):
                if size == 0 and piece.startswith(_PROGRAMS):
                    raise Invalid(f"{name} is a program, not evidence", possible="; ".join(_kinds()))
                size += len(piece)
                if size > LARGEST:
                    raise Invalid(f"{name} is too large; at most {LARGEST:,} bytes are kept", possible="a link to it")
                digest.update(piece)
                staged.write(piece)
        if not size:
            raise Invalid(f"{name} is empty and proves nothing", possible="another file, or a link")
        self._staged[Path(staged.name)] = self._folder / digest.hexdigest()
        return digest.hexdigest(), size


def _shown(name: str) -> str:
    """A name for people and the history: without what is no letter, and short."""
    return _UNREADABLE.sub("", name)[:LONGEST_NAME]


def _kinds() -> list[str]:
    return [f"{kind}: {endings}" for kind, endings in KINDS.items()]
