"""The command line as somebody meets it: in a pipe, and at a real terminal of some width."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import struct
import subprocess
import sys
import termios
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NoReturn

import cli

ROOT = Path(__file__).resolve().parents[2]
QADAM = (sys.executable, str(ROOT / "cli.py"))
ESCAPES = re.compile(r"\x1b\[[0-9;?]*[A-Za-z]")


@dataclass(frozen=True, kw_only=True)
class Said:
    code: int
    out: str
    err: str = ""


def piped(*arguments: str, env: Mapping[str, str] | None = None, typed: str = "") -> Said:
    """Run in a pipe."""
    done = subprocess.run(
        [*QADAM, *arguments], capture_output=True, text=True, env={**os.environ, **(env or {})}, input=typed, timeout=60
    )
    return Said(code=done.returncode, out=done.stdout, err=done.stderr)


def at_terminal(
    *arguments: str,
    columns: int = 80,
    rows: int = 50,
    env: Mapping[str, str] | None = None,
    typed: str = "",
    fresh: bool = True,
) -> Said:
    """Run at a terminal of this size, with what is typed there; what it shows, both streams together.

    One that is not `fresh` is forked off the tests, with everything loaded: ten times as quick, where only what is
    shown matters.
    """
    child, terminal = pty.fork()
    if child == 0:
        fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", rows, columns, 0, 0))
        os.environ.update({"TERM": "xterm-256color", **(env or {})})
        if fresh:
            os.execvpe(QADAM[0], [*QADAM, *arguments], os.environ)  # noqa: S606 - no shell is wanted
        _live(arguments)
    if typed:
        os.write(terminal, typed.encode())
    shown = b""
    while True:
        try:
            piece = os.read(terminal, 65_536)
        except OSError:
            break
        if not piece:
            break
        shown += piece
    os.close(terminal)
    _, status = os.waitpid(child, 0)
    return Said(code=os.waitstatus_to_exitcode(status), out=shown.decode().replace("\r\n", "\n"))


def _live(arguments: Sequence[str]) -> NoReturn:
    """The forked process: what the tests have put in the place of its streams is not there for it."""
    code = 70
    try:
        sys.stdin, sys.stdout = open(0, closefd=False), open(1, "w", buffering=1, closefd=False)  # noqa: SIM115 - for the life of the process
        sys.stderr = sys.stdout
        code = cli.main(arguments)
        sys.stdout.flush()
    finally:
        os._exit(code)


def bare(text: str) -> str:
    """Without colours."""
    return ESCAPES.sub("", text)
