"""Words that mark a statement ("kata", "mengatakan", "menurut", "ujarnya"), by where their speaker stands."""

from enum import IntEnum

from index.knowledge.tables import read_table


class Cue(IntEnum):
    """Where the speaker of a cue word stands."""

    AFTER = 1
    """"kata X": the speaker follows."""
    AFTER_WEAK = 2
    """As AFTER, but the word has other meanings ("tambah", "jelas"): it needs a quote, a comma or a start before it."""
    BACK = 3
    """"ujarnya": the speaker was named before."""
    BACK_WEAK = 4
    """As BACK, for words that are nouns too ("pesannya"): only beside a quote or a comma."""
    BEFORE = 5
    """"X mengatakan": the speaker stands before."""
    BEFORE_WEAK = 6
    """As BEFORE, for verbs that often report an act or a feeling ("menolak", "merasa")."""
    PASSIVE = 7
    """"dikatakan X", "disampaikan oleh X": the speaker follows."""
    ACCORDING = 8
    """"menurut X": the speaker follows, the words are reported."""
    BACK_ACCORDING = 9
    """"menurutnya": the speaker was named before, the words are reported."""


def load_cues() -> dict[str, Cue]:
    """Return each cue word, in lower case and with a capital, with its kind."""
    cues: dict[str, Cue] = {}
    for form, kind in read_table("cues.tsv"):
        cues[form] = cues[form.capitalize()] = Cue[kind.upper()]
    return cues


CUES = load_cues()
