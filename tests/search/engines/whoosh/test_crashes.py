"""Killed at any moment, a writer leaves the old generation or the new one whole, no lock, and all it acknowledged."""

import os
import random
import signal
import time
from pathlib import Path

from search.engines.whoosh.engine import WhooshEngine
from search.query import Term
from tests.search.engines.whoosh.small import EVERY, EVERYTHING, article, entry_of

KILLS = int(os.environ.get("TELUSUR_KILLS", "12"))
"""How often a writer is killed; `TELUSUR_KILLS=100` for the long run."""

WRITTEN = 5


def write_for_ever(path: Path, acknowledged: int, step: int) -> None:
    """Write, delete and write again, telling each step through a pipe once it is done; the work of the child."""
    engine = WhooshEngine(path)
    while True:
        step += 1
        if step % 4 == 0:
            engine.delete([article((step - 1) * 1000 + number).id for number in range(WRITTEN)])
        else:
            engine.write([entry_of(article(step * 1000 + number, f"langkah{step}")) for number in range(WRITTEN)])
        os.write(acknowledged, step.to_bytes(4, "little"))


def killed_after(path: Path, step: int, seconds: float) -> int:
    """Fork a writer, kill it after so long, and return the last step it acknowledged."""
    read, write = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            write_for_ever(path, write, step)
        finally:
            os._exit(1)
    os.close(write)
    time.sleep(seconds)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)
    told = b"".join(iter(lambda: os.read(read, 4096), b""))
    os.close(read)
    return int.from_bytes(told[-4:], "little") if told else step


def state_after(step: int) -> dict[int, int]:
    """Return how many articles of each step there are after so many steps: each fourth removes those of the third."""
    return {s: WRITTEN for s in range(1, step + 1) if s % 4 and not (s % 4 == 3 and s < step)}


def test_nothing_acknowledged_is_lost_and_nothing_is_half_there(tmp_path: Path) -> None:
    draw = random.Random(1)
    engine = WhooshEngine(tmp_path)
    engine.write([entry_of(article(number)) for number in range(20)])
    step = 0
    for _ in range(KILLS):
        step = killed_after(tmp_path, step, draw.uniform(0, 0.25))
        counts = {s: engine.search(Term("text.form", f"langkah{s}"), EVERYTHING, {}).total for s in range(1, step + 3)}
        old, new = state_after(step), state_after(step + 1)
        assert counts in ({s: old.get(s, 0) for s in counts}, {s: new.get(s, 0) for s in counts})
        if counts[step + 1] or ((step + 1) % 4 == 0 and not counts.get(step, 0)):
            step += 1
        assert engine.doctor() == []
        assert engine.search(EVERY, EVERYTHING, {}).total == 20 + sum(counts.values())
        engine.write([entry_of(article(0))])
        assert {path.name for path in (tmp_path / "generations").iterdir() if not path.name.isdigit()} == set()
