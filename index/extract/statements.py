"""Statements: the words that each cue or quotation attributes to a person of the article."""

from bisect import bisect_left, bisect_right
from typing import Final

from index.article import Span, Statement
from index.extract.attributions import Attributions
from index.extract.coreference import Mention, Person, Registry
from index.extract.mentions import Nearby
from index.extract.position_words import DOUBLE
from index.extract.quotes import Quote
from index.extract.subjects import BACK, IMPLIED, NOBODY, Subjects, person_of
from index.extract.tables import CUES, FUNCTION_WORDS, OFFICES, POINTING, TIME_WORDS
from index.extract.tokens import Tokens
from index.knowledge.cues import Cue
from index.knowledge.people import spelling
from index.knowledge.words import WORDS

_PRESENTS: Final = frozenset({"adalah", "ialah", "bernama"})
"""Words before a name, with an age behind it, that the article goes on to speak of."""
_NO_SUBJECT: Final = WORDS["no_subject"]
_ADVERBS: Final = WORDS["adverb"]
_OPENING: Final = 3
"""Words that may open a sentence before its subject ("Namun anehnya")."""
_GOING_ON: Final = WORDS["going_on"]
"""Cues of one who has spoken before."""
_REPORTS: Final = frozenset((",", "bahwa", ":"))
"""What behind a weak verb makes it report words."""
_ASKS: Final = frozenset((*_REPORTS, "apakah", "kalau"))
_ACTS: Final = WORDS["act"]
"""Weak verbs that mostly tell what somebody does ("mengunggah"): words are said where one of these follows, or a
quotation."""
_REPORTED: Final = WORDS["reported"]
"""What behind "melaporkan" is told the police, and not the reader; as are names."""
_WRITTEN: Final = WORDS["written"]
"""Passives of books and songs as well ("ditulis oleh"): words are said beside a quotation alone."""
_NEAR_QUOTE: Final = 4
"""Characters between a quotation and its cue: a comma, a full stop, blanks."""
_DASHES: Final = frozenset("-–—")
_DATELINE: Final = 10
"""Tokens within which the dash of a dateline stands."""
_LEAD_IN: Final = 60
"""Characters between a verb and the quotation it opens ("mengatakan kepada wartawan, ...")."""
_GAP: Final = 6
"""Characters between two quotations of one speaker that follow each other."""
_SHORTEST_LOOSE: Final = 25
"""Characters of the shortest quotation without a cue that counts as a statement."""
CONFIDENCE: Final = {
    "quote-cue-name": 0.98, "quote-cue-back": 0.9, "verb-quote": 0.95, "verb-name": 0.95, "verb-back": 0.85,
    "according": 0.95, "according-back": 0.85, "cue-inside": 0.93, "cue-inside-back": 0.85, "passive": 0.92,
    "points-back": 0.8, "weak-verb": 0.7, "quote-follows": 0.75, "colon": 0.8, "role": 0.8,
}
"""Share of right ones by rule, judged on the articles read by eye."""
_TOLD: Final = WORDS["told"]
"""Passive cues with which "Hal itu" means what the sentence before says; "dibantah" and "diakui" say more."""
_POINTED_AT: Final = (4, 80)
"""Words of the shortest and of the longest sentence that "Hal itu" means."""
_BRACKETED: Final = 12
"""Words within which the bracket that closes behind reported speech was opened."""
_MARKS: Final = 6
"""Marks behind a verb after which its sentence is not looked through for a word."""


def _owns(before: str) -> bool:
    """Tell whether the word before a name is a thing or a person of his, so that he is not the subject ("Jasad X")."""
    folded = before.casefold()
    return before.isalpha() and folded not in FUNCTION_WORDS and folded not in TIME_WORDS and folded not in _ADVERBS


