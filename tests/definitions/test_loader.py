"""A definition file becomes a Definition, or says everything that is wrong with it; no file can do harm."""

import hashlib

import pytest

from definitions.loader import (
    MEASURE_TYPES,
    check_definition,
    load_definition,
    load_source,
    parse_definition,
    read_source,
)
from definitions.yaml_file import DEEPEST, LARGEST_FILE, MOST_VALUES, Place, read_yaml
from workflow.definition import Definition
from workflow.definition_document import definition_from
from workflow.errors import Invalid

CAMPAIGN = (MEASURE_TYPES / "campaign.yaml").read_text(encoding="utf-8")


def test_a_file_becomes_a_definition_with_its_digest():
    definition = load_definition(MEASURE_TYPES / "campaign.yaml")

    assert isinstance(definition, Definition)
    assert definition.type == "campaign"
    assert definition.digest == hashlib.sha256(CAMPAIGN.encode()).hexdigest()


def test_a_path_may_be_text():
    assert load_definition(str(MEASURE_TYPES / "study.yaml")).type == "study"


def test_text_and_file_give_the_same_definition():
    assert parse_definition(CAMPAIGN, "campaign.yaml") == load_definition(MEASURE_TYPES / "campaign.yaml")


def test_a_stored_document_gives_the_same_definition_again():
    source = load_source(MEASURE_TYPES / "campaign.yaml")

    assert definition_from(source.document, source.digest) == source.definition


def test_transitions_and_deadlines_know_their_lines():
    source = load_source(MEASURE_TYPES / "campaign.yaml")
    lines = source.text.splitlines()

    assert all(f"event: {t['event']}" in lines[t["line"] - 1] for t in source.document["transitions"])
    assert all(lines[d["line"] - 1].startswith(f"  {name}:") for name, d in source.document["deadlines"].items())
    assert {t.line for t in source.definition.transitions} == {t["line"] for t in source.document["transitions"]}


def test_an_error_tells_how_many_and_lists_them_line_by_line():
    text = CAMPAIGN.replace("from: draft, to: approved", "from: draft, to: aproved").replace("version: 1", "version: x")
    with pytest.raises(Invalid) as refusal:
        parse_definition(text, "campaign.yaml")
    first, *rest = refusal.value.message.splitlines()

    assert first == "campaign.yaml has 2 errors"
    assert rest == [str(finding) for finding in check_definition(text, "campaign.yaml")]
    assert all(line.startswith("campaign.yaml:") and ": error: " in line for line in rest)


def test_warnings_alone_do_not_stop_a_file():
    text = CAMPAIGN.replace("kk: Профилактикалық (ақпараттық) науқан", "kk: Науқан").replace(
        "  en: Awareness campaign\n", ""
    )
    (finding,) = check_definition(text, "campaign.yaml")

    assert finding.severity == "warning"
    assert parse_definition(text, "campaign.yaml").titles["kk"] == "Науқан"


def test_findings_stand_in_the_order_of_the_file():
    found = check_definition(CAMPAIGN.replace("national.coordinator", "nobody"), "campaign.yaml")

    assert len(found) > 10
    assert list(found) == sorted(found, key=lambda finding: (finding.line, finding.column))


def test_a_file_that_is_not_there_is_refused_in_one_line(tmp_path):
    with pytest.raises(Invalid, match=r"absent\.yaml cannot be read: No such file"):
        load_definition(tmp_path / "absent.yaml")


def test_a_folder_is_refused_in_one_line(tmp_path):
    with pytest.raises(Invalid, match="cannot be read: Is a directory"):
        load_definition(tmp_path)


def test_a_file_in_another_encoding_is_refused_with_its_line(tmp_path):
    path = tmp_path / "old.yaml"
    path.write_bytes("type: a\ntitle: Лекции\n".encode("cp1251"))
    with pytest.raises(Invalid, match=r"old\.yaml:2: this is no text in UTF-8"):
        load_definition(path)


def test_a_byte_order_mark_and_windows_lines_do_no_harm(tmp_path):
    path = tmp_path / "campaign.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + CAMPAIGN.replace("\n", "\r\n").encode())
    there = load_definition(path)

    assert there.transitions == load_definition(MEASURE_TYPES / "campaign.yaml").transitions


