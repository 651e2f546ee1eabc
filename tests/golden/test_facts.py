"""The facts read from the seeds, against labels written by hand: floors that may only rise."""

import json

import pytest

from bench.gold import FLOORS, GOLD, HIGHER, below, rows, score
from index.knowledge.regions import region
from index.labels import Labels

Rows = tuple[list[dict[str, object]], dict[str, Labels]]


@pytest.fixture(scope="module")
def read_rows() -> Rows:
    """Return the labels and what is read."""
    return rows()


def test_every_seed_is_labelled_and_every_label_has_its_seed(read_rows: Rows) -> None:
    gold, found = read_rows
    assert sorted(str(row["id"]) for row in gold) == sorted(found)


def test_labels_are_well_formed() -> None:
    for line in GOLD.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        assert row["date_in_text"] == (row["date"] is not None)
        codes = [r["code"] for r in row["regions"]]
        assert all(region(code) is not None for code in codes + row["mentioned"]), row["id"]
        assert not set(codes) & set(row["mentioned"]), row["id"]
        assert sum(r["primary"] for r in row["regions"]) == (1 if codes else 0), row["id"]
        assert all(s["statements"] > 0 for s in row["speakers"]), row["id"]


def test_facts_of_the_seeds_reach_their_floors(read_rows: Rows) -> None:
    floors = json.loads(FLOORS.read_text(encoding="utf-8"))["project"]
    assert set(floors) == {*HIGHER, "date_false"}
    assert below(score(*read_rows), floors) == []


def test_the_scorer_gives_full_marks_to_the_labels_and_few_to_nothing(read_rows: Rows) -> None:
    gold, _ = read_rows
    perfect = score(gold, {row["id"]: row for row in gold})  # type: ignore[misc]
    assert perfect == {**dict.fromkeys(HIGHER, 1.0), "date_false": 0.0}
    empty: Labels = {"id": "", "date": None, "dateline": None, "regions": [], "mentioned": [], "speakers": []}
    nothing = score(gold, {str(row["id"]): empty for row in gold})
    assert all(nothing[name] < 0.2 for name in ("date", "dateline", "regions", "mentioned", "speakers"))
    assert below(nothing, perfect) != []
