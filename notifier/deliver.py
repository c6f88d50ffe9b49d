"""One pass over the outbox: claim what is due, send it, write down what became of it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from notifier.letter import Letter
from notifier.marking import Marking
from notifier.message import Composer
from notifier.outbox import Outbox
from notifier.pace import Pace
from notifier.retry import RetryCurve, next_attempt
from notifier.sending import Mailer, Permanent, Transient, Unreachable
from notifier.visible import line
from workflow.errors import QadamError
from workflow.mail import ClaimedMail, SentMail
from workflow.noun import dataclass

LEASE = timedelta(minutes=5)
MOST_BATCHES = 100
MOST_ERRORS = 20
UNREACHABLE_IN_A_ROW = 2
"""After so many the rest of the batch is put off untried, and the pass ends."""


@dataclass(frozen=True, kw_only=True)
class Delivered:
    """What a pass did."""

    sent: int = 0
    failed: int = 0
    """To be tried again."""
    dead: int = 0
    skipped: int = 0
    put_off: int = 0
    """Kept back so as not to overrun the receiver's domain."""
    lost: int = 0
    """Whose lease had gone to another worker before they could be marked."""
    errors: tuple[str, ...] = ()
    """The first few, one line each: which mail, what happened."""


def deliver_due(
    outbox: Outbox,
    mailer: Mailer,
    composer: Composer,
    now: datetime,
    *,
    worker: str,
    limit: int = 100,
    lease: timedelta = LEASE,
    curve: RetryCurve | None = None,
    pace: Pace | None = None,
    clock: Callable[[], datetime] | None = None,
    stopping: Callable[[], bool] = lambda: False,
) -> Delivered:
    """Sends everything due at `now`, in batches of `limit` over one connection each.

    No transaction is open while a mail is sent; each is marked right after. `clock` tells how far a long pass has
    come: a mail is not sent once its lease may have run out. Without one the whole pass happens at `now`. `pace` bounds
    what a domain is given in a minute.
    `stopping` is asked before each mail; a mail begun is always finished.
    """
    clock = clock or (lambda: now)
    delivery = _Delivery(outbox, composer, worker, curve or RetryCurve(), pace or Pace(), clock, stopping)
    at = now
    for _ in range(MOST_BATCHES):
        batch = outbox.claim(at, lease=lease, limit=limit, worker=worker)
        if not batch or not delivery.deliver(batch, mailer, until=at + lease):
            break
        at = max(at, delivery.clock())
    return delivery.result()


class _Draft(NamedTuple):
    key: str
    message: Letter | None
    fault: str = ""
    """Why there is no message."""


def _why_not(claimed: ClaimedMail) -> str | None:
    """Why a mail is not to be sent any more."""
    return claimed.stale or claimed.mail.skipped


