"""Nicknames of persons, as a reader types them -> the value under which the person is filed."""

from functools import cache

from index.knowledge.people import slug
from index.knowledge.tables import read_table


@cache
def _filed() -> dict[str, str]:
    """Return nickname, folded -> speaker value."""
    return {nick.casefold(): slug(full) for nick, full in read_table("nicknames.tsv")}


def speaker_called(name: str) -> str | None:
    """Return the speaker value of a well-known nickname ("ahok"), or None."""
    return _filed().get(name.casefold())
