"""Presets that did not change are not read afresh; nothing depends on the kept copy."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from scenescore.library import compiled, load_book
from scenescore.library.kinds import KINDS
from scenescore.library.places import Folder
from scenescore.model.words import kebab, nearest

MOOD = """
[dreed]
valence = -0.7
arousal = 0.2
tension = 0.85
size = 0.4
bpm = [48, 72]
modes = ["phrygian"]
hevner = 9
"""


@pytest.fixture
def parsings(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Count how often preset files are opened."""
    opened: list[str] = []
    files = Folder.files

    def watched(self: Folder) -> object:
        opened.append(self.label)
        return files(self)

    monkeypatch.setattr(Folder, "files", watched)
    return opened


def test_a_kept_book_equals_a_fresh_one(parsings: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    load_book()
    kept = load_book()
    monkeypatch.setenv(compiled.SWITCH, "off")

    fresh = load_book()

    assert len(parsings) == 2
    assert kept == fresh
    assert repr(kept) == repr(fresh)


def test_a_changed_file_is_read_afresh(lay: Callable[..., Path]) -> None:
    folder = lay("moods.toml", MOOD)
    load_book(folder)

    lay("moods.toml", MOOD.replace("-0.7", "-0.6"))

    assert load_book(folder).moods["dreed"].valence == -0.6


def test_a_change_that_keeps_the_size_is_seen(lay: Callable[..., Path]) -> None:
    folder = lay("moods.toml", MOOD)
    load_book(folder)
    before = (folder / "moods.toml").stat()

    lay("moods.toml", MOOD.replace("-0.7", "-0.5"))
    os.utime(folder / "moods.toml", ns=(before.st_atime_ns, before.st_mtime_ns + 1_000_000))

    assert load_book(folder).moods["dreed"].valence == -0.5


def test_a_file_that_is_taken_away_is_noticed(lay: Callable[..., Path]) -> None:
    folder = lay("moods.toml", MOOD)
    load_book(folder)

    (folder / "moods.toml").unlink()

    assert "dreed" not in load_book(folder).moods


@pytest.mark.parametrize("damage", [b"", b"{", b"\xff" * 50, b"null", b"x\n{}"], ids=repr)
def test_a_damaged_copy_is_made_afresh(cache_folder: Path, damage: bytes, parsings: list[str]) -> None:
    book = load_book()
    (copy,) = cache_folder.iterdir()
    copy.write_bytes(damage)

    again = load_book()

    assert again == book
    assert len(parsings) == 2
    assert copy.read_bytes() != damage


def test_one_wrong_digit_in_a_copy_is_noticed(cache_folder: Path) -> None:
    book = load_book()
    (copy,) = cache_folder.iterdir()
    copy.write_bytes(copy.read_bytes().replace(b"-0.6", b"-0.5", 1))

    assert load_book() == book


def test_a_cache_that_cannot_be_written_is_no_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way")
    monkeypatch.setenv(compiled.SWITCH, str(tmp_path / "file" / "cache"))

    assert load_book().moods


def test_the_switch_keeps_nothing(cache_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(compiled.SWITCH, "off")

    load_book()

    assert not cache_folder.exists()


def test_a_wrong_preset_is_never_kept(cache_folder: Path, lay: Callable[..., Path]) -> None:
    with pytest.raises(Exception, match="out of range"):
        load_book(lay("moods.toml", MOOD.replace("-0.7", "-7")))

    assert not cache_folder.exists()


def test_no_more_copies_are_kept_than_needed(cache_folder: Path) -> None:
    rows: dict[str, dict[str, object]] = {kind: {} for kind in KINDS}

    for number in range(12):
        compiled.keep(cache_folder / f"presets-{number}.json", "stamp", rows)

    assert len(list(cache_folder.iterdir())) == 8


def test_books_cannot_be_changed() -> None:
    book = load_book()

    with pytest.raises(TypeError):
        book.moods["new"] = book.moods["sad"]  # type: ignore[index]


def test_a_misspelt_word_finds_its_neighbour() -> None:
    moods = load_book().moods

    assert nearest("omnious", moods) == "ominous"
    assert nearest("mistery", load_book().names.moods) == "mystery"
    assert nearest("zzzz", moods) == ""
    assert kebab("Chamber Strings") == "chamber-strings"
