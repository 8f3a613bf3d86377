"""Whether a quotation bears a model's claim out: figures, dates, names, councils, denial, and the words themselves.

Each check can only take a claim away. Entailment models were not used: none is packaged, and these rules can be read.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from councilqa.answering.addressed import addresses_model
from councilqa.answering.english import AUXILIARIES, DETERMINERS, PREPOSITIONS, is_verb
from councilqa.figures import Found, figures
from councilqa.text import comparable, content_words, fold, stem

LEAST_SHARE = 0.6
"""Of the claim's own words that stand in the passage, what introduces it, or the question."""
LEAST_QUOTED = 0.25
"""Of them in the quotation itself, where it holds a figure of the claim."""
LEAST_QUOTED_OF_WORDS = 0.4
"""Of them in the quotation of a claim without a figure: its subject may be the question's, what it says of it not."""
_DIGITS = re.compile(r"\d+")
_NUMBER = re.compile(r"\d+(?:[./:,-]\d+)*")
_MAGNITUDE = re.compile(
    r"\b(?:hundreds?|thousands?|millions?|billions?|dozens?|halv(?:e|ed|es|ing)|half|thirds?|quarters?|doubl(?:e|ed|es|ing)|"
    r"tripl(?:e|ed|es|ing)|trebl(?:e|ed|es|ing)|quadrupl(?:e|ed|es|ing)|twice|threefold|tenfold)\b"
)
"""Words that say how much without a digit; those with a number before them are figures."""
_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|"
    r"nov(?:ember)?|dec(?:ember)?)"
)
_OF_FIGURE = rf"(?= (?:the |about |around |c\.? ?)?(?:[£\d]|{_MONTH}\b))"
_DIRECTIONS = (
    (
        r"sav(?:e|es|ed|ings?)|reduc(?:e|es|ed|ing|tions?)|cut(?:s|ting)?|lower",
        r"costs?|costing|spend(?:s|ing)?|spent|expenditure",
    ),
    (
        r"increas(?:e|es|ed|ing)|ris(?:e|es|en|ing)|rose|gr(?:ow|ows|ew|own|owth)|higher",
        r"decreas(?:e|es|ed|ing)|reduc(?:e|es|ed|ing|tions?)|fall(?:s|en|ing)?|fell|cut(?:s|ting)?|lower",
    ),
    (r"surplus(?:es)?", r"deficits?|shortfalls?|gaps?"),
    (r"income|revenue", r"expenditure|spend(?:s|ing)?"),
    (
        rf"(?:at least|minimum of|more than|over|above|exceed(?:s|ed|ing)?){_OF_FIGURE}",
        rf"(?:at most|maximum of|less than|under|below|up to){_OF_FIGURE}",
    ),
    (rf"(?:before|until|prior to|by){_OF_FIGURE}", rf"(?:after|since|following|from){_OF_FIGURE}"),
    (r"approv(?:e|es|ed|al)|agree(?:s|d)?", r"oppos(?:e|es|ed)|defer(?:s|red)?|withdraw(?:s|n)?|withdrew"),
    (r"gain(?:s|ed)?|creat(?:e|es|ed)", r"los(?:e|es|ses|t)|loss|delet(?:e|es|ed|ions?)"),
)
"""Words that say the opposite of each other of the same figure or decision."""
_DATE = re.compile(rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)? )?{_MONTH}\b(?: (?:19|20)\d\d)?(?=\W|$)", re.IGNORECASE)
_ORDINAL = re.compile(r"(?<=\d) ?(?:st|nd|rd|th)\b")
_NAME = re.compile(r"[A-Z][\w&]*(?:[-’'][A-Z]\w*)*")
_SENTENCE_START = (".", "!", "?", ":", ";", "“", '"', "(", "")
_DENIES = re.compile(
    r"\b(?:not|no|never|none|nor|neither|without|cannot|unable|fail(?:s|ed)? to|\w+n't|reject(?:s|ed)?|refus\w+|"
    r"unlikely)\b"
)
_ACTIVE = re.compile(r"://|\bwww\.|\b(?:mailto|javascript|data):|!\[|\]\(|</?[a-z]|\S@\S+\.\w", re.IGNORECASE)
_MAY_END = frozenset(
    "no this that these those each any some all both before after since across over under by in on".split()
)
_BROKEN_OFF = re.compile(r"[-–—:,;]\W*$")
_UNFINISHED = (DETERMINERS | PREPOSITIONS | {"and", "or", "but", "than", "if", "because"}) - _MAY_END
"""Words that more has to follow."""
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What speaks against a claim."""

    check: str
    """Name of the check: "figure"."""
    why: str


def faults(claim: str, ground: Ground) -> tuple[Fault, ...]:
    """Why the claim may not be said; empty where nothing speaks against it."""
    return tuple(Fault(check=name, why=why) for name, check in _CHECKS.items() for why in check(claim, ground))


def _active(claim: str, ground: Ground) -> Iterator[str]:
    """No address, link or picture, whether or not a paper has it; and nothing that is said to models."""
    if _ACTIVE.search(claim):
        yield "it holds an address or markup"
    if addresses_model(claim) or addresses_model(ground.quote):
        yield "the paper says it to language models, not to readers"


def _sentence(claim: str, ground: Ground) -> Iterator[str]:
    """A claim is a whole sentence, or at least has a figure; and what it says it says once."""
    words = re.findall(r"[\w'’-]+", fold(claim))
    if _BROKEN_OFF.search(claim) or (words and words[-1] in _UNFINISHED):
        yield "it is cut off"
    elif not _DIGITS.search(claim) and not any(map(_is_finite, words, ["", *words])):
        yield "it is no sentence"
    sentences = [comparable(each).rstrip(".!?; ") for each in _SENTENCE_END.split(claim.strip())]
    if len(set(sentences)) < len(sentences):
        yield "it says the same more than once"


def _is_finite(word: str, before: str) -> bool:
    """Whether it may be a sentence's verb: "shared" is none in "for shared services"."""
    qualifies = word.endswith("ed") and (not before or before in DETERMINERS or before in PREPOSITIONS)
    return word in AUXILIARIES or (is_verb(word) and not qualifies)


