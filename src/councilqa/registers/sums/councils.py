"""For which council a sum is: names and abbreviations in the words and cells around it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from councilqa.domain.documents import Document
from councilqa.domain.names import COUNCIL_TYPE, short_name
from councilqa.text import unlike

_NAME = r"(?:[A-Z][\w’'-]+(?:(?:[ -](?:and|upon|on|of|the|in|under))?[ -])){1,4}"
_ANY_COUNCIL = rf"{_NAME}{COUNCIL_TYPE} Council"
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
_COMPASS = frozenset(
    "north south east west mid new high great upper lower old central st the isle city vale forest royal county".split()
)
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
        return tuple(_joined(list(self._each(unlike(text))), text))

    def _each(self, text: str) -> Iterator[Mention]:
        known = dict(self.called)
        for match in self.pattern.finditer(text):
            council = known.get(match[0]) or (_stranger(match[0]) if match["stranger"] else None)
            yield Mention(start=match.start(), end=match.end(), council=council, itself=bool(match["itself"]))

    def named(self, text: str) -> tuple[str, ...]:
        """The councils that a heading or label names, each once."""
        whole = self.cell(text)
        if whole is not None:
            return (whole,)
        found = (self._of(match[0]) for match in self.pattern.finditer(unlike(text)) if not match["stranger"])
        return tuple(dict.fromkeys(each for each in found if each is not None))

    def _of(self, called: str) -> str | None:
        return dict(self.called).get(called)

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
        return tuple(dict.fromkeys(each.council for each in self._each(unlike(text)) if each.council is not None))

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


def councils_of(document: Document) -> Councils:
    """What the paper calls its councils: names, short names, abbreviations."""
    names = document.metadata.councils
    called: dict[str, str] = {}
    for name in names:
        short = short_name(name)
        for form in (name, short, f"{short} Council", *_shortened(name, short)):
            called.setdefault(form, name)
    defined = dict(document.abbreviations)
    called |= {short: long for short, long in defined.items() if long in names}
    initials = Counter(_initials(name) for name in names)
    for name in names:
        letters = _initials(name)
        if initials[letters] == 1 and letters not in defined and len(letters) > 2:
            called.setdefault(letters, name)
    forms = sorted(called, key=len, reverse=True)
    known = "|".join(re.escape(form) for form in forms)
    known = rf"(?P<known>\b(?:{known})(?!\w))|" if forms else "(?P<known>(?!))|"
    pattern = re.compile(
        rf"{known}(?P<stranger>\b{_ANY_COUNCIL}\b)|(?P<together>(?i:{_TOGETHER}))|(?P<others>(?i:{_OTHERS}))|"
        rf"(?P<itself>{_ITSELF})"
    )
    return Councils(
        names=names,
        called=tuple((form, called[form]) for form in forms),
        in_cells=tuple(_first_words(names)),
        pattern=pattern,
    )


def for_each(words: str, behind: str = "") -> bool:
    """Whether the words say that every council has as much, or those behind a sum do: "£160k each"."""
    if _EACH.search(words):
        return True
    return re.match(r"\s*each\b(?!\s+(?:year|month|quarter|week))", behind) is not None


def _shortened(name: str, short: str) -> tuple[str, ...]:
    """ "Hart DC", "Rushmoor BC"."""
    kind = name.removeprefix(short).strip()
    letters = "".join(word[0] for word in kind.split())
    place = re.sub(r"^(?:(?:Royal|London|Metropolitan) )*(?:Borough|City|County) of (?:the )?", "", short)
    return tuple(form for form in (f"{short} {letters}" if len(letters) > 1 else "", place) if form)


def _initials(name: str) -> str:
    return "".join(word[0] for word in re.split(r"[\s-]+", name) if word[:1].isupper())


def _first_words(names: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    firsts = Counter(name.split()[0] for name in names)
    for name in names:
        word = name.split()[0]
        if firsts[word] == 1 and word.lower() not in _COMPASS:
            yield word, name


def _stranger(name: str) -> str | None:
    plain = re.sub(r"^(?:(?:The|At|For|In|With|By|From|And|Both|While|As|Of)\s+)+", "", name)
    return plain if re.match(rf"(?!{COUNCIL_TYPE} Council)", plain) else None


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
