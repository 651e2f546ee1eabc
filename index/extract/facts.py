"""Reads the facts out of one article: its date, dateline, regions and speakers."""

from datetime import date

from index.article import Article, Facts
from index.extract.article_date import choose_date
from index.extract.dateline import find_dateline
from index.extract.dates import find_dates
from index.extract.regions import find_regions
from index.extract.speakers import find_speakers
from index.extract.tokens import Tokens


def extract(article: Article, today: date | None = None) -> Facts:
    """Return the facts of the article; days after `today`, or after the day of publication, are marked as future."""
    tokens, title = Tokens(article.text), Tokens(article.title or "")
    dates = find_dates(article, today, tokens, title)
    dateline = find_dateline(article.text)
    return Facts(
        date=choose_date(article, dates),
        dates=dates,
        dateline=None if dateline is None else dateline[0],
        regions=find_regions(article, tokens, title),
        speakers=find_speakers(article, tokens, title),
    )
