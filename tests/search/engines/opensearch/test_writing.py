"""The state file and the bulk requests."""

import json
from pathlib import Path

import pytest

from index.article import Article
from search.engines.base import EngineError
from search.engines.opensearch.cluster import operations_of
from search.engines.opensearch.generations import Draft
from search.engines.opensearch.writing import State, fingerprint_of, payload_of
from tests.contract.drawn import entry_of

DRAFT = Draft("x-000007", 7, "x-000006")


def test_state_tells_what_is_done(tmp_path: Path) -> None:
    state = State(tmp_path / "deep" / "state")
    assert state.read() == ({}, {})
    state.start(DRAFT, fresh=True)
    state.done(0, "aa")
    state.done(2, "cc")
    state.close()
    again = State(tmp_path / "deep" / "state")
    assert again.read() == ({"generation": "x-000007", "before": "x-000006", "fresh": True}, {0: "aa", 2: "cc"})
    again.close()


def test_a_line_cut_short_by_a_kill_is_not_counted_and_harms_no_other(tmp_path: Path) -> None:
    path = tmp_path / "state"
    state = State(path)
    state.start(DRAFT, fresh=False)
    state.done(0, "aa")
    state.close()
    path.write_bytes(path.read_bytes() + b'{"batch": 1, "fin')
    state = State(path)
    assert state.read()[1] == {0: "aa"}
    state.done(1, "bb")
    state.close()
    state = State(path)
    assert state.read()[1] == {0: "aa", 1: "bb"}
    state.close()


def test_two_runs_cannot_write_with_one_state(tmp_path: Path) -> None:
    state = State(tmp_path / "state")
    with pytest.raises(EngineError, match="another run"):
        State(tmp_path / "state")
    state.close()


def test_batches_that_differ_in_anything_have_other_fingerprints() -> None:
    batches = [[Article("1", "a")], [Article("1", "b")], [Article("2", "a")], [Article("1", "a", "t")], []]
    assert len({fingerprint_of(batch) for batch in batches}) == len(batches)
    assert fingerprint_of([Article("1", "a")]) == fingerprint_of([Article("1", "a")])


def test_requests_carry_versions_that_let_the_last_win() -> None:
    lines = payload_of([entry_of("1", body=["a"]), entry_of("1", body=["b"])], 7, 40).splitlines()
    actions = [json.loads(line)["index"] for line in lines[::2]]
    assert [action["version"] for action in actions] == [7 * 10**12 + 40, 7 * 10**12 + 41]
    assert {action["version_type"] for action in actions} == {"external_gte"}
    assert [json.loads(line)["written"] for line in lines[1::2]] == [7, 7]


def test_requests_are_cut_into_operations() -> None:
    payload = b'{"delete":{"_id":"1"}}\n{"index":{"_id":"2"}}\n{"id":"2"}\n{"delete":{"_id":"3"}}\n'
    assert operations_of(payload) == [
        b'{"delete":{"_id":"1"}}\n', b'{"index":{"_id":"2"}}\n{"id":"2"}\n', b'{"delete":{"_id":"3"}}\n'
    ]
