"""The builder of the tables: readings, dictionary flags, choice among readings, and the same bytes every time."""

import gzip
import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from index.analysis.build.__main__ import main
from index.analysis.build.affixes import readings
from index.analysis.build.choice import Chooser
from index.analysis.build.corpus import Counts, count_words
from index.analysis.build.dictionary import Dictionary, read_dictionary
from index.analysis.build.table import corpus_roots, tables_of

AFF = """SET ISO8859-1
FLAG long
CIRCUMFIX A1
PFX M0 Y 3
PFX M0 0 me    	[lmnryw]
PFX M0 t men   	t[^r]
PFX M0 0 meng  	[aeghiouq]
PFX M1 Y 2
PFX M1 0 me/A1    [lmnryw]
PFX M1 t men/A1   t[^r]
SFX Mk Y 1	# -kan (me-kan)
SFX Mk 0 kan/M1nlo0A1    .
SFX a0 Y 2
SFX a0 0 an     .
SFX a0 0 anlah
"""
DIC = "5\ntulis/M0Mka0\ntiru\nambil/M0\nBandung\nlari\n"


@pytest.fixture
def dictionary(tmp_path: Path) -> Dictionary:
    """Return a small dictionary read from files."""
    (tmp_path / "id.dic").write_text(DIC, "iso8859-1")
    (tmp_path / "id.aff").write_text(AFF, "iso8859-1")
    return read_dictionary(tmp_path / "id.dic", tmp_path / "id.aff")


def test_flags_license_derived_forms(dictionary: Dictionary) -> None:
    assert dictionary.roots == {"tulis", "tiru", "ambil", "lari"}
    assert dictionary.names == {"bandung"}
    assert dictionary.derived == {
        form: frozenset({root})
        for form, root in
        {"menulis": "tulis", "tulisan": "tulis", "menuliskan": "tulis", "mengambil": "ambil"}.items()
    }


@pytest.mark.parametrize(
    ("word", "root"),
    [
        ("menulis", "tulis"), ("mengambil", "ambil"), ("penyapu", "sapu"), ("memukul", "pukul"),
        ("mengarang", "karang"),
        ("diperkuatkan", "kuat"), ("berkeadilan", "adil"), ("bekerja", "kerja"), ("perasaan", "rasa"),
        ("mengecat", "cat"), ("mempertanggungjawabkannya", "tanggungjawab"), ("bukunyalah", "buku"),
        ("menunjukan", "tunjuk"), ("bebatuan", "batu"), ("mengkaji", "kaji"),
        ("pemrosesan", "proses"), ("mengritik", "kritik"), ("menraktir", "traktir"), ("tepercaya", "percaya"),
        ("bepergian", "pergi"),
    ],
)  # fmt: skip
def test_a_derived_word_can_be_read_as_its_root(word: str, root: str) -> None:
    assert root in {reading.root for reading in readings(word, {root})}


def test_a_word_that_is_a_root_is_read_as_itself_at_no_cost() -> None:
    assert next(iter(readings("masalah", {"masalah", "masa"}))).cost == 0


def test_the_larger_family_wins(dictionary: Dictionary) -> None:
    roots = Dictionary(frozenset({"karang", "arang"}), frozenset(), {})
    few, many = {"karang": 3, "arang": 900}, {"karang": 900, "arang": 3}
    assert Chooser(roots, (), few).root_of("mengarang") == "arang"
    assert Chooser(roots, (), many).root_of("mengarang") == "karang"


def test_what_is_decided_by_hand_holds_with_clitics_and_for_words_made_of_it() -> None:
    roots = Dictionary(frozenset({"mula", "turut"}), frozenset(), {"menurut": frozenset({"turut"})})
    decided = {"mulai": "mulai", "menurut": "menurut", "ijin": "izin"}
    chooser = Chooser(roots, (), {"mula": 5, "mulai": 9, "turut": 9}, decided)
    asked = {"memulai": "mulai", "menurutnya": "menurut", "permulaan": "mula", "ijinnya": "izin", "diizinkan": "izin"}
    assert {word: chooser.root_of(word) for word in asked} == asked


def test_a_passive_tells_with_which_letter_the_root_begins() -> None:
    roots = Dictionary(frozenset({"emas", "kemas"}), frozenset(), {"mengemas": frozenset({"emas", "kemas"})})
    words = {"emas": 300, "kemas": 90, "mengemas": 50}
    assert Chooser(roots, (), words).root_of("mengemas") == "emas"
    assert Chooser(roots, (), {**words, "dikemas": 40}).root_of("mengemas") == "kemas"


