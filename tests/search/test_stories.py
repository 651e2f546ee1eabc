"""Stories: what joins articles, what does not, and that it is the same in any order; held to the plain definition."""

import random
from collections.abc import Sequence

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import Article, Facts
from index.entry import PLACES, Entry
from search.engines.bruteforce import document_of, stories_of
from search.stories import ALIKE, BAND, MOST, stories

Signature = tuple[int, ...]


def packed(signature: Signature) -> bytes:
    """Return a signature as an entry holds it; none for an empty one."""
    return np.array(signature, dtype="<u2").tobytes()


def told(signatures: Sequence[Signature]) -> set[frozenset[int]]:
    """Return the stories as sets of places."""
    rows = np.array([one or (0,) * PLACES for one in signatures], dtype=np.uint16).reshape(-1, PLACES)
    first = stories(rows)
    found = {frozenset(np.flatnonzero(first == story).tolist()) for story in set(first.tolist()) - {-1}}
    assert all(min(story) == first[min(story)] for story in found)
    return found


def plainly(signatures: Sequence[Signature]) -> set[frozenset[int]]:
    """Return the stories as the oracle has them."""
    documents = [
        document_of(Entry(Article(f"{n:06}", "-"), Facts(), {}, None, {}, packed(signature)))
        for n, signature in enumerate(signatures)
    ]
    found: dict[str, set[int]] = {}
    for id, story in stories_of(documents).items():
        found.setdefault(story, set()).add(int(id))
    return {frozenset(story) for story in found.values()}


def drawn(seed: int) -> Signature:
    """Return a signature of its own."""
    return tuple(random.Random(seed).choices(range(1, 1 << 16), k=PLACES))


def changed(signature: Signature, places: int, seed: int = 0, first: int = 0) -> Signature:
    """Return the signature with so many places changed, from `first` on."""
    other = drawn(10_000 + seed)
    return (*signature[:first], *other[first : first + places], *signature[first + places :])


ONE = drawn(1)


def test_equal_texts_are_a_story_and_single_ones_none() -> None:
    assert told([ONE, drawn(2), ONE]) == {frozenset({0, 2})}
    assert told([ONE, drawn(2)]) == told([ONE]) == told([]) == set()


def test_texts_without_a_signature_are_no_story() -> None:
    assert told([(), (), ONE]) == set()


@pytest.mark.parametrize("places", [PLACES - ALIKE, PLACES - ALIKE + 1])
def test_alike_are_those_that_agree_in_so_many_places(places: int) -> None:
    assert told([ONE, changed(ONE, places)]) == ({frozenset({0, 1})} if places <= PLACES - ALIKE else set())


def test_alike_in_places_without_a_whole_band_is_not_alike() -> None:
    scattered = tuple(place + 1 if n % BAND == 0 else place for n, place in enumerate(ONE))
    assert sum(a == b for a, b in zip(ONE, scattered, strict=True)) >= ALIKE
    assert told([ONE, scattered]) == set()


def test_a_copy_of_a_copy_belongs_to_the_story() -> None:
    between = changed(ONE, 10)
    far = changed(between, 10, 1, 10)
    assert told([ONE, far]) == set()
    assert told([far, drawn(3), ONE, between]) == {frozenset({0, 2, 3})}


def test_a_band_that_too_many_have_joins_nobody() -> None:
    # One band alone is shared whole, and yet enough of all places.
    other = tuple(place if n < BAND or n % BAND else place + 1 for n, place in enumerate(ONE))
    assert sum(a == b for a, b in zip(ONE, other, strict=True)) >= ALIKE
    crowd = [(*ONE[:BAND], *drawn(20 + n)[BAND:]) for n in range(MOST - 1)]
    assert told([ONE, other, *crowd[1:]]) == plainly([ONE, other, *crowd[1:]]) == {frozenset({0, 1})}
    assert told([ONE, other, *crowd]) == plainly([ONE, other, *crowd]) == set()


def test_a_thousand_equal_texts_are_one_story() -> None:
    assert told([ONE] * 3_000) == {frozenset(range(3_000))}


signatures = st.builds(
    lambda seed, places, by, first: changed(drawn(seed), places, by, first),
    st.integers(0, 3), st.integers(0, 14), st.integers(0, 2), st.integers(0, 20),
) | st.just(())


@settings(deadline=None, database=None, derandomize=True, max_examples=150)
@given(st.lists(signatures, max_size=14), st.randoms(use_true_random=False))
def test_stories_are_the_oracles_in_any_order(some: list[Signature], shuffle: random.Random) -> None:
    found = told(some)
    assert found == plainly(some)
    order = list(range(len(some)))
    shuffle.shuffle(order)
    again = told([some[place] for place in order])
    assert {frozenset(order[place] for place in story) for story in again} == found


def test_many_near_copies_are_the_oracles() -> None:
    rng = random.Random(3)
    some: list[Signature] = []
    for n in range(1_200):
        old = rng.choice(some) if some and rng.random() < 0.5 else drawn(n)
        some.append(changed(old, rng.randrange(13), n, rng.randrange(20)))
    found = told(some)
    assert found == plainly(some)
    assert len(found) > 50
