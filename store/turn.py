"""Whose turn it is to write to an SQLite file: a lock on a file beside it, taken before a transaction begins.

SQLite lets a writer that finds the file locked sleep and try again, so that a busy one can keep the others out for
seconds. The system's own lock (flock) wakes whoever waits as soon as it is free, and is let go when a process dies.
Readers never look at it. Where there is none, or the folder cannot be written to, SQLite's waiting has to do.
"""

from __future__ import annotations

import os
from pathlib import Path
from threading import Event, Lock, Thread

try:
    import fcntl
except ImportError:
    fcntl = None  # type: ignore[assignment]  # not a Unix


class Turn:
    """One per process and file, for all its threads."""

    def __init__(self, database: Path) -> None:
        self._path = database.with_name(f"{database.name}-turn")
        self._threads = Lock()
        self._file: int | None = None

    def take(self, patience: float) -> bool:
        """Wait for the turn, so many seconds at most; False if it did not come."""
        if not self._threads.acquire(timeout=patience):
            return False
        if self._taken(patience):
            return True
        self._threads.release()
        return False

    def give_back(self) -> None:
        if self._file is not None:
            fcntl.flock(self._file, fcntl.LOCK_UN)
        self._threads.release()

    def close(self) -> None:
        if self._file is not None:
            os.close(self._file)
            self._file = None

    def _taken(self, patience: float) -> bool:
        if self._file is None:
            self._file = _opened(self._path)
        if self._file is None:
            return True
        try:
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return self._waited(self._file, patience)
        return True

    def _waited(self, file: int, patience: float) -> bool:
        """The lock itself cannot be waited for with a limit: a thread waits for it, and we for the thread."""
        came = Event()

        def wait() -> None:
            fcntl.flock(file, fcntl.LOCK_EX)
            came.set()

        Thread(target=wait, daemon=True).start()
        if came.wait(patience):
            return True
        self.close()  # and with it the lock, should it still come
        return False


def _opened(path: Path) -> int | None:
    if fcntl is None:
        return None
    try:
        return os.open(path, os.O_RDWR | os.O_CREAT, 0o666)
    except OSError:
        return None
