"""Finds the days an article names, in all Indonesian forms, and resolves those that lack a year."""

import re
from collections import defaultdict
from datetime import date, timedelta
from typing import Final, NamedTuple

from msgspec.structs import replace

from index.article import Article, DateFact, Span
from index.extract.tokens import Tokens
from index.extract.word_flags import DAY_NAMES, DIGIT, TIME, TIMES, WEEKDAY
from index.knowledge.months import DAY_PARTS, MONTHS, WEEKDAYS

NUMERIC: Final = re.compile(
    r"(?<![\d/.,:-])(?:(\d{1,2})(?:\s?/\s?(\d{1,2}))?(?:\s?/\s?(\d{4}))?\s?(?:-|–|—|s/d|hingga|sampai)\s?)?"
    r"(\d{1,2})(?:\s?/\s?(\d{1,2})(?:\s?/\s?(\d{4}|\d{2}))?|([.-])(\d{1,2})\7(\d{4}))(?![\d/]|[.,]\d)"
)
"""29/10, 29/10/2025, 26-27/10/2025, 30/9-1/10/2025, 29.10.2025, 29-10-2025."""

NAMED: Final = re.compile(
    r"(?<![\d/.,:-])(?:(\d{1,2})(?:\s+([A-Za-z]{3,9}))?(?:\s+(\d{4}))?\s?"
    r"(?:-|–|—|s/d|hingga|sampai(?: dengan)?|dan)\s?)?"
    r"(\d{1,2})(?:st|nd|rd|th)?[\s-]{1,2}([A-Za-z]{3,9})\b\.?(?:,?[\s-]{1,2}(?:[Tt]ahun\s)?(\d{4}))?(?!\d)"
)
"""29 Oktober, 29 Oktober 2025, 26-27 Oktober 2025, 30 September-1 Oktober 2025."""

DAY: Final = re.compile(
    r"[0-9][0-9]?(?:\s?[/.–—-]\s?[0-9]|[\s-]{1,2}[ADFJMNOPS]|\s(?:dan|hingga|sampai|s/d|[–—-])\s[0-9])"
)
"""What may begin a day. It begins with a plain set of digits, so that the search skips to them at the speed of C."""

ISO: Final = re.compile(r"[12][09]\d\d-\d\d-\d\d(?![\d-])")
ISO_LENGTH: Final = len("2025-10-29")

BETWEEN: Final = frozenset(" ".join(DAY_PARTS).split()) | frozenset(
    ("lalu", "kemarin", "besok", "ini", "nanti", "pekan", "tanggal", "wib", "wit", "wita")
)
"""Words that may stand between a weekday and its date."""

WEEKDAY_ALONE: Final = re.compile(
    "(" + "|".join(sorted((re.escape(name.capitalize()) for name in WEEKDAYS), key=len, reverse=True)) + ")"
    r"(?!\w)(?:\s+(" + "|".join(DAY_PARTS) + r"))?(?!\s*[-–,(\[/]*\s*(?:tanggal\s)?\d)"
    r"(?:\s+((?:pekan|minggu) lalu|lalu|kemarin|ini|mendatang|depan|besok|nanti))?"
)
"""A weekday that no date follows, with what is said of it: "Senin pekan lalu"."""

RELATIVE: Final = re.compile(r"\b(kemarin(?: lusa)?|hari ini|(?:pagi|siang|sore|malam) tadi)\b")
RELATIVE_START: Final = re.compile("|".join(sorted(TIMES)))

FAR: Final = timedelta(days=200)
"""A day without a year takes the year of a full date of the article only if they are not further apart than this."""

NEAR: Final = timedelta(days=60)
"""The same for a day that has no weekday to check the year by."""


class Mention(NamedTuple):
    """A day as the text writes it: year or weekday may be missing."""

    year: int | None
    month: int
    day: int
    weekday: int | None
    span: Span
    rule: str
    flags: tuple[str, ...] = ()


