"""Statements: which words belong to whom, direct or reported, and by which cue."""

import pytest

from index.article import Article, Statement
from index.extract.speakers import find_speakers


def statements(text: str) -> list[tuple[str, Statement]]:
    """Return every statement of a text as its words and the fact, in the order of the text."""
    found = [s for fact in find_speakers(Article(id="1", text=text)) for s in fact.statements]
    return [(text[s.span.start:s.span.end], s) for s in sorted(found, key=lambda s: s.span.start)]


def test_quotation_before_its_cue_is_direct() -> None:
    ((words, statement),) = statements('"Kami siap membantu," kata Rina Marlina.')
    assert words == '"Kami siap membantu,"'
    assert statement.direct
    assert statement.cue == "kata"


def test_quotation_behind_its_verb_is_direct() -> None:
    ((words, statement),) = statements('Rina Marlina mengatakan, "Kami siap membantu warga."')
    assert words == '"Kami siap membantu warga."'
    assert statement.direct
    assert statement.rule == "verb-quote"


def test_reported_speech_is_what_follows_its_verb() -> None:
    ((words, statement),) = statements("Rina Marlina mengatakan, warga sudah dibantu. Hujan turun.")
    assert words == "warga sudah dibantu"
    assert not statement.direct


def test_cue_within_reported_speech_takes_the_sentence() -> None:
    ((words, statement),) = statements("Bantuan itu, kata Rina Marlina, sudah tiba. Hujan turun.")
    assert words == "Bantuan itu, kata Rina Marlina, sudah tiba"
    assert not statement.direct


def test_according_takes_what_follows_the_name() -> None:
    ((words, _),) = statements("Menurut Rina Marlina, bantuan sudah tiba. Hujan turun.")
    assert words == "bantuan sudah tiba"


def test_split_quotation_gives_both_halves_to_one_speaker() -> None:
    found = statements('"Kami siap membantu," kata Rina Marlina. "Bantuan tiba besok pagi di sini."')
    assert [words for words, _ in found] == ['"Kami siap membantu,"', '"Bantuan tiba besok pagi di sini."']
    assert found[1][1].rule == "quote-follows"


def test_cue_that_refers_back_names_the_last_speaker() -> None:
    text = 'Rina Marlina mengatakan, warga dibantu. "Semua aman," ujarnya. "Jangan panik," imbuhnya.'
    assert [s.cue for _, s in statements(text)] == ["mengatakan", "ujarnya", "imbuhnya"]


def test_noun_that_looks_like_a_cue_needs_a_quotation() -> None:
    text = 'Rina Marlina mengatakan, warga dibantu. Pesannya sudah terkirim.'
    assert len(statements(text)) == 1


def test_feeling_alone_makes_no_speaker() -> None:
    assert statements("Rina Marlina menolak pindah dari rumah itu.") == []


def test_weak_verb_that_reports_words_makes_one() -> None:
    assert len(statements("Rina Marlina menolak, bahwa ia akan pindah.")) == 1


def test_words_behind_a_name_and_a_colon_are_direct() -> None:
    ((words, statement),) = statements('Gubernur Jawa Tengah, Rina Marlina: "Kita harus bergerak."')
    assert words == '"Kita harus bergerak."'
    assert (statement.rule, statement.cue) == ("colon", ":")


def test_two_subjects_of_one_verb_both_speak() -> None:
    assert len(statements("Ani Marlina (35) dan Budi Santoso (40) mengaku kehilangan rumah.")) == 2


def test_denied_statement_is_none() -> None:
    assert statements("Rina Marlina tidak mengatakan alasan kepergiannya.") == []


def test_what_a_crowd_a_text_or_a_role_says_is_not_the_words_of_the_one_before() -> None:
    for speaker in ("netizen", "para pengguna", "keterangan itu", "BMKG", "dokter", "@pln"):
        text = f'"Terima kasih atas dukungan," tulis Rina Marlina. "Kami tidak percaya pada foto itu," tulis {speaker}.'
        assert [words for words, _ in statements(text)] == ['"Terima kasih atas dukungan,"'], speaker


