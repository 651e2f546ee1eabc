"""The Engine protocol: the whole contract of whatever stores entries and answers clauses."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from index.analysis.analyser import fold
from index.article import Article, TelusurError
from index.entry import Entry, Sink
from search.query import Clause, Query
from search.results import FacetCounts, Results, Stored

K1 = 1.2
B = 0.75
"""BM25 (Robertson & Zaragoza 2009) as Lucene has it: idf = ln(1 + (N - df + .5) / (df + .5)), tf part =
tf / (tf + K1 (1 - B + B length / mean length)); N, df and mean length count the live documents that have the field;
length is the number of terms in the field."""


class EngineError(TelusurError):
    """The engine cannot answer."""


class IndexMissing(EngineError):
    """There is no index yet."""


class IndexDamaged(EngineError):
    """A file of the index is missing, truncated or altered; the message names it and the command that repairs it."""


class ReindexNeeded(EngineError):
    """The index was written by another schema or analyser."""


class EngineAway(EngineError):
    """The engine cannot be reached, or took too long to answer."""


class DeadlineExceeded(EngineAway):
    """The request's deadline passed before its answer was whole; nothing of it is given."""


@dataclass(frozen=True, slots=True)
class WriteReport:
    """What a write did: entries added, replaced, and the generation that holds them."""

    added: int
    replaced: int
    generation: str


@dataclass(frozen=True, slots=True)
class Stats:
    """Counts of an index; `bytes` on disk; `since` (Unix seconds) it became the current generation, where known."""

    documents: int
    statements: int
    terms: Mapping[str, int]
    facet_values: Mapping[str, int]
    bytes: int
    generation: str
    segments: int
    analyser_version: str
    since: float | None = None


@dataclass(frozen=True, slots=True)
class Drift:
    """One thing `doctor` found: where, what was expected, what is there, and the command that mends it."""

    place: str
    problem: str
    remedy: str


def label_words(label: str) -> str:
    """Return the words of a label, folded, each after a space: " joko widodo"."""
    return "".join(f" {word}" for word in re.findall(r"\w+", fold(label)))


def words_of_labels(labels: Sequence[str]) -> list[str]:
    """Return the `label_words` of each label, of all in a few steps."""
    if any("\n" in label for label in labels):
        return list(map(label_words, labels))
    spaced = re.sub(r"[^\w\n]+", " ", fold("\n".join(labels)))
    return [f" {words}" if words else "" for words in map(str.strip, spaced.split("\n"))] if labels else []


def label_fits(label: str, containing: str) -> bool:
    """Tell whether the words of `containing` stand in the label from the beginning of one of its words on.

    The last may be unfinished: "joko wi" and "wid" fit "Joko Widodo", "oko" does not. Nothing fits every label.
    """
    return label_words(containing) in label_words(label)


