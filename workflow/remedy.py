"""What to type where a command lacks a value, evidence or a comment: what the reasons of its refusal come to."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from workflow import guards
from workflow.guards import Attempt, Guard, Objection
from workflow.transition import Transition


def remedy(transition: Transition, attempt: Attempt, objections: Iterable[Objection]) -> str | None:
    """The command that would be accepted, or what to add to the one that was given.

    None where an objection is not one that words on the command line remove: the wrong person, the wrong day.
    """
    asked = [guard for guard, _ in objections]
    if not all(guard in _LACKS for guard in asked):
        return None
    options = options_for(
        fields=(name for guard in asked for name in _LACKS[guard](transition, attempt)),
        evidence=transition.evidence - len(attempt.command.evidence),
        comment=guards.comment in asked,
    )
    if not options:
        return None
    command = attempt.command
    given = command.data or command.comment or command.evidence
    begins = "the same with" if given else f"qadam move {attempt.before.id} {command.event}"
    return f"{begins} {' '.join(options)}"


def options_for(*, fields: Iterable[str] = (), evidence: int = 0, comment: bool = False) -> list[str]:
    """Options of `qadam move` with a gap where somebody has to fill in."""
    values = [f"--set {name}=…" for name in dict.fromkeys(fields)]
    return [*values, *["--evidence FILE"] * evidence, *["--comment …"] * comment]


def _in_conflict(_: Transition, attempt: Attempt) -> Iterable[str]:
    return attempt.before.conflicts


def _no_field(*_: object) -> Iterable[str]:
    return ()


_LACKS: Mapping[Guard, Callable[[Transition, Attempt], Iterable[str]]] = {
    guards.required_fields: guards.fields_lacking,
    guards.later_only: guards.days_not_later,
    guards.settled: _in_conflict,
    guards.comment: _no_field,
    guards.evidence: _no_field,
}
"""The guards that only ask for more, with the fields each of them asks for."""
