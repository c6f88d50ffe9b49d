# ruff: noqa: E501 - the table of mistakes reads better in wide lines
"""Every mistake the linter knows is found, at its place, and nothing is found where there is none."""

import re

import pytest

from definitions.loader import check_definition
from definitions.name_checks import LANGUAGES
from definitions.yaml_file import read_yaml

LECTURES = """\
type: lectures
version: 1
title: {en: Lectures, ru: Лекции, kk: Дәрістер}
create: {by: national.coordinator, requires: [title]}
fields:
  listeners: {type: integer, min: 0, max: 9000, title: {en: Listeners, ru: Слушателей, kk: Тыңдаушылар}}
  topic: {type: choice, choices: [harm, law], title: {en: Topic, ru: Тема, kk: Тақырып}}
states:
  draft: {initial: true, deadline: approval, title: {en: Draft, ru: Проект, kk: Жоба}}
  approved: {deadline: [execution, oversight], title: {en: Approved, ru: Утверждено, kk: Бекітілді}}
  on_hold: {pauses: true, deadline: review, title: {en: On hold, ru: Приостановлено, kk: Тоқтатылды}}
  reported: {deadline: acceptance, title: {en: Reported, ru: Исполнено, kk: Орындалды}}
  closed: {final: true, title: {en: Closed, ru: Снято с контроля, kk: Бақылаудан алынды}}
  cancelled: {final: true, outcome: cancelled, title: {en: Cancelled, ru: Отменено, kk: Күші жойылды}}
events:
  approve: {title: {en: Approve, ru: Утвердить, kk: Бекіту}}
  hold: {title: {en: Hold, ru: Приостановить, kk: Тоқтату}}
  resume: {title: {en: Resume, ru: Возобновить, kk: Жалғастыру}}
  extend: {title: {en: Extend, ru: Продлить, kk: Ұзарту}}
  report: {title: {en: Report, ru: Представить отчёт, kk: Есеп ұсыну}}
  return: {title: {en: Return, ru: Вернуть, kk: Қайтару}}
  accept: {title: {en: Accept, ru: Снять с контроля, kk: Бақылаудан алу}}
  accept_late: {title: {en: Accept unread, ru: Принять, kk: Қабылдау}}
  complete: {title: {en: Complete, ru: Завершить, kk: Аяқтау}}
  reopen: {title: {en: Reopen, ru: Вернуть на контроль, kk: Бақылауға қайтару}}
  cancel: {title: {en: Cancel, ru: Отменить, kk: Күшін жою}}
transitions:
  - {event: approve, from: draft, to: approved, by: national.coordinator, level: national, not_by: author,
     requires: [lead_agency, due_on], sets: [topic], fan_out: regions}
  - {event: hold, from: approved, to: on_hold, by: national.coordinator, level: regional, comment: required}
  - {event: resume, from: on_hold, to: approved, by: national.coordinator, level: regional}
  - {event: extend, from: approved, to: same, by: national.coordinator, later: [due_on], before_due: 3 working days}
  - {event: report, from: approved, to: reported, by: agency.officer, level: regional, requires: [listeners]}
  - {event: return, from: reported, to: approved, by: regional.coordinator, level: regional, comment: required}
  - {event: accept, from: reported, to: closed, by: national.coordinator, not_by: report}
  - {event: accept_late, from: reported, to: closed, by: system}
  - {event: complete, from: approved, to: reported, level: national,
     when_children: {in: [closed], at_least: all, ignores: [cancelled]}}
  - {event: reopen, from: closed, to: approved, by: national.coordinator, comment: required}
  - {event: cancel, from: "*", to: cancelled, by: national.coordinator, cascade: true}
deadlines:
  approval:
    within: 10 working days
    title: {en: Approval, ru: Утверждение, kk: Бекіту}
    ladder:
      - {before: 3 working days, notify: author}
      - {at: due, notify: [author, national.coordinator]}
      - {after: 5 working days, notify: national.head}
  execution:
    level: regional
    until: due_on
    title: {en: Execution, ru: Исполнение, kk: Орындау}
    ladder:
      - {before: 5 working days, notify: responsible}
      - {at: due, notify: [responsible, regional.coordinator]}
  oversight:
    level: national
    until: due_on
    plus: 10 working days
    title: {en: Oversight, ru: Надзор, kk: Қадағалау}
    ladder: [{at: due, notify: national.head}]
  review:
    level: regional
    within: 20 days
    title: {en: Review, ru: Пересмотр, kk: Қайта қарау}
    ladder: [{at: due, notify: national.coordinator}]
  acceptance:
    within: 5 working days
    title: {en: Acceptance, ru: Решение, kk: Шешім}
    ladder:
      - {at: due, notify: national.coordinator}
      - {after: 10 working days, event: accept_late}
notices:
  create: {to: responsible, template: moved}
  fan_out: {to: regional.coordinator, template: assigned}
  report: {to: regional.coordinator, template: assigned}
"""