def test_a_suffix_alone_needs_a_passive_or_a_root_that_is_far_more_frequent() -> None:
    roots = Dictionary(frozenset({"aju", "ajuk", "sekitar", "tap"}), frozenset(), {"ajukan": frozenset({"ajuk"})})
    words = {"aju": 90, "ajukan": 5, "diajukan": 90, "sekitar": 500, "sekitaran": 3, "tapi": 90}
    chooser = Chooser(roots, (), words)
    assert [chooser.root_of(word) for word in ("ajukan", "sekitaran", "tapi")] == ["aju", "sekitar", None]


def test_a_place_name_that_is_a_word_names_the_words_of_its_root() -> None:
    dictionary = Dictionary(frozenset({"bagi", "pulau"}), frozenset(), {"bagian": frozenset({"bagi"})})
    counts = Counts()
    counts.all.update({"bagi": 9, "bagian": 9, "membagi": 9, "kepulauan": 9, "pulau": 9, "berpulau": 9})
    places = ["bagian", "kepulauan", "pulau", "seram"]
    roots, overrides = tables_of(dictionary, counts, [], places, {})
    keys = {root: root for root in roots} | overrides
    assert [keys[word] for word in ("bagi", "bagian", "membagi", "seram")] == ["bagian", "bagian", "bagian", "seram"]
    assert [keys[word] for word in ("kepulauan", "pulau")] == ["kepulauan", "pulau"]


def test_a_verb_of_speech_has_the_root_of_the_whole_verb() -> None:
    dictionary = Dictionary(frozenset({"tonton", "monitor"}), frozenset(), {"menonton": frozenset({"tonton"})})
    counts = Counts()
    counts.all.update({"nonton": 40, "menonton": 50, "mitigasi": 40, "memitigasi": 5})
    roots, overrides = tables_of(dictionary, counts, [], [], {})
    assert overrides["nonton"] == "tonton"
    assert "mitigasi" in roots


def test_an_office_in_capitals_is_read_like_a_word() -> None:
    dictionary = Dictionary(frozenset({"industri"}), frozenset(), {"perindustrian": frozenset({"industri"})})
    counts = Counts()
    counts.all.update({"perindustrian": 9, "industriawan": 9})
    counts.inside.update({"perindustrian": 9, "industriawan": 9})
    counts.capital.update({"perindustrian": 9, "industriawan": 9})
    _, overrides = tables_of(dictionary, counts, [], [], {})
    assert overrides["perindustrian"] == "industri"


def test_a_frequent_word_that_nothing_explains_becomes_a_root(dictionary: Dictionary) -> None:
    counts = Counts()
    counts.all.update({"posting": 30, "postingan": 40, "menulis": 50, "jakarta": 60, "langka": 3})
    counts.inside.update({"jakarta": 60})
    counts.capital.update({"jakarta": 60})
    assert corpus_roots(dictionary, counts) == {"posting"}


def test_tables_hold_only_what_the_rules_do_not_give(dictionary: Dictionary) -> None:
    roots, overrides = tables_of(dictionary, Counts(), ["kutai"], [], {"lari": "lari", "khusus": "khas"})
    assert roots == ["ambil", "lari", "tiru", "tulis"]
    assert overrides["khusus"] == "khas"
    assert "mengambil" not in overrides
    assert overrides["menulis"] == "tulis"


def test_words_are_counted_with_how_they_are_written(tmp_path: Path) -> None:
    path = tmp_path / "news.jsonl.gz"
    with gzip.open(path, "wt", encoding="utf-8") as file:
        file.write(json.dumps({"text": "Warga Kukar senang. Kukar, kata KPK, kata warga Kukar."}) + "\n")
    counts = count_words([path])
    assert counts.all["kukar"] == 3
    assert counts.inside["kukar"] == counts.capital["kukar"] == 2
    assert counts.is_name("kukar")
    assert not counts.is_name("warga")
    assert counts.upper["kpk"] == 1


def test_same_inputs_give_the_same_bytes(tmp_path: Path) -> None:
    (tmp_path / "id.dic").write_text(DIC, "iso8859-1")
    (tmp_path / "id.aff").write_text(AFF, "iso8859-1")
    (tmp_path / "news.jsonl").write_text('{"text": "Ia menulis dan meniru, lalu menulis lagi."}\n', "utf-8")
    written = []
    for name in ("a", "b"):
        out = tmp_path / name
        out.mkdir()
        given = [str(tmp_path / "news.jsonl"), "--dic", str(tmp_path / "id.dic"), "--aff", str(tmp_path / "id.aff")]
        done = CliRunner().invoke(main, [*given, "--out", str(out)])
        assert done.exit_code == 0, done.output
        written.append([(out / table).read_bytes() for table in ("roots.tsv", "overrides.tsv")])
    assert written[0] == written[1]
    assert b"menulis\ttulis\n" in written[0][1]
