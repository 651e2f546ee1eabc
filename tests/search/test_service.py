"""What a reader is answered, from typed text to hits, passages, facets, suggestions and corrections."""

import json
from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given

from index.article import Article, Facts, RegionFact, Span, SpeakerFact, Statement
from index.pipeline import entry_of
from search.engines.memory import MemoryEngine
from search.pieces import Piece
from search.query import Choice, Query, QueryError
from search.service import SearchService, Suggestion
from tests.search.typed import fuzzed, texts

Told = tuple[str, str, str | None, tuple[str, ...], str | None, date | None]
"""Title, text, speaker (who says what stands in quotation marks), region codes, publisher, published."""

ARTICLES: list[Told] = [
    ("Banjir di Tenggarong", "Banjir merendam jalan. “Pompa sudah siap,” kata Ani Wijaya.", "Ani Wijaya",
     ("64.02",), "Kabar Kukar", date(2025, 10, 29)),
    ("Banjir surut", "Banjir di Samarinda surut. “Jalan bersih lagi,” kata Budi Hartono.", "Budi Hartono",
     ("64.72",), "Kabar Kukar", date(2025, 11, 2)),
    ("Pasar baru", "Pasar dibuka di Tenggarong. “Pompa air dipasang,” kata Ani Wijaya.", "Ani Wijaya",
     ("64.02",), "Suara Mahakam", date(2024, 2, 29)),
    ("Jakarta hujan", "Hujan turun di Jakarta dan banjir datang.", None, ("31",), "Suara Mahakam", None),
    ("Sekolah", "Sekolah dibuka lagi untuk murid.", None, (), None, date(2024, 3, 1)),
]  # fmt: skip


def facts_of(told: Told) -> Facts:
    """Return the facts of one of the articles."""
    _, text, speaker, codes, _, _ = told
    regions = tuple(
        RegionFact(code, "primary" if n == 0 else "about", (Span(0, 1),), "test", 1.0) for n, code in enumerate(codes)
    )
    if speaker is None:
        return Facts(regions=regions)
    span = Span(text.index("“"), text.index("”") + 1)
    said = Statement(span, True, "kata", None, "test", 1.0)
    where = Span(text.index(speaker), text.index(speaker) + len(speaker))
    return Facts(regions=regions, speakers=(SpeakerFact(speaker, "Kepala Dinas", where, None, (said,), "test", 1.0),))


@pytest.fixture(scope="module")
def service() -> SearchService:
    """A service over the articles, "1" to "5"."""
    engine = MemoryEngine()
    engine.write(
        entry_of(
            Article(str(n), told[1], told[0], publisher=told[4], published=told[5]), facts_of(told)
        )
        for n, told in enumerate(ARTICLES, 1)
    )
    return SearchService(engine, {"genangan": ("banjir",)})


def ids(service: SearchService, text: str, **changes: object) -> list[str]:
    """Return the ids found, sorted."""
    page = service.ask(replace(Query(text), **changes))  # type: ignore[arg-type]
    return sorted(found.hit.stored.article.id for found in page.found)


def bracketed(pieces: tuple[Piece, ...]) -> str:
    """Return the pieces as one text, marks in brackets."""
    return "".join(f"[{piece.text}]" if piece.marked else piece.text for piece in pieces)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("banjir", "124"), ("banjir jalan", "12"), ("banjir -jalan", "4"), ("pasar OR sekolah", "35"),
        ("judul:banjir", "12"), ("tokoh:ani", "13"), ("wilayah:kaltim", "123"), ("wilayah:kukar banjir", "1"),
        ("tanggal:2024", "35"), ("kutipan:pompa", "13"), ('kutipan:"pompa sudah"', "1"), ("penerbit:kukar", "12"),
        ("jabatan:dinas", "123"), ("genangan", "124"), ('"genangan"', ""), ("", "12345"), ("???", "12345"),
        ("membuka", "35"),
    ],
)  # fmt: skip
def test_queries_find_what_they_ask_for(service: SearchService, text: str, found: str) -> None:
    assert "".join(ids(service, text)) == found


def test_a_page_has_titles_passages_and_marks(service: SearchService) -> None:
    page = service.ask(Query("banjir tenggarong"))
    assert (page.total, page.pages, page.next, page.did_you_mean) == (1, 1, None, None)
    [found] = page.found
    assert bracketed(found.title) == "[Banjir] di [Tenggarong]"
    assert bracketed(found.snippet).startswith("[Banjir] merendam jalan.")
    assert page.reading.indonesian == "banjir dan tenggarong"
    assert page.generation == service.engine.generation()
    assert page.took_ms > 0


def test_without_words_the_newest_come_first(service: SearchService) -> None:
    page = service.ask(Query())
    assert [found.hit.stored.article.id for found in page.found] == ["2", "1", "5", "3", "4"]
    page = service.ask(Query("wilayah:kaltim"))
    assert [found.hit.stored.article.id for found in page.found] == ["2", "1", "3"]
    assert [stored.article.id for stored in service.export(Query("wilayah:kaltim"))] == ["2", "1", "3"]
    page = service.ask(Query(sort="oldest"))
    assert page.found[0].hit.stored.article.id == "3"


