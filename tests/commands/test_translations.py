"""People are told in their language: refusals, wrong usage, what doctor finds. Whatever can be said is translated."""

from __future__ import annotations

import ast
import inspect
import json
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from types import ModuleType

import click
import pytest
from babel import Locale

import cli
from commands.heads import head
from commands.translations.demo import DEMO
from commands.translations.remarks import REMARKS
from commands.translations.spoken import SPOKEN, Count
from commands.translations.told import CATALOGUE, told_in
from tests.commands.terminal import ROOT
from tests.world import World
from workflow import errors

SPEAKING = ("cli.py", "commands", "definitions", "notifier", "store", "workflow")
KINDS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.QadamError)}
TOLD = {*KINDS, "UsageError", "Finding"}
SAID_BY = {"possible", "message", "cure"}
TYPED = re.compile(r"(qadam|--|-o|pip|mkdir|rm|chmod)\b.*|--.*|-o .*")
"""What is to be typed is the same in every language."""
PROSE = re.compile(r"[,;] | (or|the|makes|goes|takes) ")
VALUES = {
    "Asia/Almaty", "QADAM_TOKEN", "bounces@example.kz", "id,name,email,role,region,agency", "name@example.kz",
    "postgresql://user:password@host:5432/name", "somebody@example.kz", "starttls, verify, timeout, helo", "yes, no",
    'late = ["overdue", "--region", "KZ-75"]',
}  # fmt: skip
"""So is an example of a value."""


def wordings(node: ast.expr) -> Iterator[str]:
    """The wordings an expression may give, with `{}` for what it names."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from wordings(node.body)
        yield from wordings(node.orelse)


def fates() -> Iterator[str]:
    """Why a mail did not go, a measure is not brought over or a move not taken back: as its module says it."""
    for place in ("notifier/budget.py", "store/waiting.py", "workflow/recipients.py", "workflow/migration.py"):
        yield from (said for said in prose(ROOT / place) if not said.startswith("nobody is"))


def test_what_became_of_mails_and_migrations_is_known_in_russian_and_kazakh() -> None:
    joined = {"{}; waits until {}", "it is {}, and {} would {} it"}
    assert {said for said in fates() if said not in CATALOGUE} == joined
    assert told_in("ru", "12/KZ-75: cannot take back 'hold': 'hold' was done more than 2 working days ago") == (
        "12/KZ-75: отменить 'hold' нельзя: с события 'hold' прошло больше чем 2 рабочих дня"
    )
    assert told_in("kk", "nobody is responsible MIA in KZ-75") == "ешкім тағайындалмаған: responsible MIA in KZ-75"


def told(place: str) -> Iterator[tuple[str, str]]:
    """Every wording of an error, a usage error or a finding, with the module that says it."""
    for path in sorted((ROOT / place).rglob("*.py")) or [ROOT / place]:
        name = path.relative_to(ROOT).as_posix()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", getattr(node.func, "attr", "")) in TOLD:
                spoken = [*node.args[:1], *(word.value for word in node.keywords if word.arg in SAID_BY)]
            elif name.endswith("guards.py") and isinstance(node, ast.Return) and node.value is not None:
                spoken = [node.value]
            else:
                continue
            yield from ((name, wording) for each in spoken for wording in wordings(each))


@pytest.mark.parametrize("place", SPEAKING)
def test_whatever_people_can_be_told_is_known_in_russian_and_kazakh(place: str) -> None:
    missing = sorted(
        {
            f"{where}: {wording}"
            for where, wording in told(place)
            if re.search(r"\w", wording.replace("{}", ""))  # else put together of parts that are known
            and not (TYPED.fullmatch(wording) and not PROSE.search(wording))
            and not (wording in VALUES or "migrations" in where)
            and wording not in CATALOGUE
        }
    )

    assert not missing, "\n".join(missing)


def prose(path: Path) -> Iterator[str]:
    """Every text of a module in which two English words follow each other; docstrings are not among them."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    within = {id(part) for node in ast.walk(tree) if isinstance(node, ast.JoinedStr) for part in ast.walk(node)}
    within |= {id(node.value) for node in ast.walk(tree) if isinstance(node, ast.Expr)}
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and id(node) not in within):
            yield from (said for said in wordings(node) if re.search(r"[a-z]{2,} [a-z]{2,}", said))


