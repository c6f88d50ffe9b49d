"""django-viewflow: a process of three tasks, each run in a durable transaction of its own."""

from __future__ import annotations

import sys
from pathlib import Path

from benchmarks.peers.on_django import set_up
from benchmarks.peers.pace import tell_rate

FOLDER = Path(sys.argv[1])
FLOW = """
from viewflow import this
from viewflow.workflow import flow
from viewflow.workflow.models import Process

class Carried(flow.Flow):
    process_class = Process
    start = flow.StartHandle(this.begin).Next(this.a)
    a = flow.Handle(this.carry).Next(this.b)
    b = flow.Handle(this.carry).Next(this.c)
    c = flow.Handle(this.carry).Next(this.end)
    end = flow.End()
    def begin(self, activation): return activation.process
    def carry(self, activation): return None
"""
(FOLDER / "carried").mkdir()
(FOLDER / "carried" / "__init__.py").touch()
(FOLDER / "carried" / "flows.py").write_text(FLOW, encoding="utf-8")
sys.path.insert(0, str(FOLDER))
set_up(FOLDER, "viewflow", "viewflow.workflow", "carried", ROOT_URLCONF="-")

from carried.flows import Carried  # noqa: E402 - Django must be set up first
from django.core.management import call_command  # noqa: E402 - after the set-up above
from django.db import transaction  # noqa: E402 - after the set-up above
from viewflow.workflow.models import Task  # noqa: E402 - after the set-up above

running = None


def move(turn: int) -> None:
    """Start, or one of the three tasks: each counts as one."""
    global running
    with transaction.atomic():
        if turn % 4 == 0:
            running = Carried.start.run()
            return
        name = "abc"[turn % 4 - 1]
        getattr(Carried, name).run(Task.objects.get(process=running, flow_task=getattr(Carried, name)))


call_command("migrate", verbosity=0)
tell_rate(move, group=4)
