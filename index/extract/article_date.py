"""Chooses among the days an article names the one a reader files it under."""

import re
from datetime import date, timedelta
from typing import Final

from index.article import Article, DateFact

LIMITS: Final = frozenset((
    "mulai", "tenggat", "waktu", "lambat", "selambat-lambatnya", "bertepatan", "jatuh", "tempo", "menetapkan",
    "ditetapkan", "berlaku", "periode", "kurun", "dimulai", "kelahiran", "lahir", "tertanggal", "bertanggal",
    "terhitung", "antara", "jadwal", "sejak", "sedari", "tahun",
))
"""Directly before a day: a limit, a decree's date or a birthday rather than the news itself."""

ENDS: Final = frozenset(("hingga", "sampai", "per", "s/d"))
"""Directly before a day: it ends a period, or a count was taken on it."""

LINKS: Final = frozenset(("pada", "dengan", "hari", "tanggal", "di"))
"""Words that may stand between those and the day."""

BORN: Final = frozenset(("lahir", "kelahiran", "dilahirkan"))
"""Few words before a day: a birthday."""

PLANS: Final = frozenset(("akan", "rencananya", "dijadwalkan", "direncanakan", "berencana"))
"""In the clause of a day: a plan."""

COMING: Final = PLANS | frozenset(("bakal", "mendatang", "nanti"))
"""Anywhere before it in its sentence: a plan, unless somebody is said to have spoken on that day."""

AFTER_PLAN: Final = re.compile(r"\s*\)?\s*(?:besok|mendatang|nanti|yang akan datang|lusa)", re.IGNORECASE)

PAST: Final = re.compile(r"\s*\)?\s*(?:lalu|silam)\b", re.IGNORECASE)

SAID: Final = frozenset(
    word + suffix
    for word in (
        "kata", "ujar", "tutur", "ungkap", "ucap", "jelas", "terang", "papar", "imbuh", "tegas", "sebut", "tulis",
        "pungkas", "singkat", "beber", "sambung", "keterangan", "pernyataan", "menyebut",
    )
    for suffix in ("", "nya")
) | frozenset((
    "mengatakan", "menyatakan", "menjelaskan", "dihubungi", "ditemui", "dikonfirmasi", "wartawan", "rilis", "siaran",
    "menyebutkan", "menuturkan", "mengungkapkan", "dilansir", "dikutip", "diwawancara", "diwawancarai", "konferensi",
    "jumpa",
))
"""Words of a sentence in which somebody speaks."""

CITATION: Final = re.compile(r"[(\[]\s*(?:[A-Z][\w.]*\s?){1,4},?\s*(?:edisi\s*)?$")
"""The date of an older report, cited in brackets: (Kompas, 28/9/2020)."""

HOUSES: Final = r"KOMPAS\.?(?:COM|com)|ANTARA(?: FOTO)?|AFP|AP|REUTERS|TRIBUN\w*|TEMPO|SHUTTERSTOCK"
"""Who takes photographs, as credits have them."""

CREDIT: Final = re.compile(rf"(?:{HOUSES}|Foto|FOTO)\s?[/:]|Dok\. |Dokumentasi ")
"""What a line of a photograph's caption begins with."""

CREDIT_LINE: Final = re.compile(rf"(?:{HOUSES})\s?/[^.!?\n]{{3,60}}\n")
"""The credit on a line of its own, with the caption on the next."""

AGENCY: Final = "Antara"
"""The news agency, which is no preposition."""

QUOTES: Final = '"“”'

AFTER_DATELINE: Final = re.compile(r"[^.!?\n]{0,12}?\)?\s*[-–—:|]")

DATELINE_CHARACTERS: Final = 60
POSITION: Final[tuple[tuple[int, float], ...]] = ((300, 1.5), (700, 1.0), (1400, 0.5))
"""What a mention gains by standing among the first characters of the text."""

THRESHOLD: Final = 2.0
"""A day needs this much to be the article's: a bare date in the middle of the text is background."""

SAME_STORY: Final = timedelta(days=60)
"""A later day further away than this belongs to another story."""

TITLE: Final = 1.0
"""The weight of a day named in the title."""

RIVAL: Final = 1.2
"""A later day wins if it scores no less than this below the best. Tuned with the other weights of `weigh` on the
development articles of the fact measurement; run bench/facts.py before changing any."""


def quoted(text: str, end: int) -> bool:
    """Tell whether a direct quote closes after this place before another opens."""
    mark = last = end + 400
    for quote in QUOTES:
        at = text.find(quote, end, mark)
        mark = mark if at < 0 else at
    return 0 < mark < last and text[mark - 1] in ",.!?"


