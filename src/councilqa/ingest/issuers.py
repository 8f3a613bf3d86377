"""Whose paper it is: the councils that issue it or that it was written for, never one that it only mentions."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from councilqa.councils.finding import Named, find
from councilqa.councils.known import by_website, official, place_names
from councilqa.councils.names import identity, is_body, short_name
from councilqa.domain.documents import Draft, Table
from councilqa.ingest.abbreviations import abbreviations
from councilqa.text import fold

_FIRST_PAGE = 2500
"""Characters, where a paper has no pages or the first is long."""
_READ = 60_000
"""Characters in which councils are counted: a paper names its own early and often."""
_SHORT = 4000
"""Characters of a paper so short that it may name its council but once."""
_STRONG = 6
"""Marks that make a council the paper's own; one such place is enough."""
_TOP = 8
"""So many headings and paragraphs stand at the top of a first page."""
_LABEL_WORDS = 14
"""A line of no more words is a heading or a label, not prose."""
_LED = re.compile(
    r"(?:^(?:a )?(?:report )?(?:to|of|by|for)|^(?:client|council|authority|organisation|publisher)|"
    r"\b(?:report to|(?:minutes|meeting|constitution|cabinet|executive|full council) of))"
    r"(?: (?:a |the )?(?:(?:\w+ ){0,3}(?:cabinet|executive|council|committee|board|panel|meeting) of))?"
    r"\s*[:–-]?\s*(?:the\s+)?$",
    re.IGNORECASE,
)
"""What leads, at the top, to the name of the council whose paper it is."""
_IMPRINT = re.compile(
    r"(?:\b(?:prepared|written|produced|commissioned|published|issued) (?:for|by|on behalf of)|"
    r"©(?: copyright)?(?: \d{4})?)"
    r"\s*[:–-]?\s*(?:the\s+)?$",
    re.IGNORECASE,
)
"""The same, anywhere on the first page."""
_PASSING = re.compile(
    r"\b(?:such as|like|e\.g\.|for example|including|unlike|compared (?:with|to)|neighbouring|adjoining|formerly|"
    r"(?:made|paid|sent|written|raised|received|requested|funded|provided|employed|owned|run) by|from|"
    r"with|at|than|via|cllrs?|councillors?)[\s,:]*(?:the\s+)?$",
    re.IGNORECASE,
)
"""What leads to the name of another."""
_PARTNER = re.compile(
    r"\b(?:shared?|sharing|joint(?:ly)?|merg(?:er|ing)|combin(?:ed|ing)|partnership|partnering|collaborat(?:ion|ing)|"
    r"alliance)\b[^.;]*\bwith\s+(?:the\s+)?$",
    re.IGNORECASE,
)
"""What leads, in the title or a label at the top, to the name of the council that the paper's own shares with."""
_ALONE = re.compile(r"['’]?s?\s*(?:$|[,:;(|/–—-]|(?:and|&)\s|[A-Z\d])")
"""What stands behind a name that is a heading or begins one, where prose goes on with a verb."""
_ITSELF = re.compile(
    r"^\s*\(\s*(?:hereafter |hereinafter |referred to as )*[“\"'‘]?the (?:council|authority)", re.IGNORECASE
)
_WEBSITE = re.compile(
    r"(?<![\w.-])(?:[\w.+-]+@|(?:https?://)?(?:www\.)?)((?:[\w-]+\.)*[\w-]+)\.gov\.(?:uk|wales|scot)\b", re.I
)
_PLAN = (
    r"(?:(?:\s+(?:and|&)\s+)(?P<second>{places}))?(?:\s+(?:Borough|District|City|County|Council|Draft|Joint|Emerging|New))*"
    r"\s+(?:Local (?:Development )?Plan|Core Strategy|Plan)\b"
)
_BETWEEN = re.compile(
    r"[’']?s?\s*(?:\([^()]{1,12}\)\s*)?(?:,|and|&|/|\+|,\s*and|and the|with)\s*(?:the\s+)?", re.IGNORECASE
)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Part:
    """A heading, paragraph or cell."""

    text: str
    first_page: bool
    top: bool
    """Whether it is the title, or among the first lines under it."""
    cell: bool

    @property
    def is_label(self) -> bool:
        return len(self.text.split()) <= _LABEL_WORDS


