from bench.timing import measure, measure_in_turn
from bench.workload import Asked

QUERIES = [Asked("or", ("pasar",)), Asked("or", ("kapal",))]


class Told:
    """An engine that writes down what it is asked."""

    def __init__(self, name, size, log):
        self.name, self.size, self.log = name, size, log

    def prepare(self, asked, facets):
        return lambda: self.log.append((asked.terms[0], self.size, self.name, facets))


def test_corpora_take_turns_at_each_query_and_are_asked_in_a_turn_as_by_themselves():
    log, alone = [], []
    corpora = {size: [Told(name, size, log) for name in ("a", "b")] for size in (10, 1000)}
    found = measure_in_turn(corpora, QUERIES, True, 2, 3)
    for asked in QUERIES:
        for _ in range(3):
            for size in corpora:
                measure([Told(name, size, alone) for name in ("a", "b")], [asked], True, 2)
    assert log == alone
    assert len(log) == 2 * 3 * 2 * 3 * 2  # queries, turns, sizes, rounds with the one before, engines
    assert {size: list(own) for size, own in found.items()} == {10: ["a", "b"], 1000: ["a", "b"]}
    for own in found.values():
        for times in own.values():
            assert len(times["ms"]) == 2
            assert all(0 <= ms < 1000 for ms in times["ms"])
            assert 0 <= times["wall_mean"] < 1000
