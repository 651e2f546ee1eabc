import pytest

from bench.speed import read_results, with_fresh
from bench.tables import BEGIN, END, document, put_into


def times(engine, ms):
    return {engine: {"ms": [ms, ms], "wall_mean": ms}}


@pytest.fixture
def results():
    built = {"rate": 100.0, "processor": 3.0, "bytes": 5_000_000, "peak": 2**30, "load": 0.1}
    both = {**times("telusur", 1.0), **times("tantivy", 2.0)}
    own = {
        "date": "2026-11-26T17:00+00:00", "load": 0.2, "built": {"telusur": built, "tantivy": built, "xapian": built},
        "about": {"telusur": "telusur", "tantivy": "tantivy-py", "xapian": "Xapian"}, "disagreements": 0,
        "kinds": ["or", "and"], "matches": [10, 20], "bytes": [1_000_000, 3_000_000], "bandwidth": {"read": 10.0},
        "slow": [{"name": "every document", "matches": 9, "bytes": 2_000_000, "ms": {"telusur": 2.0}}],
        "facets": both, "top10": both,
        "others": {"xapian": {"disagreements": 1, "facets": {**both, **times("xapian", 9.0)},
                              "top10": {**both, **times("xapian", 7.0)}}},
    }
    machine = {
        "cores": 2, "processor": "one", "architecture": "x86_64", "memory_gib": 23.0, "python": "3.11", "numpy": "2.4",
        "searching": "compiled", "kernels": "C", "stemming": "compiled",
    }
    return {"machine": machine, "sizes": {"20000": own}}


def test_every_engine_has_its_line(results):
    lines = document(results).splitlines()
    assert "| telusur | 20,000 | 1.000 / 1.000 | 1.000 / 1.000 | 2 of 2 | 100 (3) | 5 |" in lines
    assert "| Xapian | 20,000 | 9.000 / 9.000 | 7.000 / 7.000 | 1 of 2 | 100 (3) | 5 |" in lines


def test_every_class_has_its_bytes_and_bandwidth(results):
    text = document(results)
    assert "| or (1) | 20,000 | 1.00 | 2.00 | 1.0 MB at 1.00 GB/s, 10% of 10.0 |" in text
    assert "| every document | 20,000 | 2.00 |  | 2.0 MB at 1.00 GB/s, 10% of 10.0 |" in text


def test_tables_go_between_the_marks_again_and_again(tmp_path):
    page = tmp_path / "page.md"
    page.write_text(f"before\n{BEGIN}\n{END}\nafter\n")
    put_into(page, "old")
    put_into(page, "new")
    assert page.read_text() == f"before\n{BEGIN}\n\nnew\n\n{END}\nafter\n"


def test_a_run_with_other_engines_leaves_the_figures_of_the_rest():
    known = {"built": {"tantivy": 1, "telusur": 2}, "others": {"sqlite": 3}, "slow": [4]}
    fresh = {"built": {"telusur": 5, "xapian": 6}, "others": {"xapian": 7}, "slow": [8]}
    assert with_fresh(known, fresh) == {
        "built": {"tantivy": 1, "telusur": 5, "xapian": 6}, "others": {"sqlite": 3, "xapian": 7}, "slow": [8],
    }
    assert with_fresh({}, fresh) == fresh


def test_a_run_goes_on_from_its_own_results_else_from_the_committed_ones(tmp_path):
    own, committed = tmp_path / "own.json", tmp_path / "committed.json"
    assert read_results(own, committed) == {"sizes": {}}
    committed.write_text('{"sizes": {"10": 1}}')
    assert read_results(own, committed) == {"sizes": {"10": 1}}
    own.write_text('{"sizes": {"20": 2}}')
    assert read_results(own, committed) == {"sizes": {"20": 2}}
