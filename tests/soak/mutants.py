"""mutmut's mutants, each in a process forked once the tests are collected: many times as many in an hour.

python -m tests.soak.mutants                    # all that have no verdict yet; `mutants/` keeps the verdicts
python -m tests.soak.mutants decide guards      # of these modules of workflow/
python -m tests.soak.mutants --again decide     # those that survived as well
python -m tests.soak.mutants --sample 60        # so many of each module, always the same

Needs `pip install 'mutmut>=3.8'`, which makes the mutants and finds out which tests reach which of them. What a test
leaves in memory is gone with its process, so no answer remembered from before hides a mutant. `mutmut show NAME`
prints one that survived.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import resource
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random
from typing import Any

import pytest

MUTANTS = Path.cwd() if Path("mutmut-stats.json").exists() else Path.cwd() / "mutants"
"""What mutmut made of the repository this is started in; the trials run within it."""
TESTS = ("tests/core", "tests/trust/test_seal.py")
SURVIVED, KILLED, NOT_REACHED = 0, 1, 33
"""As mutmut writes them down."""
MOST_SECONDS = 12
"""Of processor time: a mutant that still runs then loops for ever, and is found out."""


class Trial:
    """A pytest plugin that tries mutants where pytest would run the tests."""

    def __init__(self, given: argparse.Namespace, left: Path) -> None:
        self.given, self.left = given, left
        self.kills: Counter[tuple[str, str]] = Counter()
        """How many mutants of a function a test has killed: it is asked first about the next."""

    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        self.items = {item.nodeid: item for item in session.items}
        self.stats = json.loads(Path("mutmut-stats.json").read_text())
        gc.freeze()  # what has been loaded stays shared with the processes forked from here
        modules = self.given.modules or sorted(
            path.name[: -len(".py.meta")] for path in Path("workflow").glob("*.meta")
        )
        for module in modules:
            self._module(session, module)
        return True

    def _module(self, session: pytest.Session, module: str) -> None:
        path = Path("workflow") / f"{module}.py.meta"
        meta = json.loads(path.read_text())
        verdicts: dict[str, int | None] = meta["exit_code_by_key"]
        wanted = [name for name, code in verdicts.items() if code is None or (self.given.again and code != KILLED)]
        if self.given.sample:
            wanted = Random(1).sample(wanted, min(len(wanted), self.given.sample))
        for name, code in self._tried(session, module, wanted):
            verdicts[name] = code
            path.write_text(json.dumps(meta, indent=4))  # a run that is ended loses nothing
        counted = Counter(code for code in verdicts.values() if code is not None)
        tried, alive = counted.total(), counted[SURVIVED] + counted[NOT_REACHED]
        share = f"{100 * (tried - alive) / tried:.1f} % killed" if tried else "none tried"
        print(f"{module}: {tried} of {len(verdicts)} tried, {alive} survived, {share}", file=sys.__stderr__, flush=True)

    def _tried(self, session: pytest.Session, module: str, names: list[str]) -> Iterator[tuple[str, int]]:
        running: dict[int, str] = {}
        for name in names:
            items = self._reaching(module, name)
            if not items:
                yield name, NOT_REACHED
                continue
            if len(running) >= self.given.children:
                yield self._ended(running)
            running[self._begun(session, name, items)] = name
        while running:
            yield self._ended(running)

    def _reaching(self, module: str, name: str) -> list[Any]:
        """The tests that reach a mutant: those that killed others of its function first, then its module's own."""
        function = name.rpartition("__mutmut_")[0]
        reached = self.stats["tests_by_mangled_function_name"].get(function, ())
        items = [self.items[each] for each in reached if each in self.items]
        took = self.stats["duration_by_test"]
        return sorted(
            items,
            key=lambda item: (
                -self.kills[function, item.nodeid],
                item.get_closest_marker("hypothesis") is not None,
                item.path.stem != f"test_{module}",
                took.get(item.nodeid, 0),
            ),
        )

    def _begun(self, session: pytest.Session, name: str, items: list[Any]) -> int:
        child = os.fork()
        if child:
            return child
        code = KILLED
        try:
            code = self._tries(session, name, items)
        finally:
            os._exit(code)

    def _tries(self, session: pytest.Session, name: str, items: list[Any]) -> int:
        from mutmut.mutation import trampoline

        silence = os.open(os.devnull, os.O_WRONLY)
        os.dup2(silence, 1)
        os.dup2(silence, 2)
        resource.setrlimit(resource.RLIMIT_CPU, (MOST_SECONDS, MOST_SECONDS + 5))
        own = self.left / str(os.getpid())
        (own / "tmp").mkdir(parents=True)
        session.config._tmp_path_factory._basetemp = own / "tmp"
        trampoline.set_mutant_under_test(name)
        trampoline.get_mutant_under_test = lambda: name  # asked at every call of every function
        for item, following in zip(items, [*items[1:], None], strict=True):
            item.config.hook.pytest_runtest_protocol(item=item, nextitem=following)
            if session.testsfailed:
                (own / "killer").write_text(item.nodeid)
                return KILLED
        return SURVIVED

    def _ended(self, running: dict[int, str]) -> tuple[str, int]:
        child, status = os.wait()
        name, own = running.pop(child), self.left / str(child)
        if (own / "killer").exists():
            self.kills[name.rpartition("__mutmut_")[0], (own / "killer").read_text()] += 1
        shutil.rmtree(own, ignore_errors=True)
        return name, os.waitstatus_to_exitcode(status)


def main() -> int:
    parser = argparse.ArgumentParser(description="Try mutants of the pure core against its tests.")
    parser.add_argument("modules", nargs="*", help="of workflow/, e.g. decide guards; all of them when none is named")
    parser.add_argument("--again", action="store_true", help="those that survived as well")
    parser.add_argument("--sample", type=int, default=0, help="at most so many of each module")
    parser.add_argument("--children", type=int, default=2)
    given = parser.parse_args()
    if Path.cwd() != MUTANTS:
        mutmut = Path(sys.executable).with_name("mutmut")
        subprocess.run([mutmut, "run", "workflow.quorum.*"], check=True)  # makes all, and finds their tests
        return subprocess.run([sys.executable, "-m", "tests.soak.mutants", *sys.argv[1:]], cwd=MUTANTS).returncode
    os.environ["MUTANT_UNDER_TEST"] = ""
    with tempfile.TemporaryDirectory() as left:
        quiet = [
            "-q",
            "-p",
            "no:cacheprovider",
            "-W",
            "ignore",
            "--assert=plain",
            "--tb=no",
        ]  # nobody reads why it failed
        arguments = ["--rootdir=.", "-p", "tests.mutation", *quiet, *TESTS]
        return int(pytest.main(arguments, plugins=[Trial(given, Path(left))]))


if __name__ == "__main__":
    sys.exit(main())
