"""The tasks of a build: every batch once, in order, of one size but for the first and the last ones."""

import pickle
from collections.abc import Iterator
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.article import Article
from search.engines.whoosh import tasks
from search.engines.whoosh.tasks import Task, Tasks


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


def test_tasks_grow_at_first_and_shrink_at_last_and_the_first_two_wait_for_no_more_than_themselves(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(tasks, "TASK_CHARACTERS", 16_000)
    read = 0

    def reading() -> Iterator[list[Article]]:
        nonlocal read
        for batch in batches_of([1000] * 200):
            read += 1
            yield batch

    given_ = Tasks(reading())
    assert len(given_.held()) == read == 2
    counts = [len(given_.take())]
    assert read == 2
    counts.append(len(given_.take()))
    assert read == 4
    while task := given_.take():
        counts.append(len(task))
    assert counts == [2, 2, 4, 4, 8, 8] + [16] * 8 + [11, 9, 6, 5, 4, 3, 2, 1, 1, 1, 1]


def test_a_task_is_the_same_in_another_process() -> None:
    whole = Article("a/1", "Teks\u2028é \U0001f600\n", "Judul", "https://x.id/1", "Koran", date(2024, 2, 29), "Ani")
    task = Task([[whole, Article("2", "")], [], [Article("3", "x")]])
    sent = pickle.loads(pickle.dumps(task))
    assert isinstance(sent, Task)
    assert sent == task
