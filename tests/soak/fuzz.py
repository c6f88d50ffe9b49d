"""Coverage-guided fuzzing of what is read from files: every input is read, or refused in words; nothing else.

python -m tests.soak.fuzz definition --seconds 300
python -m tests.soak.fuzz plan --seconds 300

Needs `pip install atheris`, whose wheels do not cover every Python; the suite itself fuzzes with Hypothesis. What is
found is written to the folder in which this is run, and given as an argument after `--` it is tried again.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import atheris

with atheris.instrument_imports(include=["definitions", "workflow"]):
    from definitions.directory import load_agencies, load_regions
    from definitions.loader import MEASURE_TYPES, check_definition, read_source, shipped_definitions
    from definitions.plan.reading import read_plan
    from workflow.errors import QadamError

Try = Callable[[bytes], None]


def definition(content: bytes) -> None:
    text = content.decode("utf-8", errors="surrogateescape")
    check_definition(text, "fuzz.yaml")
    with suppress(QadamError):
        read_source(text, Path("fuzz.yaml"))


def plan(folder: Path) -> Try:
    regions, agencies = load_regions(), load_agencies()
    types = tuple(source.definition.type for source in shipped_definitions())
    path = folder / "plan.csv"

    def read(content: bytes) -> None:
        path.write_bytes(content)
        with suppress(QadamError):
            read_plan(path, agencies=agencies, regions=regions, types=types)

    return read


def main() -> None:
    parser = argparse.ArgumentParser(description="Fuzz the readers of definitions and plans.")
    parser.add_argument("what", choices=("definition", "plan"))
    parser.add_argument("--seconds", type=int, default=60)
    parser.add_argument("more", nargs="*", help="further arguments for libFuzzer, or a file that was found")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as top:
        corpus = Path(top) / "corpus"
        corpus.mkdir()
        samples = {"definition": MEASURE_TYPES.glob("*.yaml"), "plan": (MEASURE_TYPES.parent / "plan").glob("*.csv")}
        for source in samples[given.what]:
            (corpus / source.name).write_bytes(source.read_bytes())
        wanted = [f"-max_total_time={given.seconds}", "-max_len=20000", "-timeout=20", *given.more]
        target = definition if given.what == "definition" else plan(Path(top))
        atheris.Setup([sys.argv[0], *wanted, *([] if given.more else [str(corpus)])], target)
        atheris.Fuzz()


if __name__ == "__main__":
    main()
