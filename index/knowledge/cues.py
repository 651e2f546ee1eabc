"""Words that mark a statement ("kata", "mengatakan", "menurut", "ujarnya"), by where their speaker stands."""

from typing import Final

from index.knowledge.tables import read_table


class Cue:
    """Where the speaker of a cue word stands."""

    AFTER: Final = 1
    """"kata X": the speaker follows."""
    AFTER_WEAK: Final = 2
    """As AFTER, but the word has other meanings ("tambah", "jelas"): it needs a quote, a comma or a start before it."""
    BACK: Final = 3
    """"ujarnya": the speaker was named before."""
    BACK_WEAK: Final = 4
    """As BACK, for words that are nouns too ("pesannya"): only beside a quote or a comma."""
    BEFORE: Final = 5
    """"X mengatakan": the speaker stands before."""
    BEFORE_WEAK: Final = 6
    """As BEFORE, for verbs that often report an act or a feeling ("menolak", "merasa")."""
    PASSIVE: Final = 7
    """"dikatakan X", "disampaikan oleh X": the speaker follows."""
    ACCORDING: Final = 8
    """"menurut X": the speaker follows, the words are reported."""
    BACK_ACCORDING: Final = 9
    """"menurutnya": the speaker was named before, the words are reported."""


def load_cues() -> dict[str, int]:
    """Return each cue word, in lower case and with a capital, with its kind."""
    cues: dict[str, int] = {}
    for form, kind in read_table("cues.tsv"):
        cues[form] = cues[form.capitalize()] = getattr(Cue, kind.upper())
    return cues


CUES = load_cues()