class _Delivery:
    """The counts of a pass, and what it needs at every mail."""

    def __init__(
        self,
        outbox: Outbox,
        composer: Composer,
        worker: str,
        curve: RetryCurve,
        pace: Pace,
        clock: Callable[[], datetime],
        stopping: Callable[[], bool],
    ) -> None:
        self.outbox, self.composer, self.worker, self.curve, self.pace = outbox, composer, worker, curve, pace
        self.clock, self.stopping = clock, stopping
        self.counts = dict.fromkeys(("sent", "failed", "dead", "skipped", "put_off", "lost"), 0)
        self.errors: list[str] = []
        self.draft: _Draft | None = None

    def deliver(self, batch: Sequence[ClaimedMail], mailer: Mailer, *, until: datetime) -> bool:
        """One batch over one connection; False when the pass should end.

        While the server takes a mail, the next one is composed, and the last ones are marked. No mail is given to the
        server while `MOST_UNMARKED` before it are not marked yet: so few can ever be sent and not known to be.
        """
        with Marking(self.outbox.mark_sent, self.worker) as self.marking:
            try:
                return self._deliver(batch, mailer, until)
            finally:
                self._see_all_marked()

    def _deliver(self, batch: Sequence[ClaimedMail], mailer: Mailer, until: datetime) -> bool:
        in_a_row = 0
        with mailer:
            for place, claimed in enumerate(batch):
                if self.stopping() or self.clock() >= until:
                    return False  # what is left of the batch is claimed anew when its lease has run out
                if self._is_stale(claimed) or not self._has_its_turn(claimed):
                    continue
                message = self._written(claimed)
                if message is None:
                    continue
                following = next((each for each in batch[place + 1 :] if _why_not(each) is None), None)
                try:
                    self._send(claimed, message, mailer, following)
                except Unreachable as error:
                    self._try_again(claimed, str(error))
                    in_a_row += 1
                    if in_a_row == UNREACHABLE_IN_A_ROW:
                        self._put_off(batch[place + 1 :], str(error))
                        return False
                else:
                    in_a_row = 0
        return not in_a_row

    def _is_stale(self, claimed: ClaimedMail) -> bool:
        reason = _why_not(claimed)
        if reason is None:
            return False
        key = claimed.mail.key
        self._see_all_marked()
        marked = self.outbox.mark_skipped(key, self.clock(), self.worker, reason=reason)
        self._count("skipped", key, marked=marked)
        return True

    def _has_its_turn(self, claimed: ClaimedMail) -> bool:
        """False when its domain has been given enough for this minute; then it goes in the next."""
        key, address, at = claimed.mail.key, claimed.mail.address or "", self.clock()
        turn = self.pace.free_at(address, at)
        if turn <= at:
            self.pace.note(address, at)
            return True
        reason = f"{address.rpartition('@')[2]} is given no more in a minute"
        self._see_all_marked()
        marked = self.outbox.mark_put_off(key, at, self.worker, until=turn, reason=reason)
        self._count("put_off", key, marked=marked)
        return False

    def _written(self, claimed: ClaimedMail) -> Letter | None:
        """The message; None when it cannot be written, and then it is dead."""
        draft = self.draft
        if draft is None or draft.key != claimed.mail.key:
            draft = self._composed(claimed)
        if draft.message is None:
            self._give_up(claimed, f"cannot be written: {line(draft.fault)}")
        return draft.message

    def _composed(self, claimed: ClaimedMail) -> _Draft:
        try:
            message = self.composer(claimed.mail, self.clock())
        except Exception as error:  # one broken mail never stops the others, whatever is wrong with it
            said = str(error) if isinstance(error, QadamError) else f"{type(error).__name__}: {error}"
            return _Draft(key=claimed.mail.key, message=None, fault=said)
        return _Draft(key=claimed.mail.key, message=message)

    def _send(self, claimed: ClaimedMail, message: Letter, mailer: Mailer, following: ClaimedMail | None) -> None:
        """Raises `Unreachable` when there was nobody to send it to, and has then marked nothing."""

        def compose_following() -> None:
            self.draft = self._composed(following) if following is not None else None

        try:
            mailer.send(message, self._make_room, compose_following)
        except Unreachable:
            raise
        except Transient as error:
            self._try_again(claimed, str(error))
        except Permanent as error:
            self._give_up(claimed, str(error))
        else:
            self.marking.add(
                SentMail(
                    key=claimed.mail.key,
                    at=self.clock(),
                    address=claimed.mail.address,
                    dates=message.dates,
                    called_off=message.called_off,
                    message=message.kept(),
                )
            )

    def _make_room(self) -> None:
        self._count_sent(self.marking.make_room())

    def _see_all_marked(self) -> None:
        """Wait until what was sent is marked. Raises what kept it from being marked."""
        self._count_sent(self.marking.finish())

    def _count_sent(self, marked: Mapping[str, bool]) -> None:
        for key, was_ours in marked.items():
            self._count("sent", key, marked=was_ours)

    def _put_off(self, untried: Sequence[ClaimedMail], error: str) -> None:
        for claimed in untried:
            if not self._is_stale(claimed):
                self._try_again(claimed, error)

    def _try_again(self, claimed: ClaimedMail, error: str) -> None:
        mail, at, attempts = claimed.mail, self.clock(), claimed.attempts + 1
        again = next_attempt(self.curve, mail.key, attempts, mail.created_at, at)
        if again is None:
            self._give_up(claimed, f"given up after {attempts} attempts: {error}")
            return
        self._see_all_marked()
        marked = self.outbox.mark_retry(mail.key, at, self.worker, error=error, next_attempt_at=again)
        self._count("failed", mail.key, marked=marked, error=error)

    def _give_up(self, claimed: ClaimedMail, error: str) -> None:
        key = claimed.mail.key
        self._see_all_marked()
        self._count("dead", key, marked=self.outbox.mark_dead(key, self.clock(), self.worker, error=error), error=error)

    def _count(self, outcome: str, key: str, *, marked: bool, error: str | None = None) -> None:
        if not marked:
            outcome, error = "lost", f"{outcome}, but its lease had gone to another worker"
        self.counts[outcome] += 1
        if error and len(self.errors) < MOST_ERRORS:
            self.errors.append(f"mail {key}: {error}")

    def result(self) -> Delivered:
        return Delivered(**self.counts, errors=tuple(self.errors))
