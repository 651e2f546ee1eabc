"""Nodes that die, runs that are killed, generations that change under load: no wrong answer, no lost article."""

import os
import random
import secrets
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from search.deadline import within
from search.engines.base import EngineAway, EngineError, IndexMissing
from search.engines.opensearch.engine import OpenSearchEngine
from search.engines.opensearch.parts import Part
from search.query import Every, Query, Term
from search.results import Results
from tests.cluster.absorbing import batches, made_up, opened, understand
from tests.cluster.nodes import dead_node, green, hanging_node, holder_of_a_primary, nodes
from tests.contract.drawn import entry_of, signature_of

pytestmark = pytest.mark.cluster

ROOT = Path(__file__).parents[2]

RATE = float(os.environ.get("TELUSUR_RATE", "50"))
"""Requests a second of the load."""

KILLS = int(os.environ.get("TELUSUR_KILLS", "20"))
"""How often a run of indexing is killed before it may finish."""

HANG = float(os.environ.get("TELUSUR_HANG", "10"))
"""Seconds for which a node hangs; from some 35 on the cluster itself takes it out."""

DEADLINE = 2.0
"""Seconds that a request may take, as in a server that nobody set otherwise."""

WINDOW = 15.0
"""Seconds after the death of a node in which an answer may be an error, never a wrong one; docs/scaling.md says so."""


@dataclass
class Load:
    """What a load saw: when errors came, and answers that were wrong."""

    asked: int = 0
    errors: list[tuple[float, str]] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)


@contextmanager
def load(ask: Callable[[], Results], right: Callable[[Results], bool], threads: int = 8) -> Iterator[Load]:
    """Ask RATE times a second while the body runs."""
    seen = Load()
    over = threading.Event()

    def run() -> None:
        while not over.is_set():
            begun = time.monotonic()
            try:
                answer = ask()
                if not right(answer):
                    seen.wrong.append(f"{answer.generation}: {answer.total}")
            except EngineError as error:
                seen.errors.append((time.monotonic(), f"{type(error).__name__}: {error}"))
            seen.asked += 1
            over.wait(max(0.0, threads / RATE - (time.monotonic() - begun)))

    running = [threading.Thread(target=run) for _ in range(threads)]
    for thread in running:
        thread.start()
    try:
        yield seen
    finally:
        over.set()
        for thread in running:
            thread.join()


def ids(engine: OpenSearchEngine) -> list[str]:
    """Return the ids of all articles."""
    return [stored.article.id for stored in engine.export(Every(), Query(size=1_000, sort="newest"))]


def contents(engine: OpenSearchEngine) -> dict[str, Any]:
    """Return all articles, and what searching and counting says of them."""
    clause = Term("text.form", "ab")
    found = engine.search(clause, Query(size=50), {"date": 0, "region": 10})
    return {
        "articles": {s.article.id: s for s in engine.export(Every(), Query(size=1_000))},
        "facets": found.facets, "total": found.total, "hits": [(h.score, h.stored.article.id) for h in found.hits],
        "terms": engine.terms("text.form", "", 50),
    }


def test_a_node_that_dies_under_load_gives_no_wrong_answer(engine: OpenSearchEngine) -> None:
    engine.write([entry_of(str(n), body=["a", "b", f"n{n % 10}"], regions=["64.02"]) for n in range(300)])
    green(engine)
    query = Query(size=10)
    right = engine.search(Term("text.form", "n3"), query, {"region": 5})

    def same(answer: Results) -> bool:
        return (answer.total, answer.hits, answer.facets) == (right.total, right.hits, right.facets)

    def ask() -> Results:
        return engine.search(Term("text.form", "n3"), query, {"region": 5})

    with load(ask, same) as seen:
        time.sleep(3)
        killed = time.monotonic()
        with dead_node(engine, 1):
            time.sleep(WINDOW + 3)
    late = [(round(when - killed, 1), what) for when, what in seen.errors if not 0 <= when - killed <= WINDOW]
    last = max((when - killed for when, _ in seen.errors), default=0.0)
    print(f"node killed: {seen.asked} requests, {len(seen.errors)} errors, the last {last:.1f} s after it died")
    assert seen.asked > 50
    assert seen.wrong == []
    assert late == []


