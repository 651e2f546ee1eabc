"""Copies of a story as a reader sees them: how many there are under a hit, and what they are called."""

from dataclasses import dataclass

from search.results import Hit, Stored


@dataclass(frozen=True, slots=True)
class Copies:
    """The copies folded under a hit: how many, the first of them, and whether each is of another publisher."""

    count: int
    shown: tuple[Stored, ...]
    elsewhere: bool

    @property
    def more(self) -> int:
        """Return how many are not shown; the article's own page lists all."""
        return self.count - len(self.shown)


def copies_under(hit: Hit) -> Copies | None:
    """Return the copies folded under a hit, or None if there are none."""
    if not hit.folded:
        return None
    publishers = {copy.article.publisher for copy in hit.copies}
    own = {None, hit.stored.article.publisher}
    return Copies(hit.folded, hit.copies, len(publishers) == hit.folded and not publishers & own)
