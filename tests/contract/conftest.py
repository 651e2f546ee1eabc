"""One engine after another for every test of the contract suite."""

import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from search.engines.base import Engine
from tests.contract.candidates import CANDIDATES, Candidate

Opened = Callable[[], Iterator[Engine]]


@pytest.fixture(params=CANDIDATES, ids=lambda candidate: candidate.name, scope="module")
def candidate(request: pytest.FixtureRequest) -> Candidate:
    """The engine under test."""
    chosen: Candidate = request.param
    return chosen


@contextmanager
def fresh_engine(candidate: Candidate) -> Iterator[Engine]:
    """Open an empty engine in a directory of its own, and close it again."""
    with tempfile.TemporaryDirectory() as directory:
        engine = candidate.open(Path(directory) / "index")
        try:
            yield engine
        finally:
            engine.close()


@pytest.fixture
def engine(candidate: Candidate) -> Iterator[Engine]:
    """An empty engine."""
    with fresh_engine(candidate) as opened:
        yield opened
