"""Deadlines as plans word them, in Russian and Kazakh: read whole, or not at all and with the reason."""

from __future__ import annotations

import csv
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from definitions.plan.meanings import Kind
from definitions.plan.wordings import read_deadline

NOTATIONS = Path(__file__).resolve().parents[2].parent / "shared" / "data" / "deadline_notations.csv"
needs_notations = pytest.mark.skipif(
    not NOTATIONS.is_file(), reason="the shared notations are not beside this checkout"
)

SIGNED = date(2023, 6, 29)

DATES = [
    ("к 1 декабря 2008 года", "2008 жылғы 1 желтоқсанға қарай", "2008-12-01"),
    ("до 25 декабря 2023 года", "2023 жылғы 25 желтоқсанға дейін", "2023-12-25"),
    ("не позднее 5 мая 2024 года", "2024 жылғы 5 мамырға дейін", "2024-05-05"),
    ("2008 год", "2008 жыл", "2008-12-31"),
    ("IV квартал 2023 года", "2023 жылғы IV тоқсан", "2023-12-31"),
    ("2-квартал 2024 года", "2024 жылғы 2-тоқсан", "2024-06-30"),
    ("I полугодие 2024 года", "2024 жылғы I жартыжылдық", "2024-06-30"),
    ("июнь 2024 года", "2024 жылғы маусым", "2024-06-30"),
    ("2023-2025 годы", "2023 - 2025 жылдар", "2025-12-31"),
    ("до конца 2024 года", "2024 жылдың соңына дейін", "2024-12-31"),
]

UNDATED = [
    ("ежемесячно до 10 числа месяца, следующего за отчетным",
     "ай сайын, есепті айдан кейінгі айдың 10-күніне дейін", "every month, by day 10"),
    ("ежемесячно до 25 числа месяца, следующего за отчетным",
     "ай сайын, есепті айдан кейінгі айдың 25-күніне дейін", "every month, by day 25"),
    ("ежеквартально, к 5 числу месяца, следующего за отчетным кварталом",
     "тоқсан сайын, есепті тоқсаннан кейінгі айдың 5-күніне қарай", "every quarter, by day 5"),
    ("по итогам полугодия, не позднее 15 числа месяца, следующего за отчетным",
     "жартыжылдықтың қорытындысы бойынша, есепті кезеңнен кейінгі айдың 15-і күнінен кешіктірмей",
     "every half year, by day 15"),
    ("ежегодно к 30 июня и 30 декабря", "жыл сайын 30 маусымға және 30 желтоқсанға қарай",
     "every year on 30.06 and 30.12"),
    ("ежегодно до 15 февраля года, следующего за отчетным",
     "жыл сайын, есепті жылдан кейінгі жылдың 15 ақпанына дейін", "every year, by day 15 of month 2"),
    ("по итогам года, не позднее 1 февраля", "жыл қорытындысы бойынша, 1 ақпаннан кешіктірмей",
     "every year, by day 1 of month 2"),
]  # fmt: skip

NAMELESS = ["постоянно", "на постоянной основе", "тұрақты негізде", "по мере необходимости", "қажеттілігіне қарай",
            "в кратчайшие сроки", "срочно", "шұғыл", "незамедлительно", "", "-", "—"]  # fmt: skip


@pytest.mark.parametrize(("russian", "kazakh", "due"), DATES)
def test_a_date_is_read_alike_in_both_languages(russian: str, kazakh: str, due: str):
    assert read_deadline(russian).due_on == read_deadline(kazakh).due_on == date.fromisoformat(due)
    assert read_deadline(russian).why is None


@pytest.mark.parametrize(("russian", "kazakh", "recurrence"), UNDATED)
def test_what_comes_back_is_understood_and_has_no_single_date(russian: str, kazakh: str, recurrence: str):
    for text in (russian, kazakh):
        wording = read_deadline(text)

        assert str(wording.recurrence) == recurrence
        assert wording.due_on is None
        assert wording.why is not None
        assert wording.why.startswith("needs a date: ")


@pytest.mark.parametrize("text", NAMELESS)
def test_what_names_no_date_gets_none(text: str):
    wording = read_deadline(text, signed_on=SIGNED)

    assert wording.due_on is None
    assert wording.why


@pytest.mark.parametrize(
    ("text", "due", "within"),
    [
        ("до конца года", "2023-12-31", None),
        ("жыл соңына дейін", "2023-12-31", None),
        ("в двухмесячный срок", "2023-08-29", "2 months"),
        ("екі ай мерзімде", "2023-08-29", "2 months"),
        ("в месячный срок", "2023-07-29", "1 month"),
        ("в 10-дневный срок", "2023-07-09", "10 days"),
        ("до 15 ноября", "2023-11-15", None),
        ("до 15 марта", "2024-03-15", None),
    ],
)
def test_what_counts_from_the_day_of_the_document_waits_for_that_day(text: str, due: str, within: str | None):
    assert read_deadline(text).due_on is None
    assert "needs a date" in str(read_deadline(text).why)
    assert read_deadline(text, signed_on=SIGNED).due_on == date.fromisoformat(due)
    assert read_deadline(text, signed_on=SIGNED).within == within


