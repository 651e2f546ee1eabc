"""Words that stand before and after place names, and what they say about them."""

from typing import Literal

Cue = Literal["province", "regency", "city", "district", "village", "at", "from", "office", "none"]

CUE_WORDS: dict[Cue, str] = {
    "province": "provinsi propinsi prov pemprov gubernur wagub polda kapolda kejati kajati pergub kanwil",
    "regency": "kabupaten kab pemkab bupati wabup perbup setkab",
    "city": "kotamadya kodya pemkot walikota wawali perwali kota",
    "district": "kecamatan kec camat polsek kapolsek koramil danramil distrik kapanewon kemantren polsekta kua",
    "village": "desa kelurahan kel gampong nagari pekon tiyuh lurah kades keuchik kalurahan kampung dusun",
    "office": (
        "polres kapolres polresta kapolresta polrestabes kapolrestabes mapolres kodim dandim korem rsud pn kejari "
        "kajari dprd kpu kpud bawaslu panwaslu bpbd dinkes disdik dishub satpol pemda sekda bkd bappeda lapas rutan "
        "kantor balai uptd pdam bps mui nu pcnu pwnu kadin apindo bnnk bnnp bnn imigrasi pasar terminal stasiun "
        "pelabuhan bandara pengadilan kejaksaan negeri satlantas satreskrim kasatlantas kasatreskrim kasatnarkoba kpp "
        "puskesmas universitas bank bulog baznas pmi koni askab askot pdip pkb golkar sman smkn smpn sdn man alun-alun"
    ),
    "at": "di wilayah kawasan daerah warga masyarakat perairan se pusat sekitar seputar pantai area penduduk",
    "from": "dari asal kelahiran menuju ke tujuan jurusan arah via lewat",
}

CUES: dict[str, Cue] = {word: cue for cue, words in CUE_WORDS.items() for word in words.split()}
"""What a word directly before a name says about it: the kind of region, an office of it, that it is a place at all."""

NOT_PLACE_BEFORE = frozenset(
    word
    for words in (
        "jalan jl jln gang gg soto sate nasi rendang masakan bahasa suku mie gudeg selat laut samudra samudera tribun",
        "radar harian suara pos pak bu ibu bapak mas mbak bang kang haji kiai kyai ustaz ustadz gus raden sdr saudara",
        "almarhum bripda briptu brigadir bripka aiptu ipda iptu akp kompol akbp kombes brigjen irjen prajurit serda",
        "sertu kapten mayor letkol kolonel hidangan kuliner tribunnews semen sungai kali bakpia pecel lumpia lunpia",
        "tahu dodol jenang asinan rawon bakso pempek laskar",
    )
    for word in words.split()
)
"""After these a name is a street, a dish, a language, a sea or river, a person, a firm or a newspaper."""

NOT_PLACE_AFTER = frozenset(
    ("post", "pos", "tv", "ekspres", "express", "bondowoso", "leste", "nugini", "new", "merdeka", "kuno")
)
"""Before these a name is part of another: Timor Leste, Papua Nugini, Medan Merdeka (a street), Mataram Kuno, a
newspaper."""

CLUBS = frozenset(
    word
    for words in (
        "persib persija persebaya persela persipura persiba persik persis persita persiraja persikabo persikota",
        "persiwa persiram perseru psm psis pss psms psim psbs pscs psps psir psap arema pelita",
    )
    for word in words.split()
)
"""Words with which a club's name begins; the place behind them is where it comes from: "Persib Bandung"."""

DIRECTIONS = frozenset(("barat", "timur", "tengah", "utara", "selatan", "tenggara", "pusat"))
"""Last words of names that may stand for the whole name in a row: "Jawa Barat, Tengah, dan Timur"."""

PART_WORDS = frozenset(("pasar", "puskesmas", "terminal", "stasiun", "pelabuhan", "pantai", "bendungan"))
"""After these a name is rather a town or district than the regency of that name elsewhere."""

NOT_DISTRICTS = frozenset(
    word
    for words in (
        "kota ibu juli jaya tetap tambang mulia tempe bae guntur ular kita raya maju sukses mandiri pasir panca batu",
        "jati melati abung tanah gunung bulu sei pulau gajah gading",
        "negara kamu sumber panjang bola selesai luas saling guna bintang ayah jangka butuh merek tahunan sela seluas",
        "menjalin tutur damai tulis arahan pemenang sawit bareng harian tarik larangan kelapa benda ujung bara lembar",
        "kurun sambutan pinggir setia sumur kubu gambut pekat bener lirik web papar tebing petang payung pacar perak",
        "pagu kilo tanggul alas kembang sedan salam batangan terisi teriak kasihan peninjauan karangan batuan tumpang",
        "gantung bayang subur jambu sarang pucuk palang petir teras amar barat bawang taman merdeka kerajaan pangkalan",
        "pesantren bukit anyar simpang bandar balai tambak benua lapang lumbung kedamaian mutiara makmur bendahara",
    )
    for word in words.split()
)
"""Names of districts that are far more often other words; they count only after "Kecamatan" or the like."""
