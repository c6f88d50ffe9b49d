"""Whose turn it is to write to an SQLite file, among threads and among processes."""

from __future__ import annotations

import subprocess
import sys
import threading
from pathlib import Path

import pytest

from store.turn import Turn
from tests.world import World
from workflow.errors import Unavailable

HOLD = """
import sys
from pathlib import Path
from store.turn import Turn
turn = Turn(Path(sys.argv[1]))
assert turn.take(10)
print("taken", flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def holder(tmp_path: Path):
    """Another process that has the turn until its input ends."""
    command = [sys.executable, "-c", HOLD, str(tmp_path / "qadam.db")]
    root = Path(__file__).parents[2]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=root) as process:
        assert process.stdout is not None
        assert process.stdout.readline() == "taken\n"
        yield process
        process.kill()


def test_one_has_it_at_a_time_among_threads(tmp_path: Path):
    turn = Turn(tmp_path / "qadam.db")
    inside, most = [0], [0]

    def write() -> None:
        for _ in range(50):
            assert turn.take(10)
            inside[0] += 1
            most[0] = max(most[0], inside[0])
            inside[0] -= 1
            turn.give_back()

    writers = [threading.Thread(target=write) for _ in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    turn.close()

    assert most == [1]


def test_it_does_not_come_while_another_process_has_it_and_comes_when_that_dies(
    holder: subprocess.Popen[str], tmp_path: Path
):
    turn = Turn(tmp_path / "qadam.db")

    assert not turn.take(0.05)

    holder.kill()
    holder.wait()

    assert turn.take(10)
    turn.give_back()
    turn.close()


def test_a_waiting_writer_gets_it_as_soon_as_it_is_given_back(tmp_path: Path):
    one, other = Turn(tmp_path / "qadam.db"), Turn(tmp_path / "qadam.db")
    assert one.take(1)
    came = threading.Event()

    def wait() -> None:
        assert other.take(10)
        came.set()
        other.give_back()

    waiting = threading.Thread(target=wait)
    waiting.start()
    assert not came.wait(0.05)
    one.give_back()

    assert came.wait(10)
    waiting.join()
    one.close()
    other.close()


def test_where_no_file_can_be_made_the_database_itself_has_to_do(tmp_path: Path):
    turn = Turn(tmp_path / "nowhere" / "qadam.db")

    assert turn.take(0.05)
    turn.give_back()


def test_a_command_that_waited_too_long_says_so(small_world: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("store.database.PATIENCE", 0.05)
    path = small_world.location.path
    assert path is not None
    other = Turn(path)
    assert other.take(1)

    with pytest.raises(Unavailable, match="is busy"):
        small_world.create()

    other.give_back()
    other.close()
    small_world.create()
