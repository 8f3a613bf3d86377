"""For which council a sum is: names and abbreviations in the words and cells around it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby

from councilqa.councils.called import defined, first_words, forms, initials
from councilqa.councils.finding import Named, find
from councilqa.councils.names import identity
from councilqa.domain.documents import Document
from councilqa.text import unlike

_TOGETHER = (
    r"\b(?:both|two|the|all|each|either|partner|of) (?:sovereign |of the |partner )?"
    r"(?:councils|authorities|partners|organisations)\b|"
    r"\b(?:each|either) (?:sovereign )?(?:council|authority|partner)\b|\bcombined\b|\bjointly\b"
)
_ITSELF = r"\b(?:[Tt]he (?:[Cc]ouncil|[Aa]uthority)(?:['’]s)?|[Oo]ur|[Ww]e)(?!\w)(?! of\b)(?! [Tt]ax)"
"""The council that the paper or its section is about."""
_OTHERS = (
    r"\b(?:national(?:ly)?|government|average|county[- ]wide|england|the uk|nhs|homes england|dluhc|mhclg|"
    r"local government|\d+ councils|other councils|other authorities|another (?:council|authority)|partnerships)\b"
)
_EACH = re.compile(
    r"\b(?:each|per|either|every) (?:sovereign |partner )?(?:council|authority|partner|party)\b|"
    r"\b(?:for|to|from) each$",
    re.IGNORECASE,
)
_JOINED = re.compile(r"\s*(?:,|and|&|/|\+|,\s*and|and the)\s*", re.IGNORECASE)
_FOR = re.compile(
    r"\s*(?:\([^()]*\)\s*)?(?:[\w%.'’-]+\s+)*?(?:(?:for|to|by|at|in|on|of|across|between)\s+(?:the\s+)?|\()",
    re.IGNORECASE,
)
_NEAR = 7
"""A council is named so many words behind its sum: "£44k in the first year for Stafford"."""
_BLURRED = str.maketrans("0QDН1lI5", "OOOHIIIS")
"""Letters that text recognition takes for one another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A council, several of them together or another body, named in a text."""

    start: int
    end: int
    council: str | None
    """None for several together, for another body, and for "the council"."""
    itself: bool = False
    """Whether it is "the council", whichever that is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Councils:
    """The councils of a paper and all that they are called in it."""

    names: tuple[str, ...]
    called: tuple[tuple[str, str], ...]
    """(as it is called, full name), longest first."""
    in_cells: tuple[tuple[str, str], ...]
    """Names that are only understood where nothing stands beside them: "Cannock" for Cannock Chase."""
    pattern: re.Pattern[str]

    @property
    def only(self) -> str | None:
        """The council of a paper of one council."""
        return self.names[0] if len(self.names) == 1 else None

    def mentions(self, text: str) -> tuple[Mention, ...]:
        """In their order; "HDC and MBC" is one mention of several."""
        return _mentions(self, text)

    def each(self, text: str) -> Iterator[Mention]:
        """Of this paper's councils, others, and words that stand for some, one by one; none inside another."""
        known = dict(self.called)
        named = tuple(self._full(text))
        for match in self.pattern.finditer(text):
            if not any(each.start <= match.start() < each.end for each in named):
                itself = bool(match["itself"])
                named += (Mention(start=match.start(), end=match.end(), council=known.get(match[0]), itself=itself),)
        yield from sorted(named, key=lambda each: each.start)

    def _full(self, text: str) -> Iterator[Mention]:
        """Councils by their full names; of several under one kind this paper's are left to what they are called."""
        own = {identity(name): name for name in self.names}
        for (start, end), group in groupby(filter(_is_sure, find(text)), key=lambda each: (each.start, each.end)):
            names = [own.get(identity(each.name), each.name) for each in group]
            if len(names) == 1 or not own.keys() & set(map(identity, names)):
                yield Mention(start=start, end=end, council=names[0] if len(names) == 1 else None)

    def named(self, text: str) -> tuple[str, ...]:
        """The councils that a heading or label names, each once."""
        whole = self.cell(text)
        if whole is not None:
            return (whole,)
        found = (each.council for each in self.each(unlike(text)))
        return tuple(dict.fromkeys(each for each in found if each in self.names))

    def cell(self, text: str) -> str | None:
        """The council that a cell names and nothing else."""
        plain = re.sub(r"\s*\(?£.*$|[*:]|\s+(?:council|share|only)\s*$", "", unlike(text).strip(), flags=re.IGNORECASE)
        for called, council in (*self.called, *self.in_cells):
            if plain.strip().casefold() == called.casefold():
                return council
        return None

    def blurred(self, text: str) -> str | None:
        """The council whose abbreviation a scan has garbled: "H OC ." for HDC."""
        letters = _blurred(text)
        found = {council for called, council in self.called if called.isupper() and _blurred(called) == letters}
        return found.pop() if len(found) == 1 else None

    def respective(self, text: str) -> tuple[str, ...]:
        """The councils of "A and B would save £1m and £2m respectively", in their order; none without that word."""
        if not re.search(r"\brespectively\b", text, re.IGNORECASE):
            return ()
        return tuple(dict.fromkeys(each.council for each in self.each(unlike(text)) if each.council is not None))

    def of_sum(self, text: str, start: int, end: int, *, after: int, about: str | None) -> str | None:
        """The one council of the sum at a place, where the next one starts at `after`.

        `about` is the council that the headings above are about.
        """
        found = self.mentions(text)
        behind = [each for each in found if end <= each.start < after and _leads(text[end : each.start])]
        ahead = [each for each in found if each.end <= start]
        chosen = next((each for each in behind if len(text[end : each.start].split()) <= _NEAR), None)
        chosen = chosen or next((each for each in reversed(ahead) if not _beside(text, each)), None)
        if chosen is None and about is None:
            chosen = next(iter([*behind, *reversed(ahead)]), None)
        if chosen is None or chosen.itself:
            return about or self.only
        return chosen.council


