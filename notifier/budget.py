"""The notice budget: which mails go now, which wait and for what, and which are told by another.

Pure: the same tray and moment always give the same answer. In order: what is out of date is skipped; a paused address
gets nothing; preferences; quiet hours; three or more of one kind become one mail; the ceiling of the day.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, time, timedelta
from hashlib import sha256
from zoneinfo import ZoneInfo

from notifier.overview import MOST_ROWS
from notifier.wording import long_moment
from workflow.calendar import Calendar
from workflow.errors import Invalid
from workflow.mail import Mail
from workflow.noun import dataclass
from workflow.numbers import national_id
from workflow.post import PAUSED, QUIET_HOURS, Dropped, Held, Tray, Waiting, Weighed

KINDS = (
    "assigned",
    "reminder",
    "due",
    "overdue",
    "returned",
    "extended",
    "moved",
    "closed",
    "digest-daily",
    "digest-weekly",
)
"""What a preference can be about: the templates, and the digests."""

MAY_BE_OFF = frozenset({"reminder", "extended", "moved", "closed", "digest-daily", "digest-weekly"})
"""Nobody can shut their ears to what is asked of them, is due or is late."""

BUNDLE, DIGEST, BOUNCED = "bundle", "digest", "bounced"
AS_THEY_ARE = frozenset({BUNDLE, DIGEST, BOUNCED})
"""Mails that are themselves the sum of others, or about mail."""

_FREE = frozenset({DIGEST, BOUNCED})
"""Beyond the ceiling: what waits for want of room is told by a digest."""

MERGED_FROM = 3
"""So many mails of one kind to one person at one moment become one."""

GRACE = timedelta(minutes=15)
"""How long after a digest is due a mail that waited for it goes out alone."""

Quiet = tuple[time, time]


@dataclass(frozen=True, kw_only=True)
class NoticeBudget:
    calendar: Calendar
    zone: ZoneInfo
    quiet: Quiet | None = None
    """From when until when, local; nothing but urgent mails goes out then, nor on days off."""
    ceiling: int = 0
    """Mails to one address in a day; 0 for no ceiling."""
    next_digest: Callable[[datetime], datetime | None] = lambda _: None
    """When the first daily digest after a moment is written; None where there is none."""

    def day_of(self, now: datetime) -> datetime:
        return now.astimezone(self.zone).replace(hour=0, minute=0, second=0, microsecond=0)

    def weigh(self, tray: Tray, now: datetime) -> Weighed:
        dropped: list[Dropped] = []
        held: list[Held] = []
        ready: list[Mail] = []
        for waiting in tray.waiting:
            fate = self._fate(waiting, tray, now)
            if fate is None:
                ready.append(waiting.mail)
            elif isinstance(fate, Held):
                held.append(fate)
            else:
                dropped.append(fate)
        alone, bundles = _bundled(ready, now)
        going = sorted([*(whole for whole, _ in bundles), *alone], key=lambda mail: mail.template not in _FREE)
        parts = {whole.key: keys for whole, keys in bundles}
        free = sum(mail.template in _FREE for mail in going)
        room = free + max(0, self.ceiling - tray.sent_today) if self.ceiling else len(going)
        for mail in going[room:]:
            held += [self._over_ceiling(key, now) for key in parts.get(mail.key, (mail.key,))]
        let = going[:room]
        for mail in let:
            told = f"told together with {len(parts.get(mail.key, ())) - 1} others"
            dropped += [Dropped(key=key, reason=told, merged_into=mail.key) for key in parts.get(mail.key, ())]
        return Weighed(
            go=tuple(mail.key for mail in let if mail.key not in parts),
            held=tuple(held),
            dropped=tuple(dropped),
            added=tuple(mail for mail in let if mail.key in parts),
        )

    def _fate(self, waiting: Waiting, tray: Tray, now: datetime) -> Held | Dropped | None:
        """Why a mail may not go now; None when it may."""
        mail = waiting.mail
        if waiting.stale is not None:
            return Dropped(key=mail.key, reason=waiting.stale)
        if tray.paused is not None:
            return Dropped(key=mail.key, reason=f"{mail.address}{PAUSED}{tray.paused}", dead=True)
        if mail.template in AS_THEY_ARE:
            return None
        manner = tray.preferences.get(mail.template, "at_once")
        if manner == "off" and mail.template in MAY_BE_OFF:
            return Dropped(key=mail.key, reason=f"{mail.person} wants no mails of the kind {mail.template!r}")
        if manner == "daily" and not mail.urgent:
            digest = self.next_digest(mail.created_at)
            if digest is not None and now < digest + GRACE:
                return self._held(mail.key, digest + GRACE, "wanted with the daily digest", digest)
        if not mail.urgent and (opening := self._opening(now)) is not None:
            return self._held(mail.key, opening, QUIET_HOURS, opening)
        return None

    def _over_ceiling(self, key: str, now: datetime) -> Held:
        tomorrow = self.day_of(now) + timedelta(days=1)
        digest = self.next_digest(now)
        until = max(tomorrow, digest + GRACE if digest else tomorrow)
        return self._held(key, self._opening(until) or until, f"{self.ceiling} mails went there today", digest or until)

    def _held(self, key: str, until: datetime, why: str, told: datetime) -> Held:
        return Held(key=key, until=until, reason=f"{why}; waits until {long_moment(told, self.zone, 'en')}")

    def _opening(self, now: datetime) -> datetime | None:
        """When quiet time ends; None when it is not quiet now."""
        if self.quiet is None:
            return None
        starts, ends = self.quiet
        local = now.astimezone(self.zone)
        day = local.date()
        across_midnight = starts > ends
        late = local.time() >= starts if across_midnight else starts <= local.time() < ends
        early = across_midnight and local.time() < ends
        if self.calendar.is_working(day) and not late and not early:
            return None
        if not self.calendar.is_working(day) or (late and across_midnight):
            day = self.calendar.next_working_day(day)
        return datetime.combine(day, ends, self.zone).astimezone(now.tzinfo)


def read_quiet(text: str) -> Quiet | None:
    """Quiet hours as a setting says them; none for an empty one. Raises Invalid.

    >>> read_quiet("20:00-08:00")
    (datetime.time(20, 0), datetime.time(8, 0))
    """
    if not text.strip():
        return None
    found = re.fullmatch(r"([01]?\d|2[0-3]):([0-5]\d)\s*[-–]\s*([01]?\d|2[0-3]):([0-5]\d)", text.strip())
    if found is None:
        raise Invalid(f"mail_quiet: {text!r} are no hours", possible="e.g. 20:00-08:00, or nothing")
    first, last = time(int(found[1]), int(found[2])), time(int(found[3]), int(found[4]))
    if first == last:
        raise Invalid(f"mail_quiet: {text!r} leaves no time at all", possible="e.g. 20:00-08:00, or nothing")
    return first, last


def _bundled(ready: Sequence[Mail], now: datetime) -> tuple[list[Mail], list[tuple[Mail, tuple[str, ...]]]]:
    """Those that go alone, the urgent first, and the mails that speak for several, with the keys of those."""
    kinds: dict[tuple[str | None, str], list[Mail]] = {}
    for mail in ready:
        if mail.template not in AS_THEY_ARE:
            kinds.setdefault((mail.person, mail.template), []).append(mail)
    together = [mails for mails in kinds.values() if len(mails) >= MERGED_FROM]
    merged = {mail.key for mails in together for mail in mails}
    alone = sorted((mail for mail in ready if mail.key not in merged), key=lambda mail: not mail.urgent)
    return alone, [(bundle(mails, now), tuple(mail.key for mail in mails)) for mails in together]


def bundle(mails: Sequence[Mail], now: datetime) -> Mail:
    """One mail that says what several of one kind to one person would have said."""
    first = mails[0]
    families = {national_id(mail.measure or "") for mail in mails}
    return Mail(
        key=sha256("|".join(sorted(mail.key for mail in mails)).encode()).hexdigest()[:32],
        measure=families.pop() or None if len(families) == 1 else None,
        created_at=now,
        template=BUNDLE,
        facts={
            "at": now.isoformat(),
            "kind": first.template,
            "sections": [
                {
                    "name": first.template,
                    "items": [dict(mail.facts) for mail in mails[:MOST_ROWS]],
                    "more": max(0, len(mails) - MOST_ROWS),
                }
            ],
            "contacts": _contacts(mails),
            "because": dict(first.facts.get("because") or {}),
        },
        person=first.person,
        address=first.address,
        languages=first.languages,
        urgent=any(mail.urgent for mail in mails),
    )


def _contacts(mails: Iterable[Mail]) -> list[dict[str, str]]:
    """Whom one may ask, where it is the same for all of them."""
    asked = [mail.facts.get("contacts") or [] for mail in mails]
    return [dict(person) for person in asked[0]] if all(contacts == asked[0] for contacts in asked) else []