def _figures(claim: str, ground: Ground) -> Iterator[str]:
    """Every figure by number, unit and scale; every other number as it is written."""
    held = [*figures(ground.quote), *figures(ground.spoken)]
    rest = claim
    for each in figures(claim):
        rest = rest[: each.start] + " " * (each.end - each.start) + rest[each.end :]
        if not any(_same(each, other) for other in held):
            yield f"the quotation does not hold {claim[each.start : each.end]}"
    said = comparable(f"{ground.quote} {ground.spoken}").replace("/", "-")
    known = {*_DIGITS.findall(said), *_NUMBER.findall(said)}
    for number in _NUMBER.findall(comparable(rest).replace("/", "-")):
        if number not in known:
            yield f"the quotation does not hold {number}"
    for word in _MAGNITUDE.findall(fold(rest)):
        if not _stands(word, fold(ground.quote)):
            yield f"the quotation does not say {word!r}"


def _same(one: Found, other: Found) -> bool:
    return one.unit == other.unit and abs(one.value) == abs(other.value)


def _dates(claim: str, ground: Ground) -> Iterator[str]:
    held = _ORDINAL.sub("", comparable(ground.quote))
    for match in _DATE.finditer(_ORDINAL.sub("", comparable(claim))):
        if any(letter.isdigit() for letter in match[0]) and not _stands(match[0], held):
            yield f"the quotation does not hold {match[0]}"


def _names(claim: str, ground: Ground) -> Iterator[str]:
    """Proper names; of the word that begins a sentence, any that is no word of the grammar and is nowhere known."""
    known = set(re.findall(r"\w+", fold(f"{ground.around} {ground.quote}")))
    for match in _NAME.finditer(claim):
        before = claim[: match.start()].rstrip()[-1:]
        alone = match[0][1:].islower() or len(match[0]) == 1
        if before in _SENTENCE_START and alone and not _is_strange(match[0], ground):
            continue
        if not set(re.findall(r"\w+", fold(match[0]))) <= known:
            yield f"the passage does not name {match[0]}"


def _is_strange(word: str, ground: Ground) -> bool:
    """Whether a word that begins a sentence may be a name that the paper does not have."""
    folded = fold(word)
    if not content_words(word) or is_verb(folded) or folded.endswith("ly"):
        return False
    return not _stems(word) <= _known(ground)


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


def _directions(claim: str, ground: Ground) -> Iterator[str]:
    """What the quotation calls a saving is no cost, and what it calls a rise is no fall."""
    said, quoted = fold(claim), fold(f"{ground.quote} {ground.spoken}")
    for one, other in _DIRECTIONS:
        for mine, opposite in ((one, other), (other, one)):
            found = _said(mine, said)
            if found and not _said(mine, quoted) and _said(opposite, quoted):
                yield f"the quotation says the opposite of {found[0]!r}"


def _said(words: str, text: str) -> re.Match[str] | None:
    return re.search(rf"\b(?:{words})(?!\w)", text)


def _words(claim: str, ground: Ground) -> Iterator[str]:
    own = _stems(claim)
    if not own:
        yield "it says nothing"
        return
    known = _known(ground)
    strange = sorted(own - known)
    least = LEAST_QUOTED if _DIGITS.search(claim) else LEAST_QUOTED_OF_WORDS
    if len(own & known) < LEAST_SHARE * len(own):
        yield f"the passage does not speak of {', '.join(strange[:5])}"
    elif len(own & (_stems(ground.quote) | _stems(ground.spoken))) < least * len(own):
        yield "the quotation speaks of something else"


_CHECKS: dict[str, Callable[[str, Ground], Iterator[str]]] = {
    "markup": _active,
    "sentence": _sentence,
    "figure": _figures,
    "date": _dates,
    "name": _names,
    "council": _councils,
    "column": _columns,
    "denial": _denial,
    "opposite": _directions,
    "words": _words,
}


def _known(ground: Ground) -> frozenset[str]:
    return _stems(ground.around) | _stems(ground.question) | _stems(ground.spoken) | _stems(ground.quote)


def _stands(name: str, text: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", text) is not None


@lru_cache(maxsize=4096)
def _stems(text: str) -> frozenset[str]:
    words = (part for word in content_words(text) for part in re.split(r"[-’']", word))
    return frozenset(stem(word) for word in words if word.isalpha() and len(word) > 1)
