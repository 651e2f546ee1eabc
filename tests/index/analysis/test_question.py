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
        ("di pulau manakah tambang itu", ["pulau", "tambang"]),
        ("departemen apa yang membangun jembatan", ["departemen", "membangun", "jembatan"]),
        ("pada tahun berapa jembatan dibuka", ["tahun", "jembatan", "dibuka"]),
        ("ia mengajar di universitas apa", ["ia", "mengajar", "universitas"]),
        ("ada apa dengan cinta", ["ada", "apa", "dengan", "cinta"]),
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
