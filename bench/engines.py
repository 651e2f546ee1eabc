"""The engines of the speed bench by name."""

from typing import Any

from bench.ours import Ours
from bench.rivals.groonga import Groonga
from bench.rivals.sqlite import Sqlite
from bench.rivals.stock import Stock
from bench.rivals.tantivy import Tantivy
from bench.rivals.xapian import Xapian

ENGINES: dict[str, Any] = {engine.name: engine for engine in (Ours, Tantivy, Sqlite, Xapian, Groonga, Stock)}

LARGEST = {"sqlite": 100_000, "xapian": 100_000, "groonga": 100_000, "whoosh": 20_000}
"""The largest corpus that an engine is asked of: beyond it a run takes hours."""
