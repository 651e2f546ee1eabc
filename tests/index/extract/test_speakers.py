"""Speakers: who is quoted, under which name and position, and that nothing whatever breaks the search for them."""

import csv
from itertools import pairwise
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article, SpeakerFact
from index.extract.regions import find_regions
from index.extract.speakers import find_speakers
from index.knowledge.people import fold_name

GOLDEN = Path(__file__).parents[2] / "golden" / "speakers.tsv"
PIECES = st.sampled_from(
    ["kata ", "Kata ", "Menurut ", "mengatakan, ", "ujarnya. ", "ucap ", "Budi ", "Santoso ", "Bupati ", "Kota ", "dr ",
     "“", "”", '"', "''", ", ", ". ", "(", ") ", "\n", "H. ", "Kepala Dinas ", "yang juga ", "selaku ", "dan ", "ia ",
     "S.Sos", "(37) ", "I Made ", "-", "Universitas ", "disampaikan ", "Desa ", "KPK ", "12/3 ", "é", "İ", "\u200b"]
)


def speakers(text: str, title: str | None = None) -> tuple[SpeakerFact, ...]:
    """Return the speakers of a text."""
    return find_speakers(Article(id="1", text=text, title=title))


def golden() -> list[tuple[str, str]]:
    """Return the golden texts, each with its speakers as "name=position", one after another with ";" between."""
    with GOLDEN.open(encoding="utf-8", newline="") as lines:
        rows = csv.reader(lines, delimiter="\t", quoting=csv.QUOTE_NONE)
        next(rows)
        return [(row[0], row[1]) for row in rows]


@pytest.mark.parametrize(("text", "expected"), golden())
def test_golden_text_has_exactly_these_speakers_and_positions(text: str, expected: str) -> None:
    assert ";".join(f"{fact.name}={fact.position or ''}" for fact in speakers(text)) == expected


def test_short_form_and_full_name_are_one_speaker() -> None:
    found = speakers('Wali Kota Bekasi Rahman Effendi datang. "Siap," kata Rahman. Effendi menambahkan, semua siap.')
    assert [fact.name for fact in found] == ["Rahman Effendi"]
    assert len(found[0].statements) == 2


def test_pronoun_is_the_person_named_before() -> None:
    (found,) = speakers("Dewi Lestari datang terlambat. Ia mengaku terjebak macet.")
    assert found.name == "Dewi Lestari"
    assert found.statements[0].rule == "verb-back"


def test_role_alone_is_its_holder() -> None:
    (found,) = speakers('Gubernur Banten Wahyu Andrianto tiba pagi. "Saya minta semua tertib," kata Gubernur.')
    assert found.name == "Wahyu Andrianto"


def test_role_without_a_named_holder_is_nobody() -> None:
    assert speakers('"Saya minta semua tertib," kata Gubernur.') == ()


def test_cue_within_a_quotation_attributes_nothing() -> None:
    found = speakers('"Seperti kata Budi Santoso, kita harus sabar," ujar Rina Marlina.')
    assert [fact.name for fact in found] == ["Rina Marlina"]


def test_headline_of_another_article_attributes_nothing() -> None:
    text = "Rapat selesai.\nBaca juga:\nSungai Meluap, Andi Wijaya Ungkap Sebabnya\nWarga pulang."
    assert speakers(text) == ()


def test_two_persons_with_one_word_in_common_stay_two() -> None:
    text = "Camat Neglasari Ubaidi Ansari mengatakan, warga patuh. Kasat Lantas Ubaidi Rahman mengatakan, jalan lancar."
    assert [fact.name for fact in speakers(text)] == ["Ubaidi Ansari", "Ubaidi Rahman"]


def test_position_is_the_fullest_beside_the_full_name() -> None:
    (found,) = speakers("Bupati Taslim hadir. Bupati Morowali Taslim Anwar mengatakan, jemaah tiba. Taslim pamit.")
    assert found.position == "Bupati Morowali"


def test_text_without_cues_has_no_speakers() -> None:
    assert speakers("Gubernur Banten Wahyu Andrianto meninjau pasar.") == ()


@given(st.lists(PIECES, max_size=60).map("".join))
def test_any_text_gives_facts_whose_spans_lie_in_it_and_name_what_they_say(text: str) -> None:
    for fact in speakers(text):
        assert fact.statements
        assert fold_name(text[fact.span.start:fact.span.end]) == fold_name(fact.name)
        assert 0.0 < fact.confidence <= 1.0
        if fact.position_span is not None:
            assert " ".join(text[fact.position_span.start:fact.position_span.end].split()) == fact.position
        for statement in fact.statements:
            assert 0 <= statement.span.start < statement.span.end <= len(text)
            if statement.cue_span is not None:
                assert text[statement.cue_span.start:statement.cue_span.end] == statement.cue


@given(st.lists(PIECES, max_size=60).map("".join))
def test_direct_statements_never_overlap(text: str) -> None:
    spans = sorted((s.span.start, s.span.end) for fact in speakers(text) for s in fact.statements if s.direct)
    assert all(a[1] <= b[0] for a, b in pairwise(spans))


@given(st.text(max_size=300))
def test_no_text_whatever_raises(text: str) -> None:
    speakers(text)


@pytest.mark.timeout(60)
@pytest.mark.parametrize(
    "piece",
    ['"', "“", "(", ") ", "Budi Santoso ", "12 ", "kata Budi. ", "Ketua Budi, ", "A. ", "itu mengatakan ", 'x." ” Aku ',
     "dan Budi ", "a\n", "yang juga Ketua ", "Rina Marlina mengatakan , ", "Ketua Hari Budi ",
     "Kim Jang Dong Gun ", "a., B "],
)
def test_hostile_text_takes_linear_time(piece: str) -> None:
    text = piece * (400_000 // len(piece)) + "kata Rina Marlina."
    assert all(fact.statements for fact in speakers(text))


def test_headlines_behind_a_link_name_no_speaker_and_no_region() -> None:
    text = (
        '"Naik," kata Direktur Umum Wardana Atmaja.\nBaca Juga\n'
        "Perusahaan Catat Jumlah Penumpang Tumbuh Delapan Persen pada Januari, Nyaris Ratusan Juta, Kata Rudi Hartono\n"
        "Rampungkan Benteng Ambarawa, Budi Santoso Sebut Wisata Tumbuh\n"
        "Direktur Keuangan Hendrik Polisaro menyampaikan, penjualan naik."
    )
    assert [(fact.name, fact.position) for fact in speakers(text)] == [
        ("Wardana Atmaja", "Direktur Umum"), ("Hendrik Polisaro", "Direktur Keuangan"),
    ]
    assert all(fact.role == "mentioned" for fact in find_regions(Article("a", text)))
