"""A reader's own synonyms file."""

from pathlib import Path

import pytest

from index.knowledge.synonyms import SynonymError, load_synonyms


def written(folder: Path, text: str) -> Path:
    """Return the path of a synonyms file with this text."""
    path = folder / "sinonim.txt"
    path.write_text(text, "utf-8")
    return path


def test_words_of_a_group_are_synonyms_of_one_another(tmp_path: Path) -> None:
    found = load_synonyms(written(tmp_path, "\ufeffMobil, oto , Kendaraan Roda Empat\n"))
    assert found == {
        "mobil": ("oto", "kendaraan roda empat"),
        "oto": ("mobil", "kendaraan roda empat"),
        "kendaraan roda empat": ("mobil", "oto"),
    }


def test_an_arrow_counts_from_left_to_right_only(tmp_path: Path) -> None:
    assert load_synonyms(written(tmp_path, "oto => mobil # lama\n\n# catatan\n")) == {"oto": ("mobil",)}


def test_a_word_in_several_groups_has_them_all(tmp_path: Path) -> None:
    assert load_synonyms(written(tmp_path, "a, b\na, c\n"))["a"] == ("b", "c")


@pytest.mark.parametrize("line", ["mobil", "mobil,", "mobil => ", "=> mobil", "a, ,b", "a, b c d e f g h"])
def test_a_line_that_cannot_be_understood_is_named_with_file_and_line(tmp_path: Path, line: str) -> None:
    path = written(tmp_path, f"x, y\n{line}\n")
    with pytest.raises(SynonymError, match=r"sinonim\.txt:2: "):
        load_synonyms(path)


def test_a_missing_file_is_named_with_its_setting(tmp_path: Path) -> None:
    with pytest.raises(SynonymError, match="TELUSUR_SYNONYMS"):
        load_synonyms(tmp_path / "tiada.txt")


def test_a_file_that_is_not_utf8_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "sinonim.txt"
    path.write_bytes(b"caf\xe9, kopi\n")
    with pytest.raises(SynonymError, match="UTF-8"):
        load_synonyms(path)
