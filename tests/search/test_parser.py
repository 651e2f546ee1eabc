"""What people type, and what is understood: every text gives a clause and says how it was read."""

from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import example, given

from index.analysis.analyser import key_of
from index.knowledge.people import slug
from search.lexer import FIELD_NAMES
from search.parser import DEEPEST, LONGEST_TEXT, MOST_EXPANSIONS, MOST_WORDS, parse
from search.query import All, Any, Clause, Every, Fuzzy, Not, Phrase, Prefix, Range, Term, Value, Wildcard
from tests.search.typed import fuzzed, texts


def word(text: str, key: str | None = None, stem: str = "text") -> Any:
    """Return the clause of a plain word."""
    return Any((Term(f"{stem}.key", key or text, 1.0), Term(f"{stem}.form", text, 0.5)))


BANJIR, HUJAN, LONGSOR = word("banjir"), word("hujan"), word("longsor")

UNDERSTOOD: list[tuple[str, Clause]] = [
    ("banjir", BANJIR),
    ("Banjir", BANJIR),
    ("  banjir,  hujan! ", All((BANJIR, HUJAN))),
    ('"banjir bandang"', Phrase("text.form", ("banjir", "bandang"), (0, 1))),
    ("“banjir bandang”", Phrase("text.form", ("banjir", "bandang"), (0, 1))),
    ('"membanjiri"', Term("text.form", "membanjiri")),
    ("banjir OR hujan", Any((BANJIR, HUJAN))),
    ("banjir ATAU hujan", Any((BANJIR, HUJAN))),
    ("banjir | hujan", Any((BANJIR, HUJAN))),
    ("banjir DAN hujan", All((BANJIR, HUJAN))),
    ("banjir AND hujan", All((BANJIR, HUJAN))),
    ("banjir hujan OR longsor", Any((All((BANJIR, HUJAN)), LONGSOR))),
    ("banjir (hujan OR longsor)", All((BANJIR, Any((HUJAN, LONGSOR))))),
    ("(banjir OR hujan", Any((BANJIR, HUJAN))),
    ("banjir -hujan", All((BANJIR, Not(HUJAN)))),
    ("banjir NOT hujan", All((BANJIR, Not(HUJAN)))),
    ("banjir TIDAK hujan", All((BANJIR, Not(HUJAN)))),
    ("-hujan banjir", All((Not(HUJAN), BANJIR))),
    ("NOT NOT hujan", HUJAN),
    ("banjir -(hujan longsor)", All((BANJIR, Not(All((HUJAN, LONGSOR)))))),
    ("-hujan", Not(HUJAN)),
    ("banj*", Prefix("text.form", "banj")),
    ("Banj*,", Prefix("text.form", "banj")),
    ("b*r", Wildcard("text.form", "b*r")),
    ("*an", Wildcard("text.form", "*an")),
    ("bajir~", Fuzzy("text.form", "bajir", 1)),
    ("bajri~2", Fuzzy("text.form", "bajri", 2)),
    ("judul:banjir", word("banjir", stem="title")),
    ("title:banjir hujan", All((word("banjir", stem="title"), HUJAN))),
    ("JUDUL: banjir", word("banjir", stem="title")),
    ('judul:"banjir bandang"', Phrase("title.form", ("banjir", "bandang"), (0, 1))),
    ("judul:(banjir OR hujan)", Any((word("banjir", stem="title"), word("hujan", stem="title")))),
    ("judul:ban*", Prefix("title.form", "ban")),
    ("-judul:banjir", Not(word("banjir", stem="title"))),
    ("tokoh:taufik", Term("speaker.form", "taufik")),
    ("speaker:taufik", Term("speaker.form", "taufik")),
    ('tokoh:"akhmad taufik"', Phrase("speaker.form", ("akhmad", "taufik"), (0, 1))),
    ("penerbit:kompas", Term("publisher.form", "kompas")),
    ('kutipan:"ego sektoral"', Phrase("quote.form", ("ego", "sektoral"), (0, 1))),
    ("wilayah:jatim", Value("region", "35")),
    ("wilayah:64.02", Value("region", "64.02")),
    ("region:kutai kartanegara banjir", All((Value("region", "64.02"), BANJIR))),
    ('wilayah:"kutai kartanegara"', Value("region", "64.02")),
    ("wilayah:kaltim -wilayah:kukar", All((Value("region", "64"), Not(Value("region", "64.02"))))),
    ("wilayah:(jatim OR kaltim)", Any((Value("region", "35"), Value("region", "64")))),
    ("wilayah:sumatera", Any(tuple(Value("region", code) for code in ("12", "13", "16")))),
    ("wilayah:tapanuli", Any(tuple(Value("region", code) for code in ("12.01", "12.02", "12.03")))),
    ("tanggal:2025", Range(date(2025, 1, 1), date(2025, 12, 31))),
    ("tanggal:2024-02", Range(date(2024, 2, 1), date(2024, 2, 29))),
    ("date:2025-10-29", Range(date(2025, 10, 29), date(2025, 10, 29))),
    ("tanggal:29/10/2025", Range(date(2025, 10, 29), date(2025, 10, 29))),
    ("tanggal:2025-10..2025-12", Range(date(2025, 10, 1), date(2025, 12, 31))),
    ("tanggal:2025-12..2025-10", Range(date(2025, 10, 1), date(2025, 12, 31))),
    ("tanggal:2025-10..", Range(date(2025, 10, 1), None)),
    ("tanggal:..2025-10-29", Range(None, date(2025, 10, 29))),
    ("tanggal:oktober 2025 banjir", All((Range(date(2025, 10, 1), date(2025, 10, 31)), BANJIR))),
    ('tanggal:"3 Mei 2025"', Range(date(2025, 5, 3), date(2025, 5, 3))),
    ("", Every()),
    ("*", Every()),
    ("?!,. - () \"\"", Every()),
]


