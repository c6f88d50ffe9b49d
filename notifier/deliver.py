"""One pass over the outbox: claim what is due, send it, write down what became of it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime, timedelta
from email.message import EmailMessage

from notifier.mailer import Mailer, Permanent, Transient, Unreachable
from notifier.message import Composer
from notifier.outbox import Outbox
from notifier.pace import Pace
from notifier.retry import RetryCurve, next_attempt
from notifier.telling import line
from workflow.errors import QadamError
from workflow.model import ClaimedMail

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
        self.drafts: dict[str, Future[EmailMessage]] = {}
        self.marking: tuple[str, Future[bool]] | None = None

    def deliver(self, batch: Sequence[ClaimedMail], mailer: Mailer, *, until: datetime) -> bool:
        """One batch over one connection; False when the pass should end.

        While the server takes a mail, the next one is composed beside it, and the last one marked; but no mail is given
        to the server before the one before it is marked, so that at most one is ever sent and not known to be.
        """
        with ThreadPoolExecutor(2, "mail") as self.beside:
            try:
                return self._deliver(batch, mailer, until)
            finally:
                self._see_marked()

    def _deliver(self, batch: Sequence[ClaimedMail], mailer: Mailer, until: datetime) -> bool:
        in_a_row = 0
        with mailer:
            for place, claimed in enumerate(batch):
                if self.stopping() or self.clock() >= until:
                    return False  # what is left of the batch is claimed anew when its lease has run out
                if self._is_stale(claimed) or not self._has_its_turn(claimed):
                    continue
                message = self._written(claimed, batch[place + 1 : place + 2])
                if message is None:
                    continue
                try:
                    self._send(claimed, message, mailer)
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
        reason = claimed.stale or claimed.mail.skipped
        if reason is None:
            return False
        key = claimed.mail.key
        self._see_marked()
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
        self._see_marked()
        marked = self.outbox.mark_put_off(key, at, self.worker, until=turn, reason=reason)
        self._count("put_off", key, marked=marked)
        return False

    def _written(self, claimed: ClaimedMail, following: Sequence[ClaimedMail]) -> EmailMessage | None:
        """The message; None when it cannot be written, and then it is dead. The following one is begun."""
        draft = self.drafts.pop(claimed.mail.key, None) or self._begun(claimed)
        self.drafts = {each.mail.key: self._begun(each) for each in following}
        try:
            return draft.result()
        except Exception as error:  # one broken mail never stops the others, whatever is wrong with it
            said = str(error) if isinstance(error, QadamError) else f"{type(error).__name__}: {error}"
            self._give_up(claimed, f"cannot be written: {line(said)}")
            return None

    def _begun(self, claimed: ClaimedMail) -> Future[EmailMessage]:
        return self.beside.submit(self.composer, claimed.mail, self.clock())

    def _send(self, claimed: ClaimedMail, message: EmailMessage, mailer: Mailer) -> None:
        """Raises `Unreachable` when there was nobody to send it to, and has then marked nothing."""
        try:
            wire = mailer.send(message, self._see_marked)
        except Unreachable:
            raise
        except Transient as error:
            self._try_again(claimed, str(error))
        except Permanent as error:
            self._give_up(claimed, str(error))
        else:
            self._see_marked()
            key, at = claimed.mail.key, self.clock()
            self.marking = key, self.beside.submit(self.outbox.mark_sent, key, at, self.worker, wire)

    def _see_marked(self) -> None:
        """Wait until the last mail sent is marked. Raises what kept it from being marked."""
        if self.marking is not None:
            (key, marked), self.marking = self.marking, None
            self._count("sent", key, marked=marked.result())

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
        self._see_marked()
        marked = self.outbox.mark_retry(mail.key, at, self.worker, error=error, next_attempt_at=again)
        self._count("failed", mail.key, marked=marked, error=error)

    def _give_up(self, claimed: ClaimedMail, error: str) -> None:
        key = claimed.mail.key
        self._see_marked()
        self._count("dead", key, marked=self.outbox.mark_dead(key, self.clock(), self.worker, error=error), error=error)

    def _count(self, outcome: str, key: str, *, marked: bool, error: str | None = None) -> None:
        if not marked:
            outcome, error = "lost", f"{outcome}, but its lease had gone to another worker"
        self.counts[outcome] += 1
        if error and len(self.errors) < MOST_ERRORS:
            self.errors.append(f"mail {key}: {error}")

    def result(self) -> Delivered:
        return Delivered(**self.counts, errors=tuple(self.errors))