def test_a_huge_file_is_never_read_whole(tmp_path):
    path = tmp_path / "huge.yaml"
    path.write_text("# " + "x" * LARGEST_FILE * 4)
    with pytest.raises(Invalid, match="bytes; at most 262,144 are read"):
        load_definition(path)


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("", 1, "empty"),
        ("# nothing\n", 1, "empty"),
        ("type: [a\nversion: 1\n", 2, "syntax"),
        ("type: a\n\tversion: 1\n", 2, "syntax"),
        ("type: a\nversion: \x07\n", 2, "syntax"),
        ("type: a\n---\ntype: b\n", 2, "syntax"),
        ("type: *nowhere\n", 1, "unknown-anchor"),
        ("states: &all\n  draft: *all\n", 2, "unknown-anchor"),
        ("type: !!python/name:os.system\n", 1, "tag"),
        ("type: !include secret.yaml\n", 1, "tag"),
        ("type: a\nversion: 1\ntype: b\n", 3, "duplicate-key"),
        ("states:\n  draft: {title: {}}\n  draft: {title: {}}\n", 3, "duplicate-key"),
        ("base: &base {a: 1}\nmore:\n  <<: *base\n", 3, "bad-key"),
        ("? [a, b]\n: 1\n", 1, "bad-key"),
        ("[" * 100_000, 1, "too-deep"),
        ("a: " + "{a: " * DEEPEST + "1" + "}" * DEEPEST, 1, "too-deep"),
        ("- x\n" * (MOST_VALUES + 1), MOST_VALUES, "too-large"),
    ],
)
def test_what_is_no_decent_yaml_is_refused_at_its_place(text, line, code):
    found = check_definition(text, "x.yaml")

    assert (code, line) in {(finding.code, finding.line) for finding in found}
    with pytest.raises(Invalid):
        parse_definition(text, "x.yaml")


def test_aliases_cannot_blow_a_small_file_up():
    levels = [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 10)}]" for n in range(1, 12)]
    bomb = "\n".join(["a0: &a0 [x, x, x, x, x, x, x, x, x, x]", *levels])
    found = check_definition(bomb, "bomb.yaml")

    assert [finding.code for finding in found] == ["too-large"]


def test_a_crowd_of_states_is_refused_before_it_is_explored():
    states = "\n".join(f"  s{n}: {{}}" for n in range(3000))
    moves = "\n".join('  - {event: e, from: "*", to: s1}' for _ in range(900))
    found = check_definition(f"type: a\nstates:\n{states}\ntransitions:\n{moves}\n", "crowd.yaml")

    assert {"too-many"} <= {finding.code for finding in found}


def test_an_alias_is_the_value_of_its_anchor():
    file = read_yaml("a: &ladder [{at: due}]\nb: *ladder\n", "x.yaml")

    assert file.document == {"a": [{"at": "due"}], "b": [{"at": "due"}]}
    assert file.document["a"] is not file.document["b"]
    assert file.place(("b", 0)) == file.place(("a", 0)) == Place(1, 13)


def test_words_that_yaml_likes_to_misread_stay_words():
    document = read_yaml("on: 2026-12-20\noff: no\ntime: 12:30\nzip: 010000\nq: '1'\n", "x.yaml").document

    assert document == {"on": "2026-12-20", "off": "no", "time": "12:30", "zip": "010000", "q": "1"}


def test_numbers_booleans_and_nothing_are_read():
    assert read_yaml("[1, -2, 0.5, true, false, null, ~, 1e3]", "x.yaml").document == [
        1, -2, 0.5, True, False, None, None, "1e3",
    ]  # fmt: skip


def test_every_path_has_its_place():
    file = read_yaml("states:\n  draft:\n    deadline: [a, b]\n    final: true\n", "x.yaml")

    assert file.place(("states",)) == Place(1, 1)
    assert file.place(("states", "draft")) == Place(2, 3)
    assert file.place(("states", "draft", "deadline", 1)) == Place(3, 19)
    assert file.place(("states", "draft", "final")) == Place(4, 12)
    assert file.key_place(("states", "draft", "final")) == Place(4, 5)
    assert file.place(("states", "draft", "title", "ru")) == Place(2, 3)


def test_columns_count_letters_not_bytes():
    text = CAMPAIGN.replace("kk: Жоба}", "kk: Жоба, kz: Жоба}", 1)
    (finding,) = check_definition(text, "campaign.yaml")

    assert text.splitlines()[finding.line - 1][finding.column - 1 :].startswith("kz: Жоба}")


def test_a_source_keeps_the_text_as_it_was():
    source = read_source(CAMPAIGN, MEASURE_TYPES / "campaign.yaml")

    assert (source.text, source.name) == (CAMPAIGN, "campaign.yaml")
    assert source == load_source(MEASURE_TYPES / "campaign.yaml")


def test_a_section_left_empty_says_nothing():
    text = CAMPAIGN.replace("create: {by: national.coordinator, requires: [title]}", "create:")

    assert text != CAMPAIGN
    assert parse_definition(text, "campaign.yaml").created_by == ("national.coordinator",)
