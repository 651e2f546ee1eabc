"""The choice among the readings of a word: affix cost, what the dictionary licenses, how large the root's family is."""

import math
from collections import Counter
from collections.abc import Iterable, Mapping

from index.analysis.build.affixes import Reading, readings, without_clitics
from index.analysis.build.dictionary import Dictionary

LICENSED = 1.5
"""What a reading gains when the dictionary's flags license it."""

FAMILY = 1 / 3
"""What a reading gains for each e-fold of the frequency of its root with all its derived words."""

AGAINST_ROOT = 2.0
AGAINST_NOUN = 0.5
"""What an unlicensed reading of a word loses that the dictionary lists as a root itself ("medan" is not me- dan); it
lists many nouns in -an that have a root all the same ("bagian", "kepulauan"): these lose less."""

BARREN = 1.5
"""What a prefixed reading loses whose root the dictionary gives no derived forms ("dan", "tak")."""

SHORT = 0.7
"""What an unlicensed reading loses whose root has three letters or fewer."""

BARE_SUFFIX = 0.5
"""What an unlicensed reading loses that has a suffix (-an, -i, -kan) and no prefix; with a short or barren root it is
no reading at all ("tapi" is not tap -i)."""

ATTESTED = 0.8
"""What a me- or pe- reading gains when the corpus has di- with its root, at SHARE of the word's own frequency or more:
"menguras" is kuras ("dikuras") and not uras. The same proof makes a bare -kan or -i an imperative ("ajukan")."""

SHARE = 0.02

ORDINARY = 20
"""How many times as frequent as a form in -an its root must be when the dictionary derives nothing from that root
("sekitaran")."""

ROUNDS = 2
"""How often the families are counted anew; a third round changes nothing.

These were tried in a grid on one half of the lemmas of two treebanks and looked at on the other half: pair F1
stays within .007 over all of it. Run `python -m bench.words` before changing one.
"""


class Chooser:
    """Gives each word its root, by a dictionary, the roots that only a corpus knows, and frequencies of words."""

    def __init__(
        self,
        dictionary: Dictionary,
        corpus_roots: Iterable[str],
        frequencies: Mapping[str, int],
        fixed: Mapping[str, str] | None = None,
    ) -> None:
        """`fixed`: words whose roots are decided, also with clitics; these roots are roots of other words, too."""
        self.dictionary = dictionary
        decided = {} if fixed is None else fixed
        self.fixed = {root: root for root in decided.values()} | dict(decided)
        self.roots = dictionary.roots | frozenset(corpus_roots) | frozenset(decided.values())
        self.fertile = frozenset(root for roots in dictionary.derived.values() for root in roots)
        self.frequencies = frequencies
        self.family: Mapping[str, int] = {root: frequencies.get(root, 0) for root in self.roots}
        self._scored: dict[str, list[tuple[float, str]]] = {}
        for _ in range(ROUNDS):
            self.family = self._families()

    def root_of(self, word: str) -> str | None:
        """Return the root of a word, followed down ("pelajaran", "pelajar", ...) to one that is its own; or None."""
        seen = [word]
        while True:
            root = self._best(seen[-1])
            if root is None:
                return seen[-1] if len(seen) > 1 else None
            if root in seen:
                return root
            seen.append(root)

    def _families(self) -> Counter[str]:
        """Return how often the words of each root occur together."""
        families: Counter[str] = Counter()
        for word, frequency in self.frequencies.items():
            root = self._best(word)
            if root is not None:
                families[root] += frequency
        return families

    def _best(self, word: str) -> str | None:
        """Return the root of the best reading, the first by name among equals."""
        for body, _ in without_clitics(word):
            fixed = self.fixed.get(body)
            if fixed is not None:
                return fixed
        scored = self._scored.get(word)
        if scored is None:
            scored = self._scored[word] = self._score(word)
        if not scored:
            return None
        return min((cost - FAMILY * math.log(self.family.get(root, 0) + 1), root) for cost, root in scored)[1]

    def _score(self, word: str) -> list[tuple[float, str]]:
        """Return (cost, root) of each reading, without the part that the families give."""
        scored = set()
        for reading in readings(word, self.roots):
            cost = self._cost(word, reading)
            if cost is not None:
                scored.add((cost, reading.root))
        return sorted(scored)

    def _cost(self, word: str, reading: Reading) -> float | None:
        """Return the cost of a reading, None if it is none."""
        root, stem = reading.root, reading.stem
        own = stem in self.dictionary.roots
        if root == word:
            return 0.0
        if root == stem:
            return reading.cost
        gain = ATTESTED if stem[:2] in ("me", "pe") and self._is_passive(stem, root) else 0.0
        if root in self.dictionary.derived.get(stem, ()):
            return reading.cost - LICENSED - gain
        bare = stem.startswith(root)
        if bare and self._is_imperative(stem, root):
            return reading.cost - ATTESTED
        short = len(root) < 4
        barren = root in self.dictionary.roots and root not in self.fertile
        if bare and (short or barren) and not self._is_ordinary(word, root):
            return None
        noun = stem.endswith("an") and not root.endswith("an")
        penalties = (AGAINST_NOUN if noun else AGAINST_ROOT, own), (SHORT, short), (BARREN, barren), (BARE_SUFFIX, bare)
        return reading.cost - gain + sum(penalty for penalty, due in penalties if due)

    def _is_passive(self, stem: str, root: str) -> bool:
        """Return whether the corpus has the passive of the root that a form with me- or pe- is read with."""
        passive = sum(self.frequencies.get(f"di{root}{suffix}", 0) for suffix in ("", "kan", "i"))
        return passive > SHARE * self.frequencies.get(stem, 0)

    def _is_imperative(self, stem: str, root: str) -> bool:
        """Return whether a root with -kan or -i alone stands beside a passive that is as frequent."""
        if stem[len(root) :] not in ("kan", "i"):
            return False
        return self.frequencies.get("di" + stem, 0) > self.frequencies.get(stem, 0) > 0

    def _is_ordinary(self, word: str, root: str) -> bool:
        """Return whether a root is far more frequent than its form with a suffix alone."""
        return len(root) > 4 and self.frequencies.get(root, 0) > ORDINARY * self.frequencies.get(word, 0)
