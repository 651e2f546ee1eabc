"""Full names out of the headline, for persons whom the text calls by one word."""

import pytest

from index.article import Article
from index.extract.speakers import find_speakers


@pytest.mark.parametrize(("title", "name"), [
    ("Rini Hapsari Bantah Tuduhan Warga", "Rini Hapsari"),
    ("Soal Pasar, Ini Kata Rini Hapsari", "Rini Hapsari"),
    ("Ketika BJ Rini Menjawab", "BJ Rini"),
    ("Rini Akui Pernah Melihatnya", "Rini"),
    ("Putri Rini Hapsari Lulus Sekolah", "Rini Hapsari"),
    ("RSUD Rini Hapsari Diresmikan", "Rini"),
    ("Rini Hapsari dan Rini Wulandari Berdamai", "Rini"),
    ("Rini Diguna-guna Tetangga", "Rini"),
    ("KPK Rini", "Rini"),
    ("Warga Menolak Pasar Baru", "Rini"),
    (None, "Rini"),
])
def test_a_name_of_one_word_is_completed(title: str | None, name: str) -> None:
    article = Article("1", '"Pasar ini sudah lama ditunggu warga," kata Rini, Rabu.', title)
    (speaker,) = find_speakers(article)
    assert speaker.name == name
    part = article.text if speaker.span.part == "text" else title or ""
    assert part[speaker.span.start:speaker.span.end] == name


def test_two_words_of_one_name_are_one_person() -> None:
    text = (
        '"Pasar ini sudah lama ditunggu warga," kata Rini, Rabu. '
        'Camat Sukamaju Hapsari mengatakan, pembangunan dimulai bulan depan. "Semua sudah siap," ujar Rini.'
    )
    (speaker,) = find_speakers(Article("1", text, "Rini Hapsari Resmikan Pasar"))
    assert (speaker.name, speaker.position, len(speaker.statements)) == ("Rini Hapsari", "Camat Sukamaju", 3)
    starts = [statement.span.start for statement in speaker.statements]
    assert starts == sorted(starts)


def test_a_name_that_the_text_has_in_full_stays_as_it_stands_there() -> None:
    text = '"Pasar ini sudah lama ditunggu warga," kata Rini Lestari, Rabu.'
    (speaker,) = find_speakers(Article("1", text, "Rini Hapsari Resmikan Pasar"))
    assert (speaker.name, speaker.span.part) == ("Rini Lestari", "text")
