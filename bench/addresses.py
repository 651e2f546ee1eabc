"""The bench's queries as a reader types and chooses them: searches over a real index, and their addresses.

    python -m bench.addresses --index build/index [--path /api/v1/search] [--count 200]

prints an address a line; `bench.load` sends them.
"""

import argparse
import sys
from collections.abc import Sequence
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

from bench.corpus import DAYS, FIRST_DAY, PROVINCES
from bench.workload import Asked, Document, queries_of
from index.analysis.analyser import analyse
from search.engines.whoosh.engine import WhooshEngine
from search.query import Choice, Query
from search.service import SearchService
from web.params import url_of

SAMPLE = 2_000
SPEAKERS = 2_000


class Typed(Document):
    """A document whose terms are words as they are typed, not stems."""

    @cached_property
    def terms(self) -> list[str]:
        """Return the words in their order."""
        return analyse(self.text).form.terms


def searches(service: SearchService, count: int = 200) -> list[Query]:
    """Return the queries of the bench over what the index holds, always the same for the same index."""
    whole = Query(sort="newest")
    every = max(1, service.stats().documents // SAMPLE)
    drawn = [stored for place, stored in enumerate(service.export(whole)) if place % every == 0]
    sample = [Typed(stored.article.id, stored.article.text, 0, 0, [], []) for stored in drawn]
    days = sorted(stored.day for stored in drawn if stored.day is not None)
    provinces = [item.value for item in service.facet(whole, "region", limit=PROVINCES).items]
    speakers = [item.value for item in service.facet(whole, "speaker", limit=SPEAKERS).items]
    archive = days[len(days) // 20], days[-1]  # before it a few articles lie decades apart
    return [_search(asked, provinces, speakers, archive) for asked in queries_of(sample, count)]


def _search(
    asked: Asked, provinces: Sequence[str], speakers: Sequence[str], archive: tuple[date, date]
) -> Query:
    """Return a query of the bench as a reader asks it; facets' numbers are ranks, days are stretched to the archive."""
    words = asked.terms
    text = {
        "or": " OR ".join(words), "and": " ".join(words), "phrase": f'"{" ".join(words)}"', "prefix": f"{words[0]}*",
    }[asked.kind]
    if asked.days is not None:
        first, last = archive
        share = (asked.days[0] - FIRST_DAY.toordinal()) / DAYS
        since = first + timedelta(days=int(share * (last - first).days))
        until = since + timedelta(days=asked.days[1] - asked.days[0])
        return Query(text, since=since, until=until, folded=True)
    if asked.values:
        ((facet, value),) = asked.values
        values = provinces if facet == "region" else speakers
        return Query(text, (Choice(facet, values[int(value) % len(values)]),), folded=True)
    return Query(text, folded=True)


def main() -> None:
    """Print the addresses."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--index", type=Path, default=Path("build/index"))
    parser.add_argument("--path", default="/")
    parser.add_argument("--count", type=int, default=200)
    options = parser.parse_args()
    service = SearchService(WhooshEngine(options.index))
    sys.stdout.writelines(f"{url_of(options.path, query)}\n" for query in searches(service, options.count))


if __name__ == "__main__":
    main()
