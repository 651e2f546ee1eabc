"""A web page -> one article: body, title, date, author, publisher and address as trafilatura finds them."""

import io
import logging
from collections.abc import Callable, Iterator

from index.article import Article, ArticleError
from index.ingest.encoding import clean, decode
from index.ingest.lines import read_whole
from index.ingest.record import article_of
from index.late import late

DATE_FROM_METADATA = {"extensive_search": False, "original_date": True}
"""The published day is what the page's metadata says, as first published; days in the text are facts, read later."""

# trafilatura logs what it could not read; here that is an ArticleError, told once.
logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
logging.getLogger("htmldate").setLevel(logging.CRITICAL)


def read_html(
    stream: io.BufferedReader, name: str, source: str, on_problem: Callable[[ArticleError], None]
) -> Iterator[Article]:
    """Yield the article of a web page; ArticleError if no body text is found in it."""
    page = clean(decode(read_whole(stream, name), name))
    extraction = late("trafilatura", "bare_extraction")
    found = extraction(page, with_metadata=True, include_comments=False, include_tables=False,
                       date_extraction_params=DATE_FROM_METADATA)
    if found is None or isinstance(found, dict) or not found.text:
        raise ArticleError(name, "no article text was found in this page")
    # The headline often stands inside the article's own element; it is no part of the text.
    first, _, rest = found.text.partition("\n")
    repeated = found.title is not None and first.strip() == found.title.strip()
    record = {
        "title": found.title,
        "text": rest if repeated and rest else found.text,
        "url": found.url,
        "publisher": found.sitename or found.hostname,
        "published": found.date,
        "author": found.author,
    }
    yield article_of(record, name, source, on_problem)
