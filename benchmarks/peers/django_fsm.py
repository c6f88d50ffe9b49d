"""django-fsm-2 with django-fsm-log, writing what a move of ours writes, with the same indexes on it.

As a good Django programmer would have it: one transaction, only the columns that change, the mails at once, counters
by F(). Everything that is spelled, hashed or worked out is given beforehand, copied from moves of ours. What a sealed
row of history says more than a log row of theirs is one text in it.
"""

from __future__ import annotations

import json
import sys
from datetime import UTC, date, datetime
from itertools import count
from pathlib import Path
from typing import Any

from benchmarks.peers.on_django import set_up
from benchmarks.peers.pace import tell_rate

set_up(Path(sys.argv[1]), "django_fsm", "django_fsm_log")

from django.contrib.auth.models import User  # noqa: E402 - Django must be set up first
from django.core.management import call_command  # noqa: E402 - after the set-up above
from django.db import connection, models, transaction  # noqa: E402 - after the set-up above
from django.db.models import F, Q  # noqa: E402 - after the set-up above
from django_fsm import FSMField  # noqa: E402 - after the set-up above
from django_fsm import transition as step  # noqa: E402 - after the set-up above
from django_fsm_log.decorators import fsm_log_by, fsm_log_description  # noqa: E402 - after the set-up above

MEASURES = 20


def permitted(_: object) -> bool:
    return True


def text(length: int = 0, **more: Any) -> Any:
    return models.CharField(max_length=length, **more) if length else models.TextField(**more)


class Measure(models.Model):
    ref = text(20)
    number = models.IntegerField()
    type = text(40)
    type_version = models.IntegerField()
    level = text(10)
    region = text(20)
    agency = text(20)
    titles = text()
    co_executors = text()
    regions = text()
    starts_on = models.DateField(null=True)
    due_on = models.DateField(null=True)
    data = text()
    deeds = text()
    conflicts = text()
    votes = text()
    author = text(40)
    plan_key = text(80, null=True, unique=True)
    state = FSMField(default="reported", protected=True)
    since = models.DateTimeField()
    due_at = models.DateTimeField(null=True)
    closed = models.BooleanField(default=False)
    version = models.IntegerField()
    head = text(64)

    class Meta:
        app_label = "bench"
        indexes = (
            models.Index(fields=["number", "id"], name="ix_number"),
            models.Index(fields=["region", "number", "id", "agency", "type"], name="ix_region"),
            models.Index(fields=["agency", "number", "id", "type"], name="ix_agency"),
            models.Index(fields=["type", "number", "id"], name="ix_type"),
            models.Index(fields=["state", "number", "id", "region", "agency", "type"], name="ix_state"),
            models.Index(fields=["since", "number", "id", "region", "agency", "type", "state"], name="ix_since"),
            models.Index(
                fields=["due_at", "number", "id", "region", "agency", "type", "state"],
                condition=Q(due_at__isnull=False),
                name="ix_due",
            ),
            models.Index(
                fields=["region", "due_at", "number", "id"], condition=Q(due_at__isnull=False), name="ix_region_due"
            ),
        )

    @fsm_log_by
    @fsm_log_description
    @step(field=state, source="returned", target="reported", conditions=[permitted])
    def report(self, by: User, description: str) -> None: ...

    @fsm_log_by
    @fsm_log_description
    @step(field=state, source="reported", target="returned", conditions=[permitted])
    def give_back(self, by: User, description: str) -> None: ...


class Deadline(models.Model):
    id = text(80, primary_key=True)
    measure = models.ForeignKey(Measure, on_delete=models.PROTECT, db_index=False)
    name = text(20)
    type_version = models.IntegerField()
    opened_at = models.DateTimeField()
    due_at = models.DateTimeField()
    earlier = text()
    status = text(10)
    closed_at = models.DateTimeField(null=True)
    next_fire_at = models.DateTimeField(null=True)
    pauses = text()
    fired = text()
    calendar = text(20)
    period = text(10, null=True)
    accepted_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "bench"
        indexes = (
            models.Index(fields=["measure", "closed_at"], name="ix_measure_closed"),
            models.Index(fields=["next_fire_at", "id"], condition=Q(next_fire_at__isnull=False), name="ix_fire"),
            models.Index(fields=["measure"], condition=Q(period__isnull=False), name="ix_period"),
        )


class Occasion(models.Model):
    key = text(80, primary_key=True)
    type = text(40)
    type_version = models.IntegerField()
    facts = text()
    place = text()

    class Meta:
        app_label = "bench"


