"""The fixed words of mails about many measures: digests, and bundles of notices."""

from __future__ import annotations

from collections.abc import Mapping

from workflow.noun import dataclass


@dataclass(frozen=True, kw_only=True)
class OverviewLabels:
    daily: str
    weekly: str
    sections: Mapping[str, str]
    """By section: those of a digest, and the kinds a bundle can be of."""
    short: Mapping[str, str]
    """Before a section's number in the first line."""
    columns: tuple[str, str, str, str]
    """Measure, what it is, state, due."""
    more: str
    """How many are not listed; `{n}` stands for the number."""
    heat: str
    below: str
    """Under the picture: where the same is said in words."""
    region: str
    late: str
    total: str
    national: str
    """The row of the headquarters' own measures."""
    checkpoint: str
    """What the seal of the record is; `{date}` and `{entries}` stand for when and how many."""
    nothing: str


OVERVIEW_LABELS: Mapping[str, OverviewLabels] = {
    "kk": OverviewLabels(
        daily="Күндік шолу",
        weekly="Апталық шолу",
        sections={
            "late": "Мерзімі өткен",
            "due_soon": "Жеті күн ішінде мерзімі келеді",
            "waiting": "Сізді күтуде",
            "changed": "Өзгерген",
            "told": "Шолуға дейін кідіртілген хабарламалар",
            "dead": "Жеткізілмеген хаттар",
            "assigned": "Сіздің қадамыңызды күтуде",
            "reminder": "Мерзімі жақындап келеді",
            "due": "Мерзімі келді",
            "overdue": "Мерзімі өтті",
            "returned": "Пысықтауға қайтарылды",
            "extended": "Мерзімі ұзартылды",
            "moved": "Мәртебесі өзгерді",
            "closed": "Бақылаудан алынды",
        },
        short={"late": "мерзімі өткен", "due_soon": "мерзімі жақын", "waiting": "сізді күтуде", "changed": "өзгерген"},
        columns=("Шара", "Атауы", "Мәртебесі", "Мерзімі"),
        more="тағы {n}",
        heat="Өңірлер мен мәртебелер",
        below="Мәртебелер мен өңірлердің атаулары төмендегі кестеде.",
        region="Өңір",
        late="Мерзімі өткен",
        total="Барлығы",
        national="Республикалық деңгей",
        checkpoint="Жазбалардың бақылау мөрі, {date}, жазба саны – {entries}",
        nothing="Назар аударуды қажет ететін шара жоқ.",
    ),
    "ru": OverviewLabels(
        daily="Обзор за день",
        weekly="Обзор за неделю",
        sections={
            "late": "Просрочено",
            "due_soon": "Срок в ближайшие семь дней",
            "waiting": "Ждёт вас",
            "changed": "Изменилось",
            "told": "Уведомления, отложенные до обзора",
            "dead": "Недоставленные письма",
            "assigned": "Ждут вашего шага",
            "reminder": "Срок приближается",
            "due": "Срок наступил",
            "overdue": "Срок истёк",
            "returned": "Возвращены на доработку",
            "extended": "Срок продлён",
            "moved": "Статус изменён",
            "closed": "Сняты с контроля",
        },
        short={"late": "просрочено", "due_soon": "скоро срок", "waiting": "ждёт вас", "changed": "изменилось"},
        columns=("Мера", "Наименование", "Статус", "Срок"),
        more="и ещё {n}",
        heat="Регионы и статусы",
        below="Названия статусов и регионов – в таблице ниже.",
        region="Регион",
        late="Просрочено",
        total="Всего",
        national="Республиканский уровень",
        checkpoint="Контрольная печать записей, {date}, записей – {entries}",
        nothing="Мер, требующих внимания, нет.",
    ),
    "en": OverviewLabels(
        daily="Daily overview",
        weekly="Weekly overview",
        sections={
            "late": "Late",
            "due_soon": "Due within seven days",
            "waiting": "Waiting for you",
            "changed": "Changed",
            "told": "Notices held for this overview",
            "dead": "Undelivered mails",
            "assigned": "Waiting for your step",
            "reminder": "Due soon",
            "due": "Due now",
            "overdue": "Overdue",
            "returned": "Returned for rework",
            "extended": "Given more time",
            "moved": "Moved on",
            "closed": "Closed",
        },
        short={"late": "late", "due_soon": "due soon", "waiting": "waiting for you", "changed": "changed"},
        columns=("Measure", "Title", "State", "Due"),
        more="and {n} more",
        heat="Regions and states",
        below="The table below names the states and regions.",
        region="Region",
        late="Late",
        total="Total",
        national="National level",
        checkpoint="Seal of the record, {date}, {entries} entries",
        nothing="No measure needs attention.",
    ),
}
