"""What a chunk is without its edges, and which chunks give what their runs of letters and digits give."""

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from index.analysis.parts import EDGES, Found, Parts, bare_core, plain_form, plain_pieces, read, read_plain

RUNS = [
    *("a", "b", "S", "Pd", "M", "ph", "d", "www", "http", "com", "id", "Rp", "Rp18", "usd", "DPR", "Jum", "at"),
    *("kata", "Kata", "katanya", "kepadaIsrael", "McGregor", "COVID", "anak", "anaknya", "se", "ke", "an"),
    *("nya", "mem", "1", "2", "12", "17", "19", "2019", "000", "500", "meniru", "nirukan", "tim", "é"),
]
MARKS = [*EDGES, ".", ",", "/", "-", "'", "_", "`", "://", "..", "@", "#"]
CHUNKS = st.lists(st.sampled_from(RUNS) | st.sampled_from(MARKS), min_size=1, max_size=7).map("".join)


def found(chunk: str) -> Found:
    """Return what a chunk gives."""
    form = plain_form(chunk)
    return read(chunk) if form is None else read_plain(form)


@settings(max_examples=2000)
@given(CHUNKS)
def test_a_bare_core_gives_what_the_chunk_gives(chunk: str) -> None:
    core = bare_core(chunk)
    assume(core is not None and core != chunk)
    assert core is not None and found(core) == found(chunk)


@settings(max_examples=2000)
@given(CHUNKS)
def test_plain_pieces_give_together_what_the_core_gives(chunk: str) -> None:
    core = bare_core(chunk)
    pieces = [] if core is None else plain_pieces(core)
    assume(pieces and all(plain_form(piece) is not None for piece in pieces))
    read_apart = [found(piece) for piece in pieces]
    wanted = read_apart[0]
    if len(pieces) > 1:
        forms, keys = (tuple(one[n] for one in read_apart) for n in (0, 1))
        places = tuple(range(len(pieces)))
        starts = tuple(place for place in places if read_apart[place][2])
        wanted = "", "", Parts(forms, forms, places, keys, places, starts)
    assert core is not None and found(core) == wanted


def test_what_ties_runs_together_leaves_no_pieces() -> None:
    assert plain_pieces("satu.Dua,tiga/TIGA") == ["satu", "dua", "tiga", "tiga"]
    tied = ("kata-kata", "Jum'at", "1.000", "2,5", "17/8/1945", "S.Pd", "www.a", "kompas.com", "a://b", "kepadaIsrael")
    for core in tied:
        assert plain_pieces(core) == []
