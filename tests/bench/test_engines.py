import random
from datetime import date, timedelta

import pytest

from bench.engines import ENGINES
from bench.rivals.base import NotInstalled
from bench.workload import KINDS, Asked, Document

WORDS = ["pasar", "harga", "banjir", "sekolah", "hujan", "jalan", "warga", "desa", "padi", "petani", "laut", "kapal"]
FIRST = date(2024, 1, 20).toordinal()
QUERIES = [
    Asked("or", ("pasar", "kapal")),
    Asked("and", ("pasar", "harga", "jalan")),
    Asked("phrase", ("pasar", "harga")),
    Asked("prefix", ("pa",)),
    Asked("suffix", ("an",)),
    Asked("every", ()),
    Asked("or", ("hujan", "desa"), (("region", "1"),)),
    Asked("and", ("hujan",), (("region", "1"), ("speaker", "2"))),
    Asked("prefix", ("pa",), (("speaker", "3"),), (FIRST + 10, FIRST + 40)),
]


def documents():
    draw = random.Random(5)
    days = [date(2024, 1, 20) + timedelta(days=n) for n in range(60)]
    return [
        Document(
            f"{n:08x}", " ".join(draw.choices(WORDS, k=12)), day.toordinal(), day.year * 12 + day.month - 1,
            sorted({draw.randrange(4), 100 + draw.randrange(9)}), sorted(set(draw.choices(range(5), k=2))),
        )
        for n, day in enumerate(days)
    ]


@pytest.fixture(scope="module")
def ours(tmp_path_factory):
    engine = ENGINES["telusur"](tmp_path_factory.mktemp("bench") / "telusur")
    engine.build(documents())
    engine.load()
    return engine


@pytest.mark.parametrize("name", [name for name in ENGINES if name != "telusur"])
@pytest.mark.filterwarnings("ignore")
def test_engine_counts_as_ours_does(name, ours, tmp_path):
    try:
        engine = ENGINES[name](tmp_path / name)
    except NotInstalled as missing:
        pytest.skip(str(missing))
    engine.build(documents())
    engine.load()
    assert engine.about()
    for asked in QUERIES:
        if asked.kind in engine.kinds:
            for facets in (True, False):
                found = engine.counted(engine.prepare(asked, facets)())
                assert found == ours.counted(ours.prepare(asked, facets)()), asked
                assert found.total or asked.kind == "suffix"


def test_every_kind_is_asked():
    assert {asked.kind for asked in QUERIES} == KINDS


def test_choices_leave_their_own_facet_uncut(ours):
    asked = Asked("or", ("hujan",), (("region", "1"),))
    free = Asked("or", ("hujan",))
    chosen = ours.prepare_chosen(asked)()
    cut = ours.prepare(asked, True)()
    assert chosen.total == cut.total
    regions = {item.value: item.count for item in chosen.facets["region"].counts}
    assert regions == {item.value: item.count for item in ours.prepare(free, True)().facets["region"].counts}
    assert regions != {item.value: item.count for item in cut.facets["region"].counts}