def test_whatever_is_found_in_a_plan_is_known_in_russian_and_kazakh() -> None:
    found = {said for path in sorted((ROOT / "definitions" / "plan").glob("*.py")) for said in prose(path)}
    parts = {" of month {}", ", by day {}", "every year on ", "several dates: ", "the same measure", "half year",
             "{} stands in row {} already", "working day"}  # fmt: skip
    typed = {"pip install 'qadam[xlsx]'", "по согласованию|келісім бойынша|by agreement"}

    assert len(found) > 50
    assert sorted(found - CATALOGUE.keys()) == sorted(parts | typed), (
        "whole wordings, and what they are put together of"
    )


def test_a_length_of_time_that_a_refusal_names_is_told_in_the_language() -> None:
    english = "12: cannot 'close': 5 working days must pass in 'open', until 2024-04-17 10:00"

    assert "должно пройти 5 рабочих дней, до 2024-04-17 10:00" in told_in("ru", english)
    assert "5 жұмыс күні өтуі керек" in told_in("kk", english)


OTHERWISE = {
    "Error: {}", "Try '{} {}' for help.",  # we print `error:` and `try:`
    "Did you mean {}?", "(Did you mean one of: {}?)", "Missing argument", "Missing option",  # known as whole sentences
    "Missing {}", "Missing parameter", "Missing parameter: {}", "Invalid start character for option ({})",  # not shown
    "Choice({})", "file", "directory", "path",
    "{} does not match the format {}.", "{} does not match the formats {}.", "{} is not a valid UUID.",  # not asked for
    "{} values are required, but {} was given.", "{} values are required, but {} were given.",
}  # fmt: skip
"""What click can say and we do not translate as such."""


def test_whatever_click_says_of_wrong_usage_is_known_in_russian_and_kazakh() -> None:
    """Click hands each of its sentences to gettext: those are what it can say."""
    modules = (click.exceptions, click.parser, click.types)
    said = {re.sub(r"\{[^}]*\}", "{}", text) for module in modules for text in _handed_to_gettext(module)}

    assert "Missing argument" in said
    assert said - OTHERWISE <= CATALOGUE.keys()


def _handed_to_gettext(module: ModuleType) -> Iterator[str]:
    for node in ast.walk(ast.parse(inspect.getsource(module))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in ("_", "ngettext"):
            for argument in node.args[:2]:
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str):
                    yield argument.value


def test_a_translation_names_what_the_english_names_and_nothing_else() -> None:
    for wording, translations in CATALOGUE.items():
        named = wording.count("{}")
        for translation in translations:
            assert {int(index) for index in re.findall(r"\{(\d+)\}", translation)} <= set(range(named)), translation
            assert translation.format(*(f"«{n}»" for n in range(named)))
            own_words = re.sub(r"\{\d+\}|[\W\d_]", "", translation)
            assert re.search("[а-яәіңғүұқөһ]", translation.lower()) or not own_words or "," in wording, translation


@cache
def nodes() -> tuple[tuple[str, ast.AST], ...]:
    """Everything that stands in commands/, with its module; the tables of translations are left out."""
    return tuple(
        (path.relative_to(ROOT).as_posix(), node)
        for path in sorted((ROOT / "commands").rglob("*.py"))
        if path.parent.name != "translations"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    )


def calls(*methods: str) -> Iterator[tuple[str, ast.Call]]:
    for where, node in nodes():
        if isinstance(node, ast.Call) and getattr(node.func, "attr", getattr(node.func, "id", "")) in methods:
            yield where, node


def remarks() -> Iterator[str]:
    """The wordings given to `words`: at once, under the name `wording`, or in a table, where a form of a word tells."""
    for _, call in calls("words", "shown", "_tell"):
        for first in call.args[:1]:
            yield from () if isinstance(first, ast.JoinedStr) else wordings(first)
    for _, node in nodes():
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "wording":
            yield from () if isinstance(node.value, ast.JoinedStr) else wordings(node.value)
        elif isinstance(node, ast.keyword) and node.arg == "wording":
            yield from wordings(node.value)
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and re.search(r"\{:[a-z ]+\|", node.value):
            yield node.value


