"""What an article tells: extract(article) reads its date, dateline, regions and speakers."""

from index.extract.facts import extract

__all__ = ["extract"]
