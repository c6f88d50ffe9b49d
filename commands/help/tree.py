"""The commands as a tree, read from click: what the man page and the reference are written from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

import click

from commands.help.examples import split_help
from workflow.noun import dataclass


@dataclass(frozen=True, kw_only=True)
class Described:
    """One command as it describes itself."""

    words: tuple[str, ...]
    """`("qadam", "mail", "retry")`."""
    usage: str
    summary: str
    """Its first sentence."""
    story: str
    """The rest of its words, without the examples."""
    examples: tuple[str, ...]
    options: tuple[tuple[str, str], ...]
    """Its own options with their help."""
    shared: tuple[tuple[str, str], ...]
    """The options that all commands take."""

    @property
    def name(self) -> str:
        return " ".join(self.words)


def described(root: click.Group, sections: Mapping[str, Sequence[str]]) -> Iterator[tuple[str, list[Described]]]:
    """Every command and command of a group, by the sections of the root's help."""
    context = click.Context(root, info_name="qadam")
    for section, names in sections.items():
        yield section, [each for name in names for each in _walk(root, context, name)]


def _walk(group: click.Group, parent: click.Context, name: str) -> Iterator[Described]:
    found = group.get_command(parent, name)
    if found is None:
        return
    context = click.Context(found, info_name=name, parent=parent)
    yield describe(found, context)
    if isinstance(found, click.Group):
        for inner in found.list_commands(context):
            yield from _walk(found, context, inner)


def describe(found: click.Command, context: click.Context) -> Described:
    text, examples = split_help(found.help or "")
    summary, _, story = text.partition("\n\n")
    shared = set(getattr(found, "_shared", ()))
    records = [(p in shared, record) for p in found.params if (record := p.get_help_record(context))]
    return Described(
        words=tuple(context.command_path.split()),
        usage=" ".join([context.command_path, *found.collect_usage_pieces(context)]),
        summary=" ".join(summary.split()),
        story=story.strip(),
        examples=examples,
        options=tuple(record for is_shared, record in records if not is_shared),
        shared=tuple(record for is_shared, record in records if is_shared),
    )
