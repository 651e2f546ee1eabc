"""Facts in the plain form in which they are printed and compared with labels written by hand."""

from typing import TypedDict

from index.article import Facts


class RegionLabel(TypedDict):
    """A region the article is about."""

    code: str
    primary: bool


class SpeakerLabel(TypedDict):
    """A person with the number of statements."""

    name: str
    position: str | None
    statements: int


class Labels(TypedDict):
    """One article's facts; codes are Kemendagri's, "PP" for a province and "PP.KK" for a regency or city."""

    id: str
    date: str | None
    dateline: str | None
    regions: list[RegionLabel]
    mentioned: list[str]
    speakers: list[SpeakerLabel]


def labels_of(id: str, facts: Facts) -> Labels:
    """Return the facts of the article with this id as labels."""
    return {
        "id": id,
        "date": None if facts.date is None else facts.date.day.isoformat(),
        "dateline": facts.dateline,
        "regions": [
            {"code": r.code, "primary": r.role == "primary"} for r in facts.regions if r.role != "mentioned"
        ],
        "mentioned": [r.code for r in facts.regions if r.role == "mentioned"],
        "speakers": [
            {"name": s.name, "position": s.position, "statements": len(s.statements)} for s in facts.speakers
        ],
    }
