"""A batch holds the entries that its articles have one by one, as values and as columns."""

import pickle
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from index.analysis import numbering
from index.analysis.analyser import analyse
from index.analysis.columns import Column
from index.analysis.numbering import number_all
from index.analysis.table import native
from index.article import Article, Facts, Span, SpeakerFact, Statement
from index.batch import batch_of
from index.entry import TEXT_FIELDS, Terms
from index.pipeline import entries_for, entry_for, entry_of
from index.signature import SHORTEST, WordHashes, signature

PIECES = st.sampled_from([
    "warga", "Warga,", "Kutai", "Kartanegara", "Pemerintah", "Kabupaten", "Kota", "Ibu", "Nusantara", "Pemkab", "Kukar",
    "AS", "as", "DPRD", "COVID-19", "se-Kalimantan", "29/10/2025", "Rp1,5", "anak-anaknya", "ujarnya.Ikuti", "@akun",
    "x@y.id", "https://x.id/a", "S.Pd.", "—", "…", "漢", "İ", "ﬁ", "\u0301",
])
TEXTS = st.lists(PIECES | st.text(max_size=6), max_size=70).map(" ".join)


def terms_at(words: list[str], column: Column, place: int) -> Terms:
    """Return the terms of one text of a column."""
    start, end = column.starts[place : place + 2].tolist()
    return Terms([words[n] for n in column.numbers[start:end].tolist()], column.positions[start:end].tolist())


@settings(max_examples=200, deadline=None)
@given(st.lists(TEXTS, max_size=6))
def test_texts_numbered_together_have_the_terms_each_has_by_itself(texts: list[str]) -> None:
    numbered = number_all(texts)
    words = numbered.vocabulary.words
    for place, text in enumerate(texts):
        analysis = analyse(text)
        assert terms_at(words, numbered.form, place) == analysis.form
        assert terms_at(words, numbered.key, place) == analysis.key
        assert int(numbered.positions[place]) == analysis.positions
    assert len(set(words)) == len(words)


def test_a_long_form_does_not_cross_from_one_text_into_the_next() -> None:
    numbered = number_all(["Bupati Kutai", "Kartanegara hadir", "", "Kutai Kartanegara", "Kutai Kartanegara"])
    words = numbered.vocabulary.words
    assert [terms_at(words, numbered.key, place).terms.count("kukar") for place in range(5)] == [0, 0, 0, 1, 1]


def test_a_vocabulary_that_is_full_is_begun_anew_and_changes_no_term(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(numbering, "MOST", 3)
    texts = ["warga Kota Samarinda", "Ibu Kota Nusantara", "Kukar dan Kutai Kartanegara"] * 2
    seen = set()
    for text in texts:
        numbered = number_all([text])
        seen.add(id(numbered.vocabulary))
        assert terms_at(numbered.vocabulary.words, numbered.key, 0) == analyse(text).key
    assert len(seen) > 1


NAMES = st.sampled_from(["Budi Wijaya", "Jokowi", "H. Siti", "—", "Sri (Solo)"])


@st.composite
def read_articles(draw: st.DrawFn) -> tuple[Article, Facts]:
    """Draw an article with speakers whose statements lie anywhere, some of them without a word."""
    title, text = draw(st.none() | TEXTS), draw(TEXTS.map(lambda text: text + " ."))
    article = Article("a", text, title, None, draw(st.none() | NAMES), draw(st.none() | st.just(date(2025, 1, 2))))
    speakers = []
    for name in draw(st.lists(NAMES, max_size=3)):
        statements = []
        for start, size in draw(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 80)), max_size=3)):
            part = draw(st.sampled_from(["text", "title"])) if title else "text"
            statements.append(Statement(Span(start, start + size, part), True, None, None, "test", 1.0))
        position = draw(st.none() | st.sampled_from(["Bupati Sleman", "warga", "Kepala Dinas PUPR"]))
        speakers.append(SpeakerFact(name, position, Span(0, 1), None, tuple(statements), "test", 1.0))
    return article, Facts(speakers=tuple(speakers))


@settings(max_examples=150, deadline=None)
@given(st.lists(read_articles(), max_size=5))
def test_a_batch_holds_the_entries_that_its_articles_have_one_by_one(read: list[tuple[Article, Facts]]) -> None:
    batch = batch_of([article for article, _ in read], [facts for _, facts in read])
    assert list(batch) == [entry_of(article, facts) for article, facts in read]
    assert set(batch.columns) == set(TEXT_FIELDS)
    assert pickle.loads(pickle.dumps(batch)) == list(batch)


def test_articles_understood_together_have_the_entries_they_have_alone() -> None:
    articles = [
        Article("a", 'SLEMAN - "Pasar ini milik warga," kata Bupati Sleman Harjo Wibowo, Rabu (29/10/2025).', "Pasar"),
        Article("b", "Cuaca cerah " * 60), Article("c", "—"),
    ]
    assert entries_for(articles) == [entry_for(article) for article in articles]
    assert entries_for([]) == []


@settings(max_examples=100, deadline=None)
@given(st.lists(st.lists(st.text("abçé漢", min_size=1, max_size=5), max_size=2 * SHORTEST), max_size=4))
def test_texts_signed_together_have_the_signatures_each_has_by_itself(texts: list[list[str]]) -> None:
    words = list(dict.fromkeys(word for text in texts for word in text))
    numbers, starts = [words.index(word) for text in texts for word in text], [0]
    for text in texts:
        starts.append(starts[-1] + len(text))
    hashes = WordHashes()
    for known in range(0, len(words) + 1, 7):
        hashes.learn(words[:known])
    hashes.learn(words)
    given_ = np.array(numbers, dtype=np.uint32), np.array(starts, dtype=np.int64)
    assert hashes.signatures(*given_) == hashes.plain_signatures(*given_) == [signature(text) for text in texts]


@pytest.mark.skipif(native is None, reason="the kernel is not compiled: no C compiler was found")
@pytest.mark.parametrize(("numbers", "starts"), [([1], [0, 1]), ([0], [0, 2]), ([0, 0], [0, 2, 1]), ([0], [-1, 1])])
def test_numbers_that_lead_out_of_an_array_are_refused(numbers: list[int], starts: list[int]) -> None:
    hashes = WordHashes()
    hashes.learn(["kata"])
    with pytest.raises(IndexError):
        hashes.signatures(np.array(numbers, dtype=np.uint32), np.array(starts, dtype=np.int64))


def test_threads_that_understand_at_once_get_what_each_gets_alone() -> None:
    sets = [
        [Article(f"{n}", f"kata{n * seed} Kutai Kartanegara baru{seed} " * 20) for n in range(40)] for seed in range(4)
    ]
    wanted = [[entry_for(article) for article in articles] for articles in sets]
    with ThreadPoolExecutor(4) as pool:
        for _ in range(3):
            assert [list(batch) for batch in pool.map(entries_for, sets)] == wanted
