"""Passages and marks: every writing of a query word is marked, and nothing else, in the text as published."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from index.analysis.analyser import tokenise
from index.article import Article, Facts, Span, SpeakerFact, Statement
from search.engines.bruteforce import edits, fits
from search.highlight import Highlighter
from search.marking import Wanted, is_within, stands_for, tokens_of, union
from search.parser import parse
from search.passages import PASSAGE
from search.pieces import Piece
from search.query import Term, Wildcard

FILLER = "Warga desa itu berkumpul di balai pertemuan sejak pagi hari untuk bermusyawarah. "


def shown(query: str, text: str, title: str | None = None) -> str:
    """Return the snippet with marks in brackets."""
    return bracketed(Highlighter(parse(query).clause).snippet(Article("1", text, title), Facts()))


def bracketed(pieces: tuple[Piece, ...]) -> str:
    """Return the pieces as one text, marks in brackets."""
    return "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("query", "text", "marked"),
    [
        ("banjir", "Banjir melanda. Rumah kebanjiran.", "[Banjir] melanda. Rumah [kebanjiran]."),
        ('"banjir"', "Banjir melanda. Rumah kebanjiran.", "[Banjir] melanda. Rumah kebanjiran."),
        ("tulis", "Ia menulis tulisan.", "Ia [menulis] [tulisan]."),
        ('"banjir besar"', "Besar banjir, banjir besar.", "Besar banjir, [banjir besar]."),
        ('"banjir besar"', "Banjir\nbesar", "[Banjir besar]"),
        ("banj*", "Banjir di Banjar, bukan anjir.", "[Banjir] di [Banjar], bukan anjir."),
        ("b*r", "Banjir di Bogor kemarin", "[Banjir] di [Bogor] kemarin"),
        ("bajir~", "Banjir dan banjar", "[Banjir] dan banjar"),
        ("kukar", "Bupati Kutai Kartanegara hadir", "Bupati [Kutai Kartanegara] hadir"),
        ("kutai kartanegara", "DPRD Kukar dan Kutai Timur", "DPRD [Kukar] dan [Kutai] Timur"),
        ("maruf", "Ma’ruf Amin", "[Ma’ruf] Amin"),
        ("hujan OR banjir", "Hujan, lalu banjir", "[Hujan], lalu [banjir]"),
        ("banjir -hujan", "Hujan, lalu banjir", "Hujan, lalu [banjir]"),
        ("tokoh:taufik", "Akhmad Taufik berkata", "Akhmad [Taufik] berkata"),
        ("judul:banjir", "Banjir surut", "Banjir surut"),
        ("wilayah:kukar", "Kukar surut", "Kukar surut"),
        ("1250000", "Rp 1.250.000,00 saja", "Rp [1.250.000,00] saja"),
    ],
)
def test_every_writing_of_a_query_word_is_marked(query: str, text: str, marked: str) -> None:
    assert shown(query, text) == marked


def test_text_is_given_as_it_stands_for_the_template_to_escape() -> None:
    assert shown("banjir", "<b>banjir</b> & \"x\"") == "<b>[banjir]</b> & \"x\""


def test_the_passage_with_most_words_together_is_chosen() -> None:
    text = FILLER * 5 + "Banjir surut. " + FILLER * 5 + "Banjir di Samarinda merendam jalan. " + FILLER * 5
    snippet = shown("banjir samarinda", text)
    assert "[Banjir] di [Samarinda] merendam jalan." in snippet
    assert snippet.startswith("… ")
    assert snippet.endswith(" …")


def test_function_words_do_not_choose_the_passage() -> None:
    text = "Ia di rumah yang di atas dan di bawah itu. " + FILLER * 8 + "Ada banjir kemarin. " + FILLER * 8
    assert "[banjir]" in shown("banjir yang di itu", text)
    assert shown("yang di", text).startswith("Ia [di] rumah [yang]")


def test_a_passage_begins_with_a_sentence_and_ends_between_words() -> None:
    text = FILLER * 3 + "Kemarin banjir datang. " + FILLER * 9
    snippet = shown("banjir", text)
    words = set(FILLER.split()) | {"Kemarin", "[banjir]", "datang.", "…"}
    assert set(snippet.split()) <= words
    assert snippet.split()[1] in ("Warga", "Kemarin")
    assert len(snippet) <= PASSAGE + 20


def test_a_passage_stays_short_in_a_text_without_blanks() -> None:
    for text in ("x" * 50_000 + ".banjir." + "x" * 50_000, "banjir," * 20_000, "x " * 9_000 + "banjir" + "-x" * 9_000):
        assert len(shown("banjir", text).replace("[", "").replace("]", "")) <= 5 * PASSAGE


def test_a_word_that_only_seems_to_stand_there_does_not_decide() -> None:
    text = "Anjiran itu lewat. " + FILLER * 8 + "Air membanjiri sawah. " + FILLER * 8
    assert "[membanjiri]" in shown("banjir", text)


def test_without_words_the_text_begins_from_its_beginning() -> None:
    text = FILLER * 9
    assert shown("", text).startswith("Warga desa")
    assert "[" not in shown("tidakada", text)


def test_the_title_is_marked_with_title_words() -> None:
    article = Article("1", "Isi.", "Banjir  di\tKukar")
    assert bracketed(Highlighter(parse("judul:banjir").clause).title(article)) == "[Banjir] di Kukar"
    assert bracketed(Highlighter(parse("kukar").clause).title(article)) == "Banjir di [Kukar]"
    assert Highlighter(parse("kukar").clause).title(Article("1", "Isi.")) == ()


def said(text: str, *quotes: str) -> Facts:
    """Return facts with statements where the quotes stand."""
    spans = [Span(text.index(quote), text.index(quote) + len(quote)) for quote in quotes]
    found = tuple(Statement(span, True, None, None, "test", 1.0) for span in spans)
    return Facts(speakers=(SpeakerFact("Ani", None, Span(0, 1), None, found, "test", 1.0),))


QUOTED = "Banjir surut.\n\n“Banjir itu besar,” kata Ani. “Kami siap.”\nSelesai."
FACTS = said(QUOTED, "“Kami siap.”", "“Banjir itu besar,”")


def test_statement_words_are_marked_in_statements_only() -> None:
    highlighter = Highlighter(parse("kutipan:banjir").clause)
    assert bracketed(highlighter.snippet(Article("1", QUOTED), FACTS)).count("[") == 1
    assert "“[Banjir]" in bracketed(highlighter.snippet(Article("1", QUOTED), FACTS))


def test_a_statement_is_its_own_passage() -> None:
    highlighter = Highlighter(parse("siap", stem="quote").clause)
    article = Article("1", QUOTED)
    assert bracketed(highlighter.snippet(article, FACTS, 1)) == "“Kami [siap].”"
    assert bracketed(highlighter.snippet(article, FACTS, 0)) == "“Banjir itu besar,”"


def test_paragraphs_hold_the_whole_text_with_marks_and_numbered_statements() -> None:
    paragraphs = Highlighter(parse("banjir").clause).paragraphs(Article("1", QUOTED), FACTS)
    assert ["".join(p.text for p in paragraph) for paragraph in paragraphs] == [
        "Banjir surut.", "“Banjir itu besar,” kata Ani. “Kami siap.”", "Selesai.",
    ]
    assert paragraphs[0] == (Piece("Banjir", True), Piece(" surut."))
    assert paragraphs[1] == (
        Piece("“", False, 0), Piece("Banjir", True, 0), Piece(" itu besar,”", False, 0), Piece(" kata Ani. "),
        Piece("“Kami siap.”", False, 1),
    )


def test_statements_that_overlap_or_cross_paragraphs_are_cut() -> None:
    text = "satu dua tiga\nempat lima"
    facts = said(text, "satu dua", "dua tiga\nempat")
    first, second = Highlighter(parse("").clause).paragraphs(Article("1", text), facts)
    assert first == (Piece("satu dua", False, 0), Piece(" tiga", False, 1))
    assert second == (Piece("empat", False, 1), Piece(" lima"))


words = st.sampled_from(["banjir", "Kebanjiran", "İstanbul", "kutai", "Kartanegara", "x", "29/10/2025", "e-mail", "ﬁ",
                         "“satu”", "…", "<i>", "\n", "\n\n", "文", "COVID-19", "s.d.", "a\u0301", "\u00ad"])
texts = st.lists(words, max_size=80).map(" ".join) | st.text(max_size=60)


@settings(deadline=None, derandomize=True, database=None, max_examples=300)
@given(text=texts, query=texts)
def test_pieces_are_the_text_and_nothing_is_lost(text: str, query: str) -> None:
    highlighter = Highlighter(parse(query).clause)
    article = Article("1", text, text)
    paragraphs = highlighter.paragraphs(article, Facts())
    whole = ["".join(piece.text for piece in paragraph) for paragraph in paragraphs]
    assert whole == [line.strip() for line in text.split("\n") if line.strip()]
    snippet = "".join(piece.text for piece in highlighter.snippet(article, Facts()))
    assert snippet.removeprefix("… ").removesuffix(" …").strip() in " ".join(text.split()) or not snippet.strip()
    assert all(piece.text for piece in highlighter.title(article))


@settings(deadline=None, derandomize=True, database=None, max_examples=300)
@given(texts)
def test_remembered_tokens_are_the_analysers(text: str) -> None:
    assert tokens_of(text) == tokenise(text)


@settings(deadline=None, derandomize=True, database=None, max_examples=200)
@given(texts)
def test_every_token_is_marked_by_its_form_and_by_its_key(text: str) -> None:
    tokens = tokenise(text)
    for token in tokens[:12]:
        form, key = token.forms[0], token.keys[0]
        spans = [(other.start, other.end) for other in tokens if form in other.forms]
        assert Wanted([Term("text.form", form)]).marks(text, 0, len(text)) == spans
        marks = Wanted([Term("text.key", key)]).marks(text, 0, len(text))
        assert {(other.start, other.end) for other in tokens if key in other.keys} <= set(marks)


@given(st.lists(st.tuples(st.integers(0, 30), st.integers(1, 6)).map(lambda p: (p[0], p[0] + p[1])), max_size=12))
def test_united_marks_cover_the_same_characters_once(marks: list[tuple[int, int]]) -> None:
    united = union(marks)
    covered = [place for start, end in united for place in range(start, end)]
    assert covered == sorted({place for start, end in marks for place in range(start, end)})


@given(st.text("ab", max_size=9), st.text("ab*", max_size=7))
@example("a" * 400, "a*a*a*a*b")
def test_patterns_are_the_oracles(term: str, pattern: str) -> None:
    expected = len(term) < 100 and fits(term, Wildcard("f", pattern))
    assert stands_for(Wildcard("f", pattern), term) == expected


@given(st.text("abc", max_size=6), st.text("abc", max_size=6), st.integers(0, 3))
def test_bounded_distance_is_the_oracles(a: str, b: str, distance: int) -> None:
    assert is_within(a, b, distance) == (edits(a, b) <= distance)
