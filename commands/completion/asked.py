"""What a shell that completes is asking for, and the answer in the form it reads.

Completion must answer before a person notices and must never get in the way: it says nothing at all when something is
wrong. Names of commands and options are left to click.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple

from click.shell_completion import CompletionItem, ShellComplete, get_completion_class

from commands.completion.lookups import (
    MOST,
    Lookup,
    agencies,
    measure_then_event,
    measures,
    move,
    one_measure,
    people,
    regions,
    states,
    types,
)
from commands.completion.pairs import assignment, where
from store.location import locate
from store.reader import reading
from workflow.config import read_settings
from workflow.errors import QadamError


class Asked(NamedTuple):
    lookup: Lookup
    typed: str
    arguments: Sequence[str]
    """The words before it that are neither options nor their values."""


def complete(instruction: str) -> str | None:
    """The answer to a shell that asks, in the form it reads; none when click knows better."""
    kind = get_completion_class(instruction.removesuffix("_complete"))
    if kind is None:
        return None
    shell = kind(None, {}, "qadam", "_QADAM_COMPLETE")  # type: ignore[arg-type]  # its command is not looked at here
    words, typed, cut = joined(*shell.get_completion_args())
    asked = wanted(words, typed)
    if asked is None:
        return None
    try:
        settings = read_settings(_settings_in(words), os.environ, Path.cwd())
        with reading(locate(settings.db)) as reader:
            found = list(
                zip(range(MOST), asked.lookup(reader, asked.typed, settings.lang, asked.arguments), strict=False)
            )
    except (QadamError, OSError):
        found = []
    before = typed.removesuffix(asked.typed)  # `--region=`, where the value was typed with its option
    return _told(shell, [((before + value).removeprefix(cut), meaning) for _, (value, meaning) in found])


def joined(words: Sequence[str], typed: str) -> tuple[Sequence[str], str, str]:
    """The words with `NAME=VALUE` as one; the part of the last one that the shell takes for words of their own.

    bash parts words at `=`: `--where state=rep` comes as `--where`, `state`, `=`, `rep`; `rep` is what it completes.

    >>> joined(["move", "--where", "state", "="], "rep"), joined(["move", "--where", "state"], "=")
    ((['move', '--where'], 'state=rep', 'state='), (['move', '--where'], 'state=', 'state='))
    """
    whole: list[str] = []
    for before, word in zip(("", *words), words, strict=False):
        if whole and "=" in (before, word):
            whole[-1] += word
        else:
            whole.append(word)
    if whole and typed == "=":
        name = whole.pop()
        return whole, f"{name}=", f"{name}="
    if words and words[-1] == "=":
        name = whole.pop()
        return whole, f"{name}{typed}", name
    return whole, typed, ""


def _told(shell: ShellComplete, found: Sequence[tuple[str, str]]) -> str:
    return "\n".join(shell.format_completion(CompletionItem(value, help=meaning or None)) for value, meaning in found)


def wanted(words: Sequence[str], typed: str) -> Asked | None:
    """What is to be looked up for the word being typed, and the arguments before it; none for click to answer."""
    plain = [word for before, word in zip(("", *words), words, strict=False) if not _of_option(before, word)]
    option, equals, value = typed.partition("=")
    if words and words[-1] in OPTIONS:
        return Asked(OPTIONS[words[-1]], typed, plain if words[-1] == "--set" else ())
    if equals and option in OPTIONS:
        return Asked(OPTIONS[option], value, plain if option == "--set" else ())
    if typed.startswith("-") or (words and words[-1] in VALUED):
        return None
    for length in (2, 1):
        lookup = ARGUMENTS.get(" ".join(plain[:length]))
        if lookup is not None and len(plain) >= length:
            return Asked(lookup, typed, plain[length:])
    return None


def _of_option(before: str, word: str) -> bool:
    return word.startswith("-") or before in VALUED or before in OPTIONS


def _settings_in(words: Sequence[str]) -> dict[str, str]:
    """The settings given on the line itself."""
    named = {"--db": "db", "--lang": "lang"}
    return {named[option]: value for option, value in pairwise(words) if option in named}


OPTIONS: Mapping[str, Lookup] = {
    "--as": people,
    "--for": people,
    "--state": states,
    "--type": types,
    "--region": regions,
    "--agency": agencies,
    "--lead": agencies,
    "--parent": measures,
    "--set": assignment,
    "--where": where,
}
"""Options whose value is looked up."""

VALUED = frozenset(
    {
        "--as-of", "--by", "--columns", "--comment", "--db", "--due", "--due-before", "--email", "--evidence",
        "--expect-version", "--format", "--lang", "--level", "--limit", "--now", "--number", "--output", "--period",
        "--request-id", "--role", "--search", "--sort", "-o",
    }
)  # fmt: skip
"""Options whose value is something else."""

ARGUMENTS: Mapping[str, Lookup] = {
    "move": move,
    "undo": one_measure,
    "amend": one_measure,
    "settle": one_measure,
    "divergence": one_measure,
    "show": one_measure,
    "history": one_measure,
    "explain": one_measure,
    "mail preview": measure_then_event,
    "audit proof": one_measure,
    "new": types,
    "definitions show": types,
    "definitions diagram": types,
    "definitions migrate": types,
    "people substitute": people,
    "people leave": people,
    "people token": people,
}
"""Commands whose arguments are looked up."""
