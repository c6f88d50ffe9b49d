"""The commands a mail offers its reader to type."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from typing import Any, NamedTuple

from notifier.visible import line, text_of


class Step(NamedTuple):
    """Something the recipient may do now, and the command that does it."""

    title: str
    command: str


_PLACEHOLDER = "…"
_OPTIONS = {"comment": f"--comment {_PLACEHOLDER}", "evidence": f"--evidence {_PLACEHOLDER}"}
_CODE = re.compile(r"[\w./-]+")


def step_of(measure: str, person: str | None, step: Mapping[str, Any], language: str) -> Step:
    event = line(step["event"])
    acting = f"qadam --as {argument(line(person))} move" if person else "qadam move"
    command = " ".join([acting, argument(measure), argument(event), *options_of(step)])
    return Step(title=text_of(step.get("titles"), language, event), command=command)


def options_of(step: Mapping[str, Any]) -> list[str]:
    """What a step requires, as options to fill in."""
    names = [line(name) for name in step.get("requires") or ()]
    return [_OPTIONS.get(name) or f"--set {shlex.quote(name)}={_PLACEHOLDER}" for name in names]


def argument(text: str) -> str:
    """Quoted where a shell would read more into it: people copy these lines."""
    return text if _CODE.fullmatch(text) and not text.startswith("-") else shlex.quote(text)
