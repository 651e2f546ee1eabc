"""Hypothesis strategies for what people, programs and attackers type."""

import os

from hypothesis import settings
from hypothesis import strategies as st

PIECES = [
    "(", ")", '"', "“", "”", "-", "−", "*", "**", "~", "~2", ":", " ", "  ", "OR", "ATAU", "NOT", "TIDAK", "AND", "||",
    "judul:", "tokoh:", "wilayah:", "tanggal:", "kutipan:", "title:", "2025-10", "..", "kukar", "kutai kartanegara",
    "banjir", "?", "siapa", "#a", "@b", "http://a.id/?q=(x)", "\x00", "\ud800", "é", "文", "\u200b", "'", "%", "\\",
    "29/10/2025", "di-PHK", "COVID-19", "\n", "İ", "ﬁ", "a" * 300, "(" * 50, "<script>", "${x}", "../..", "[a-z]+",
    "bajir", "\\d*", "bajir\ud800", "\udc00 pompaa",
]

pieced = st.lists(st.sampled_from(PIECES), max_size=40).map("".join)
spaced = st.lists(st.sampled_from(PIECES), max_size=20).map(" ".join)
raw = st.binary(max_size=200).map(lambda data: data.decode("utf-8", "replace"))
surrogates = st.binary(max_size=100).map(lambda data: data.decode("utf-8", "surrogateescape"))

texts = st.one_of(st.text(), pieced, spaced, raw, surrogates)

CASES = int(os.environ.get("TELUSUR_SOAK", "500"))

fuzzed = settings(
    deadline=None, database=None, derandomize="TELUSUR_SOAK" not in os.environ, max_examples=CASES
)
