"""Words and layout of a mail. The one file that knows Jinja.

Each notice has one short file per language, with the blocks `subject`, `heading`, `lead` (what happened) and `ask`
(what is asked of the recipient), written as plain text. `section` sets these words and the facts, once as text and once
as HTML, and `layout` joins the languages. A folder of an installation's own may hold any of these files under the
same name and goes before ours.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from functools import cache, cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

import jinja2
import jinja2.runtime
import jinja2.sandbox
from markupsafe import Markup

from notifier.distance import WEEKDAYS, Today
from notifier.labels import Labels
from notifier.overview import Cell, Heat, HeatRow, Overview, Part, Row, overview
from notifier.overview_labels import OverviewLabels
from notifier.steps import Step
from notifier.telling import Telling, tell
from notifier.visible import clip, line
from notifier.wording import languages_of
from workflow.calendar import Calendar
from workflow.errors import Invalid
from workflow.mail import Mail
from workflow.noun import dataclass

if TYPE_CHECKING:
    from notifier.heat_picture import Picture

TEMPLATES = Path(__file__).parent / "templates"
LONGEST_SUBJECT = 190

_LATE, _ASKED, _QUIET = "#d0493c", "#2b7fb8", "#8a8f98"
"""Around what is asked, at least 3:1 on white and on black alike; the words say the same without it."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Rendered:
    """A mail in words."""

    subject: str
    text: str
    html: str
    languages: tuple[str, ...]
    telling: Telling | Overview
    """What it says, in the first of its languages."""
    picture: Picture | None = None
    """What `html` shows by its Content-ID."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Section:
    """A mail in one language."""

    telling: Telling | Overview
    subject: str
    heading: str
    text: str
    html: Markup


_PLAIN = frozenset(
    {
        jinja2.runtime.LoopContext,
        Telling,
        Overview,
        Labels,
        OverviewLabels,
        Section,
        Step,
        Part,
        Row,
        Cell,
        HeatRow,
        Heat,
    }
)
"""Our own nouns, and where a loop stands: texts and numbers, whose every public name a template may read."""


class _Sandbox(jinja2.sandbox.ImmutableSandboxedEnvironment):
    def getattr(self, obj: Any, attribute: str) -> Any:
        """The sandbox's own check is thorough and slow; our nouns need only the half of it."""
        if type(obj) in _PLAIN and not attribute.startswith("_"):
            try:
                return getattr(obj, attribute)
            except AttributeError:
                pass
        return super().getattr(obj, attribute)

    def fill(self, name: str, said: dict[str, Any]) -> str:
        """As a template's own `render`, without copying what is said for each of several templates."""
        template = self.ready(name)
        return self.concat(template.root_render_func(self.context(template, said)))

    def blocks(self, name: str, said: dict[str, Any]) -> dict[str, str]:
        """Each block of a template, filled."""
        template = self.ready(name)
        context = self.context(template, said)
        return {block: self.concat(fill(context)) for block, fill in template.blocks.items()}

    @cached_property
    def ready(self) -> Callable[[str], jinja2.Template]:
        """As `get_template`, which looks through its own memory under a lock."""
        return cache(self.get_template)

    def context(self, template: jinja2.Template, said: dict[str, Any]) -> jinja2.runtime.Context:
        """As a template's own, which would count the globals among what is said each time."""
        return self.context_class(self, said, template.name, template.blocks)