def test_a_month_after_the_last_of_january_is_the_last_of_february():
    assert read_deadline("в месячный срок", signed_on=date(2024, 1, 31)).due_on == date(2024, 2, 29)


def test_what_counts_from_receipt_keeps_its_length_and_gets_no_date():
    for text in ("в течение десяти рабочих дней после получения", "алғаннан кейін он жұмыс күні ішінде"):
        wording = read_deadline(text, signed_on=SIGNED)

        assert (wording.due_on, wording.within) == (None, "10 working days")


@pytest.mark.parametrize(
    "slip",
    [
        "  До 25  ДЕКАБРЯ 2023 года.", "до 25 декабря 2023 г.", "до 25 декабря 2023г.", "25.12.2023", "25.12.2023 г.",
        "до\u00a025\u00a0декабря\u00a02023\u00a0года", "2023-12-25", "срок до 25 декабря 2023 года",
    ],
)  # fmt: skip
def test_slips_of_the_pen_do_not_matter(slip: str):
    assert read_deadline(slip).due_on == date(2023, 12, 25)


@pytest.mark.parametrize(
    "quarter",
    ["IV квартал 2023 года", "ІV квартал 2023 года", "4 квартал 2023 г.", "до конца IV квартала 2023 года"],
)
def test_a_quarter_is_read_though_its_numeral_is_in_other_letters(quarter: str):
    assert read_deadline(quarter).due_on == date(2023, 12, 31)


def test_a_half_year_that_speaks_of_a_quarter_is_taken_with_a_remark():
    """As a resolution of 2025 has it: «по итогам полугодия … следующего за отчетным кварталом»."""
    wording = read_deadline("по итогам полугодия, не позднее 15 числа месяца, следующего за отчетным кварталом")

    assert wording.recurrence is not None
    assert wording.recurrence.every == "half_year"
    assert wording.notes == ("the text itself says quarter",)


@pytest.mark.parametrize(
    "text",
    [
        "до 31 февраля 2024 года", "до 30 ноября 2024 года и далее", "V квартал 2023 года", "III полугодие 2024 года",
        "2025-2023 годы", "до 25 декабря 1023 года", "до 25 декабря 3023 года", "до 2025 года", "летом", "12/13/2024",
        "32.12.2023", "2008 год, … (обрезано)", "ежемесячно до 99 числа месяца, следующего за отчетным",
    ],
)  # fmt: skip
def test_what_is_impossible_or_could_mean_two_things_is_never_guessed(text: str):
    wording = read_deadline(text, signed_on=SIGNED)

    assert wording.due_on is None
    assert wording.why is not None
    assert wording.why.startswith("needs a date: ")


def test_the_piece_that_is_left_over_is_named():
    assert read_deadline("2008 год, … (обрезано)").why == (
        "needs a date: «2008 год, … (обрезано)» is not understood: «… (обрезано)» is left over"
    )


def test_of_several_dates_the_last_is_due_and_the_others_are_noted():
    wording = read_deadline("до 1 июля 2024 года; до 25 декабря 2024 года")

    assert wording.due_on == date(2024, 12, 25)
    assert wording.notes == ("several dates: 2024-07-01, 2024-12-25",)
    assert read_deadline("до 1 июля 2024 года;\nкогда-нибудь").due_on is None


def test_a_span_has_both_ends():
    wording = read_deadline("26 мая - 26 июня 2023")

    assert (wording.starts_on, wording.due_on, wording.kind) == (date(2023, 5, 26), date(2023, 6, 26), Kind.SPAN)


@given(st.text(max_size=60) | st.text("до к жыл 0123456789.-–;IV квартал года сайын", max_size=60))
def test_any_text_is_read_or_answered_with_a_reason(text: str):
    wording = read_deadline(text)

    assert (wording.due_on is None) == (wording.why is not None)


@pytest.mark.parametrize("text", ["1" * 40_000, "до " * 20_000, "ежегодно" * 5_000, ";" * 10_000])
def test_a_cell_of_forty_thousand_characters_is_answered_at_once(text: str):
    assert read_deadline(text).due_on is None


@needs_notations
def test_every_collected_notation_is_understood_alike_in_both_languages():
    with NOTATIONS.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 18
    for row in rows:
        russian, kazakh = (read_deadline(row[column], signed_on=SIGNED) for column in ("text_ru", "text_kk"))

        assert russian.kind is kazakh.kind is not Kind.UNCLEAR, row["text_ru"]
        assert russian.due_on == kazakh.due_on
        assert russian.recurrence == kazakh.recurrence
        assert russian.within == kazakh.within
