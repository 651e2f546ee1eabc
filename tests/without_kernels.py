"""A plugin that hides the kernels in C, so that numpy answers: `python -m pytest -p tests.without_kernels`."""

import sys

sys.modules["index.analysis.native"] = None  # type: ignore[assignment]
sys.modules["index.extract.native"] = None  # type: ignore[assignment]
sys.modules["search.engines.whoosh.native"] = None  # type: ignore[assignment]
