"""The engines that the contract suite is run over, and how to open an empty one of each."""

import importlib
import os
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from search.engines.base import Engine
from search.engines.memory import MemoryEngine
from search.engines.whoosh.engine import WhooshEngine


@dataclass(frozen=True, slots=True)
class Candidate:
    """An engine under test: `tolerance` is how far a score may be from the oracle's, relatively."""

    name: str
    open: Callable[[Path], Engine]
    tolerance: float = 1e-6


def _memory(directory: Path) -> Engine:
    return MemoryEngine()


def _opensearch(directory: Path) -> Engine:
    addresses = os.environ.get("TELUSUR_CLUSTER")
    if addresses is None:
        pytest.skip("no OpenSearch is running: make test-cluster starts one")
    module: Any = importlib.import_module("tests.cluster.passing")
    engine: Engine = module.PassingEngine(addresses.split(","))
    return engine


CANDIDATES: tuple[Any, ...] = (
    Candidate("memory", _memory),
    Candidate("whoosh", WhooshEngine),
    pytest.param(Candidate("opensearch", _opensearch), marks=pytest.mark.cluster),
)

CASES = int(os.environ.get("TELUSUR_SOAK") or os.environ.get("TELUSUR_CASES") or 500)
"""How many (corpus, query) pairs the differential test draws; `make soak` asks for 20,000."""

DRAWN_AFRESH = "TELUSUR_SOAK" in os.environ
"""A run of the usual size draws the same cases every time; a soak draws new ones."""
