"""Searches as a terminal has them."""

import pytest

from search.engines.base import Stats
from search.pieces import Piece
from search.query import MISSING, Choice, QueryError
from search.terminal import choices_of, lines_of_stats, text_of


def test_choices_are_written_with_an_equals_sign_and_excluded_with_a_mark() -> None:
    assert choices_of(["region=64", "speaker!=joko", "date=2025-10", "region=64"]) == (
        Choice("date", "2025-10"), Choice("region", "64"), Choice("speaker", "joko", excluded=True),
    )
    assert choices_of([f"region={MISSING}"]) == (Choice("region", MISSING),)
    assert choices_of(["publisher=a=b"]) == (Choice("publisher", "a=b"),)


@pytest.mark.parametrize("written", ["", "region", "region=", "=64", "colour=red", "!=64"])
def test_what_is_no_choice_is_a_query_error_that_names_the_facets(written: str) -> None:
    with pytest.raises(QueryError, match="facets are date, region, speaker, publisher"):
        choices_of([written])


def test_pieces_become_one_line() -> None:
    assert text_of([Piece("Banjir\n", True), Piece(" besar\t")]) == "Banjir besar"


def test_stats_are_told_table_by_table() -> None:
    stats = Stats(1234, 5, {"text.key": 7}, {"region": 3}, 2_500_000, "000002", 1, "1")
    assert list(lines_of_stats(stats)) == [
        "1,234 articles with 5 statements", "2.5 MB in 1 segments, generation 000002, analyser 1",
        "           3 values of region", "           7 terms of text.key",
    ]
