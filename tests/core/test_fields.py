"""Values are read by their field's type; what cannot be read is refused with what would be."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.core.errand import DIRECTORY, ERRAND
from workflow.errors import Invalid, NotFound, QadamError
from workflow.fields import LONGEST_TEXT, clean_comment, language_of, read_value, stored
from workflow.numbers import check_number


def read(name, value):
    return read_value(ERRAND, name, value, DIRECTORY)


@pytest.mark.parametrize(
    ("name", "value", "result"),
    [
        ("amount", "12", 12),
        ("amount", " 1 0 ", 10),
        ("amount", "1\u00a00", 10),
        ("amount", 0, 0),
        ("rate", "1,5", 1.5),
        ("rate", "1 000.25", 1000.25),
        ("note", "  tidy  ", "tidy"),
        ("note", "a\u200bb\u202e", "ab"),
        ("note", 7, "7"),
        ("urgent", "да", True),
        ("urgent", "жоқ", False),
        ("urgent", True, True),
        ("day", "2024-05-15", "2024-05-15"),
        ("day", "15.05.2024", "2024-05-15"),
        ("due_on", "1.7.2024", date(2024, 7, 1)),
        ("kind", "small", "small"),
        ("links", "a, b,,c", ["a", "b", "c"]),
        ("links", ["a", "b"], ["a", "b"]),
        ("due_on", "2024-05-15", date(2024, 5, 15)),
        ("due_on", "", None),
        ("title", "Алдын алу науқаны", {"kk": "Алдын алу науқаны"}),
        ("title", {"ru": "Мера", "en": "Measure", "kk": ""}, {"ru": "Мера", "en": "Measure"}),
        ("lead_agency", " mia ", "MIA"),
        ("co_executors", "moh,mia,moh", ("MOH", "MIA")),
        ("regions", "kz-61, KZ-10", ("KZ-61", "KZ-10")),
        ("plan", {"section": "A", "note": ""}, {"section": "A"}),
        ("note", "", None),
        ("amount", None, None),
    ],
)
def test_a_value_becomes_its_field_s_type(name, value, result):
    assert read(name, value) == result


@pytest.mark.parametrize(
    ("name", "value", "reason"),
    [
        ("amount", "many", "amount takes a whole number, not 'many'"),
        ("amount", "1.5", "amount takes a whole number"),
        ("amount", "-1", "amount must be at least 0, not -1"),
        ("amount", "101", "amount must be at most 100, not 101"),
        ("amount", "9" * 30, r"at most 2\^53"),
        ("rate", "nan", "rate takes a number"),
        ("rate", "inf", "rate takes a number"),
        ("rate", "1e999", "rate takes a number"),
        ("note", "x" * 21, "note must be at most 20 characters, not 21"),
        ("note", "x" * (LONGEST_TEXT + 1), "note is 10,001 characters long"),
        ("urgent", "perhaps", "urgent takes yes or no"),
        ("day", "05/15/2024", "day takes a date such as"),
        ("day", "31.02.2024", "day takes a date such as"),
        ("day", "2024-02-30", "day takes a date"),
        ("kind", "huge", "kind cannot be 'huge'"),
        ("links", "a,b,c,d", "links must be at most 3 entries"),
        ("due_on", "soon", "due_on takes a date"),
        ("title", "\u200b", "title needs words"),
        ("title", {"fr": "mesure"}, "title needs words in en, ru or kk"),
        ("plan", "text", "plan takes notes by name"),
    ],
)
def test_what_cannot_be_read_is_refused_in_words(name, value, reason):
    with pytest.raises(Invalid, match=reason):
        read(name, value)


@pytest.mark.parametrize(("name", "value"), [("lead_agency", "FBI"), ("co_executors", "MIA,FBI"), ("regions", "KZ-99")])
def test_a_code_nobody_has_is_answered_with_the_known_ones(name, value):
    with pytest.raises(NotFound, match="there is no") as refusal:
        read(name, value)

    assert "KZ-10" in refusal.value.possible or "MIA" in refusal.value.possible


def test_a_choice_is_answered_with_the_choices():
    with pytest.raises(Invalid) as refusal:
        read("kind", "huge")

    assert refusal.value.possible == "one of: small, large"


ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=30),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
FIELDS = st.sampled_from([*ERRAND.fields, "title", "lead_agency", "co_executors", "regions", "due_on", "plan", "x"])


@given(FIELDS, ANYTHING)
def test_whatever_is_given_is_read_or_refused(name, value):
    """No input makes reading fail in any other way, and what was read reads the same once stored."""
    try:
        result = read(name, value)
    except QadamError:
        return

    assert read(name, stored(result)) == result


def test_a_language_is_told_by_its_letters():
    assert [language_of(text) for text in ("Әрекет", "Мера", "Measure", "12")] == ["kk", "ru", "en", "en"]


NUMBERS = "up to 24 letters, digits, dots and dashes, e.g. 12, 3.1 or 12а"
LANGUAGES = "a text, or one text per language"
SEVERAL = "several, with commas between them"


@pytest.mark.parametrize(
    ("name", "value", "message", "possible"),
    [
        ("note", ["x"], "note takes text, not ['x']", None),
        ("note", True, None, None),  # a number is text where text is wanted
        ("note", 12, None, None),
        ("note", "x" * 10_000, "note must be at most 20 characters, not 10000", None),
        ("note", "x" * 10_001, "note is 10,001 characters long; at most 10,000 are kept", None),
        ("amount", "7.5", "amount takes a whole number, not '7.5'", None),
        ("rate", "much", "rate takes a number, not 'much'", None),
        ("rate", "inf", "rate takes a number, not 'inf'", None),
        ("rate", "-inf", "rate takes a number, not '-inf'", None),
        ("urgent", "maybe", "urgent takes yes or no, not 'maybe'", None),
        ("day", "soon", "day takes a date such as 2026-12-20, not 'soon'", None),
        ("kind", "huge", "kind cannot be 'huge'", "one of: small, large"),
        ("links", 3, "links takes a list, not 3", SEVERAL),
        ("links", ["a", 2], "links takes text, not 2", None),
        ("links", "a,b,c,d", "links must be at most 3 entries, not 4", None),
        ("title", "", "title needs words in en, ru or kk", LANGUAGES),
        ("title", {"de": "x"}, "title needs words in en, ru or kk", LANGUAGES),
        ("title", {"en": 3}, "title takes text, not 3", None),
        ("title", {"en": "a", "ru": "б", "kk": "ә"}, None, None),
        ("co_executors", 3, "co_executors takes a list, not 3", SEVERAL),
        ("regions", 3, "regions takes a list, not 3", SEVERAL),
        ("regions", "KZ-99", "there is no region 'KZ-99'", "regions: KZ-10, KZ-61, KZ-63"),
        ("lead_agency", "XYZ", "there is no agency 'XYZ'", "agencies: MIA, MOH, AKIMAT"),
        ("plan", "x", "plan takes notes by name, not 'x'", "qadam import sets it"),
        ("plan", {"section": 3}, "plan.section takes text, not 3", None),
        ("colour", "red", "errand has no field 'colour'",
         "its fields are: amount, rate, note, urgent, day, kind, links, title, lead_agency, co_executors, regions, "
         "starts_on, due_on, plan"),
    ],
)  # fmt: skip
def test_what_is_refused_names_the_field_what_was_given_and_what_it_takes(name, value, message, possible):
    if message is None:
        assert read_value(ERRAND, name, value, DIRECTORY)
        return
    with pytest.raises((Invalid, NotFound)) as refused:
        read_value(ERRAND, name, value, DIRECTORY)

    assert (refused.value.message, refused.value.possible) == (message, possible)


def test_a_whole_number_is_one_that_spreadsheets_keep_whole():
    free = replace(ERRAND.fields["amount"], min=None, max=None)
    definition = replace(ERRAND, fields={"amount": free})

    assert read_value(definition, "amount", str(2**53), DIRECTORY) == 2**53
    assert read_value(definition, "amount", f"-{2**53}", DIRECTORY) == -(2**53)
    for beyond in (2**53 + 1, -(2**53) - 1):
        with pytest.raises(Invalid, match=r"at most 2\^53"):
            read_value(definition, "amount", beyond, DIRECTORY)


def test_numbers_are_read_as_people_write_them():
    bounded = replace(ERRAND.fields["rate"], min=1, max=2000)
    definition = replace(ERRAND, fields={**ERRAND.fields, "rate": bounded})

    assert read_value(definition, "rate", "1 234\u00a0,5", DIRECTORY) == 1234.5
    assert read_value(definition, "amount", "1\u00a00 0", DIRECTORY) == 100
    with pytest.raises(Invalid, match=r"rate must be at most 2000, not 2000\.5"):
        read_value(definition, "rate", "2000,5", DIRECTORY)
    with pytest.raises(Invalid, match=r"rate must be at least 1, not 0\.5"):
        read_value(definition, "rate", "0.5", DIRECTORY)


def test_a_number_that_cannot_be_one_is_shown_shortened_with_what_can():
    with pytest.raises(Invalid) as refused:
        check_number("x" * 50)

    assert refused.value.message == f"{'x' * 40!r} cannot be a measure's number"
    assert refused.value.possible == NUMBERS


def test_a_comment_is_text_and_has_an_end():
    with pytest.raises(Invalid, match=r"^the comment is 10,001 characters long"):
        clean_comment("x" * 10_001)
    assert clean_comment("x" * 10_000) == "x" * 10_000


def test_values_are_kept_as_json_has_them():
    assert stored(date(2024, 5, 15)) == "2024-05-15"
    assert stored(("MIA", "MOH")) == ["MIA", "MOH"]
    assert stored("x") == "x"
