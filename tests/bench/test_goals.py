import pytest

from bench.goals import Row, distance, growth, ratios, rows_of, table
from bench.timing import p95


def times(ours, tantivy):
    return {"telusur": {"ms": ours}, "tantivy": {"ms": tantivy}}


def test_p95_is_the_value_that_five_of_a_hundred_exceed():
    assert p95(list(range(100, 0, -1))) == 96
    assert p95([3.0]) == 3.0


def test_ratios_are_of_means_and_of_p95():
    mean, high = ratios(times([1.0] * 19 + [6.0], [2.0] * 19 + [12.0]))
    assert mean == pytest.approx(0.5)
    assert high == pytest.approx(0.5)


def test_goal_is_met_at_its_bound_and_missed_beyond():
    assert Row("share", 0.4, 0.4).met
    assert not Row("share", 0.41, 0.4).met
    assert Row("rate", 2.0, 2.0, at_least=True).met
    assert not Row("rate", 1.9, 2.0, at_least=True).met
    assert Row("shown", 9.9, None).met is None


def test_missed_goal_is_said_in_its_line():
    assert "**missed**" in Row("share", 0.5, 0.4).line()
    assert "| met |" in Row("share", 0.3, 0.4).line()


def test_growth_compares_a_querys_time_with_its_matches():
    small = {"growth": {"matches": [10, 100, 0], **times([1.0, 1.0, 1.0], [])}}
    large = {"growth": {"matches": [100, 1000, 5], **times([5.0, 20.0, 9.0], [])}}
    found = growth({1_000_000: large, 10_000: small})
    assert found is not None
    assert found[0] == pytest.approx(2.0)
    assert "1 of 2 queries" in found[1]


def test_growth_needs_two_sizes():
    assert growth({10_000: {}}) is None


def test_distance_is_bytes_by_time_by_bandwidth():
    assert distance(10_000_000, 2.0, 20.0) == "10.0 MB at 5.00 GB/s, 25% of 20.0"


def test_goals_of_a_million_hold_for_a_million_alone():
    shape = {"name": "every document", "matches": 1, "bytes": 0, "ms": {"telusur": 61.0}}
    results = {"sizes": {"20000": {"slow": [shape]}, "1000000": {"slow": [shape]}}}
    assert [row.met for row in rows_of(results)] == [None, False]


def test_table_holds_a_line_for_every_figure():
    built = {"rate": 100.0, "processor": 1.0, "bytes": 130, "peak": 2**30, "load": 0.1}
    own = {
        "facets": times([1.0], [2.0]), "top10": times([1.0], [2.0]), "built": {"telusur": built, "tantivy": built},
        "twice": {"chosen": [3.0], "conjunctive": [1.0]},
    }
    lines = table({"sizes": {"20000": own}}).splitlines()[2:]
    assert [line.split(" | ")[3] for line in lines] == ["met", "", "met", "", "**missed**", "**missed**", "met", ""]


def test_rates_under_different_loads_are_not_judged():
    built = {"rate": 100.0, "processor": 1.0, "bytes": 130, "peak": 2**30, "load": 0.1}
    rows = rows_of({"sizes": {"20000": {"built": {"telusur": built, "tantivy": {**built, "load": 9.0}}}}})
    row = next(row for row in rows if row.title.startswith("indexing"))
    assert row.met is None
    assert "NOT COMPARABLE" in row.beside
