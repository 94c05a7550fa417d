from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scenescore.errors import OutputError
from scenescore.formats.disk import safe_name, write_files


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_files_arrive_in_a_folder_that_was_not_there(tmp_path: Path) -> None:
    paths = write_files(tmp_path / "a" / "b", {"x.mid": b"1", "x.sketch.json": b"2"})

    assert [path.read_bytes() for path in paths] == [b"1", b"2"]
    assert names_in(tmp_path / "a" / "b") == ["x.mid", "x.sketch.json"]


@pytest.mark.skipif(os.name != "posix", reason="only POSIX has a umask")
def test_access_rights_follow_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        (path,) = write_files(tmp_path, {"x.mid": b"1"})
    finally:
        os.umask(before)

    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_an_older_file_is_replaced_whole(tmp_path: Path) -> None:
    write_files(tmp_path, {"x.mid": b"a long older file"})

    write_files(tmp_path, {"x.mid": b"new"})

    assert (tmp_path / "x.mid").read_bytes() == b"new"


def test_when_the_last_file_fails_the_first_is_not_left_behind(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a.mid").write_bytes(b"older")
    real, calls = os.fsync, []

    def full_disk(number: int) -> None:
        calls.append(number)
        if len(calls) > 1:
            raise OSError(28, "No space left on device")
        real(number)

    monkeypatch.setattr(os, "fsync", full_disk)

    with pytest.raises(OutputError, match="no space left on device"):
        write_files(tmp_path, {"a.mid": b"newer", "b.mid": b"2"})

    assert names_in(tmp_path) == ["a.mid"]
    assert (tmp_path / "a.mid").read_bytes() == b"older"


def test_a_file_in_the_place_of_the_folder_is_told(tmp_path: Path) -> None:
    (tmp_path / "out").write_bytes(b"")

    with pytest.raises(OutputError, match=r"out: cannot be written \(file exists\)"):
        write_files(tmp_path / "out", {"x.mid": b"1"})


def test_a_folder_in_the_place_of_a_file_is_told(tmp_path: Path) -> None:
    (tmp_path / "x.mid").mkdir()

    with pytest.raises(OutputError, match=r"x\.mid: cannot be written"):
        write_files(tmp_path, {"x.mid": b"1"})

    assert names_in(tmp_path) == ["x.mid"]


def test_two_names_that_differ_only_in_case_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match=r"door\.mid: would overwrite Door\.mid"):
        write_files(tmp_path, {"Door.mid": b"1", "door.mid": b"2"})

    assert names_in(tmp_path) == []


def test_two_names_that_become_one_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="would overwrite"):
        write_files(tmp_path, {"?": b"1", "*": b"2"})


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("2m3-the-gatekeeper-seed7.mid", "2m3-the-gatekeeper-seed7.mid"),
        ("NUL", "NUL_"),
        ("com1.sketch.json", "com1_.sketch.json"),
        ("a/b\\c.mid", "a-b-c.mid"),
        ("tail. ", "tail"),
        ("", "untitled"),
        ("A\u0308rger.mid", "Ärger.mid"),
        ("x" * 300 + ".sketch.json", "x" * 188 + ".sketch.json"),
    ],
)
def test_a_file_name_is_one_that_every_system_bears(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(max_size=300))
def test_making_a_name_safe_twice_changes_nothing_more(name: str) -> None:
    once = safe_name(name)

    assert safe_name(once) == once
    assert 0 < len(once.encode()) <= 210
    assert not set(once) & set('/\\:*?"<>|\0')
