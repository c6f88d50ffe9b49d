"""`qadam completion`: the script a shell needs to complete Qadam's commands and what is in its database."""

from __future__ import annotations

import click

from commands.app import app_of
from commands.options import command

PLACES = {
    "bash": 'eval "$(qadam completion bash)" in ~/.bashrc',
    "zsh": 'eval "$(qadam completion zsh)" in ~/.zshrc',
    "fish": "qadam completion fish > ~/.config/fish/completions/qadam.fish",
}


NO_BLANK = "[[ ${COMPREPLY[0]} == *= ]] && compopt -o nospace 2> /dev/null"


@command("completion")
@click.argument("shell", type=click.Choice(list(PLACES)))
def completion(ctx: click.Context, shell: str) -> None:
    """Print the completion script of a shell: measures, events possible for one, states, regions, agencies, people.

    \b
    Example:
      eval "$(qadam completion bash)"
      qadam completion fish > ~/.config/fish/completions/qadam.fish
    """
    from click.shell_completion import get_completion_class

    kind = get_completion_class(shell)
    assert kind is not None  # noqa: S101 - the choice above names click's own shells
    script = kind(ctx.find_root().command, {}, "qadam", "_QADAM_COMPLETE").source()
    if shell == "bash":  # no blank after `state=`, whose value is still to come
        script = script.replace("    return 0\n", f"    {NO_BLANK}\n    return 0\n", 1)
    app_of(ctx).output.answer({"shell": shell, "script": script, "place": PLACES[shell]}, after=script)
