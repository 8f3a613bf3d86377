"""Which papers a question is about, from the names it uses."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from councilqa.domain.answers import Scope
from councilqa.domain.documents import PaperKind
from councilqa.text import fold

_COUNCIL_END = re.compile(
    r"(?:\s+(?:county|district|borough|city|metropolitan borough|london borough|royal borough|unitary|town|parish))?"
    r"(?:\s+council)?$",
    re.IGNORECASE,
)
_COUNCIL_START = re.compile(r"^(?:(?:(?:london|royal|metropolitan) )?borough|city) of ", re.IGNORECASE)
_COMMON_FIRST = frozenset(
    "north south east west north-east north-west south-east south-west mid central great greater upper lower isle city "
    "county district borough town london royal new high forest".split()
)
"""First words of councils' names that stand in questions for other reasons."""
_COMMON_WORDS = _COMMON_FIRST | frozenset("council councils metropolitan unitary parish of and the upon".split())
_PAPER_WORD = r"(?:reports?|papers?|statements?|business cases?|minutes|meetings?|decisions?)"
_YEAR_OF_PAPER = re.compile(
    rf"\b{_PAPER_WORD}\b (?:\w+ ){{0,4}}?((?:19|20)\d\d)\b(?![-/]\d)|"
    rf"(?<![-/\d])\b((?:19|20)\d\d) (?:cabinet |council |committee )?{_PAPER_WORD}\b"
)
"""A year counts where it is a paper's, not where it is the year of a saving."""
_KINDS: tuple[tuple[str, PaperKind], ...] = (
    (
        r"\b(?:in|of|by|from|according to) the (?:joint |working together |joint working together )*statement\b",
        PaperKind.STATEMENT,
    ),
    (r"\b(?:in|from|according to) the minutes\b", PaperKind.MINUTES),
    (r"\b(?:in|from|according to) the decision (?:notice|record)\b", PaperKind.DECISION),
    (r"\b(?:on|in|from|according to) the agenda\b", PaperKind.AGENDA),
    (r"\b(?:in|from|according to) the cabinet (?:report|paper)\b", PaperKind.CABINET_REPORT),
)
_PAPER_PHRASE = re.compile(
    r"\b(?:in|from|according to|on|of|by) (?:the|their|that|this|its)(?: [\w-]+){0,4}? "
    r"(?:reports?|papers?|statements?|business cases?|minutes|agenda|decision (?:notice|record)s?)"
    r"(?: (?:of|from|in|for) (?:\w+ )?(?:19|20)\d\d)?(?!\w)",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")
_COUNTY_WORDS = re.compile(r"\b(?:the )?county(?: council)?(?:'s)?\b")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """What scope needs to know of an indexed paper."""

    id: str
    councils: tuple[str, ...]
    partnership: str | None
    date: date | None
    abbreviations: tuple[tuple[str, str], ...] = ()
    kind: PaperKind = PaperKind.OTHER


class Papers(tuple[Paper, ...]):
    """Papers with their names looked up: what a question names is found without passing over every paper."""

    @cached_property
    def by_name(self) -> Mapping[str, tuple[int, ...]]:
        """Places of the papers by every name of their councils."""
        places: dict[str, list[int]] = {}
        for place, paper in enumerate(self):
            for name in names_of(paper):
                if name:
                    places.setdefault(name, []).append(place)
        return {name: tuple(found) for name, found in places.items()}

    @cached_property
    def _longest(self) -> int:
        """Characters of the longest name."""
        return max(map(len, self.by_name), default=0)

    @cached_property
    def _by_first_word(self) -> Mapping[str, tuple[str, ...]]:
        names: dict[str, list[str]] = {}
        for name in self.by_name:
            names.setdefault(next(iter(_WORD.findall(name)), ""), []).append(name)
        return {word: tuple(found) for word, found in names.items()}

    def names_like(self, text: str) -> set[str]:
        """The names that may stand in a text, all that do among them: their first word does."""
        words = {"", *_WORD.findall(text.lower()), *_WORD.findall(fold(text))}
        return {name for word in words for name in self._by_first_word.get(word, ())}

    @cached_property
    def names(self) -> frozenset[str]:
        """The words of the councils' names, folded, without those that many councils' names have."""
        return frozenset(word for name in self.by_name for word in _WORD.findall(name)) - _COMMON_WORDS

    @cached_property
    def of_counties(self) -> tuple[Paper, ...]:
        """The papers of county councils."""
        return tuple(paper for paper in self if any("county council" in fold(council) for council in paper.councils))

    def named_in(self, folded: str) -> tuple[list[Paper], list[str]]:
        """The papers of the councils that a folded text names, in their order, and the names."""
        said = {name for name in _stretches(folded, self._longest) if name in self.by_name}
        kept = [self[place] for place in sorted({place for name in said for place in self.by_name[name]})]
        return kept, list(dict.fromkeys(name for paper in kept for name in names_of(paper) if name in said))


def understand(question: str, papers: Sequence[Paper], *, within: Collection[str] | None = None) -> Scope:
    """The papers of the partnerships whose councils the question names, of the year and kind that it names.

    A question that names none of these is about all papers. `within` are the ids of the papers that the question is
    known to be about, whatever it names.
    """
    scope = _understood(question, papers)
    known = [paper for paper in papers if within is not None and paper.id in within]
    return _scope(known, scope.named) if known else scope


def _understood(question: str, papers: Sequence[Paper]) -> Scope:
    folded = fold(question)
    papers = _looked_up(papers)
    kept, named = papers.named_in(folded)
    if not kept:
        kept = _county_papers(folded, papers)
        named = ["county"] if kept else []
    narrowed, words = _narrowed(folded, _with_partners(kept, papers) if kept else papers)
    if not kept and not words:
        return Scope()
    return _scope(narrowed, (*named, *words))


def _with_partners(kept: Sequence[Paper], papers: Sequence[Paper]) -> list[Paper]:
    """Those papers, and the others of their partnerships."""
    ids = {paper.id for paper in kept}
    partnerships = {paper.partnership for paper in kept if paper.partnership}
    return [paper for paper in papers if paper.id in ids or paper.partnership in partnerships]


def _looked_up(papers: Sequence[Paper]) -> Papers:
    return papers if isinstance(papers, Papers) else Papers(papers)


def _scope(together: Sequence[Paper], named: tuple[str, ...]) -> Scope:
    partnerships = tuple(sorted({paper.partnership for paper in together if paper.partnership}))
    return Scope(
        document_ids=tuple(paper.id for paper in together),
        partnerships=partnerships,
        councils=tuple(sorted({council for paper in together for council in paper.councils})),
        named=named,
    )


def _narrowed(folded: str, papers: Sequence[Paper]) -> tuple[Sequence[Paper], tuple[str, ...]]:
    """The papers of the year and of the kind that the question names, where there are any."""
    words: list[str] = []
    for match in _YEAR_OF_PAPER.finditer(folded):
        year = match[1] or match[2]
        of_year = [paper for paper in papers if paper.date is not None and paper.date.year == int(year)]
        if of_year and len(of_year) < len(papers):
            papers = of_year
            words.append(year)
    for pattern, kind in _KINDS:
        said = re.search(pattern, folded)
        of_kind = [paper for paper in papers if paper.kind is kind] if said else []
        if said and of_kind and len(of_kind) < len(papers):
            papers = of_kind
            words.append(said[0])
    return papers, tuple(words)


def names_of(paper: Paper) -> tuple[str, ...]:
    """Every name of the paper's councils, folded: full, short, first word, abbreviation."""
    names: dict[str, None] = {}
    abbreviated = {fold(long): fold(short) for short, long in paper.abbreviations}
    for council in paper.councils:
        full = fold(council)
        short = _COUNCIL_START.sub("", _COUNCIL_END.sub("", full))
        names[full] = names[short] = None
        first = short.split()[0] if short.split() else ""
        if len(first) >= 4 and first not in _COMMON_FIRST:
            names[first] = None
        if full in abbreviated:
            names[abbreviated[full]] = None
    if paper.partnership:
        names[paper.partnership.lower()] = None
    return tuple(names)


def mentions(text: str, papers: Sequence[Paper]) -> tuple[tuple[int, int], ...]:
    """(start, end) of the places in a text that name councils of the papers; names joined by "and" are one place."""
    papers = _looked_up(papers)
    found = _named_places(text, papers.names_like(text))
    if not found and _county_papers(fold(text), papers):
        found = [match.span() for match in re.finditer(r"\b(?:the )?county(?: council)?\b", text, re.IGNORECASE)]
    return tuple(found)


def _named_places(text: str, names: Collection[str]) -> list[tuple[int, int]]:
    if not names:
        return []
    listed = "|".join(_loose(name) for name in sorted(sorted(names), key=len, reverse=True))
    named = rf"(?:{listed})(?:\s+(?:district|borough|county|city))?(?:\s+councils?)?(?!\w)"
    joined = rf"(?<!\w){named}(?:\s*(?:,|/|&|-|[‐-–]|\band\b|\bor\b)\s*(?:the )?{named})*"
    return [match.span() for match in re.finditer(joined, text, re.IGNORECASE)]


def paper_phrases(text: str) -> tuple[tuple[int, int], ...]:
    """(start, end) of words that narrow a question to papers: "in the 2022 report", "in the joint statement"."""
    return tuple(match.span() for match in _PAPER_PHRASE.finditer(text))


def short_names(councils: Sequence[str]) -> tuple[str, ...]:
    """Councils as they are called: "Hart" for "Hart District Council"."""
    shortened = (re.sub(_COUNCIL_END, "", name.strip()) for name in councils)
    return tuple(dict.fromkeys(re.sub(_COUNCIL_START, "", name) or name for name in shortened))


def _loose(name: str) -> str:
    """A folded name as it may be written."""
    return re.escape(name).replace("'", "['’]").replace(r"\-", "[-‐-–/ ]").replace(r"\ ", r"\s+")


def _stretches(folded: str, longest: int) -> Iterator[str]:
    """Every stretch of whole words that is not too long, with and without the ending of a possessive."""
    starts = [place for place in range(len(folded)) if not (place and _is_word(folded[place - 1]))]
    ends = [place for place in range(1, len(folded) + 1) if place == len(folded) or not _is_word(folded[place])]
    for start in starts:
        for end in ends:
            if start < end <= start + longest + len("'s"):
                yield folded[start:end]
                if folded[start:end].endswith(("'s", "s'")):
                    yield folded[start : end - 2]


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _county_papers(folded: str, papers: Sequence[Paper]) -> list[Paper]:
    """The words "the county" mean the county councils' own papers, where there are any."""
    if not _COUNTY_WORDS.search(folded):
        return []
    return list(_looked_up(papers).of_counties)