def test_every_remark_of_a_command_is_known_in_russian_and_kazakh() -> None:
    found = set(remarks())

    assert len(found) > 80
    assert found - SPOKEN.keys() == set()
    results = {"created", "updated", "unchanged", "refused"}
    put_together = {*results, *(f"{{}} {result}" for result in results)}
    codes = {"at-once", "daily", "pending", "sent", "dead", "skipped", "safe", "needs mapping", "blocked", "done"}
    logs = {"{}: {:case|cases}, {:event|events}", "{}: {:object|objects}, {:event|events}"}
    assert (REMARKS.keys() | DEMO.keys()) - found == put_together | codes | logs


def columns() -> Iterator[str]:
    """The columns of tables: what the tuples named for them hold."""
    for where, node in nodes():
        if isinstance(node, ast.Assign) and not re.search("report|event_log", where):
            name = getattr(node.targets[0], "id", "")
            if re.fullmatch("COLUMNS|SHIFTS|WEEKS|PREVIEW", name) and isinstance(node.value, ast.Tuple):
                yield from (each.value for each in node.value.elts if isinstance(each, ast.Constant))


def test_every_column_has_a_head_in_russian_and_kazakh() -> None:
    found = set(columns()) - {"hash", "id"}  # read the same in all three

    assert len(found) > 50
    assert sorted(name for name in found if len({head(name, language) for language in ("en", "ru", "kk")}) < 2) == []


def test_no_answer_ends_or_begins_with_words_in_english_only() -> None:
    plain = [
        f"{where}:{word.value.lineno}"
        for where, call in calls("answer")
        for word in call.keywords
        if word.arg in ("after", "before")
        for wording in wordings(word.value)
        if re.search(r"[a-z]{3}", wording) and not TYPED.fullmatch(wording)
    ]

    assert plain == ["commands/help/command.py:59"]  # the names of the two ways to ask for help, as they are typed


@pytest.mark.parametrize(("place", "language", "forms"), [(0, "ru", 3), (1, "kk", 0)])
def test_a_remark_names_each_of_its_facts_once_in_as_many_forms_as_the_language_has(
    place: int, language: str, forms: int
) -> None:
    for english, translations in (REMARKS | DEMO).items():
        slots = re.findall(r"\{(?::([^}]*))?\}", english)
        named = re.findall(r"\{(\d)(?::([^}]*))?\}", translations[place])
        assert sorted(index for index, _ in named) == [str(n) for n in range(len(slots))], english
        assert {len(words.split("|")) for words in slots if words} <= {2}, english
        assert {len(words.split("|")) for _, words in named if words} <= {forms}, english


@pytest.mark.parametrize(("language", "forms"), [("en", ("one", "other")), ("ru", ("one", "few", "many"))])
def test_numbers_take_the_form_of_the_word_that_cldr_says(language: str, forms: tuple[str, ...]) -> None:
    rule = Locale(language).plural_form

    for number in (*range(130), 211, 1_001, 12_345):
        assert f"{Count(number, language):{'|'.join(forms)}}".rpartition(" ")[2] == rule(number), number


def test_reasons_within_a_refusal_are_translated_as_well() -> None:
    english = "12/KZ-75: cannot 'report': reach must be set; 1 piece(s) of evidence must be attached, 0 given"
    assert told_in("ru", english) == (
        "12/KZ-75: выполнить 'report' нельзя: нужно заполнить: reach; нужно приложить подтверждений: 1, приложено: 0"
    )
    assert told_in("kk", english).startswith("12/KZ-75: 'report' орындауға болмайды: толтыру керек: reach")
    assert told_in("en", english) == english
    assert told_in("ru", "something nobody translated") == "something nobody translated"