@pytest.mark.parametrize(("text", "clause"), UNDERSTOOD, ids=[text for text, _ in UNDERSTOOD])
def test_typed_text_is_understood(text: str, clause: Clause) -> None:
    assert parse(text).clause == clause


@pytest.mark.parametrize(
    ("text", "indonesian", "english"),
    [
        ("banjir -hujan", "banjir dan tanpa hujan", "banjir and without hujan"),
        ("a (b OR c)", "a dan (b atau c)", "a and (b or c)"),
        ('"banjir  bandang"', 'persis "banjir bandang"', 'exactly "banjir bandang"'),
        ("banj* bajir~", "kata berawalan banj dan mirip bajir", "words beginning with banj and similar to bajir"),
        ("judul:(a b)", "judul: (a dan b)", "title: (a and b)"),
        ("wilayah:kukar", "wilayah: Kutai Kartanegara", "region: Kutai Kartanegara"),
        ("tanggal:2025-10..", "tanggal: sejak 1 Okt 2025", "date: since 1 Oct 2025"),
        ("tanggal:29/8/2025", "tanggal: 29 Agu 2025", "date: 29 Aug 2025"),
        ("hidup atau mati", "hidup dan “atau” dan mati", "hidup and “atau” and mati"),
        ("", "semua artikel", "all articles"),
    ],
)
def test_reading_says_how_the_text_was_read(text: str, indonesian: str, english: str) -> None:
    reading = parse(text).reading
    assert (reading.indonesian, reading.english, reading.problems) == (indonesian, english, ())


@pytest.mark.parametrize(
    ("text", "clause", "problem"),
    [
        ('"banjir', BANJIR, "tanda kutip tanpa pasangan diabaikan"),
        ("banjir) hujan", All((BANJIR, HUJAN)), "kurung tutup tanpa pasangan diabaikan"),
        ("banjir OR", All((BANJIR, word("or"))), "“OR” dicari sebagai kata biasa"),
        ("wilayah:atlantis", word("atlantis"), "wilayah: “atlantis” tidak dikenal, dicari sebagai kata"),
        ("tanggal:besok", word("besok"), "tanggal: “besok” tidak dikenal, dicari sebagai kata"),
        ("tanggal:2025-13", All((word("2025"), word("13"))), "tanggal: “2025-13” tidak dikenal, dicari sebagai kata"),
        ("banjir judul:", All((BANJIR, word("judul"))), "“judul” dicari sebagai kata biasa"),
        ("???", Every(), "tidak ada kata yang dapat dicari"),
    ],
)
def test_what_is_not_understood_is_searched_as_words_and_said(text: str, clause: Clause, problem: str) -> None:
    understood = parse(text)
    assert understood.clause == clause
    assert understood.reading.problems == (problem,)
    assert len(understood.reading.problems_en) == 1


