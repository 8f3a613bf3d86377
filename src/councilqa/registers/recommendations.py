"""The register of recommendations and decisions."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace

from councilqa.domain.documents import Document, PaperKind, Slice, item_of
from councilqa.domain.registers import Recommendation, Standing
from councilqa.figures import POUNDS, figures
from councilqa.registers.resolutions.lines import lines
from councilqa.registers.resolutions.movers import movers
from councilqa.registers.resolutions.numbers import joined
from councilqa.registers.resolutions.walk import Read, walk
from councilqa.registers.resolutions.wording import amended, condition_of, delegated_to, plain, verb_of
from councilqa.text import comparable

_RECORDS = frozenset({PaperKind.MINUTES, PaperKind.DECISION, PaperKind.AGENDA})
_RECORD = re.compile(
    r"(?m:^[^\w\n]*(?:\(?\w{1,4}[.)]\s*)?(?:[Ii]t was )?(?:RESOLVED|PENDERFYNWYD)\b)|(?:Therefore|Whereupon|"
    r"Accordingly),? it was RESOLVED\b|"
    r"(?im:^\W*minutes of )|(?i:\bdecision status\b|\bdecisions? published\b|"
    r"\brecord of (?:executive )?decisions?\b|"
    r"\bdecision notice\b|\bdate (?:of )?decision(?: made)?:)"
)
_MET = re.compile(
    r"\b(?i:meeting of (?:the )?)(?P<body>(?:[A-Z][\w&'’-]*\s+(?:(?:and|of|for|&)\s+)?){0,8}?"
    r"(?:Cabinet|Council|Committee|Executive|Board|Panel|Authority))(?=,?\s+(?i:held|on|at|which)\b)"
)
_HEAD = 3000
"""Characters in which minutes say whose they are."""
_AIMS = re.compile(r"\W*(?:[\d.]*\s*)(?:purpose|summary|executive summary|introduction|synopsis)\b", re.IGNORECASE)
_CUT_SHORT = re.compile(r"\s*(?:\.\.\.|…)(?:\s*view the full minutes text.*)?\s*$", re.IGNORECASE)
_MILD = frozenset({"note", "consider", "receive", "review", "acknowledge", "welcome"})
_LONG = 40
"""A resolution of so many characters that is printed twice is one, wherever it stands."""


def recommendations(document: Document) -> tuple[Recommendation, ...]:
    """What a paper recommends, records as decided or merely proposes, in reading order; each once.

    What is printed twice has both places in its quotes. Outside the recommendations of a paper that has such a section,
    and in what is appended to it, it is merely proposed.
    """
    record = _records(document)
    found = walk(document.text, lines(document), record=record)
    asked = any(each.formal and not each.appended and each.standing is Standing.RECOMMENDED for each in found)
    standing = [(each, _standing(each, document, asked)) for each in found]
    body = _whose(document, record)
    return _once(
        (each, _entry(each, stands, document, body)) for each, stands in standing if _is_one(each, stands, asked)
    )


def _records(document: Document) -> bool:
    """Whether the paper records decisions: minutes, a decision notice, a page with both agenda and minutes."""
    return document.metadata.kind in _RECORDS or _RECORD.search(document.text) is not None


def _standing(read: Read, document: Document, asked: bool) -> Standing:
    if read.standing is not Standing.RECOMMENDED:
        return read.standing
    if read.appended or (asked and not read.formal):
        return Standing.PROPOSED
    named = read.stem is not None and read.stem.body is not None
    alone = document.metadata.kind in (PaperKind.BUSINESS_CASE, PaperKind.STATEMENT) and not named
    return Standing.PROPOSED if alone else Standing.RECOMMENDED


def _is_one(read: Read, standing: Standing, asked: bool) -> bool:
    """A purpose that names the decision again, and a passing "Members are asked to note", are none of their own."""
    if standing is not Standing.PROPOSED or not asked or read.appended:
        return True
    in_aims = bool(read.section) and _AIMS.match(read.section[-1]) is not None
    return not in_aims and _verb(read) not in _MILD


def _verb(read: Read) -> str | None:
    return verb_of(plain(read.core), read.stem.verb if read.stem else None)


def _whose(document: Document, record: bool) -> str | None:
    """The body that meets, as the minutes' own head names it."""
    met = _MET.search(document.text[:_HEAD]) if record else None
    return met["body"] if met else document.metadata.body


