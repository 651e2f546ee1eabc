"""Any of the words instead of all."""

from datetime import date

from search.query import All, Any, Every, Not, Range, Term, Value
from search.relaxing import relaxed

ROAD, RIVER, FLOOD = (Term("text.key", word) for word in ("jalan", "sungai", "banjir"))


def test_one_of_the_words_is_enough() -> None:
    assert relaxed(All((ROAD, RIVER))) == Any((ROAD, RIVER))


def test_conditions_keep_binding() -> None:
    conditions = (Not(FLOOD), Value("region", "64"), Range(date(2025, 1, 1), None))
    assert relaxed(All((ROAD, conditions[0], RIVER, *conditions[1:]))) == All((Any((ROAD, RIVER)), *conditions))


def test_alternatives_inside_a_word_stay() -> None:
    assert relaxed(All((Any((ROAD, RIVER)), FLOOD))) == Any((Any((ROAD, RIVER)), FLOOD))


def test_there_is_nothing_to_relax_in_fewer_than_two_words() -> None:
    assert relaxed(All((ROAD, Not(RIVER)))) is None
    assert relaxed(ROAD) is None
    assert relaxed(Every()) is None
    assert relaxed(Any((ROAD, RIVER))) is None
