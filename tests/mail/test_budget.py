"""The notice budget, pure: what goes, what waits, what is told by another mail."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from definitions.calendar_kz import kazakhstan
from notifier.budget import GRACE, KINDS, MAY_BE_OFF, MERGED_FROM, NoticeBudget, bundle, read_quiet
from notifier.message import composer
from notifier.render import Renderer
from tests.notifier.mail_samples import a_mail
from workflow.errors import Invalid
from workflow.mail import Mail
from workflow.post import Manner, Tray, Waiting, Weighed
from workflow.scheduler import Cron

ALMATY = ZoneInfo("Asia/Almaty")
CALENDAR = kazakhstan()


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=ALMATY).astimezone(UTC)


TUESDAY = at("2026-11-24 10:00")
DAILY = Cron("0 9 * * mon-fri", ALMATY)


def budget(*, ceiling: int = 0, quiet: str = "20:00-08:00") -> NoticeBudget:
    return NoticeBudget(
        calendar=CALENDAR, zone=ALMATY, quiet=read_quiet(quiet), ceiling=ceiling, next_digest=DAILY.after
    )


def mail(name: str, template: str = "moved", *, urgent: bool = False, created: datetime = TUESDAY) -> Mail:
    return a_mail(template, key=name, urgent=urgent, created_at=created)


def weigh(
    *mails: Mail,
    now: datetime = TUESDAY,
    sent: int = 0,
    ceiling: int = 0,
    paused: str | None = None,
    **preferences: Manner,
) -> Weighed:
    waiting = tuple(Waiting(mail=each) for each in mails)
    tray = Tray(waiting=waiting, preferences=preferences, sent_today=sent, paused=paused)
    return budget(ceiling=ceiling).weigh(tray, now)


def test_a_mail_on_a_working_morning_goes_at_once() -> None:
    assert weigh(mail("a")) == Weighed(go=("a",))


@pytest.mark.parametrize(
    ("now", "until"),
    [
        ("2026-11-24 20:00", "2026-11-25 08:00"),  # in the evening
        ("2026-11-24 07:59", "2026-11-24 08:00"),  # early
        ("2026-11-27 23:00", "2026-11-30 08:00"),  # Friday night
        ("2026-11-28 12:00", "2026-11-30 08:00"),  # Saturday
        ("2026-12-15 22:00", "2026-12-17 08:00"),  # the eve of Independence Day
        ("2024-05-03 21:00", "2024-05-04 08:00"),  # a Saturday worked by decree follows
    ],
)
def test_quiet_hours_and_days_off_hold_a_mail_until_the_next_working_morning(now: str, until: str) -> None:
    (held,) = weigh(mail("a", created=at(now)), now=at(now)).held

    assert held.until == at(until)
    assert held.reason.startswith("quiet hours; waits until ")


def test_an_urgent_mail_goes_at_night() -> None:
    assert weigh(mail("a", "overdue", urgent=True), now=at("2026-11-28 03:00")).go == ("a",)


def test_what_is_wanted_daily_waits_for_the_digest_and_goes_alone_when_none_takes_it() -> None:
    (held,) = weigh(mail("a"), moved="daily").held

    assert held.until == at("2026-11-25 09:00") + GRACE
    assert held.reason == "wanted with the daily digest; waits until 25 November 2026 (Wednesday), 09:00"
    assert weigh(mail("a"), now=held.until, moved="daily").go == ("a",)


def test_what_is_not_wanted_is_skipped_with_the_reason() -> None:
    (dropped,) = weigh(mail("a"), moved="off").dropped

    assert (dropped.reason, dropped.dead) == ("aliya wants no mails of the kind 'moved'", False)


def test_nobody_can_switch_off_what_is_asked_of_them_or_late() -> None:
    never = [kind for kind in KINDS if kind not in MAY_BE_OFF]

    assert never == ["assigned", "due", "overdue", "returned"]
    for kind in never:
        assert weigh(mail("a", kind), **{kind: "off"}).go == ("a",)


def test_twenty_regional_items_become_one_mail_that_names_them_all() -> None:
    mails = [
        a_mail("assigned", key=f"k{n}", measure=f"12/KZ-{n}", facts={**a_mail().facts, "measure": f"12/KZ-{n}"})
        for n in range(10, 30)
    ]
    weighed = weigh(*mails)
    (one,) = weighed.added

    assert (weighed.go, weighed.held, len(weighed.dropped)) == ((), (), 20)
    assert {dropped.merged_into for dropped in weighed.dropped} == {one.key}
    assert (one.measure, one.template, one.address) == ("12", "bundle", "aliya@example.kz")
    text = Renderer().render(one).text
    assert all(f"  12/KZ-{n} – " in text for n in range(10, 30))
    assert "move 12/KZ-10 12/KZ-11" in text
    assert len(composer(Renderer(), sender="q@example.kz")(one).as_bytes()) < 100_000


def test_two_mails_of_a_kind_stay_two() -> None:
    assert weigh(mail("a"), mail("b"), mail("c", "closed")).go == ("a", "b", "c")


def test_the_key_of_a_bundle_is_that_of_its_parts_in_any_order() -> None:
    one, two, three = mail("a"), mail("b"), mail("c")

    assert bundle([one, two, three], TUESDAY).key == bundle([three, one, two], TUESDAY).key


def test_beyond_the_ceiling_a_mail_waits_for_the_next_day_and_its_digest() -> None:
    weighed = weigh(mail("a", "moved"), mail("b", "closed"), sent=29, ceiling=30)
    (held,) = weighed.held

    assert (weighed.go, held.key) == (("a",), "b")
    assert held.until == at("2026-11-25 09:00") + GRACE
    assert "30 mails went there today" in held.reason


def test_when_room_is_short_the_urgent_goes_first() -> None:
    weighed = weigh(mail("a"), mail("b", "overdue", urgent=True), sent=1, ceiling=2)

    assert weighed.go == ("b",)


def test_a_digest_goes_beyond_the_ceiling_and_at_any_hour() -> None:
    assert weigh(mail("a", "digest"), now=at("2026-11-28 03:00"), sent=99, ceiling=30).go == ("a",)


def test_nothing_goes_to_a_paused_address_and_it_stays_a_dead_letter() -> None:
    (dropped,) = weigh(mail("a", "digest"), paused="5.1.1 no such mailbox").dropped

    assert (dropped.dead, dropped.reason) == (True, "aliya@example.kz is paused: 5.1.1 no such mailbox")


def test_what_no_longer_holds_is_skipped_whatever_else_is_true() -> None:
    tray = Tray(waiting=(Waiting(mail=mail("a"), stale="done"),), preferences={"moved": "daily"}, sent_today=99)

    assert [(d.key, d.reason) for d in budget(ceiling=1).weigh(tray, TUESDAY).dropped] == [("a", "done")]


KIND = st.sampled_from([*KINDS, "bundle", "digest", "a template of their own"])
MANNERS: st.SearchStrategy[dict[str, Manner]] = st.dictionaries(KIND, st.sampled_from(["at_once", "daily", "off"]))


@settings(deadline=None)
@given(
    st.lists(st.tuples(KIND, st.booleans(), st.integers(0, 14 * 24)), max_size=12),
    MANNERS,
    st.integers(0, 14 * 24 * 60),
    st.integers(0, 6),
    st.integers(0, 6),
)
def test_every_mail_has_exactly_one_fate_and_the_ceiling_holds(
    kinds: list[tuple[str, bool, int]], preferences: dict[str, Manner], minute: int, sent: int, ceiling: int
) -> None:
    now = TUESDAY + timedelta(minutes=minute)
    mails = [
        mail(str(n), kind, urgent=urgent, created=now - timedelta(hours=age))
        for n, (kind, urgent, age) in enumerate(kinds)
    ]
    tray = Tray(waiting=tuple(Waiting(mail=m) for m in mails), preferences=preferences, sent_today=sent)
    weighed = budget(ceiling=ceiling).weigh(tray, now)
    fates = [*weighed.go, *(held.key for held in weighed.held), *(dropped.key for dropped in weighed.dropped)]

    assert sorted(fates) == sorted(each.key for each in mails)
    assert all(held.until > now for held in weighed.held)
    assert all(fate.reason for fate in (*weighed.held, *weighed.dropped))
    going = [each for each in mails if each.key in weighed.go and each.template != "digest"]
    assert not ceiling or len(going) + len(weighed.added) <= max(0, ceiling - sent)
    merged = [dropped.merged_into for dropped in weighed.dropped if dropped.merged_into]
    assert all(merged.count(one.key) >= MERGED_FROM for one in weighed.added)


@pytest.mark.parametrize("text", ["8", "20-8", "25:00-08:00", "08:00-08:00", "soon"])
def test_hours_that_are_none_are_refused(text: str) -> None:
    with pytest.raises(Invalid, match="mail_quiet"):
        read_quiet(text)


def test_an_empty_setting_means_no_quiet_hours() -> None:
    assert read_quiet("  ") is None


def test_cron_speaks_local_time_and_looks_back() -> None:
    weekly = Cron("0 9 * * mon", ALMATY)

    assert weekly.last(TUESDAY) == at("2026-11-23 09:00")
    assert weekly.last(at("2026-11-23 09:00")) == at("2026-11-23 09:00")
    assert weekly.after(at("2026-11-23 09:00")) == at("2026-11-30 09:00")
    assert Cron("0 9 29 2 *", ALMATY).last(TUESDAY) is None
    with pytest.raises(Invalid, match="is no time for cron"):
        Cron("9 o'clock", ALMATY)