@dataclass(slots=True)
class _Tally:
    """What speaks for each council, by its identity."""

    marks: Counter[str] = field(default_factory=Counter[str])
    counts: Counter[str] = field(default_factory=Counter[str])
    opening: set[str] = field(default_factory=set[str])
    """Named at the top of the paper, not in passing."""
    partners: set[str] = field(default_factory=set[str])
    """Named at the top as those that the paper's own council shares with."""
    names: dict[str, str] = field(default_factory=dict[str, str])
    joined: Counter[frozenset[str]] = field(default_factory=Counter[frozenset[str]])
    """Those that one place names together: "Hart District Council and Rushmoor Borough Council"."""

    def name(self, council: str) -> str:
        """Its identity; the name is kept as it was first written."""
        key = identity(council)
        self.names.setdefault(key, council)
        return key


def issuing_councils(draft: Draft, title: str) -> tuple[str, ...]:
    """Full names in the order in which the paper names them, partners last; none where nothing tells."""
    parts = tuple(_parts(draft, title))
    tally = _Tally()
    for part in parts:
        _take(part, tally)
    _take_websites(draft, tally)
    _settle(tally)
    _take_short_forms(draft, parts, tally)
    own = _own(tally, short=len(draft.text) < _SHORT)
    return tuple(tally.names[key] for key in sorted(tally.names, key=tally.partners.__contains__) if key in own)[:4]


def _parts(draft: Draft, title: str) -> Iterator[_Part]:
    """The title, then what the paper says in its order; of tables on the first page the first rows, cell by cell."""
    end = min(draft.pages[0].end, _FIRST_PAGE) if draft.pages else _FIRST_PAGE
    for each in dict.fromkeys(filter(None, (title, draft.title))):
        yield _Part(text=_flat(each), first_page=True, top=True, cell=False)
    for position, block in enumerate(draft.blocks):
        if block.start > _READ:
            return
        first, top = block.start < end, block.start < end and position < _TOP
        if not isinstance(block, Table):
            yield _Part(text=_flat(block.text), first_page=first, top=top, cell=False)
        elif top:
            yield from (
                _Part(text=_flat(cell.text), first_page=True, top=True, cell=True) for cell in block.rows[0].cells
            )


def _flat(text: str) -> str:
    return " ".join(text.replace("*", "").split())


def _take(part: _Part, tally: _Tally) -> None:
    found = find(part.text)
    for named in found:
        _take_named(named, part, tally)
    for one, other in pairwise(found):
        if (
            one.end <= other.start and _BETWEEN.fullmatch(part.text[one.end : other.start])
        ) or one.start == other.start:
            tally.joined[frozenset((identity(one.name), identity(other.name)))] += 1 + 2 * part.first_page
    if part.first_page and part.is_label:
        for council in _planned(part.text):
            tally.marks[tally.name(council)] += _STRONG


def _take_named(named: Named, part: _Part, tally: _Tally) -> None:
    """One mention: what stands before and behind it says whether it is the paper's own council."""
    before, behind = part.text[: named.start], part.text[named.end :]
    key = tally.name(named.name)
    tally.counts[key] += 1
    if _ITSELF.match(behind):
        tally.marks[key] += _STRONG
    partner = part.top and part.is_label and _PARTNER.search(before) is not None
    led = partner or _IMPRINT.search(before) is not None or (part.top and _LED.search(before) is not None)
    if not part.first_page or (_PASSING.search(before) and not led):
        return
    if part.top:
        tally.opening.add(key)
    if partner:
        tally.partners.add(key)
    begins = part.is_label and _ALONE.match(behind) and before.lower().strip(" (“‘'\"–—-") in {"", "the"}
    if led or (begins and part.top):
        tally.marks[key] += _STRONG if named.sure else _STRONG // 2
    elif part.top and part.is_label:
        tally.marks[key] += _STRONG // 2


