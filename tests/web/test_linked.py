"""Articles as linked data: what is known stands there, what is not is left out."""

from datetime import date

from index.article import Article, Facts
from index.entry import Entry
from index.pipeline import entry_for
from search.results import Stored
from tests.web.conftest import ARTICLES
from web.linked import HEADLINE, linked_data, news_article


def stored(article: Article) -> Stored:
    """Return the article with its facts."""
    entry: Entry = entry_for(article)
    return Stored(entry.article, entry.facts, entry.day)


def test_an_article_tells_what_it_is_about_and_who_speaks_in_it() -> None:
    assert news_article(stored(ARTICLES[0]), "https://a.example/artikel/banjir-1") == {
        "@context": "https://schema.org", "@type": "NewsArticle", "url": "https://a.example/artikel/banjir-1",
        "inLanguage": "id", "headline": "Banjir Rendam Tiga Kelurahan di Samarinda", "datePublished": "2025-10-14",
        "author": {"@type": "Person", "name": "Sari Lestari"},
        "publisher": {"@type": "Organization", "name": "Kabar Mahakam"},
        "isBasedOn": "https://contoh.example/banjir-1",
        "contentLocation": [{"@type": "Place", "name": "Samarinda"}],
        "mentions": [{"@type": "Person", "name": "Raden Wiguna", "jobTitle": "Kepala BPBD Samarinda"}],
    }


def test_what_is_not_known_is_left_out_and_a_long_headline_cut() -> None:
    told = news_article(Stored(Article("a", "kata " * 60), Facts(), None), "/artikel/a")
    assert set(told) == {"@context", "@type", "url", "inLanguage", "headline"}
    assert len(told["headline"]) == HEADLINE and told["headline"].endswith("…")


def test_nothing_ends_the_script_early() -> None:
    hostile = Article("a", "-", "</script><!--\u2028&", published=date(2025, 1, 2))
    text = linked_data(Stored(hostile, Facts(), None), "/artikel/a")
    assert "\\u003c/script\\u003e\\u003c!--\\u2028\\u0026" in text