class Mail(models.Model):
    key = text(32, unique=True)
    measure = models.ForeignKey(Measure, null=True, on_delete=models.PROTECT)
    deadline = models.ForeignKey(Deadline, null=True, on_delete=models.PROTECT, db_index=False)
    created_at = models.DateTimeField()
    template = text(20)
    occasion = models.ForeignKey(Occasion, null=True, on_delete=models.PROTECT, db_index=False)
    facts = text()
    person = text(40, null=True)
    address = text(80, null=True)
    languages = text()
    urgent = models.BooleanField()
    status = text(10)
    settled = models.BooleanField()
    held = text(null=True)
    merged_into = text(32, null=True)
    attempts = models.IntegerField()
    next_attempt_at = models.DateTimeField(null=True)
    claimed_by = text(40, null=True)
    claimed_until = models.DateTimeField(null=True)
    tried_at = models.DateTimeField(null=True)
    sent_at = models.DateTimeField(null=True)
    last_error = text(null=True)

    class Meta:
        app_label = "bench"
        indexes = (
            models.Index(fields=["settled", "next_attempt_at", "id"], condition=Q(status="pending"), name="ix_pending"),
            models.Index(fields=["address", "sent_at"], condition=Q(sent_at__isnull=False), name="ix_sent"),
            models.Index(fields=["address"], condition=Q(status="dead"), name="ix_dead"),
        )


class Counter(models.Model):
    place = text(80, primary_key=True)
    """Dimension, key and state in one, so that those of a move are found by their keys."""
    n = models.IntegerField()

    class Meta:
        app_label = "bench"


LOGGED = ("measure", "at", "actor", "on_behalf_of", "event", "source", "target", "request_id")
"""What a log row of django-fsm-log says in columns of its own, or leaves empty as ours does."""

DIMENSIONS = ("region", "agency", "type")
INSTANTS = ("since", "opened_at", "due_at", "next_fire_at", "created_at", "next_attempt_at")


def without(row: dict[str, Any], *names: str) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name not in names}


def as_django_takes(row: dict[str, Any]) -> dict[str, Any]:
    """With its instants read."""
    read = {name: datetime.fromisoformat(row[name]) for name in INSTANTS if row.get(name)}
    return {**row, **{name: at.replace(tzinfo=UTC) for name, at in read.items()}}


class Given:
    """A move of ours as it was written, to be written again."""

    def __init__(self, written: dict[str, Any]) -> None:
        measure, entry = written["measure"], written["entry"]
        self.at = datetime.fromisoformat(entry["at"]).replace(tzinfo=UTC)
        self.due_at = as_django_takes(measure)["due_at"]
        self.description = json.dumps(without(entry, *LOGGED), ensure_ascii=False, separators=(",", ":"))
        self.deadline = as_django_takes(without(written["deadline"], "id", "measure"))
        self.occasion = without(written["occasion"], "key")
        self.mails = [as_django_takes(without(mail, "key", "measure", "occasion")) for mail in written["mails"]]
        self.event = entry["event"]
        self.left = [f"{name}:{measure[name]}:{entry['source']}" for name in DIMENSIONS]
        self.entered = [f"{name}:{measure[name]}:{entry['target']}" for name in DIMENSIONS]


serial = count(1)


def move(turn: int) -> None:
    number = next(serial)
    with transaction.atomic():
        measure = Measure.objects.get(pk=turn % MEASURES + 1)
        given = GIVEN[measure.state]
        step = measure.report if given.event == "report" else measure.give_back
        step(by=ACTOR, description=given.description)
        measure.since, measure.due_at = given.at, given.due_at
        measure.version += 1
        measure.head = f"{number:064d}"
        measure.save(update_fields=["state", "since", "due_at", "version", "head"])
        running = Deadline.objects.filter(measure=measure, closed_at=None)
        running.update(status="met", closed_at=given.at, next_fire_at=None)
        Deadline.objects.create(id=f"{measure.ref}#{number}", measure=measure, **given.deadline)
        occasion = Occasion.objects.create(key=f"{measure.ref}:{number}", **given.occasion)
        Mail.objects.bulk_create(
            Mail(key=f"{number:030d}-{place}", measure=measure, occasion=occasion, **mail)
            for place, mail in enumerate(given.mails)
        )
        Counter.objects.filter(pk__in=given.left).update(n=F("n") - 1)
        Counter.objects.filter(pk__in=given.entered).update(n=F("n") + 1)


call_command("migrate", verbosity=0)
with connection.schema_editor() as editor:
    for model in (Measure, Deadline, Occasion, Mail, Counter):
        editor.create_model(model)
WRITTEN = [json.loads(line) for line in Path(sys.argv[2]).read_text(encoding="utf-8").splitlines()]
GIVEN = {written["entry"]["source"]: Given(written) for written in WRITTEN}
ACTOR = User.objects.create(username="hq")
row = as_django_takes(without(WRITTEN[0]["measure"], "id", "parent", "state"))
row["due_on"] = date.fromisoformat(row["due_on"])
Measure.objects.bulk_create(Measure(ref=f"1/{n}", **row) for n in range(MEASURES))
Counter.objects.bulk_create(Counter(place=place, n=MEASURES) for given in GIVEN.values() for place in given.entered)
tell_rate(move)
