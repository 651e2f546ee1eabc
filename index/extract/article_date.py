"""Chooses among the days an article names the one a reader files it under."""

import re
from collections import defaultdict
from dataclasses import replace
from datetime import date, timedelta

from index.article import Article, DateFact

AHEAD = re.compile(
    r"\b(?:(?:mulai|tenggat|batas waktu|paling lambat|selambat-lambatnya|bertepatan|jatuh(?: tempo)?|menetapkan|"
    r"ditetapkan|berlaku|periode|kurun|dimulai|kelahiran|lahir|tertanggal|bertanggal|terhitung|antara|jadwal|sejak|sedari|tahun)"
    r"(?:\s+(?:pada|dengan|hari|tanggal|di|sejak|mulai))*[,:]?\s*|"
    r"(?:akan|rencananya|dijadwalkan|direncanakan|berencana)\b[^.,!?\n]{0,60})$",
    re.IGNORECASE,
)
"""What stands before a day that is a plan, a limit or a decree's date rather than the news itself."""

COMING = re.compile(
    r"\b(?:akan|bakal|dijadwalkan|direncanakan|rencananya|berencana|mendatang|nanti)\b[^.!?\n]*$", re.IGNORECASE
)
"""Words that make a sentence one about a plan, unless somebody is said to have spoken on that day."""

UNTIL = re.compile(r"\b(?:hingga|sampai|per|s/d)(?:\s+(?:pada|dengan|hari|tanggal))*\s*$", re.IGNORECASE)
"""What stands before a day that ends a period, or on which a count was taken."""

AFTER_PLAN = re.compile(r"\s*\)?\s*(?:besok|mendatang|nanti|yang akan datang|lusa)", re.IGNORECASE)

PAST = re.compile(r"\s*\)?\s*(?:lalu|silam)\b", re.IGNORECASE)

SAID = re.compile(
    r"\b(?:kata|ujar|tutur|ungkap|ucap|jelas|terang|papar|imbuh|tegas|sebut|tulis|pungkas|singkat|beber|sambung)(?:nya)?\b|"
    r"\b(?:mengatakan|menyatakan|menjelaskan|dihubungi|ditemui|dikonfirmasi|keterangan\w*|pernyataan\w*|wartawan|rilis|"
    r"siaran pers|menyebut\w*|menuturkan|mengungkapkan|dilansir|dikutip|diwawancara\w*|konferensi pers|jumpa pers)\b",
    re.IGNORECASE,
)

CITATION = re.compile(r"[(\[]\s*(?:[A-Z][\w.]*\s?){1,4},?\s*(?:edisi\s*)?$")
"""The date of an older report, cited in brackets: (Kompas, 28/9/2020)."""

QUOTE = re.compile('[“”"]')

AFTER_DATELINE = re.compile(r"[^.!?\n]{0,12}?\)?\s*[-–—:|]")

DATELINE_CHARACTERS = 60
POSITION = ((300, 1.5), (700, 1.0), (1400, 0.5))
"""What a mention gains by standing among the first characters of the text."""

THRESHOLD = 2.0
"""A day needs this much to be the article's: a bare date in the middle of the text is background."""

SAME_STORY = timedelta(days=60)
"""A later day further away than this belongs to another story."""

TITLE = 1.0
"""The weight of a day named in the title."""

RIVAL = 1.2
"""A later day wins if it scores no less than this below the best. Tuned with the other weights of `weigh` on the
development articles of the fact measurement; run bench/facts.py before changing any."""


def quoted(text: str, end: int) -> bool:
    """Tell whether a direct quote closes after this place before another opens."""
    mark = QUOTE.search(text, end, end + 400)
    return mark is not None and mark.start() > 0 and (text[mark.start() - 1] in ",.!?")


def sentence_around(text: str, start: int, end: int) -> str:
    """Return the sentence of a date, cut to a few words after it."""
    return sentence_before(text, start) + text[start : end + 40]


def sentence_before(text: str, start: int) -> str:
    """Return what stands of the sentence before this place, at most 220 characters."""
    low = max(0, start - 220)
    left = max(text.rfind(". ", low, start), text.rfind("\n", low, start))
    return text[max(left, low) : start]


def planned(fact: DateFact, article: Article) -> bool:
    """Tell whether the words around a day say that it was still to come."""
    text, start = article.text, fact.span.start
    if fact.span.part == "title" or "future" in fact.flags or AFTER_PLAN.match(text, fact.span.end):
        return True
    return AHEAD.search(text, max(0, start - 70), start) is not None


def weigh(fact: DateFact, text: str) -> float:
    """Return how much this mention in the text speaks for its day being the article's."""
    start, end = fact.span.start, fact.span.end
    before = text[max(0, start - 70) : start]
    if "range-start" in fact.flags or CITATION.search(before):
        return 0.0
    if fact.rule == "relative-published":
        return 0.8
    weight = 3.0 if fact.rule.startswith("weekday") else 0.25
    if before.endswith("(") and weight < 3.0:
        weight = 2.0
    if start < DATELINE_CHARACTERS and AFTER_DATELINE.match(text, end):
        weight += 2.0
    weight += next((bonus for limit, bonus in POSITION if start < limit), 0.0)
    weight += 0.5 if before.endswith(", ") else 0.0
    said = SAID.search(sentence_around(text, start, end)) is not None
    weight += 1.0 if said else 0.0
    if AHEAD.search(before) or AFTER_PLAN.match(text, end) or "future" in fact.flags:
        weight -= 2.0
    elif not said and COMING.search(sentence_before(text, start)):
        weight -= 3.0
    elif UNTIL.search(before) or PAST.match(text, end):
        weight -= 1.0
    if quoted(text, end):
        weight -= 1.5
    return weight - (1.5 if fact.flags[-1:] == ("weekday-contradicts",) else 0.0)


def choose_date(article: Article, facts: tuple[DateFact, ...]) -> DateFact | None:
    """Return the day of the news: the latest day on which it was reported or said, not a plan, not background."""
    scores: dict[date, float] = defaultdict(float)
    best: dict[date, tuple[float, DateFact]] = {}
    for fact in facts:
        weight = TITLE if fact.span.part == "title" else weigh(fact, article.text)
        scores[fact.day] = max(scores[fact.day], weight) + (0.25 if fact.day in best and weight > 1 else 0.0)
        if fact.day not in best or weight > best[fact.day][0]:
            best[fact.day] = (weight, fact)
    if not scores:
        return None
    top = max(scores, key=lambda day: scores[day])
    if scores[top] < THRESHOLD:
        return None
    least = max(THRESHOLD, scores[top] - RIVAL)
    rivals = [d for d, score in scores.items() if score >= least and abs(d - top) <= SAME_STORY]
    day = max([d for d in rivals if not planned(best[d][1], article)], default=top)
    return replace(best[day][1], confidence=round(min(best[day][1].confidence, scores[day] / 5), 2))
