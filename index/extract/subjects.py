"""Who the subject of a cue word is: the mention beside it, or a pronoun or role that refers back."""

from typing import Final

from index.extract.coreference import Mention, Person
from index.extract.mentions import Nearby
from index.extract.tables import (
    CUES,
    FUNCTION_WORDS,
    INSTITUTION_WORDS,
    OFFICES,
    POINTING,
    PRONOUNS,
    TIME_WORDS,
    TITLES,
)
from index.extract.tokens import Tokens
from index.knowledge.cues import Cue
from index.knowledge.words import WORDS

BACK: Final = "back"
"""The subject is a pronoun, or nobody: the person in focus."""
IMPLIED: Final = "implied"
"""Nothing that could be a subject stands there ("kata, usai"): the person in focus, if a quotation stands before."""
NOBODY: Final = "nobody"
"""The subject is an institution, an unnamed person or a thing."""
_FILLERS: Final = WORDS["subject_filler"]
_ADVERBS: Final = WORDS["adverb"]
_NOT_SAID: Final = WORDS["not_said"]
_BRIDGES: Final = WORDS["bridge"]
_COMPANY: Final = WORDS["company"]
_NO_SUBJECT: Final = WORDS["no_subject"]
_WHILE: Final = WORDS["while"]
_UNNAMED: Final = WORDS["unnamed"]
_MEDIA: Final = WORDS["medium"]
_STRONG: Final = frozenset(
    word for word, kind in CUES.items() if kind in (Cue.AFTER, Cue.BACK, Cue.BEFORE, Cue.PASSIVE, Cue.ACCORDING)
) - {"menanggapi", "menjawab"}
_FARTHEST: Final = 14
"""Tokens of a speaker's noun phrase before the name, where its head is in no table."""
_SEVERAL: Final = frozenset({"banyak", "beberapa", "para", "salah", "sebagian", "sejumlah", "seorang"})
"""Before a role these make it nobody whom the article named."""
_EPITHETS: Final = WORDS["epithet"]
_PARENTS: Final = (["orang", "tua"], ["kedua", "orangtua"])
_PERSONS: Final = frozenset({"gadis", "lelaki", "perempuan", "pria", "sosok", "wanita"})
_ANYBODY: Final = WORDS["anybody"]
"""Roles of people whom the article need not have named: "warga itu" is mostly not the one who spoke before."""
_EPITHET_LONG: Final = 8
"""Words of the longest epithet ("Pelatih berpaspor Bosnia itu")."""
_LONGEST_BRIDGE: Final = 34
_SINGULAR: Final = frozenset(["dirinya", "pihaknya"])


