"""A file somebody asked for is there whole, or as it was before."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from commands.whole_file import whole_file
from workflow.errors import Invalid, Unavailable


def test_what_stood_there_stays_until_the_new_one_is_whole(tmp_path: Path):
    wanted = tmp_path / "proof.json"
    wanted.write_text("old")

    with whole_file(wanted) as partial:
        partial.write_text("new")
        assert wanted.read_text() == "old"

    assert wanted.read_text() == "new"
    assert list(tmp_path.iterdir()) == [wanted]


@pytest.mark.parametrize("fault", [OSError(28, "No space left on device"), KeyboardInterrupt()])
def test_a_failure_half_way_leaves_what_stood_there_and_nothing_beside_it(tmp_path: Path, fault: BaseException):
    wanted = tmp_path / "proof.json"
    wanted.write_text("old")

    with pytest.raises((Unavailable, KeyboardInterrupt)), whole_file(wanted) as partial:  # noqa: PT012 - fails in it
        partial.write_text("ne")
        raise fault

    assert wanted.read_text() == "old"
    assert list(tmp_path.iterdir()) == [wanted]


def test_a_link_goes_on_pointing_where_it_did(tmp_path: Path):
    kept, link = tmp_path / "kept.json", tmp_path / "link.json"
    kept.touch()
    link.symlink_to(kept)

    with whole_file(link) as partial:
        partial.write_text("new")

    assert link.is_symlink()
    assert kept.read_text() == "new"


def test_a_device_stays_a_device():
    with whole_file(Path(os.devnull)) as partial:
        partial.write_text("into nothing")

    assert Path(os.devnull).is_char_device()


def test_it_is_readable_as_the_users_other_files_are(tmp_path: Path):
    other, wanted = tmp_path / "other", tmp_path / "wanted"
    other.touch()

    with whole_file(wanted):
        pass

    assert wanted.stat().st_mode == other.stat().st_mode


def test_a_folder_and_a_place_that_is_not_there_are_refused(tmp_path: Path):
    with pytest.raises(Invalid, match="is a folder"), whole_file(tmp_path):
        pass
    with pytest.raises(Unavailable, match=r"nowhere/a cannot be written"), whole_file(tmp_path / "nowhere" / "a"):
        pass
