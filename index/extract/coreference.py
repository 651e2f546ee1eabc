"""Who is who in one article: full names, short forms, nicknames and roles gathered into persons."""

from typing import Final

from index.knowledge.people import NICKNAMES
from index.knowledge.words import WORDS

_COMMON: Final = WORDS["common_in_positions"]
"""Words of positions that two different persons' positions share by chance."""
_SLIP: Final = 7
"""Letters of the shortest word that is known again with a slip in it ("Qudrutul" for "Qudrotul")."""
_ALIKE: Final = 8
"""Words of one length and with the same ends that are kept, so that no text takes more than linear time."""
_SHORTEST_PREFIX: Final = 4
"""Letters that a short form must share with a longer word: "Risma" of "Rismaharini"."""


class Mention:
    """A name in the text: its tokens begin..end, its noun phrase left..right with titles and position, the token at
    which its sentence begins; `capitals` tells that it is written in capitals throughout."""

    __slots__ = ("begin", "capitals", "end", "key", "left", "person", "position", "right", "sentence")

    def __init__(
        self, begin: int, end: int, left: int, right: int, position: tuple[int, int] | None, key: tuple[str, ...],
        sentence: int, capitals: bool,
    ) -> None:
        self.begin = begin
        self.end = end
        self.left = left
        self.right = right
        self.position = position
        self.key = key
        self.sentence = sentence
        self.capitals = capitals
        self.person: Person | None = None


class Person:
    """A person of the article; `full` is the fullest form seen, folded, and begin..end the tokens where it stands.

    `positions` are those beside its mentions, each behind the number of words of the name there. A person knows no
    mentions, for they know it: what forms no circle goes when its article is read, and needs no search.
    """

    __slots__ = ("begin", "capitals", "end", "full", "heads", "positions")

    def __init__(self, mention: Mention) -> None:
        self.positions: list[tuple[int, int, int]] = []
        self.heads: set[str] = set()
        self.stand_at(mention)

    def stand_at(self, mention: Mention) -> None:
        """Take the form of this mention for the fullest."""
        self.full = mention.key
        self.begin = mention.begin
        self.end = mention.end
        self.capitals = mention.capitals


def within(short: tuple[str, ...], full: tuple[str, ...]) -> bool:
    """Tell whether the words of `short` stand in `full` in the same order."""
    if len(short) > len(full):
        return False
    rest = iter(full)
    return all(word in rest for word in short)


class Registry:
    """The persons of one article, found again by any word of their names; linear in the number of mentions."""

    def __init__(self) -> None:
        self.persons: list[Person] = []
        self._by_word: dict[str, Person] = {}
        self._by_prefix: dict[str, Person] = {}
        self._by_nickname: dict[str, Person] = {}
        self._alone: dict[str, Person] = {}
        self._by_shape: dict[str, list[tuple[str, Person]]] = {}
        self.served: dict[int, Person] = {}
        """By the `id` of a person who is no speaker himself there: who "kuasa hukum X" or "juru bicara X" is."""

    def add(self, mention: Mention, position: tuple[str, ...]) -> Person:
        """Return the person of the mention, new or known; `position` is its position's words, folded."""
        person = self.find(mention.key)
        if person is not None and self._another(person, mention, position):
            person = None
        if person is None:
            person = Person(mention)
            self.persons.append(person)
        elif (len(mention.key) > len(person.full) and within(person.full, mention.key)) or (
            position and len(mention.key) == 1 == len(person.full) and _cut(person.full[0], mention.key[0])
        ):
            person.stand_at(mention)
        elif person.capitals and not mention.capitals and len(mention.key) == len(person.full):
            person.begin, person.end, person.capitals = mention.begin, mention.end, False
        mention.person = person
        if len(mention.key) == 1 < len(person.full):
            self._alone.setdefault(mention.key[0], person)
        if mention.position is not None:
            start, end = mention.position
            person.positions.append((len(mention.key), start, end))
            person.heads.update(set(position) - _COMMON)
        for word in mention.key:
            self._by_word[word] = person
            if len(word) > _SHORTEST_PREFIX:
                self._by_prefix[word[:_SHORTEST_PREFIX]] = person
                if len(word) >= _SLIP and len(mention.key) > 1:
                    alike = self._by_shape.setdefault(_shape(word), [])
                    if len(alike) < _ALIKE and (word, person) not in alike:
                        alike.append((word, person))
        return person

    def _find_slip(self, word: str) -> Person | None:
        """Return the person with a full name in which the word stands but for one letter inside it."""
        for known, person in self._by_shape.get(_shape(word), ()):
            if sum([one != other for one, other in zip(known, word, strict=True)]) == 1:
                return person
        return None

    def find(self, key: tuple[str, ...]) -> Person | None:
        """Return the person last seen whose name holds the words of `key`, or is held by them."""
        if len(key) == 1:
            person = self._by_word.get(key[0])
            first = self._alone.get(key[0])
            if person is not None and first is not None and person.full[-1] == first.full[-1] == key[0]:
                # Who was called by a surname is called so again, though another bears it too ("Alex Marquez").
                person = first
            if person is not None and key[0] in person.full:
                return person
            person = self._by_nickname.get(key[0])
            if person is not None:
                return person
        for word in key:
            person = self._by_word.get(word)
            if person is not None and (within(key, person.full) or within(person.full, key)):
                return person
        full = NICKNAMES.get(" ".join(key))
        if full is not None:
            person = self._by_word.get(full[0]) or self._by_word.get(full[-1])
            if person is not None and (within(person.full, full) or within(full, person.full)):
                return person
        if len(key) == 1 and len(key[0]) >= _SHORTEST_PREFIX:
            person = self._by_prefix.get(key[0][:_SHORTEST_PREFIX])
            if person is not None and any(_cut(key[0], word) or _cut(word, key[0]) for word in person.full):
                return person
            return self._find_slip(key[0]) if len(key[0]) >= _SLIP else None
        elif len(key) > 1:
            nick = self._nick_of(key)
            if nick is not None:
                return nick
        return None

    def link(self, key: tuple[str, ...], person: Person) -> None:
        """Let the words of `key` mean the person from here on ("(Ahok)", "akrab disapa Emil")."""
        if len(key) == 1:
            self._by_nickname[key[0]] = person

    def _nick_of(self, key: tuple[str, ...]) -> Person | None:
        """Return the person known so far only by a nickname of this full name."""
        for word in key:
            person = self._by_prefix.get(word[:_SHORTEST_PREFIX])
            if person is not None and len(person.full) == 1:
                full = NICKNAMES.get(person.full[0])
                if (full is not None and within(full, key)) or _cut(person.full[0], word):
                    return person
        return None

    @staticmethod
    def _another(person: Person, mention: Mention, position: tuple[str, ...]) -> bool:
        """Tell whether a short form introduced with a long position of its own is somebody else."""
        return (
            len(position) >= 4
            and len(mention.key) < len(person.full)
            and len(mention.key) == 1
            and bool(person.heads)
            and person.heads.isdisjoint(position)
        )


def _shape(word: str) -> str:
    """Return what a word and a slip inside it share: its length, and its ends, which tell persons apart."""
    return f"{len(word)}{word[0]}{word[-1]}"


def _cut(short: str, word: str) -> bool:
    """Tell whether `short` is a longer word cut off ("risma" of "rismaharini")."""
    return len(word) >= len(short) + 2 and len(short) >= _SHORTEST_PREFIX and word.startswith(short)
