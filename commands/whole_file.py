"""Files for people to keep: there whole or not at all, however the writing ends."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile

from workflow.errors import Invalid, Unavailable


@contextmanager
def whole_file(wanted: Path) -> Iterator[Path]:
    """A file beside the wanted one, which takes its place when it is whole; a device (`/dev/stdout`) is itself.

    Raises Invalid for a folder, Unavailable where it cannot be written.
    """
    file = wanted.resolve()  # what a link points to, not the link, is replaced
    if file.is_dir():
        raise Invalid(f"{wanted} is a folder", possible="another name")
    try:
        if file.exists() and not file.is_file():
            yield file
            return
        with NamedTemporaryFile(dir=file.parent, prefix=f".{file.name}.", delete=False) as opened:
            partial = Path(opened.name)
        try:
            yield partial
            partial.chmod(0o666 & ~_umask())
            partial.replace(file)
        finally:
            partial.unlink(missing_ok=True)
    except OSError as error:
        reason = error.strerror or str(error)
        raise Unavailable(f"{wanted} cannot be written: {reason}", possible="a folder of yours") from error


def _umask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