def test_nothing_is_wrong_with_a_right_definition():
    assert check_definition(LECTURES, "lectures.yaml") == ()


# What is written, what instead of it, the finding's code, and the text at whose place it must be found.
MISTAKES = [
    # names
    ("from: draft, to: approved", "from: draft, to: aproved", "unknown-state", "aproved"),
    ("from: approved, to: on_hold", "from: [approved, on_hlod], to: on_hold", "unknown-state", "on_hlod"),
    ("{in: [closed]", "{in: [closd]", "unknown-state", "closd"),
    ("ignores: [cancelled]", "ignores: [canceled]", "unknown-state", "canceled"),
    ("event: hold, from", "event: pause, from", "unknown-event", "pause, from"),
    ("not_by: report", "not_by: reprot", "unknown-event", "reprot"),
    ("event: accept_late}\n", "event: accept_lat}\n", "unknown-event", "accept_lat}"),
    ("  report: {to:", "  reports: {to:", "unknown-event", "reports: {to:"),
    ("requires: [listeners]", "requires: [listners]", "unknown-field", "listners"),
    ("sets: [topic]", "sets: [topics]", "unknown-field", "topics"),
    ("requires: [title]}", "requires: [titel]}", "unknown-field", "titel"),
    ("later: [due_on]", "later: [due]", "unknown-field", "due]"),
    ("plus: 10 working days", "plus: 10 workin days", "bad-duration", "10 workin days"),
    ("until: due_on\n    title", "until: due\n    title", "unknown-field", "due\n    title"),
    ("until: due_on\n    title", "until: listeners\n    title", "not-a-date", "listeners\n    title"),
    ("later: [due_on]", "later: [lead_agency]", "not-a-date", "lead_agency], before"),
    ("by: regional.coordinator,", "by: regional.cordinator,", "unknown-role", "regional.cordinator"),
    ("{by: national.coordinator, req", "{by: system, req", "unknown-role", "system, req"),
    ("notify: responsible}", "notify: [responsable]}", "unknown-recipient", "responsable"),
    ("{to: responsible,", "{to: everybody,", "unknown-recipient", "everybody"),
    ("template: moved", "template: move", "unknown-template", "move}"),
    ("deadline: approval", "deadline: aproval", "unknown-deadline", "aproval"),
    ("deadline: review, ", "", "unused-deadline", "  review:\n"),
    ("  complete: {title", "  fan_out: {title", "reserved-name", "fan_out: {title"),
    ("  topic: {type: choice", "  due_on: {type: choice", "reserved-name", "due_on: {type"),
    ("at_least: all", "at_least: [KZ-75, Almaty]", "unknown-region", "Almaty"),
    ("events:\n", "events:\n  archive: {title: {en: a, ru: а, kk: а}}\n", "unused-event", "archive:"),
    # titles
    ("title: {en: Lectures, ru: Лекции, kk: Дәрістер}", "title: {en: Lectures, ru: Лекции}", "missing-title", "title:"),
    ("{en: On hold, ru: Приостановлено, kk:", "{en: On hold, ru: ' ', kk:", "missing-title", "title: {en: On hold"),
    ("{en: Resume, ru: Возобновить, ", "{ru: Возобновить, ", "missing-title", "title: {ru: Возобновить"),
    ("{en: Review, ru: Пересмотр, kk: Қайта қарау}", "{en: Review}", "missing-title", "title: {en: Review}"),
    (", title: {en: Topic, ru: Тема, kk: Тақырып}", "", "missing-title", "topic: {type"),
    # fields
    ("min: 0, max: 9000", "min: 10, max: 9", "bad-bounds", "10, max"),
    ("choices: [harm, law]", "min: 1", "bad-bounds", "min: 1, title"),
    ("choices: [harm, law], ", "", "bad-choices", "topic: {type"),
    ("{type: integer, ", "{type: integer, choices: [a], ", "bad-choices", "choices: [a]"),
    # the way through the states
    ("initial: true, ", "", "no-initial", "states:"),
    ("approved: {deadline", "approved: {initial: true, deadline", "several-initial", "initial: true, deadline: [exec"),
    ("states:\n", "states:\n  lost: {title: {en: a, ru: а, kk: а}}\n", "unreachable-state", "lost:"),
    ("from: on_hold, to: approved", "from: on_hold, to: same", "never-done", "on_hold: {pauses"),
    ("{final: true, outcome", "{outcome", "dead-end", "cancelled: {outcome"),
    ("level: regional, requires: [listeners]", "level: national, requires: [listeners]", "stuck-variants", "fan_out: reg"),
    ("event: reopen, from: closed", "event: return, from: closed", "final-with-exit", "closed, to: approved"),
    ("event: accept_late, from", "event: accept, from", "overlap", "{event: accept, from: reported, to: closed, by: sys"),
    ("from: reported, to: closed, by: system", "from: reported, to: closed", "by-nobody", "{event: accept_late, from"),
    ("by: regional.coordinator, level", "by: [], level", "by-nobody", "by: [], level"),
    ("      - {after: 10 working days, event: accept_late}\n", "", "never-triggered", "system}"),
    ("by: system}", "by: system, evidence: 1}", "system-cannot", "evidence: 1"),
    ("to: approved, by: national.coordinator, level: national", "to: approved, by: national.coordinator, level: regional",
     "wrong-level", "regional, not_by"),
    (", fan_out: regions", "", "no-variants", "when_children"),
    ("at_least: all", "at_least: 21", "impossible-join", "21"),
    ("at_least: all", "at_least: 101%", "impossible-join", "101%"),
    ("at_least: all", "at_least: most", "impossible-join", "most"),
    ("{in: [closed]", "{in: [draft]", "join-unreachable", "draft], at_least"),
    ("ignores: [cancelled]", "ignores: [closed]", "join-contradiction", "closed], at_least"),
    # deadlines and ladders
    ("within: 20 days", "within: soon", "bad-duration", "soon"),
    ("before_due: 3 working days", "before_due: three days", "bad-duration", "three days"),
    ("within: 20 days", "within: 20 days\n    until: due_on", "deadline-when", "review:\n"),
    ("    within: 20 days\n", "", "deadline-when", "review:\n"),
    ("within: 20 days", "within: 20 days\n    plus: 2 days", "deadline-when", "plus: 2 days"),
    ("within: 20 days", "on: 2026-13-01", "bad-date", "2026-13-01"),
    ("[execution, oversight]", "[execution, oversight, execution]", "duplicate-deadline", "execution], title"),
    ("  review:\n    level: regional", "  review:\n    level: national", "deadline-never-runs", "review:\n"),
    ("requires: [lead_agency, due_on]", "requires: [lead_agency]", "deadline-may-not-run", "due_on\n    title"),
    ("{before: 3 working days, notify: author}", "{after: 9 working days, notify: author}", "ladder-order", "{at: due, notify: [a"),
    ("{after: 5 working days, notify", "{before: 3 working days, notify", "duplicate-rung", "{before: 3 working days, notify: national"),
    ("{before: 3 working days, notify: author}", "{before: 10 working days, notify: author}", "rung-before-opening",
     "{before: 10 working days"),
    ("{before: 5 working days, notify: responsible}", "{before: 5 working days}", "idle-rung", "{before: 5 working days}"),
    ("{before: 5 working days, notify: responsible}", "{notify: responsible}", "rung-position", "{notify: responsible}"),
    ("    ladder: [{at: due, notify: national.head}]\n", "", "no-ladder", "oversight:\n"),
    ("event: accept_late}\n", "event: accept}\n", "rung-event", "accept}\nnotices"),
    ("[{at: due, notify: national.head}]", "[{at: due, notify: regional.head}]", "recipient-without-region", "regional.head"),
    ("report: {to: regional.coordinator", "accept: {to: regional.coordinator", "recipient-without-region", "regional.coordinator, template: assigned}\n"),
    ("{after: 5 working days, notify", "{after: 5 working days, every: 5 working days, notify", "endless-rung", "every: 5 working days, notify"),
    ("{after: 5 working days, notify", "{after: 5 working days, every: 2 days, times: 3, notify", "mixed-units", "2 days, times"),
    ("{before: 3 working days, notify: author}", "{before: 3 working days, every: 1 working day, times: 4, notify: author}", "rung-past-due", "4, notify"),
    ("within: 20 days", "on: 2026-12-20\n    every: quarter", "endless-deadline", "every: quarter"),
    ("within: 20 days", "within: 20 days\n    by_day: 5", "deadline-when", "by_day: 5"),
    ("within: 20 days", "follows: execucion", "unknown-deadline", "execucion"),
    ("within: 20 days", "follows: review", "follows-a-follower", "review\n    title"),
    ("event: resume, from: on_hold", "reports: review, event: resume, from: on_hold", "not-recurring", "review, event"),
    ("deadline: review", "deadline: [review, execution]", "pause-runs-on", "execution], title: {en: On hold"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "code", "marked"), MISTAKES, ids=lambda v: str(v)[:30])
