"""django-fsm-2 with django-fsm-log, writing less than we do: a transition, its log row, one deadline and two mails."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from pathlib import Path

from benchmarks.peers.on_django import set_up
from benchmarks.peers.pace import tell_rate

set_up(Path(sys.argv[1]), "django_fsm", "django_fsm_log")

from django.core.management import call_command  # noqa: E402 - Django must be set up first
from django.db import connection, models, transaction  # noqa: E402 - after the set-up above
from django_fsm import FSMField  # noqa: E402 - after the set-up above
from django_fsm import transition as step  # noqa: E402 - after the set-up above

NOW = datetime(2026, 11, 24, 10, tzinfo=UTC)
FACTS = "x" * 450
"""As long as the facts of a mail of ours with its part of what it shares with the others."""
MAILS = 2


def permitted(_: object) -> bool:
    return True


class Measure(models.Model):
    title = models.CharField(max_length=200)
    region = models.CharField(max_length=20)
    data = models.TextField(default="{}")
    state = FSMField(default="returned", protected=True)
    due_at = models.DateTimeField(null=True)

    class Meta:
        app_label = "bench"
        indexes = (models.Index(fields=["region", "due_at"], name="ix_region_due"),)

    @step(field=state, source="returned", target="reported", conditions=[permitted])
    def report(self) -> None: ...

    @step(field=state, source="reported", target="returned", conditions=[permitted])
    def give_back(self) -> None: ...


class Deadline(models.Model):
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE)
    name = models.CharField(max_length=20)
    due_at = models.DateTimeField()
    open = models.BooleanField(default=True)

    class Meta:
        app_label = "bench"
        indexes = (models.Index(fields=["due_at"], condition=models.Q(open=True), name="ix_open_due"),)


class Mail(models.Model):
    measure = models.ForeignKey(Measure, on_delete=models.CASCADE)
    address = models.CharField(max_length=80)
    template = models.CharField(max_length=20)
    facts = models.TextField()
    status = models.CharField(max_length=10)

    class Meta:
        app_label = "bench"


def move(turn: int) -> None:
    with transaction.atomic():
        measure = Measure.objects.get(pk=turn % 20 + 1)
        measure.report() if measure.state == "returned" else measure.give_back()
        measure.save()
        Deadline.objects.filter(measure=measure, open=True).update(open=False)
        Deadline.objects.create(measure=measure, name="rework", due_at=NOW)
        for _ in range(MAILS):
            Mail.objects.create(measure=measure, address="a@b.example", template="moved", facts=FACTS, status="pending")


call_command("migrate", verbosity=0)
with connection.schema_editor() as editor:
    for model in (Measure, Deadline, Mail):
        editor.create_model(model)
Measure.objects.bulk_create([Measure(title="t", region=f"R{n}") for n in range(20)])
tell_rate(move)
