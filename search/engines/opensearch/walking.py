"""A walk through a generation: searches that each go on after the last hit, all from one point in time."""

from collections.abc import Mapping
from contextlib import suppress
from typing import Any, Final

from search.engines.base import DeadlineExceeded, EngineAway, EngineError, IndexMissing
from search.engines.opensearch.cluster import Body, Cluster

KEEP_ALIVE: Final = "1m"
"""How long the cluster keeps a point in time that nobody asks; every step begins it anew."""


class Walk:
    """The steps of one search (query and sort, ties broken by id) through a generation; to be closed at the end.

    A point in time is opened before the second step, for most walks have one only; a generation is sealed, so that the
    first step saw what the point holds. Each part of a point lies on one node. If that dies, or nobody asks for too
    long, the point is gone, and the step is asked of the generation itself, after the last hit: the same articles in
    the same order. The step after that opens another point.
    """

    def __init__(self, cluster: Cluster, index: str, body: Body) -> None:
        self.cluster = cluster
        self.index = index
        self.body = body
        self.over = False
        self._begun = False
        self._point: str | None = None

    def step(self, size: int, more: Mapping[str, Any] | None = None) -> list[Body]:
        """Return the next hits, `size` at most; `more` is added to the search for this step."""
        if self._begun and self._point is None:
            self._point = self._opened()
        found = self._found(self.body | {"size": size, "track_total_hits": False} | dict(more or {}))
        self._begun = True
        self.over = len(found) < size
        if found:
            self.body = self.body | {"search_after": found[-1]["sort"]}
        return found

    def _found(self, body: Body) -> list[Body]:
        """Return the hits; from the generation itself if the point in time is gone."""
        if self._point is not None:
            try:
                answer = self.cluster.search(None, body | {"pit": {"id": self._point, "keep_alive": KEEP_ALIVE}})
                self._point = answer["pit_id"]
                return list(answer["hits"]["hits"])
            except DeadlineExceeded:
                raise
            except (EngineAway, IndexMissing):
                self.close()
        return list(self.cluster.search(self.index, body)["hits"]["hits"])

    def _opened(self) -> str | None:
        """Return a point in time, whole or none: if too many are open, or none is allowed, a walk goes on without."""
        try:
            return self.cluster.open_point(self.index, KEEP_ALIVE)
        except DeadlineExceeded:
            raise
        except EngineError:
            return None

    def close(self) -> None:
        """Let go of the point in time; where that fails the cluster does so itself, a minute later."""
        point, self._point = self._point, None
        if point is not None:
            with suppress(EngineError):
                self.cluster.close_point(point)
