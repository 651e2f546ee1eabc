"""A line of JSON for each request, which names no reader and no word unless told to; counts for Prometheus."""

import json
import os
from pathlib import Path

from search.query import All, Any, Every, Fuzzy, Not, Phrase, Prefix, Range, Term, Value
from search.service import SearchService
from web.app import create_app
from web.logs import Log, Logging, shape_of
from web.metrics import scratch

SECRET = "rahasianya"


def lines_of(service: SearchService, kind: Logging, *urls: str, slow: float = 0.0) -> list[dict[str, object]]:
    """Return what is logged of requests."""
    lines: list[bytes] = []
    app = create_app(service, log=Log(kind, slow, lines.append))
    client = app.test_client()
    for url in urls:
        client.get(url, headers={"User-Agent": SECRET}, environ_base={"REMOTE_ADDR": "192.0.2.77"})
    assert all(line.endswith(b"\n") and line.count(b"\n") == 1 for line in lines)
    return [json.loads(line) for line in lines]


def test_a_line_tells_route_status_time_generation_and_total(service: SearchService) -> None:
    search, article, missing, wrong, none = lines_of(
        service, "plain", "/?q=banjir", "/artikel/banjir-1", "/artikel/tidak-ada", "/?page=x", "/tidak/ada"
    )
    assert (search["method"], search["route"], search["status"], search["total"]) == ("GET", "/", 200, 2)
    assert search["generation"] == service.engine.generation() and float(str(search["ms"])) >= 0
    assert (article["route"], article["status"], article["total"]) == ("/artikel/<path:id>", 200, None)
    assert (missing["status"], wrong["status"]) == (404, 400)
    assert (none["route"], none["status"]) == ("-", 404)


def test_no_word_no_address_and_no_program_is_logged(service: SearchService) -> None:
    told = lines_of(
        service, "plain", f"/?q={SECRET}&speaker={SECRET}", f"/artikel/{SECRET}", f"/{SECRET}",
        f"/api/v1/search?q=judul:{SECRET}*", f"/tokoh/{SECRET}", slow=1e-9,
    )
    text = json.dumps(told)
    assert SECRET not in text and "192.0.2.77" not in text
    assert told[0]["slow"] is True and "Term" in str(told[0]["shape"]) and told[0]["choices"] == {"speaker": 1}


def test_a_full_log_names_what_was_asked_and_by_whom(service: SearchService) -> None:
    [line] = lines_of(service, "full", f"/?q={SECRET}")
    assert SECRET in str(line["address"])
    assert (line["client"], line["program"]) == ("192.0.2.77", SECRET)


def test_nothing_is_logged_where_that_is_asked_for(service: SearchService) -> None:
    assert lines_of(service, "off", "/") == []


def test_a_shape_has_fields_and_kinds_and_no_words() -> None:
    term, secret = Term("text.key", SECRET), Not(Value("region", SECRET))
    assert shape_of(All((term, secret))) == "All(Term text.key, Not(Value region))"
    assert shape_of(Any((Phrase("title.form", (SECRET, SECRET), (0, 1)), Prefix("text.form", SECRET)))) == (
        "Any(Phrase*2 title.form, Prefix text.form)"
    )
    assert [shape_of(clause) for clause in (Range(None, None), Every(), Fuzzy("text.form", SECRET))] == [
        "Range", "Every", "Fuzzy text.form"
    ]


def test_counts_of_all_workers_are_added_up(service: SearchService, tmp_path: Path) -> None:
    app = create_app(service, counts=tmp_path)
    first = app.test_client()
    for url in ("/?q=banjir", "/?q=panen", "/tidak/ada"):
        first.get(url)
    child = os.fork()
    if child == 0:
        try:
            create_app(service, counts=tmp_path).test_client().get("/?q=banjir")
        finally:
            os._exit(0)
    os.waitpid(child, 0)
    text = first.get("/metrics").text
    assert 'telusur_requests_total{method="GET",route="/",status="200"} 3.0' in text
    assert 'telusur_requests_total{method="GET",route="-",status="404"} 1.0' in text
    assert 'telusur_request_seconds_count{route="/"} 3.0' in text
    assert 'telusur_request_seconds_bucket{le="+Inf",route="/"} 3.0' in text
    assert "telusur_ready 1.0" in text and "telusur_articles 18.0" in text
    assert "banjir" not in text
    app.extensions["counts"].close()


def test_made_up_methods_make_no_counters(service: SearchService, tmp_path: Path) -> None:
    app = create_app(service, counts=tmp_path)
    client = app.test_client()
    for number in range(20):
        client.open("/", method=f"MADE{number}")
    assert "MADE" not in client.get("/metrics").text
    app.extensions["counts"].close()


def test_counts_are_shown_only_where_asked_for(service: SearchService) -> None:
    assert create_app(service).test_client().get("/metrics").status_code == 404


def test_the_scratch_directory_goes_with_the_process_that_made_it() -> None:
    with scratch(True) as path:
        assert path is not None and path.is_dir()
        child = os.fork()
        if child == 0:
            os._exit(0)
        os.waitpid(child, 0)
        assert path.is_dir()
    assert not path.exists()
    with scratch(False) as none:
        assert none is None
