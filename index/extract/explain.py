"""Shows an article with every fact read out of it: where it stands, which rule read it and how sure that is."""

from collections.abc import Iterator
from dataclasses import dataclass

from index.article import Article, Facts, Span

ROLES = {"primary": "utama", "about": "pokok", "mentioned": "disebut"}
_ORDER = {"pernyataan": 0, "jabatan": 1, "tokoh": 2, "wilayah": 3, "tanggal": 4, "penanda": 5}
"""What encloses what where spans begin together: the wider kinds first."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One fact at one place: `kind` and `value` as a reader sees them, and the rule that read it."""

    span: Span
    kind: str
    value: str
    rule: str
    confidence: float


def marks(facts: Facts) -> tuple[Mark, ...]:
    """Return every fact at every place it was read from, in the order of the text, title first."""
    found = [*_date_marks(facts), *_region_marks(facts), *_speaker_marks(facts)]
    return tuple(sorted(found, key=lambda m: (m.span.part != "title", m.span.start, -m.span.end, _ORDER[m.kind])))


def _date_marks(facts: Facts) -> Iterator[Mark]:
    for fact in facts.dates:
        chosen = " = tanggal artikel" if facts.date is not None and fact.span == facts.date.span else ""
        flags = f" ({', '.join(fact.flags)})" if fact.flags else ""
        yield Mark(fact.span, "tanggal", f"{fact.day.isoformat()}{flags}{chosen}", fact.rule, fact.confidence)
    if facts.date is not None and all(fact.span != facts.date.span for fact in facts.dates):
        yield Mark(facts.date.span, "tanggal", f"{facts.date.day.isoformat()} = tanggal artikel", facts.date.rule,
                   facts.date.confidence)


def _region_marks(facts: Facts) -> Iterator[Mark]:
    for region in facts.regions:
        for span in region.spans:
            yield Mark(span, "wilayah", f"{region.code} ({ROLES[region.role]})", region.rule, region.confidence)


def _speaker_marks(facts: Facts) -> Iterator[Mark]:
    for speaker in facts.speakers:
        yield Mark(speaker.span, "tokoh", speaker.name, speaker.rule, speaker.confidence)
        if speaker.position_span is not None:
            yield Mark(speaker.position_span, "jabatan", f"{speaker.name}: {speaker.position}", speaker.rule,
                       speaker.confidence)
        for statement in speaker.statements:
            form = "langsung" if statement.direct else "tak langsung"
            yield Mark(statement.span, "pernyataan", f"{speaker.name} ({form})", statement.rule, statement.confidence)
            if statement.cue_span is not None:
                yield Mark(statement.cue_span, "penanda", f"{statement.cue} -> {speaker.name}", statement.rule,
                           statement.confidence)


def annotate(text: str, found: list[tuple[int, Span]]) -> str:
    """Return the text with `[n:` before and `:n]` behind each numbered span, whether or not they nest."""
    opens: dict[int, list[str]] = {}
    closes: dict[int, list[str]] = {}
    for number, span in found:
        opens.setdefault(span.start, []).append(f"[{number}:")
        closes.setdefault(span.end, []).insert(0, f":{number}]")
    pieces: list[str] = []
    last = 0
    for at in sorted({*opens, *closes}):
        pieces += [text[last:at], *closes.get(at, ()), *opens.get(at, ())]
        last = at
    pieces.append(text[last:])
    return "".join(pieces)


def explain(article: Article, facts: Facts) -> str:
    """Return the article's title and text with numbered facts, and below them each fact's rule and confidence."""
    numbered = list(enumerate(marks(facts), 1))
    lines = []
    if article.title is not None:
        lines += [annotate(article.title, [(n, m.span) for n, m in numbered if m.span.part == "title"]), ""]
    lines += [annotate(article.text, [(n, m.span) for n, m in numbered if m.span.part == "text"]), ""]
    if not numbered:
        lines.append("Tidak ada fakta yang terbaca.")
    width = len(str(len(numbered)))
    for number, mark in numbered:
        lines.append(f"{number:>{width}}  {mark.kind:<10}  {mark.value}  [{mark.rule}, {mark.confidence:.2f}]")
    return "\n".join(lines) + "\n"
