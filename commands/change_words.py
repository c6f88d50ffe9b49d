"""Differences between two versions of a measure type in words: English, Russian, Kazakh."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from commands.output import text_in
from definitions.comparison import Change
from notifier.wording import span
from workflow.deadline_rule import DeadlineRule
from workflow.durations import Duration
from workflow.noun import dataclass
from workflow.periods import PeriodDay
from workflow.transition import Join


@dataclass(frozen=True, kw_only=True)
class Wording:
    sections: Mapping[str, str]
    kinds: Mapping[str, str]
    was_now: str
    now: str
    """Where there was nothing before."""
    no_more: str
    """Where there is nothing any more."""
    starts: str
    leads: str
    yes: str
    no: str
    nothing: str
    same: str
    shares: Mapping[str, str]
    counts: str
    ignores: str
    aspects: Mapping[str, str]


WORDINGS: Mapping[str, Wording] = {
    "en": Wording(
        sections={
            "type": "measure type",
            "field": "field",
            "state": "state",
            "event": "event",
            "transition": "transition",
            "approval": "approval",
            "deadline": "deadline",
            "rung": "rung",
            "notice": "mail on",
        },
        kinds={"added": "is new", "removed": "is gone", "changed": "is written to"},
        was_now="{aspect} was {old}, is now {new}",
        now="{aspect} is now {new}",
        no_more="{aspect} is no more (it was {old})",
        starts="from {sources}",
        leads="to {target}",
        yes="yes",
        no="no",
        nothing="nothing",
        same="nothing differs",
        shares={"all": "all", "any": "any one"},
        counts="{share} of {states}",
        ignores="without {states}",
        aspects={
            "of_period": "what it does to a period's report",
            "follows": "deadline it follows",
            "every": "how often it recurs",
            "by_day": "day of the month after the period",
            "urgent": "may speak outside working hours",
            "created_by": "who may create it",
            "creation_requires": "what it takes to create it",
            "reconciliation": "deadline for deciding conflicts",
            "amends": "it reaches the variants",
            "drops": "variants of dropped regions are called off",
            "settles": "it decides conflicts",
            "undo": "who may take the last move back",
            "undo_within": "how long a move can be taken back",
            "title": "title",
            "type": "type",
            "min": "least",
            "max": "most",
            "choices": "choices",
            "initial": "where measures begin",
            "final": "final",
            "outcome": "outcome",
            "deadlines": "deadlines",
            "pauses": "pause of the clocks",
            "target": "target state",
            "by": "who may do it",
            "level": "level",
            "not_by": "who may not do it (four eyes)",
            "requires": "what must be set",
            "sets": "what it may set",
            "later": "dates it may move later",
            "evidence": "pieces of evidence",
            "comment": "a reason is required",
            "at_most": "how often at most",
            "before_due": "time before the deadline",
            "after": "time in the state",
            "fan_out": "regional variants are made",
            "cascade": "it is done to the variants as well",
            "when_children": "which variants it waits for",
            "votes": "answer it gives",
            "restarts": "approval it begins anew",
            "when_approved": "happens once this is approved",
            "when_rejected": "happens once this is refused",
            "asks": "who is asked",
            "at_least": "how many must agree",
            "mandatory": "who must agree",
            "veto": "who has a veto",
            "hear_all": "everybody is heard first",
            "within": "time allowed",
            "until": "due on the day in",
            "on": "due on",
            "plus": "time granted after that",
            "on_day_off": "where a day off goes",
            "notify": "recipients",
            "to": "recipients",
            "template": "mail",
            "event": "event it triggers",
        },
    ),
    "ru": Wording(
        sections={
            "type": "вид меры",
            "field": "поле",
            "state": "статус",
            "event": "событие",
            "transition": "переход",
            "approval": "согласование",
            "deadline": "срок",
            "rung": "ступень",
            "notice": "письмо о событии",
        },
        kinds={"added": "добавлено", "removed": "удалено", "changed": "кому направляется"},
        was_now="{aspect}: было {old}, стало {new}",
        now="{aspect}: стало {new}",
        no_more="{aspect}: больше нет (было {old})",
        starts="из {sources}",
        leads="в {target}",
        yes="да",
        no="нет",
        nothing="ничего",
        same="различий нет",
        shares={"all": "все", "any": "хотя бы один"},
        counts="{share} в {states}",
        ignores="не считая {states}",
        aspects={
            "of_period": "что делается с отчётом за период",
            "follows": "следует за сроком",
            "every": "периодичность",
            "by_day": "число месяца, следующего за периодом",
            "urgent": "может приходить в нерабочее время",
            "created_by": "кто вправе создать",
            "creation_requires": "что нужно для создания",
            "reconciliation": "срок для решения по расхождениям",
            "amends": "изменения доходят до вариантов",
            "drops": "снимаются варианты исключённых регионов",
            "settles": "решает расхождения",
            "undo": "кто вправе отменить последнее действие",
            "undo_within": "сколько времени действие можно отменить",
            "title": "название",
            "type": "тип",
            "min": "наименьшее",
            "max": "наибольшее",
            "choices": "варианты",
            "initial": "начальный статус",
            "final": "конечный статус",
            "outcome": "исход",
            "deadlines": "сроки",
            "pauses": "остановка сроков",
            "target": "новый статус",
            "by": "кто вправе выполнить",
            "level": "уровень",
            "not_by": "кто не вправе (правило четырёх глаз)",
            "requires": "что должно быть указано",
            "sets": "что можно указать",
            "later": "даты, которые можно перенести на более поздние",
            "evidence": "сколько подтверждений нужно",
            "comment": "причина обязательна",
            "at_most": "не более раз",
            "before_due": "время до срока",
            "after": "время в статусе",
            "fan_out": "создаются региональные варианты",
            "cascade": "выполняется и для региональных вариантов",
            "when_children": "каких вариантов ожидает",
            "votes": "какой ответ даёт",
            "restarts": "согласование, которое начинается заново",
            "when_approved": "происходит после согласования",
            "when_rejected": "происходит после отказа в согласовании",
            "asks": "у кого запрашивается",
            "at_least": "сколько должны согласовать",
            "mandatory": "чьё согласие обязательно",
            "veto": "у кого право вето",
            "hear_all": "сначала отвечают все",
            "within": "отведённое время",
            "until": "срок по дате в поле",
            "on": "срок на дату",
            "plus": "время после этой даты",
            "on_day_off": "перенос с выходного дня",
            "notify": "получатели",
            "to": "получатели",
            "template": "письмо",
            "event": "событие, которое вызывает",
        },
    ),
    "kk": Wording(
        sections={
            "type": "шара түрі",
            "field": "өріс",
            "state": "мәртебе",
            "event": "оқиға",
            "transition": "өту",
            "approval": "келісу",
            "deadline": "мерзім",
            "rung": "саты",
            "notice": "оқиға туралы хат",
        },
        kinds={"added": "қосылды", "removed": "алынып тасталды", "changed": "кімге жіберіледі"},
        was_now="{aspect}: бұрын {old}, енді {new}",
        now="{aspect}: енді {new}",
        no_more="{aspect}: енді жоқ (бұрын {old})",
        starts="{sources} мәртебесінен",
        leads="{target} мәртебесіне",
        yes="иә",
        no="жоқ",
        nothing="ештеңе",
        same="айырмашылық жоқ",
        shares={"all": "барлығы", "any": "кемінде біреуі"},
        counts="{states} мәртебесінде {share},",
        ignores="{states} есептелмейді",
        aspects={
            "of_period": "кезең есебіне не жасалады",
            "follows": "қай мерзімнен кейін",
            "every": "қайталану кезеңі",
            "by_day": "кезеңнен кейінгі айдың күні",
            "urgent": "жұмыстан тыс уақытта да келеді",
            "created_by": "кім жасай алады",
            "creation_requires": "жасау үшін не керек",
            "reconciliation": "келіспеушілікті шешу мерзімі",
            "amends": "өзгерістер нұсқаларға жетеді",
            "drops": "шығарылған өңірлердің нұсқалары тоқтатылады",
            "settles": "келіспеушілікті шешеді",
            "undo": "соңғы әрекетті кім қайтара алады",
            "undo_within": "әрекетті қанша уақыт қайтаруға болады",
            "title": "атауы",
            "type": "типі",
            "min": "ең азы",
            "max": "ең көбі",
            "choices": "нұсқалар",
            "initial": "бастапқы мәртебе",
            "final": "соңғы мәртебе",
            "outcome": "нәтиже",
            "deadlines": "мерзімдер",
            "pauses": "мерзімдерді тоқтату",
            "target": "жаңа мәртебе",
            "by": "кім орындай алады",
            "level": "деңгей",
            "not_by": "кім орындай алмайды (төрт көз қағидасы)",
            "requires": "не көрсетілуі тиіс",
            "sets": "нені көрсетуге болады",
            "later": "кейінге жылжытуға болатын күндер",
            "evidence": "қажет растаулар саны",
            "comment": "себебі міндетті",
            "at_most": "ең көп дегенде неше рет",
            "before_due": "мерзімге дейінгі уақыт",
            "after": "мәртебедегі уақыт",
            "fan_out": "өңірлік нұсқалар жасалады",
            "cascade": "өңірлік нұсқаларға да орындалады",
            "when_children": "қандай нұсқаларды күтеді",
            "votes": "қандай жауап береді",
            "restarts": "қайта басталатын келісу",
            "when_approved": "келісілгеннен кейін болады",
            "when_rejected": "келісуден бас тартылғаннан кейін болады",
            "asks": "кімнен сұралады",
            "at_least": "нешеуі келісуі тиіс",
            "mandatory": "кімнің келісімі міндетті",
            "veto": "кімде вето құқығы бар",
            "hear_all": "алдымен бәрі жауап береді",
            "within": "берілген уақыт",
            "until": "мерзім мына өрістегі күнге дейін",
            "on": "мерзім күні",
            "plus": "одан кейінгі уақыт",
            "on_day_off": "демалыс күнінен ауыстыру",
            "notify": "алушылар",
            "to": "алушылар",
            "template": "хат",
            "event": "тудыратын оқиға",
        },
    ),
}


def sentence(change: Change, language: str) -> str:
    """One difference as a sentence in `en`, `ru` or `kk`."""
    words = WORDINGS[language]
    title = text_in(change.titles, language)
    name = f"{words.sections[change.section]} {change.name}" + (f" ({title})" if title else "")
    if change.sources:
        name += f" {words.starts.format(sources=', '.join(change.sources))}"
    if change.kind == "changed":
        return f"{name}: {_aspect(change, language)}"
    said = change.new if change.kind == "added" else change.old
    told = "" if not said else _spoken(said, language)
    if change.section == "transition":
        told = words.leads.format(target=told)
    return f"{name} {words.kinds[change.kind]}" + (f": {told}" if told else "")


def _aspect(change: Change, language: str) -> str:
    words = WORDINGS[language]
    aspect, _, of = (change.aspect or "").partition(".")
    named = words.aspects.get(aspect, aspect) + (f" ({of})" if of else "")
    old, new = _spoken(change.old, language), _spoken(change.new, language)
    pattern = words.now if _empty(change.old) else words.no_more if _empty(change.new) else words.was_now
    return pattern.format(aspect=named, old=old, new=new)


def _empty(value: Any) -> bool:
    return value is None or value == () or value == ""


def _spoken(value: Any, language: str) -> str:
    words = WORDINGS[language]
    if _empty(value):
        return words.nothing
    if isinstance(value, bool):
        return words.yes if value else words.no
    if isinstance(value, Duration):
        return span(value.amount, str(value.unit), language) or str(value)
    if isinstance(value, DeadlineRule):
        return value.name
    if isinstance(value, PeriodDay):
        return str(value)
    if isinstance(value, Join):
        share = _spoken(value.at_least, language)
        states = words.counts.format(share=share, states=_spoken(value.states, language))
        ignored = words.ignores.format(states=_spoken(value.ignores, language))
        return f"{states} {ignored}" if value.ignores else states
    if isinstance(value, str) and value in words.shares:
        return words.shares[value]
    if isinstance(value, tuple | list):
        return ", ".join(str(item) for item in value)
    if isinstance(value, frozenset | set):
        return ", ".join(sorted(map(str, value)))
    return f"{value:g}" if isinstance(value, float) else str(value)
