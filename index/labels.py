"""Facts in the plain form in which they are printed, compared with hand-written labels, and explained."""

from collections.abc import Iterator, Sequence
from typing import TypedDict

from index.article import Article, Facts, Span


class RegionLabel(TypedDict):
    """A region the article is about."""

    code: str
    primary: bool


class SpeakerLabel(TypedDict):
    """A person with the number of statements."""

    name: str
    position: str | None
    statements: int


class Labels(TypedDict):
    """One article's facts; codes are Kemendagri's, "PP" for a province and "PP.KK" for a regency or city."""

    id: str
    date: str | None
    dateline: str | None
    regions: list[RegionLabel]
    mentioned: list[str]
    speakers: list[SpeakerLabel]


class Evidence(TypedDict):
    """One fact with the words it was read from, the rule that read it and how sure it is."""

    fact: str
    value: str
    words: str
    part: str
    start: int
    end: int
    rule: str
    confidence: float


def labels_of(id: str, facts: Facts) -> Labels:
    """Return the facts of the article with this id as labels."""
    return {
        "id": id,
        "date": None if facts.date is None else facts.date.day.isoformat(),
        "dateline": facts.dateline,
        "regions": [
            {"code": r.code, "primary": r.role == "primary"} for r in facts.regions if r.role != "mentioned"
        ],
        "mentioned": [r.code for r in facts.regions if r.role == "mentioned"],
        "speakers": [
            {"name": s.name, "position": s.position, "statements": len(s.statements)} for s in facts.speakers
        ],
    }


def evidence_of(article: Article, facts: Facts) -> list[Evidence]:
    """Return every fact with where it was read: the date, other days, regions, speakers, statements."""
    found: list[Evidence] = []

    def add(fact: str, value: str, span: Span, rule: str, confidence: float) -> None:
        source = (article.title or "") if span.part == "title" else article.text
        words = " ".join(source[span.start : span.end].split())
        found.append({"fact": fact, "value": value, "words": words, "part": span.part, "start": span.start,
                      "end": span.end, "rule": rule, "confidence": round(confidence, 3)})

    if facts.date is not None:
        add("date", facts.date.day.isoformat(), facts.date.span, facts.date.rule, facts.date.confidence)
    for day in facts.dates:
        add("day named", " ".join([day.day.isoformat(), *day.flags]), day.span, day.rule, day.confidence)
    for region in facts.regions:
        for span in region.spans:
            add(f"region, {region.role}", region.code, span, region.rule, region.confidence)
    for speaker in facts.speakers:
        add("speaker", speaker.name, speaker.span, speaker.rule, speaker.confidence)
        if speaker.position is not None and speaker.position_span is not None:
            add("position", speaker.position, speaker.position_span, speaker.rule, speaker.confidence)
        for statement in speaker.statements:
            kind = "direct" if statement.direct else "indirect"
            cue = "" if statement.cue is None else f", {statement.cue}"
            add("statement", kind + cue, statement.span, statement.rule, statement.confidence)
    return found


def lines_of(article: Article, rows: Sequence[Evidence]) -> Iterator[str]:
    """Yield the article with a numbered bracket around the words of each fact, then the facts by number."""
    for part, text in (("title", article.title or ""), ("text", article.text)):
        if text:
            yield marked(text, [(n, r["start"], r["end"]) for n, r in enumerate(rows, 1) if r["part"] == part])
            yield ""
    for number, row in enumerate(rows, 1):
        yield "{number:>4}  {fact:<19} {value:<32} {confidence:.2f}  {rule}".format(number=number, **row)


def marked(text: str, spans: Sequence[tuple[int, int, int]]) -> str:
    """Return the text with "[n " and "]" around the spans (n, start, end); inner ones open later and close earlier."""
    opening = sorted(((start, -end, number) for number, start, end in spans), reverse=True)
    closing: list[int] = []
    out: list[str] = []
    for place in range(len(text) + 1):
        while closing and closing[-1] <= place:
            closing.pop()
            out.append("]")
        while opening and opening[-1][0] == place:
            _, end, number = opening.pop()
            out.append(f"[{number} ")
            closing.append(-end)
            closing.sort(reverse=True)
        out.append(text[place : place + 1])
    return "".join(out)
