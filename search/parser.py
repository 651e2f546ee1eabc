"""Typed text -> Clause, through the same analyser and knowledge as at index time; no text whatever is an error.

    query   = either+              OR binds loosest: a b OR c is (a b) OR c
    either  = both (OR both)*
    both    = not (AND? not)*
    not     = (NOT | "-") not | primary
    primary = "(" query ")" | field primary | quoted | pattern | fuzzy | word+

What cannot be understood is searched as words, and the reading says so.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from index.analysis.analyser import Token, tokenise
from index.analysis.question import without_question
from index.knowledge.regions import label
from search.days import find_days
from search.lexer import Item, items_of
from search.nicknames import speaker_called
from search.parts import Part, Understood, Word, all_of, any_of, is_asked, named_part
from search.places import regions_called
from search.query import All, Any, Every, Not, Prefix, Range, Value, Wildcard
from search.reading import Reading, Said, joined, led, plain, said_word, span
from search.schema import Field
from search.words import Place, Synonyms, exact_clause, fuzzy_clause, pattern_clause, word_clauses

LONGEST_TEXT = 1_000
DEEPEST = 20
MOST_WORDS = 64
MOST_EXPANSIONS = 8
"""Bounds of one query: characters, nested parentheses, words, and prefixes, patterns and near words."""

LONGEST_VALUE = 5
"""Words that `wilayah:` and `tanggal:` may take without quotation marks ("wilayah:kabupaten kutai kartanegara")."""

PLAIN = frozenset({"word", "quoted", "open", "close"})
"""What a question may hold; with anything else in it a person is not asking but searching."""

ALL = Said("semua artikel", "all articles")

ASKED = (
    "dibaca sebagai pertanyaan: salah satu kata cukup, yang paling cocok di atas",
    "read as a question: any of the words will do, the best match comes first",
)

UNPAIRED = re.compile("[\ud800-\udfff]")


def parse(text: str, synonyms: Synonyms | None = None, stem: str = "text") -> Understood:
    """Return what the text asks for; plain words are looked for in the fields of `stem`. Never raises."""
    reader = _Reader(UNPAIRED.sub("\ufffd", text), synonyms or {}, Place(stem))
    return reader.read()


@dataclass
class _Reader:
    """Walks once over the items of one text."""

    text: str
    synonyms: Synonyms
    place: Place
    items: Sequence[Item] = ()
    at: int = 0
    depth: int = 0
    expansions: int = 0
    count: int = 0
    question: bool = False
    words: list[Word] = field(default_factory=list)
    problems: dict[tuple[str, str], None] = field(default_factory=dict)

    def read(self) -> Understood:
        """Return the whole text, understood."""
        if len(self.text) > LONGEST_TEXT:
            self.note(
                f"hanya {LONGEST_TEXT} huruf pertama dipakai", f"only the first {LONGEST_TEXT} characters are used"
            )
            self.text = self.text[:LONGEST_TEXT]
        found = items_of(self.text)
        self.items = found.items
        if found.unclosed:
            self.note("tanda kutip tanpa pasangan diabaikan", "a quotation mark without its partner is ignored")
        if {item.kind for item in self.items} <= PLAIN and is_asked(tokenise(self.text), self.text):
            self.items = [item for item in self.items if item.kind in ("word", "quoted")]
            self.question = True
        parts: list[Part] = []
        while self.at < len(self.items):
            part = self.query(self.place)
            parts += [] if part is None else [part]
            if self.at < len(self.items):
                self.note("kurung tutup tanpa pasangan diabaikan", "a closing parenthesis too many is ignored")
                self.at += 1
        part = all_of(parts)
        if self.question and len(self.words) > 1:
            self.note(*ASKED)
        if part is None:
            if self.text.strip():
                self.note("tidak ada kata yang dapat dicari", "there is no word to search for")
            part = Part(Every(), ALL)
        reading = Reading(
            part.said.indonesian, part.said.english, tuple(id for id, _ in self.problems),
            tuple(en for _, en in self.problems),
        )  # fmt: skip
        return Understood(part.clause, reading, self.text, tuple(self.words))

    def note(self, indonesian: str, english: str) -> None:
        """Remember what could not be understood."""
        self.problems[indonesian, english] = None

    def peek(self, *kinds: str) -> bool:
        """Tell whether the next item is of one of the kinds."""
        return self.at < len(self.items) and self.items[self.at].kind in kinds

    def take(self) -> Item:
        """Return the next item and go on."""
        self.at += 1
        return self.items[self.at - 1]

    def query(self, place: Place) -> Part | None:
        """Read alternatives up to a closing parenthesis or the end."""
        parts = [self.both(place)]
        while self.peek("or"):
            operator = self.take()
            right = self.both(place) if self.begins() else None
            if parts[-1] is None or right is None:
                self.misread(operator.text)
                lone = self.as_words([operator], place)
                parts[-1] = all_of([part for part in (parts[-1], lone, right) if part is not None])
            else:
                parts.append(right)
        return any_of([part for part in parts if part is not None])

    def begins(self) -> bool:
        """Tell whether something that can be searched begins here."""
        return self.at < len(self.items) and not self.peek("or", "close")

    def both(self, place: Place) -> Part | None:
        """Read what must hold together."""
        parts: list[Part | None] = []
        while self.begins():
            if self.peek("and"):
                operator = self.take()
                if not parts or not self.begins():
                    self.misread(operator.text)
                    parts.append(self.as_words([operator], place))
            else:
                parts.append(self.negated(place, several=True))
        found = [part for part in parts if part is not None]
        return any_of(found) if self.question else all_of(found)

    def negated(self, place: Place, several: bool) -> Part | None:
        """Read a primary, or the negation of one; `several` lets plain words run on."""
        nots: list[Item] = []
        while self.peek("not"):
            nots.append(self.take())
        if not nots:
            return self.primary(place, several)
        if not self.begins() or self.peek("and"):
            self.misread(" ".join(item.text for item in nots))
            return self.as_words(nots, place)
        part = self.primary(place, several=False)
        if part is None:
            return None
        for _ in range(len(nots) % 2):
            part = Part(Not(part.clause), led("tanpa", "without", part.said))
        return part

    def primary(self, place: Place, several: bool) -> Part | None:
        """Read one thing that can be searched."""
        if self.peek("word"):
            run = [self.take()]
            while several and self.peek("word"):
                run.append(self.take())
            return self.as_words(run, place, asked=several and self.depth == 0)
        item = self.take()
        match item.kind:
            case "open":
                return self.group(item, place)
            case "field":
                return self.in_field(item, place)
            case "quoted":
                return self.quoted(item, place)
            case "pattern" | "fuzzy":
                return self.expansion(item, place)
            case _:
                return self.as_words([item], place)

    def group(self, item: Item, place: Place) -> Part | None:
        """Read what stands in parentheses; too deep ones are not looked at."""
        if self.depth >= DEEPEST:
            self.note(f"kurung lebih dari {DEEPEST} tingkat diabaikan", f"parentheses over {DEEPEST} deep are ignored")
            return None
        self.depth += 1
        part = self.query(place)
        self.depth -= 1
        if self.peek("close"):
            self.take()
        return part

    def quoted(self, item: Item, place: Place) -> Part | None:
        """Read quoted text: exact, as a phrase."""
        tokens = self.bounded(tokenise(item.text))
        clause = exact_clause(tokens, place)
        shown = " ".join(item.text.split())
        if clause is None:
            return None
        said = Said(f'persis "{shown}"', f'exactly "{shown}"')
        if not self.question:
            return Part(clause, said)
        return Part(Any((clause, *word_clauses(tokens, place, self.synonyms))), said)

    def expansion(self, item: Item, place: Place) -> Part | None:
        """Read a prefix, a pattern or a near word."""
        if item.kind == "pattern" and not item.text.strip("*"):
            return Part(Every(), ALL) if len(self.items) == 1 else None
        tokens = tokenise(item.text)
        self.expansions += 1
        if self.expansions > MOST_EXPANSIONS:
            self.note(
                f"lebih dari {MOST_EXPANSIONS} kata dengan * atau ~; selebihnya dicari sebagai kata biasa",
                f"more than {MOST_EXPANSIONS} words with * or ~; the rest are searched as plain words",
            )
        elif item.kind == "fuzzy" and len(tokens) == 1:
            shown = tokens[0].forms[0]
            return Part(fuzzy_clause(tokens[0], item.distance, place), Said(f"mirip {shown}", f"similar to {shown}"))
        elif item.kind == "pattern":
            clause = pattern_clause(item.text, place)
            if isinstance(clause, Prefix):
                said = Said(f"kata berawalan {clause.text}", f"words beginning with {clause.text}")
                return Part(clause, said)
            if isinstance(clause, Wildcard):
                return Part(clause, Said(f"kata berpola {clause.pattern}", f"words like {clause.pattern}"))
        if tokens and self.expansions <= MOST_EXPANSIONS:
            self.misread(item.text)
        return self.as_words([item], place)

    def misread(self, text: str) -> None:
        """Note what is searched as words because it could not be read otherwise."""
        shown = " ".join(text.split())
        self.note(f"“{shown}” dicari sebagai kata biasa", f"“{shown}” is searched as plain words")

    def in_field(self, item: Item, place: Place) -> Part | None:
        """Read what stands after `judul:`, `wilayah:` ..."""
        named = item.field
        assert named is not None
        if not self.begins() or self.peek("and", "not", "field"):
            self.misread(item.text)
            return self.as_words([item], place)
        if named.stem is None:
            return _VALUES[named.kind](self, named, place)
        if named.stem == "speaker" and self.peek("word"):
            part = self.speaker(Place("speaker"))
        else:
            part = self.primary(Place(named.stem), several=False)
        return None if part is None else Part(part.clause, named_part(named, part.said))

    def speaker(self, place: Place) -> Part | None:
        """Read a word of a name; a nickname means the full name as well."""
        item = self.take()
        part = self.as_words([item], place)
        value = speaker_called(item.text)
        if part is None or value is None:
            return part
        said = Said(f"{item.text} atau nama lengkapnya", f"{item.text} or the full name", link="or")
        return Part(Any((part.clause, Value("speaker", value))), said)

    def value(self, find: "Callable[[str], _Found | None]") -> tuple["_Found", str] | None:
        """Take the longest run of words (or the quoted text) that `find` knows; None, and nothing taken, without."""
        if self.peek("quoted"):
            found = find(self.items[self.at].text)
            return None if found is None else (found, self.take().text)
        run = 0
        while run < LONGEST_VALUE and self.at + run < len(self.items) and self.items[self.at + run].kind == "word":
            run += 1
        for length in range(run, 0, -1):
            typed = self.text[self.items[self.at].start : self.items[self.at + length - 1].end].strip(",;")
            found = find(typed)
            if found is not None:
                self.at += length
                return found, typed
        return None

    def in_region(self, named: Field, place: Place) -> Part | None:
        """Read a region by name, abbreviation or code; several of one name are alternatives."""
        found = self.value(lambda name: regions_called(name) or None)
        if found is None:
            return self.unknown(named, place)
        codes, _ = found
        values = tuple(Value("region", str(code)) for code in codes)
        said = joined([plain(label(str(code))) for code in codes], "atau", "or")
        return Part(values[0] if len(values) == 1 else Any(values), named_part(named, said))

    def in_days(self, named: Field, place: Place) -> Part | None:
        """Read a year, month, day or range."""
        found = self.value(find_days)
        if found is None:
            return self.unknown(named, place)
        (since, until), _ = found
        return Part(Range(since, until), named_part(named, span(since, until)))  # type: ignore[arg-type]

    def unknown(self, named: Field, place: Place) -> Part | None:
        """Read as words what no region or date is called; groups are read part by part."""
        if self.peek("open") and self.depth < DEEPEST:
            return self.alternatives(named, place)
        start = self.items[self.at]
        part = self.primary(place, several=False)
        if part is not None:
            self.note(
                f"{named.name}: “{start.text}” tidak dikenal, dicari sebagai kata",
                f"{named.aliases[0]}: “{start.text}” is not known, searched as words",
            )
        return part

    def alternatives(self, named: Field, place: Place) -> Part | None:
        """Read `wilayah:(a OR b)`: every part in parentheses is a value of the field."""
        self.take()
        self.depth += 1
        parts: list[Part] = []
        while self.at < len(self.items) and not self.peek("close"):
            if self.peek("or", "and"):
                self.take()
                continue
            part = _VALUES[named.kind](self, named, place)
            parts += [] if part is None else [part]
        self.depth -= 1
        if self.peek("close"):
            self.take()
        return any_of(parts)

    def bounded(self, tokens: Sequence[Token]) -> list[Token]:
        """Return the tokens that the bound on words leaves."""
        left = max(0, MOST_WORDS - self.count)
        if len(tokens) > left:
            self.note(f"hanya {MOST_WORDS} kata pertama dipakai", f"only the first {MOST_WORDS} words are used")
        self.count += len(tokens)
        return list(tokens[:left])

    def as_words(self, run: Sequence[Item], place: Place, asked: bool = False) -> Part | None:
        """Read items as plain words, all of which must be there; `asked` says that they may be a question."""
        start = run[0].start
        typed = self.text[start : run[-1].end]
        tokens = tokenise(typed)
        question = self.question or (asked and is_asked(tokens, typed))
        kept = self.bounded(without_question(tokens, "?") if question else tokens)
        if not kept:
            return None
        if place == self.place:
            self.words += [Word(start + t.start, start + t.end, t.forms[0], t.keys[0]) for t in kept]
        clauses = tuple(word_clauses(kept, place, self.synonyms))
        said = [said_word(typed[token.start : token.end]) for token in kept]
        if not question or len(kept) == 1:
            return Part(clauses[0] if len(clauses) == 1 else All(clauses), joined(said, "dan", "and"))
        self.note(*ASKED)
        return Part(clauses[0] if len(clauses) == 1 else Any(clauses), joined(said, "atau", "or"))


_Found = tuple[object, ...]
_VALUES: Mapping[str, Callable[[_Reader, Field, Place], Part | None]] = {
    "region": _Reader.in_region, "date": _Reader.in_days,
}  # fmt: skip
