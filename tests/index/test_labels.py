"""Facts as labels."""

from datetime import date

from index.article import Article, DateFact, Facts, RegionFact, Span, SpeakerFact, Statement
from index.labels import labels_of

ARTICLE = Article("a", 'SLEMAN - "Baik," kata Budi, Rabu (29/10/2025).', "Kabar Sleman")


def span(words: str) -> Span:
    """Return where the words stand in the text."""
    start = ARTICLE.text.index(words)
    return Span(start, start + len(words))


STATEMENT = Statement(span('"Baik,"'), True, "kata", span("kata"), "quote", 0.9)
FACTS = Facts(
    date=DateFact(date(2025, 10, 29), span("Rabu (29/10/2025)"), "weekday", 0.9),
    dateline="SLEMAN",
    regions=(
        RegionFact("34.04", "primary", (Span(0, 6), Span(6, 12, "title")), "name", 0.8),
        RegionFact("34", "mentioned", (Span(0, 6),), "name", 0.8),
    ),
    speakers=(SpeakerFact("Budi", "Camat", span("Budi"), None, (STATEMENT,), "cue", 0.7),),
)


def test_labels_are_those_of_the_facts() -> None:
    assert labels_of("a", FACTS) == {
        "id": "a", "date": "2025-10-29", "dateline": "SLEMAN", "regions": [{"code": "34.04", "primary": True}],
        "mentioned": ["34"], "speakers": [{"name": "Budi", "position": "Camat", "statements": 1}],
    }
    assert labels_of("b", Facts()) == {
        "id": "b", "date": None, "dateline": None, "regions": [], "mentioned": [], "speakers": [],
    }