class Attributor:
    """Reads the cues and quotations of one article in the order of the text."""

    def __init__(
        self, tokens: Tokens, cues: list[int], quotes: list[Quote], mentions: list[Mention], registry: Registry
    ) -> None:
        self.tokens = tokens
        self.cues = cues
        self.quotes = quotes
        self.registry = registry
        self.nearby = Nearby(mentions)
        self.subjects = Subjects(tokens, self.nearby)
        self.found = Attributions()
        self._quote_starts = [q.start for q in quotes]
        self._quote_ends = [q.end for q in quotes]
        self._taken = [False] * len(quotes)
        self._focus: Person | None = None
        self._focus_sentence = -1
        self._introduced: set[int] = set()
        self._latest: Person | None = None
        self._speaker: Person | None = None
        self._spoke_at = -1
        self._next_mention = 0
        self._next_quote = 0
        self._heads: dict[str, Person] = {}
        self._firm: set[str] = set()

    def run(self) -> Attributions:
        """Return everything attributed to a named person."""
        starts = self.tokens.starts
        for i in self.cues:
            at = starts[i]
            inside = bisect_right(self._quote_starts, at) - 1
            if inside >= 0 and self.quotes[inside].sure and at < self.quotes[inside].end:
                continue
            self._read_loose_quotes(at)
            self._read_mentions(i)
            self._read_cue(i)
        self._read_loose_quotes(len(self.tokens.text) + 2 * _NEAR_QUOTE)
        return self.found

    def _read_mentions(self, i: int) -> None:
        """Move the focus to the last mention before token i that is the subject of its sentence."""
        mentions = self.nearby.mentions
        tokens = self.tokens
        while self._next_mention < len(mentions) and mentions[self._next_mention].begin < i:
            mention = mentions[self._next_mention]
            self._next_mention += 1
            if mention.position is not None:
                self._learn_heads(mention.position, person_of(mention))
            if self._in_quote(tokens.starts[mention.begin]):
                continue
            person = self._latest = person_of(mention)
            begin = mention.sentence
            if self._spoke_at >= begin:
                continue
            before = tokens.words[mention.left - 1] if mention.left else ""
            width = mention.left - begin
            listed = before == "," == tokens.words[mention.right] and mention.position is None
            if width == 0 or (width == 1 and not _owns(before)) or (before == "," and not listed) or (
                before in _PRESENTS and mention.right > mention.end
            ) or (width <= _OPENING and before.islower() and before not in _NO_SUBJECT):
                self._focus, self._focus_sentence = person, begin
                if mention.position is not None or mention.right > mention.end:
                    self._introduced.add(id(person))

    def _learn_heads(self, position: tuple[int, int], person: Person) -> None:
        """Let the heads of a position mean the person; a first one ("Bupati") is firmer than another ("Wakil Bupati").
        """
        first = True
        for word in self.tokens.words[position[0]:position[1]]:
            folded = word.casefold()
            kind = OFFICES.get(folded)
            if kind is not None and (first or folded not in self._firm):
                self._heads[folded] = person
                if first:
                    self._firm.add(folded)
            first = (first and kind in (None, "modifier")) or folded in DOUBLE

    def _in_quote(self, at: int) -> bool:
        inside = bisect_right(self._quote_starts, at) - 1
        return inside >= 0 and at < self.quotes[inside].end

    def _read_cue(self, i: int) -> None:
        """Attribute what the cue at token i marks."""
        tokens = self.tokens
        word = tokens.words[i]
        kind = CUES[word]
        near = self._quote_before(i)
        right = kind in (Cue.AFTER, Cue.AFTER_WEAK, Cue.PASSIVE, Cue.ACCORDING)
        left = kind in (Cue.BEFORE, Cue.BEFORE_WEAK)
        if near < 0 and not self._may_mark(i, kind):
            return
        if right:
            subject: Mention | str = self.subjects.after(i)
        elif left:
            subject = self.subjects.before(i)
        else:
            subject = BACK
        if near < 0 and kind == Cue.AFTER_WEAK and word[0].isupper() and (
            not isinstance(subject, Mention) or subject.left > i + 1
        ):
            return  # "Jelas kedekatan X ...", "Saran yang diberikan X ..."
        if subject == IMPLIED:
            subject = BACK if near >= 0 and kind != Cue.PASSIVE and self._has_spoken(self._resolve(BACK)) else NOBODY
        person = self._resolve(subject, near >= 0)
        if subject == BACK and near < 0 and kind in (Cue.AFTER, Cue.BACK) and self._speaker is not None and \
                self._focus_sentence == self.tokens.sentence(i)[0] and self._has_spoken(self._speaker):
            person = self._speaker  # "X pada saat itu, kata dia, ...": not X says so
        if person is None and left and subject != NOBODY and self.subjects.is_epithet(i):
            person = self._speaker
        if person is None and near >= 0 and right:
            person = self._described(i)
            self._taken[near] = person is None
        if word in _GOING_ON and self._speaker is not None:
            person = self._speaker
        if person is None:
            return
        self._focus = self._speaker = person
        self._spoke_at = i
        self._introduced.clear()
        edge = subject.right if isinstance(subject, Mention) else i + 2
        other = self.subjects.beside(subject) if isinstance(subject, Mention) and left else None
        self._state(i, kind, person, near, edge, subject, other)

    def _described(self, i: int) -> Person | None:
        """Return whom the words after the cue at token i, beside a quotation, describe or call by a rare name.

        "ujar pemain asal Belgia itu" is the one who has spoken; "tambah yang lain", "tulis dokumen itu" is nobody.
        """
        speaker = self._speaker
        name, office = self.subjects.called(i)
        if name:
            known = self.registry.find((spelling(name.casefold()),))
            if known is None and speaker is not None and name in self._around(speaker):
                return speaker  # a word of his name that was not read as one ("Sih Wahyudi")
            return known
        alone = office and len(self.found.by_person) == 1 and not self.subjects.unnamed(i)
        return speaker if alone or self.subjects.points_back(i) else None

    def _around(self, person: Person) -> list[str]:
        """Return the words of a person's name and those beside it."""
        return self.tokens.words[max(0, person.begin - 3):person.end + 2]

    def _resolve(self, subject: Mention | str, quoted: bool = False) -> Person | None:
        """Return the person a subject means; `quoted`: a quotation stands before the cue."""
        if isinstance(subject, Mention):
            return person_of(subject)
        if subject == NOBODY:
            return None
        if subject == BACK:
            if quoted and self._speaker is not None and self._focus is not None and \
                    id(self._focus) not in self._introduced and not self._has_spoken(self._focus):
                # The words go on being those of the speaker, though somebody else was spoken of meanwhile.
                return self._speaker
            return self._focus or self._latest
        return self._heads.get(subject.casefold())

    def _has_spoken(self, person: Person | None) -> bool:
        """Tell whether something is attributed to the person so far; where a name is lost only such a one goes on."""
        return person is not None and id(person) in self.found.by_person

    def _may_mark(self, i: int, kind: int) -> bool:
        """Tell whether the cue at token i, behind no quotation, may mark a statement by what stands around it."""
        words = self.tokens.words
        word = words[i].casefold()
        if kind == Cue.BACK_WEAK:
            return False
        if kind == Cue.AFTER_WEAK:
            return self._weak_cue_stands(i)
        if word in _ACTS:
            return not _ASKS.isdisjoint(words[i + 1:i + 2]) or self._quote_after(i) >= 0
        if word == "melaporkan":
            following = words[i + 1] if i + 1 < len(words) else ""
            return following not in _REPORTED and not following[:1].isupper()
        if word in _WRITTEN:
            return self._quote_after(i) >= 0
        # "Dikatakannya, ..." says something, "hal yang dikatakannya" does not.
        return kind != Cue.BACK or not word.startswith("di") or i in self.tokens.begins

    def _weak_cue_stands(self, i: int) -> bool:
        """Tell whether a cue that is an ordinary word too stands where only a cue can."""
        words = self.tokens.words
        if i == 0 or self.tokens.broken(i):
            return True
        before = words[i - 1]
        return before == "," or i in (self.tokens.sentence(i)[0],)

    def _quote_before(self, i: int) -> int:
        """Return the index of the quotation that ends directly before the cue at token i, or -1."""
        at = self.tokens.starts[i]
        k = bisect_right(self._quote_ends, at) - 1
        if k >= 0 and at - self._quote_ends[k] <= _NEAR_QUOTE:
            between = self.tokens.text[self._quote_ends[k]:at]
            if not between.strip(" ,.\n"):
                return k
        return -1

    def _state(
        self, i: int, kind: int, person: Person, near: int, edge: int, subject: Mention | str, other: Mention | None
    ) -> None:
        """Add the statement that the cue at token i attributes to the person, and to the `other` beside it."""
        tokens = self.tokens
        named = isinstance(subject, Mention)
        back = "" if named else "-back"
        if near >= 0 and kind not in (Cue.BEFORE, Cue.BEFORE_WEAK, Cue.ACCORDING):
            self._take(near, person, i, "quote-cue-name" if named else "quote-cue-back")
            return
        begin, end = tokens.sentence(i)
        if kind in (Cue.BEFORE, Cue.BEFORE_WEAK):
            opened = self._quote_after(i)
            if opened >= 0:
                self._take(opened, person, i, "verb-quote")
                return
            if self._says_nothing(i, end):
                said = self._quote_before(subject.left if isinstance(subject, Mention) else i - 1)
                if said >= 0 and not self._taken[said]:
                    self._take(said, person, i, f"quote-cue-{'name' if named else 'back'}")
                if self._has_spoken(person):
                    return
            weak = kind == Cue.BEFORE_WEAK and not _REPORTS.intersection(tokens.words[i + 1:i + 2])
            rule = "weak-verb" if weak else f"verb-{'name' if named else 'back'}"
            self._indirect(i + 1, end, person, i, rule, weak)
            if other is not None:
                self._indirect(i + 1, end, person_of(other), i, rule, weak)
        elif kind == Cue.PASSIVE:
            told = self._pointed_at(begin, i)
            if told is not None:
                self._indirect(*told, person, i, "points-back", False)
            else:
                self._indirect(begin, end, person, i, "passive", False)
        elif kind in (Cue.ACCORDING, Cue.BACK_ACCORDING):
            first = i == begin or tokens.words[i - 1] != ","
            self._indirect(min(edge, end - 1) if first else begin, end, person, i, f"according{back}", False)
        else:
            self._indirect(begin, end, person, i, f"cue-inside{back}", False)

    def _pointed_at(self, begin: int, i: int) -> tuple[int, int] | None:
        """Return the tokens of the sentence that `Hal itu disampaikan X`, which begins at `begin`, points back to."""
        tokens, words = self.tokens, self.tokens.words
        if begin == 0 or words[begin] != "Hal" or words[begin + 1] not in POINTING or words[i] not in _TOLD or \
                i - begin > _OPENING:
            return None
        first, last = tokens.sentence(begin - 1)
        if first == 0:
            dash = next((k for k in range(last) if words[k] in _DASHES), -1) if last < _POINTED_AT[1] else -1
            first = dash + 1 if 0 <= dash <= _DATELINE else first
        if not _POINTED_AT[0] <= last - first <= _POINTED_AT[1] or first in tokens.teasers():
            return None
        quoted = self._in_quote(tokens.starts[first]) or self._in_quote(tokens.starts[last - 1])
        return None if quoted else (first, last)

    def _says_nothing(self, i: int, end: int) -> bool:
        """Tell whether no word stands behind the verb at token i in its sentence: `"...", X menambahkan.`"""
        return end - i <= _MARKS and not any(word[0].isalnum() for word in self.tokens.words[i + 1:end])

    def _quote_after(self, i: int) -> int:
        """Return the index of the quotation that the verb at token i opens, or -1."""
        end = self.tokens.ends[i]
        k = bisect_left(self._quote_starts, end)
        if k >= len(self.quotes) or self.quotes[k].start - end > _LEAD_IN or self._taken[k]:
            return -1
        between = self.tokens.text[end:self.quotes[k].start].rstrip()
        quote = self.quotes[k]
        if between and between[-1] in ",:" and "." not in between[:-1]:
            return k
        return k if not between and quote.end - quote.start >= _SHORTEST_LOOSE else -1

    def _take(self, k: int, person: Person, i: int, rule: str) -> None:
        """Add quotation k as a direct statement, once."""
        if self._taken[k]:
            return
        self._taken[k] = True
        quote = self.quotes[k]
        tokens = self.tokens
        self.found.add(person, Statement(
            Span(quote.start, quote.end), True, tokens.words[i], Span(tokens.starts[i], tokens.ends[i]),
            rule, CONFIDENCE[rule] * (1.0 if quote.sure else 0.8)), False)

    def _indirect(self, begin: int, end: int, person: Person, i: int, rule: str, weak: bool) -> None:
        """Add the tokens begin..end as reported speech."""
        tokens = self.tokens
        while begin < end and not tokens.words[begin][0].isalnum():
            begin += 1
        last = end
        while end > begin and not tokens.words[end - 1][0].isalnum():
            end -= 1
        if end < last and tokens.words[end] == ")" and "(" in tokens.words[max(begin, end - _BRACKETED):end]:
            end += 1
        if begin >= end:
            begin, end = i, i + 1
        self.found.add(person, Statement(
            Span(tokens.starts[begin], tokens.ends[end - 1]), False, tokens.words[i],
            Span(tokens.starts[i], tokens.ends[i]), rule, CONFIDENCE[rule]), weak)

    def _read_colon(self, k: int) -> bool:
        """Give quotation k to the person named before its colon (`Ganjar: "..."`), if there is one."""
        tokens = self.tokens
        i = bisect_left(tokens.starts, self.quotes[k].start) - 1
        if i < 1 or tokens.words[i] != ":":
            return False
        at = self.nearby.before(i)
        if at < 0 or self.nearby.mentions[at].right != i:
            return False
        self._focus = self._speaker = person_of(self.nearby.mentions[at])
        self._take(k, self._focus, i, "colon")
        return True

    def _read_loose_quotes(self, at: int) -> None:
        """Give quotations before `at` that no cue claims to the speaker who goes on speaking."""
        text = self.tokens.text
        while self._next_quote < len(self.quotes) and self.quotes[self._next_quote].end + _NEAR_QUOTE < at:
            k = self._next_quote
            self._next_quote += 1
            quote = self.quotes[k]
            if self._taken[k] or self._read_colon(k):
                continue
            if self._focus is None or quote.end - quote.start < _SHORTEST_LOOSE:
                continue
            before = text[max(0, quote.start - 2):quote.start].rstrip(" ")
            if before and before[-1] not in ".?!\n,:”\"":
                continue
            if id(self._focus) not in self.found.by_person:
                continue
            self._taken[k] = True
            self.found.add(self._focus, Statement(
                Span(quote.start, quote.end), True, None, None, "quote-follows",
                CONFIDENCE["quote-follows"] * (1.0 if quote.sure else 0.8)), False)
