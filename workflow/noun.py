"""Nouns: frozen dataclasses whose methods are written when the first one is made, not when their module is loaded.

`dataclasses` writes and compiles six methods for each class, which takes half a millisecond. A command loads some
sixty nouns and makes a few kinds of them: this was a quarter of its start. From the first one made, or the first
question about its fields, a class is what `dataclasses` makes of it.
"""

from __future__ import annotations

import dataclasses
from threading import RLock
from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from dataclasses import dataclass as dataclass
else:

    def dataclass(cls: type | None = None, /, **options: bool):
        """As `dataclasses.dataclass`; what is not frozen, or has slots, is written at once."""
        if not options.get("frozen") or options.get("slots"):
            return dataclasses.dataclass(cls, **options)

        def noun(cls: type) -> type:
            unwritten = _Unwritten(cls, options)
            cls.__init__ = unwritten.first
            cls.__dataclass_fields__ = unwritten
            cls.__setattr__, cls.__delattr__ = _refuse, _refuse
            return cls

        return noun


_writing = RLock()


class _Unwritten:
    """A class that `dataclasses` has still to make a noun of."""

    def __init__(self, cls: Any, options: dict[str, bool]) -> None:
        self._cls = cls
        self._options = options
        self._body = {name: value for name, value in vars(cls).items() if name not in ("__dict__", "__weakref__")}
        self._body["__doc__"] = cls.__doc__ or cls.__name__  # or its signature is spelled out for one

    @property
    def first(self) -> Any:
        """Stands for `__init__` until there is one."""

        def __init__(noun: Any, *values: Any, **named: Any) -> None:  # noqa: N807 - it is one
            self._write()
            self._cls.__init__(noun, *values, **named)

        return __init__

    def __get__(self, noun: object, cls: Any) -> Any:
        """Stands for `__dataclass_fields__`, by which everything else in `dataclasses` finds its way."""
        self._write()
        return cls.__dataclass_fields__

    def _write(self) -> None:
        """Make a twin and take over what it got, `__init__` last: a noun that can be made is whole."""
        with _writing:
            if self._body:
                twin: type = type(self._cls.__name__, self._cls.__bases__, self._body)
                twin = dataclasses.dataclass(**self._options)(twin)
                for name in self._body.keys() - vars(twin).keys():
                    delattr(self._cls, name)
                got = {name: value for name, value in vars(twin).items() if self._body.get(name, self) is not value}
                for name in got.keys() - {"__init__", "__setattr__", "__delattr__", "__dict__", "__weakref__"}:
                    setattr(self._cls, name, got[name])
                self._cls.__init__ = got["__init__"]
                self._body = {}


def _refuse(_noun: object, name: str, *_value: object) -> None:
    raise dataclasses.FrozenInstanceError(f"cannot change field {name!r}")


Noun = TypeVar("Noun")


def replace(noun: Noun, **values: Any) -> Noun:
    """A copy of a noun with other values; `dataclasses.replace` does the same, and takes eight times as long.

    Raises TypeError for a field there is not.
    """
    own = noun.__dict__
    fields = own | values
    if len(fields) != len(own):
        raise TypeError(f"{type(noun).__name__} has no {', '.join(sorted(values.keys() - own.keys()))}")
    return with_fields(noun.__class__, fields)


def with_fields(kind: type[Noun], fields: dict[str, Any]) -> Noun:
    """A noun of all its fields, put together as it is kept: making one anew, field by field, takes twice as long."""
    noun = _new(kind)
    _put(noun, "__dict__", fields)
    return noun


_new, _put = object.__new__, object.__setattr__