def test_facets_come_with_labels_trees_and_choices(service: SearchService) -> None:
    page = service.ask(Query("banjir", chosen=(Choice("region", "31"),)))
    assert page.total == 1
    views = {view.name: view for view in page.facets}
    assert list(views) == ["date", "region", "speaker", "publisher"]
    regions = [(i.label, i.count, i.chosen, [(c.label, c.count) for c in i.children]) for i in views["region"].items]
    assert regions == [
        ("Kalimantan Timur", 2, False, [("Kutai Kartanegara", 1), ("Samarinda", 1)]), ("DKI Jakarta", 1, True, []),
    ]
    missing = views["date"].missing
    assert missing is not None
    assert missing.count == 1
    assert views["speaker"].items == ()


def test_dates_come_as_years_and_months(service: SearchService) -> None:
    [view] = [view for view in service.ask(Query()).facets if view.name == "date"]
    assert [(i.value, i.count, [c.value for c in i.children]) for i in view.items] == [
        ("2025", 2, ["2025-11", "2025-10"]), ("2024", 2, ["2024-03", "2024-02"]),
    ]


def test_statements_are_found_with_their_words(service: SearchService) -> None:
    page = service.ask(Query("pompa", view="statements"))
    assert page.total == 2
    assert {bracketed(found.snippet) for found in page.found} == {"“[Pompa] sudah siap,”", "“[Pompa] air dipasang,”"}
    assert {found.hit.statement for found in page.found} == {0}
    assert service.ask(Query("banjir", view="statements")).total == 0
    assert service.ask(Query("", view="statements")).total == 3


def test_an_article_is_shown_with_marks_statements_and_others_like_it(service: SearchService) -> None:
    page = service.article("1", "banjir")
    assert page is not None
    assert bracketed(page.title) == "[Banjir] di Tenggarong"
    [paragraph] = page.paragraphs
    assert "".join(piece.text for piece in paragraph) == ARTICLES[0][1]
    assert [piece.text for piece in paragraph if piece.statement == 0] == ["“Pompa sudah siap,”"]
    assert "3" in [hit.stored.article.id for hit in page.similar]
    assert "1" not in [hit.stored.article.id for hit in page.similar]
    assert service.article("99") is None


def test_facet_values_are_found_while_typing(service: SearchService) -> None:
    assert [(i.value, i.count) for i in service.facet(Query(), "speaker", "wij").items] == [("ani-wijaya", 2)]
    assert [i.label for i in service.facet(Query(), "region", "kart").items] == ["Kutai Kartanegara"]
    assert [(i.label, i.count) for i in service.facet(Query("banjir"), "region", "kukar").items] == [
        ("Kutai Kartanegara", 1)
    ]
    assert [i.label for i in service.facet(Query(), "region", order="name").items] == [
        "DKI Jakarta", "Kalimantan Timur",
    ]
    assert [i.value for i in service.facet(Query(), "region", limit=1).items] == ["64"]
    assert [i.label for i in service.facet(Query(), "publisher", order="name").items] == [
        "Kabar Kukar", "Suara Mahakam",
    ]
    with pytest.raises(QueryError, match="colour"):
        service.facet(Query(), "colour")


def test_words_speakers_and_regions_are_suggested(service: SearchService) -> None:
    assert service.suggest("banj")[0] == Suggestion("word", "banjir", "banjir", 3)
    assert service.suggest("pasar banj")[0] == Suggestion("word", "pasar banjir", "banjir", 3)
    assert Suggestion("speaker", "Ani Wijaya", "ani-wijaya", 2) in service.suggest("ani")
    assert Suggestion("speaker", "Ani Wijaya", "ani-wijaya", 2) in service.suggest("banjir wij")
    assert Suggestion("region", "Kutai Kartanegara", "64.02", 2) in service.suggest("kuta")
    assert Suggestion("region", "Kutai Kartanegara", "64.02", 2) in service.suggest("kukar")
    assert len(service.suggest("a", 2)) <= 2
    for nothing in ("", "  ", "banjir ", "(((", "\x00", "zzz"):
        assert service.suggest(nothing) == []


def test_slips_beside_a_frequent_word_are_not_suggested(
    service: SearchService, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [found.text for found in service.suggest("pa")] == ["pasar"]
    assert {found.text for found in service.suggest("s")} >= {"sekolah", "siap", "surut"}
    counts = [("gubernur", 2_000), ("gubernurnya", 2), ("gubernul", 1)]
    monkeypatch.setattr(service.engine, "terms", lambda field, prefix, limit: counts)
    assert [found.text for found in service.suggest("guber")] == ["gubernur", "gubernurnya"]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("bajir", "banjir"), ("Bajnir", "Banjir"), ("BAJIR", "BANJIR"), ("bajir tenggarong", "banjir tenggarong"),
        ("judul:pasar bajir", None), ("banjir", None), ("banjirnya", None), ("xyzzy", None), ("bjr", None),
        ('"bajir"', None), ("2o25", None),
    ],
)
def test_a_misspelt_word_is_corrected_if_that_finds_more(service: SearchService, typed: str, meant: str | None) -> None:
    assert service.ask(Query(typed)).did_you_mean == meant


