"""Which papers a question is about, from the names it uses."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from councilqa.councils.called import COMMON_WORDS, defined, first_words, forms, initials, part_names
from councilqa.councils.finding import find
from councilqa.councils.known import places_in, plain
from councilqa.councils.names import short_name, tier
from councilqa.domain.answers import Scope
from councilqa.domain.documents import PaperKind
from councilqa.text import fold

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
_COUNTY_WORDS = re.compile(
    r"\b(?:(?P<area>(?:across|around|in|of|throughout|within) (?:the )?(?:rest of the )?)|the )?county"
    r"(?P<council> council|'s own)?\b"
    r"(?!'?s? (?:districts?|boroughs?|area|boundar\w+|borders?|towns?|roads?|farms?|hall|wide)\b)"
    r"(?!,? (?:and|&) (?:\w+ ){0,2}(?:districts?|boroughs?)\b)"
)
"""The county council. The county is where people live, too, and beside its districts it is one of several."""
_COMPARED = re.compile(
    r"\b(?:compar(?:e|ed|es|ing|ison|isons)\b(?: [\w']+){0,3}? (?:with|to|against|between)|than|unlike|similar to|"
    r"(?:the )?same as|such as|for example|e\.g\.|examples? (?:of|from|in|at)|(?:learn\w*|lessons?)(?: \w+){0,2}? "
    r"(?:from|of|at|in))(?: (?:at|in|by|of|for|what|the|those|that))*$"
)
"""What stands before a place that is named in passing."""
_PAPERS_OWN = re.compile(rf"^(?:'s|s')?(?: council)?(?:'s|s')? (?:[\w-]+ ){{0,2}}?{_PAPER_WORD}\b")
"""What stands behind the council whose paper is asked about: "Gloucester's report"."""
_SHORTEST_PART = 4
"""Letters of a part of a name that stands for the whole."""
_SEVERAL = frozenset("councils of and the upon council unitary metropolitan parish".split())


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
            for name in filter(None, (*names_of(paper), *self._initials_of(paper))):
                places.setdefault(name, []).append(place)
        return {name: tuple(found) for name, found in places.items()}

    def _initials_of(self, paper: Paper) -> list[str]:
        """Those of its councils that stand for no other council, nor for what a paper defines them to be."""
        return [fold(short) for short, council in self._initials.items() if council in paper.councils]

    @cached_property
    def _initials(self) -> Mapping[str, str]:
        meant = {short for paper in self for short, _ in paper.abbreviations}
        councils = tuple(dict.fromkeys(council for paper in self for council in paper.councils))
        return {short: council for short, council in initials(councils).items() if short not in meant}

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
        return frozenset(word for name in self.by_name for word in _WORD.findall(name)) - COMMON_WORDS - _SEVERAL

    @cached_property
    def of_counties(self) -> tuple[Paper, ...]:
        """The papers of county councils."""
        return tuple(paper for paper in self if any("county council" in fold(council) for council in paper.councils))

    def named_in(self, question: str) -> tuple[_Said, ...]:
        """Where a question names their councils, the longest name at each place."""
        folded = fold(question)
        others = [each for each in places_in(folded) if plain(folded[slice(*each)]) not in self._plain_names]
        others += self._of_other_tiers(question, folded)
        kept: list[_Said] = []
        for start, end, name in sorted(self._said(folded), key=lambda each: (each[0] - each[1], each[0])):
            taken = any(start < each.end and each.start < end for each in kept)
            of_another = any(first <= start and end <= last and last - first > end - start for first, last in others)
            if not taken and not of_another:
                before, behind = folded[:start].rstrip(), folded[end:]
                passing = _COMPARED.search(before) is not None and not _PAPERS_OWN.match(behind)
                kept.append(_Said(start=start, end=end, name=name, passing=passing))
        return tuple(sorted(kept, key=lambda each: each.start))

    def _of_other_tiers(self, question: str, folded: str) -> Iterator[tuple[int, int]]:
        """Where a question names the town's council in full, and these know the district's of that name only."""
        for named in find(question):
            short = fold(short_name(named.name))
            tiers = {tier(each) for place in self.by_name.get(short, ()) for each in self[place].councils}
            written = fold(question[named.start : named.end])
            if tiers and tier(named.name) not in tiers and (start := folded.find(written)) >= 0:
                yield start, start + len(written)

    def _said(self, folded: str) -> Iterator[tuple[int, int, str]]:
        for start, end in _stretches(folded, self._longest):
            if folded[start:end] in self.by_name:
                yield start, end, folded[start:end]

    @cached_property
    def _plain_names(self) -> frozenset[str]:
        return frozenset(map(plain, self.by_name))

    def of(self, names: Collection[str]) -> list[Paper]:
        """The papers whose councils have these names, in their order."""
        return [self[place] for place in sorted({place for name in names for place in self.by_name[name]})]

    def asks_for_others(self, question: str) -> bool:
        """Whether a question asks for the paper of a council that these are not known to be of."""
        folded = fold(question)
        return any(
            plain(folded[start:end]) not in self._plain_names and _PAPERS_OWN.match(folded[end:])
            for start, end in places_in(folded)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """Where a folded question names a council of the papers."""

    start: int
    end: int
    name: str
    passing: bool
    """Whether it only serves to compare or to illustrate."""


def understand(question: str, papers: Sequence[Paper], *, within: Collection[str] | None = None) -> Scope:
    """The papers of the partnerships whose councils the question names, of the year and kind that it names.

    A question that names none of these is about all papers. `within` are the ids of the papers that the question is
    known to be about, whatever it names.
    """
    scope = _understood(question, papers)
    known = [paper for paper in papers if within is not None and paper.id in within]
    return _scope(known, scope.named) if known else scope


def _understood(question: str, papers: Sequence[Paper]) -> Scope:
    """By all that the question names; a place named in passing shuts no paper out, nor does any beside a paper of
    another council that these may or may not be of."""
    folded = fold(question)
    papers = _looked_up(papers)
    said = papers.named_in(question)
    named = list(dict.fromkeys(each.name for each in said))
    open_ = all(each.passing for each in said) or papers.asks_for_others(question)
    kept = [] if open_ else papers.of(named)
    if not said and (kept := _county_papers(folded, papers)):
        named = ["county"]
    narrowed, words = _narrowed(folded, _with_partners(kept, papers) if kept else papers)
    if not kept and not words:
        return Scope(named=tuple(named))
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
    """What the paper's councils are called, folded: full, short, a part, an abbreviation that it defines."""
    councils = paper.councils
    known: list[str] = [form for council in councils for form in forms(council)]
    parts = (*first_words(councils), *part_names(councils))
    known += [part for part in parts if len(part) >= _SHORTEST_PART]
    known += defined(councils, paper.abbreviations)
    if paper.partnership:
        known.append(paper.partnership)
    return tuple(dict.fromkeys(map(fold, known)))


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


