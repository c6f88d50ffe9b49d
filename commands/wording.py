"""The words of the command line itself, in English, Russian and Kazakh: remarks, roles, rungs.

Names of regions, agencies, states and events come from the data; what programs read is never translated.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from commands.vocabulary import TERMS
from notifier.wording import span
from workflow.directory import Texts

_PHRASES: Mapping[str, Texts] = {
    **TERMS,
    "columns_left_out": {
        "en": "not shown here for want of width: {names}",
        "ru": "не поместились по ширине: {names}",
        "kk": "ені жетпегендіктен көрсетілмеді: {names}",
    },
    "more": {
        "en": "{n} more; --limit {total} shows all",
        "ru": "ещё {n}; --limit {total} покажет все",
        "kk": "тағы {n}; --limit {total} барлығын көрсетеді",
    },
    "none_found": {
        "en": "no measure fits; fewer filters show more",
        "ru": "ни одной меры не найдено; уберите часть условий",
        "kk": "ешбір шара табылмады; сүзгілерді азайтып көріңіз",
    },
    "accepted": {"en": "accepted", "ru": "принято", "kk": "қабылданды"},
    "nothing_late": {"en": "nothing is late", "ru": "просроченных мер нет", "kk": "мерзімі өткен шара жоқ"},
    "at": {"en": "at {at}", "ru": "на {at}", "kk": "{at} жағдайы"},
    "national": {"en": "national", "ru": "республика", "kk": "республика"},
    "regional": {"en": "regional", "ru": "регион", "kk": "өңір"},
    "variants": {"en": "its regional variants", "ru": "региональные варианты", "kk": "оның өңірлік нұсқалары"},
    "or": {"en": "or", "ru": "или", "kk": "немесе"},
    "by": {"en": "by", "ru": "кто:", "kk": "кім:"},
    "since": {"en": "since", "ru": "с", "kk": "басталуы"},
    "nothing_runs": {"en": "nothing runs", "ru": "срок не идёт", "kk": "мерзім жүріп жатқан жоқ"},
    "lead": {**TERMS["agency"], "en": "lead"},
    "with": {"en": "with", "ru": "совместно с", "kk": "бірлесіп"},
    "variant_of": {"en": "variant of {parent}", "ru": "вариант меры {parent}", "kk": "{parent} шарасының нұсқасы"},
    "plan_date": {"en": "plan date", "ru": "по плану", "kk": "жоспар бойынша"},
    "conflict": {"en": "to decide", "ru": "решить", "kk": "шешу керек"},
    "national_now": {
        "en": "nationally {old} became {new}",
        "ru": "на республиканском уровне вместо «{old}» теперь «{new}»",
        "kk": "республикалық деңгейде «{old}» орнына енді «{new}»",
    },
    "needs": {"en": "needs", "ru": "не хватает", "kk": "жетіспейді"},
    "needs_title": {"en": "a title", "ru": "наименования", "kk": "атау"},
    "needs_co_executors": {"en": "co-executors", "ru": "соисполнителей", "kk": "бірлескен орындаушылар"},
    "needs_regions": {"en": "regions", "ru": "регионов", "kk": "өңірлер"},
    "needs_starts_on": {"en": "a starting day", "ru": "даты начала", "kk": "басталу күні"},
    "needs_plan": {"en": "what the plan says", "ru": "данных плана", "kk": "жоспар деректері"},
    "needs_due_on": {"en": "a due date", "ru": "срока", "kk": "мерзім"},
    "needs_lead_agency": {"en": "a lead agency", "ru": "ответственного органа", "kk": "жауапты орган"},
    "plan_says": {"en": "the plan says:", "ru": "в плане:", "kk": "жоспарда:"},
    "deadline": {"en": "deadline", "ru": "контроль", "kk": "бақылау"},
    "children": {"en": "children", "ru": "варианты", "kk": "нұсқалар"},
    "next": {"en": "next:", "ru": "дальше:", "kk": "келесі қадам:"},
    "finished": {
        "en": "next: nothing, it is finished",
        "ru": "дальше: ничего, мера завершена",
        "kk": "келесі қадам: жоқ, шара аяқталды",
    },
    "nothing_now": {
        "en": "next: nothing by hand now, it waits for {whom}",
        "ru": "дальше: пока ничего, ожидается: {whom}",
        "kk": "келесі қадам: әзірге жоқ, күтілуде: {whom}",
    },
    "last_events": {"en": "last events:", "ru": "последние события:", "kk": "соңғы оқиғалар:"},
    "move_so_many": {
        "en": "{event}: {n} measures. Go on?",
        "ru": "{event}: мер — {n}. Продолжить?",
        "kk": "{event}: шаралар саны — {n}. Жалғастыру керек пе?",
    },
    "were_moved": {
        "en": "{done} done, {refused} refused",
        "ru": "выполнено: {done}, отказано: {refused}",
        "kk": "орындалды: {done}, бас тартылды: {refused}",
    },
    "would_be_moved": {
        "en": "{done} would be done, {refused} refused; nothing is changed",
        "ru": "будет выполнено: {done}, отказано: {refused}; ничего не изменено",
        "kk": "орындалар еді: {done}, бас тартылды: {refused}; ештеңе өзгерген жоқ",
    },
    "refused": {"en": "refused: {why}", "ru": "отказано: {why}", "kk": "бас тартылды: {why}"},
    "repeated": {
        "en": "was done before, nothing done again",
        "ru": "уже выполнено раньше, повтора не было",
        "kk": "бұрын орындалған, қайталанған жоқ",
    },
    "done": {"en": "done", "ru": "выполнено", "kk": "орындалды"},
    "would_be": {"en": "would be", "ru": "было бы выполнено", "kk": "орындалар еді"},
    "and_more": {"en": "and {n} more", "ru": "и ещё {n}", "kk": "тағы {n}"},
    "ask_administrator": {
        "en": "Short name of the first administrator (empty: later)",
        "ru": "Короткое имя первого администратора (пусто: позже)",
        "kk": "Алғашқы әкімшінің қысқа аты (бос: кейін)",
    },
    "ask_address": {"en": "Their e-mail address", "ru": "Его адрес почты", "kk": "Оның пошта мекенжайы"},
    "for": {"en": "for", "ru": "за", "kk": "орнына:"},
}

WHO: Mapping[str, Texts] = {
    "national.coordinator": {
        "en": "national coordinator",
        "ru": "координатор Республиканского штаба",
        "kk": "Республикалық штаб үйлестірушісі",
    },
    "national.head": {
        "en": "head of the national HQ",
        "ru": "руководство Республиканского штаба",
        "kk": "Республикалық штаб басшылығы",
    },
    "regional.coordinator": {
        "en": "regional coordinator",
        "ru": "координатор регионального штаба",
        "kk": "өңірлік штаб үйлестірушісі",
    },
    "regional.head": {
        "en": "head of the regional HQ",
        "ru": "руководитель регионального штаба",
        "kk": "өңірлік штаб басшысы",
    },
    "agency.officer": {"en": "officer", "ru": "исполнитель", "kk": "орындаушы"},
    "agency.head": {"en": "head", "ru": "руководство", "kk": "басшылық"},
    "administrator": {"en": "administrator", "ru": "администратор", "kk": "әкімші"},
    "responsible": {"en": "responsible officer", "ru": "ответственный исполнитель", "kk": "жауапты орындаушы"},
    "co_executors": {"en": "co-executors", "ru": "соисполнители", "kk": "бірлесіп орындаушылар"},
    "author": {"en": "author", "ru": "автор", "kk": "автор"},
    "awaited": {"en": "bodies still to answer", "ru": "ещё не ответившие", "kk": "әлі жауап бермегендер"},
    "system": {"en": "by itself", "ru": "автоматически", "kk": "автоматты түрде"},
}
"""The roles, and what else somebody may be to a measure."""

_STATUSES: Mapping[str, Texts] = {
    "running": {"ru": "идёт", "kk": "жүріп жатыр"},
    "paused": {"ru": "приостановлен", "kk": "тоқтатылған"},
    "met": {"ru": "выполнен в срок", "kk": "мерзімінде орындалды"},
    "late": {"ru": "выполнен с нарушением срока", "kk": "мерзімі бұзылып орындалды"},
    "cancelled": {"ru": "снят", "kk": "алынып тасталды"},
}

_RUNGS: Mapping[str, Texts] = {
    "before": {"en": "{span} before", "ru": "{span} до срока", "kk": "мерзімге {span} қалғанда"},
    "after": {"en": "{span} after", "ru": "{span} после срока", "kk": "мерзімнен {span} өткенде"},
    "due": {"en": "when due", "ru": "в срок", "kk": "мерзімінде"},
}


def phrase(key: str, language: str, **facts: object) -> str:
    """A remark in a language. Every phrase is there in all three; a test holds it."""
    return _PHRASES[key][language].format(**facts)


def status_words(status: str, language: str) -> str:
    return _STATUSES.get(status, {}).get(language, status)


def rung_words(key: str, language: str) -> str:
    """A rung's key as people read it.

    >>> rung_words("after 3 working days", "ru"), rung_words("due", "en")
    ('3 рабочих дня после срока', 'when due')
    """
    position, _, distance = key.partition(" ")
    amount, _, unit = distance.partition(" ")
    words = _RUNGS.get(position)
    if words is None:
        return key
    counted = (span(int(amount), unit, language) if amount.isdecimal() else None) or distance
    return words[language].format(span=counted)


def who_words(who: str, language: str, places: Mapping[str, str] = MappingProxyType({})) -> str:
    """A role with its scope, as workflow/waiting.py tells it, or what somebody is to a measure, in words.

    `places` names regions and agencies by code.

    >>> who_words("regional.coordinator of KZ-75", "en", {"KZ-75": "Almaty"})
    'regional coordinator (Almaty)'
    """
    role, _, scope = who.partition(" of ")
    if role == "its regional variants":
        return phrase("variants", language)
    words = WHO.get(role, {}).get(language, role)
    return f"{words} ({places.get(scope, scope)})" if scope else words