class Subjects:
    """Finds the subject of a cue at token i of one text."""

    __slots__ = ("nearby", "tokens")

    def __init__(self, tokens: Tokens, nearby: Nearby) -> None:
        self.tokens = tokens
        self.nearby = nearby

    def after(self, i: int) -> Mention | str:
        """Return the speaker named after the cue at token i, else BACK or NOBODY."""
        words = self.tokens.words
        total = len(words)
        j = i + 1
        while j < total and j < i + 4 and words[j] in _FILLERS:
            j += 1
        if j >= total or self.tokens.broken(j):
            return IMPLIED
        word = words[j]
        folded = word.casefold()
        if folded in PRONOUNS or folded in _SINGULAR:
            return BACK
        if folded in _MEDIA:
            return NOBODY
        mention = self.nearby.after(j)
        if mention is not None and OFFICES.get(folded) == "relation" and word.islower() and mention.begin - j <= 2:
            # "kata anak A, B": B is the speaker; "kata istri A": nobody named is.
            other = self.nearby.after(mention.right)
            return other if other is not None and other.begin == mention.right + 1 and words[mention.right] == "," \
                else NOBODY
        if mention is not None and mention.begin - j <= 3 * _FARTHEST:
            if mention.left <= j:
                return mention
            if mention.begin - j <= _FARTHEST and self._leads(j, mention.left):
                return mention
        if folded in OFFICES or folded in TITLES:
            return word
        return NOBODY if word == "@" or (word[0].isalpha() and word not in CUES) else IMPLIED

    def called(self, i: int) -> tuple[str, bool]:
        """Return the word in capitals after the cue at token i if it may be a name, else "", and whether it is an
        office."""
        words = self.tokens.words
        word = words[i + 1] if i + 1 < len(words) else ""
        if not word[:1].isupper():
            return "", False
        office = word.casefold() in OFFICES
        return "" if office else word, office

    def points_back(self, i: int) -> bool:
        """Tell whether the words after the cue at token i describe one who has spoken: "kata pelatih berusia 44 tahun
        itu", "ujar Wakil Ketua Komisi III DPR ini", "kata pria yang ..."."""
        words = self.tokens.words
        j = i + 1
        while j < len(words) and words[j] in _FILLERS and words[j] not in _PERSONS:
            j += 1
        if j >= len(words):
            return False
        folded = words[j].casefold()
        if folded in _PERSONS:
            return "seorang" not in words[i + 1:j]
        if folded not in _EPITHETS and (folded not in OFFICES or folded in _ANYBODY):
            return False
        pointing = not POINTING.isdisjoint(words[j:min(j + _FARTHEST, self.tokens.sentence(i)[1])])
        return pointing and not self.unnamed(i)

    def unnamed(self, i: int) -> bool:
        """Tell whether the words after the cue at token i name a crowd, a text or an institution as the speaker.

        "tulis netizen", "tulis keterangan itu", "kata BMKG", "ujar dokter" without "itu": then it is nobody whom the
        article names.
        """
        words = self.tokens.words
        j = i + 1
        while j < len(words) and words[j] in _FILLERS:
            j += 1
        if j >= len(words):
            return False
        word = words[j]
        if word.islower() and OFFICES.get(word) == "role":
            return POINTING.isdisjoint(words[j + 1:min(j + _FARTHEST, self.tokens.sentence(i)[1])])
        return word == "@" or word in _UNNAMED or word.casefold() in INSTITUTION_WORDS or (
            len(word) > 2 and word.isupper() and word.casefold() not in OFFICES and word.casefold() not in TITLES
        )

    def _leads(self, start: int, end: int) -> bool:
        """Tell whether the tokens start..end can be the head of the noun phrase of the name that follows."""
        words = self.tokens.words
        if "," in words[start:end] and words[end - 1].islower():
            return False
        for k in range(start, end):
            word = words[k]
            if word in _FILLERS or word in ("asal", "dari", "di", "bernama", "yang", "dan", ",", "bidang"):
                continue
            if not word[0].isalpha() or word in CUES or (k > start and self.tokens.broken(k)):
                return word in ("(", ")", "/", "-") if not word[0].isalpha() else False
            folded = word.casefold()
            if folded in FUNCTION_WORDS or folded in TIME_WORDS:
                return False
            if word.startswith(("meng", "meny", "mem", "men", "ber")) and word not in ("mantan", "menteri"):
                return False
        return True

    def before(self, i: int) -> Mention | str:
        """Return the speaker named before the verb at token i, else BACK, NOBODY or the head of a role."""
        tokens, words = self.tokens, self.tokens.words
        floor = tokens.sentence(i)[0]
        k = i - 1
        while k >= floor and k > i - 5 and words[k] in _ADVERBS:
            k -= 1
        if k < floor:
            # "Menanggapi hal itu, X ...": a verb that opens its sentence takes its subject from behind the comma.
            return NOBODY if words[i][0].isupper() else BACK
        word = words[k]
        if word in _NOT_SAID or (word in _WHILE and CUES[words[i]] == Cue.BEFORE_WEAK):
            return NOBODY
        folded = word.casefold()
        if folded in PRONOUNS or folded in _SINGULAR:
            return BACK
        at = self.nearby.before(k + 1)
        tries = 0
        while at >= 0 and tries < 4:
            mention = self.nearby.mentions[at]
            if mention.begin < floor:
                break
            if self._is_related(mention, floor):
                return NOBODY
            if self._can_speak(mention, k + 1, floor):
                company = self._accompanied(mention, at)
                return company if company is not None else mention
            at -= 1
            tries += 1
        if folded in POINTING:
            return self._role(k, floor)
        if folded in OFFICES:
            left = words[k - 1].casefold() if k > floor else ""
            return NOBODY if left in _SEVERAL else words[k - 1] if left == "wakil" else word
        return self._role(k, floor)

    def _is_related(self, mention: Mention, floor: int) -> bool:
        """Tell whether a relation of the person opens the sentence: "Istri X mengatakan", "Orang tua X meminta"."""
        words, left = self.tokens.words, mention.left
        if left - 1 == floor:
            return OFFICES.get(words[floor].casefold()) == "relation"
        return left - 2 == floor and [word.casefold() for word in words[floor:left]] in _PARENTS

    def is_epithet(self, i: int) -> bool:
        """Tell whether the subject of the verb at token i opens its sentence and points back to one who has spoken.

        "Politikus NasDem tersebut mengklaim": a calling of persons in public life, not a part in an event ("korban
        itu"), which somebody unnamed may have.
        """
        tokens, words = self.tokens, self.tokens.words
        floor = tokens.sentence(i)[0]
        k = i - 1
        while k > floor and k > i - 5 and words[k] in _ADVERBS:
            k -= 1
        return words[k] in POINTING and 0 < k - floor <= _EPITHET_LONG and words[floor].casefold() in _EPITHETS \
            and "," not in words[floor:k]

    def _can_speak(self, mention: Mention, end: int, floor: int) -> bool:
        """Tell whether the mention can be the subject of the verb whose adverbs begin at token `end`."""
        words = self.tokens.words
        before = words[mention.left - 1] if mention.left > floor else ""
        if before == "seperti" and mention.right > mention.end:
            before = ""
        right = mention.right if mention.right <= end else mention.end
        if right >= end or (right == end - 1 and words[right] == ","):
            return before not in _NO_SUBJECT or before in _COMPANY or (
                before == "oleh" and words[mention.left - 2] == "diwakili"
            )
        if before in _NO_SUBJECT or (before.startswith(("me", "ber")) and before.islower() and before not in CUES):
            return False
        if end - right > _LONGEST_BRIDGE:
            return False
        first = words[right]
        if first == "," and right + 1 < end:
            following = words[right + 1]
            if following == "dan":
                return False
            if words[end - 1] == "," or words[end - 1] == ")":
                return not self._clause_between(right + 1, end)
            return following in _BRIDGES and not self._clause_between(right + 1, end)
        if first in _BRIDGES or first.casefold() in TIME_WORDS:
            return not self._clause_between(right + (first == "yang") * 2, end)
        return False

    def _clause_between(self, start: int, end: int) -> bool:
        """Tell whether a conjunction or another cue between name and verb begins a clause of its own."""
        words = self.tokens.words
        return any(
            (words[k] in ("dan", "tetapi", "namun", "sehingga", "karena", "bahwa", "sedangkan") and words[k - 1] == ",")
            or words[k] == "bahwa" or words[k] in _STRONG
            for k in range(start, end)
        )

    def _accompanied(self, mention: Mention, at: int) -> Mention | None:
        """Return the one whom the mention only accompanies ("A mendampingi B mengatakan")."""
        words = self.tokens.words
        if not mention.left or not at:
            return None
        before = words[mention.left - 1]
        other = self.nearby.mentions[at - 1]
        if before in _COMPANY:
            between = words[other.right:mention.left - 1]
            return other if len(between) <= 3 and not any(word[0].isalnum() for word in between) else None
        if before.startswith("me") and before.islower() and len(before) > 5 and before not in CUES:
            return other if words[other.right:mention.left - 1] == ["yang"] else None
        return None

    def beside(self, mention: Mention) -> Mention | None:
        """Return the other of two subjects of one verb ("A (35) dan B (40) mengaku")."""
        at = self.nearby.before(mention.begin)
        if at >= 0 and mention.left and self.tokens.words[mention.left - 1] == "dan":
            other = self.nearby.mentions[at]
            return other if other.right == mention.left - 1 else None
        return None

    def _role(self, k: int, floor: int) -> str:
        """Return the head of the role that ends at token k ("Kasatpol PP Surabaya ini"), or NOBODY."""
        words = self.tokens.words
        marked = words[k] in POINTING
        for i in range(k, max(floor, k - 14) - 1, -1):
            word = words[i]
            if word == "," or word in CUES:
                break
            if word.casefold() in OFFICES and (marked or i == floor or words[i - 1] in (",", "\"", "”")):
                if i > 0 and words[i - 1].casefold() in _SEVERAL:
                    return NOBODY
                return word
        return BACK if marked and words[k - 1].casefold() in ("pria", "wanita", "perempuan", "lelaki") else NOBODY


def person_of(mention: Mention) -> Person:
    """Return the person of a mention of the registry."""
    assert mention.person is not None
    return mention.person
