"""URL <-> Query, both ways: one set of parameters for pages, JSON, feeds and exports."""

from collections.abc import Iterable
from datetime import date
from functools import cache, lru_cache
from typing import Annotated, Any, Literal, Self
from urllib.parse import quote_plus

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WithJsonSchema
from werkzeug.datastructures import MultiDict

from search.query import Choice, Query, QueryError, Sort, View, default_sort
from search.schema import FACETS

MAX_CHOICES = 100
"""More chosen values than any reader sets by hand; a longer list is refused, never cut in silence."""

MAX_PAGE = 1_000_000

LONGEST_REMEMBERED = 100
"""Characters of the longest value whose form in an address is remembered: what is made up fills no memory."""

PLAIN = Query()
CHOICES = tuple(
    (("not-" if excluded else "") + facet.name, facet.name, excluded) for excluded in (False, True) for facet in FACETS
)
"""Parameter, facet, and whether it excludes, in the order of an address."""

REGION_PATTERN = r"^(-|[0-9]{2}(\.[0-9]{2})?)?$"
DATE_PATTERN = r"^(-|[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?)?$"
"""Nothing at all is allowed too, since forms send their empty fields; 31 February is, and nothing matches it."""

Language = Literal["id", "en"]
Copies = Literal["folded", "all"]


def _none_if_empty(value: Any) -> Any:
    return None if value == "" else value


def _without_empty(value: Any) -> Any:
    return [v for v in value if v != ""] if isinstance(value, list) else value


Day = Annotated[
    date | None,
    BeforeValidator(_none_if_empty),
    WithJsonSchema({"type": "string", "anyOf": [{"format": "date"}, {"maxLength": 0}]}),
]
Regions = Annotated[list[Annotated[str, Field(pattern=REGION_PATTERN)]], BeforeValidator(_without_empty)]
Dates = Annotated[list[Annotated[str, Field(pattern=DATE_PATTERN)]], BeforeValidator(_without_empty)]
Names = Annotated[list[Annotated[str, Field(max_length=300)]], BeforeValidator(_without_empty)]


class Params(BaseModel):
    """Parameters of a route, read from a query string; what a route does not know is passed over."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    @classmethod
    @cache  # flask-openapi3 asks for the schema at every request
    def model_json_schema(cls, *args: Any, **options: Any) -> dict[str, Any]:  # type: ignore[override]
        """Return the JSON schema, computed once."""
        return super().model_json_schema(*args, **options)

    @classmethod
    def read(cls, args: MultiDict[str, str]) -> Self:
        """Return the parameters that stand in a query string; pydantic.ValidationError if one cannot be."""
        values: dict[str, Any] = {}
        for name, field in cls.model_fields.items():
            key = field.alias or name
            if key in args:
                values[key] = args.getlist(key) if field.default_factory is list else args[key]
        return cls.model_validate(values)


class SearchParams(Params):
    """The search: what is typed, what is chosen, and which page of it is wanted."""

    q: str = Field("", description="What to look for, in the query language.")
    date: Dates = Field(default_factory=list, description="Years, months or days; - is without a date.")
    region: Regions = Field(default_factory=list, description="Kemendagri codes; - is without a region.")
    speaker: Names = Field(default_factory=list, description="Speakers' slugs; - is without a speaker.")
    publisher: Names = Field(default_factory=list, description="Publishers; - is without a publisher.")
    not_date: Dates = Field(default_factory=list, alias="not-date", description="Dates that must not be there.")
    not_region: Regions = Field(default_factory=list, alias="not-region", description="Regions not to be there.")
    not_speaker: Names = Field(default_factory=list, alias="not-speaker", description="Speakers not to be there.")
    not_publisher: Names = Field(default_factory=list, alias="not-publisher", description="Publishers left out.")
    since: Day = Field(None, description="First day, included.")
    until: Day = Field(None, description="Last day, included.")
    sort: Annotated[
        Sort | None,
        BeforeValidator(_none_if_empty),
        WithJsonSchema({"type": "string", "enum": ["relevance", "newest", "oldest", ""]}),
    ] = Field(None, description="Order; relevance if something is typed, else newest.")
    page: int = Field(1, ge=1, le=MAX_PAGE, description="Page number.")
    size: int = Field(10, ge=1, le=100, description="Hits a page.")
    cursor: Annotated[str | None, BeforeValidator(_none_if_empty), WithJsonSchema({"type": "string"})] = Field(
        None, description="Opaque place of the next page, as a page before gave it."
    )
    view: View = Field("articles", description="Whole articles, or the single statements that match.")
    copies: Annotated[
        Copies | None,
        BeforeValidator(_none_if_empty),
        WithJsonSchema({"type": "string", "enum": ["folded", "all", ""]}),
    ] = Field(None, description="Copies of one story as one hit, or each for itself; folded, but all in exports.")
    lang: Language = Field("id", description="Language of labels and messages.")

    def query(self, copies: Copies = "folded") -> Query:
        """Return the search these parameters ask for, `copies` if they do not say; QueryError if too much is chosen."""
        chosen = {
            Choice(facet.name, value, excluded)
            for facet in FACETS
            for excluded in (False, True)
            for value in getattr(self, ("not_" if excluded else "") + facet.name)
        }
        if len(chosen) > MAX_CHOICES:
            raise QueryError(f"{len(chosen)} values are chosen, at most {MAX_CHOICES} can be")
        return Query(
            text=self.q,
            chosen=tuple(sorted(chosen)),
            since=self.since,
            until=self.until,
            sort=self.sort or default_sort(self.q),
            page=self.page,
            size=self.size,
            cursor=self.cursor,
            view=self.view,
            folded=(self.copies or copies) == "folded",
        )


def pairs_of(query: Query) -> list[tuple[str, str]]:
    """Return the query as URL parameters in one fixed order, without those that say what holds anyway."""
    pairs = [("q", query.text)] if query.text else []
    for name, facet, excluded in CHOICES if query.chosen else ():
        pairs += [(name, value) for value in sorted(set(query.of(facet, excluded)))]
    if query.since is not None:
        pairs.append(("since", query.since.isoformat()))
    if query.until is not None:
        pairs.append(("until", query.until.isoformat()))
    if query.sort != default_sort(query.text):
        pairs.append(("sort", query.sort))
    if query.size != PLAIN.size:
        pairs.append(("size", str(query.size)))
    if query.view != PLAIN.view:
        pairs.append(("view", query.view))
    if not query.folded:
        pairs.append(("copies", "all"))
    if query.page != PLAIN.page:
        pairs.append(("page", str(query.page)))
    if query.cursor is not None:
        pairs.append(("cursor", query.cursor))
    return pairs


def url_of(path: str, query: Query, lang: Language = "id", **more: str) -> str:
    """Return the link to a search: the path and the whole state, the language if it is not the default."""
    return address(path, pairs_of(query) + sorted(more.items()), lang)


def address(path: str, pairs: Iterable[tuple[str, str]], lang: Language = "id") -> str:
    """Return a path with parameters, the language among them if it is not the default."""
    parameters = [f"{name}={quoted(value)}" for name, value in pairs]
    if lang != "id":
        parameters.append(f"lang={lang}")
    return f"{path}?{'&'.join(parameters)}" if parameters else path


_remembered = lru_cache(8192)(quote_plus)


def quoted(value: str) -> str:
    """Return a value as it stands in an address; a page says its words and choices in dozens of links."""
    return _remembered(value) if len(value) <= LONGEST_REMEMBERED else quote_plus(value)
