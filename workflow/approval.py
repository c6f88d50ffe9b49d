"""Approvals: who is asked, who may speak for them, and what the answers of a round amount to.

A voice is an agency or a role. Its answers are history entries; a new round begins whenever the measure enters a
state in which the approval is asked for, or by an event that restarts it, and then nothing answered before counts.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from functools import partial

from workflow.authority import Standing, granted, same_person, scoped, within_scope
from workflow.definition import Approval, Definition
from workflow.directory import ROLES, SYSTEM, Directory, Grant
from workflow.engine_events import VOTE
from workflow.model import Entry, Measure, Vote
from workflow.noun import dataclass
from workflow.quorum import needed
from workflow.transition import Transition

CO_EXECUTORS = "co_executors"

Votes = Mapping[str, Mapping[str, Vote]]


def voices(approval: Approval, measure: Measure) -> tuple[str, ...]:
    """Everybody who is asked about this measure."""
    named = (*approval.asks, *approval.mandatory, *approval.veto)
    each = (voice for name in named for voice in (measure.co_executors if name == CO_EXECUTORS else (name,)))
    return tuple(dict.fromkeys(each))


def speaks_for(voice: str, roles: tuple[str, ...], measure: Measure, grant: Grant) -> bool:
    """Whether a grant lets its holder answer for a voice: an agency through its own people, a role through itself."""
    if grant.role not in roles:
        return False
    if voice in ROLES:
        return grant.role == voice and within_scope(grant, measure)
    return grant.agency == voice and grant.reaches(region=measure.region, agency=voice)


def doers(definition: Definition, transition: Transition, measure: Measure) -> tuple[str, ...]:
    """Who may do it: roles with their scope; for an answer the roles in each agency that is asked."""
    if transition.votes is None:
        return tuple(scoped(role, measure) for role in transition.by)
    asked = voices(definition.approvals[transition.votes[0]], measure)
    return tuple(voice if voice in ROLES else f"{role} of {voice}" for voice in asked for role in transition.by)


def voter(
    definition: Definition,
    transition: Transition,
    measure: Measure,
    actor: str,
    directory: Directory,
    day: date,
    through: str | None = None,
) -> Standing | None:
    """For whom `actor` answers: one person speaks with one voice in a round, first for whom nobody has answered."""
    if transition.votes is None or actor == SYSTEM:
        return None
    approval = definition.approvals[transition.votes[0]]
    given = measure.votes.get(approval.name, {})
    spoken = []
    for voice in voices(approval, measure):
        found = granted(partial(speaks_for, voice, transition.by, measure), actor, directory, day, through)
        if found is not None:
            spoken.append(replace(found, voice=voice))
    unanswered = [found for found in spoken if found.voice not in given]
    own = [v for v, vote in given.items() if same_person(vote.by, actor, directory)]
    return next(iter((*(found for found in spoken if found.voice in own), *unanswered, *spoken)), None)


@dataclass(frozen=True, kw_only=True)
class Tally:
    """What the answers of the present round amount to."""

    agreed: tuple[str, ...]
    against: tuple[str, ...]
    """Voices that refused or asked for a change."""
    declined: tuple[str, ...]
    """Voices that have nothing to say in it: they do not count."""
    waiting: tuple[str, ...]
    needed: int
    approved: bool
    rejected: bool

    @property
    def lacks(self) -> str:
        """What is still wanted, in words."""
        counted = len(self.agreed) + len(self.against) + len(self.waiting)
        if not counted:
            return "nobody is asked who has a say in it"
        parts = [f"{len(self.agreed)} of {counted} agreed, {self.needed} must"]
        if self.against:
            parts.append(f"{', '.join(self.against)} did not")
        if self.waiting:
            parts.append(f"waiting for {', '.join(self.waiting)}")
        return "; ".join(parts)


def tally(approval: Approval, measure: Measure) -> Tally:
    """Count the answers. Approved and rejected are never both true; mostly neither is yet."""
    answers = {voice: vote.answer for voice, vote in measure.votes.get(approval.name, {}).items()}
    asked = voices(approval, measure)

    def who(answer: str | None) -> tuple[str, ...]:
        return tuple(voice for voice in asked if answers.get(voice) == answer)

    agreed, refused, declined, waiting = who("agree"), who("refuse"), who("decline"), who(None)
    against = (*refused, *who("change"))
    counted = len(agreed) + len(against) + len(waiting)
    if isinstance(approval.at_least, tuple):
        wanted = tuple(voice for voice in approval.at_least if voice not in declined)
        enough, possible, least = set(wanted) <= set(agreed), not set(wanted) & set(against), len(wanted)
    else:
        least = needed(approval.at_least, counted)
        enough, possible = len(agreed) >= least, len(agreed) + len(waiting) >= least
    vetoed = bool(set(approval.veto) & set(refused))
    possible = possible and not set(approval.mandatory) & set(against)
    approved = bool(counted and enough and set(approval.mandatory) <= set(agreed) and not vetoed)
    heard = not waiting or not approval.hear_all
    return Tally(
        agreed=agreed,
        against=against,
        declined=declined,
        waiting=waiting,
        needed=least,
        approved=approved,
        rejected=vetoed or (bool(counted) and not possible and heard),
    )


def awaited(definition: Definition, measure: Measure) -> tuple[str, ...]:
    """The voices that are asked where the measure stands and have not answered."""
    names = definition.asked_in(measure.state)
    if not names:
        return ()
    asked = (definition.approvals[name] for name in sorted(names))
    return tuple(dict.fromkeys(voice for approval in asked for voice in tally(approval, measure).waiting))


def votes_after(votes: Votes, entry: Entry, definition: Definition) -> Votes:
    """The answers that count after an entry: those of rounds that go on, and the entry's own."""
    if not definition.approvals:
        return votes
    begun = definition.asked_in(entry.target) if entry.source != entry.target else frozenset()
    begun |= definition.restarted_by(entry.event, entry.source)
    standing = {name: given for name, given in votes.items() if name not in begun}
    cast = entry.data.get(VOTE)
    if cast is not None:
        round_ = standing.get(cast["approval"], {})
        vote = Vote(answer=cast["answer"], by=entry.actor)
        standing[cast["approval"]] = {**round_, cast["voice"]: vote}
    return standing