def test_small_operators_are_words() -> None:
    assert parse("hidup atau mati").clause == All((word("hidup"), word("atau"), word("mati")))


def test_an_unknown_field_is_words() -> None:
    understood = parse("Bupati: banjir 10:30")
    assert isinstance(understood.clause, All)
    assert len(understood.clause.parts) == 4
    assert understood.reading.problems == ()


def test_a_question_asks_for_any_of_its_words_without_the_asking_ones() -> None:
    understood = parse("siapa bupati yang kebanjiran?")
    assert understood.clause == Any((word("bupati", key_of("bupati")), word("kebanjiran", "banjir")))
    assert understood.reading.indonesian == "bupati atau kebanjiran"
    assert len(understood.reading.problems) == len(understood.reading.problems_en) == 1
    assert parse("banjir?").clause == parse("di mana banjir").clause == BANJIR
    assert parse("siapa").clause == word("siapa")
    assert parse("banjir di mana").clause == BANJIR
    assert parse("partai apakah yang banjir").clause == Any((word("partai"), BANJIR))
    assert parse("alasan mengapa banjir").clause == All(
        (word("alasan", key_of("alasan")), word("mengapa", key_of("mengapa")), BANJIR)
    )
    assert parse('siapa (tahu) "banjir"?').clause == Any(
        (word("tahu"), Any((Term("text.form", "banjir"), BANJIR)))
    )
    assert parse('bagaimana cara "daftar bansos"').reading.indonesian == 'cara atau persis "daftar bansos"'
    filtered = parse("siapa kebanjiran? wilayah:jatim").clause
    assert filtered == All((word("kebanjiran", "banjir"), Value("region", "35")))


def test_long_and_short_form_are_alternatives() -> None:
    clause = parse("kutai kartanegara").clause
    assert isinstance(clause, Any)
    assert Term("text.key", "kukar") in clause.parts
    assert leaf_texts(clause.parts[0]) >= {"kutai", "kartanegara"}
    assert leaf_texts(parse("kukar").clause) == {"kukar"}


def test_writings_at_one_position_are_alternatives() -> None:
    clause = parse("#banjir").clause
    assert isinstance(clause, Any)
    assert {Term("text.form", "banjir", 0.5), Term("text.form", "#banjir", 0.5)} <= set(clause.parts)


def test_web_addresses_do_not_break() -> None:
    clause = parse("https://www.contoh.co.id/a?b=c&d=(e)").clause
    assert leaf_texts(clause) >= {"contoh", "https"}


def test_plain_words_can_be_sought_in_statements() -> None:
    assert parse("banjir judul:hujan", stem="quote").clause == All(
        (word("banjir", stem="quote"), word("hujan", stem="title"))
    )


def test_a_nickname_means_the_full_name_of_a_speaker() -> None:
    understood = parse("tokoh:ahok")
    assert understood.clause == Any((Term("speaker.form", "ahok"), Value("speaker", slug("Basuki Tjahaja Purnama"))))
    assert understood.reading.indonesian == "tokoh: (ahok atau nama lengkapnya)"


def test_synonyms_are_alternatives_at_half_weight() -> None:
    synonyms = {"oto": ("mobil", "kendaraan roda empat"), "rumah sakit": ("rs",)}
    clause = parse("oto", synonyms).clause
    assert isinstance(clause, Any)
    assert Any((Term("text.key", "mobil", 0.5), Term("text.form", "mobil", 0.25))) in clause.parts
    assert any(isinstance(part, Phrase) and part.weight == 0.5 and len(part.texts) == 3 for part in clause.parts)
    assert leaf_texts(parse("rumah sakit umum", synonyms).clause) >= {"rs", "rumah", "sakit", "umum"}
    assert leaf_texts(parse('"oto"', synonyms).clause) == {"oto"}


