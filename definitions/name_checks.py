"""Checks of names and words: everything that is referred to exists, and has its titles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from definitions.draft import BIRTHS, LEVELS, Draft, Mistake, Part, meant
from definitions.findings import unknown
from definitions.notation import TEMPLATES
from definitions.yaml_file import Path
from workflow.definition import RECIPIENTS_BY_MEASURE
from workflow.directory import ROLES, SYSTEM
from workflow.engine_events import ENGINE_EVENTS, ENGINE_KEYS, MERGE
from workflow.facts import BUILT_IN_FIELDS
from workflow.model import Level

LANGUAGES = {"kk": "Kazakh", "ru": "Russian", "en": "English"}

_REGION = re.compile("KZ-[0-9]{2}")


def states_exist(draft: Draft) -> Iterator[Mistake]:
    for rule in draft.transitions:
        for path, name in rule.names("from"):
            if name not in draft.states and not (name == "*" and rule.text("from") == "*"):
                yield _unknown(path, "state", name, draft.states)
        target = rule.text("to")
        if target is not None and target not in draft.states and target != "same":
            yield _unknown(rule.at("to"), "state", target, draft.states)
        join = rule.part("when_children")
        for path, name in (*join.names("in"), *join.names("ignores")) if join else ():
            if name not in draft.states:
                yield _unknown(path, "state", name, draft.states)


def events_exist(draft: Draft) -> Iterator[Mistake]:
    happening = {meant(rule.text("event") or "", draft.events) for rule in draft.transitions}
    for rule in draft.transitions:
        event = rule.text("event")
        if event is not None and event not in draft.events:
            yield _unknown(rule.at("event"), "event", event, draft.events)
        for path, name in rule.names("not_by"):
            if name != "author" and name not in draft.events:
                yield _unknown(path, "event", name, ("author", *draft.events))
    for deadline in draft.deadlines.values():
        for rung in draft.ladder(deadline):
            event = rung.text("event")
            if event is not None and event not in draft.events:
                yield _unknown(rung.at("event"), "event", event, draft.events)
    for event in dict.fromkeys(event for event, _ in draft.notices):
        known = (*draft.events, *BIRTHS.values(), MERGE)
        if event not in known:
            yield _unknown(("notices", event), "event", event, known, at_key=True)
    for name in draft.events:
        if name in (*BIRTHS.values(), *ENGINE_EVENTS):
            yield _reserved(("events", name), name, "events")
        elif name not in happening:
            message = f"event {name!r} never happens: no transition has it"
            yield Mistake(("events", name), "unused-event", message, severity="warning", at_key=True)


def fields_exist(draft: Draft) -> Iterator[Mistake]:
    asking = [(rule, key) for rule in draft.transitions for key in ("requires", "sets", "later")]
    create = draft.whole.part("create")
    for part, key in [*asking, *([(create, "requires")] if create else [])]:
        for path, name in part.names(key):
            if name not in draft.facts:
                yield _unknown(path, "field", name, draft.facts)
    for name in draft.fields:
        if name in (*BUILT_IN_FIELDS, *ENGINE_KEYS):
            yield _reserved(("fields", name), name, "fields")


def dates_are_dates(draft: Draft) -> Iterator[Mistake]:
    named = [item for rule in draft.transitions for item in rule.names("later")]
    for deadline in draft.deadlines.values():
        for path, name in deadline.names("until"):
            named.append((path, name))
            if name not in draft.facts:
                yield _unknown(path, "field", name, draft.facts)
    for path, name in named:
        kind = draft.fields[name].text("type") if name in draft.fields else BUILT_IN_FIELDS.get(name)
        if kind not in (None, "date"):
            yield Mistake(path, "not-a-date", f"{name!r} is no date but of type {kind}")


def roles_exist(draft: Draft) -> Iterator[Mistake]:
    create = draft.whole.part("create")
    undo = draft.whole.part("undo")
    for path, name in (*(create.names("by") if create else ()), *(undo.names("by") if undo else ())):
        if name not in ROLES:
            yield _unknown(path, "role", name, ROLES)
    for rule in draft.transitions:
        for path, name in rule.names("by"):
            if name not in (*ROLES, SYSTEM):
                yield _unknown(path, "role", name, (*ROLES, SYSTEM))


def recipients_exist(draft: Draft) -> Iterator[Mistake]:
    addressed = [(notice, "to") for _, notice in draft.notices]
    addressed += [(rung, "notify") for deadline in draft.deadlines.values() for rung in draft.ladder(deadline)]
    known = (*RECIPIENTS_BY_MEASURE, *ROLES)
    for part, key in addressed:
        for path, name in part.names(key):
            if name not in known:
                yield _unknown(path, "recipient", name, known)


def templates_exist(draft: Draft) -> Iterator[Mistake]:
    rungs = [rung for deadline in draft.deadlines.values() for rung in draft.ladder(deadline)]
    for part in (*(notice for _, notice in draft.notices), *rungs):
        template = part.text("template")
        if template is not None and template not in TEMPLATES:
            yield _unknown(part.at("template"), "template", template, TEMPLATES)


def deadlines_exist(draft: Draft) -> Iterator[Mistake]:
    amendments = draft.whole.part("amendments")
    used = {draft.reconciliation}
    for path, name in amendments.names("deadline") if amendments else ():
        if name not in draft.deadlines:
            yield _unknown(path, "deadline", name, draft.deadlines)
    for state in draft.states.values():
        for path, name in state.names("deadline"):
            used.add(meant(name, draft.deadlines))
            if name not in draft.deadlines:
                yield _unknown(path, "deadline", name, draft.deadlines)
    for name in (name for name in draft.deadlines if name not in used):
        message = f"deadline {name!r} never runs: no state names it"
        yield Mistake(("deadlines", name), "unused-deadline", message, severity="warning", at_key=True)


def titles_are_complete(draft: Draft) -> Iterator[Mistake]:
    yield from _lacking(draft.whole, "the type")
    for section in (draft.states, draft.events, draft.approvals, draft.deadlines, draft.fields):
        for name, part in section.items():
            kind = str(part.path[0]).removesuffix("s")
            yield from _lacking(part, f"{kind} {name!r}")


def fields_make_sense(draft: Draft) -> Iterator[Mistake]:
    for name, part in draft.fields.items():
        kind = part.text("type")
        least, most = part.number("min"), part.number("max")
        if least is not None and most is not None and least > most:
            yield Mistake(part.at("min"), "bad-bounds", f"min {least:g} is greater than max {most:g}")
        if kind in ("boolean", "date", "choice"):
            for key in {"min", "max"} & part.content.keys():
                message = f"a {kind} has no {key}"
                yield Mistake(part.at(key), "bad-bounds", message, at_key=True)
        if kind == "choice" and not part.words("choices"):
            yield Mistake(part.path, "bad-choices", f"field {name!r} has no choices to choose from")
        if kind not in ("choice", None) and "choices" in part.content:
            message = f"only a field of type choice has choices, not a {kind}"
            yield Mistake(part.at("choices"), "bad-choices", message, at_key=True)


def names_are_free(draft: Draft) -> Iterator[Mistake]:
    for name in draft.states:
        if name == "same":
            yield _reserved(("states", name), name, "targets")


def regions_have_codes(draft: Draft) -> Iterator[Mistake]:
    for rule in draft.transitions:
        join = rule.part("when_children")
        listed = join is not None and isinstance(join.content.get("at_least"), list)
        for path, name in join.names("at_least") if join and listed else ():
            if not _REGION.fullmatch(name):
                message = f"{name!r} is no region: a region is written as its code, such as KZ-75"
                yield Mistake(path, "unknown-region", message)


def recipients_are_at_hand(draft: Draft) -> Iterator[Mistake]:
    """A regional role is nobody to a national measure, which has no region."""
    for name, deadline in draft.deadlines.items():
        levels = tuple(level for level in LEVELS if draft.carriers(name, level))
        for rung in draft.ladder(deadline):
            yield from _regional_for_national(rung, "notify", levels)
    for event, notice in draft.notices:
        yield from _regional_for_national(notice, "to", draft.levels_of(event, notice))


def _regional_for_national(part: Part, key: str, levels: tuple[Level, ...]) -> Iterator[Mistake]:
    if "national" not in levels:
        return
    for path, name in part.names(key):
        if name.startswith("regional."):
            only = levels == ("national",)
            when = "this concerns national measures only" if only else "this concerns national measures, too"
            yield Mistake(
                path,
                "recipient-without-region",
                f"{name} resolves to nobody where there is no region, and {when} (set a level)",
                severity="error" if only else "warning",
            )


def _lacking(part: Part, what: str) -> Iterator[Mistake]:
    titles = part.part("title")
    for language, spoken in LANGUAGES.items():
        text = titles.content.get(language) if titles else None
        if isinstance(text, str) and text.strip():
            continue
        yield Mistake(
            titles.path if titles else part.path,
            "missing-title",
            f"{what} has no {spoken} title",
            severity="warning" if language == "en" else "error",
            at_key=True,
        )


def _unknown(path: Path, kind: str, name: str, known: Iterable[str], *, at_key: bool = False) -> Mistake:
    return Mistake(path, f"unknown-{kind}", unknown(kind, name, known), at_key=at_key)


def _reserved(path: Path, name: str, section: str) -> Mistake:
    message = f"{name!r} is one of the engine's own {section}; choose another name"
    return Mistake(path, "reserved-name", message, at_key=True)