class Renderer:
    """Turns mails into words. Make one and keep it: it holds the compiled templates.

    Working days are those of `calendar`; without one, Monday to Friday.
    """

    def __init__(
        self, *, zone: ZoneInfo | None = None, overrides: Path | None = None, calendar: Calendar | None = None
    ) -> None:
        self.zone = zone or ZoneInfo("Asia/Almaty")
        self.calendar = calendar or WEEKDAYS
        self._folders = [TEMPLATES] if overrides is None else [overrides, TEMPLATES]
        self._templates = _Sandbox(
            loader=jinja2.FileSystemLoader(self._folders),
            undefined=jinja2.StrictUndefined,
            autoescape=lambda name: name is not None and name.endswith(".html.j2"),
            trim_blocks=True,
            lstrip_blocks=True,
            auto_reload=False,
            cache_size=400,
        )

    def render(self, mail: Mail, at: datetime | None = None) -> Rendered:
        """The mail in its languages, one after the other, as said at a moment (when it was caused, if none is given).

        Raises `Invalid`, with the reason, when it cannot.
        """
        languages = languages_of(mail.languages)
        today = Today(at=at or mail.created_at, zone=self.zone, calendar=self.calendar)
        try:
            sections = [self._section(mail, language, today) for language in languages]
            whole = {**self._templates.globals, "sections": sections}
            text = self._templates.fill("layout.txt.j2", whole)
            html = self._templates.fill("layout.html.j2", whole)
        except jinja2.TemplateNotFound as error:
            raise Invalid(
                f"there is no mail template {error.name!r}", possible=", ".join(self.names()), measure=mail.measure
            ) from error
        except jinja2.TemplateSyntaxError as error:
            place = f"{error.filename or error.name}:{error.lineno}"
            raise Invalid(
                f"the mail template cannot be read: {place}: {error.message}", measure=mail.measure
            ) from error
        except (jinja2.TemplateError, ArithmeticError, LookupError, TypeError, ValueError) as error:
            raise Invalid(
                f"the mail template {mail.template!r} cannot be filled in: {type(error).__name__}: {error}",
                measure=mail.measure,
            ) from error
        subject, telling = _subject(sections), sections[0].telling
        return Rendered(
            subject=subject,
            text=text,
            html=html,
            languages=languages,
            telling=telling,
            picture=_picture(telling),
        )

    def names(self) -> tuple[str, ...]:
        """The templates there are, ours and the installation's own."""
        found = {path.name for folder in self._folders if folder.is_dir() for path in folder.iterdir() if path.is_dir()}
        return tuple(sorted(found))

    def _section(self, mail: Mail, language: str, today: Today) -> Section:
        telling, shape = _told(mail, language, today)
        known = {**self._templates.globals, **vars(telling)}
        words = self._templates.blocks(f"{mail.template}/{language}.j2", known)
        heading = line(words["heading"])
        said = {
            **known,
            "heading": heading,
            "lead": [" ".join(part.split()) for part in words["lead"].split("\n\n") if part.strip()],
            "ask": " ".join(words["ask"].split()) or telling.labels.for_information,
            "picture": _picture(telling),
            "accent": _LATE if telling.is_late else _ASKED if telling.steps else _QUIET,
        }
        return Section(
            telling=telling,
            subject=line(words["subject"]),
            heading=heading,
            text=self._templates.fill(f"{shape}.txt.j2", said),
            html=Markup(self._templates.fill(f"{shape}.html.j2", said)),  # noqa: S704 - escaped there
        )


def _told(mail: Mail, language: str, today: Today) -> tuple[Telling | Overview, str]:
    """What is said, and the shape it is set in: of one measure, or of many."""
    if "sections" in mail.facts:
        return overview(mail, language, today), "overview"
    return tell(mail, language, today), "section"


def _picture(telling: Telling | Overview) -> Picture | None:
    """The heat map drawn, where there is one; the same in every language."""
    if not isinstance(telling, Overview) or telling.heat is None:
        return None
    from notifier.heat_picture import picture

    return picture(telling.heat.rows)


def _subject(sections: list[Section]) -> str:
    """Number, state and date, then what happened in each language, none crowding out another."""
    first_line = sections[0].telling.first_line
    room = (LONGEST_SUBJECT - len(first_line)) // len(sections) - len(" / ")
    phrases = dict.fromkeys(clip(section.subject, room) for section in sections)
    return line(f"{first_line} – {' / '.join(phrases)}")
