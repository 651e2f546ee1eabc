"""The question rule of queries."""

import pytest

from index.analysis.analyser import tokenise
from index.analysis.question import without_question


def words_left(text: str) -> list[str]:
    """Return the words of a query that the question rule leaves."""
    return [token.forms[0] for token in without_question(tokenise(text), text)]


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Siapa bupati Kutai Kartanegara?", ["bupati", "kutai", "kartanegara"]),
        ("di mana letak IKN", ["letak", "ikn"]),
        ("kapan gempa di Palu", ["gempa", "palu"]),
        ("jalan yang rusak di Samarinda", ["jalan", "yang", "rusak", "di", "samarinda"]),
        ("jalan yang rusak di Samarinda?", ["jalan", "rusak", "samarinda"]),
    ],
)
def test_question_and_function_words_leave_questions_only(text: str, left: list[str]) -> None:
    assert words_left(text) == left


@pytest.mark.parametrize("text", ["apa itu?", "siapa", "di mana?"])
def test_a_query_of_question_words_alone_stays_whole(text: str) -> None:
    assert words_left(text) == text.rstrip("?").split()


def test_an_empty_query_stays_empty() -> None:
    assert words_left("?") == []
