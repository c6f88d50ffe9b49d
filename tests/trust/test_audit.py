"""`qadam audit`: whatever is done to the history behind the program's back is found and named."""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path

import pytest

from cli import main
from store.driver import Driver
from store.location import locate
from store.proof import proof
from store.reader import reading
from store.sealed import last_checkpoint
from store.verification import Verified, verify
from tests.trust.tampering import rewrite, rows_of, tamper
from tests.world import World
from workflow.errors import NotFound, QadamError, Refused

SCRIPT = Path(__file__).resolve().parents[2] / "docs" / "verify_proof.py"
VARIANT = "1/KZ-75"


@pytest.fixture
def lived(world: World) -> World:
    live(world)
    return world


def live(world: World) -> None:
    """A campaign gets some history, sealed in two checkpoints."""
    world.approved(regions=("KZ-10", "KZ-75"))
    world.move(VARIANT, "tailor", "kz-75", target_group="students")
    world.sealed()
    world.at("2024-04-17 10:00").move(VARIANT, "start", "kz-75")
    world.sealed()


def found(world: World, *roots: str) -> Verified:
    with reading(world.location) as reader:
        return verify(reader, roots)


def first_bad(world: World) -> tuple[str | None, int | None, str]:
    bad = found(world).bad
    assert bad, "the tampering was not found"
    return bad[0].measure, bad[0].seq, bad[0].why


def test_what_the_program_wrote_is_whole(lived: World):
    checked = found(lived)

    assert (checked.bad, checked.entries, checked.checkpoints) == ([], 6, 2)
    assert checked.last is not None
    assert checked.last.entries == 1


def test_a_changed_entry_is_named(lived: World):
    tamper(lived.url, f"UPDATE history SET comment = 'x' WHERE measure = '{VARIANT}' AND seq = 2")

    assert first_bad(lived) == (VARIANT, 2, "its content was changed")


def test_a_change_of_blanks_only_is_a_change(lived: World):
    tamper(lived.url, f"UPDATE history SET data = data || ' ' WHERE measure = '{VARIANT}' AND seq = 2")

    assert first_bad(lived) == (VARIANT, 2, "its content was changed")


def test_a_removed_entry_is_named(lived: World):
    tamper(lived.url, f"DELETE FROM history WHERE measure = '{VARIANT}' AND seq = 2")

    assert first_bad(lived) == (VARIANT, 2, "it is missing, 3 follows")


def test_an_inserted_entry_is_named(lived: World):
    copied = "measure, 4, at, actor, on_behalf_of, event, source, target, type_version, comment, data, evidence"
    columns = copied.replace("4", "seq")
    tamper(
        lived.url,
        f"INSERT INTO history ({columns}, prev_hash, hash)"
        f" SELECT {copied}, hash, hash FROM history WHERE measure = '{VARIANT}' AND seq = 3",
    )

    assert first_bad(lived) == (VARIANT, 4, "its content was changed")


def test_exchanged_entries_are_named(lived: World):
    tamper(
        lived.url,
        f"UPDATE history SET seq = 99 WHERE measure = '{VARIANT}' AND seq = 2",
        f"UPDATE history SET seq = 2 WHERE measure = '{VARIANT}' AND seq = 3",
        f"UPDATE history SET seq = 3 WHERE measure = '{VARIANT}' AND seq = 99",
    )

    assert first_bad(lived) == (VARIANT, 2, "it does not follow the entry before it")


def test_a_cut_tail_is_named_even_when_the_measure_was_set_back(lived: World):
    ((kept),) = rows_of(lived.url, f"SELECT hash FROM history WHERE measure = '{VARIANT}' AND seq = 2")
    tamper(
        lived.url,
        f"DELETE FROM history WHERE measure = '{VARIANT}' AND seq = 3",
        f"UPDATE measure SET head = '{kept['hash']}', version = 2 WHERE id = '{VARIANT}'",
    )

    assert first_bad(lived) == (VARIANT, 3, "it is missing, and checkpoint 2 sealed it")


@pytest.mark.parametrize("seq", [1, 2, 3])
def test_a_chain_rewritten_whole_is_named_at_its_first_forged_entry(lived: World, seq: int):
    rewrite(lived.url, VARIANT, seq, lambda row: row.update(actor="mallory"))

    checkpoint = 2 if seq == 3 else 1
    assert first_bad(lived) == (VARIANT, seq, f"it was rewritten: checkpoint {checkpoint} sealed another")


def test_a_measure_removed_with_its_whole_history_is_named(lived: World):
    tamper(
        lived.url,
        f"DELETE FROM history WHERE measure = '{VARIANT}'",
        f"DELETE FROM measure WHERE id = '{VARIANT}'",
    )

    assert first_bad(lived) == (VARIANT, 1, "the measure and its history are missing, and checkpoint 1 sealed them")


