"""Who is who across articles: namesakes parted, nicknames and aliases merged."""

from pathlib import Path

import pytest

from index.knowledge.filing import AliasError, filed_under, load_aliases


def aliases_file(folder: Path, text: str) -> Path:
    path = folder / "aliases.tsv"
    path.write_text(text, encoding="utf-8")
    return path


def test_an_official_is_one_person_in_every_office() -> None:
    asked = (("Bupati Kutai Timur", "64.08"), ("Wakil Gubernur Kalimantan Timur", "64"), (None, None))
    assert {filed_under("Ardi Kusuma", position, area)[0] for position, area in asked} == {"ardi-kusuma"}


def test_a_private_person_is_no_official_and_another_in_every_area() -> None:
    values = {
        filed_under("Deni", "Kapolres Subang", "32.13")[0],
        filed_under("Deni", "warga Subang", "32.13")[0],
        filed_under("Deni", "seorang warga Kota Solok", "13.72")[0],
        filed_under("Deni", "pedagang", None)[0],
    }
    assert values == {"deni", "deni-warga-3213", "deni-warga-1372", "deni-pedagang"}


def test_a_private_person_is_labelled_by_the_role() -> None:
    assert filed_under("Deni", "warga Subang", "32.13")[1] == "Deni (warga)"


def test_a_well_known_nickname_is_filed_under_the_full_name() -> None:
    assert filed_under("Jokowi", "Presiden", None) == ("joko-widodo", "Joko Widodo")


@pytest.mark.parametrize("name", ["Luhut BInsar Pandjaitan", "LUHUT BINSAR PANDJAITAN", "Luhut Panjaitan", "Luhut"])
def test_a_public_figure_written_otherwise_is_one_value_with_one_label(name: str) -> None:
    assert filed_under(name, "Menko", None) == ("luhut-binsar-pandjaitan", "Luhut Binsar Pandjaitan")


def test_initials_stay_capitals() -> None:
    assert filed_under("SBY Contoh", None, None)[1] == "SBY Contoh"
    assert filed_under("BJ Contoh", None, None)[1] == "BJ Contoh"


def test_a_private_namesake_of_a_public_figure_is_somebody_else() -> None:
    assert filed_under("Prabowo", "warga Klaten", "33.10")[0] == "prabowo-warga-3310"


def test_aliases_merge_and_part_persons(tmp_path: Path) -> None:
    lines = ("# who is who", "Sri Mulyani\tSri Mulyani Indrawati # Menkeu",
             "Ahmad Fauzi\tBupati Sumenep\tAhmad Fauzi (Sumenep)")
    aliases = load_aliases(aliases_file(tmp_path, "\n".join(lines)))
    merged = filed_under("Sri Mulyani", None, None, aliases)
    assert merged == ("sri-mulyani-indrawati", "Sri Mulyani Indrawati")
    assert filed_under("Ahmad Fauzi", "Bupati Kabupaten Sumenep", None, aliases)[0] == "ahmad-fauzi-sumenep"
    assert filed_under("Ahmad Fauzi", "Ketua DPRD", None, aliases)[0] == "ahmad-fauzi"


@pytest.mark.parametrize("line", ["Jokowi Joko", "\tJoko Widodo", "Jokowi\t", "a\tb\tc\td"])
def test_a_line_that_cannot_be_understood_is_named_with_file_and_line(tmp_path: Path, line: str) -> None:
    path = aliases_file(tmp_path, f"Ahok\tBasuki Tjahaja Purnama\n{line}\n")
    with pytest.raises(AliasError, match=r"aliases\.tsv:2"):
        load_aliases(path)


def test_a_file_that_cannot_be_read_is_named(tmp_path: Path) -> None:
    with pytest.raises(AliasError, match=r"nowhere\.tsv: cannot be read"):
        load_aliases(tmp_path / "nowhere.tsv")
