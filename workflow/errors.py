"""Every refusal Qadam makes is one of these, and says what is possible instead.

QadamError
 ├── NotFound      a measure, type, region, agency or person that does not exist
 ├── NotPossible   the event does not start from this state, or not at this level
 ├── Refused       a guard said no; every reason is given at once
 ├── Forbidden     the actor's roles or their scope do not reach this measure
 ├── Conflict      somebody else moved the measure first, or a request id was used for something else
 │    └── RequestTaken   the same request is being carried out at this very moment
 ├── Invalid       input that cannot be read: a definition, a plan, a calendar, a value, a setting
 └── Unavailable   the database, the mail server or a file cannot be reached now
"""

from __future__ import annotations

from typing import ClassVar


class QadamError(Exception):
    """The base of all refusals: `message` says what happened and to what, `possible` what can be done instead."""

    kind: ClassVar[str] = "error"

    def __init__(self, message: str, *, possible: str | None = None, measure: str | None = None) -> None:
        super().__init__(message)
        self.message = message
        self.possible = possible
        self.measure = measure


class NotFound(QadamError):
    kind = "not_found"


class NotPossible(QadamError):
    kind = "not_possible"


class Refused(QadamError):
    """A guard said no. `reasons` holds one sentence for each guard that did."""

    kind = "refused"

    def __init__(
        self,
        message: str,
        *,
        reasons: tuple[str, ...] = (),
        possible: str | None = None,
        measure: str | None = None,
    ) -> None:
        super().__init__(message, possible=possible, measure=measure)
        self.reasons = reasons


class Forbidden(QadamError):
    kind = "forbidden"


class Conflict(QadamError):
    kind = "conflict"


class RequestTaken(Conflict):
    pass


class Invalid(QadamError):
    kind = "invalid"


class Unavailable(QadamError):
    kind = "unavailable"
