"""Checks of amendments: they reach variants that there are, and what they leave open is decided, in time."""

from __future__ import annotations

from collections.abc import Iterator

from definitions.draft import Draft, Mistake, Part


def amendments_reach_variants(draft: Draft) -> Iterator[Mistake]:
    for rule in _with(draft, "amends", "drops"):
        for key in ("amends", "drops"):
            if key not in rule.content:
                continue
            if rule.content.get("level") == "regional":
                message = f"{key!r} is about the variants of a national measure"
                yield Mistake(rule.at(key), "amendment-level", message, at_key=True)
            elif not draft.fan_outs:
                message = f"{key!r} is about regional variants, and no transition has 'fan_out: regions'"
                yield Mistake(rule.at(key), "no-variants", message, at_key=True)


def conflicts_are_decided(draft: Draft) -> Iterator[Mistake]:
    """Where both the headquarters and a region changed a field, somebody decides, and by a deadline."""
    settling = tuple(_with(draft, "settles"))
    for rule in _with(draft, "amends"):
        if not any(other.on("regional") for other in settling):
            message = "a region that changed the same field can never decide: no regional transition has 'settles'"
            yield Mistake(rule.at("amends"), "conflicts-undecided", message, at_key=True)
    for rule in settling:
        if draft.reconciliation is None:
            message = "nothing says by when: 'amendments: {deadline: …}' is missing"
            yield Mistake(rule.at("settles"), "conflicts-without-deadline", message, severity="warning", at_key=True)


def drops_call_variants_off(draft: Draft) -> Iterator[Mistake]:
    """The event that drops a region leads its variant to an end, from every state it can be in."""
    for rule in _with(draft, "drops"):
        event = rule.text("event")
        own = [move for move in draft.moves_on("regional") if move.event == event and "drops" not in move.rule.content]
        ends = {move.source for move in own if draft.is_final(move.target)}
        for state in draft.states:
            if state in draft.reachable["regional"] and not draft.is_final(state) and state not in ends:
                message = f"a variant in {state!r} cannot be dropped: no regional {event!r} leads from there to an end"
                yield Mistake(rule.at("drops"), "drop-without-end", message, at_key=True)


def _with(draft: Draft, *keys: str) -> Iterator[Part]:
    return (rule for rule in draft.transitions if any(key in rule.content for key in keys))
