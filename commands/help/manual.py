"""The man page and the reference of the command line, written from what the commands say of themselves."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import click

from commands.help.tree import Described, described


def man_page(root: click.Group, sections: Mapping[str, Sequence[str]], topics: Mapping[str, str]) -> str:
    """`qadam(1)` in roff, as man reads it."""
    tree = list(described(root, sections))
    parts = [
        '.TH QADAM 1 "" "Qadam" "User Commands"',
        ".SH NAME",
        r"qadam \- carry preventive measures from draft to report, on time, with proof",
        ".SH SYNOPSIS",
        ".B qadam",
        "[\\fIOPTIONS\\fR] \\fICOMMAND\\fR [\\fIARGUMENTS\\fR]",
        ".SH DESCRIPTION",
        _roff(root.help or ""),
        ".SH OPTIONS OF ALL COMMANDS",
        *_options(next(each.shared for _, commands in tree for each in commands if each.shared)),
    ]
    for section, commands in tree:
        parts.append(f".SH {section.upper()}")
        for each in commands:
            parts += _command(each)
    for name, text in topics.items():
        first, _, rest = text.partition("\n")
        parts += [f".SH TOPIC: {name.upper()}", _roff(first), ".nf", _roff(rest), ".fi"]
    return "\n".join(parts) + "\n"


def _command(each: Described) -> list[str]:
    parts = [f".SS {_roff(each.usage)}", ".PP", _roff(each.summary)]
    if each.story:
        parts += [".PP", _roff(_flowing(each.story))]
    if each.examples:
        parts += [".PP", ".nf", ".RS", *(_roff(example) for example in each.examples), ".RE", ".fi"]
    return parts + _options(each.options)


def _options(options: Sequence[tuple[str, str]]) -> list[str]:
    return [line for name, said in options for line in (".TP", rf"\fB{_roff(name)}\fR", _roff(said) or "")]


def _roff(text: str) -> str:
    """Text that roff prints as it is."""
    escaped = text.replace("\\", r"\e").replace("-", r"\-").replace("\b\n", "")
    return "\n".join(rf"\&{line}" if line.startswith((".", "'")) else line for line in escaped.splitlines())


def reference(root: click.Group, sections: Mapping[str, Sequence[str]]) -> str:
    """The reference in Markdown."""
    tree = list(described(root, sections))
    lines = [
        "# The command line",
        "",
        "Written from `qadam --help` by `python docs/build.py`: change the commands, not this page.",
        "",
    ]
    for section, commands in tree:
        names = " · ".join(f"[{each.name.removeprefix('qadam ')}](#{_anchor(each.name)})" for each in commands)
        lines += [f"**{section}**: {names}", ""]
    shared = next(each.shared for _, commands in tree for each in commands if each.shared)
    lines += ["Options of all commands, before or after the command's name:", "", *_table(shared)]
    for section, commands in tree:
        lines += [f"## {section}", ""]
        for each in commands:
            lines += [f"### {each.name}", "", f"    {each.usage}", "", each.summary, ""]
            if each.story:
                lines += [_flowing(each.story), ""]
            if each.examples:
                lines += ["```sh", *each.examples, "```", ""]
            if each.options:
                lines += _table(each.options)
    return "\n".join(lines).rstrip() + "\n"


def _flowing(text: str) -> str:
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.split("\n\n"))


def _table(options: Sequence[tuple[str, str]]) -> list[str]:
    rows = [f"| `{name}` | {said.replace('|', chr(92) + '|')} |" for name, said in options]
    return ["| option | |", "|---|---|", *rows, ""]


def _anchor(name: str) -> str:
    return name.replace(" ", "-")
