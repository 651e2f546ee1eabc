"""Names with their noun phrases and persons: what the rules of attribution choose a speaker from."""

from bisect import bisect_left
from typing import Final

from index.extract.coreference import Mention, Person, Registry
from index.extract.names import find_names
from index.extract.positions import name_edge, position_after, position_before, title_start
from index.extract.tables import CUES, OFFICES, POINTING, PRONOUNS
from index.extract.tokens import Tokens
from index.knowledge.cues import Cue
from index.knowledge.people import spelling
from index.knowledge.words import WORDS

_AFTER: Final = frozenset(word for word, kind in CUES.items() if kind in (Cue.AFTER, Cue.AFTER_WEAK, Cue.ACCORDING))
"""Cues whose speaker follows."""
_PASSIVE: Final = frozenset(word for word, kind in CUES.items() if kind == Cue.PASSIVE)
_CUED: Final = _AFTER | _PASSIVE
_BEFORE: Final = frozenset(word for word, kind in CUES.items() if kind in (Cue.BEFORE, Cue.BEFORE_WEAK))
"""Cues whose speaker stands before."""


def fold(words: list[str], begin: int, end: int) -> tuple[str, ...]:
    """Return the words of a token range folded, without dots."""
    return tuple([word.casefold() for word in words[begin:end] if word[0].isalnum()])


_NICKNAME_MARKS: Final = WORDS["nickname_mark"]
_SERVING: Final = WORDS["serving"]
"""Words of an office that somebody has for the person named behind it: "kuasa hukum X"."""
_ADVERBS: Final = WORDS["adverb"] | WORDS["not_said"]
_NEAR: Final = 8
"""Tokens between a name and its nickname ("yang akrab disapa X")."""
_AS: Final = frozenset({"sebagai", "selaku"})
_CLOSED: Final[tuple[list[str], ...]] = ([], [","], ["."], [")"])
"""What closes what stands beside a name: "NAME, kuasa hukum X, ..."."""
_WHERE: Final = frozenset({"di", "dihubungi", "dikutip", "ditemui"})
_SPELLED_SIZE: Final = 1 << 17


class _Spelled(dict[str, str]):
    """The words of names in one spelling, found when first asked for."""

    def __missing__(self, word: str) -> str:
        spelled = spelling(word.casefold())
        if len(self) < _SPELLED_SIZE:
            self[word] = spelled
        return spelled


_spelled: Final = _Spelled()


def _key(words: list[str], begin: int, end: int) -> tuple[str, ...]:
    """Return the words of a name folded and in one spelling, without dots."""
    name = words[begin:end]
    if "." in name:
        name = [word for word in name if word != "."]
    return tuple([_spelled[word] for word in name])


def spoken_words(tokens: Tokens, cues: list[int]) -> set[str]:
    """Return the words that stand alone beside a cue ("kata Ardiles.", ". Ardiles mengatakan")."""
    words = tokens.words
    total = len(words)
    found: set[str] = set()
    begins = tokens.begins
    for i in cues:
        cue = words[i]
        if cue in _AFTER or cue in _PASSIVE:
            if i + 2 < total and words[i + 1][0].isupper() and not words[i + 2][0].isupper():
                found.add(words[i + 1])
        elif i >= 1 and cue in _BEFORE:
            last = i - 2 if words[i - 1] == "," and words[i - 3:i - 2] == [","] else i - 1
            if words[last][0].isupper() and (last in begins or words[last - 1] in (",", "\"", "”", "“")):
                found.add(words[last])
    return {word for word in found if word.casefold() not in PRONOUNS and len(word) > 2 and not word.isupper()}


