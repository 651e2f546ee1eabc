"""Who is who in one article: full names, short forms, nicknames and roles gathered into persons."""

from dataclasses import dataclass, field

from index.knowledge.people import NICKNAMES
from index.knowledge.words import WORDS

_COMMON = WORDS["common_in_positions"]
"""Words of positions that two different persons' positions share by chance."""
_SHORTEST_PREFIX = 4
"""Letters that a short form must share with a longer word: "Risma" of "Rismaharini"."""


@dataclass(slots=True)
class Mention:
    """A name in the text: its tokens begin..end, its noun phrase left..right with titles and position, the token at
    which its sentence begins; `capitals` tells that it is written in capitals throughout."""

    begin: int
    end: int
    left: int
    right: int
    position: tuple[int, int] | None
    key: tuple[str, ...]
    sentence: int
    capitals: bool = False
    person: "Person | None" = None


@dataclass(slots=True)
class Person:
    """A person of the article; `full` is the fullest form seen, folded, and `best` the mention that has it."""

    full: tuple[str, ...]
    best: Mention
    mentions: list[Mention] = field(default_factory=list)
    heads: set[str] = field(default_factory=set)


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

    def add(self, mention: Mention, position: tuple[str, ...]) -> Person:
        """Return the person of the mention, new or known; `position` is its position's words, folded."""
        person = self.find(mention.key)
        if person is not None and self._another(person, mention, position):
            person = None
        if person is None:
            person = Person(mention.key, mention)
            self.persons.append(person)
        elif (len(mention.key) > len(person.full) and within(person.full, mention.key)) or (
            position and len(mention.key) == 1 == len(person.full) and _cut(person.full[0], mention.key[0])
        ):
            person.full, person.best = mention.key, mention
        elif person.best.capitals and not mention.capitals and len(mention.key) == len(person.full):
            person.best = mention
        mention.person = person
        person.mentions.append(mention)
        if position:
            person.heads.update(set(position) - _COMMON)
        for word in mention.key:
            self._by_word[word] = person
            if len(word) > _SHORTEST_PREFIX:
                self._by_prefix[word[:_SHORTEST_PREFIX]] = person
        return person

    def find(self, key: tuple[str, ...]) -> Person | None:
        """Return the person last seen whose name holds the words of `key`, or is held by them."""
        if len(key) == 1:
            person = self._by_word.get(key[0])
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


def _cut(short: str, word: str) -> bool:
    """Tell whether `short` is a longer word cut off ("risma" of "rismaharini")."""
    return len(word) >= len(short) + 2 and len(short) >= _SHORTEST_PREFIX and word.startswith(short)
