"""The explanation of an article: every fact at its place, with rule and confidence."""

from datetime import date

from index.article import Article, DateFact, Facts, RegionFact, Span
from index.extract.explain import annotate, explain, marks
from index.extract.speakers import find_speakers

TEXT = 'Bandung, Senin (3/2/2025). "Kami siap," kata Camat Coblong Rina Marlina.'
ARTICLE = Article(id="1", text=TEXT, title="Camat Siap")


def facts() -> Facts:
    """Return the facts of the sample text."""
    day = DateFact(date(2025, 2, 3), Span(9, 25), "day-month-year", 0.9, ("weekday-contradicts",))
    region = RegionFact("32.73", "primary", (Span(0, 7),), "dateline", 0.8)
    return Facts(date=day, dates=(day,), dateline="Bandung", regions=(region,), speakers=find_speakers(ARTICLE))


def test_every_fact_is_marked_with_rule_and_confidence() -> None:
    found = marks(facts())
    assert [m.kind for m in found] == ["wilayah", "tanggal", "pernyataan", "penanda", "jabatan", "tokoh"]
    assert all(m.rule and 0 < m.confidence <= 1 for m in found)


def test_explanation_shows_the_text_with_numbered_facts() -> None:
    shown = explain(ARTICLE, facts())
    assert "Camat Siap" in shown
    assert '[3:"Kami siap,":3] [4:kata:4] [5:Camat Coblong:5] [6:Rina Marlina:6].' in shown
    assert "1  wilayah     32.73 (utama)  [dateline, 0.80]" in shown
    assert "2025-02-03 (weekday-contradicts) = tanggal artikel" in shown


def test_article_without_facts_says_so() -> None:
    assert "Tidak ada fakta" in explain(Article(id="1", text="Halo."), Facts())


def test_spans_that_cross_are_both_shown() -> None:
    assert annotate("abcdef", [(1, Span(0, 4)), (2, Span(2, 6))]) == "[1:ab[2:cd:1]ef:2]"
