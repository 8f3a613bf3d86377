"""Sums in prose: what each is, for whom and when, by the words nearest to it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from councilqa.domain.documents import Document, Slice
from councilqa.domain.registers import Period, Recurrence, Sum, SumKind
from councilqa.figures import POUNDS, Found, figures
from councilqa.registers.sums.context import Around
from councilqa.registers.sums.councils import Councils, for_each
from councilqa.registers.sums.kinds import KindWord, kind_words, standing
from councilqa.registers.sums.periods import Dated, merged, periods, recurrence_of
from councilqa.registers.sums.shares import share_in
from councilqa.registers.sums.signs import effect_of
from councilqa.registers.sums.tables import paired

_END = re.compile(r"[.!?][\"'”’)\]]*\s+(?=[\"'“‘(]?[A-Z£])|;\s+|\n\s*\n\s*")
_ABBREVIATED = re.compile(r"\b(?:e\.g|i\.e|etc|approx|no|nos|para|p\.a|c|cllr|st|vs|ref|fig|[A-Z])\.$", re.IGNORECASE)
_CLAUSE = re.compile(r"[;:]|,\s|\s[-–—]\s|\s(?:and|while|whilst|but|although|with|which|representing)\s", re.IGNORECASE)
_BRIDGE = re.compile(
    r"\s*(?:(?:of|is|are|was|were|at|up to|about|around|approximately|circa|c\.?|some|over|under|nearly|almost|just|"
    r"in excess of|in the (?:order|region) of|to be|be|estimated|=|:|totall?ing|amount(?:ing|s|ed)? to|worth|"
    r"assumed as|a|an|the|total|maximum|sum|figure|more than|less than|at least|between|from)\s*|[(=:–-]\s*)*",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?:\s+|^)(?:of|is|are|was|were|at|up to|about|around|approximately|circa|c\.?|some|over|nearly|almost|by|to|"
    r"in excess of|in the order of|in the region of|to be|be|a|an|the|and|=|:|\(|[-–—]|than|estimated at|assumed as|for|in|"
    r"between|from|worth|just|under|on|also|further|another)\s*$",
    re.IGNORECASE,
)
_COMPLEMENT = re.compile(
    r"\s*(?:\([^()]*\)\s*)?(?:(?:per annum|p\.?a\.?|a year|per year|each year)\s+)?"
    r"((?:in relation to|in respect of|relating to|associated with|as a result of|for|to|towards|from|on|in|of|by|per)\s[^,;.:()]*)",
    re.IGNORECASE,
)
_WORDS_BEFORE, _WORDS_AFTER = 12, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class _Place:
    """A sum in its sentence, between the sums next to it."""

    sentence: str
    start: int
    end: int
    before: int
    """End of the sum before it."""
    after: int
    """Start of the sum after it."""

    @property
    def window(self) -> str:
        return self.sentence[self.before : self.after]


def sums_of_prose(
    document: Document, block: Slice, around: Around, councils: Councils, *, lead_in: Slice | None = None
) -> Iterator[Sum]:
    """Sums of a block's sentences in reading order."""
    if "£" not in block.text and "pounds" not in block.text and "GBP" not in block.text:
        return
    previous = ""
    for sentence in _sentences(block):
        found = [figure for figure in figures(sentence.text) if figure.unit == POUNDS]
        places = _places(sentence.text, paired(found, sentence.text))
        for (figure, upper), place in places:
            yield _sum(document, sentence, place, figure, upper, around, councils, lead_in, previous)
        previous = sentence.text


def _sentences(block: Slice) -> Iterator[Slice]:
    start = 0
    for match in _END.finditer(block.text):
        if _ABBREVIATED.search(block.text[start : match.start() + 1]):
            continue
        yield from _stripped(block, start, match.end())
        start = match.end()
    yield from _stripped(block, start, len(block.text))


def _stripped(block: Slice, start: int, end: int) -> Iterator[Slice]:
    raw = block.text[start:end]
    text = raw.strip()
    if text:
        yield Slice(text=text, start=block.start + start + raw.index(text))


def _places(
    text: str, found: Sequence[tuple[Found, Found | None]]
) -> Iterator[tuple[tuple[Found, Found | None], _Place]]:
    for position, (figure, upper) in enumerate(found):
        start = _written_from(text, figure.start)
        previous = found[position - 1] if position else None
        following = found[position + 1][0].start if position + 1 < len(found) else len(text)
        yield (
            (figure, upper),
            _Place(
                sentence=text,
                start=start,
                end=(upper or figure).end,
                before=(previous[1] or previous[0]).end if previous else 0,
                after=following,
            ),
        )


def _written_from(text: str, start: int) -> int:
    lead = re.search(r"(?<!\w)(?:c(?:irca|a)?\.?\s?)$", text[:start], re.IGNORECASE)
    return lead.start() if lead else start


def _sum(
    document: Document,
    sentence: Slice,
    place: _Place,
    figure: Found,
    upper: Found | None,
    around: Around,
    councils: Councils,
    lead_in: Slice | None,
    previous: str,
) -> Sum:
    context = tuple(each.text for each in (lead_in,) if each) + ((previous,) if previous else ())
    kind = _kind(place) or _kind_before(context) or _kind_under(around)
    period, recurrence = _time(place, context)
    written = Slice(text=place.sentence[place.start : place.end], start=sentence.start + place.start)
    led = (lead_in,) if lead_in is not None and lead_in.start < sentence.start else ()
    found = Sum(
        document_id=document.id,
        quotes=(sentence, written, *led),
        written=written.text,
        amount=figure.value,
        upper=upper.value if upper else None,
        approximate=figure.approximate or place.start < figure.start,
        kind=kind or SumKind.OTHER,
        what=_what(place, lead_in),
        council=_council(place, around, councils),
        period=period,
        recurrence=recurrence,
        decided=_standing(place, context),
        share=share_in(place.window),
        total=re.search(r"\b(?:in )?total\b", _clause(place), re.IGNORECASE) is not None,
        each=for_each(_clause(place)),
    )
    return replace(found, effect=effect_of(found))


