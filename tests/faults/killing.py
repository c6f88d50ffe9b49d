"""Commands killed and given again until they answer, and what must hold afterwards."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from email import message_from_bytes
from itertools import cycle
from pathlib import Path
from random import Random
from typing import Any

from store.location import locate
from store.mailbox import mails
from store.reader import reading
from tests.faults.invariants import violations
from tests.faults.mortal import Ended, Mortals, Point, points

PLAN_ROWS = 12
LATER = "2024-05-20T10:00"
"""By then the regions that were silent have climbed the whole ladder, and the last rung has triggered its event."""

Killer = Callable[[], tuple[Point | None, float | None]]
"""Where, or after how many seconds, the next process is killed; (None, None) lets it live."""


@dataclass
class Desk:
    """A folder with a database, in which commands are given."""

    mortals: Mortals
    folder: Path
    url: str
    kills: int = 0

    def give(self, *arguments: str, by: str = "hq", point: Point | None = None, seconds: float | None = None) -> Ended:
        environment = {"QADAM_DB": self.url, "QADAM_ACTOR": by}
        ended = self.mortals.run(
            "--json", *arguments, folder=self.folder, environment=environment, point=point, seconds=seconds
        )
        self.kills += ended.killed
        return ended

    def insist(self, *arguments: str, by: str = "hq", killer: Killer) -> Ended:
        """Give a command again and again, killed each time the killer says so, until it answers."""
        for _ in range(200):
            point, seconds = killer()
            ended = self.give(*arguments, by=by, point=point, seconds=seconds)
            if not ended.killed:
                assert ended.code == 0, ended.err
                return ended
        raise AssertionError(f"{arguments} was killed 200 times")

    def look(self, *, ticked_at: datetime | None = None, delivered: bool = False) -> list[str]:
        return [*violations(self.url, ticked_at=ticked_at, delivered=delivered), *self._lost_mails()]

    def _lost_mails(self) -> Iterator[str]:
        """Every mail marked sent lies in the folder once, whole."""
        found: dict[str, int] = {}
        for file in (self.folder / "mail").glob("*.eml"):
            name = str(message_from_bytes(file.read_bytes())["Message-ID"])
            found[name] = found.get(name, 0) + 1
        with reading(locate(self.url)) as reader:
            keys = [mail.key for mail in mails(reader, status="sent")]
        for key in keys:
            times = sum(count for name, count in found.items() if name.startswith(f"<{key}@"))
            if times != 1:
                yield f"mail {key} is marked sent and lies in the folder {times} times"


def once(*points: Point) -> Killer:
    """Kill at each of these points in turn, then let live."""
    left = list(points)
    return lambda: (left.pop(0), None) if left else (None, None)


def step_by_step(kills: int) -> Killer:
    """Kill before the first commit, after it, before the second, and so on anew: each life gets one step further."""
    turns = cycle((*points("commit", (1,)), Point(what="commit", number=2, moment="before")))
    left = iter(range(kills))
    return lambda: (next(turns) if next(left, None) is not None else None, None)


def at_random(random: Random, *, longest: float, kills: int) -> Killer:
    """Kill so many times, at once and then each after a random part of the time a command takes."""
    after = iter([0.0, *(random.uniform(0.0, longest) for _ in range(kills - 1))])
    return lambda: (None, next(after, None))


def plan_file(folder: Path) -> Path:
    lines = ["number,measure_ru,responsible,deadline_text"]
    lines += [f"{n},Мероприятие {n},МВД,до {n + 10} июня 2024 года" for n in range(1, PLAN_ROWS + 1)]
    path = folder / "plan.csv"
    path.write_text("\n".join(lines), encoding="utf-8")
    return path


def whole_life(desk: Desk, killer: Callable[[str], Killer]) -> dict[str, Any]:
    """Import, approve, tailor, tick past the ladder, deliver: each killed as `killer(step)` says, then given again."""
    plan = plan_file(desk.folder)
    imported = desk.insist(
        "import", str(plan), "--type", "campaign", "--now", "2024-04-15T10:00", killer=killer("import")
    )
    desk.insist("move", "1", "approve", "--request-id", "approve-1", by="hq2", killer=killer("approve"))
    tailor = ("move", "1/KZ-75", "tailor", "--set", "target_group=students", "--request-id", "tailor-75")
    desk.insist(*tailor, by="kz-75", killer=killer("tailor"))
    ticked = desk.insist("tick", "--now", LATER, killer=killer("tick"))
    desk.insist("tick", "--now", "2024-05-21T10:00", killer=killer("again"))
    return {"imported": imported.document, "ticked": ticked.document}
