"""The catalogues say all that the code says, in the same terms, and what is read at work is what people wrote."""

from __future__ import annotations

import re
import shutil
import string
from pathlib import Path

import pytest

pytest.importorskip("babel", reason="Babel is not installed: pip install -e '.[test]'")

from babel import Locale
from babel.messages.catalog import Catalog
from babel.plural import PluralRule

from notifier import catalogue as reading
from notifier.catalogue import catalogue, everywhere
from notifier.catalogues import __main__ as catalogues
from notifier.catalogues.__main__ import TRANSLATED, extracted, faults, messages, translated
from notifier.wording import span


@pytest.fixture(scope="module")
def sentences() -> Catalog:
    return extracted()


def fields(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name is not None}


def forms(said: object) -> tuple[str, ...]:
    return said if isinstance(said, tuple) else (str(said),)


@pytest.mark.parametrize("language", TRANSLATED)
def test_every_sentence_of_the_code_is_translated_and_compiled(sentences: Catalog, language: str) -> None:
    assert len(messages(sentences)) > 90
    assert list(faults(language, sentences)) == []


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_translation_speaks_of_the_same_things(language: str) -> None:
    for (_, sentence), said in messages(translated(language)).items():
        wanted = fields(forms(sentence)[0])
        assert all(fields(form) == wanted for form in forms(said)), sentence
        assert all(form == form.strip() and not re.search(r"  |\.\.$", form) for form in forms(said)), sentence


@pytest.mark.parametrize("language", TRANSLATED)
def test_a_number_has_as_many_forms_as_the_language(language: str) -> None:
    known = translated(language)
    for (_, sentence), said in messages(known).items():
        assert len(forms(said)) == (known.num_plurals if isinstance(sentence, tuple) else 1), sentence


def test_gettext_chooses_the_form_that_cldr_does() -> None:
    rule = Locale("ru").plural_form
    assert isinstance(rule, PluralRule)
    chosen = {"one": "день", "few": "дня", "many": "дней"}
    assert all(span(number, "days", "ru") == f"{number} {chosen[rule(number)]}" for number in range(300))


def test_no_translation_is_left_in_english() -> None:
    for language in TRANSLATED:
        said = [form for forms_ in messages(translated(language)).values() for form in forms(forms_)]
        assert [form for form in said if re.search("[A-Za-z]", re.sub(r"{\w+}", "", form))] == []


def test_english_needs_no_catalogue() -> None:
    assert catalogue("en").gettext("Late") == "Late"
    assert everywhere("Late") == {"kk": "Мерзімі өткен", "ru": "Просрочено", "en": "Late"}


def test_what_is_missing_left_over_or_not_compiled_is_named(
    sentences: Catalog, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copytree(reading.CATALOGUES, tmp_path, dirs_exist_ok=True)
    monkeypatch.setattr(catalogues, "CATALOGUES", tmp_path)
    file = tmp_path / "ru.po"
    file.write_text(file.read_text().replace('msgid "Late"', 'msgid "Tardy"').replace('"Просрочено"', '""'))

    assert catalogues.main(["--check"]) == 1
    named = capsys.readouterr().out
    assert "ru.po does not have (None, 'Late')" in named
    assert "ru.po has (None, 'Tardy'), which the code does not" in named
    assert "ru.po does not translate" in named
    assert "ru.mo is not what ru.po says" in named

    assert catalogues.main([]) == 1  # brought up to date, and one translation is wanted
    assert capsys.readouterr().out == "ru.po does not translate (None, 'Late')\n"
    file.write_text(file.read_text().replace('msgid "Late"\nmsgstr ""', 'msgid "Late"\nmsgstr "Просрочено"'))
    assert catalogues.main([]) == 0
    assert list(faults("ru", sentences)) == []
