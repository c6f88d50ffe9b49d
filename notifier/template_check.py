"""Every template in every language, filled in with sample facts: an empty gap is found here, never in a mail."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

from notifier.catalogue import LANGUAGES
from notifier.render import Renderer
from notifier.samples import BARE, FACTS, MANY, SAID_AT, TITLED, TOGETHER, at_rung
from workflow.errors import Invalid
from workflow.mail import Mail
from workflow.noun import dataclass

SAMPLES: tuple[dict[str, Any], ...] = (FACTS, BARE, at_rung("before"), at_rung("due"), at_rung("after"))
OVERVIEWS: Mapping[str, tuple[dict[str, Any], ...]] = {
    "bounced": (TITLED,),
    "bundle": (TOGETHER,),
    "digest": (MANY, {**MANY, "period": "daily", "sections": [], "steps": [], "heat": None, "checkpoint": None}),
    "test": ({**TITLED, "sections": []},),
}

_MAIL = Mail(
    key="sample",
    measure=FACTS["measure"],
    created_at=SAID_AT,
    template="",
    facts=FACTS,
    person="aliya",
    address="aliya@example.kz",
)


@dataclass(frozen=True, kw_only=True)
class Fault:
    template: str
    language: str
    message: str

    def __str__(self) -> str:
        return f"{self.template}/{self.language}.j2: {self.message}"


def check_templates(renderer: Renderer) -> list[Fault]:
    """What cannot be filled in, each template and language at most once."""
    faults = []
    for template in renderer.names():
        for language in LANGUAGES:
            message = _first_fault(renderer, template, language)
            if message is not None:
                faults.append(Fault(template=template, language=language, message=message))
    return faults


def _first_fault(renderer: Renderer, template: str, language: str) -> str | None:
    for facts in OVERVIEWS.get(template, SAMPLES):
        try:
            renderer.render(replace(_MAIL, template=template, languages=(language,), facts=facts))
        except Invalid as error:
            return error.message
    return None
