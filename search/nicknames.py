"""Nicknames of persons, as a reader types them -> the value under which the person is filed."""

from functools import cache

from index.knowledge.people import DATA, slug


@cache
def _filed() -> dict[str, str]:
    """Return nickname, folded -> speaker value."""
    pairs = (line.split("\t") for line in DATA.read_text(encoding="utf-8").splitlines() if "\t" in line)
    return {nick.casefold(): slug(full) for nick, full in pairs}


def speaker_called(name: str) -> str | None:
    """Return the speaker value of a well-known nickname ("ahok"), or None."""
    return _filed().get(name.casefold())
