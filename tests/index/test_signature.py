"""Signatures: what they are like for copies, for other texts, on every machine and in every process."""

import random
import subprocess
import sys

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from index.article import Article
from index.entry import PLACES
from index.pipeline import entry_for
from index.signature import BLOCK, SHINGLE, SHORTEST, signature

WORDS = [f"kata{n}" for n in range(5_000)]


def passage(seed: int, count: int) -> list[str]:
    """Return words drawn by a seed."""
    return random.Random(seed).choices(WORDS, k=count)


def agreement(one: bytes, other: bytes) -> float:
    """Return the share of equal places."""
    return float(np.mean(np.frombuffer(one, "<u2") == np.frombuffer(other, "<u2")))


def common(one: list[str], other: list[str]) -> float:
    """Return the share of runs that two texts have in common."""
    a, b = ({tuple(words[n : n + SHINGLE]) for n in range(len(words) - SHINGLE + 1)} for words in (one, other))
    return len(a & b) / len(a | b)


def test_a_signature_has_its_places_and_a_short_text_none() -> None:
    assert len(signature(passage(1, SHORTEST))) == 2 * PLACES
    assert signature(passage(1, SHORTEST - 1)) == b""
    assert signature([]) == b""


def test_a_signature_never_changes() -> None:
    # A stored signature is compared with those of articles that come years later.
    told = signature(passage(7, 300)).hex()
    assert told[:32] == "012512841193c0f2bba0e92c28b1f766"
    program = ("import random; from index.signature import signature; "
               "words = [f'kata{n}' for n in range(5_000)]; "
               "print(signature(random.Random(7).choices(words, k=300)).hex())")
    again = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True,
                           env={"PYTHONHASHSEED": "4711"})
    assert again.stdout.strip() == told


def test_the_share_of_equal_places_is_near_the_share_of_common_runs() -> None:
    errors = []
    for seed in range(60):
        first = passage(seed, 400)
        second = first[: 400 - 5 * seed] + passage(1_000 + seed, 5 * seed)
        errors.append(agreement(signature(first), signature(second)) - common(first, second))
    assert abs(float(np.mean(errors))) < 0.03
    assert float(np.std(errors)) < 0.12  # that of 32 draws is .088 at the most


def test_texts_without_a_common_run_agree_nowhere() -> None:
    told = [agreement(signature(passage(seed, 400)), signature(passage(seed + 500, 400))) for seed in range(50)]
    assert max(told) <= 1 / PLACES


def test_a_text_longer_than_a_block_is_signed_by_all_its_runs() -> None:
    long = passage(3, 2 * BLOCK + 50)
    parts = [signature(long[start : start + BLOCK + SHINGLE - 1]) for start in (0, BLOCK, 2 * BLOCK)]
    own = np.frombuffer(signature(long), "<u2")
    assert all(any(np.frombuffer(part, "<u2")[place] == own[place] for part in parts) for place in range(PLACES))
    assert signature(long[:-1]) != b""


@settings(deadline=None, database=None, derandomize=True)
@given(st.lists(st.text(min_size=1, max_size=12), min_size=SHORTEST, max_size=60))
def test_any_words_have_a_signature_which_depends_on_them_alone(words: list[str]) -> None:
    assert signature(words) == signature(tuple(words))
    assert len(signature(words)) == 2 * PLACES


def test_an_entry_is_signed_by_its_body_and_not_by_title_or_publisher() -> None:
    body = " ".join(passage(5, 80))
    first = entry_for(Article("1", body, "Judul pertama", publisher="Kabar Contoh"))
    second = entry_for(Article("2", f"  {body.upper()}", "Judul yang lain sama sekali"))
    assert first.signature == second.signature != b""
    assert entry_for(Article("3", "Harga beras naik.")).signature == b""