@pytest.mark.parametrize(
    ("arguments", "russian"),
    [
        (["show", "999"], "error: меры 999 нет"),
        (["move", "1", "accept"], "error: мера 1 в статусе 'approved': событие 'accept' невозможно"),
        (["--as", "kz-10", "move", "1/KZ-75", "report"], "error: 1/KZ-75: kz-10 не может выполнить 'report'"),
        (["--as", "mia", "move", "1/KZ-75", "report"], "нужно заполнить: events_held, reach"),
        (["--as", "mia", "move", "1/KZ-75", "report"], "try: qadam move 1/KZ-75 report --set events_held=… --set rea"),
        (["--as", "mia", "move", "1/KZ-75", "report", "--set", "reach=9"], "try: то же, добавив --set events_held=…"),
        (["list", "--region", "Атлантида"], "error: региона 'Атлантида' нет"),
        (["--as", "kz-10", "move", "1/KZ-75", "report"], "try: обратитесь: исполнитель (MIA)"),
        (["import", "no.csv"], "error: no.csv не читается: нет такого файла или папки"),
        (["settle", "1/KZ-75", "title.ru=national"], "try: qadam show 1/KZ-75"),
        (["new", "кампания", "Тест"], "error: вида мер 'кампания' нет"),
        (["--as", "nobody", "move", "1", "amend"], "error: здесь нет пользователя 'nobody'"),
    ],
)
def test_the_command_line_refuses_in_the_chosen_language(
    small_busy: World, capsys: pytest.CaptureFixture[str], arguments: list[str], russian: str
) -> None:
    assert cli.main(["--lang", "ru", *arguments]) == 1
    said = capsys.readouterr().err
    assert said.startswith("error: ")
    assert russian in said

    assert cli.main(["--lang", "ru", "--json", *arguments]) == 1
    assert json.loads(capsys.readouterr().err)["error"]["kind"]


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["list", "--lang", "ru", "--sate", "x"], "нет параметра '--sate'; возможно, вы имели в виду один из: "),
        (["lst", "--lang=kk"], "'lst' пәрмені жоқ; мүмкін 'list' деп ойладыңыз ба?"),
        (["--lang", "kk", "show"], "көрсетілмеген: 'MEASURE'"),
        (["--lang", "ru", "mail", "lst"], "нет команды 'lst'"),
        (["report", "--lang", "ru", "--format", "pdf"], "неверное значение '--format': 'pdf' не из числа: 'html'"),
        (["list", "--lang", "ru", "--limit", "x"], "неверное значение '--limit': 'x' не подходит: нужно целое число"),
        (["list", "--lang", "kk", "--limit"], "'--limit' параметріне мән керек"),
        (["calendar", "show", "20266", "--lang", "ru"], "неверное значение 'YEAR': 20266 вне пределов "),
        (["tick", "now", "--lang", "kk"], "артық сөз: now"),
        (["status", "--json=yes", "--lang", "ru"], "параметр '--json' без значения"),
        (["move", "1", "--lang", "ru"], "назовите меры перед событием или выберите их через --where"),
    ],
)
def test_wrong_usage_is_told_in_the_chosen_language(
    capsys: pytest.CaptureFixture[str], arguments: list[str], told: str
) -> None:
    assert cli.main(arguments) == 2
    out, err = capsys.readouterr()
    assert out == ""
    assert f"error: {told}" in err
    assert not re.search(r"No such|Missing|Invalid|requires|unexpected", err)


def test_wrong_usage_in_english_says_what_click_says_and_where_to_read(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["show"]) == 2
    assert capsys.readouterr().err == (
        "Usage: qadam show [OPTIONS] MEASURE\nerror: Missing argument 'MEASURE'.\ntry: qadam show --help\n"
    )


def test_doctor_finds_in_the_chosen_language_and_keeps_its_codes(
    small_busy: World, capsys: pytest.CaptureFixture[str]
) -> None:
    found = {}
    for language in ("en", "ru", "kk"):
        cli.main(["doctor", "--json", "--lang", language])
        found[language] = json.loads(capsys.readouterr().out)["findings"]

    codes = {tuple((f["code"], f["severity"]) for f in findings) for findings in found.values()}
    assert len(codes) == 1
    assert found["en"]
    for said, russian, kazakh in zip(*found.values(), strict=True):
        assert len({said["message"], russian["message"], kazakh["message"]}) == 3
        assert re.search("[а-я]", russian["message"])
        assert re.search("[әіңғүұқөһ]", kazakh["message"])
