from bench.statements import counted
from index.article import Article


def test_statements_are_counted_and_none_of_them_faulty() -> None:
    text = 'Rina Marlina mengatakan warga sudah dibantu. "Semua aman," ujarnya. "Jangan panik," imbuhnya.'
    found = counted([Article("1", text)])
    assert found == {"statements": 3, "beyond a sentence": 0, "one word": 0, "within another": 0}


def test_reported_speech_of_one_word_is_seen() -> None:
    assert counted([Article("1", "Rina Marlina mengaku tegang.")])["one word"] == 1