def without_names(text: str, papers: Sequence[Paper]) -> str:
    """The question less the names of councils and papers, with the prepositions that lead to them."""
    for start, end in reversed((*mentions(text, papers),)):
        after = text[end:]
        owner = re.match(r"['’]s?(?=\s)", after)
        before = re.sub(
            r"(?:\b(?:on behalf of|as part of|for|of|at|in|by|between|across|from|with|within|to)\s+)?"
            r"(?:\b(?:both|each) (?:of )?|\bthe )?$",
            "",
            text[:start],
            flags=re.IGNORECASE,
        )
        if owner:
            text = f"{text[:start].rstrip()} the{after[owner.end() :]}"
        elif re.search(r"\bthe $", text[:start], re.IGNORECASE) and re.match(r"\s+\w", after):
            text = f"{text[:start].rstrip()}{after}"
        else:
            text = f"{before.rstrip()} {after.lstrip()}" if after[:1] not in "?.,;:" else f"{before.rstrip()}{after}"
    for start, end in reversed((*paper_phrases(text),)):
        text = f"{text[:start].rstrip()}{text[end:]}"
    return " ".join(re.sub(r"\([^()\w]*\)|\(\s*\)", "", text).split())


def short_names(councils: Sequence[str]) -> tuple[str, ...]:
    """Councils as they are called: "Hart" for "Hart District Council"."""
    return tuple(dict.fromkeys(map(short_name, councils)))


def _loose(name: str) -> str:
    """A folded name as it may be written."""
    return re.escape(name).replace("'", "['’]").replace(r"\-", "[-‐-–/ ]").replace(r"\ ", r"\s+")


def _stretches(folded: str, longest: int) -> Iterator[tuple[int, int]]:
    """(start, end) of every stretch of whole words that is not too long, without the ending of a possessive too."""
    starts = [place for place in range(len(folded)) if not (place and _is_word(folded[place - 1]))]
    ends = [place for place in range(1, len(folded) + 1) if place == len(folded) or not _is_word(folded[place])]
    for start in starts:
        for end in ends:
            if start < end <= start + longest + len("'s"):
                yield start, end
                if folded[start:end].endswith(("'s", "s'")):
                    yield start, end - 2


def _is_word(character: str) -> bool:
    return character.isalnum() or character == "_"


def _county_papers(folded: str, papers: Sequence[Paper]) -> list[Paper]:
    """The words "the county" mean the county councils' own papers, where there are any."""
    meant = any(match["council"] or not match["area"] for match in _COUNTY_WORDS.finditer(folded))
    return list(_looked_up(papers).of_counties) if meant else []