def test_a_role_that_points_back_goes_on_speaking() -> None:
    text = '"Terima kasih atas dukungan," tulis Rina Marlina. "Kami tidak percaya dengan foto itu," ujar dokter itu.'
    assert len(statements(text)) == 2


def test_a_verb_that_opens_its_sentence_is_not_said_by_the_one_before() -> None:
    text = 'Rina Marlina mengatakan, warga dibantu. Menanggapi rencana itu, Darman Setiawan mengatakan, dana ada.'
    assert [words for words, _ in statements(text)] == ["warga dibantu", "dana ada"]


def test_answering_a_question_while_speaking_is_no_statement() -> None:
    text = '"Aman terkendali, terima kasih," kata Rina Marlina saat menjawab pertanyaan wartawan.'
    assert [words for words, _ in statements(text)] == ['"Aman terkendali, terima kasih,"']


def test_where_the_name_is_lost_only_one_who_has_spoken_goes_on() -> None:
    text = 'Konser Rina Marlina digelar malam ini. "Sudah siap hampir seluruhnya," ucap, kepada wartawan di Jakarta.'
    assert statements(text) == []
    text = 'Rina Marlina mengatakan, konser siap. "Sudah siap hampir seluruhnya," ucap, kepada wartawan di Jakarta.'
    assert len(statements(text)) == 2


def test_a_verb_inside_what_a_person_said_makes_no_second_statement() -> None:
    ((words, statement),) = statements("Rina Marlina mengatakan pihaknya meminta warga mengungsi. Hujan turun.")
    assert words == "pihaknya meminta warga mengungsi"
    assert statement.rule == "verb-name"


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("Hal itu, kata Rina Marlina, ia menjelaskan bahwa warga aman.", "bahwa warga aman"),
        ("Rina Marlina menjelaskan warga aman, kata Rina Marlina.", "warga aman, kata Rina Marlina"),
        ("Menurut Rina Marlina, dia menjelaskan bahwa warga aman.", "bahwa warga aman"),
    ],
)
def test_of_a_sentence_and_what_its_verb_reports_the_closer_is_kept(text: str, said: str) -> None:
    ((words, _),) = statements(text)
    assert words == said


def test_reported_speech_ends_where_a_comma_is_left_of_a_link_behind_its_full_stop() -> None:
    found = statements('Rina Marlina mengatakan warga sudah dibantu., "Semua aman di sini," kata Rina Marlina.')
    assert [words for words, _ in found] == ["warga sudah dibantu", '"Semua aman di sini,"']


def test_a_verb_with_nothing_behind_it_takes_the_quotation_before_its_subject() -> None:
    ((words, statement),) = statements('"Kami siap membantu warga," Rina Marlina menambahkan. Hujan turun.')
    assert words == '"Kami siap membantu warga,"'
    assert statement.rule == "quote-cue-name"


def test_a_verb_with_nothing_behind_it_adds_nothing_to_what_was_said_already() -> None:
    found = statements('"Kami siap membantu," kata Rina Marlina menjelaskan. Hujan turun.')
    assert [words for words, _ in found] == ['"Kami siap membantu,"']


def test_a_public_calling_that_points_back_is_the_one_who_spoke() -> None:
    said = '"Kami siap bertanding," kata Rendra Pratomo. {} itu juga mengaku timnya berlatih keras.'
    assert statements(said.format("Pelatih berpaspor Bosnia"))[1][0] == "timnya berlatih keras"
    assert len(statements(said.format("Korban"))) == 1
    assert len(statements(said.format("Menurut polisi, pelatih"))) == 1


