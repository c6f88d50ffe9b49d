"""Evidence is kept by its content, within limits; nothing of a refused command stays, nothing a history names goes."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

import pytest

from cli import main
from store import evidence
from store.evidence import EvidenceFolder
from tests.world import World
from workflow.errors import Invalid, QadamError, Unavailable

VARIANT = "1/KZ-75"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "evidence"


def file(tmp_path: Path, name: str = "act.pdf", content: bytes = b"%PDF-1.7") -> str:
    path = tmp_path / name
    path.write_bytes(content)
    return str(path)


def kept(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir()) if folder.exists() else []


def test_a_file_is_kept_under_the_hash_of_its_content(tmp_path: Path, folder: Path):
    keeping = EvidenceFolder(folder)
    (said,) = keeping.keep([file(tmp_path)])
    keeping.settle()

    digest = hashlib.sha256(b"%PDF-1.7").hexdigest()
    assert said == {"name": "act.pdf", "sha256": digest, "size": 8}
    assert kept(folder) == [digest]
    assert (folder / digest).read_bytes() == b"%PDF-1.7"
    assert (folder / digest).stat().st_mode & 0o077 == 0


def test_what_is_not_settled_leaves_nothing_not_even_the_folder(tmp_path: Path, folder: Path):
    keeping = EvidenceFolder(folder)
    keeping.keep([file(tmp_path)])
    keeping.discard()

    assert not folder.exists()


def test_discarding_never_takes_away_what_another_command_keeps(tmp_path: Path, folder: Path):
    refused, done = EvidenceFolder(folder), EvidenceFolder(folder)
    refused.keep([file(tmp_path)])
    done.keep([file(tmp_path)])
    done.settle()
    refused.discard()

    assert kept(folder) == [hashlib.sha256(b"%PDF-1.7").hexdigest()]


@pytest.mark.parametrize(
    ("name", "content", "why"),
    [
        ("virus.exe", b"MZ", "of no kind"),
        ("act.pdf", b"MZ\x90\x00", "is a program"),
        ("act.pdf", b"\x7fELF", "is a program"),
        ("run.txt", b"#!/bin/sh", "is a program"),
        ("page.html", b"<script>", "of no kind"),
        ("none", b"x", "of no kind"),
        ("act.pdf", b"", "is empty"),
        ("act.pdf", b"x" * 2_001, "is too large"),
    ],
)
def test_what_cannot_be_evidence_is_refused_and_not_kept(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, name: str, content: bytes, why: str
):
    monkeypatch.setattr(evidence, "LARGEST", 2_000)
    keeping = EvidenceFolder(folder)
    with pytest.raises(Invalid, match=why) as refused:
        keeping.keep([file(tmp_path, name, content)])
    keeping.discard()

    assert refused.value.possible
    assert not folder.exists()


@pytest.mark.parametrize(
    "link",
    ["ftp://x/y", "javascript://x/y", "file:///etc/passwd", "https://", "https://u:p@x.kz/1", "https://[x",
     "https://x y", "https://x/\n", "https://x/\u202e", "https://x/" + "y" * 2_000],
)  # fmt: skip
def test_a_link_that_cannot_be_evidence_is_refused(folder: Path, link: str):
    with pytest.raises(Invalid):
        EvidenceFolder(folder).keep([link])


def test_a_password_in_a_link_is_not_repeated(folder: Path):
    with pytest.raises(Invalid) as refused:
        EvidenceFolder(folder).keep(["https://aliya:hunter2@x.kz/1"])

    assert "hunter2" not in f"{refused.value.message}{refused.value.possible}"


def test_too_many_pieces_are_refused(folder: Path):
    with pytest.raises(Invalid, match="101 pieces"):
        EvidenceFolder(folder).keep(["https://x.kz/1"] * 101)


@pytest.mark.parametrize("given", ["no/such.pdf", "", "x\x00.pdf", "/dev/zero", "/proc", "y" * 5_000 + ".pdf"])
def test_a_path_that_leads_to_no_file_is_refused(folder: Path, given: str):
    with pytest.raises((Invalid, Unavailable)):
        EvidenceFolder(folder).keep([given])
    assert not folder.exists()


@pytest.mark.parametrize("name", ["\u202egpj.pdf", "a\nb.pdf", "x" * 251 + ".pdf", "..pdf", "=cmd.pdf", "{{7*7}}.pdf"])
def test_a_strange_name_is_only_a_label(tmp_path: Path, folder: Path, name: str):
    keeping = EvidenceFolder(folder)
    (said,) = keeping.keep([file(tmp_path, name)])
    keeping.settle()

    assert not {"\n", "\u202e"} & set(said["name"])
    assert kept(folder) == [said["sha256"]]


def test_a_name_that_is_no_unicode_is_a_label_too(tmp_path: Path, folder: Path):
    path = os.fsencode(tmp_path) + b"/\xff\xfe.pdf"
    Path(os.fsdecode(path)).write_bytes(b"x")

    (said,) = EvidenceFolder(folder).keep([os.fsdecode(path)])

    assert said["name"].encode() == b".pdf"


def test_a_path_that_climbs_out_reads_the_file_and_writes_only_within_the_folder(tmp_path: Path, folder: Path):
    file(tmp_path)
    (tmp_path / "deep").mkdir()
    keeping = EvidenceFolder(folder)
    (said,) = keeping.keep([str(tmp_path / "deep" / ".." / "act.pdf")])
    keeping.settle()

    assert said["name"] == "act.pdf"
    assert kept(folder) == [said["sha256"]]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["act.pdf", "deep", "evidence"]


# With the command

REPORT = ("report", "--set", "events_held=1", "--set", "reach=1")


@pytest.fixture
def executing(small_world: World, monkeypatch: pytest.MonkeyPatch) -> World:
    small_world.approved(regions=("KZ-10", "KZ-75"))
    for code in ("10", "75"):
        small_world.move(f"1/KZ-{code}", "tailor", f"kz-{code}", target_group="x")
        small_world.move(f"1/KZ-{code}", "start", f"kz-{code}")
    monkeypatch.setenv("QADAM_DB", small_world.url)
    monkeypatch.setenv("QADAM_ACTOR", "mia")
    return small_world


def test_a_refused_or_dry_command_keeps_no_evidence(executing: World, tmp_path: Path, folder: Path):
    given = ("--evidence", file(tmp_path))

    assert main(["move", VARIANT, "accept", *given]) == 1
    assert main(["move", VARIANT, *REPORT, *given, "--dry-run"]) == 0
    assert main(["move", "1/KZ-99", *REPORT, *given]) == 1
    assert not folder.exists()


def test_evidence_of_several_measures_stays_when_some_are_refused(executing: World, tmp_path: Path, folder: Path):
    assert main(["move", "1/KZ-10", "1", *REPORT, "--evidence", file(tmp_path)]) == 1

    assert len(kept(folder)) == 1
    assert executing.history("1/KZ-10")[-1].evidence[0]["sha256"] == kept(folder)[0]


def test_a_file_that_cannot_take_its_place_undoes_the_move(
    executing: World, tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    before = executing.counts()

    def full(self: Path, target: Path) -> Path:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(Path, "replace", full)
        assert main(["move", VARIANT, *REPORT, "--evidence", file(tmp_path)]) == 1
    assert "No space left on device" in capsys.readouterr().err
    assert executing.counts() == before
    assert not folder.exists()


def test_a_folder_that_cannot_be_written_is_said(executing: World, tmp_path: Path, folder: Path):
    folder.write_text("a file where the folder should be", encoding="utf-8")

    with pytest.raises(QadamError, match="File exists"):
        EvidenceFolder(folder).keep([file(tmp_path)])