def test_where_nothing_holds_all_words_some_are_offered(service: SearchService) -> None:
    assert service.ask(Query("banjir sekolah")).wider == "banjir OR sekolah"
    assert service.ask(Query("banjir jalan")).wider is None
    assert service.ask(Query("xyzzy plugh")).wider is None
    assert service.ask(Query("xyzzy")).wider is None


def test_good_hits_are_not_corrected() -> None:
    engine = MemoryEngine()
    common = [entry_of(Article(f"b{n}", "banjir besar"), Facts()) for n in range(90)]
    rare = [entry_of(Article(f"r{n}", "banjar besar"), Facts()) for n in range(4)]
    engine.write([*common, *rare])
    service = SearchService(engine)
    assert service.ask(Query("banjar")).did_you_mean is None
    engine.delete(["r1", "r2"])
    assert service.ask(Query("banjar")).did_you_mean == "banjir"


def test_words_of_grammar_are_not_suggested() -> None:
    service = spelling_service(("dari pasar, dan untuk danau di daratan yang luas", 3), ("apa dana dari daratan", 2))
    assert [line.text for line in service.suggest("da")] == ["daratan", "danau", "dana"]
    assert service.suggest("yang") == service.suggest("untu") == []


def spelling_service(*texts: tuple[str, int]) -> SearchService:
    """Return the service over an index of texts, each so many times."""
    engine = MemoryEngine()
    copies = [text for text, count in texts for _ in range(count)]
    engine.write([entry_of(Article(f"s{n}", text), Facts()) for n, text in enumerate(copies)])
    return SearchService(engine)


def test_slips_that_find_one_another_are_corrected_beside_a_word_that_is_far_more_frequent() -> None:
    service = spelling_service(("korupsi dana", 300), ("koruspi dana", 6), ("korusi dana", 5))
    assert service.ask(Query("koruspi")).did_you_mean == "korupsi"
    service = spelling_service(("kasus", 200), ("kasur", 6))
    assert service.ask(Query("kasur")).did_you_mean is None


def test_a_slip_is_not_corrected_into_a_commoner_slip() -> None:
    service = spelling_service(("kementerian", 90), ("kementrian", 4))
    assert service.ask(Query("kemetrian")).did_you_mean == "kementerian"


def test_the_words_beside_a_slip_tell_which_word_was_meant() -> None:
    service = spelling_service(("harga beras naik", 3), ("beri kabar", 9), ("bantuan sosial", 3), ("soal bantuan", 9))
    assert service.ask(Query("harga bers")).did_you_mean == "harga beras"
    assert service.ask(Query("bantuan sosal")).did_you_mean == "bantuan sosial"
    assert service.ask(Query("bers")).did_you_mean == "beri"


def test_every_page_of_a_long_list_can_be_reached() -> None:
    engine = MemoryEngine()
    first = date(2024, 1, 1)
    engine.write(
        entry_of(Article(f"{n:03}", "banjir besar", published=first + timedelta(days=n % 9)), Facts())
        for n in range(57)
    )
    service = SearchService(engine)
    for query in (Query("banjir", size=10), Query("", size=10), Query("banjir", sort="newest", size=7)):
        seen: list[str] = []
        page = service.ask(query)
        assert page.pages == -(-57 // query.size)
        while True:
            seen += [found.hit.stored.article.id for found in page.found]
            if page.next is None:
                break
            page = service.ask(replace(query, cursor=page.next))
        assert len(seen) == len(set(seen)) == 57
        assert seen == [stored.article.id for stored in service.export(query)]


@fuzzed
@given(texts)
def test_any_text_is_answered(service: SearchService, text: str) -> None:
    for view in ("articles", "statements"):
        page = service.ask(Query(text, view=view))
        assert 0 <= len(page.found) <= page.total <= 5
    assert len(service.suggest(text)) <= 8
    assert service.facet(Query(text), "speaker", text).distinct <= 2
    assert service.article("1", text) is not None
    json.dumps([page.reading.indonesian, page.did_you_mean, page.wider], ensure_ascii=False).encode()


def test_wrong_pages_and_cursors_are_query_errors(service: SearchService) -> None:
    for query in (Query(page=0), Query(size=0), Query(cursor="zzz")):
        with pytest.raises(QueryError):
            service.ask(query)


def test_an_empty_index_answers(service: SearchService) -> None:
    empty = SearchService(MemoryEngine())
    page = empty.ask(Query("banjir"))
    assert (page.total, page.pages, page.found, page.did_you_mean) == (0, 0, (), None)
    assert empty.suggest("ban") == []
    assert empty.stats().documents == 0
