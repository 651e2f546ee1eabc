"""The stories of a generation, and by them which of the articles that match a search are folded."""

from base64 import b64decode, b64encode
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Final

import numpy as np

from index.entry import PLACES
from search.engines.opensearch.cluster import LEAN, Body, Cluster
from search.engines.opensearch.walking import Walk
from search.stories import stories

PAGE: Final = 10_000
"""Articles fetched in one go, without their text."""

MOST_TERMS: Final = 60_000
"""Ids in one `terms` query; a cluster takes 65,536 (`index.max_terms_count`)."""

Matching = Callable[[str | None, Sequence[Body]], list[str]]
"""(facet whose choices are left out, filters) -> ids of the articles that match, in the query's order."""


@dataclass(frozen=True, slots=True)
class Stories:
    """The articles of a generation that are of a story: id -> story, story -> ids."""

    story: Mapping[str, int]
    members: Mapping[int, Sequence[str]]


def signature_text(signature: bytes) -> str:
    """Return a signature as the cluster holds it."""
    return b64encode(signature).decode()


def read_stories(cluster: Cluster, index: str) -> Stories:
    """Return the stories of a generation, worked out of all its signatures: 64 bytes an article."""
    ids: list[str] = []
    signed: list[bytes] = []
    body = LEAN | {"query": {"exists": {"field": "signature"}}, "sort": ["id"], "docvalue_fields": ["signature"]}
    with closing(Walk(cluster, index, body)) as walk:
        while not walk.over:
            found = walk.step(PAGE)
            ids += [hit["sort"][0] for hit in found]
            signed += [b64decode(hit["fields"]["signature"][0]) for hit in found]
    first = stories(np.frombuffer(b"".join(signed), dtype="<u2").reshape(-1, PLACES)).tolist()
    story = {id: own for id, own in zip(ids, first, strict=True) if own >= 0}
    members: dict[int, list[str]] = {}
    for id, own in story.items():
        members.setdefault(own, []).append(id)
    return Stories(story, members)


def among(ids: Iterable[str]) -> Body:
    """Return the query for the articles with these ids."""
    some = list(ids)
    parts = [{"terms": {"id": some[n : n + MOST_TERMS]}} for n in range(0, len(some), MOST_TERMS)]
    return {"bool": {"should": parts, "minimum_should_match": 1}} if parts else {"match_none": {}}


class Folding:
    """What one query folds; see Engine. `matching` asks for the articles that match."""

    def __init__(self, told: Stories, matching: Matching, chosen: frozenset[str]) -> None:
        self._told = told
        self._matching = matching
        self._chosen = chosen
        self._held: dict[str | None, list[str]] = {}

    def held(self, facet: str | None) -> list[str]:
        """Return the members of stories that match, a facet's own choices left out, in the query's order."""
        if facet not in self._held:
            self._held[facet] = self._matching(facet, [among(self._told.story)]) if self._told.story else []
        return self._held[facet]

    def dropped(self, facet: str | None) -> list[str]:
        """Return the ids of the articles that are folded where a facet is counted (None: the hits)."""
        kept: dict[int, str] = {}
        for id in self.held(None):
            kept.setdefault(self._told.story[id], id)
        here = self.held(facet if facet in self._chosen else None)
        for id in here:
            kept.setdefault(self._told.story[id], id)
        return [id for id in here if kept[self._told.story[id]] != id]

    def filters(self, facet: str | None) -> list[Body]:
        """Return the filters that keep folded articles out."""
        dropped = self.dropped(facet)
        return [{"bool": {"must_not": [among(dropped)]}}] if dropped else []

    def under(self, id: str) -> list[str]:
        """Return the ids of the articles folded under a hit, in the query's order."""
        story = self._told.story.get(id)
        if story is None:
            return []
        inside = frozenset(self._told.members[story])
        return [other for other in self.held(None) if other in inside and other != id]
