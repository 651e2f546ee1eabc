"""Terms and positions survive the way through the cluster's analysers (which are replayed here)."""

import re

from hypothesis import given
from hypothesis import strategies as st

from index.entry import FIELD_GAP, Terms
from search.engines.opensearch.tokens import ANALYSIS, FILLER, LONGEST, TOGETHER, phrase_text, safe_term, values_of

words = st.text(st.characters(codec="utf-8", exclude_categories=["Z", "C"]), min_size=1, max_size=8)
placed = st.lists(st.tuples(words, st.sampled_from([0, 1, 1, 2, 5, FIELD_GAP, FIELD_GAP + 1, 250])), max_size=12)


def read_back(values: list[str]) -> list[tuple[str, int]]:
    """Return terms and positions as tokeniser, pattern_capture, stop and position_increment_gap make them."""
    [pattern] = ANALYSIS["filter"]["together"]["patterns"]
    found: list[tuple[str, int]] = []
    position = -1
    for number, value in enumerate(values):
        position += FIELD_GAP if number else 0
        for token in value.split():
            position += 1
            found += [(term, position) for term in re.findall(pattern, token) if term != FILLER]
    return found


@given(placed)
def test_terms_and_positions_come_back(steps: list[tuple[str, int]]) -> None:
    terms = Terms([], [])
    position = 0
    for word, step in steps:
        position += step
        terms.terms.append(word)
        terms.positions.append(position)
    first = terms.positions[0] if terms.positions else 0
    expected = [(t, p - first) for t, p in zip(terms.terms, terms.positions, strict=True)]
    assert read_back(values_of(terms)) == expected


def test_terms_of_one_position_are_one_word() -> None:
    assert values_of(Terms(["covid", "covid19", "di"], [0, 0, 2])) == [f"covid{TOGETHER}covid19 {FILLER} di"]


def test_passages_are_values_of_their_own() -> None:
    assert values_of(Terms(["a", "b"], [0, FIELD_GAP + 1])) == ["a", "b"]
    assert values_of(Terms([], [])) == []


def test_a_phrase_has_fillers_where_it_has_holes() -> None:
    assert phrase_text({3: "a", 5: "b"}) == f"a {FILLER} b"


def test_long_terms_are_cut_and_told_apart() -> None:
    one, other = safe_term("é" * 40_000 + "a"), safe_term("é" * 40_000 + "b")
    assert one != other
    assert max(len(one.encode()), len(other.encode())) <= LONGEST + 64
    assert safe_term("é" * 200) == "é" * 200


def test_a_term_never_holds_what_parts_terms() -> None:
    assert safe_term(f"a b{TOGETHER}c{FILLER}") == "a\ufffdb\ufffdc\ufffd"
