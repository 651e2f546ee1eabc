"""A deadline stops the work of a request wherever it stands, and takes nothing away from an answer that is in time."""

from collections.abc import Callable

import pytest

from search.deadline import check, seconds_left, within
from search.engines.base import DeadlineExceeded
from search.engines.opensearch.cluster import Cluster, Connection, whole
from search.engines.whoosh.engine import WhooshEngine
from search.query import All, Any, Choice, Clause, Every, Fuzzy, Not, Phrase, Prefix, Query, Term, Wildcard
from search.service import SearchService
from tests.search.engines.whoosh.small import article, batches, entry_of, understand

FACETS = {"date": 0, "region": 10, "speaker": 10, "publisher": 10}
CLAUSES: tuple[Clause, ...] = (
    Term("text.form", "kata3"),
    Phrase("text.form", ("kata0", "kata1"), (0, 1)),
    Prefix("text.form", "ka"),
    Wildcard("text.form", "k*3"),
    Fuzzy("text.form", "kata3"),
    All((Term("text.form", "kata0"), Not(Term("text.form", "kata5")))),
    Any((Term("text.form", "kata0"), Prefix("text.form", "kata1"), Every())),
)


class Steps:
    """A clock that shows how often it was looked at, and jumps an hour at the last of so many looks."""

    def __init__(self, last: int | None = None) -> None:
        self.looks = 0
        self.last = last

    def __call__(self) -> float:
        """Return the time."""
        self.looks += 1
        return 3600.0 if self.last is not None and self.looks > self.last else 0.0


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> WhooshEngine:
    """An index of two segments."""
    engine = WhooshEngine(tmp_path_factory.mktemp("deadline"))
    engine.absorb(batches(200), understand, fresh=True)
    engine.write([entry_of(article(9000))])
    return engine


def at_every_look(ask: Callable[[], object]) -> int:
    """Check that the deadline stops `ask` at whichever look at the clock it passes; return how many looks there are."""
    whole = ask()  # what is kept for the next time is worked out now
    counting = Steps()
    with within(2.0, counting):
        assert ask() == whole
    for last in range(1, counting.looks):
        with within(2.0, Steps(last)), pytest.raises(DeadlineExceeded, match="longer than 2 s"):
            ask()
    with within(2.0, Steps()):
        assert ask() == whole
    assert ask() == whole
    return counting.looks


@pytest.mark.parametrize("clause", CLAUSES, ids=lambda clause: type(clause).__name__)
@pytest.mark.parametrize("view", ["articles", "statements"])
def test_the_engine_stops_wherever_the_clock_jumps_and_answers_whole_again_after(
    engine: WhooshEngine, clause: Clause, view: str
) -> None:
    query = Query(view=view, chosen=(Choice("region", "61"), Choice("speaker", "tokoh-1", excluded=True)))  # type: ignore[arg-type]
    assert at_every_look(lambda: engine.search(clause, query, FACETS)) > len(FACETS)


def test_facets_completions_and_near_words_stop_as_well(engine: WhooshEngine) -> None:
    assert at_every_look(lambda: engine.facet(Every(), Query(), "speaker", "tokoh", 5, "name")) > 1
    assert at_every_look(lambda: engine.terms("text.form", "kata", 5)) > 1
    assert at_every_look(lambda: engine.near("text.form", "kata12", 2, 5)) > 1


def test_a_choice_of_thousands_of_values_is_left_in_the_midst(engine: WhooshEngine) -> None:
    query = Query(chosen=tuple(Choice("speaker", f"orang-{number}") for number in range(2000)))
    clock = Steps(1000)
    with within(2.0, clock), pytest.raises(DeadlineExceeded):
        engine.search(Every(), query, FACETS)
    assert clock.looks == 1001


def test_the_service_stops_between_one_snippet_and_the_next(engine: WhooshEngine) -> None:
    service = SearchService(engine)
    counting = Steps()
    with within(2.0, counting):
        engine.search(service.understand(Query(text="kata3")).clause, Query(text="kata3"), FACETS)
    asked = Steps()
    with within(2.0, asked):
        page = service.ask(Query(text="kata3"))
    assert len(page.found) == 10
    assert asked.looks >= counting.looks + 10
    with within(2.0, Steps(asked.looks - 1)), pytest.raises(DeadlineExceeded):
        service.ask(Query(text="kata3"))


def test_without_a_deadline_time_is_not_looked_at() -> None:
    clock = Steps(0)
    with within(0.0, clock):
        check()
        assert seconds_left() is None
    check()
    assert clock.looks == 0


def test_a_deadline_ends_with_its_block() -> None:
    with within(2.0, Steps()):
        assert seconds_left() == 2.0
    assert seconds_left() is None


def test_the_cluster_is_given_what_is_left_and_a_part_of_an_answer_is_refused() -> None:
    cluster = Cluster(Connection(("http://127.0.0.1:1",), timeout=10.0))
    assert cluster.seconds() == 10.0
    with within(2.0, Steps()):
        assert cluster.seconds() == 2.0
    with within(2.0, Steps(1)), pytest.raises(DeadlineExceeded):
        cluster.search("x", {})
    assert whole({"timed_out": False, "hits": {}}) == {"timed_out": False, "hits": {}}
    with pytest.raises(DeadlineExceeded, match="not whole"):
        whole({"timed_out": True, "hits": {}})
