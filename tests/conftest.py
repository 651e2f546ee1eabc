"""Laws are drawn the same way every time and never fail for a slow machine; the long run draws them afresh."""

import os

from hypothesis import HealthCheck, settings

settings.register_profile(
    "house",
    deadline=None,
    derandomize="TELUSUR_SOAK" not in os.environ,
    database=None,
    suppress_health_check=[HealthCheck.too_slow],
)
settings.load_profile("house")
