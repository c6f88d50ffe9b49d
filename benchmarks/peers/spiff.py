"""SpiffWorkflow: a BPMN process of three tasks, restored from JSON in SQLite, run one task on, and kept again."""

from __future__ import annotations

import sqlite3
import sys
import warnings
from pathlib import Path

warnings.simplefilter("ignore")

from SpiffWorkflow.bpmn.parser import BpmnParser  # noqa: E402 - its own warnings are not ours
from SpiffWorkflow.bpmn.serializer import BpmnWorkflowSerializer  # noqa: E402 - after the set-up above
from SpiffWorkflow.bpmn.workflow import BpmnWorkflow  # noqa: E402 - after the set-up above
from SpiffWorkflow.util.task import TaskState  # noqa: E402 - after the set-up above

from benchmarks.peers.pace import tell_rate  # noqa: E402 - after the set-up above

FOLDER = Path(sys.argv[1])
MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
NODES = ["start", "a", "b", "c", "end"]
TASKS = "".join(
    f'<manualTask id="{name}"><incoming>f{n}</incoming><outgoing>f{n + 1}</outgoing></manualTask>'
    for n, name in enumerate("abc")
)
FLOWS = "".join(f'<sequenceFlow id="f{n}" sourceRef="{NODES[n]}" targetRef="{NODES[n + 1]}"/>' for n in range(4))
PROCESS = (
    f'<definitions xmlns="{MODEL}" id="d" targetNamespace="x"><process id="p" isExecutable="true">'
    f'<startEvent id="start"><outgoing>f0</outgoing></startEvent>{TASKS}'
    f'<endEvent id="end"><incoming>f3</incoming></endEvent>{FLOWS}</process></definitions>'
)
(FOLDER / "p.bpmn").write_text(PROCESS, encoding="utf-8")
parser = BpmnParser()
parser.add_bpmn_file(str(FOLDER / "p.bpmn"))
spec = parser.get_spec("p")
serializer = BpmnWorkflowSerializer(BpmnWorkflowSerializer.configure())
database = sqlite3.connect(FOLDER / "peer.db", isolation_level=None)
database.execute("PRAGMA journal_mode = WAL")
database.execute("PRAGMA synchronous = FULL")
database.executescript("CREATE TABLE flow (id INTEGER PRIMARY KEY, body TEXT); CREATE TABLE log (flow INT, task TEXT)")


def move(turn: int) -> None:
    """Begin, or one of the three tasks: each counts as one."""
    place, task = divmod(turn, 4)
    database.execute("BEGIN IMMEDIATE")
    if task == 0:
        flow = BpmnWorkflow(spec)
        flow.do_engine_steps()
        database.execute("INSERT INTO flow VALUES (?, ?)", (place, serializer.serialize_json(flow)))
    else:
        (body,) = database.execute("SELECT body FROM flow WHERE id = ?", (place,)).fetchone()
        flow = serializer.deserialize_json(body)
        ready = next(t for t in flow.get_tasks(state=TaskState.READY) if t.task_spec.manual)
        ready.run()
        flow.do_engine_steps()
        database.execute("UPDATE flow SET body = ? WHERE id = ?", (serializer.serialize_json(flow), place))
        database.execute("INSERT INTO log VALUES (?, ?)", (place, ready.task_spec.name))
    database.execute("COMMIT")


tell_rate(move, group=4)
