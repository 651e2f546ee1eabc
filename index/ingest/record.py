"""A record of named fields -> an Article, or an ArticleError that says what is wrong with it."""

import hashlib
import re
from collections.abc import Callable, Mapping
from datetime import date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime

from index.article import Article, ArticleError
from index.ingest.encoding import clean
from index.ingest.lines import MAX_RECORD, too_long
from index.ingest.source import Remark

FIELDS = ("id", "title", "text", "url", "publisher", "published", "date", "author")
"""The names read from records; `date` is another name of `published`."""

MAX_ID = 256
MAX_SHORT = 2000
"""The longest id, and the longest title, URL, publisher or author, in characters."""

WIB = timezone(timedelta(hours=7))

_DAY_FIRST = re.compile(r"(\d{1,2})[/.-](\d{1,2})[/.-](\d{4})(?:\D.*)?", re.DOTALL)


def article_of(
    record: Mapping[str, object], place: str, source: str, on_problem: Callable[[ArticleError], None]
) -> Article:
    """Return the record as an article; `source` goes into the id of one that brings none.

    ArticleError if it has no text, is too long, or its id cannot be used. A published date that cannot be read is
    left out with a Remark: the article is worth more than the date.
    """
    text = text_of(record, "text", place)
    if text is None:
        raise ArticleError(place, "has no text; a record needs a field `text`")
    if len(text) > MAX_RECORD // 4 and len(text.encode()) > MAX_RECORD:
        raise too_long(place)
    url = short_text(record, "url", place)
    written = record.get("published")
    if written is None or written == "":
        written = record.get("date")
    published = day_of(written)
    if published is None and written is not None and written != "":
        on_problem(Remark(place, f"published date left out: {str(written)[:40]!r} is not a date (write 2025-10-29)"))
    return Article(
        id=id_of(record.get("id"), url or source, text, place),
        text=text,
        title=short_text(record, "title", place),
        url=url,
        publisher=short_text(record, "publisher", place),
        published=published,
        author=short_text(record, "author", place),
    )


def text_of(record: Mapping[str, object], name: str, place: str) -> str | None:
    """Return a field as clean text, None if it is absent or empty; ArticleError if it is no text."""
    value = record.get(name)
    if value is None:
        return None
    if isinstance(value, list) and all(isinstance(part, str) for part in value):
        value = ", ".join(value)
    if not isinstance(value, str):
        raise ArticleError(place, f"field `{name}` is not text but {type(value).__name__}")
    return clean(value) or None


def short_text(record: Mapping[str, object], name: str, place: str) -> str | None:
    """Return a field that is one line of text, None if it is absent or empty; ArticleError if it is too long."""
    value = text_of(record, name, place)
    if value is None:
        return None
    if len(value) > MAX_SHORT:
        raise ArticleError(place, f"field `{name}` has {len(value)} characters; at most {MAX_SHORT} are allowed")
    return " ".join(value.split()) if "\n" in value else value


def id_of(value: object, source: str, text: str, place: str) -> str:
    """Return the record's own id, else a stable hash of source and text."""
    if value is None or value == "":
        digest = hashlib.blake2b(digest_size=8)
        digest.update(source.encode("utf-8", "backslashreplace") + b"\0" + text.encode())
        return digest.hexdigest()
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str):
        raise ArticleError(place, f"field `id` is not text or a number but {type(value).__name__}")
    id = clean(value)
    if not id or len(id) > MAX_ID or not id.isprintable():
        raise ArticleError(place, f"id {value[:40]!r} cannot be used: 1 to {MAX_ID} printable characters are allowed")
    return id


def day_of(value: object) -> date | None:
    """Return the day a published date says, in Indonesia; None if it says none.

    ISO 8601, RFC 2822 and day first ("29/10/2025") are read. A time in UTC is a server's: its day is that of WIB
    (UTC+7), where most of the country lives; any other offset is the newsroom's own.
    """
    if not isinstance(value, str):
        return None
    value = value.strip()
    try:
        return date.fromisoformat(value) if len(value) == 10 else local_day(datetime.fromisoformat(value))
    except ValueError:
        pass
    first = _DAY_FIRST.fullmatch(value)
    try:
        if first is not None:
            day, month, year = map(int, first.groups())
            return date(year, month, day)
        return local_day(parsedate_to_datetime(value))
    except (ValueError, OverflowError):
        return None


def local_day(moment: datetime) -> date:
    """Return the day of a moment as Indonesia counts it."""
    if moment.tzinfo is not None and moment.utcoffset() == timedelta(0):
        try:
            moment = moment.astimezone(WIB)
        except OverflowError:
            return moment.date()
    return moment.date()
