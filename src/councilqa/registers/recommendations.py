"""The register of recommendations and decisions."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from councilqa.domain.documents import Document, PaperKind, Slice
from councilqa.domain.registers import Recommendation, Standing
from councilqa.figures import POUNDS, figures
from councilqa.registers.resolutions.lines import lines
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
    return Recommendation(
        document_id=document.id,
        quotes=(read.whole, *((read.lead,) if read.lead else ())),
        body=_body(stem.body if stem else None, None if standing is Standing.PROPOSED else body),
        number=read.number,
        verb=_verb(read),
        text=plain(text),
        items=items,
        condition="; ".join(dict.fromkeys(each for each in conditions if each)) or None,
        delegated_to=delegated_to(text) or next(filter(None, map(delegated_to, items)), None),
        sums=tuple(dict.fromkeys(every[each.start : each.end] for each in figures(every) if each.unit == POUNDS)),
        standing=standing,
        amended=standing is Standing.RESOLVED and any(amended(each) for each in (lead, text)),
    )


def _once(entries: Iterable[tuple[Read, Recommendation]]) -> tuple[Recommendation, ...]:
    """What is printed twice in one paper as one entry, with the quotations of both."""
    kept: list[tuple[Read, Recommendation]] = []
    for read, entry in entries:
        place = next((place for place, other in enumerate(kept) if _same(*other, read, entry)), None)
        if place is None:
            kept.append((read, entry))
        else:
            longer, other = sorted((kept[place][1], entry), key=lambda each: bool(_CUT_SHORT.search(each.text)))
            kept[place] = (kept[place][0], replace(longer, quotes=_joined(longer.quotes, other.quotes)))
    return tuple(entry for _, entry in kept)


def _same(read: Read, entry: Recommendation, other_read: Read, other: Recommendation) -> bool:
    """Whether two are one; "That the report be noted" may be said of two reports, but not under one item."""
    if entry.standing is not other.standing or entry.items != other.items:
        return False
    words, others = (comparable(_CUT_SHORT.sub("", each.text)) for each in (entry, other))
    if any(_CUT_SHORT.search(each.text) for each in (entry, other)):
        same = words.startswith(others) or others.startswith(words)
    else:
        same = words == others
    one_item = len(read.section) > 1 and read.section[:-1] == other_read.section[:-1]
    return same and (one_item or min(len(words), len(others)) > _LONG)


def _joined(quotes: tuple[Slice, ...], others: tuple[Slice, ...]) -> tuple[Slice, ...]:
    return tuple({each.start: each for each in (*quotes, *others)}.values())


def _body(named: str | None, paper: str | None) -> str | None:
    """Who is asked; "the Committee" of a paper that names its committee is that one."""
    whole = re.sub(r"^(?:that\s+)?(?:the\s+)?", "", paper, flags=re.IGNORECASE) if paper else None
    return whole if named is None or (whole and whole.casefold().endswith(named.casefold())) else named
