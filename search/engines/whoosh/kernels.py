"""The kernels that run: those in C where they were compiled (`c/`), else those in numpy (`plain.py`)."""

from types import ModuleType

from search.engines.whoosh import plain

native: ModuleType | None
try:
    from search.engines.whoosh import native  # type: ignore[attr-defined,no-redef]
except ImportError:
    native = None

_chosen: ModuleType = plain if native is None else native

MOST = 256
"""What `first` and `most` put in order at the most."""

MOST_CODES = 1 << 24
"""The largest table by which `coded` numbers: what goes beyond it is sorted."""

AS_STORED = native is not None
"""Whether kernels read numbers of any width as they are stored; numpy wants them as intp, or it makes copies."""

unpacked = _chosen.unpacked
both = _chosen.both
among = _chosen.among
where = _chosen.where
mark = _chosen.mark
mark_each = _chosen.mark_each
distinct = _chosen.distinct
score = _chosen.score
first = _chosen.first
tally = _chosen.tally
tally_few = _chosen.tally_few
leading = _chosen.leading
most = _chosen.most
united = _chosen.united
lexicon = _chosen.lexicon
spread = _chosen.spread
inverted = _chosen.inverted
coded = _chosen.coded
neighbours = _chosen.neighbours