def test_a_node_that_hangs_under_load_gives_no_wrong_answer_and_is_used_again(engine: OpenSearchEngine) -> None:
    engine.write([entry_of(str(n), body=["a", "b", f"n{n % 10}"], regions=["64.02"]) for n in range(300)])
    green(engine)
    right = engine.search(Term("text.form", "n3"), Query(size=10), {"region": 5})

    def same(answer: Results) -> bool:
        return (answer.total, answer.hits, answer.facets) == (right.total, right.hits, right.facets)

    def ask() -> Results:
        with within(DEADLINE):
            return engine.search(Term("text.form", "n3"), Query(size=10), {"region": 5})

    with load(ask, same) as seen:
        time.sleep(3)
        begun = time.monotonic()
        with hanging_node(engine, 1):
            time.sleep(HANG)
            over = time.monotonic()
        while time.monotonic() < over + WINDOW:
            time.sleep(0.5)
        answered = seen.asked - len(seen.errors)
        time.sleep(3)
        assert seen.asked - len(seen.errors) > answered
    last = max((when - begun for when, _ in seen.errors), default=0.0)
    told = f"{seen.asked} requests, {len(seen.errors)} errors, the last after {last:.1f} s"
    print(f"node hung {over - begun:.0f} s: {told}")
    assert seen.wrong == []
    assert [what for when, what in seen.errors if not begun <= when <= over + WINDOW] == []


def test_a_node_that_dies_during_indexing_loses_no_article(engine: OpenSearchEngine) -> None:
    count = 3_000
    reached = threading.Event()
    dead: list[str] = []

    def kill() -> None:
        if reached.wait(120):
            dead.append(holder_of_a_primary(engine))
            nodes("kill", dead[0])

    killer = threading.Thread(target=kill)
    killer.start()
    try:
        # Killed when the first articles are acknowledged: their replicas must be in step by then.
        engine.absorb(batches(count), understand, fresh=True, progress=lambda articles: reached.set())
    finally:
        killer.join()
        for number in dead:
            nodes("revive", number)
    assert dead
    green(engine)
    assert sorted(ids(engine)) == sorted({article.id for article in made_up(count)})
    assert engine.doctor() == []


def test_indexing_killed_again_and_again_ends_with_the_same_articles(addresses: str, tmp_path: Path) -> None:
    count = 4_000
    whole = opened(addresses, f"t{secrets.token_hex(6)}", None)
    killed = opened(addresses, f"t{secrets.token_hex(6)}", tmp_path / "state")
    names = [whole.generations.name, killed.generations.name]
    try:
        whole.absorb(batches(count), understand, fresh=True)
        rng = random.Random(7)
        command = [sys.executable, "-m", "tests.cluster.absorbing", addresses, names[1], str(tmp_path / "state")]
        kills = 0
        while kills < KILLS:
            run = subprocess.Popen([*command, str(count)], cwd=ROOT, stdout=subprocess.DEVNULL, start_new_session=True)
            try:
                run.wait(rng.uniform(0.8, 3.0))
                break
            except subprocess.TimeoutExpired:
                os.killpg(run.pid, 9)
                run.wait()
                kills += 1
        print(f"killed {kills} times")
        assert kills >= min(KILLS, 3)
        subprocess.run([*command, str(count)], cwd=ROOT, check=True, capture_output=True)
        assert contents(killed) == contents(whole)
        assert not (tmp_path / "state").exists()
        assert killed.doctor() == []
    finally:
        for name in names:
            whole.cluster.client.indices.delete(index=f"{name}-*")
        whole.close()
        killed.close()


