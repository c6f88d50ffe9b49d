"""Several workers and clients on one database: each rung once, each mail once, nobody stuck, a dead one replaced."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from store.location import locate
from store.mailbox import mails
from store.reader import reading
from tests.faults.invariants import violations
from tests.faults.mortal import Mortals
from tests.faults.sink import Sink
from tests.world import World, local

WORKERS = 3
LATE = "2024-05-20 10:00"


@pytest.fixture(scope="module")
def crew(mortals: Mortals) -> Iterator[list[Mortals]]:
    with ExitStack() as stack:
        yield [mortals, *(stack.enter_context(Mortals()) for _ in range(WORKERS - 1))]


def everybody(
    crew: list[Mortals], *arguments: str, folder: Path, environment: dict[str, str], seconds: float | None = None
) -> list[str]:
    """The same command by every worker at the same time; what went wrong with any."""
    for worker in crew:
        worker.begin(*arguments, folder=folder, environment=environment, seconds=seconds, gently=True)
    return [ended.err for ended in [worker.end() for worker in crew] if ended.code != 0]


def test_daemons_share_the_work_and_do_none_of_it_twice(url: str, crew: list[Mortals], tmp_path: Path) -> None:
    with World(url) as world:
        for _ in range(4):
            world.approved(regions=["KZ-10", "KZ-71", "KZ-75", "KZ-79"])
    with Sink() as sink:
        environment = {"QADAM_DB": url, "QADAM_MAIL": sink.url}
        set_clock = crew[0].run("tick", "--now", "2024-04-15T10:00", folder=tmp_path, environment=environment)
        late = crew[0].run("new", "study", "x", "--now", LATE, "--as", "hq", folder=tmp_path, environment=environment)
        wrong = everybody(crew, "run", "--beat", "1", folder=tmp_path, environment=environment, seconds=2.5)

    assert (set_clock.code, late.code, wrong) == (0, 0, [])
    assert violations(url, ticked_at=local(LATE), delivered=True) == []
    assert set(sink.arrived.values()) == {1}
    with reading(locate(url)) as reader:
        assert len(mails(reader, status="sent")) == len(sink.arrived)


def test_clients_that_write_at_the_same_time_all_get_through(url: str, crew: list[Mortals], tmp_path: Path) -> None:
    with World(url) as world:
        measure = world.create()
    environment = {"QADAM_DB": url, "QADAM_ACTOR": "hq"}
    for turn in range(4):
        words = ("move", measure, "edit", "--set", f"target_group=group {turn}")
        assert everybody(crew, *words, folder=tmp_path, environment=environment) == []

    with World(url) as world:
        assert world.measure(measure).version == 1 + 4 * WORKERS
    assert violations(url) == []


def test_of_several_commands_on_the_same_version_exactly_one_is_done(
    url: str, crew: list[Mortals], tmp_path: Path
) -> None:
    with World(url) as world:
        measure = world.create()
    environment = {"QADAM_DB": url, "QADAM_ACTOR": "hq"}
    words = ("move", measure, "edit", "--set", "target_group=x", "--expect-version", "1")

    refused = everybody(crew, *words, folder=tmp_path, environment=environment)

    assert len(refused) == WORKERS - 1
    assert all("hq did 'edit' meanwhile" in said for said in refused)


def test_several_inits_at_once_make_one_database(crew: list[Mortals], tmp_path: Path) -> None:
    environment = {"QADAM_DB": f"sqlite:///{tmp_path / 'new.db'}"}

    assert everybody(crew, "init", "--sandbox", folder=tmp_path, environment=environment) == []
    assert crew[0].run("list", folder=tmp_path, environment=environment).code == 0