def test_a_history_without_its_measure_is_named(lived: World):
    lived.create(number="77")
    tamper(lived.url, "DELETE FROM measure WHERE id = '77'")

    assert first_bad(lived) == ("77", 1, "its measure is missing, or the history was added")


def test_a_history_that_is_gone_is_named(lived: World):
    tamper(lived.url, f"DELETE FROM history WHERE measure = '{VARIANT}'")

    assert first_bad(lived)[:2] == (VARIANT, 1)


def test_a_forged_seal_is_named(lived: World):
    rewrite(lived.url, VARIANT, 3, lambda row: row.update(actor="mallory"))
    ((forged),) = rows_of(lived.url, f"SELECT hash FROM history WHERE measure = '{VARIANT}' AND seq = 3")
    tamper(lived.url, f"UPDATE seal SET hashes = '{forged['hash']}' WHERE checkpoint = 2")

    (bad,) = found(lived).bad
    assert (bad.checkpoint, bad.why) == (2, "what it sealed was changed")


def test_a_forged_checkpoint_is_named(lived: World):
    tamper(lived.url, "UPDATE checkpoint SET entries = 99 WHERE number = 1")
    assert [(bad.checkpoint, bad.why) for bad in found(lived).bad] == [(1, "its content was changed")]

    tamper(lived.url, "DELETE FROM checkpoint WHERE number = 1")
    assert (found(lived).bad[0].checkpoint, found(lived).bad[0].why) == (2, "checkpoint 1 is missing")


def test_a_database_rewritten_whole_with_its_checkpoints_is_found_out_by_a_printed_root(lived: World):
    last = found(lived).last
    assert last is not None
    assert found(lived, last.root).bad == []
    rewrite(lived.url, VARIANT, 2, lambda row: row.update(actor="mallory"))
    tamper(lived.url, "DELETE FROM seal", "DELETE FROM checkpoint")
    lived.sealed()

    assert found(lived).bad == []  # by itself it looks whole: this is what the witness outside is for
    assert "no checkpoint has the root" in found(lived, last.root).bad[0].why


def test_one_broken_history_does_not_hide_another(lived: World):
    tamper(lived.url, "UPDATE history SET comment = 'x' WHERE seq = 1 AND measure IN ('1/KZ-10', '1/KZ-75')")

    assert {bad.measure for bad in found(lived).bad} == {"1/KZ-10", "1/KZ-75"}


# The database itself refuses

APPEND_ONLY = ("history", "fired_rung", "checkpoint", "seal")


def refused(world: World, statement: str, table: str) -> None:
    with pytest.raises(QadamError, match=f"{table} is append-only"), world.store.register() as register:
        register._connection.exec_driver_sql(statement)


def test_what_happened_can_be_neither_changed_nor_removed_nor_replaced(lived: World):
    lived.tick("2024-06-01 10:00")
    before = lived.counts()

    for table, column in zip(APPEND_ONLY, ("actor", "rung", "root", "hashes"), strict=True):
        refused(lived, f"UPDATE {table} SET {column} = {column}", table)
        refused(lived, f"DELETE FROM {table}", table)
        if lived.location.kind == "sqlite":  # which would take the old row away without a word
            refused(lived, f"INSERT OR REPLACE INTO {table} SELECT * FROM {table} LIMIT 1", table)
        else:
            refused(lived, f"TRUNCATE {table} CASCADE", table)
    assert lived.counts() == before


# Checkpoints


def test_a_checkpoint_seals_only_what_is_new_and_none_is_made_of_nothing(lived: World):
    assert lived.sealed() == []

    lived.create()

    assert [(made.number, made.entries) for made in lived.sealed()] == [(3, 1)]