def test_words_know_where_they_stand() -> None:
    text = "Banjir -hujan (longsor) judul:api"
    assert [text[w.start : w.end] for w in parse(text).words] == ["Banjir", "hujan", "longsor"]


@pytest.mark.parametrize("name", FIELD_NAMES)
def test_every_field_name_is_read(name: str) -> None:
    reading = parse(f"{name}:2025").reading
    assert ":" in reading.indonesian or reading.problems


def test_length_words_depth_and_expansions_are_bounded() -> None:
    for text in ("a " * 5_000, "(" * 3_000 + "a" + ")" * 3_000, "-" * 3_000 + "a", "judul:(" * 500 + "a",
                 "a* " * 300, "a~2 " * 300, "*a" * 400, '"a ' * 999, "wilayah:(" * 300, "OR " * 900,
                 "NOT " * 900 + "x", "tokoh:" * 300 + "x", "a" * 100_000, '"' * 3_001, "( OR ) " * 300):
        clause = parse(text).clause
        assert depth(clause) <= 3 * DEEPEST
        assert len(list(leaves(clause))) <= 8 * MOST_WORDS
        assert sum(isinstance(c, Prefix | Wildcard | Fuzzy) for c in leaves(clause)) <= MOST_EXPANSIONS
    assert parse("kata " * LONGEST_TEXT).reading.problems


def leaves(clause: Clause) -> Iterator[Clause]:
    """Yield the leaves of a clause."""
    if isinstance(clause, All | Any):
        for part in clause.parts:
            yield from leaves(part)
    elif isinstance(clause, Not):
        yield from leaves(clause.part)
    else:
        yield clause


def leaf_texts(clause: Clause) -> set[str]:
    """Return the terms of a clause."""
    return {leaf.text for leaf in leaves(clause) if isinstance(leaf, Term)}


def depth(clause: Clause) -> int:
    """Return how deep a clause is nested."""
    if isinstance(clause, All | Any):
        return 1 + max((depth(part) for part in clause.parts), default=0)
    return 1 + depth(clause.part) if isinstance(clause, Not) else 1


@fuzzed
@given(texts)
@example("wilayah:()")
@example("tanggal:..")
@example("judul:)")
@example("-\ud800")
def test_any_text_gives_a_clause_and_a_reading(text: str) -> None:
    understood = parse(text)
    assert depth(understood.clause) <= 3 * DEEPEST
    reading = understood.reading
    for line in (reading.indonesian, reading.english, *reading.problems, *reading.problems_en):
        assert line.encode()
    assert len(reading.problems) == len(reading.problems_en)


def test_a_short_form_is_asked_for_by_its_canonical_term_alone() -> None:
    assert parse("dirut").clause == Term("text.key", "dirut", 1.5)
    assert parse("AS").clause == Any((Term("text.key", "as", 1.0), Term("text.key", "AS", 1.5)))
    assert parse("tokoh:dirut").clause == Term("speaker.form", "dirut")


def test_the_words_of_a_long_form_count_half_beside_its_canonical_term() -> None:
    words = All((Any((Term("text.key", "direktur", 0.5), Term("text.form", "direktur", 0.25))),
                 Any((Term("text.key", "utama", 0.5), Term("text.form", "utama", 0.25)))))
    assert parse("direktur utama").clause == Any((words, Term("text.key", "dirut", 1.0)))


def test_neighbours_count_in_long_texts_only() -> None:
    phrase = Phrase("text.key", ("banjir", "hujan"), (0, 1), 0.2)
    assert phrase not in parts_of(parse("banjir hujan longsor").clause)
    assert phrase in parts_of(parse("banjir hujan longsor gempa").clause)
    assert phrase not in parts_of(parse("banjir OR hujan OR longsor OR gempa").clause)


def test_neighbours_of_a_question_may_have_a_function_word_between_them() -> None:
    asked = parts_of(parse("siapa membuka jalan yang rusak karena banjir?").clause)
    assert Phrase("text.key", ("jalan", "rusak"), (0, 2), 0.2) in asked


def parts_of(clause: Clause) -> Iterator[Clause]:
    """Yield the clause and all clauses in it."""
    yield clause
    for part in clause.parts if isinstance(clause, All | Any) else ():
        yield from parts_of(part)
