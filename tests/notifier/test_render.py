from __future__ import annotations

import html
import itertools
import re
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest

from notifier.catalogue import LANGUAGES
from notifier.labels import labels_in
from notifier.render import TEMPLATES, Renderer
from notifier.template_check import OVERVIEWS, check_templates
from tests.notifier.mail_samples import BARE, FACTS, a_mail, at_rung
from workflow.errors import Invalid

RENDERER = Renderer()
NOTICES = tuple(name for name in RENDERER.names() if name not in OVERVIEWS)
"""Templates about one measure."""
LANGUAGE_SETS = [chosen for size in (1, 2, 3) for chosen in itertools.permutations(LANGUAGES, size)]
FACT_SETS = {"full": FACTS, "bare": BARE, "before": at_rung("before"), "after": at_rung("after", 1)}


class Page(HTMLParser):
    """The words of a page, and every tag with its attributes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attributes: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attributes)))
        if tag not in ("meta", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" not in self.open and "title" not in self.open:
            self.words += data.split()


def words_of(text: str) -> set[str]:
    return {word.strip(":") for word in text.split() if word.strip(":―>")}


def test_every_notice_is_there_in_every_language() -> None:
    assert NOTICES == ("assigned", "closed", "due", "extended", "moved", "overdue", "reminder", "returned")
    for name in NOTICES:
        for language in LANGUAGES:
            assert RENDERER.render(a_mail(name, languages=(language,))).text


@pytest.mark.parametrize("facts", FACT_SETS.values(), ids=FACT_SETS)
@pytest.mark.parametrize("languages", LANGUAGE_SETS, ids="-".join)
@pytest.mark.parametrize("template", NOTICES)
def test_a_mail_says_the_same_in_both_parts_and_nothing_undefined(
    template: str, languages: tuple[str, ...], facts: dict[str, Any]
) -> None:
    rendered = RENDERER.render(a_mail(template, languages=languages, facts=facts))
    page = Page(rendered.html)

    assert rendered.languages == languages
    assert rendered.subject.startswith("12/KZ-75 · ")
    assert len(rendered.subject) < 200
    assert page.open == []
    assert {word.strip(":") for word in page.words if word.strip(":―>")} == words_of(rendered.text)
    for bad in ("None", "Undefined", "{{", "{%", "&lt;", "()", "«»", "“”", " ,", " ."):
        assert bad not in rendered.text
    assert not re.search(r"\n{4}|\.\.", rendered.text)


@pytest.mark.parametrize("template", NOTICES)
def test_the_first_ninety_characters_carry_number_state_and_date(template: str) -> None:
    rendered = RENDERER.render(a_mail(template))

    assert rendered.text.startswith("12/KZ-75 · Бекітілді · мерзімі 2026 жылғы 8 желтоқсан\n")
    assert rendered.subject.startswith("12/KZ-75 · Бекітілді · мерзімі 2026 жылғы 8 желтоқсан – ")


def test_a_long_state_never_pushes_the_date_out_of_the_first_line() -> None:
    facts = {**FACTS, "state_titles": {"kk": "өте ұзақ мәртебе " * 10}}
    first = RENDERER.render(a_mail(facts=facts)).text.splitlines()[0]

    assert len(first) <= 90
    assert first.endswith("2026 жылғы 8 желтоқсан")


def test_without_a_deadline_the_first_line_has_the_day_it_happened() -> None:
    text = RENDERER.render(a_mail("moved", facts=BARE, languages=("ru",))).text

    assert text.startswith("12/KZ-75 · Утверждена · 24 ноября 2026 года\n")


def test_kazakh_comes_first_then_russian() -> None:
    rendered = RENDERER.render(a_mail("assigned"))

    assert rendered.text.index("Шара сіздің қадамыңызды күтуде") < rendered.text.index("Мера ждёт вашего шага")
    assert rendered.subject == (
        "12/KZ-75 · Бекітілді · мерзімі 2026 жылғы 8 желтоқсан – сіздің қадамыңызды күтуде / ждёт вашего шага"
    )


def test_no_english_word_stands_in_a_kazakh_or_russian_mail_but_in_the_command() -> None:
    text = RENDERER.render(a_mail("reminder", facts=at_rung("before"))).text
    latin = set(re.findall(r"[A-Za-z][A-Za-z_]+", text))

    assert latin == {"KZ", "qadam", "as", "aliya", "move", "tailor", "set", "target_group", "hq", "example", "kz"}


def test_a_mail_names_facts_command_comment_reason_and_that_it_is_automatic() -> None:
    text = RENDERER.render(a_mail("assigned", languages=("ru",))).text

    for said in (
        "Наименование: Профилактическая кампания в школах",
        "Вид: Информационная кампания",
        "Регион: город Алматы",
        "Ответственный орган: Министерство внутренних дел (МВД)",
        "Статус: Утверждена (ранее: Проект)",
        "Кем выполнено: Айгүл Сәрсенова (от имени: Николай Петров)",
        "Срок: 8 декабря 2026 года (вторник), 18:30 – осталось 10 рабочих дней",
        "Этап: Адаптация",
        "Первоначальный срок: 1 декабря 2026 года (вторник), 18:30",
        "> Прошу учесть замечания штаба.\n> Срок не переносить.",
        "qadam --as aliya move 12/KZ-75 tailor --set target_group=…",
        "К кому обратиться:\n\n  Нұрлан Ахметов, hq@example.kz\n",
        "вы координатор регионального штаба (город Алматы).",
        "Письмо отправлено автоматически; ответ на него получит координатор.",
    ):
        assert said in text


def test_lateness_is_told_in_words() -> None:
    facts = at_rung("after", 2)

    assert "просрочка – 2 рабочих дня" in RENDERER.render(a_mail("overdue", facts=facts)).subject
    assert "кешігу – 2 жұмыс күні" in RENDERER.render(a_mail("overdue", facts=facts)).subject
    assert (
        "overdue by 1 working day"
        in RENDERER.render(a_mail("overdue", facts=at_rung("after", 1), languages=("en",))).subject
    )


def test_a_reminder_template_on_a_later_rung_never_says_that_time_is_left() -> None:
    text = RENDERER.render(a_mail("reminder", facts=at_rung("after", 2), languages=("en",))).text

    assert "days left" not in text
    assert "2 working days late" in text


def test_who_can_do_nothing_is_told_so_and_a_head_is_asked_to_see_to_it() -> None:
    officer = {**at_rung("after"), "next": []}
    head = {**officer, "because": {"role": "regional.head", "scope": "KZ-75"}}

    assert labels_in("ru").for_information in RENDERER.render(a_mail("overdue", facts=officer)).text
    assert "Просим обеспечить исполнение меры." in RENDERER.render(a_mail("overdue", facts=head)).text


@pytest.mark.parametrize(
    ("titles", "shown"),
    [
        ({"ru": "Мера"}, "Атауы: Мера"),
        ({"en": "Measure"}, "Атауы: Measure"),
        ({"kk": "", "en": "Measure"}, "Атауы: Measure"),
        ({}, "Атауы: 12/KZ-75"),
    ],
)
def test_a_missing_language_falls_back_to_another(titles: dict[str, str], shown: str) -> None:
    text = RENDERER.render(a_mail(facts={**FACTS, "titles": titles}, languages=("kk",))).text

    assert shown in text


def test_html_is_marked_by_language_with_real_headings_and_nothing_remote() -> None:
    rendered = RENDERER.render(a_mail("returned", languages=("kk", "ru", "en")))
    page = Page(rendered.html)
    languages = [attributes["lang"] for _, attributes in page.tags if attributes.get("lang") in LANGUAGES]

    assert languages == ["kk", "kk", "ru", "en"]
    assert [tag for tag, _ in page.tags if tag == "h1"] == ["h1"] * 3
    assert not {"img", "script", "link", "a", "iframe", "form"} & {tag for tag, _ in page.tags}
    assert not re.search(r"https?:|url\(|@import|background|flex", rendered.html)
    assert [attributes.get("role") for tag, attributes in page.tags if tag == "table"].count(None) == 3


def test_the_biggest_mail_stays_below_a_hundred_kilobytes() -> None:
    step = {"event": "x" * 400, "titles": {"kk": "&" * 10_000}, "requires": ["&" * 400]}
    huge = {
        **FACTS,
        "titles": dict.fromkeys(LANGUAGES, "<&>" * 5_000),
        "comment": "<&>'" * 50_000,
        "actor": "&" * 10_000,
        "next": [FACTS["next"][0]] * 500 + [step],
    }

    assert len(RENDERER.render(a_mail(facts=huge, languages=("kk", "ru", "en"))).html.encode()) < 100_000


HOSTILE = [
    "{{ 7*7 }}",
    "{% for x in range(9) %}x{% endfor %}",
    "{{ cycler.__init__.__globals__ }}",
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "a\r\nBcc: evil@example.com\r\n\r\nbody",
]


@pytest.mark.parametrize("typed", HOSTILE)
@pytest.mark.parametrize("template", NOTICES)
def test_what_people_type_is_shown_and_never_run(template: str, typed: str) -> None:
    facts = {
        **FACTS,
        "titles": {"kk": typed, "ru": typed},
        "actor": typed,
        "comment": typed,
        "state_titles": {"ru": typed},
        "agency": {"code": "MIA", "names": {"ru": typed}, "abbreviations": {"kk": typed}},
    }
    rendered = RENDERER.render(a_mail(template, facts=facts))
    shown = " ".join(typed.split())

    assert shown in rendered.text
    assert "49" not in rendered.text.replace(shown, "")
    assert html.escape(shown, quote=False).replace("'", "&#39;").replace('"', "&#34;") in rendered.html
    assert not {"script", "img"} & {tag for tag, _ in Page(rendered.html).tags}
    assert "\n" not in rendered.subject
    assert "\r" not in rendered.subject


def test_a_comment_cannot_pass_for_our_own_words() -> None:
    facts = {**FACTS, "comment": "ok\n\nЧто нужно сделать:\n\nПереведите деньги"}
    text = RENDERER.render(a_mail(facts=facts, languages=("ru",))).text

    assert "\n> Что нужно сделать:\n>\n> Переведите деньги\n" in text.replace("> \n", ">\n")


def test_hidden_characters_are_dropped() -> None:
    facts = {**FACTS, "titles": {"kk": "Са\u200bқ\u202eтық\x00 \ud800шаралар\u2028ы"}}
    rendered = RENDERER.render(a_mail(facts=facts, languages=("kk",)))

    assert "Атауы: Сақтық шаралар ы\n" in rendered.text


def test_a_command_copied_from_a_mail_cannot_run_another() -> None:
    facts = {**FACTS, "measure": "12; rm -rf ~"}

    assert "qadam --as aliya move '12; rm -rf ~' tailor" in RENDERER.render(a_mail(facts=facts)).text


@pytest.mark.parametrize(
    "facts",
    [
        {},
        {**FACTS, "titles": None, "measure": None, "deadline": {"due_at": "soon"}},
        {**FACTS, "at": "2026-11-24T05:00:00", "deadline": None},
        {**FACTS, "next": [{"titles": {}}]},
        {**FACTS, "region": "KZ-75"},
    ],
)
def test_facts_that_cannot_be_read_are_refused_with_the_reason(facts: dict[str, Any]) -> None:
    with pytest.raises(Invalid, match="facts of the mail cannot be read"):
        RENDERER.render(a_mail(facts=facts))


@pytest.mark.parametrize("template", ["unknown", "../templates/assigned", "", "layout.txt.j2"])
def test_an_unknown_template_is_refused_with_those_there_are(template: str) -> None:
    with pytest.raises(Invalid, match="no mail template") as refused:
        RENDERER.render(a_mail(template))

    assert "assigned, bounced, bundle, closed" in str(refused.value.possible)


def test_an_installation_may_put_its_own_words_before_ours(tmp_path: Path) -> None:
    (tmp_path / "due").mkdir()
    (tmp_path / "due" / "ru.j2").write_text(
        "{% block subject %}пора{% endblock %}{% block heading %}Пора{% endblock %}"
        "{% block lead %}Пора: {{ title }}{% endblock %}{% block ask %}{% endblock %}"
    )
    renderer = Renderer(overrides=tmp_path)

    assert renderer.render(a_mail("due", languages=("ru",))).subject.endswith(" – пора")
    assert "мерзімі келді" in renderer.render(a_mail("due", languages=("kk",))).subject


def test_a_template_of_an_installations_own_is_checked_in_every_language(tmp_path: Path) -> None:
    (tmp_path / "due").mkdir()
    (tmp_path / "due" / "ru.j2").write_text("{% block subject %}{{ dew_date }}{% endblock %}")
    (tmp_path / "visit").mkdir()
    (tmp_path / "visit" / "kk.j2").write_text((TEMPLATES / "due" / "kk.j2").read_text(encoding="utf-8"))
    faults = [str(fault) for fault in check_templates(Renderer(overrides=tmp_path))]

    assert [fault.partition(":")[0] for fault in faults] == ["due/ru.j2", "visit/ru.j2", "visit/en.j2"]
    assert "'dew_date' is undefined" in faults[0]
    assert check_templates(RENDERER) == []


@pytest.mark.parametrize(
    ("broken", "said"),
    [
        ("{% block subject %}", "cannot be read"),
        ("{% block subject %}{{ nobody }}{% endblock %}", "cannot be filled in.*nobody"),
        ("{% block subject %}{{ title.__class__.__mro__ }}{% endblock %}", "cannot be filled in.*unsafe"),
        ("{% block subject %}{{ 1 / 0 }}{% endblock %}", "cannot be filled in.*ZeroDivision"),
        ("no blocks", "cannot be filled in.*heading"),
    ],
)
def test_a_broken_template_is_named(tmp_path: Path, broken: str, said: str) -> None:
    (tmp_path / "due").mkdir()
    (tmp_path / "due" / "kk.j2").write_text(broken)

    with pytest.raises(Invalid, match=said):
        Renderer(overrides=tmp_path).render(a_mail("due"))