def _planned(text: str) -> Iterator[str]:
    """The known councils whose plan or area a heading names: local plans are councils' own papers."""
    for match in _plans().finditer(re.sub(r"\s*&\s*", " and ", text)):
        yield from (council for place in filter(None, match.groups()) if (council := official(place)))


@cache
def _plans() -> re.Pattern[str]:
    places = "|".join(sorted(map(re.escape, place_names()), key=len, reverse=True))
    return re.compile(
        rf"\b(?P<first>{places}){_PLAN.format(places=places)}|\bPlan for (?P<of>{places})\b|"
        rf"^(?:City|Borough|County) of (?P<area>{places})\b"
    )


def _take_websites(draft: Draft, tally: _Tally) -> None:
    """A council's own address on the first page, or the only one of a council in the paper."""
    found = [(match.start(), by_website(match[1])) for match in _WEBSITE.finditer(draft.text[:_READ])]
    councils = [(start, council) for start, council in found if council is not None]
    only = len({council for _, council in councils}) == 1
    for start, council in councils:
        if only or start < _FIRST_PAGE:
            tally.marks[_named_like(council, tally)] += _STRONG


def _settle(tally: _Tally) -> None:
    """ "Visit Hart District Council" is Hart's, and "Marsham Council" is the council of that place that has a kind."""
    for key, name in list(tally.names.items()):
        whole = (other for other in tally.names if key.endswith(f" {other}") and tally.counts[other] > 1)
        place = fold(short_name(name))
        kinds = [other for other in tally.names if other != key and fold(short_name(tally.names[other])) == place]
        bare = key == f"{place} council" and len(kinds) == 1 and official(place) is None
        into = next(whole, kinds[0] if bare else None)
        if into is not None:
            _merge(key, into, tally)


def _merge(key: str, into: str, tally: _Tally) -> None:
    del tally.names[key]
    tally.counts[into] += tally.counts.pop(key, 0)
    tally.marks[into] += tally.marks.pop(key, 0)
    if key in tally.opening:
        tally.opening.discard(key)
        tally.opening.add(into)
    if key in tally.partners:
        tally.partners.discard(key)
        tally.partners.add(into)


def _named_like(council: str, tally: _Tally) -> str:
    """The council of that place that the paper names, or else the known one."""
    place = fold(short_name(council))
    same = (key for key, name in tally.names.items() if fold(short_name(name)) == place)
    return next(same, None) or tally.name(council)


def _take_short_forms(draft: Draft, parts: Sequence[_Part], tally: _Tally) -> None:
    """Short names and abbreviations count too, and a line that is nothing but the short name is the paper's own."""
    prose = "\n".join(part.text for part in parts if not part.cell)
    for key, name in tally.names.items():
        short = short_name(name)
        tally.counts[key] += len(re.findall(rf"\b{re.escape(short)}\b", prose)) // 2
        lines = (part.text for part in parts[:6] if part.first_page and not part.cell)
        if any(fold(line) == fold(short) for line in lines):
            tally.marks[key] += _STRONG
    for short, long in abbreviations(draft.text[:_READ]):
        if (key := identity(long)) in tally.names:
            tally.counts[key] += len(re.findall(rf"\b{re.escape(short)}\b", prose))


def _own(tally: _Tally, *, short: bool) -> frozenset[str]:
    """Those with a mark and their partners, or else the one or two that its top names and it names most."""
    most = max(tally.counts.values(), default=0)
    own = {key for key, marks in tally.marks.items() if marks >= _STRONG}
    if not own and (short or most > 1):
        councils = {key: count for key, count in tally.counts.items() if not is_body(tally.names[key])}
        often = {key for key, count in councils.items() if count * 3 >= most}
        own = often if len(often) <= 2 and often <= tally.opening else own
    for pair, times in tally.joined.items():
        if len(pair & own) == 1 and times >= 3:
            own |= {key for key in pair if tally.counts[key] * 3 >= max(tally.counts[each] for each in pair & own)}
    return frozenset(own)