def test_parts_written_side_by_side_are_one_generation_published_by_the_last(addresses: str, tmp_path: Path) -> None:
    count, parts = 1_200, 3
    whole = opened(addresses, f"t{secrets.token_hex(6)}", None)
    name = f"t{secrets.token_hex(6)}"
    lists = list(batches(count))
    share = len(lists) // parts
    errors: list[EngineError] = []

    def write(number: int, stop: int | None = None) -> None:
        engine = opened(addresses, name, tmp_path / str(number))
        engine.part = Part("malam", number, parts)
        mine = lists[(number - 1) * share : number * share]
        progress = iter(range(len(mine)))

        def killed(articles: int) -> None:
            if next(progress) == stop:
                raise KeyboardInterrupt

        with closing(engine):
            try:
                engine.absorb(mine, understand, fresh=True, progress=killed)
            except EngineError as error:
                errors.append(error)

    reader = opened(addresses, name, None)
    try:
        whole.absorb(batches(count), understand, fresh=True)
        with pytest.raises(KeyboardInterrupt):
            write(3, stop=5)
        together = [threading.Thread(target=write, args=(number,)) for number in (1, 2)]
        for thread in together:
            thread.start()
        for thread in together:
            thread.join()
        with pytest.raises(IndexMissing):
            reader.generation()
        write(3)
        assert errors == []
        assert contents(reader) == contents(whole)
        assert reader.doctor() == []
        write(3)  # of a run that is over: begins the next generation, which nobody sees
        assert contents(reader) == contents(whole)
    finally:
        for one in (reader, whole):
            one.cluster.client.indices.delete(index=f"{one.generations.name}-*")
            one.close()


def test_generations_change_under_load_without_an_error(engine: OpenSearchEngine) -> None:
    engine.write([entry_of("0", body=["a"])])
    totals = {engine.generation(): 1}

    def right(answer: Results) -> bool:
        # The name of a generation is known a moment after it answers.
        for _ in range(600):
            if answer.generation in totals:
                return answer.total == totals[answer.generation] == len(answer.hits)
            time.sleep(0.1)
        return False

    readers = opened(",".join(engine.cluster.connection.addresses), engine.generations.name, None)
    with load(lambda: readers.search(Term("text.form", "a"), Query(size=100), {"region": 1}), right) as seen:
        for n in range(1, 7):
            engine.write([entry_of(str(n), body=["a"])])
            totals[engine.generation()] = n + 1
            time.sleep(0.5)
        engine.rollback()
        time.sleep(1)
    readers.close()
    print(f"alias swaps: {seen.asked} requests, {len(seen.errors)} errors")
    assert seen.asked > 50
    assert seen.errors == []
    assert seen.wrong == []


def test_who_folds_goes_on_with_the_generation_known_until_the_next_is_read(engine: OpenSearchEngine) -> None:
    engine.write([entry_of(f"{n}", body=["a"], signature=signature_of(n % 4, 0, 0)) for n in range(8)])
    reader = opened(",".join(engine.cluster.connection.addresses), engine.generations.name, None)
    with closing(reader):
        seen = [reader.search(Term("text.form", "a"), Query(folded=True), {})]
        engine.write([entry_of("8", body=["a"], signature=signature_of(9, 0, 0))])
        end = time.monotonic() + 60
        while seen[-1].generation != engine.generation() and time.monotonic() < end:
            with within(DEADLINE):
                seen.append(reader.search(Term("text.form", "a"), Query(folded=True), {}))
    assert {answer.generation: (answer.total, answer.folded) for answer in seen} == {
        seen[0].generation: (4, 4), engine.generation(): (5, 4),
    }


def test_a_cluster_that_is_away_is_told_as_such() -> None:
    engine = opened("http://127.0.0.1:9", "nowhere", None)
    with pytest.raises(EngineAway, match="nobody answers at"):
        engine.search(Every(), Query(), {})
    assert [drift.place for drift in engine.doctor()] == ["http://127.0.0.1:9"]
    engine.close()