def test_each_mistake_is_found_at_its_place(old, new, code, marked):
    text = seeded(old, new)
    found = [finding for finding in check_definition(text, "lectures.yaml") if finding.code == code]

    assert places_of(text, marked) & {(finding.line, finding.column) for finding in found}


def test_at_least_forty_kinds_of_mistakes_are_known():
    assert len({code for _, _, code, _ in MISTAKES}) >= 40


def test_one_slip_does_not_cause_a_shower_of_complaints():
    (finding,) = check_definition(seeded("from: draft, to: approved", "from: draft, to: aproved"), "lectures.yaml")

    assert str(finding) == (
        "lectures.yaml:28:39: error: unknown state 'aproved' (did you mean 'approved'? "
        "states are: draft, approved, on_hold, reported, closed, cancelled)"
    )


def test_ten_different_mistakes_are_all_listed_in_one_run():
    slips = [
        ("version: 1", "version: one", "bad-value"),
        ("from: draft, to: approved", "from: draft, to: aproved", "unknown-state"),
        ("requires: [listeners]", "requires: [listners]", "unknown-field"),
        ("comment: required}\n  - {event: resume", "comment: yes}\n  - {event: resume", "bad-value"),
        (
            "from: on_hold, to: approved, by: national.coordinator",
            "from: on_hold, to: approved, by: boss",
            "unknown-role",
        ),
        ("within: 10 working days", "within: ten days", "bad-duration"),
        ("notify: responsible}", "notify: responsable}", "unknown-recipient"),
        ("deadline: review", "deadline: revue", "unknown-deadline"),
        ("min: 0, max: 9000", "min: 5, max: 1", "bad-bounds"),
        ("{to: responsible, template: moved}", "{to: responsible, template: move, cc: author}", "unknown-key"),
    ]
    text = LECTURES
    for old, new, _ in slips:
        assert old in text
        text = text.replace(old, new, 1)
    found = check_definition(text, "lectures.yaml")
    expected = [code for _, _, code in slips] + ["unknown-template"]

    assert sorted(finding.code for finding in found) == sorted(expected)
    assert [finding.line for finding in found] == sorted(finding.line for finding in found)