def find_mentions(tokens: Tokens, cues: list[int]) -> tuple[list[Mention], Registry]:
    """Return the mentions of persons in the text, ascending, and the registry of their persons."""
    words = tokens.words
    names = find_names(tokens, spoken_words(tokens, cues))
    name_ends = {end for _, end in names}
    registry = Registry()
    mentions: list[Mention] = []
    teasers = tokens.teasers()
    for begin, end in names:
        floor, stop = tokens.sentence(begin)
        if floor in teasers or (end - begin == 1 and _is_acronym(words, begin)):
            continue
        if begin > floor and _is_nickname(words, begin, end, mentions, floor):
            last = mentions[-1] if mentions else None
            if last is not None and last.person is not None and (last.sentence == floor or words[begin - 1] != "("):
                registry.link(_key(words, begin, end), _in_office(tokens, mentions, begin, floor) or last.person)
                if _cued(words, begin, floor):
                    mention = Mention(begin, end, begin, end, None, _key(words, begin, end), floor, False)
                    registry.add(mention, ())
                    mentions.append(mention)
            continue
        titles = title_start(tokens, begin, floor) if begin > floor else begin
        before = position_before(tokens, begin, name_ends, floor, titles)
        edge = name_edge(tokens, end)
        after = None
        if before is None or words[titles - 1] == ",":
            after = position_after(tokens, edge, stop)
            if after is not None and after[1] in name_ends and words[after[0] - 1] == "juga" and words[edge] == ",":
                after = None  # "X, juga pelatih Y NAME" names another person
        chosen = before if before is not None else after
        mention = Mention(
            begin, end, before[0] if before is not None else titles, after[1] if after is not None else edge,
            chosen, _key(words, begin, end), floor, words[end - 1].isupper() and words[begin].isupper(),
        )
        # "kata X yang juga Ketua Y" tells more about a person who is known; any other position may be a new one's.
        introduced = before is not None or edge >= len(words) or words[edge] != "yang"
        _unfold_nickname(words, mention, mentions, registry)
        serves = before is not None and before[1] == begin and _SERVING.issuperset(fold(words, *before))
        if serves:
            mention.position = None
        given = mention.position if introduced else None
        registry.add(mention, () if given is None else fold(words, *given))
        if serves:
            _serve(words, mention, mentions, registry, before)
        elif mentions and before is not None and before[0] <= mentions[-1].left:
            _named_behind(words, mention, mentions[-1], registry)
        mentions.append(mention)
    return mentions, registry


def _serve(
    words: list[str], mention: Mention, mentions: list[Mention], registry: Registry, office: tuple[int, int] | None
) -> None:
    """Let "kuasa hukum X" mean who serves X: the person beside whom it stands, or of whom the article said so before.

    Where nobody is known to, X has the office himself ("pengacara X").
    """
    one = mention.person
    assert one is not None
    last = mentions[-1] if mentions else None
    if last is not None and last.person is not None and last.person is not one and last.right >= mention.end and (
        last.left == last.sentence or words[mention.left - 1] in _AS or words[last.right:last.right + 1] in _CLOSED
    ):
        registry.served[id(one)] = last.person
    serving = registry.served.get(id(one))
    if serving is not None:
        mention.person = serving
    elif office is not None:
        mention.position = office
        one.positions.append((len(mention.key), *office))


def _named_behind(words: list[str], mention: Mention, last: Mention, registry: Registry) -> None:
    """Let "kata Ketua X, NAME" mean NAME, though X looks like a name: the office with X in it is NAME's position.

    Where X is a person whom NAME serves ("kuasa hukum X, NAME"), "kuasa hukum X" means NAME from here on.
    """
    one, begin = last.person, last.left
    if one is None or one is mention.person or mention.begin != last.right + 1 or words[last.right] != "," or \
            begin == last.begin:
        return
    cued = begin > 0 and (words[begin - 1] in _CUED or words[begin - 1] == "oleh")
    serves = _SERVING.issuperset(fold(words, begin, last.begin))
    following = words[mention.right] if mention.right < len(words) else "."
    behind = words[mention.right + 1] if mention.right + 1 < len(words) else ""
    if not (cued or serves) or following == "dan" or (following == "," and behind == "dan") or (
        following == "(" and behind[:1].isdigit()
    ):
        return  # a list, or a misspelt weekday
    if cued and (following in _ADVERBS or (
        following.islower() and following.startswith(("me", "ber", "di", "ter")) and following not in _WHERE
    )):
        return  # "kata pengacara X, Y tidak hadir"
    assert mention.person is not None
    if one.positions and one.positions[-1][1] == begin:
        one.positions.pop()
    last.person, last.right = mention.person, mention.right
    if serves:
        registry.served[id(one)] = mention.person


