"""The figures of a report: how each deadline of the period ended, by region, agency and month.

What is counted is deadlines, not measures: each has one verdict, and every figure is a sum of verdicts.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import field
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import lru_cache

from commands.blame import Blame
from commands.report.past import deadlines_due_as_of
from commands.report.period import Period
from store import places, queries
from store.as_of import board_as_of, measures_as_of
from store.board import tallied
from store.reader import Reader
from store.shelf import DefinitionShelf, definitions
from workflow.calendar import Calendar
from workflow.deadline import Deadline, DeadlineStatus
from workflow.definition import Definition
from workflow.directory import Texts
from workflow.lateness import Cause
from workflow.model import Measure
from workflow.noun import dataclass
from workflow.waiting import waiting_for

WORST = 10


class Verdict(StrEnum):
    IN_TIME = "in_time"
    """Done by its first due date."""
    EXTENDED = "extended"
    """Moved to a later date at least once, and neither late nor overdue against it."""
    LATE = "late"
    """Done after its due date."""
    ON_CONTROL = "on_control"
    """Open, its due date to come, or its clock stopped."""
    OVERDUE = "overdue"
    """Open, its due date passed."""


DECIDED = (Verdict.IN_TIME, Verdict.EXTENDED, Verdict.LATE, Verdict.OVERDUE)
"""The verdicts a rating rests on: what is still on control says nothing yet."""


def verdict(deadline: Deadline, moment: datetime) -> Verdict | None:
    """How a deadline stands at a moment; none for one that was called off or not open yet."""
    if deadline.opened_at > moment or deadline.status is DeadlineStatus.CANCELLED:
        return None
    closed = deadline.closed_at is not None and deadline.closed_at <= moment
    if closed and deadline.status is DeadlineStatus.LATE:
        return Verdict.LATE
    if not closed and deadline.status is not DeadlineStatus.PAUSED and deadline.due_at < moment:
        return Verdict.OVERDUE
    if deadline.earlier:
        return Verdict.EXTENDED
    return Verdict.IN_TIME if closed else Verdict.ON_CONTROL


@dataclass(frozen=True, kw_only=True)
class Judged:
    """One deadline with its verdict and where it belongs."""

    deadline: Deadline
    region: str | None
    agency: str | None
    type: str
    verdict: Verdict
    late_days: int
    """Working days between its due date and its end (or now); none unless late or overdue."""
    whose: frozenset[str]
    """The levels of the roles that could end it: `national`, `regional`, `agency`."""
    lateness: Mapping[Cause, timedelta]
    """Working time it was late, by cause; empty unless late or overdue."""


@dataclass(kw_only=True)
class Discipline:
    """The verdicts of one region or agency."""

    key: str
    names: Texts
    counts: dict[Verdict, int] = field(default_factory=lambda: dict.fromkeys(Verdict, 0))
    late_days: int = 0
    lost: dict[Cause, timedelta] = field(default_factory=lambda: dict.fromkeys(Cause, timedelta()))
    """Working time its deadlines were late, by cause."""
    touched: Counter[Cause] = field(default_factory=Counter)
    """Deadlines that lost time, by cause; one may have lost it to several."""

    def add(self, judged: Judged) -> None:
        self.counts[judged.verdict] += 1
        self.late_days += judged.late_days
        self.touched.update(judged.lateness.keys())
        for cause, time in judged.lateness.items():
            self.lost[cause] += time

    @property
    def all_lost(self) -> timedelta:
        return sum(self.lost.values(), timedelta())

    @property
    def total(self) -> int:
        return sum(self.counts.values())

    @property
    def decided(self) -> int:
        return sum(self.counts[verdict] for verdict in DECIDED)

    @property
    def share_in_time(self) -> float | None:
        """Of what is decided, the share done by its first due date."""
        return self.counts[Verdict.IN_TIME] / self.decided if self.decided else None

    @property
    def rating(self) -> float | None:
        """100 × (in time + ½ extended) ÷ (in time + extended + late + overdue); none while nothing is decided."""
        points = self.counts[Verdict.IN_TIME] + self.counts[Verdict.EXTENDED] / 2
        return 100 * points / self.decided if self.decided else None

    @property
    def mean_late_days(self) -> float | None:
        late = self.counts[Verdict.LATE] + self.counts[Verdict.OVERDUE]
        return self.late_days / late if late else None


@dataclass(frozen=True, kw_only=True)
class Heat:
    """Region by state: how many measures stand there, and how many of them are late."""

    states: Mapping[str, Texts]
    cells: Mapping[str, Mapping[str, tuple[int, int]]]
    """By region and state: late, and all."""


@dataclass(frozen=True, kw_only=True)
class Late:
    """One of the measures that are late longest."""

    measure: Measure
    due_at: datetime
    late_days: int
    waiting_for: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class Figures:
    period: Period
    at: datetime
    by_region: Sequence[Discipline]
    by_agency: Sequence[Discipline]
    total: Discipline
    trend: Sequence[tuple[date, Discipline]]
    heat: Heat
    worst: Sequence[Late]
    region_names: Mapping[str, Texts]
    working_day: timedelta
    """What a day of lost time is reckoned as."""

    @property
    def causes(self) -> list[Cause]:
        """What lateness was due to, the largest share first."""
        lost = self.total.lost
        return sorted((cause for cause in Cause if lost[cause]), key=lambda cause: -lost[cause])

    @property
    def rating(self) -> list[Discipline]:
        """The regions by their rating, the best first; those without a verdict are left out."""
        rated = [region for region in self.by_region if region.rating is not None and region.key in self.region_names]
        return sorted(rated, key=lambda region: (-(region.rating or 0), region.counts[Verdict.OVERDUE], region.key))


def judged_deadlines(
    reader: Reader, start: datetime, end: datetime, moment: datetime, calendar: Calendar, *, past: bool = False
) -> Iterator[Judged]:
    """Every deadline due between two instants, one after the other, as it stands now, or stood at a past moment."""
    shelf = DefinitionShelf(reader)
    blame = Blame(reader, moment)

    @lru_cache(maxsize=100_000)
    def working(start: date, end: date) -> int:
        return max(0, calendar.working_days_between(start, end))

    @lru_cache(maxsize=10_000)
    def whose(type: str, version: int, name: str) -> frozenset[str]:
        return _levels(shelf.get(type, version), name)

    found_due = deadlines_due_as_of(reader, start, end, moment) if past else queries.deadlines_due(reader, start, end)
    for row in found_due:
        found = verdict(row.deadline, moment)
        if found is None:
            continue
        late, split = 0, {}
        if found in (Verdict.LATE, Verdict.OVERDUE):
            definition = shelf.get(row.type, row.deadline.type_version)
            split = blame.split(definition, "regional" if row.region else "national", row.deadline)
            ended = row.deadline.closed_at if found is Verdict.LATE else None
            late = working(calendar.day(row.deadline.due_at), calendar.day(ended or moment))
        yield Judged(
            deadline=row.deadline,
            region=row.region,
            agency=row.agency,
            type=row.type,
            verdict=found,
            late_days=late,
            whose=whose(row.type, row.deadline.type_version, row.deadline.name),
            lateness=split,
        )


def _levels(definition: Definition, deadline: str) -> frozenset[str]:
    states = {name for name, state in definition.states.items() if deadline in state.deadlines}
    return frozenset(
        role.partition(".")[0]
        for transition in definition.transitions
        if transition.source in states and transition.target != transition.source
        for role in transition.by
    )


def figures(
    reader: Reader,
    judged: Iterable[Judged],
    period: Period,
    moment: datetime,
    calendar: Calendar,
    *,
    past: bool = False,
) -> Figures:
    """Everything a report says, from its deadlines one by one and the board, as it is now or was at a past moment."""
    regions = {code: region.names for code, region in places.regions(reader).items()}
    agencies = {code: agency.names for code, agency in places.agencies(reader).items()}
    by_region = {code: Discipline(key=code, names=names) for code, names in regions.items()}
    by_region["national"] = Discipline(key="national", names={})
    by_agency = {code: Discipline(key=code, names=names) for code, names in agencies.items()}
    trend = {month: Discipline(key=month.isoformat()[:7], names={}) for month in period.months()}
    total = Discipline(key="total", names={})
    for each in judged:
        total.add(each)
        by_region[each.region or "national"].add(each)
        if each.agency in by_agency and "agency" in each.whose:
            by_agency[each.agency].add(each)
        month = calendar.day(each.deadline.due_at).replace(day=1)
        if month in trend:
            trend[month].add(each)
    return Figures(
        period=period,
        at=moment,
        by_region=[region for region in by_region.values() if region.total],
        by_agency=[agency for agency in by_agency.values() if agency.total],
        total=total,
        trend=list(trend.items()),
        heat=_heat(reader, moment, past=past),
        worst=_worst(reader, moment, calendar, past=past),
        region_names=regions,
        working_day=calendar.working_day,
    )


def _heat(reader: Reader, moment: datetime, *, past: bool) -> Heat:
    states: dict[str, Texts] = {}
    for loaded in definitions(reader):
        states |= {name: state.titles for name, state in loaded.definition.states.items() if not state.final}
    cells: dict[str, dict[str, tuple[int, int]]] = {code: {} for code in places.regions(reader)}
    cells["national"] = {}
    seen = set()
    board = board_as_of if past else tallied
    for tally in board(reader, "region", moment, moment):
        if tally.state in states:
            seen.add(tally.state)
            cells[tally.key or "national"][tally.state] = (tally.overdue, tally.total)
    return Heat(
        states={name: titles for name, titles in states.items() if name in seen},
        cells={key: row for key, row in cells.items() if row},
    )


def _worst(reader: Reader, moment: datetime, calendar: Calendar, *, past: bool) -> list[Late]:
    shelf = DefinitionShelf(reader)
    late = queries.Wanted(overdue_at=moment)
    if past:
        found, _ = measures_as_of(reader, late, moment, sort="due", limit=WORST)
    else:
        found, _ = queries.each_measure(reader, late, sort="due", limit=WORST)
    today = calendar.day(moment)
    return [
        Late(
            measure=measure,
            due_at=measure.due_at,
            late_days=calendar.working_days_between(calendar.day(measure.due_at), today),
            waiting_for=waiting_for(shelf.get(measure.type, measure.type_version), measure),
        )
        for measure in found
        if measure.due_at is not None
    ]
