"""Tokens: offsets that give the text back, and where sentences begin."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.extract.tokens import Tokens


def sentences(text: str) -> list[str]:
    """Return the sentences of a text, words joined by blanks."""
    tokens = Tokens(text)
    bounds = [*tokens.sentences, len(tokens)]
    return [" ".join(tokens.words[a:b]) for a, b in pairwise(bounds)]


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Ia datang. Ia pergi.", 2),
        ('"Kami siap." Ia pergi.', 2),
        ('Ia diam. "Kami siap."', 2),
        ("Dr. Budi datang.", 1),
        ("H. M. Yusuf datang.", 1),
        ("Harga Rp 1.000.000 naik.", 1),
        ("Ia datang.Lalu pergi.", 2),
        ("Ia datang\n\nLalu pergi", 2),
        ("Rapat di Riau.Namun ia pergi.", 2),
        ("Lihat Detik.Com lagi.", 1),
        ("Ia datang., Lalu pergi.", 2),
        ('Rapat di Riau., "Kami siap."', 2),
        ("Rapat usai (10/9).\n, Ia pergi.", 2),
        ("Budi, S.Pd., Marlina dan Rina datang.", 1),
        ("Budi, M.Kes., Namun datang.", 1),
        ("Budi dkk., Rina datang.", 1),
        ("Rapat di\nKantor Bupati\n, kata dia.", 1),
    ],
)
def test_sentences_end_where_a_reader_ends_them(text: str, count: int) -> None:
    assert len(sentences(text)) == count


@given(st.text(max_size=200))
def test_words_stand_where_their_offsets_say(text: str) -> None:
    tokens = Tokens(text)
    assert [text[a:b] for a, b in zip(tokens.starts, tokens.ends, strict=True)] == tokens.words
    assert tokens.sentences == sorted(set(tokens.sentences))
