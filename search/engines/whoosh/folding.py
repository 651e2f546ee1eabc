"""The stories of a generation: worked out when it is written, and by them the copies among the matches of a query."""

from collections.abc import Sequence
from functools import cached_property

import numpy as np
from whoosh.filedb.filestore import FileStorage

from search.engines.whoosh.arrays import Array, ArrayFile, ArrayWriter, smallest
from search.engines.whoosh.plain import firsts
from search.engines.whoosh.segment import Segment
from search.engines.whoosh.sets import Found
from search.stories import stories

FEW = 8
"""Candidates fewer than one in so many of all members are sorted rather than put into an array over all members."""

NOTHING: Array = np.empty(0, dtype=np.int64)


def write_stories(storage: FileStorage, name: str, segments: Sequence[Segment]) -> None:
    """Write which live documents of the segments are of one story: the members, by story and then by id.

    A member's place in that order is how it is known; `N/documents` and `N/places` are those of the segment N,
    documents ascending.
    """
    story, segment_of, document_of = members(segments)
    with ArrayWriter(storage, name) as writer:
        writer.add("stories", story.astype(np.uint32))
        writer.add("segments", segment_of.astype(smallest(len(segments))))
        writer.add("documents", document_of.astype(np.uint32))
        for number in range(len(segments)):
            places = np.flatnonzero(segment_of == number)
            order = np.argsort(document_of[places], kind="stable")
            writer.add(f"{number}/documents", document_of[places[order]].astype(np.uint32))
            writer.add(f"{number}/places", places[order].astype(np.uint32))


def members(segments: Sequence[Segment]) -> tuple[Array, Array, Array]:
    """Return story, segment and document of each member (int64), ordered by story and then by id.

    Stories are numbered by their first member, in the order of segments and documents.
    """
    live = [np.arange(segment.size) if segment.live is None else segment.live.nonzero()[0] for segment in segments]
    if not live:
        return NOTHING, NOTHING, NOTHING
    signed = np.concatenate([segment.signatures[own] for segment, own in zip(segments, live, strict=True)])
    first = stories(signed)
    rows = np.flatnonzero(first >= 0)
    _, story = np.unique(first[rows], return_inverse=True)
    segment_of = np.repeat(np.arange(len(live)), [len(own) for own in live])[rows]
    document_of = np.concatenate(live)[rows]
    pairs = zip(segment_of.tolist(), document_of.tolist(), strict=True)
    ids = [segments[number].id_of(document) for number, document in pairs]
    numbers = story.tolist()
    order = np.array(sorted(range(len(rows)), key=lambda place: (numbers[place], ids[place])), dtype=np.int64)
    return story[order], segment_of[order], document_of[order]


class Stories:
    """The stories of a generation, opened for reading."""

    def __init__(self, storage: FileStorage, name: str) -> None:
        self._file = ArrayFile(storage, name)
        self.count = len(self._file["documents"])
        self._members: dict[int, tuple[Array, Array]] = {}

    @cached_property
    def story(self) -> Array:
        """Return place -> story (int64, ascending)."""
        return self._file["stories"].astype(np.int64)

    def of_segment(self, number: int) -> tuple[Array, Array]:
        """Return the members that are documents of a segment (intp, ascending), and their places (intp)."""
        known = self._members.get(number)
        if known is None:
            documents, places = self._file[f"{number}/documents"], self._file[f"{number}/places"]
            known = self._members[number] = documents.astype(np.intp), places.astype(np.intp)
        return known

    def among(self, number: int, found: Found) -> tuple[Array, Array]:
        """Return those of a segment's members that are in a set: documents (ascending) and places."""
        documents, places = self.of_segment(number)
        if found.full or not len(documents):
            return documents, places
        if found.mask is None and found.count * FEW < len(documents):
            ids = found.numbers()
            at = documents.searchsorted(ids)
            at = at[documents.take(at, mode="clip") == ids]
        else:
            at = found.holds(documents).nonzero()[0]
        return documents.take(at), places.take(at)

    def by_place(self, places: Array, majors: Array) -> tuple[Array, Array]:
        """Return places and majors with the places ascending, by which stories stand together."""
        if len(places) * FEW < self.count:
            order = np.argsort(places)
            return places.take(order), majors.take(order)
        held, ranked = np.zeros(self.count, dtype=bool), np.zeros(self.count, dtype=np.int64)
        held[places], ranked[places] = True, majors
        at = held.nonzero()[0]
        return at, ranked.take(at)

    def first_of_each(self, places: Array, majors: Array) -> Array:
        """Return for each story among the ascending places that of its first: of the least major, then the least id."""
        if not len(places):
            return places
        story = self.story.take(places)
        starts = firsts(story)
        least = np.repeat(np.minimum.reduceat(majors, starts), np.diff(np.append(starts, len(places))))
        best = (majors == least).nonzero()[0]
        first: Array = places.take(best).take(firsts(story.take(best)))
        return first

    def of_places(self, places: Array) -> Array:
        """Return which of all stories the places are of (bool over stories)."""
        held = np.zeros(int(self.story[-1]) + 1 if self.count else 0, dtype=bool)
        held[self.story.take(places)] = True
        return held

    def place_of(self, number: int, document: int) -> int:
        """Return the place of a document of a segment, or -1 if it is of no story."""
        documents, places = self.of_segment(number)
        at = int(documents.searchsorted(document))
        return int(places[at]) if at < len(documents) and documents[at] == document else -1

    def span(self, place: int) -> tuple[int, int]:
        """Return where the members of a member's story begin and end."""
        story = self.story[place]
        return int(self.story.searchsorted(story)), int(self.story.searchsorted(story, side="right"))

    def member(self, place: int) -> tuple[int, int]:
        """Return the segment and the document of a member."""
        return int(self._file["segments"][place]), int(self._file["documents"][place])
