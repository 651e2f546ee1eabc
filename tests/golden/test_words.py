"""Tokens and stems as golden tables: `tokens.tsv` and `stems.tsv`, each row read over by a person."""

from pathlib import Path

import pytest

from index.analysis.analyser import Token, analyse, key_of, tokenise
from index.analysis.stem import standard

FOLDER = Path(__file__).parent


def table(name: str) -> list[tuple[str, str]]:
    """Return the rows of a golden table of two columns."""
    lines = (FOLDER / name).read_text(encoding="utf-8").splitlines()[1:]
    return [(row[0], row[1]) for row in (line.split("\t") for line in lines)]


def shown(token: Token) -> str:
    """Return a token as the table writes it: forms:keys@canonical*covered, alternatives parted by |."""
    canonical = "".join(f"@{term}*{covered}" for term, covered in token.canonical)
    return f"{'|'.join(token.forms)}:{'|'.join(token.keys)}{canonical}"


@pytest.mark.parametrize(("text", "tokens"), table("tokens.tsv"))
def test_text_gives_these_tokens(text: str, tokens: str) -> None:
    assert " ".join(map(shown, tokenise(text))) == tokens


@pytest.mark.parametrize(("word", "key"), table("stems.tsv"))
def test_word_has_this_key(word: str, key: str) -> None:
    assert standard(key_of(word)) == key
    assert analyse(word.capitalize()).key.terms[0] == key


def test_tables_hold_every_row_once() -> None:
    for name in ("tokens.tsv", "stems.tsv"):
        rows = [text for text, _ in table(name)]
        assert len(rows) == len(set(rows))
    assert len(table("tokens.tsv")) + len(table("stems.tsv")) > 400
