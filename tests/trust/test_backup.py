"""`qadam db backup` and `db restore`: one view while others work, put back whole or not at all, on either database."""

from __future__ import annotations

import json
import shutil
import stat
import threading
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from sqlmodel import SQLModel

from cli import main
from notifier.deliver import deliver_due
from notifier.mailer import open_mailer
from notifier.message import composer
from notifier.render import Renderer
from store.backup import back_up
from store.check import check
from store.location import locate
from store.reader import reading
from store.restore import restore
from store.verification import verify
from tests.world import World, local
from workflow.errors import Invalid, Unavailable

COMPOSE = composer(Renderer(), sender="Qadam <qadam@example.kz>", domain="example.kz")
NOW = local("2024-05-01 10:00")

TABLES = tuple(SQLModel.metadata.tables)


def content(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """Every row, spelled alike whichever database holds it."""
    from store.archive import _spelled
    from store.rows import instant

    def plain(name: str, value: Any) -> Any:
        if isinstance(value, bool):
            return int(value)
        if isinstance(value, bytes | memoryview):
            return bytes(value).hex()
        if value is not None and (name.endswith("_at") or name in ("at", "since", "claimed_until")):
            at = instant(value)
            return None if at is None else _spelled(at)
        return value if value is None or isinstance(value, str | int | float) else _spelled(value)

    with reading(locate(url)) as reader:
        return {
            table: sorted(
                (tuple(plain(name, row[name]) for name in sorted(row)) for row in reader.all(f"SELECT * FROM {table}")),
                key=repr,
            )
            for table in TABLES
        }


def differences(url: str) -> list[str]:
    with reading(locate(url)) as reader:
        return [str(each) for each in check(reader)]


@pytest.fixture
def lived(world: World, tmp_path: Path) -> World:
    live(world, tmp_path / "mail")
    return world


def live(world: World, folder: Path) -> None:
    world.approved(regions=("KZ-10", "KZ-75"))
    world.move("1/KZ-75", "tailor", "kz-75", target_group="=формула, «кавычки», \n строка")
    world.tick("2024-04-30 19:00")
    deliver_due(world.store.outbox(), open_mailer(str(folder)), COMPOSE, world.now, worker="w")
    world.sealed()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_backup_of_either_database_is_restored_into_either(
    lived: World, empty_url: Callable[[str], str], kind: str, tmp_path: Path
):
    url = empty_url(kind)
    manifest = back_up(lived.location, tmp_path / "b.zip", NOW)
    restore(locate(url), tmp_path / "b.zip")

    assert content(url) == content(lived.url)
    assert manifest.rows == sum(len(rows) for rows in content(url).values())
    assert differences(url) == []
    with reading(locate(url)) as reader:
        assert verify(reader, [str(manifest.root)]).bad == []
    again = World(url)  # and it can be worked with
    again.now = lived.now
    assert again.create() == "2"
    assert again.move("1/KZ-10", "tailor", "kz-10", target_group="x").version == 2
    assert differences(url) == []
    again.close()


def test_a_backup_made_while_others_write_is_one_moment(world: World, empty_url: Callable[[str], str], tmp_path: Path):
    world.approved(regions=("KZ-10", "KZ-75"))
    stop, failures = threading.Event(), []

    def work() -> None:
        other = World(world.url)
        try:
            while not stop.is_set():
                other.approved(regions=("KZ-10",))
        except Exception as error:
            failures.append(error)
        finally:
            other.close()

    worker = threading.Thread(target=work)
    worker.start()
    try:
        for place in range(3):
            back_up(world.location, tmp_path / f"{place}.zip", NOW)
    finally:
        stop.set()
        worker.join()

    url = empty_url("sqlite")
    restore(locate(url), tmp_path / "2.zip")
    assert failures == []
    assert differences(url) == []
    assert 0 < len(content(url)["history"]) <= len(content(world.url)["history"])


def test_a_restore_takes_the_place_of_what_was_there_even_for_who_has_it_open(lived: World, tmp_path: Path):
    back_up(lived.location, tmp_path / "b.zip", NOW)
    before = content(lived.url)
    lived.create(number="77")

    restore(lived.location, tmp_path / "b.zip")

    assert content(lived.url) == before
    assert lived.create() == "2"
    assert differences(lived.url) == []


def test_a_backup_is_its_owners_only(small_world: World, tmp_path: Path):
    back_up(small_world.location, tmp_path / "b.zip", NOW)

    assert stat.S_IMODE((tmp_path / "b.zip").stat().st_mode) == 0o600


def test_a_backup_that_cannot_be_written_leaves_nothing(small_world: World, tmp_path: Path):
    with pytest.raises(Unavailable, match="cannot be written"):
        back_up(small_world.location, tmp_path / "no" / "b.zip", NOW)
    (tmp_path / "folder").mkdir()
    with pytest.raises(Unavailable, match="cannot be written"):
        back_up(small_world.location, tmp_path / "folder", NOW)

    assert [path for path in tmp_path.rglob("*") if "partial" in path.name] == []


# Damaged backups


def changed(source: Path, target: Path, edit: Callable[[str, bytes], bytes | None]) -> Path:
    with zipfile.ZipFile(source) as old, zipfile.ZipFile(target, "w") as new:
        for name in old.namelist():
            fresh = edit(name, old.read(name))
            if fresh is not None:
                new.writestr(name, fresh)
    return target


def manifest_with(**changes: Any) -> Callable[[str, bytes], bytes]:
    return lambda name, text: json.dumps({**json.loads(text), **changes}).encode() if name == "manifest.json" else text


DAMAGES: dict[str, Callable[[str, bytes], bytes | None]] = {
    "a row is changed": lambda name, text: text.replace(b"kz-75", b"kz-10", 1) if name == "history.jsonl" else text,
    "a row is gone": lambda name, text: text.split(b"\n", 1)[1] if name == "history.jsonl" else text,
    "a row is no JSON": lambda name, text: b"[" * 50_000 if name == "history.jsonl" else text,
    "a row has too few values": lambda name, text: b"[1]\n" if name == "history.jsonl" else text,
    "a row has other values": lambda name, text: text.replace(b'"', b"[", 1) if name == "person.jsonl" else text,
    "a table is gone": lambda name, text: None if name == "history.jsonl" else text,
    "the manifest is gone": lambda name, text: None if name == "manifest.json" else text,
    "the manifest is no JSON": lambda name, text: b"{" if name == "manifest.json" else text,
    "the manifest is a list": lambda name, text: b"[]" if name == "manifest.json" else text,
    "the format is another": manifest_with(format="qadam-backup-9"),
    "the schema is unknown": manifest_with(revision="9999"),
    "the tables are no list": manifest_with(tables=7),
    "a table is not ours": manifest_with(
        tables=[{"name": "sqlite_master", "columns": [["x", "plain"]], "rows": 0, "digest": sha256().hexdigest()}]
    ),
}


def test_a_damaged_backup_is_refused_and_changes_nothing(small_world: World, tmp_path: Path):
    live(small_world, tmp_path / "mail")
    back_up(small_world.location, tmp_path / "b.zip", NOW)
    before = content(small_world.url)

    for what, damage in DAMAGES.items():
        damaged = changed(tmp_path / "b.zip", tmp_path / "damaged.zip", damage)
        if what == "a table is not ours":
            with zipfile.ZipFile(damaged, "a") as archive:
                archive.writestr("sqlite_master.jsonl", b"")
        with pytest.raises(Invalid) as refused:
            restore(small_world.location, damaged)
        assert refused.value.possible, what
        assert content(small_world.url) == before, what
    assert [path.name for path in tmp_path.iterdir() if "restoring" in path.name] == []


@pytest.mark.parametrize("size", [0, 10, 500, -30])
def test_a_cut_backup_is_refused(small_world: World, tmp_path: Path, size: int):
    back_up(small_world.location, tmp_path / "b.zip", NOW)
    (tmp_path / "cut.zip").write_bytes((tmp_path / "b.zip").read_bytes()[:size])

    with pytest.raises(Invalid, match="is no backup"):
        restore(locate(f"sqlite:///{tmp_path / 'new.db'}"), tmp_path / "cut.zip")
    assert not (tmp_path / "new.db").exists()


def test_a_backup_of_an_older_schema_is_brought_up_to_date(tmp_path: Path):
    """Made by the first schema, before there were tokens, counters and checkpoints."""
    from store.database import Database
    from store.migrate import migrate_on

    old = f"sqlite:///{tmp_path / 'old.db'}"
    database = Database(locate(old))
    with database.connection() as connection:
        migrate_on(connection, "0001")
        connection.exec_driver_sql("INSERT INTO setting VALUES ('made_at', '2024-01-01T00:00:00+00:00')")
    database.close()
    kept = [["key", "plain"], ["value", "plain"]]
    line = b'["made_at","2024-01-01T00:00:00+00:00"]\n'
    with zipfile.ZipFile(tmp_path / "old.zip", "w") as archive:
        archive.writestr("setting.jsonl", line)
        tables = [{"name": "setting", "columns": kept, "rows": 1, "digest": sha256(line).hexdigest()}]
        facts = {"format": "qadam-backup-1", "revision": "0001", "made_at": "x", "root": None, "tables": tables}
        archive.writestr("manifest.json", json.dumps(facts))

    restore(locate(f"sqlite:///{tmp_path / 'new.db'}"), tmp_path / "old.zip")

    with reading(locate(f"sqlite:///{tmp_path / 'new.db'}")) as reader:
        assert reader.all("SELECT value FROM setting") == [{"value": "2024-01-01T00:00:00+00:00"}]
        assert reader.all("SELECT * FROM token") == []


# The command line


def test_a_restore_over_what_holds_something_needs_yes(
    small_world: World, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    def qadam(*words: str, db: str = small_world.url) -> tuple[int, str, str]:
        code = main(["--db", db, "db", *words])
        told = capsys.readouterr()
        return code, told.out, told.err

    small_world.create()
    assert qadam("backup", str(tmp_path / "b.zip"))[0] == 0
    small_world.create()
    before = content(small_world.url)

    code, _, err = qadam("restore", str(tmp_path / "b.zip"))
    assert (code, "holds 2 measures" in err, "--yes" in err) == (1, True, True)
    assert qadam("restore", str(tmp_path / "b.zip"), "--yes", "--dry-run")[0] == 0
    assert content(small_world.url) == before
    assert qadam("restore", str(tmp_path / "b.zip"), "--yes")[0] == 0
    assert len(content(small_world.url)["measure"]) == 1

    assert qadam("restore", str(tmp_path / "b.zip"), db=f"sqlite:///{tmp_path / 'new.db'}")[0] == 0
    assert qadam("check", db=f"sqlite:///{tmp_path / 'new.db'}")[0] == 0
    (tmp_path / "ruin.db").write_bytes(b"no database" * 1000)
    code, _, err = qadam("restore", str(tmp_path / "b.zip"), db=f"sqlite:///{tmp_path / 'ruin.db'}")
    assert (code, "what cannot be read" in err) == (1, True)
    assert qadam("restore", str(tmp_path / "none.zip"))[0] == 1


def test_a_database_copied_as_a_file_is_checked_like_any_other(small_world: World, tmp_path: Path):
    live(small_world, tmp_path / "mail")
    small_world.close()
    shutil.copyfile(str(small_world.location.path), tmp_path / "copy.db")

    assert differences(f"sqlite:///{tmp_path / 'copy.db'}") == []