@lru_cache(maxsize=1024)
def _mentions(councils: Councils, text: str) -> tuple[Mention, ...]:
    """Read once for all the sums of a sentence."""
    return tuple(_joined(list(councils.each(unlike(text))), text))


def councils_of(document: Document) -> Councils:
    """What the paper calls its councils: names, short names, abbreviations."""
    names = document.metadata.councils
    meant = {short for short, _ in document.abbreviations}
    called = {short: name for short, name in initials(names).items() if short not in meant}
    for name in names:
        called |= dict.fromkeys(forms(name), name)
    called |= defined(names, document.abbreviations)
    ordered = sorted(called, key=len, reverse=True)
    known = "|".join(re.escape(form) for form in ordered)
    known = rf"(?P<known>\b(?:{known})(?!\w))|" if ordered else "(?P<known>(?!))|"
    pattern = re.compile(rf"{known}(?P<together>(?i:{_TOGETHER}))|(?P<others>(?i:{_OTHERS}))|(?P<itself>{_ITSELF})")
    return Councils(
        names=names,
        called=tuple((form, called[form]) for form in ordered),
        in_cells=tuple(first_words(names).items()),
        pattern=pattern,
    )


def for_each(words: str, behind: str = "") -> bool:
    """Whether the words say that every council has as much, or those behind a sum do: "£160k each"."""
    if _EACH.search(words):
        return True
    return re.match(r"\s*each\b(?!\s+(?:year|month|quarter|week))", behind) is not None


def _is_sure(named: Named) -> bool:
    return named.sure


def _joined(found: list[Mention], text: str) -> Iterator[Mention]:
    pending: Mention | None = None
    for mention in found:
        if pending and _JOINED.fullmatch(text[pending.end : mention.start]) and pending.council != mention.council:
            pending = Mention(start=pending.start, end=mention.end, council=None)
            continue
        if pending:
            yield pending
        pending = mention
    if pending:
        yield pending


def _leads(between: str) -> bool:
    """Whether the words from a sum to a council say that it is the council's: "£44k a year for Stafford"."""
    return _FOR.fullmatch(between) is not None and not re.search(r"\b(?:and|or|but)\b", between)


def _beside(text: str, mention: Mention) -> bool:
    """ "shared with Rushmoor", "across two councils": the sum is not theirs."""
    before = text[: mention.start]
    return re.search(r"\b(?:with|alongside|across|between)\s+(?:the\s+)?$", before, re.IGNORECASE) is not None


def _blurred(text: str) -> str:
    return re.sub(r"\W", "", unlike(text.upper())).translate(_BLURRED)
