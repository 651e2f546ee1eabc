"""Facts as labels, as evidence, and as marks in the text."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from index.article import Article, DateFact, Facts, RegionFact, Span, SpeakerFact, Statement
from index.labels import evidence_of, labels_of, lines_of, marked

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


def test_evidence_names_the_words_of_each_fact() -> None:
    rows = evidence_of(ARTICLE, FACTS)
    assert [(row["fact"], row["words"]) for row in rows] == [
        ("date", "Rabu (29/10/2025)"), ("region, primary", "SLEMAN"), ("region, primary", "Sleman"),
        ("region, mentioned", "SLEMAN"), ("speaker", "Budi"), ("statement", '"Baik,"'),
    ]


def test_an_article_is_shown_with_its_facts_in_brackets() -> None:
    lines = list(lines_of(ARTICLE, evidence_of(ARTICLE, FACTS)))
    assert lines[0] == "Kabar [3 Sleman]"
    assert lines[2].startswith('[2 [4 SLEMAN]] - [6 "Baik,"] kata [5 Budi], [1 Rabu (29/10/2025)].')
    assert any("34.04" in line and "primary" in line for line in lines[4:])


@given(st.text(alphabet="abc ", max_size=30), st.lists(st.tuples(st.integers(0, 30), st.integers(0, 30)), max_size=6))
def test_marks_take_nothing_away_and_every_bracket_is_closed(text: str, spans: list[tuple[int, int]]) -> None:
    known = [(n, start, end) for n, (start, end) in enumerate(spans) if start < end <= len(text)]
    shown = marked(text, known)
    assert shown.count("[") == shown.count("]") == len(known)
    bare = shown.replace("]", "")
    for number, _, _ in known:
        bare = bare.replace(f"[{number} ", "", 1)
    assert bare == text