def _entry(read: Read, standing: Standing, document: Document, body: str | None) -> Recommendation:
    text = " ".join(plain(each) for each in read.said)
    items = tuple(plain(each) for each in read.items)
    lead = plain(read.lead.text) if read.lead else ""
    every = "\n".join((text, *items))
    conditions = (condition_of(part) for part in (lead, text))
    stem = read.stem
    mover, seconder = movers(document.text, read.whole, read.lead)
    return Recommendation(
        document_id=document.id,
        quotes=(read.whole, *((read.lead,) if read.lead else ())),
        body=_body(stem.body if stem else None, None if standing is Standing.PROPOSED else body),
        number=_number(read),
        verb=_verb(read),
        text=plain(text),
        items=items,
        condition="; ".join(dict.fromkeys(each for each in conditions if each)) or None,
        delegated_to=delegated_to(text) or next(filter(None, map(delegated_to, items)), None),
        sums=tuple(dict.fromkeys(every[each.start : each.end] for each in figures(every) if each.unit == POUNDS)),
        standing=standing,
        amended=standing is Standing.RESOLVED and any(amended(each) for each in (lead, text)),
        mover=mover,
        seconder=seconder,
    )


def _number(read: Read) -> str | None:
    """As a member cites it; what minutes tell by the minute that it stands in: "11(i)"."""
    if not read.told or read.paragraph == read.number:
        return read.number
    counts = read.number is not None and any(letter.isdigit() for letter in read.number)
    return read.number if counts else joined(read.paragraph, read.number)


def _once(entries: Iterable[tuple[Read, Recommendation]]) -> tuple[Recommendation, ...]:
    """What is printed twice in one paper as one entry, with the quotations of both."""
    kept = _Once()
    for read, entry in entries:
        kept.add(_Kept(read=read, entry=entry, words=comparable(_CUT_SHORT.sub("", entry.text))))
    return tuple(each.entry for each in kept.found)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Kept:
    read: Read
    entry: Recommendation
    words: str
    """Of its text, as they are compared."""

    @property
    def is_cut(self) -> bool:
        return _CUT_SHORT.search(self.entry.text) is not None

    @property
    def kin(self) -> tuple[object, ...]:
        """What two that are one have in common, whatever they say."""
        return self.entry.standing, self.entry.items

    @property
    def key(self) -> tuple[object, ...]:
        """What two that are one have in common where neither is cut short."""
        return *self.kin, self.words, None if len(self.words) > _LONG else self.read.section[:-1]


class _Once:
    """Those found so far, by what they say: only what is cut short is compared with each of the others."""

    def __init__(self) -> None:
        self.found: list[_Kept] = []
        self._by_key: dict[tuple[object, ...], int] = {}
        self._by_kin: dict[tuple[object, ...], list[int]] = defaultdict(list)
        self._cut: dict[tuple[object, ...], list[int]] = defaultdict(list)

    def add(self, new: _Kept) -> None:
        place = next((place for place in self._like(new) if _same(self.found[place], new)), None)
        if place is None:
            place = len(self.found)
            self.found.append(new)
            self._by_kin[new.kin].append(place)
            if new.is_cut:
                self._cut[new.kin].append(place)
        else:
            first = self.found[place]
            longer, other = sorted((first, new), key=lambda each: each.is_cut)
            entry = replace(longer.entry, quotes=_joined(longer.entry.quotes, other.entry.quotes))
            self.found[place] = replace(longer, read=first.read, entry=entry)
        if not self.found[place].is_cut:
            self._by_key.setdefault(self.found[place].key, place)

    def _like(self, new: _Kept) -> list[int]:
        """Places of those that may be one with it, in their order."""
        if new.is_cut:
            return self._by_kin[new.kin]
        same = self._by_key.get(new.key)
        return sorted({*self._cut[new.kin], *([] if same is None else [same])})


def _same(one: _Kept, other: _Kept) -> bool:
    """Whether two are one; "That the report be noted" may be said of two reports, but not under one item."""
    if _are_two(one.read, other.read):
        return False
    if one.is_cut or other.is_cut:
        same = one.words.startswith(other.words) or other.words.startswith(one.words)
    else:
        same = one.words == other.words
    section = one.read.section
    one_item = len(section) > 1 and section[:-1] == other.read.section[:-1]
    return same and (one_item or min(len(one.words), len(other.words)) > _LONG)


def _are_two(read: Read, other: Read) -> bool:
    """Whether two of the same words are two all the same: of two reports, two minutes, or one list."""
    if item_of(read.section) != item_of(other.section):
        return True
    if read.standing is Standing.RESOLVED and read.paragraph and other.paragraph:
        return read.paragraph.partition("(")[0] != other.paragraph.partition("(")[0]
    one_list = read.section == other.section and read.lead == other.lead
    return one_list and read.number != other.number


def _joined(quotes: tuple[Slice, ...], others: tuple[Slice, ...]) -> tuple[Slice, ...]:
    return tuple({each.start: each for each in (*quotes, *others)}.values())


def _body(named: str | None, paper: str | None) -> str | None:
    """Who is asked; "the Committee" of a paper that names its committee is that one."""
    whole = re.sub(r"^(?:that\s+)?(?:the\s+)?", "", paper, flags=re.IGNORECASE) if paper else None
    return whole if named is None or (whole and whole.casefold().endswith(named.casefold())) else named