class Engine(Sink, Protocol):
    """Stores entries and answers clauses. Every answer is exact and comes from one generation whole.

    Writes are atomic: a reader sees all of a call or nothing of it, and what is acknowledged survives a crash.
    Ids are unique; writing an id again replaces the article. Ties in any order are broken by id, ascending.
    A sort by day puts articles without one last, both ways. Scores have float32 precision.

    Scores: a part's score is weight x idf x tf part in float64; parts are summed in the clause's order; the sum is
    rounded to float32, and order and ties go by the rounded value. Under a sort by day `Hit.score` may be 0.

    Choices: an unknown facet name is a QueryError; a value nobody holds matches nothing. A value of "date" must be
    written YYYY, YYYY-MM or YYYY-MM-DD, or nothing matches it. `since` and `until` hold beside the chosen dates (AND).
    A facet's own choices, left out of its counts, are its chosen and its excluded values (for "date" `since` and
    `until` too). Chosen and excluded values that are not among the counts follow them in the same order, with their
    true count; MISSING is never one of them: it is `missing`. A value that no live article holds may be labelled by
    itself; entries should agree on a value's label, and where they do not, any of theirs may be given.

    Paging: page and size below 1 are a QueryError. A cursor goes on after the last hit of the page it came with,
    whatever `page` and `size` say; it belongs to one clause, choice, sort and view, and with others it is a QueryError.

    View "statements": the hits are statements of the matching articles (`Facts.statements`, numbered from 0). A
    statement is a hit if the clause still matches when every part on a quote field looks at the positions of this
    statement alone; all other parts look at the article. `total` counts statements, facets count articles with such a
    statement, the score is the article's, ties go by id, then by number. In `quote.form` and `quote.key` a statement
    is a run of positions; runs lie at least FIELD_GAP apart, and run k is statement k.
    `export` and `facet` count and yield articles in this view too.

    Folding: where `query.folds`, of the matching articles of one story (search.stories, over all live articles) the
    first in the query's order stays; the others are folded under it: no hits, in no total, facet, page or export. A
    facet is counted over the articles that match with its own choices left out, folded likewise: of each story the hit
    stays, and if it has none (all its articles fail the facet's own choices), the first in the query's order. So a
    chosen value's count is the number of hits that hold it. `missing` is counted over the same articles.
    """

    def write(self, entries: Iterable[Entry]) -> None:
        """Add or replace entries as one new generation."""

    def absorb(
        self,
        batches: Iterable[Sequence[Article]],
        understand: Callable[[Sequence[Article]], list[Entry]],
        *,
        workers: int = 1,
        fresh: bool = False,
        progress: Callable[[int], None] | None = None,
    ) -> WriteReport:
        """Add or replace the entries that `understand` (pure, picklable) makes of each batch, as one new generation.

        `fresh` starts from nothing; the result is the same bytes whatever `workers` is. When an id stands in several
        batches the last one wins. `progress` is called with the number of articles done since the last call.
        """

    def delete(self, ids: Iterable[str]) -> int:
        """Remove articles as one new generation; return how many were there."""

    def search(self, clause: Clause, query: Query, facets: Mapping[str, int]) -> Results:
        """Answer the clause under the query's choices, dates, sort, page (or cursor) and size.

        `facets` maps a facet's name to how many values are wanted. `query.text` is not looked at. Raises QueryError
        for a cursor that is not of this engine's making.
        """

    def facet(
        self, clause: Clause, query: Query, name: str, containing: str, limit: int, order: Literal["count", "name"]
    ) -> FacetCounts:
        """Count one facet's values whose label fits `containing` (see `label_fits`).

        Order "name" goes by folded label, then value. For "date" order and limit are not looked at. `distinct` counts
        the values that fit; chosen values that do not fit are left out; `missing` is as in `search`.
        """

    def article(self, id: str) -> Stored | None:
        """Return one article, or None."""

    def copies(self, id: str, limit: int) -> tuple[int, list[Stored]]:
        """Return how many other live articles are of the article's story, and the first `limit` of them.

        The oldest come first, those without a day last, ties by id. (0, []) for an article without copies, or none.
        """

    def export(self, clause: Clause, query: Query) -> Iterable[Stored]:
        """Yield every match in the query's order, from one generation, without a limit."""

    def frequencies(self, field: str, terms: Sequence[str]) -> list[int]:
        """Return how many live documents hold each term."""

    def terms(self, field: str, prefix: str, limit: int) -> list[tuple[str, int]]:
        """Return terms that begin with `prefix` and their live document counts, most frequent first, ties by term."""

    def near(self, field: str, text: str, distance: int, limit: int) -> list[tuple[str, int]]:
        """Return the terms that Fuzzy(field, text, distance) matches, most frequent first (ties by term).

        A term at distance 0 is one of them. An empty `text` matches nothing.
        """

    def generation(self) -> str:
        """Return the name of the generation that answers now."""

    def identity(self) -> str:
        """Return what two generations share only if all their answers are the same.

        Names do not do: an index restored from a copy, or built anew after it was removed, gives one out again.
        """

    def stats(self) -> Stats:
        """Return counts of the current generation."""

    def doctor(self, sample: int = 200) -> list[Drift]:
        """Check every file and recount a sample by brute force; an empty list means sound."""

    def rollback(self) -> str:
        """Make the generation before this one current again and return its name; EngineError if there is none."""

    def close(self) -> None:
        """Let go of files and connections."""
