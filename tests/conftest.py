"""Laws are drawn the same way every time and never fail for a slow machine; the long run draws them afresh.

Nothing is tested where compiled modules hide what their sources say.
"""

import os
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from bench.compiled import stale

settings.register_profile(
    "house",
    deadline=None,
    derandomize="TELUSUR_SOAK" not in os.environ,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")


def pytest_configure() -> None:
    """Stop where modules were compiled from other sources than those here."""
    changed = stale(Path(__file__).parent.parent)
    if changed:
        raise pytest.UsageError(
            f"compiled modules are older than {', '.join(changed)}: `make install` compiles them anew, "
            "`make interpreted` removes them"
        )
