"""The fixed words around every mail: labels of facts, headings, and why somebody is written to."""

from __future__ import annotations

from collections.abc import Mapping

from workflow.noun import dataclass


@dataclass(frozen=True, kw_only=True)
class Labels:
    due: str
    """Before the date in a mail's first line."""
    todo: str
    for_information: str
    """What to do, where nothing is asked."""
    facts: str
    title: str
    type: str
    level: str
    levels: Mapping[str, str]
    region: str
    agency: str
    state: str
    before: str
    """Before the state a measure came from."""
    event: str
    events: Mapping[str, str]
    """The events that belong to no measure type."""
    actor: str
    on_behalf_of: str
    deadline: str
    stage: str
    first_due: str
    comment: str
    why: str
    roles: Mapping[str, str]
    """By recipient in the definition, the end of the sentence that says why."""
    otherwise: str
    """For a recipient that is not among `roles`."""
    contact: str
    """Heading of who to ask."""
    automatic: str
    answered: str
    """Instead of `automatic`, where an answer goes to a coordinator."""
    last_day: str
    """What remains, on the due day itself."""
    past: str
    """What remains, after the due moment while no working day has passed."""


LABELS: Mapping[str, Labels] = {
    "kk": Labels(
        due="мерзімі",
        todo="Не істеу керек",
        for_information="Хат мәлімет үшін жіберілді: жүйеде сізден әрекет талап етілмейді.",
        facts="Шара туралы мәлімет",
        title="Атауы",
        type="Түрі",
        level="Деңгейі",
        levels={"national": "республикалық", "regional": "өңірлік"},
        region="Өңір",
        agency="Жауапты орган",
        state="Мәртебесі",
        before="бұрын",
        event="Оқиға",
        events={"create": "Енгізу", "fan_out": "Өңірге жолдау"},
        actor="Орындаған",
        on_behalf_of="кімнің атынан",
        deadline="Мерзімі",
        stage="Кезең",
        first_due="Бастапқы мерзімі",
        comment="Түсініктеме",
        why="Хат сізге жіберілген себебі",
        roles={
            "responsible": "сіз жауапты органның орындаушысысыз",
            "co_executors": "сіз бірлесіп орындаушы органның қызметкерісіз",
            "author": "бұл шараны сіз енгізгенсіз",
            "awaited": "сіздің органнан жауап күтіліп отыр",
            "national.coordinator": "сіз Республикалық штаб хатшылығының үйлестірушісісіз",
            "national.head": "сіз Республикалық штабтың басшылығындасыз",
            "regional.coordinator": "сіз өңірлік штабтың үйлестірушісісіз",
            "regional.head": "сіз өңірлік штабтың басшысысыз",
            "agency.officer": "сіз жауапты органның орындаушысысыз",
            "agency.head": "сіз жауапты органның басшылығындасыз",
            "administrator": "сіз жүйе әкімшісісіз",
        },
        otherwise="сіз осы шара туралы хабарламаларды алушылар қатарындасыз",
        contact="Кімге хабарласуға болады",
        automatic="Бұл хат автоматты түрде жіберілді, оған жауап берудің қажеті жоқ.",
        answered="Бұл хат автоматты түрде жіберілді; жауап жазсаңыз, ол үйлестірушіге барады.",
        last_day="мерзімі – бүгін",
        past="мерзімі өтті",
    ),
    "ru": Labels(
        due="срок",
        todo="Что нужно сделать",
        for_information="Письмо направлено для сведения: действий в системе от вас не требуется.",
        facts="Сведения о мере",
        title="Наименование",
        type="Вид",
        level="Уровень",
        levels={"national": "республиканский", "regional": "региональный"},
        region="Регион",
        agency="Ответственный орган",
        state="Статус",
        before="ранее",
        event="Событие",
        events={"create": "Внесение", "fan_out": "Направление в регион"},
        actor="Кем выполнено",
        on_behalf_of="от имени",
        deadline="Срок",
        stage="Этап",
        first_due="Первоначальный срок",
        comment="Комментарий",
        why="Почему вы получили это письмо",
        roles={
            "responsible": "вы исполнитель от ответственного органа",
            "co_executors": "вы сотрудник органа-соисполнителя",
            "author": "эту меру внесли вы",
            "awaited": "от вашего органа ждут ответа",
            "national.coordinator": "вы координатор секретариата Республиканского штаба",
            "national.head": "вы входите в руководство Республиканского штаба",
            "regional.coordinator": "вы координатор регионального штаба",
            "regional.head": "вы руководитель регионального штаба",
            "agency.officer": "вы исполнитель от ответственного органа",
            "agency.head": "вы входите в руководство ответственного органа",
            "administrator": "вы администратор системы",
        },
        otherwise="вы указаны среди получателей уведомлений об этой мере",
        contact="К кому обратиться",
        automatic="Письмо отправлено автоматически, отвечать на него не нужно.",
        answered="Письмо отправлено автоматически; ответ на него получит координатор.",
        last_day="срок – сегодня",
        past="срок истёк",
    ),
    "en": Labels(
        due="due",
        todo="What to do",
        for_information="This is for your information: nothing is asked of you in the system.",
        facts="About the measure",
        title="Title",
        type="Type",
        level="Level",
        levels={"national": "national", "regional": "regional"},
        region="Region",
        agency="Responsible agency",
        state="State",
        before="before",
        event="Event",
        events={"create": "Creation", "fan_out": "Sending to the region"},
        actor="Done by",
        on_behalf_of="on behalf of",
        deadline="Due",
        stage="Stage",
        first_due="First due",
        comment="Comment",
        why="Why you received this",
        roles={
            "responsible": "you act for the responsible agency",
            "co_executors": "you act for a co-executing agency",
            "author": "you created this measure",
            "awaited": "an answer of your agency is awaited",
            "national.coordinator": "you are a coordinator of the national headquarters",
            "national.head": "you are among the heads of the national headquarters",
            "regional.coordinator": "you are a coordinator of the regional headquarters",
            "regional.head": "you are a head of the regional headquarters",
            "agency.officer": "you act for the responsible agency",
            "agency.head": "you are among the heads of the responsible agency",
            "administrator": "you administer the system",
        },
        otherwise="you are among those notified about this measure",
        contact="Who to ask",
        automatic="This mail was sent automatically; there is no need to answer it.",
        answered="This mail was sent automatically; an answer to it goes to the coordinator.",
        last_day="due today",
        past="past due",
    ),
}
