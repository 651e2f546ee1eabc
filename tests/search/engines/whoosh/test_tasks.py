"""The tasks of a build: every batch once, in order, of one size but for the last ones."""

from collections.abc import Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from search.engines.whoosh import tasks
from search.engines.whoosh.tasks import Tasks


def batches_of(sizes: list[int]) -> list[list[Article]]:
    """Return batches of an article each, of so many characters as a task counts them."""
    return [[Article(str(number), "x" * (size - 200))] for number, size in enumerate(sizes)]


@given(st.lists(st.integers(201, 4000), max_size=80))
def test_every_batch_is_in_one_task_in_order(sizes: list[int]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tasks, "TASK_CHARACTERS", 8000)
        given_, taken = Tasks(batches_of(sizes)), []
        while task := given_.take():
            taken.append(task)
    assert [article for task in taken for batch in task for article in batch] == [
        article for batch in batches_of(sizes) for article in batch
    ]


def test_tasks_grow_smaller_towards_the_end_and_the_first_waits_for_no_more_than_itself(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tasks, "TASK_CHARACTERS", 8000)
    read = 0

    def reading() -> Iterator[list[Article]]:
        nonlocal read
        for batch in batches_of([1000] * 100):
            read += 1
            yield batch

    given_ = Tasks(reading())
    assert len(given_.held()) == read == 8
    counts = [len(given_.take())]
    assert read == 8
    while task := given_.take():
        counts.append(len(task))
    assert counts == [8] * 10 + [5, 4, 3, 2, 2, 1, 1, 1, 1]
