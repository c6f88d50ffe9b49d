"""What a command found, in the order it came, however much that is: beyond some megabytes it lies in a file."""

from __future__ import annotations

import pickle
from collections.abc import Iterable, Iterator
from tempfile import SpooledTemporaryFile
from typing import Any
from weakref import finalize

IN_MEMORY = 4_000_000
"""Bytes."""


class Spool:
    """Documents as programs get them; each is read anew whenever it is asked for."""

    def __init__(self, documents: Iterable[dict[str, Any]] = ()) -> None:
        self._file = SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - closed on the next line
        finalize(self, self._file.close)  # when nobody has it any more
        self._number = 0
        for each in documents:
            self.add(each)

    def add(self, document: dict[str, Any]) -> None:
        self._file.seek(0, 2)
        pickle.dump(document, self._file)
        self._number += 1

    def __len__(self) -> int:
        return self._number

    def __iter__(self) -> Iterator[dict[str, Any]]:
        place = 0
        for _ in range(self._number):
            self._file.seek(place)
            document = pickle.load(self._file)  # noqa: S301 - written by ourselves, into a file without a name
            place = self._file.tell()
            yield document
