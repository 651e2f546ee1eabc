"""Names as facet values: slugs, aliases, nicknames; and the tables about persons."""

import unicodedata

import pytest

from index.knowledge.cues import CUES, Cue
from index.knowledge.names import score
from index.knowledge.people import NICKNAMES, fold_name, slug, spelling
from index.knowledge.tables import DATA

TABLES = ("cues", "eponyms", "grammar", "institutions", "name_words", "nicknames", "offices", "titles")


@pytest.mark.parametrize("name", ["H. Ahmad Sobari", "ahmad sobari", "AHMAD  SOBARI", "Prof. Dr. Ahmad Sobari"])
def test_one_person_written_differently_has_one_slug(name: str) -> None:
    assert slug(name) == "ahmad-sobari"


def test_apostrophes_and_accents_do_not_part_a_person() -> None:
    assert slug("Ma’ruf José") == slug("Maruf Jose") == "maruf-jose"


def test_title_alone_stays_a_name() -> None:
    assert slug("Gus") == "gus"


def test_variants_of_a_name_have_one_spelling() -> None:
    assert spelling("zainuddin") == spelling("zainudin")
    assert spelling("soekarno") == spelling("sukarno")


def test_nickname_means_its_full_name() -> None:
    assert NICKNAMES["jokowi"] == ("joko", "widodo")


def test_name_word_scores_above_institution_word() -> None:
    assert score("Bambang") > 1.0 > -1.0 > score("Sulut")


def test_commonest_cues_are_known() -> None:
    assert CUES["kata"] == CUES["Kata"] == Cue.AFTER
    assert CUES["mengatakan"] == Cue.BEFORE
    assert CUES["ujarnya"] == Cue.BACK


@pytest.mark.parametrize("name", TABLES)
def test_table_is_sorted_nfc_has_a_head_and_no_repeats(name: str) -> None:
    text = (DATA / f"{name}.tsv").read_text(encoding="utf-8")
    assert unicodedata.is_normalized("NFC", text)
    head, *rows = text.splitlines()
    assert rows == sorted(set(rows))
    assert {row.count("\t") for row in rows} == {head.count("\t")}


@pytest.mark.parametrize("name", TABLES)
def test_table_is_told_in_the_sources(name: str) -> None:
    assert f"`{name}.tsv`" in (DATA / "SOURCES.md").read_text(encoding="utf-8")


def test_fold_leaves_the_name_without_titles() -> None:
    assert fold_name("KH. Ma'ruf Amin") == ("maruf", "amin")
