"""A command as a whole process: how long it takes, and the memory it takes at most."""

from __future__ import annotations

import re
import subprocess
import time
from dataclasses import dataclass
from pathlib import Path

COMMAND = """
import sys
from cli import main
code = main()
status = open("/proc/self/status").read()
print(status.partition("VmHWM:")[2].split()[0], file=sys.stderr)
sys.exit(code)
"""
"""For `python -c`: the command, and then what it took of memory at most, in kilobytes (Linux)."""


@dataclass(frozen=True, kw_only=True)
class Run:
    seconds: float
    megabytes: float
    ended: bool
    """False when it was stopped; the memory is then what it had taken until that moment."""


def run(command: list[str], environment: dict[str, str], *, patience: float | None = None) -> Run:
    """Run a command to its end, or for so many seconds. Raises CalledProcessError when it fails."""
    begun = time.perf_counter()
    started = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True, env=environment
    )
    with started as child:
        try:
            _, told = child.communicate(timeout=patience)
        except subprocess.TimeoutExpired:
            status = Path(f"/proc/{child.pid}/status").read_text(encoding="ascii")
            child.kill()
            peak = re.search(r"VmHWM:\s+(\d+)", status)
            return Run(seconds=patience or 0, megabytes=int(peak.group(1)) / 1024 if peak else 0, ended=False)
    if child.returncode:
        raise subprocess.CalledProcessError(child.returncode, command, stderr=told)
    spent = time.perf_counter() - begun
    return Run(seconds=spent, megabytes=int((told.split() or ["0"])[-1]) / 1024, ended=True)
