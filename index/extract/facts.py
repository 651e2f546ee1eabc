"""Reads the facts out of one article: its date, dateline, regions and speakers."""

from datetime import date

from index.article import Article, Facts
from index.extract.article_date import choose_date
from index.extract.dates import find_dates


def extract(article: Article, today: date | None = None) -> Facts:
    """Return the facts of the article; `today` marks days that lie after it where no day of publication is given."""
    dates = find_dates(article)
    return Facts(date=choose_date(article, dates), dates=dates)
