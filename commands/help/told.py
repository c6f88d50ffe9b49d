"""Help in the language of whoever asks: what commands and options say in English, told paragraph by paragraph."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache
from textwrap import shorten
from typing import Any

import click

from commands.app import app_of
from commands.help.examples import split_help

SHORT = 70
"""Signs of a command's line in a list of commands."""

_WITH_REMARKS = re.compile(r"(.*?)((?:(?:  )?\[[^\[\]]*\])*)", re.DOTALL)
"""A help text, and in brackets after it what is asked for and what is taken when nothing is given."""


@cache
def translations() -> dict[str, tuple[str, str]]:
    """Russian and Kazakh by the English wording, loaded once somebody asks for them."""
    from commands.translations.options import OPTIONS
    from commands.translations.stories import STORIES
    from commands.translations.summaries import SUMMARIES

    return {**SUMMARIES, **STORIES, **OPTIONS}


def told(context: click.Context, text: str) -> str:
    """A paragraph, or a heading, in the chosen language; in English where there is no translation."""
    language = app_of(context).language
    known = None if language == "en" else translations().get(" ".join(text.replace("\b", " ").split()))
    return text if known is None else known[("ru", "kk").index(language)]


def told_record(context: click.Context, record: tuple[str, str]) -> tuple[str, str]:
    """An option with its help."""
    names, said = record
    if app_of(context).language == "en":
        return record
    found = _WITH_REMARKS.fullmatch(said)
    text, remarks = found.groups() if found else (said, "")
    remarks = re.sub("required|default:", lambda word: told(context, word[0]), remarks)
    return names, told(context, text) + remarks


def short(context: click.Context, command: click.Command) -> str:
    """A command in one line, for a list of commands."""
    if app_of(context).language == "en":
        return command.get_short_help_str(SHORT)
    text, _ = split_help(command.help or "")
    return shorten(told(context, text.partition("\n\n")[0]), SHORT, placeholder=" …").removesuffix(".")


def write_usage(context: click.Context, command: click.Command, formatter: click.HelpFormatter) -> None:
    pieces = command.collect_usage_pieces(context)
    formatter.write_usage(context.command_path, " ".join(pieces), prefix=f"{told(context, 'Usage:')} ")


def write_examples(context: click.Context, examples: Sequence[str], formatter: click.HelpFormatter) -> None:
    """The examples first: most people need nothing else."""
    if examples:
        with formatter.section(told(context, "Example" if len(examples) == 1 else "Examples")):
            formatter.write("".join(f"{' ' * formatter.current_indent}{example}\n" for example in examples))
        formatter.write_paragraph()


def write_text(context: click.Context, text: str, formatter: click.HelpFormatter) -> None:
    if text:
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_text("\n\n".join(told(context, paragraph) for paragraph in text.split("\n\n")))


def write_options(
    context: click.Context, title: str, options: Sequence[click.Parameter], formatter: click.HelpFormatter
) -> None:
    records = [told_record(context, record) for option in options if (record := option.get_help_record(context))]
    if records:
        with formatter.section(told(context, title)):
            formatter.write_dl(records)


def write_commands(
    context: click.Context, title: str, group: click.Group, names: Sequence[str], formatter: click.HelpFormatter
) -> None:
    found = [(name, group.get_command(context, name)) for name in names]
    with formatter.section(told(context, title)):
        formatter.write_dl([(name, short(context, command)) for name, command in found if command])


def write_own_help(
    context: click.Context, command: click.Command, shared: Sequence[click.Parameter], formatter: click.HelpFormatter
) -> None:
    """Examples, usage, text and the options that are not `shared` by all commands."""
    text, examples = split_help(command.help or "")
    write_examples(context, examples, formatter)
    command.format_usage(context, formatter)
    write_text(context, text, formatter)
    own = [option for option in command.get_params(context) if option not in shared]
    write_options(context, "Options", own, formatter)


class QadamGroup(click.Group):
    """A group of commands, with its help in the chosen language; `sections` are its commands by heading.

    `shared`: the options of all commands, which it takes as well.
    """

    def __init__(self, *arguments: Any, shared: Sequence[click.Parameter] = (), **attributes: Any) -> None:
        super().__init__(*arguments, **attributes)
        self._shared = list(shared)
        self.params = [*self.params, *self._shared]

    def sections(self, ctx: click.Context) -> dict[str, Sequence[str]]:
        return {"Commands": self.list_commands(ctx)}

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_usage(ctx, self, formatter)

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        write_own_help(ctx, self, self._shared, formatter)
        for title, names in self.sections(ctx).items():
            write_commands(ctx, title, self, names, formatter)
        write_options(ctx, "Options of all commands", self._shared, formatter)