def _is_acronym(words: list[str], i: int) -> bool:
    """Tell whether the word at token i is an institution's short form, explained behind it: "BNPB (Badan ...)"."""
    word = words[i]
    return (len(word) > 2 and word.isupper() and words[i + 1:i + 2] == ["("] and i + 3 < len(words)
            and words[i + 2][0] == word[0] and len(words[i + 2]) > 1 and words[i + 3] != ")")


def _is_nickname(words: list[str], begin: int, end: int, mentions: list[Mention], floor: int) -> bool:
    """Tell whether the name is another name of the person before it, or a short form in brackets.

    In a sentence of its own "itu" points back to that person: "Pelatih yang akrab disapa X itu ...".
    """
    following = words[end] if end < len(words) else ""
    if words[begin - 1] == "(" and following == ")":
        return True
    if words[begin - 1] not in _NICKNAME_MARKS or not mentions or _is_full_name(words, begin, end, mentions[-1]):
        return False
    if mentions[-1].sentence == floor and begin - mentions[-1].end <= _NEAR:
        return True
    # "ujar pria yang akrab disapa X": who it is was said before.
    return _cued(words, begin, floor) or (following in POINTING and begin - floor <= _NEAR)


def _is_full_name(words: list[str], begin: int, end: int, last: Mention) -> bool:
    """Tell whether the nickname comes first and the name after it: "Emil, sapaan akrab Ridwan Kamil"."""
    return end - begin > len(last.key) == 1 and words[last.end] == "," and begin - last.end <= 3


def _unfold_nickname(words: list[str], mention: Mention, mentions: list[Mention], registry: Registry) -> None:
    """Let the nickname before "sapaan akrab" mean the person whose full name follows."""
    if mentions and words[mention.begin - 1] in _NICKNAME_MARKS and \
            _is_full_name(words, mention.begin, mention.end, mentions[-1]):
        person = registry.find(mention.key)
        if person is not None:
            registry.link(mentions[-1].key, person)
            mentions[-1].person = person


def _cued(words: list[str], begin: int, floor: int) -> bool:
    """Tell whether a cue stands a few words before the name, in its sentence."""
    return not _AFTER.isdisjoint(words[max(floor, begin - _NEAR):begin])


def _in_office(tokens: Tokens, mentions: list[Mention], begin: int, floor: int) -> Person | None:
    """Return the person whose office stands before a nickname: "ujar bupati yang akrab disapa X itu"."""
    words = tokens.words
    for word in words[max(floor, begin - _NEAR):begin]:
        folded = word.casefold()
        if folded in OFFICES and OFFICES[folded] == "office":
            for mention in reversed(mentions):
                if mention.position is not None and words[mention.position[0]].casefold() == folded:
                    return mention.person
    return None


class Nearby:
    """The mentions by place: the first at or after a token, the last that ends at or before it."""

    __slots__ = ("_begins", "_ends", "mentions")

    def __init__(self, mentions: list[Mention]) -> None:
        self.mentions = mentions
        self._begins = [m.begin for m in mentions]
        self._ends = [m.end for m in mentions]

    def after(self, i: int) -> Mention | None:
        """Return the first mention whose name begins at token i or later."""
        at = bisect_left(self._begins, i)
        return self.mentions[at] if at < len(self.mentions) else None

    def before(self, i: int) -> int:
        """Return the index of the last mention whose name ends at token i or earlier, or -1."""
        return bisect_left(self._ends, i + 1) - 1
