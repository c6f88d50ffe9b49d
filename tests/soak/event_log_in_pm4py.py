"""What the process-mining library pm4py reads in our exports: the same counts, and a fitness of 100.0.

Run on demand, in a Python that has pm4py (it is AGPL, and so no dependency of ours):

    python tests/soak/event_log_in_pm4py.py LOG.xes LOG.jsonocel MACHINE.yaml DFG.json
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import yaml

try:
    import pm4py
    from pm4py.objects.petri_net.obj import Marking, PetriNet
    from pm4py.objects.petri_net.utils.petri_utils import add_arc_from_to
except ModuleNotFoundError:
    sys.exit("skipped: pm4py is not installed here (pip install pm4py)")


def net_of(machine: dict[str, Any]) -> tuple[Any, Any, Any]:
    """The machine as a Petri net: a place for each state, a transition labelled with the activity it leads to."""
    net = PetriNet(machine["type"])
    places = {state: PetriNet.Place(state) for state in machine["states"]}
    sink = PetriNet.Place("sink")
    net.places.update({*places.values(), sink})
    moves = [(m["from"], places[m["to"]], machine["states"][m["to"]]["title"]) for m in machine["transitions"]]
    moves += [(state, sink, None) for state in machine["final"]]
    for number, (source, target, label) in enumerate(moves):
        transition = PetriNet.Transition(f"t{number}", label)
        net.transitions.add(transition)
        add_arc_from_to(places[source], transition, net)
        add_arc_from_to(transition, target, net)
    return net, Marking({places[machine["initial"]]: 1}), Marking({sink: 1})


def check(xes: Path, ocel: Path, machine: Path, facts: Path) -> None:
    wanted = json.loads(facts.read_text(encoding="utf-8"))
    log = pm4py.read_xes(str(xes))
    cases, events = log["case:concept:name"].nunique(), len(log)
    print(f"xes: {cases} cases, {events} events")
    assert (cases, events) == (wanted["cases"], wanted["events"])
    pairs, starts, ends = pm4py.discover_dfg(log)
    assert dict(pairs) == {(first, second): number for first, second, number in wanted["edges"]}
    assert (dict(starts), dict(ends)) == (wanted["start"], wanted["end"])
    fitness = pm4py.fitness_alignments(log, *net_of(yaml.safe_load(machine.read_text(encoding="utf-8"))))
    print(f"fitness: {fitness['percentage_of_fitting_traces']}")
    assert fitness["percentage_of_fitting_traces"] == 100.0
    objects = pm4py.read_ocel2_json(str(ocel))
    print(f"ocel: {len(objects.events)} events, {len(objects.objects)} objects")
    assert len(objects.events) == wanted["events"]
    assert (objects.objects["ocel:type"] == "measure").sum() == wanted["cases"]


if __name__ == "__main__":
    check(*map(Path, sys.argv[1:]))
