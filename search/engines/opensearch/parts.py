"""The parts in which several runs, maybe on as many machines, build one generation together."""

import hashlib
import re
from dataclasses import dataclass

from search.engines.base import EngineError


@dataclass(frozen=True, slots=True)
class Part:
    """One of the parts in which several runs write one generation together: run "berita", part 3 of 64.

    `run` tells this build from any other, so that nobody joins what was left unfinished of another.
    """

    run: str
    number: int
    parts: int

    @property
    def name(self) -> str:
        """Return what the cluster calls the parts of this run."""
        return f"{hashlib.blake2b(self.run.encode(), digest_size=8).hexdigest()}-{self.parts}"


def part_of(text: str) -> Part:
    """Return the part written RUN:NUMBER/PARTS; EngineError if it is none."""
    match = re.fullmatch(r"(.+):([0-9]{1,3})/([0-9]{1,3})", text, re.DOTALL)
    if match is None or not 1 <= int(match[2]) <= int(match[3]):
        raise EngineError(f"not a part: {text!r}; write it as berita:3/64 (a name, the number, how many there are)")
    return Part(match[1], int(match[2]), int(match[3]))