def test_a_missing_title_names_its_language():
    for language, spoken in LANGUAGES.items():
        text = seeded("title: {en: Lectures, ru: Лекции, kk: Дәрістер}", f"title: {{{_without(language)}}}")
        (finding,) = check_definition(text, "lectures.yaml")

        assert finding.message == f"the type has no {spoken} title"
        assert finding.severity == ("warning" if language == "en" else "error")


def test_a_loop_without_a_deadline_is_doubtful():
    text = seeded("deadline: review, ", "").replace("deadline: [execution, oversight], ", "deadline: oversight, ")
    (finding,) = [f for f in check_definition(text, "lectures.yaml") if f.code == "loop-without-deadline"]

    assert finding.severity == "warning"
    assert finding.message == "'approved' and 'on_hold' form a loop in which no deadline runs for regional measures"


def test_a_ladder_behind_an_alias_is_judged_where_it_is_written():
    text = seeded("ladder: [{at: due, notify: national.head}]", "ladder: &short [{at: due, notify: nobody}]")
    text = text.replace("ladder: [{at: due, notify: national.coordinator}]", "ladder: *short")
    (finding,) = check_definition(text, "lectures.yaml")

    assert (finding.line, finding.code) == (line_of(text, "&short"), "unknown-recipient")


def test_the_checks_bear_any_document():
    for text in (
        "a", "[]", "{}", "states: 3", "states: [draft]", "states: {draft: 1}", "transitions: {a: b}",
        "transitions: [1, [], {from: {}, to: []}]", "deadlines: {a: {ladder: {}}}", "deadlines: {a: {ladder: [1]}}",
        "notices: []", "notices: {a: 1, b: [2]}", "fields: {a: {min: x, max: [1]}}", "title: {en: 1}",
        "transitions: [{event: [a], from: 1, to: 2, when_children: {in: 3, at_least: {}}}]",
        "states: {a: {deadline: {b: c}}}", "transitions: [{when_children: []}]",
    ):  # fmt: skip
        assert any(finding.severity == "error" for finding in check_definition(text, "x.yaml")), text


def seeded(old: str, new: str) -> str:
    assert old in LECTURES, old
    return LECTURES.replace(old, new, 1)


def places_of(text: str, marked: str) -> set[tuple[int, int]]:
    """Lines and columns at which a text, its indentation left aside, stands."""
    starts = [match.start() for match in re.finditer(re.escape(marked), text)]
    starts = [start + len(marked) - len(marked.lstrip()) for start in starts]
    assert starts, marked
    return {(text.count("\n", 0, start) + 1, start - text.rfind("\n", 0, start)) for start in starts}


def line_of(text, marked):
    return text.count("\n", 0, text.index(marked)) + 1


def _without(language: str) -> str:
    words = {"en": "Lectures", "ru": "Лекции", "kk": "Дәрістер"}
    return ", ".join(f"{name}: {word}" for name, word in words.items() if name != language)


def test_the_base_of_these_tests_is_yaml_without_problems():
    assert read_yaml(LECTURES, "lectures.yaml").problems == ()
