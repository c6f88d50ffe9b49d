"""The words of a report in English, Russian and Kazakh."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, timedelta

from commands.blame import CAUSES
from commands.report.figures import Verdict
from commands.vocabulary import TERMS
from notifier.wording import long_date
from workflow.directory import Texts
from workflow.lateness import Cause

VERDICTS: Mapping[Verdict, Texts] = {
    Verdict.IN_TIME: {"en": "in time", "ru": "исполнено в срок", "kk": "мерзімінде орындалды"},
    Verdict.EXTENDED: {"en": "extended", "ru": "продлено", "kk": "мерзімі ұзартылды"},
    Verdict.LATE: {"en": "late", "ru": "с нарушением срока", "kk": "мерзімі бұзылды"},
    Verdict.ON_CONTROL: {"en": "on control", "ru": "на контроле", "kk": "бақылауда"},
    Verdict.OVERDUE: {"en": "overdue", "ru": "просрочено", "kk": "мерзімі өтті"},
}

EXPLAINED: Mapping[Verdict, Texts] = {
    Verdict.IN_TIME: {
        "en": "done by its first due date",
        "ru": "исполнено до первоначального срока",
        "kk": "бастапқы мерзіміне дейін орындалды",
    },
    Verdict.EXTENDED: {
        "en": "moved to a later date, and neither late nor overdue against it",
        "ru": "срок переносился, новый срок не нарушен",
        "kk": "мерзімі ұзартылды, жаңа мерзім бұзылған жоқ",
    },
    Verdict.LATE: {"en": "done after its due date", "ru": "исполнено после срока", "kk": "мерзімінен кейін орындалды"},
    Verdict.ON_CONTROL: {
        "en": "open, the due date still to come",
        "ru": "не исполнено, срок не наступил",
        "kk": "орындалған жоқ, мерзімі келген жоқ",
    },
    Verdict.OVERDUE: {
        "en": "open, the due date passed",
        "ru": "не исполнено, срок прошёл",
        "kk": "орындалған жоқ, мерзімі өтіп кетті",
    },
}

_WORDS: Mapping[str, Texts] = {
    **TERMS,
    "title": {
        "en": "Execution discipline",
        "ru": "Исполнительская дисциплина",
        "kk": "Атқарушылық тәртіп",
    },
    "headquarters": {
        "en": "National anti-drug headquarters of the Republic of Kazakhstan",
        "ru": "Республиканский штаб по профилактике наркомании и противодействию наркопреступности",
        "kk": "Нашақорлықтың алдын алу және есірткі қылмысына қарсы іс-қимыл жөніндегі республикалық штаб",
    },
    "period": {"en": "Deadlines due", "ru": "Сроки за период", "kk": "Кезеңдегі мерзімдер"},
    "as_at": {"en": "as at", "ru": "по состоянию на", "kk": "жағдай бойынша"},
    "in_short": {"en": "In short", "ru": "Кратко", "kk": "Қысқаша"},
    "deadlines": {"en": "deadlines", "ru": "сроков", "kk": "мерзім"},
    "share_in_time": {"en": "share in time", "ru": "доля в срок", "kk": "мерзімінде үлесі"},
    "mean_late": {"en": "mean days late", "ru": "в среднем дней просрочки", "kk": "орташа кешігу, күн"},
    "heat": {
        "en": "Share of late measures by region and state",
        "ru": "Доля просроченных мер по регионам и статусам",
        "kk": "Өңірлер мен мәртебелер бойынша кешіккен шаралар үлесі",
    },
    "heat_note": {
        "en": "Each cell: late measures of all that stand there now. The stronger the colour, the larger the share.",
        "ru": "В ячейке: просрочено из всех мер, стоящих сейчас в этом статусе. Чем насыщеннее цвет, тем больше доля.",
        "kk": "Ұяшықта: осы мәртебедегі барлық шараның қаншасы кешіккен. Түсі қанық болған сайын үлесі көп.",
    },
    "agency": {"en": "agency", "ru": "государственный орган", "kk": "мемлекеттік орган"},
    "national": {"en": "National level", "ru": "Республиканский уровень", "kk": "Республикалық деңгей"},
    "by_region": {"en": "Discipline by region", "ru": "Дисциплина по регионам", "kk": "Өңірлер бойынша тәртіп"},
    "by_agency": {
        "en": "Discipline by agency",
        "ru": "Дисциплина по государственным органам",
        "kk": "Мемлекеттік органдар бойынша тәртіп",
    },
    "agency_note": {
        "en": "Counted are the deadlines that an officer or head of the agency can end.",
        "ru": "Учтены сроки, которые завершает исполнитель или руководство органа.",
        "kk": "Орган орындаушысы немесе басшылығы аяқтай алатын мерзімдер есептелді.",
    },
    "trend": {
        "en": "Share in time, month by month",
        "ru": "Доля исполненного в срок по месяцам",
        "kk": "Айлар бойынша мерзімінде орындау үлесі",
    },
    "month": {"en": "month", "ru": "месяц", "kk": "ай"},
    "worst": {
        "en": "The ten that are late longest",
        "ru": "Десять самых просроченных мер",
        "kk": "Ең көп кешіккен он шара",
    },
    "measure_title": TERMS["title"],
    "working_days_late": {"en": "working days late", "ru": "рабочих дней просрочки", "kk": "кешігу, жұмыс күні"},
    "waiting_for": {"en": "whose move", "ru": "чей ход", "kk": "кімнің кезегі"},
    "nothing_late": {"en": "Nothing is late.", "ru": "Просроченных мер нет.", "kk": "Мерзімі өткен шара жоқ."},
    "rating": {"en": "Rating of the akimats", "ru": "Рейтинг акиматов", "kk": "Әкімдіктер рейтингі"},
    "formula": {
        "en": "rating = 100 × (in time + ½ × extended) ÷ (in time + extended + late + overdue);"
        " what is on control is not counted; of equal ratings the one with fewer overdue stands first",
        "ru": "рейтинг = 100 × (в срок + ½ × продлено) ÷ (в срок + продлено + с нарушением + просрочено);"
        " находящееся на контроле не учитывается; при равенстве выше тот, у кого меньше просрочено",
        "kk": "рейтинг = 100 × (мерзімінде + ½ × ұзартылды) ÷ (мерзімінде + ұзартылды + бұзылды + өтті);"
        " бақылаудағысы есептелмейді; тең болса, мерзімі өткені азы жоғары тұрады",
    },
    "stays": {"en": "Where the time goes", "ru": "Где уходит время", "kk": "Уақыт қайда кетеді"},
    "stays_note": {
        "en": "Days that measures stood in each state, nights and days off included; from history alone.",
        "ru": "Сколько дней меры находились в каждом статусе, включая выходные; только по истории.",
        "kk": "Шаралар әр мәртебеде тұрған күндер, демалыс күндерін қоса; тек тарих бойынша.",
    },
    "came_back": {"en": "Came back", "ru": "Возвращений", "kk": "Қайта оралғаны"},
    "handed_over": {"en": "Hand-overs", "ru": "Передач", "kk": "Қолдан қолға өткені"},
    "state": {"en": "state", "ru": "статус", "kk": "мәртебе"},
    "measures": {"en": "stays", "ru": "случаев", "kk": "рет"},
    "again": {"en": "again", "ru": "повторно", "kk": "қайтадан"},
    "median_days": {"en": "median days", "ru": "медиана, дней", "kk": "медиана, күн"},
    "still_there": {"en": "still there", "ru": "ещё там", "kk": "әлі сонда"},
    "total_days": {"en": "days in all", "ru": "всего дней", "kk": "барлығы күн"},
    "place": {"en": "place", "ru": "место", "kk": "орын"},
    "points": {"en": "rating", "ru": "рейтинг", "kk": "рейтинг"},
    "legend": {"en": "What the words mean", "ru": "Что означают слова", "kk": "Сөздердің мағынасы"},
    "causes": {
        "en": "Lateness by cause",
        "ru": "Причины просрочки",
        "kk": "Кешігу себептері",
    },
    "causes_note": {
        "en": "Working time since the due dates of late and overdue deadlines, by what it was lost to.",
        "ru": "Рабочее время после наступления сроков, нарушенных и просроченных, по причинам.",
        "kk": "Бұзылған және өткен мерзімдерден кейінгі жұмыс уақыты, себептері бойынша.",
    },
    "days_lost": {
        "en": "Working days lost by region; hours of a working day",
        "ru": "Потеряно рабочих дней по регионам; часов в рабочем дне",
        "kk": "Өңірлер бойынша жоғалған жұмыс күндері; жұмыс күніндегі сағат",
    },
    "cause": {"en": "cause", "ru": "причина", "kk": "себеп"},
    "hours": {"en": "working hours", "ru": "рабочих часов", "kk": "жұмыс сағаты"},
    "share": {"en": "share", "ru": "доля", "kk": "үлесі"},
    "nothing_due": {
        "en": "No deadline was due in this period.",
        "ru": "В этом периоде сроки не наступали.",
        "kk": "Бұл кезеңде мерзім болған жоқ.",
    },
    "deadline_list": {"en": "deadlines", "ru": "сроки", "kk": "мерзімдер"},
    "deadline": {"en": "deadline", "ru": "контроль", "kk": "бақылау"},
    "opened": {"en": "opened", "ru": "начат", "kk": "басталды"},
    "closed": {"en": "closed", "ru": "завершён", "kk": "аяқталды"},
    "verdict": {"en": "verdict", "ru": "итог", "kk": "қорытынды"},
    "made_by": {
        "en": "Made by Qadam from the sealed history of the measures.",
        "ru": "Сформировано системой Qadam по защищённой истории мер.",
        "kk": "Qadam жүйесі шаралардың қорғалған тарихы бойынша жасады.",
    },
}

_MONTHS: Mapping[str, tuple[str, ...]] = {
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    "ru": ("янв", "фев", "мар", "апр", "май", "июн", "июл", "авг", "сен", "окт", "ноя", "дек"),
    "kk": ("қаң", "ақп", "нау", "сәу", "мам", "мау", "шіл", "там", "қыр", "қаз", "қар", "жел"),
}


class Words:
    """The words of one language, by name."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __getitem__(self, key: str) -> str:
        return _WORDS[key][self.language]

    def verdict(self, verdict: Verdict) -> str:
        return VERDICTS[verdict][self.language]

    def cause(self, cause: Cause) -> str:
        return CAUSES[cause][self.language]

    def explained(self, verdict: Verdict) -> str:
        return EXPLAINED[verdict][self.language]

    def short_month(self, day: date) -> str:
        """`май`, with its year in January."""
        month = _MONTHS[self.language][day.month - 1]
        return f"{month} {day.year}" if day.month == 1 else month

    def day(self, day: date) -> str:
        return long_date(day, self.language)

    def percent(self, share: float | None) -> str:
        """A share in whole percent, with the space Russian and Kazakh put before the sign."""
        if share is None:
            return "—"
        return f"{share:.0%}" if self.language == "en" else f"{share * 100:.0f}\N{NO-BREAK SPACE}%"

    def number(self, value: float | None) -> str:
        """One decimal, with the comma of Russian and Kazakh."""
        if value is None:
            return "—"
        return self._decimal(f"{value:.1f}")

    def hours(self, time: timedelta) -> str:
        """A length of time in hours: `8`, `7.5`."""
        return self._decimal(f"{time / timedelta(hours=1):.4g}")

    def _decimal(self, written: str) -> str:
        return written if self.language == "en" else written.replace(".", ",")