def test_a_dry_run_tells_the_checkpoints_and_makes_none(lived: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("workflow.checkpoint.LARGEST", 4)
    lived.approved(regions=("KZ-10", "KZ-31", "KZ-47", "KZ-75"))

    told = list(lived.store.take_checkpoints(lived.now, dry_run=True))

    assert found(lived).checkpoints == 2
    assert [made.entries for made in told] == [4, 2]
    assert lived.sealed() == told


def test_a_checkpoint_seals_no_more_than_its_bound_and_the_next_goes_on(lived: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("workflow.checkpoint.LARGEST", 4)
    monkeypatch.setattr("store.checkpoints.BATCH", 3)
    for number in range(20, 30):
        lived.create(number=str(number))

    assert [made.entries for made in lived.sealed()] == [4, 4, 2]

    written = "SELECT sum(last_seq - first_seq + 1) AS n FROM seal WHERE checkpoint > 2 GROUP BY checkpoint"
    assert [row["n"] for row in rows_of(lived.url, f"{written} ORDER BY checkpoint")] == [4, 4, 2]
    assert found(lived).bad == []


def test_others_write_between_two_checkpoints(lived: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("workflow.checkpoint.LARGEST", 1)
    lived.create(number="20")
    lived.create(number="21")
    numbers = []

    for made in lived.store.take_checkpoints(lived.now):
        numbers.append(made.number)
        if len(numbers) == 1:
            with World(lived.url) as somebody:
                somebody.create(number="30")

    assert numbers == [3, 4, 5]  # what was written meanwhile lay ahead, and was sealed as well
    assert found(lived).bad == []


def test_what_a_checkpoint_seals_is_read_and_reckoned_while_somebody_else_writes(lived: World):
    lived.create()
    with lived.store.begin(), World(lived.url) as somebody:
        assert [made.entries for made in somebody.store.take_checkpoints(lived.now, dry_run=True)] == [1]


def test_what_another_has_sealed_meanwhile_is_not_sealed_again(lived: World, monkeypatch: pytest.MonkeyPatch):
    lived.create()
    begin = lived.store._database.begin
    with World(lived.url) as quicker:

        def late() -> AbstractContextManager[Driver]:
            quicker.sealed()
            return begin()

        monkeypatch.setattr(lived.store._database, "begin", late)

        assert lived.sealed() == []
    assert (found(lived).bad, found(lived).checkpoints) == ([], 3)


def test_a_history_sealed_in_parts_is_whole_and_proven(lived: World, monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    tamper(lived.url, "DELETE FROM seal", "DELETE FROM checkpoint")
    monkeypatch.setattr("workflow.checkpoint.LARGEST", 2)

    assert [made.entries for made in lived.sealed()] == [2, 2, 2]

    parts = rows_of(lived.url, f"SELECT checkpoint, last_seq FROM seal WHERE measure = '{VARIANT}' ORDER BY checkpoint")
    assert [(row["checkpoint"], row["last_seq"]) for row in parts] == [(2, 1), (3, 3)]
    assert found(lived).bad == []
    with reading(lived.location) as reader:
        document = proof(reader, VARIANT)
    assert check(document, document["root"], tmp_path)[0] == 0


def test_the_entries_around_missing_ones_are_sealed_as_what_they_are(lived: World, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("store.checkpoints.BATCH", 1)
    tamper(
        lived.url,
        "DELETE FROM seal",
        "DELETE FROM checkpoint",
        "DELETE FROM history WHERE measure = '1/KZ-10'",
        f"DELETE FROM history WHERE measure = '{VARIANT}' AND seq = 2",
    )
    lived.sealed()

    rows = rows_of(lived.url, f"SELECT first_seq, last_seq FROM seal WHERE measure = '{VARIANT}' ORDER BY position")
    assert [(row["first_seq"], row["last_seq"]) for row in rows] == [(1, 1), (3, 3)]
    assert {(bad.measure, bad.seq) for bad in found(lived).bad} == {("1/KZ-10", 1), (VARIANT, 2)}


def test_the_first_pass_of_each_day_makes_the_days_checkpoint(small_world: World, capsys: pytest.CaptureFixture[str]):
    small_world.create()
    numbers = []
    for at in ("2024-04-15T09:00", "2024-04-15T18:00", "2024-04-16T09:00", "2024-04-17T00:01", "2024-04-17T09:00"):
        if at.startswith("2024-04-17T00"):
            small_world.at("2024-04-16 20:00").create()
        assert main(["--db", small_world.url, "--now", at, "tick", "--json"]) == 0
        numbers.append(json.loads(capsys.readouterr().out)["checkpoint"])

    assert numbers == [1, None, None, 2, None]
    with reading(small_world.location) as reader:
        last = last_checkpoint(reader)
    assert last is not None
    assert last.number == 2


def test_what_a_pass_left_of_a_backlog_is_sealed_by_the_next(
    small_world: World, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("workflow.checkpoint.LARGEST", 5)
    monkeypatch.setattr("commands.sealing.PER_PASS", 2)
    small_world.approved()  # 22 entries
    next(small_world.store.take_checkpoints(small_world.now))  # by somebody who was stopped then
    numbers = []
    for at in ("2024-04-15T10:30", "2024-04-15T11:00", "2024-04-15T11:30"):
        assert main(["--db", small_world.url, "--now", at, "tick", "--json"]) == 0
        numbers.append(json.loads(capsys.readouterr().out)["checkpoint"])

    assert numbers == [3, 5, None]
    assert found(small_world).bad == []


def test_checkpoints_made_at_the_same_moment_follow_one_another(world: World):
    from concurrent.futures import ThreadPoolExecutor

    for _ in range(6):
        world.create()
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda n: list(world.store.take_checkpoints(world.now + timedelta(seconds=n))), range(4)))

    checked = found(world)
    assert (checked.bad, checked.checkpoints) == ([], 1)


# Proofs


def check(document: dict, root: str, tmp_path: Path) -> tuple[int, str]:
    """What the script says that knows neither Qadam nor the database."""
    file = tmp_path / "proof.json"
    file.write_text(json.dumps(document), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-I", SCRIPT, file, root], capture_output=True, text=True, cwd=tmp_path, check=False
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout.strip()


@pytest.fixture
def proven(small_world: World) -> tuple[dict, str]:
    live(small_world)
    small_world.create()
    small_world.sealed()
    with reading(small_world.location) as reader:
        document = proof(reader, VARIANT)
    return document, document["root"]


def test_a_proof_holds_without_the_database(proven: tuple[dict, str], tmp_path: Path):
    document, root = proven

    assert len(document["entries"]) == 3
    assert [checkpoint["number"] for checkpoint in document["checkpoints"]] == [2, 3]
    assert check(document, root, tmp_path) == (0, "the entries are those that were sealed under this root")


def test_a_proof_holds_for_an_earlier_root_as_well_as_for_the_newest(proven: tuple[dict, str], tmp_path: Path):
    document, _ = proven

    assert check(document, document["checkpoints"][1]["previous"], tmp_path)[0] == 0
    assert check(document, document["checkpoints"][0]["previous"], tmp_path)[0] == 1  # sealed before these entries
    assert check(document, "0" * 64, tmp_path)[0] == 1


FORGERIES = {
    "an entry is changed": lambda d: d["entries"].__setitem__(1, d["entries"][1].replace("students", "pupils")),
    "an entry is left out": lambda d: d["entries"].pop(1),
    "the last entry is left out": lambda d: d["entries"].pop(),
    "entries are exchanged": lambda d: d["entries"].reverse(),
    "an entry is added": lambda d: d["entries"].append(d["entries"][-1]),
    "there are no entries": lambda d: d["entries"].clear(),
    "it is another measure": lambda d: d.__setitem__("measure", "1/KZ-10"),
    "the path leads elsewhere": lambda d: d["path"].append(["left", "0" * 64]),
    "a checkpoint is changed": lambda d: d["checkpoints"][0].__setitem__("entries", 99),
    "a checkpoint is left out": lambda d: d["checkpoints"].pop(0),
    "there are no checkpoints": lambda d: d["checkpoints"].clear(),
    "the tree is forged": lambda d: d["checkpoints"][0].__setitem__("tree", "0" * 64),
}


def test_a_forged_proof_does_not_hold(proven: tuple[dict, str], tmp_path: Path):
    document, root = proven
    for what, forge in FORGERIES.items():
        forged = json.loads(json.dumps(document))
        forge(forged)

        code, said = check(forged, root, tmp_path)

        assert (code, bool(said)) == (1, True), what


def test_the_script_is_short_and_needs_nothing_but_python():
    source = SCRIPT.read_text(encoding="utf-8")

    assert len(source.splitlines()) <= 45
    assert {line.split()[1] for line in source.splitlines() if line.startswith(("import", "from"))} <= set(
        sys.stdlib_module_names
    )


def test_what_is_in_no_checkpoint_yet_has_no_proof(lived: World):
    lived.create(number="77")
    with reading(locate(lived.url)) as reader:
        with pytest.raises(Refused, match="77 is in no checkpoint yet"):
            proof(reader, "77")
        with pytest.raises(NotFound):
            proof(reader, "78")


# The command line


def test_the_commands_say_what_they_found(small_world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path):
    def qadam(*words: str) -> tuple[int, str, str]:
        code = main(["--db", small_world.url, "audit", *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    small_world.approved()
    assert "no checkpoint yet" in qadam("verify")[1]
    sealed = json.loads(qadam("checkpoint", "--json")[1])
    assert sealed["sealed"] == 21 + 1
    root = sealed["checkpoint"]["root"]
    assert root in qadam("verify", "--root", root)[1]
    assert qadam("proof", VARIANT, "-o", str(tmp_path / "p.json"))[0] == 0
    assert check(json.loads((tmp_path / "p.json").read_text(encoding="utf-8")), root, tmp_path)[0] == 0
    assert qadam("proof", VARIANT, "-o", str(tmp_path / "no" / "p.json"))[0] == 1

    tamper(small_world.url, f"UPDATE history SET actor = 'mallory' WHERE measure = '{VARIANT}'")
    code, out, err = qadam("verify", "--json")
    assert code == 1
    assert json.loads(out)["first_bad"] == {
        "measure": VARIANT, "seq": 1, "checkpoint": None, "why": "its content was changed",
    }  # fmt: skip
    assert "breaks at entry 1: its content was changed" in err