def day_of(year: int, month: int, day: int) -> date | None:
    """Return the calendar day, or None if there is no such day."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def year_of(digits: str | None) -> int | None:
    """Return the year meant by four or two digits."""
    if digits is None:
        return None
    year = int(digits)
    return year if len(digits) == 4 else 2000 + year if year < 50 else 1900 + year


def plausible(year: int | None, month: int, day: int) -> bool:
    """Tell whether these can be a day of which a newspaper writes."""
    return 1 <= month <= 12 and 1 <= day <= 31 and (year is None or 1900 <= year <= 2100)


def weekday_before(text: str, start: int) -> tuple[int, int] | None:
    """Return where the weekday directly before a date begins, and its number (Monday 0), or None."""
    low = max(0, start - 40)
    window = text[low:start]
    end = len(window)
    while end:
        bare = window[:end].rstrip(" ,([\n\u00a0")
        first = max(bare.rfind(" "), bare.rfind("\n"), bare.rfind("("), bare.rfind(",")) + 1
        word = bare[first:].lower()
        if word in WEEKDAYS:
            return low + first, WEEKDAYS[word]
        if word not in BETWEEN:
            return None
        end = first
    return None


def range_start(year: int | None, month: int, day: int, end: tuple[int | None, int, int], span: Span) -> list[Mention]:
    """Return the first day of a range, which takes its year from the last day unless it has its own."""
    if year is None and end[0] is not None:
        year = end[0] - (month > end[1])
    return [Mention(year, month, day, None, span, "range", ("range-start",))] if plausible(year, month, day) else []


def matches(pattern: re.Pattern[str], text: str, places: list[int]) -> list[re.Match[str]]:
    """Return the matches of a pattern that begin at these places, none within another."""
    found: list[re.Match[str]] = []
    end = 0
    for place in places:
        match = pattern.match(text, place) if place >= end else None
        if match is not None:
            end = match.end()
            found.append(match)
    return found


def numeric_mentions(text: str, part: str, places: list[int]) -> list[Mention]:
    """Return the days written in digits; a day without a year counts only after a weekday or in brackets."""
    found: list[Mention] = []
    for match in matches(NUMERIC, text, places):
        first, first_month, first_year, day, month, year, dot, dot_month, dot_year = match.groups()
        numbers = (year_of(dot_year if dot else year), int(dot_month if dot else month), int(day))
        named = weekday_before(text, match.start())
        bracketed = text[max(0, match.start() - 1) : match.start()] in ("(", "[") and text[match.end() :][:1] in ")]"
        if not plausible(*numbers) or (numbers[0] is None and named is None and not bracketed):
            continue
        if bracketed and named is None and numbers[0] is None and int(day) > 31:
            continue
        weekday = None if named is None else named[1]
        flags = ("two-digit-year",) if year is not None and len(year) == 2 else ()
        span = make_span(match.start() if named is None else named[0], match.end(), part)
        if first is not None:
            start_month = int(first_month) if first_month else numbers[1]
            found.extend(range_start(year_of(first_year), start_month, int(first), numbers, span))
            weekday = None
        found.append(Mention(*numbers, weekday, span, "numeric", flags))
    return found


def named_mentions(text: str, part: str, places: list[int]) -> list[Mention]:
    """Return the days written with the name of the month."""
    found: list[Mention] = []
    for match in matches(NAMED, text, places):
        first, first_name, first_year, day, name, year_digits = match.groups()
        month = MONTHS.get(name.casefold())
        year = year_of(year_digits)
        if month is None or name[0].islower() or not plausible(year, month, int(day)):
            continue
        named = weekday_before(text, match.start())
        weekday = None if named is None else named[1]
        span = make_span(match.start() if named is None else named[0], match.end(), part)
        start_month = month if first_name is None else MONTHS.get(first_name.casefold())
        if first is not None and start_month is not None:
            numbers = (year, month, int(day))
            found.extend(range_start(year_of(first_year), start_month, int(first), numbers, span))
            weekday = None
        found.append(Mention(year, month, int(day), weekday, span, "named"))
    return found


def iso_mentions(tokens: Tokens, part: str) -> list[Mention]:
    """Return the days written as 2025-10-29; they stand within a token."""
    words = tokens.words
    found: list[Mention] = []
    if any(len(words[i]) >= ISO_LENGTH and "-" in words[i] for i in tokens.flagged(DIGIT)):
        for match in ISO.finditer(tokens.text):
            year, month, number = map(int, match.group().split("-"))
            if plausible(year, month, number):
                found.append(Mention(year, month, number, None, make_span(*match.span(), part), "iso"))
    return found


def make_span(start: int, end: int, part: str) -> Span:
    """Return the span in the text or the title."""
    return Span(start, end, "title" if part == "title" else "text")


def full_fact(mention: Mention) -> DateFact | None:
    """Return the fact of a mention that holds its year, checked by its weekday; None if there is no such day."""
    assert mention.year is not None
    day = day_of(mention.year, mention.month, mention.day)
    if day is None:
        return None
    if mention.weekday is None:
        return DateFact(day, mention.span, mention.rule, 0.9, mention.flags)
    if mention.weekday == day.weekday():
        return DateFact(day, mention.span, f"weekday-{mention.rule}", 0.99, mention.flags)
    return DateFact(day, mention.span, f"weekday-{mention.rule}", 0.7, (*mention.flags, "weekday-contradicts"))


def corrected(facts: list[DateFact]) -> list[DateFact]:
    """Return the facts, one whose weekday contradicts as the sound one of its weekday and number in another month.

    "Sabtu (18/5/2020)" in an article that also has "Sabtu (18/4/2020)" is a slip of the month.
    """
    if not any("weekday-contradicts" in fact.flags for fact in facts):
        return facts
    sound: dict[int, set[date]] = defaultdict(set)
    for fact in facts:
        if fact.rule.startswith("weekday") and "weekday-contradicts" not in fact.flags:
            sound[fact.day.day].add(fact.day)
    right = []
    for fact in facts:
        days = sound.get(fact.day.day, set())
        if "weekday-contradicts" in fact.flags and len(days) == 1 and abs(min(days) - fact.day) < FAR:
            fact = replace(fact, day=min(days), confidence=0.6, flags=(*fact.flags, "month-corrected"))
        right.append(fact)
    return right


def by_published(mention: Mention, published: date) -> DateFact | None:
    """Return the nearest past day before (or on) the day of publication that fits the weekday.

    A day of the next fortnight is taken as it stands (a plan); else a contradicting weekday is flagged.
    """
    days = [day_of(published.year - back, mention.month, mention.day) for back in (-1, 0, 1, 2, 3, 4, 5, 6)]
    known = [day for day in days if day is not None and day <= published + timedelta(days=14)]
    fitting = [day for day in known if mention.weekday is None or day.weekday() == mention.weekday]
    if not known:
        return None
    if not fitting or published - fitting[0] > timedelta(days=370):
        flags = (*mention.flags, "year-from-published", "weekday-contradicts")
        return DateFact(known[0], mention.span, f"partial-{mention.rule}", 0.5, flags)
    rule = f"partial-{mention.rule}" if mention.weekday is None else f"weekday-partial-{mention.rule}"
    return DateFact(fitting[0], mention.span, rule, 0.9, (*mention.flags, "year-from-published"))


def by_context(mention: Mention, known: list[date]) -> DateFact | None:
    """Return the day in the year that its weekday and the full dates of the article allow, or None."""
    limit = NEAR if mention.weekday is None else FAR
    options: list[tuple[timedelta, date]] = []
    for anchor in known:
        for year in (anchor.year - 1, anchor.year, anchor.year + 1):
            day = day_of(year, mention.month, mention.day)
            if day is not None and mention.weekday in (None, day.weekday()) and abs(day - anchor) <= limit:
                options.append((abs(day - anchor), day))
    if not options:
        return None
    rule = f"partial-{mention.rule}" if mention.weekday is None else f"weekday-partial-{mention.rule}"
    return DateFact(min(options)[1], mention.span, rule, 0.8, (*mention.flags, "year-from-context"))


def weekday_fact(match: re.Match[str], published: date, part: str) -> DateFact | None:
    """Return the day meant by a weekday alone, seen from the day of publication."""
    name, when = match.group(1), match.group(3) or ""
    if name == "Minggu" and when in ("ini", "lalu", "depan"):
        return None
    number = WEEKDAYS[name.casefold()]
    back = (published.weekday() - number) % 7
    flags: tuple[str, ...] = ()
    if when in ("pekan lalu", "minggu lalu"):
        back = published.weekday() + 7 - number
    elif when in ("mendatang", "depan", "besok", "nanti"):
        back -= 7
        flags = ("future",)
    elif when == "lalu" and back == 0:
        back = 7
    day = published - timedelta(days=back)
    return DateFact(day, make_span(*match.span(), part), "weekday-published", 0.75, flags)


def weekdays_in(tokens: Tokens) -> list[int]:
    """Return where a weekday is named, alone or in a range ("Senin-Jumat")."""
    words, starts = tokens.words, tokens.starts
    found: list[int] = []
    for i in tokens.flagged(WEEKDAY):
        start = starts[i]
        for part in words[i].split("-"):
            if part in DAY_NAMES:
                found.append(start)
            start += len(part) + 1
    return found


def relative_in(tokens: Tokens) -> list[int]:
    """Return where "kemarin", "hari ini" or "pagi tadi" may stand."""
    text, words, starts, ends = tokens.text, tokens.words, tokens.starts, tokens.ends
    found: list[int] = []
    for i in tokens.flagged(TIME):
        if words[i] in TIMES:
            found.append(starts[i])
        else:
            found += [match.start() for match in RELATIVE_START.finditer(text, starts[i], ends[i])]
    return found


def published_facts(tokens: Tokens, published: date, part: str) -> list[DateFact]:
    """Return the days given by a weekday alone, "kemarin" or "hari ini", seen from the day of publication."""
    text = tokens.text
    facts: list[DateFact] = []
    for at in weekdays_in(tokens):
        match = WEEKDAY_ALONE.match(text, at)
        fact = None if match is None else weekday_fact(match, published, part)
        if fact is not None:
            facts.append(fact)
    for at in relative_in(tokens):
        match = RELATIVE.match(text, at)
        if match is not None:
            back = 2 if match.group().endswith("lusa") else 1 if match.group() == "kemarin" else 0
            span = make_span(at, match.end(), part)
            facts.append(DateFact(published - timedelta(days=back), span, "relative-published", 0.5))
    return facts


def safe_published(article: Article) -> date | None:
    """Return the day of publication if days around it can be reckoned with."""
    published = article.published
    return published if published is not None and 1900 <= published.year <= 2100 else None


def days_in(tokens: Tokens) -> list[tuple[int, int]]:
    """Return the places where days may begin: no digit or mark of a number before them, and what each begins with."""
    text, words, starts = tokens.text, tokens.words, tokens.starts
    found: list[tuple[int, int]] = []
    for i in tokens.flagged(DIGIT):
        word, start = words[i], starts[i]
        if not word[0].isdigit():
            # A blank was lost: "Selasa29/10".
            start += next(k for k, character in enumerate(word) if "0" <= character <= "9")
        elif len(word) > 2 and "-" not in word[1:3]:
            continue  # no day has three digits, and what joins it to what follows is no part of the token
        match = DAY.match(text, start)
        if match is not None:
            found.append((start, match.end()))
    return found


def find_dates(
    article: Article, today: date | None = None, tokens: Tokens | None = None, title: Tokens | None = None
) -> tuple[DateFact, ...]:
    """Return all days the article names, title first, in order of the text; nothing is resolved by guess.

    `tokens` and `title`: the tokens of its text and title, if they are known already.
    """
    published = safe_published(article)
    facts: list[DateFact] = []
    partial: list[Mention] = []
    for part, read in (
        ("title", Tokens(article.title or "") if title is None else title),
        ("text", Tokens(article.text) if tokens is None else tokens),
    ):
        text, places = read.text, days_in(read)
        digits = [start for start, end in places if text[end - 1].isdigit()]
        worded = [start for start, end in places if text[end - 1].isalpha() or "/" not in text[start:end]]
        mentions = numeric_mentions(text, part, digits) + named_mentions(text, part, worded) + iso_mentions(read, part)
        for mention in mentions:
            if mention.year is None:
                partial.append(mention)
            else:
                fact = full_fact(mention)
                if fact is not None:
                    facts.append(fact)
        if published is not None:
            facts.extend(published_facts(read, published, part))
    facts = corrected(facts)
    known = sorted({fact.day for fact in facts if "published" not in fact.rule})[:20]
    for mention in partial:
        resolved = by_context(mention, known)
        if published is not None and (resolved is None or abs(resolved.day - published) > FAR):
            resolved = by_published(mention, published)
        if resolved is not None:
            facts.append(resolved)
    ordered = sorted(facts, key=lambda fact: (fact.span.part != "title", fact.span.start, fact.day))
    return tuple(mark_future(fact, published or today) for fact in ordered)


def mark_future(fact: DateFact, known: date | None) -> DateFact:
    """Return the fact with the flag "future" if its day lies after the day on which the article was there."""
    if known is None or fact.day <= known or "future" in fact.flags:
        return fact
    return replace(fact, flags=(*fact.flags, "future"))
