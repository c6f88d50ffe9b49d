"""`qadam definitions show`: a measure type as a person reads it, and as programs do."""

from __future__ import annotations

import re

import pytest

from tests.commands.terminal import at_terminal, bare, piped
from tests.world import World

Lines = list[str]


def shown(language: str, columns: int = 80) -> Lines:
    said = at_terminal("--lang", language, "definitions", "show", "campaign", columns=columns, fresh=False)
    assert said.code == 0
    return bare(said.out).splitlines()


@pytest.mark.parametrize(
    ("language", "told"),
    [
        ("en", ["  Approve (approve), national", "      Draft → Approved", "  Execution and report (execution)",
                "      3 working days before → responsible officer, head"]),
        ("ru", ["  Утвердить (approve), республика", "      Проект → Утверждено", "  Исполнение и отчёт (execution)",
                "      10 рабочих дней до срока → ответственный исполнитель"]),
        ("kk", ["  Орындау және есеп беру (execution)", "      мерзімге 10 жұмыс күні қалғанда → жауапты орындаушы"]),
    ],
)  # fmt: skip
def test_it_is_told_by_titles_with_the_codes_beside_what_is_typed(
    small_busy: World, language: str, told: Lines
) -> None:
    lines = shown(language)

    assert [line for line in told if line not in lines] == []
    if language != "en":
        said = re.sub(r"\([a-z_]+( v1)?\)", "", " ".join(lines))
        assert not re.search(r"[a-z]{3}", said)


def test_ways_that_differ_in_their_beginning_only_stand_together(small_busy: World) -> None:
    lines = shown("en", columns=200)

    assert lines.count("  Cancel (cancel)") == 1
    assert any(line.startswith("      Draft · Approved · Tailored to the region · ") for line in lines)


def test_who_may_do_what_is_told_alike_for_every_type(small_busy: World) -> None:
    said = bare(at_terminal("--lang", "ru", "definitions", "authority", "legislation", fresh=False).out)

    assert "  Утвердить (approve)\n      Проект меры → Утверждено\n" in said
    assert "но не тот же, что: автор" in said
    assert "исполнитель или руководство (соисполнители)" in said
    assert "  mail: администратор, координатор Республиканского штаба" in said
    assert piped("definitions", "authority", "campaign").out.startswith("type\tevent\tlevel\tfrom\tby\tnot by\n")


def test_it_fits_the_terminal(small_busy: World) -> None:
    assert max(map(len, shown("ru"))) <= 80


def test_programs_read_a_row_for_each_transition_in_codes(small_busy: World) -> None:
    head, *rows = piped("--lang", "ru", "definitions", "show", "campaign").out.splitlines()

    assert head.split("\t") == ["from", "event", "to", "by", "level", "requires"]
    assert "draft\tapprove\tapproved\tnational.coordinator\tnational\tlead_agency, due_on" in rows
