"""What the speed bench runs on."""

import os
import platform
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path

from bench.compiled import way_of_counting, way_of_searching, way_of_stemming


def machine() -> dict[str, object]:
    """Return the processor, cores, memory, versions, date and load."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    model = next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), "")
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    return {
        "processor": model, "cores": os.cpu_count(), "memory_gib": round(memory / 2**30, 1),
        "architecture": platform.machine(), "python": platform.python_version(), "numpy": metadata.version("numpy"),
        "searching": way_of_searching(), "kernels": way_of_counting(), "stemming": way_of_stemming(),
        "date": datetime.now(UTC).isoformat(timespec="minutes"), "load": round(os.getloadavg()[0], 1),
    }
