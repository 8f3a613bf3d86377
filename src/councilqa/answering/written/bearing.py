"""Whether a quotation bears a model's claim out: figures, dates, names, councils, denial, and the words themselves.

Each check can only take a claim away. Entailment models were not used: none is packaged, and these rules can be read.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import snowballstemmer

from councilqa.answering.addressed import addresses_model
from councilqa.figures import Found, figures
from councilqa.text import comparable, content_words, fold

LEAST_SHARE = 0.6
"""Of the claim's own words that stand in the passage, what introduces it, or the question."""
LEAST_QUOTED = 0.25
"""Of them in the quotation itself."""
_STEMMER = snowballstemmer.stemmer("english")
_DIGITS = re.compile(r"\d+")
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_DATE = re.compile(rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)? )?{_MONTH}\b(?: (?:19|20)\d\d)?(?=\W|$)", re.IGNORECASE)
_ORDINAL = re.compile(r"(?<=\d) ?(?:st|nd|rd|th)\b")
_NAME = re.compile(r"[A-Z][\w&]*(?:[-’'][A-Z]\w*)*")
_SENTENCE_START = (".", "!", "?", ":", ";", "“", '"', "(", "")
_DENIES = re.compile(
    r"\b(?:not|no|never|none|nor|neither|without|cannot|unable|fail(?:s|ed)? to|\w+n't|reject(?:s|ed)?|refus\w+|"
    r"unlikely)\b"
)
_ACTIVE = re.compile(r"://|\bwww\.|\b(?:mailto|javascript|data):|!\[|\]\(|</?[a-z]|\S@\S+\.\w", re.IGNORECASE)
_SENTENCE_END = re.compile(r"(?<=[.!?;])\s+|\n+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Ground:
    """All that may bear a claim out."""

    quote: str
    spoken: str
    """The quotation as it is read out: a row with its column names and its unit."""
    around: str
    """The passage, its headings, and the names of its paper and councils."""
    question: str
    strangers: Collection[str] = ()
    """Short names of councils that the paper is not of."""
    columns: Sequence[tuple[str, str]] = ()
    """(name of the column, cell) of a row."""


def faults(claim: str, ground: Ground) -> tuple[str, ...]:
    """Why the claim may not be said; empty where nothing speaks against it."""
    return tuple(
        fault
        for check in (_active, _figures, _dates, _names, _councils, _columns, _denial, _words)
        for fault in check(claim, ground)
    )


def _active(claim: str, ground: Ground) -> Iterator[str]:
    """No address, link or picture, whether or not a paper has it; and nothing that is said to models."""
    if _ACTIVE.search(claim):
        yield "it holds an address or markup"
    if addresses_model(claim) or addresses_model(ground.quote):
        yield "the paper says it to language models, not to readers"


def _figures(claim: str, ground: Ground) -> Iterator[str]:
    """Every figure by number, unit and scale; every other number as it is written."""
    held = [*figures(ground.quote), *figures(ground.spoken)]
    rest = claim
    for each in figures(claim):
        rest = rest[: each.start] + " " * (each.end - each.start) + rest[each.end :]
        if not any(_same(each, other) for other in held):
            yield f"the quotation does not hold {claim[each.start : each.end]}"
    known = set(_DIGITS.findall(comparable(f"{ground.quote} {ground.spoken}")))
    for number in _DIGITS.findall(comparable(rest)):
        if number not in known:
            yield f"the quotation does not hold {number}"


def _same(one: Found, other: Found) -> bool:
    return one.unit == other.unit and abs(one.value) == abs(other.value)


def _dates(claim: str, ground: Ground) -> Iterator[str]:
    held = _ORDINAL.sub("", comparable(ground.quote))
    for match in _DATE.finditer(_ORDINAL.sub("", comparable(claim))):
        if any(letter.isdigit() for letter in match[0]) and match[0] not in held:
            yield f"the quotation does not hold {match[0]}"


def _names(claim: str, ground: Ground) -> Iterator[str]:
    """Proper names; a word that only begins its sentence is looked at with the other words."""
    known = set(re.findall(r"\w+", fold(f"{ground.around} {ground.quote}")))
    for match in _NAME.finditer(claim):
        before = claim[: match.start()].rstrip()[-1:]
        alone = match[0][1:].islower() or len(match[0]) == 1
        if before in _SENTENCE_START and alone:
            continue
        if not set(re.findall(r"\w+", fold(match[0]))) <= known:
            yield f"the passage does not name {match[0]}"


def _councils(claim: str, ground: Ground) -> Iterator[str]:
    """A council that the paper is not of may be named only where the quotation names it."""
    said, quoted = fold(claim), fold(ground.quote)
    for name in ground.strangers:
        if _stands(fold(name), said) and not _stands(fold(name), quoted):
            yield f"the quotation is not of {name}"


def _columns(claim: str, ground: Ground) -> Iterator[str]:
    """Where columns are named after councils, a figure belongs to the one of its own column."""
    said = fold(claim)
    owners = [(name, cell) for name, cell in ground.columns if figures(cell) or _DIGITS.search(cell)]
    named = [name for name, _ in owners if _is_said(name, said)]
    if not named or len(named) == len(owners):
        return
    allowed = [value for name, cell in owners if name in named for value in _DIGITS.findall(comparable(cell))]
    others = {value for name, cell in owners if name not in named for value in _DIGITS.findall(comparable(cell))}
    for number in _DIGITS.findall(comparable(claim)):
        if number in others and number not in allowed:
            yield f"{number} does not stand in the column of {', '.join(named)}"


def _is_said(column: str, said: str) -> bool:
    words = [word for word in content_words(column) if word.isalpha() and len(word) > 3]
    return any(_stands(word, said) for word in words)


def _denial(claim: str, ground: Ground) -> Iterator[str]:
    """A denial stays one, and nothing else becomes one."""
    nearest = max(_SENTENCE_END.split(ground.quote), key=lambda each: len(_stems(each) & _stems(claim)), default="")
    if bool(_DENIES.search(fold(claim))) != bool(_DENIES.search(fold(nearest))):
        yield "the quotation says it the other way round"


def _words(claim: str, ground: Ground) -> Iterator[str]:
    own = _stems(claim)
    if not own:
        yield "it says nothing"
        return
    known = _stems(ground.around) | _stems(ground.question) | _stems(ground.spoken) | _stems(ground.quote)
    strange = sorted(own - known)
    if len(own & known) < LEAST_SHARE * len(own):
        yield f"the passage does not speak of {', '.join(strange[:5])}"
    elif len(own & (_stems(ground.quote) | _stems(ground.spoken))) < LEAST_QUOTED * len(own):
        yield "the quotation speaks of something else"


def _stands(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    words = (part for word in content_words(text) for part in re.split(r"[-’']", word))
    return frozenset(_STEMMER.stemWords([word for word in words if word.isalpha() and len(word) > 1]))
