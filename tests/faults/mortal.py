"""Real `qadam` processes that are killed: a server that has everything loaded forks one for each command.

Run as a program it reads one order a line from standard input and answers each with one line, both JSON. A forked
process runs `cli.main` as a fresh one would, and dies by SIGKILL at a chosen point or after some time.
"""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
import tempfile
import traceback
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any, Literal, Self

Moment = Literal["before", "after"]
LONGEST = 120
"""Seconds after which a command that neither ends nor is to be killed counts as hanging."""


@dataclass(frozen=True, kw_only=True)
class Point:
    """Where a process dies: around its n-th commit, or its n-th mail."""

    what: Literal["commit", "send"]
    number: int
    moment: Moment

    def __str__(self) -> str:
        return f"{self.moment} {self.what} {self.number}"


@dataclass(frozen=True, kw_only=True)
class Ended:
    code: int | None
    """The exit code; none when it was killed."""
    out: str
    err: str

    @property
    def killed(self) -> bool:
        return self.code is None

    @property
    def document(self) -> Any:
        return json.loads(self.out)


class Mortals:
    """A running fork server; one for a whole test module."""

    def __enter__(self) -> Self:
        self._server = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", "tests.faults.mortal"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[2],
        )
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.communicate()

    def run(
        self,
        *arguments: str,
        folder: Path,
        environment: Mapping[str, str] | None = None,
        point: Point | None = None,
        seconds: float | None = None,
        limits: Mapping[str, int] | None = None,
        user: int | None = None,
        gently: bool = False,
    ) -> Ended:
        """One command in a folder; killed at a point, or after so many seconds, or left to end.

        `limits` sets resource limits by name (`FSIZE`: bytes a file may grow to); `user` runs it as somebody else.
        With `gently` it is sent SIGTERM after its seconds, and may finish.
        """
        self.begin(
            *arguments,
            folder=folder,
            environment=environment,
            point=point,
            seconds=seconds,
            limits=limits,
            user=user,
            gently=gently,
        )
        return self.end()

    def begin(
        self,
        *arguments: str,
        folder: Path,
        environment: Mapping[str, str] | None = None,
        point: Point | None = None,
        seconds: float | None = None,
        limits: Mapping[str, int] | None = None,
        user: int | None = None,
        gently: bool = False,
    ) -> None:
        """The same without waiting: other servers may run theirs meanwhile."""
        order = {
            "arguments": arguments,
            "folder": str(folder),
            "environment": dict(environment or {}),
            "point": [point.what, point.number, point.moment] if point else None,
            "seconds": seconds,
            "limits": dict(limits or {}),
            "user": user,
            "gently": gently,
        }
        assert self._server.stdin is not None
        self._server.stdin.write(json.dumps(order) + "\n")
        self._server.stdin.flush()

    def end(self) -> Ended:
        """Wait for what was begun."""
        assert self._server.stdout is not None
        return Ended(**json.loads(self._server.stdout.readline()))


def serve() -> None:
    """Load everything once, then fork for each order."""
    import gc

    import cli

    for place in cli.COMMANDS.values():
        __import__(place.partition(":")[0])
    import alembic.command

    import notifier.deliver
    import notifier.message
    import notifier.render
    import store.migrate
    import store.store
    import workflow.engine
    import workflow.scheduler
    from definitions.loader import shipped_definitions

    assert all((alembic.command, notifier.deliver, notifier.message, notifier.render, store.migrate, store.store))
    assert all((workflow.engine, workflow.scheduler, shipped_definitions()))
    gc.freeze()
    for line in sys.stdin:
        order = json.loads(line)
        sys.stdout.write(json.dumps(_lived(order)) + "\n")
        sys.stdout.flush()


def _lived(order: dict[str, Any]) -> dict[str, Any]:
    with tempfile.TemporaryFile("w+b") as out, tempfile.TemporaryFile("w+b") as err:
        child = os.fork()
        if child == 0:
            _live(order, out.fileno(), err.fileno())
        watch = os.pidfd_open(child)
        limit = order["seconds"] if order["seconds"] is not None else LONGEST
        ended, _, _ = select.select([watch], [], [], limit)
        if not ended and order["gently"]:
            os.kill(child, signal.SIGTERM)
            ended, _, _ = select.select([watch], [], [], LONGEST)
        if not ended:
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        os.close(watch)
        code = os.waitstatus_to_exitcode(status)
        texts = []
        for file in (out, err):
            file.seek(0)
            texts.append(file.read().decode(errors="replace"))
    if not ended and order["seconds"] is None:
        texts[1] += f"\nhung for {LONGEST} seconds"
    return {"code": None if code == -signal.SIGKILL else code, "out": texts[0], "err": texts[1]}


def _live(order: dict[str, Any], out: int, err: int) -> None:
    """The forked process: never returns."""
    code = 70
    try:
        os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
        os.dup2(out, 1)
        os.dup2(err, 2)
        os.chdir(order["folder"])
        _limit(order["limits"], order["user"])
        for name in [name for name in os.environ if name.startswith("QADAM_")]:
            del os.environ[name]
        os.environ.update(order["environment"])
        if order["point"]:
            what, number, moment = order["point"]
            _die_at(what, number, moment)
        import cli

        code = cli.main(order["arguments"])
        sys.stdout.flush()
        sys.stderr.flush()
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
    finally:
        os._exit(code)


def _limit(limits: dict[str, int], user: int | None) -> None:
    import resource

    for name, value in limits.items():
        kind = getattr(resource, f"RLIMIT_{name}")
        resource.setrlimit(kind, (value, value))
    if "FSIZE" in limits:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)  # writing beyond the limit is an error, as on a full disk
    if user is not None:
        os.setgid(user)
        os.setuid(user)


def _die_at(what: str, number: int, moment: str) -> None:
    """Put a SIGKILL around the n-th commit or the n-th mail of this process."""
    from sqlalchemy.engine.default import DefaultDialect

    from notifier.mail_folder import FolderMailer
    from store.driver import Driver
    from store.patient_driver import PatientDriver

    places: dict[str, list[tuple[Any, str]]] = {
        "commit": [(DefaultDialect, "do_commit"), (Driver, "commit"), (PatientDriver, "commit")],
        "send": [(FolderMailer, "send")],
    }
    count, within = 0, False

    def deadly(do: Callable[..., Any]) -> Callable[..., Any]:
        def counted(*given: Any, **more: Any) -> Any:
            nonlocal count, within
            if within:  # one commit may be done by way of another
                return do(*given, **more)
            count, within = count + 1, True
            if count == number and moment == "before":
                os.kill(os.getpid(), signal.SIGKILL)
            try:
                answer = do(*given, **more)
            finally:
                within = False
            if count == number:
                os.kill(os.getpid(), signal.SIGKILL)
            return answer

        return counted

    for owner, name in places[what]:
        setattr(owner, name, deadly(getattr(owner, name)))


def points(what: Literal["commit", "send"], numbers: Sequence[int]) -> list[Point]:
    return [Point(what=what, number=number, moment=moment) for number in numbers for moment in ("before", "after")]


if __name__ == "__main__":
    serve()
