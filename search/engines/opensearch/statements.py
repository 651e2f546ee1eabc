"""The view of statements: which articles have a statement in which the clause still matches, and which ones.

A clause mixes parts that look at the article with parts that look at one statement, and a nested document cannot see
its article. So the clause is split into branches that exclude one another: in each, every part that looks at the
article is known to hold or not to hold, and what is left looks at the statement alone.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from msgspec import structs

from search.engines.bruteforce import QUOTE_FIELDS
from search.engines.opensearch.cluster import Body
from search.engines.opensearch.compile import matching
from search.engines.opensearch.mapping import STATEMENTS
from search.query import All, Any, Clause, Every, Fuzzy, Not, Nothing, Phrase, Prefix, QueryError, Term, Wildcard

MOST_BRANCHES: Final = 256
"""Eight parts of the article in separate alternatives; more are asked by no reader, and each doubles the work."""


@dataclass(frozen=True, slots=True)
class Branch:
    """Articles for which `article` holds; of them the statements that match `statement`."""

    article: Clause
    statement: Clause

    def statements(self) -> Body:
        """Return the query for the nested documents."""
        return matching(moved(self.statement))

    def articles(self) -> Body:
        """Return the query for the articles with such a statement."""
        nested: Body = {"path": STATEMENTS, "query": self.statements(), "score_mode": "none"}
        return {"bool": {"filter": [matching(self.article), {"nested": nested}]}}

    def numbered(self, name: str, most: int) -> Body:
        """Return the same query, named, and with it the numbers of up to `most` statements of each article.

        The cluster sends them of every article found, whichever branch it was found by: only those of the branches
        named in its `matched_queries` count.
        """
        number = f"{STATEMENTS}.number"
        query = self.articles()
        query["bool"]["_name"] = name
        query["bool"]["filter"][1]["nested"]["inner_hits"] = {
            "name": name, "size": most, "_source": False, "docvalue_fields": [number], "sort": [{number: "asc"}],
        }
        return query


def branches_of(clause: Clause) -> list[Branch]:
    """Return the branches of a clause; QueryError if there are too many."""
    found = []
    for branch in _split(clause, ()):
        found.append(branch)
        if len(found) > MOST_BRANCHES:
            raise QueryError("the query has too many alternatives to be asked of single statements; make it simpler")
    return found


def _split(clause: Clause, known: tuple[Clause, ...]) -> Iterator[Branch]:
    clause = simplified(clause)
    if isinstance(clause, Nothing):
        return
    part = next(article_parts(clause), None)
    if part is None:
        yield Branch(All(known), clause)
        return
    yield from _split(assumed(clause, part, True), (*known, part))
    yield from _split(assumed(clause, part, False), (*known, Not(part)))


def on_quotes(clause: Clause) -> bool:
    """Tell whether a part of the clause looks at a statement."""
    match clause:
        case Term() | Phrase() | Prefix() | Wildcard() | Fuzzy():
            return clause.field in QUOTE_FIELDS
        case All(parts) | Any(parts):
            return any(on_quotes(part) for part in parts)
        case Not(part):
            return on_quotes(part)
        case _:
            return False


def article_parts(clause: Clause) -> Iterator[Clause]:
    """Yield the largest parts of a simplified clause that look at the article alone."""
    if not on_quotes(clause):
        if not isinstance(clause, Every | Nothing):
            yield clause
        return
    match clause:
        case All(parts) | Any(parts):
            for part in parts:
                yield from article_parts(part)
        case Not(part):
            yield from article_parts(part)
        case _:
            return


def assumed(clause: Clause, part: Clause, holds: bool) -> Clause:
    """Return the clause with a part known to hold, or not to hold."""
    if clause == part:
        return Every() if holds else Nothing()
    match clause:
        case All(parts):
            return All(tuple(assumed(one, part, holds) for one in parts))
        case Any(parts):
            return Any(tuple(assumed(one, part, holds) for one in parts))
        case Not(inner):
            return Not(assumed(inner, part, holds))
        case _:
            return clause


def simplified(clause: Clause) -> Clause:
    """Return a clause that matches the same without constants; parts that look at the article are put together."""
    match clause:
        case Not(part):
            inner = simplified(part)
            if isinstance(inner, Every | Nothing):
                return Nothing() if isinstance(inner, Every) else Every()
            return Not(inner)
        case All(parts):
            left = [one for one in map(simplified, parts) if one != Every()]
            if Nothing() in left:
                return Nothing()
            left = _together(left, All)
            return left[0] if len(left) == 1 else All(tuple(left)) if left else Every()
        case Any(parts):
            left = [one for one in map(simplified, parts) if one != Nothing()]
            if Every() in left:
                return Every()
            left = _together(left, Any)
            return left[0] if len(left) == 1 else Any(tuple(left)) if left else Nothing()
        case _:
            return clause


def _together(parts: list[Clause], kind: type[All] | type[Any]) -> list[Clause]:
    """Return the parts with those that look at the article made one."""
    quotes = [part for part in parts if on_quotes(part)]
    articles = [part for part in parts if not on_quotes(part)]
    if not quotes or len(articles) < 2:
        return parts
    return [kind(tuple(articles)), *quotes]


def moved(clause: Clause) -> Clause:
    """Return the clause with the quote fields of the article replaced by those of the nested documents."""
    match clause:
        case Term() | Phrase() | Prefix() | Wildcard() | Fuzzy():
            return structs.replace(clause, field=f"{STATEMENTS}.{clause.field.split('.')[1]}")
        case All(parts):
            return All(tuple(map(moved, parts)))
        case Any(parts):
            return Any(tuple(map(moved, parts)))
        case Not(part):
            return Not(moved(part))
        case _:
            return clause
