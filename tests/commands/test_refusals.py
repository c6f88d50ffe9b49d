"""Refusals are told in the language of whoever is asking: every one that a coordinator can meet."""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterator

import pytest

import cli
from commands.refusals import REFUSALS, told_in
from tests.commands.terminal import ROOT
from tests.world import World
from workflow import errors

MET_BY_COORDINATORS = (
    "workflow/authority.py", "workflow/decide.py", "workflow/durations.py", "workflow/engine.py", "workflow/fields.py",
    "workflow/guards.py", "workflow/machine.py", "commands/move.py",
)  # fmt: skip
KINDS = {name for name, kind in vars(errors).items() if isinstance(kind, type) and issubclass(kind, errors.QadamError)}


def wordings(node: ast.expr) -> Iterator[str]:
    """The wordings an expression may give, with `{}` for what it names."""
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        yield node.value
    elif isinstance(node, ast.JoinedStr):
        yield "".join(str(part.value) if isinstance(part, ast.Constant) else "{}" for part in node.values)
    elif isinstance(node, ast.IfExp):
        yield from wordings(node.body)
        yield from wordings(node.orelse)


def refused() -> Iterator[tuple[str, str]]:
    for name in MET_BY_COORDINATORS:
        for node in ast.walk(ast.parse((ROOT / name).read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in KINDS:
                spoken = [*node.args[:1], *(word.value for word in node.keywords if word.arg == "possible")]
            elif name.endswith("guards.py") and isinstance(node, ast.Return) and node.value is not None:
                spoken = [node.value]
            else:
                continue
            yield from ((name, wording) for each in spoken for wording in wordings(each))


@pytest.mark.parametrize(("where", "wording"), sorted(set(refused())))
def test_whatever_a_coordinator_can_be_refused_is_known_in_russian_and_kazakh(where: str, wording: str) -> None:
    if not re.search(r"\w", wording.replace("{}", "")):
        return  # put together of parts that are known
    if re.fullmatch(r"(qadam|--).*", wording) and wording not in REFUSALS:
        return  # a command to type is the same in every language
    assert wording in REFUSALS, f"{where}: {wording}"


@pytest.mark.parametrize("wording", REFUSALS)
def test_a_translation_names_what_the_english_names_and_nothing_else(wording: str) -> None:
    named = wording.count("{}")
    for translation in REFUSALS[wording]:
        assert {int(index) for index in re.findall(r"\{(\d+)\}", translation)} <= set(range(named))
        assert translation.format(*(f"«{n}»" for n in range(named)))
        assert re.search("[а-яәіңғүұқөһ]", translation.lower()) or named == 1


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
        (["list", "--region", "Атлантида"], "error: региона 'Атлантида' нет"),
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
