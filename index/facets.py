"""The values by which an entry is counted: its regions, persons, publisher and day."""

from collections.abc import Mapping
from datetime import date
from functools import cache

from msgspec.structs import replace

from index.analysis.analyser import fold
from index.article import Article, Facts
from index.entry import FacetValue
from index.knowledge.filing import Aliases, filed_under
from index.knowledge.regions import label, region


def filed(facts: Facts, aliases: Aliases) -> tuple[Facts, tuple[FacetValue, ...]]:
    """Return the facts with every speaker filed, and the speakers' facet values without repeats."""
    area = None if facts.primary is None else facts.primary.code
    persons: dict[str, FacetValue] = {}
    speakers = []
    for speaker in facts.speakers:
        value, name = filed_under(speaker.name, speaker.position, area, aliases)
        persons.setdefault(value, FacetValue(value, name))
        speakers.append(replace(speaker, filed=value))
    return replace(facts, speakers=tuple(speakers)) if speakers else facts, tuple(persons.values())


def facets_of(article: Article, facts: Facts, persons: tuple[FacetValue, ...]) -> Mapping[str, tuple[FacetValue, ...]]:
    """Return the values of an article's facets, `persons` being those of its speakers."""
    return {
        "region": region_values(facts),
        "speaker": persons,
        "publisher": () if article.publisher is None else (publisher_value(article.publisher),),
    }


def day_of(article: Article, facts: Facts) -> date | None:
    """Return the day an article is filed under."""
    return facts.date.day if facts.date is not None else article.published


def region_values(facts: Facts) -> tuple[FacetValue, ...]:
    """Return the regions that the article is about, each with its province, without repeats."""
    codes: dict[str, None] = {}
    for fact in facts.regions:
        if fact.role != "mentioned":
            found = region(fact.code)
            codes.update(dict.fromkeys([fact.code] if found is None or found.parent is None else
                                       [fact.code, found.parent]))
    return tuple(map(region_value, codes))


@cache
def region_value(code: str) -> FacetValue:
    """Return the facet value of a region."""
    return FacetValue(code, label(code))


def publisher_value(name: str) -> FacetValue:
    """Return the facet value of a publisher."""
    return FacetValue(fold(name), name)