def _kind(place: _Place) -> SumKind | None:
    """The nearest of the words that say it, those that lean on the sum first: "savings of £1m", "£1m of savings"."""
    text = place.sentence
    found = kind_words(text)
    own = [word for word in found if place.before <= word.start and word.end <= place.after]
    before = [word for word in own if word.end <= place.start]
    after = [word for word in own if word.start >= place.end]
    if before and _BRIDGE.fullmatch(text[before[-1].end : place.start]):
        return before[-1].kind
    if after and re.fullmatch(
        r"\s*(?:\([^)]*\)\s*)?(?:(?:of|in|as|a|an|the|per annum|p\.a\.|[\w-]+)\s+){0,3}",
        text[place.end : after[0].start],
    ):
        if not re.match(r"\s*(?:for|to|towards|from|on|against|between)\b", text[place.end : after[0].start]):
            return after[0].kind
    nearest = _nearest(place, before, after)
    if nearest is not None:
        return nearest.kind
    earlier = [word for word in found if word.end <= place.start]
    return earlier[-1].kind if earlier else (after[0].kind if after else None)


def _nearest(place: _Place, before: Sequence[KindWord], after: Sequence[KindWord]) -> KindWord | None:
    """Words before a sum say what it is sooner than those behind it, and those of its own clause sooner than others."""
    text = place.sentence

    def distance(word: KindWord) -> int:
        between = text[word.end : place.start] if word.end <= place.start else text[place.end : word.start]
        behind = 25 if word.start >= place.end else 0
        return len(between) + 60 * len(_CLAUSE.findall(between)) + behind

    return min((*before, *after), key=distance, default=None)


def _kind_before(context: Sequence[str]) -> SumKind | None:
    for text in context:
        if found := kind_words(text):
            return found[0].kind
    return None


def _kind_under(around: Around) -> SumKind | None:
    found = kind_words(around.section[-1]) if around.section else ()
    return found[0].kind if found else None


def _time(place: _Place, context: Sequence[str]) -> tuple[Period | None, Recurrence | None]:
    found = [each for each in periods(place.sentence) if not (place.start <= each.start < place.end)]
    own = [each for each in found if place.before <= each.start < place.after]
    behind = [each for each in own if each.start >= place.end]
    ahead = [each for each in own if each.end <= place.start]
    chosen = behind or ahead or [each for each in found if each.start < place.start][-1:]
    period = _joined(chosen)
    recurrence = recurrence_of(place.window) or (recurrence_of(place.sentence[: place.start]) if not own else None)
    if recurrence is None and period is None and context:
        recurrence = recurrence_of(context[0])
    return period, recurrence


def _joined(chosen: Sequence[Dated]) -> Period | None:
    if not chosen:
        return None
    period: Period | None = chosen[0].period
    if len(chosen) > 1 and chosen[1].start - chosen[0].end <= 3:
        period = merged(period, chosen[1].period)
    return period


def _council(place: _Place, around: Around, councils: Councils) -> str | None:
    tells, council = councils.of_sum(place.sentence, place.start, place.end, before=place.before, after=place.after)
    return council if tells else around.council or councils.only


def _standing(place: _Place, context: Sequence[str]) -> bool | None:
    own = standing(place.sentence[: place.after] if place.before == 0 else place.window)
    if own is not None:
        return own
    whole = standing(place.sentence)
    return whole if whole is not None or not context else standing(context[0])


def _clause(place: _Place) -> str:
    """The words around a sum as far as its clause goes."""
    before = place.sentence[place.before : place.start]
    cut = max((match.end() for match in _CLAUSE.finditer(before)), default=0)
    after = place.sentence[place.end : place.after]
    stop = next((match.start() for match in _CLAUSE.finditer(after)), len(after))
    return before[cut:] + after[:stop]


def _what(place: _Place, lead_in: Slice | None) -> str:
    """The words before the sum in its clause and what it is for behind it, as the paper has them."""
    before = place.sentence[place.before : place.start]
    breaks = [match.end() for match in _CLAUSE.finditer(before)]
    cut = next((cut for cut in reversed(breaks) if len(_trimmed(before[cut:]).split()) >= 2), 0)
    words = _trimmed(before[cut:]).split()[-_WORDS_BEFORE:]
    complement = _COMPLEMENT.match(place.sentence[: place.after], place.end)
    behind = complement[1].split()[:_WORDS_AFTER] if complement else []
    if not behind and not words:
        behind = re.split(r"[,;.:()]", place.sentence[place.end : place.after])[0].split()[:_WORDS_AFTER]
    said = " ".join((*words, *behind)).strip(" ,;.:-–(")
    if len(said.split()) < 3 and lead_in is not None:
        return f"{' '.join(lead_in.text.split()).rstrip(':')}: {said}".rstrip(": ")
    return said or place.sentence


def _trimmed(words: str) -> str:
    words = re.sub(r"^[\s\-–•]+", "", words)
    while (shorter := _TRAILING.sub("", words)) != words:
        words = shorter
    return words.strip(" ,;:")