@pytest.mark.parametrize(("follows", "count"), [
    ("Rendra mengunggah foto bersama keluarganya.", 1), ("Rendra mengunggah, jalan itu sudah selesai.", 2),
    ("Rendra bilang jalan itu rusak.", 1), ("Rendra bilang, jalan itu rusak.", 2),
    ("Rendra melaporkan peserta berasal dari sepuluh desa.", 2), ("Rendra melaporkan kejadian itu ke polisi.", 1),
    ("Lagu itu ditulis oleh Rendra di rumahnya.", 1), ("Dikatakannya, jalan itu sudah selesai.", 2),
    ("Banyak hal yang dikatakannya di sana.", 1), ("Jelas kedekatan Rendra dengan warga terasa.", 1),
])
def test_verbs_of_acts_say_something_where_words_follow(follows: str, count: int) -> None:
    assert len(statements(f'"Kami siap membantu," kata Rendra Pratomo. {follows}')) == count


def test_reported_speech_keeps_the_bracket_it_opens() -> None:
    ((said, _),) = statements("Rendra Pratomo mengatakan, pajak itu masuk Pajak Pertambahan Nilai (PPN).")
    assert said.endswith("(PPN)")


def test_a_mark_glued_to_the_cue_closes_the_quotation() -> None:
    found = statements('"Jalan itu selesai bulan depan "kata Rendra Pratomo. Warga senang. "Sabar dulu," ujarnya.')
    assert [said for said, _ in found] == ['"Jalan itu selesai bulan depan "', '"Sabar dulu,"']


def test_sentences_glued_together_are_two() -> None:
    ((said, _),) = statements("Rendra Pratomo mengatakan, jalan rusak ada di Garut.Hasil pemeriksaan belum keluar.")
    assert said == "jalan rusak ada di Garut"


@pytest.mark.parametrize(("text", "said"), [
    ("Jalan desa itu rusak berat sejak lama. Hal itu disampaikan Camat Rendra Pratomo, Rabu.",
     "Jalan desa itu rusak berat sejak lama"),
    ("BEKASI - Jalan desa itu rusak berat. Hal tersebut diungkapkan oleh Camat Rendra Pratomo.",
     "Jalan desa itu rusak berat"),
    ("Jalan desa itu rusak berat. Hal itu dibantah Camat Rendra Pratomo.", "Hal itu dibantah Camat Rendra Pratomo"),
    ("Hal itu disampaikan Camat Rendra Pratomo.", "Hal itu disampaikan Camat Rendra Pratomo"),
    ('Warga berkata, "jalan desa itu rusak berat." Hal itu disampaikan Camat Rendra Pratomo.',
     "Hal itu disampaikan Camat Rendra Pratomo"),
])
def test_hal_itu_means_the_sentence_before(text: str, said: str) -> None:
    ((words, _),) = statements(text)
    assert words == said


def test_hal_itu_adds_nothing_where_the_sentence_before_is_the_persons_already() -> None:
    found = statements("Camat Rendra Pratomo mengatakan, jalan itu rusak berat. Hal itu disampaikan Rendra, Rabu.")
    assert [words for words, _ in found] == ["jalan itu rusak berat"]


@pytest.mark.parametrize(("said_by", "count"), [
    ("ujar pelatih berusia 44 tahun itu", 2), ("ujar pria asal Aceh yang ramah", 2), ("ujar Wakil Bupati ini", 2),
    ("tambah yang lain", 1), ("tulis dokumen itu", 1), ("kata warga tersebut", 1), ("bunyi Pasal 4", 1),
    ("kata perwakilan maskapai", 1), ("ujar istri Rendra", 1), ("kata Rendra", 2), ("kata Hari", 1),
])
def test_a_quotation_with_a_sayer_of_its_own_is_not_the_last_speakers(said_by: str, count: int) -> None:
    first = '"Kami siap membantu warga," kata Rendra Pratomo.'
    text = f'{first} "Semua sudah kami siapkan sejak lama," {said_by}. Hujan turun.'
    assert len(statements(text)) == count


def test_kata_dia_within_a_sentence_is_not_its_subject() -> None:
    found = find_speakers(Article("1", (
        "Fajar Hamdani mengatakan, aturan itu sudah lama. Presiden Rendra Pratomo, kata dia, terlalu percaya."
    )))
    assert [speaker.name for speaker in found] == ["Fajar Hamdani"]