def sentence_before(text: str, start: int) -> str:
    """Return what stands of the sentence before this place, at most 220 characters, in lower case."""
    low = max(0, start - 220)
    left = max(text.rfind(". ", low, start), text.rfind("\n", low, start), low)
    return text[left:start].lower()


def in_caption(text: str, start: int) -> bool:
    """Tell whether this place is in a photograph's caption: behind its credit on the same line, or on the next."""
    line = text.rfind("\n", 0, start) + 1
    above = text.rfind("\n", 0, max(0, line - 1)) + 1
    return CREDIT.match(text, line) is not None or CREDIT_LINE.match(text, above, line) is not None


def leading_word(words: list[str]) -> str:
    """Return the last of the words that says how a day after them is meant, "" if none does."""
    for word in reversed(words):
        bare = word.strip(",:()")
        if bare not in LINKS:
            return bare
    return ""


def planned(fact: DateFact, text: str, before: str) -> bool:
    """Tell whether the words around a day say that it was still to come, or is a limit."""
    start, end = fact.span.start, fact.span.end
    leading = leading_word(before[-70:].split())
    agency = leading == "antara" and AGENCY in text[max(0, start - 24):start]
    if (leading in LIMITS and not agency) or AFTER_PLAN.match(text, end):
        return True
    if not BORN.isdisjoint(before[-50:].split()):
        return True
    clause = before[max(before.rfind(","), before.rfind(";"), -1) + 1 :]
    return not PLANS.isdisjoint(clause[-70:].split())


def weigh(fact: DateFact, text: str, before: str) -> float:
    """Return how much this mention in the text speaks for its day being the article's."""
    start, end = fact.span.start, fact.span.end
    open_bracket = before.rfind("(") > before.rfind(")")
    if "range-start" in fact.flags or (open_bracket and CITATION.search(text[max(0, start - 60) : start])):
        return 0.0
    if fact.rule == "relative-published":
        return 0.8
    weight = 3.0 if fact.rule.startswith("weekday") else 0.25
    if before.endswith("(") and weight < 3.0:
        weight = 2.0
    if start < DATELINE_CHARACTERS and AFTER_DATELINE.match(text, end):
        weight += 2.0
    for limit, bonus in POSITION:
        if start < limit:
            weight += bonus
            break
    weight += 0.5 if before.endswith(", ") else 0.0
    words = [word.strip(",.()\"“”") for word in before.split()]
    said = not SAID.isdisjoint(words) or not SAID.isdisjoint(text[end : end + 40].lower().split())
    weight += 1.0 if said else 0.0
    if "future" in fact.flags or planned(fact, text, before):
        weight -= 2.0
    elif not said and not COMING.isdisjoint(words):
        weight -= 3.5
    elif leading_word(words) in ENDS or PAST.match(text, end):
        weight -= 1.0
    if quoted(text, end):
        weight -= 1.5
    if in_caption(text, start):
        weight -= 2.0
    return weight - (1.5 if fact.flags[-1:] == ("weekday-contradicts",) else 0.0)


def to_come(fact: DateFact, text: str, before: str) -> bool:
    """Tell whether a day cannot be the one on which the news was reported."""
    return fact.span.part == "title" or "future" in fact.flags or planned(fact, text, before)


def choose_date(article: Article, facts: tuple[DateFact, ...]) -> DateFact | None:
    """Return the day of the news: the latest day on which it was reported or said, not a plan, not background."""
    text = article.text
    scores: dict[date, float] = {}
    best: dict[date, tuple[float, DateFact, str]] = {}
    for fact in facts:
        day = fact.day
        before = sentence_before(text, fact.span.start)
        weight = TITLE if fact.span.part == "title" else weigh(fact, text, before)
        known = best.get(day)
        scores[day] = max(scores.get(day, 0.0), weight) + (0.25 if known is not None and weight > 1 else 0.0)
        if known is None or weight > known[0]:
            best[day] = (weight, fact, before)
    if not scores:
        return None
    highest = max(scores.values())
    if highest < THRESHOLD:
        return None
    top = next(day for day, score in scores.items() if score == highest)
    least = max(THRESHOLD, highest - RIVAL)
    rivals = [d for d, score in scores.items() if score >= least and abs(d - top) <= SAME_STORY]
    chosen = top
    if len(rivals) > 1:
        chosen = max([d for d in rivals if not to_come(best[d][1], text, best[d][2])], default=top)
    fact = best[chosen][1]
    confidence = round(min(fact.confidence, scores[chosen] / 5), 2)
    return DateFact(fact.day, fact.span, fact.rule, confidence, fact.flags)
