"""The words nearest to a sum in its sentence: what kind of sum they make it, and what they say that it is for."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from councilqa.domain.registers import SumKind
from councilqa.registers.sums.kinds import KindWord, kind_words

_CLAUSE = re.compile(
    r"[;:]|,\s|\s[-–—]\s|\s(?:and|while|whilst|but|although|with|which|representing|therefore)\s", re.IGNORECASE
)
_BREAK = re.compile(
    r"[;:]|,\s|\s[-–—]\s|\s(?:while|whilst|but|although|which|representing|therefore)\s|"
    r"\sand\s(?=(?:an?|the|of|is|was|will|would|has|have|this|that)\s)",
    re.IGNORECASE,
)
"""Where what is said of a sum may begin; "and" also joins the words of one name."""
_BRIDGE = re.compile(
    r"\s*(?:(?:of|is|are|was|were|at|up to|about|around|approximately|circa|c\.?|some|over|under|nearly|almost|just|"
    r"in excess of|in the (?:order|region) of|to be|be|estimated|totall?ing|amount(?:ing|s|ed)? to|worth|"
    r"assumed as|a|an|the|total|maximum|sum|figure|more than|less than|at least|between|from)\s*|[(=:–-]\s*)*",
    re.IGNORECASE,
)
_LEANING = re.compile(r"\s*(?:\([^)]*\)\s*)?(?:[\w.-]+\s+){0,3}")
_PURPOSE = re.compile(
    r"\s*(?:for|to|towards|from|on|against|between|noting|due)\b|\b(?:that|which|because|has|have|if|when)\b",
    re.IGNORECASE,
)
_TRAILING = re.compile(
    r"(?:\s+|^)(?:of|is|are|was|were|at|up to|about|around|approximately|circa|c\.?|some|over|nearly|almost|by|to|"
    r"in excess of|in the order of|in the region of|to be|be|a|an|the|and|=|:|\(|[-–—]|than|less|more|estimated at|"
    r"assumed as|for|in|between|from|worth|just|under|on|also|further|another|will|would|it|stands|"
    r"(?:rising|falling|increasing|reducing) to|i\.e\.?|e\.g\.?|\+|x)\s*$",
    re.IGNORECASE,
)
_COMPLEMENT = re.compile(
    r"\s*(?:\([^()]*\)\s*)?(?:(?:per annum|p\.?a\.?|a year|per year|each year)\s+)?"
    r"((?:of|in relation to|in respect of|relating to|associated with|as a result of|for|to|towards|from|on|in|by|per|"
    r"across)\s[^,;.:()]*)",
    re.IGNORECASE,
)
_PRONOUN = re.compile(r"^(?:these|this|those|that|it|they)\b\s*(?:equates?|amounts?|comes?)?\s*", re.IGNORECASE)
_NUMBERED = re.compile(r"^\W*(?:\d+(?:\.\d+)*|\(?[a-z]{1,4}[.)])(?:\s+|$)")
_WORDS_BEFORE, _WORDS_AFTER = 12, 10
_BEHIND, _OTHER_CLAUSE = 25, 60
"""How much farther a word counts that stands behind its sum, or in another clause; in characters."""
_FAR = 260
"""A word so far off says nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A sum in its sentence, between the sums next to it."""

    sentence: str
    start: int
    end: int
    first: int
    """Start of the first sum of the sentence."""
    before: int
    """End of the sum before it."""
    after: int
    """Start of the sum after it."""

    @property
    def left(self) -> int:
        """Where its own words begin: behind the last break after the sum before it."""
        return _last_break(self.sentence, self.before, self.start) if self.before else 0

    @property
    def right(self) -> int:
        """Where they end: at the last break before the next sum, or with the sentence."""
        if self.after == len(self.sentence):
            return self.after
        return _last_break(self.sentence, self.end, self.after)

    @property
    def own(self) -> str:
        return self.sentence[self.left : self.right]


def _last_break(text: str, start: int, end: int) -> int:
    """End of the last break between two places, or the second of them where there is none."""
    return max((start + match.end() for match in _CLAUSE.finditer(text[start:end])), default=end)


def clause(place: Place) -> str:
    """The words around a sum as far as its clause goes."""
    before = place.sentence[place.before : place.start]
    cut = max((match.end() for match in _CLAUSE.finditer(before)), default=0)
    return before[cut:] + _to_break(place.sentence[place.end : place.after])


def kind_near(place: Place) -> KindWord | None:
    """The word that says it, first one that leans on the sum: "savings of £1m", "£1m of savings"."""
    text = place.sentence
    found = kind_words(text)
    before = [word for word in found if place.before <= word.start and word.end <= place.start]
    after = [word for word in found if place.end <= word.start and word.end <= place.after]
    if before and _BRIDGE.fullmatch(text[before[-1].end : place.start]):
        return before[-1]
    if after and _leans(text[place.end : after[0].start]):
        return after[0]
    if nearest := _nearest(place, before, after):
        return nearest
    earlier = [word for word in found if word.end <= place.start]
    later = [word for word in found if word.start >= place.end and word.start - place.end < _FAR]
    return earlier[-1] if earlier else next(iter(later), None)


def kind_before(texts: Sequence[str], *, last: bool = False) -> SumKind | None:
    """What the first text that says anything says: what it is about, or what it ends with."""
    for text in texts:
        if found := kind_words(text):
            return found[-1 if last else 0].kind
    return None


def what_near(place: Place, word: KindWord | None, *, over: str | None = None) -> str:
    """The words before a sum in its clause and what it is for behind it, as the paper has them.

    `over` is what its kind was told from where the sentence itself does not tell: "budget gap".
    """
    words = _head(place, word)
    complement = _COMPLEMENT.match(place.sentence[: place.after], place.end)
    behind = _trimmed(_to_break(complement[1])).split()[:_WORDS_AFTER] if complement else []
    if not behind and (not words or (word is not None and word.start >= place.end)):
        behind = _to_break(place.sentence[place.end : place.after]).split()[:_WORDS_AFTER]
    said = _closed(_NUMBERED.sub("", " ".join((*words, *behind))).strip(" ,;.:-–(="))
    if word is None and over is not None:
        said = _PRONOUN.sub("", said)
        return f"{_NUMBERED.sub('', ' '.join(over.split())).rstrip(': ')}: {said}".rstrip(": ")
    return said or " ".join(place.sentence.split())


def _closed(words: str) -> str:
    return words + ")" if words.count("(") > words.count(")") else words


def _leans(between: str) -> bool:
    return _LEANING.fullmatch(between) is not None and _PURPOSE.match(between) is None


def _nearest(place: Place, before: Sequence[KindWord], after: Sequence[KindWord]) -> KindWord | None:
    """Words before a sum say what it is sooner than those behind it, and those of its own clause sooner than others."""

    def distance(word: KindWord) -> int:
        behind = word.start >= place.end
        between = place.sentence[place.end : word.start] if behind else place.sentence[word.end : place.start]
        return len(between) + _OTHER_CLAUSE * len(_CLAUSE.findall(between)) + (_BEHIND if behind else 0)

    nearest = min((*before, *after), key=distance, default=None)
    return nearest if nearest is None or distance(nearest) < _FAR else None


def _head(place: Place, word: KindWord | None) -> list[str]:
    """The words before a sum; where several share them ("£44k for A and £44k for B"), those before the first."""
    start, end = place.before, place.start
    if word is not None and word.end <= place.before:
        start, end = 0, place.first
    before = place.sentence[start:end]
    if start and (complement := _COMPLEMENT.match(place.sentence[:end], start)):
        before = before[complement.start(1) - start + len(_to_break(complement[1])) :]
        if len(_trimmed(before).split()) < 2:
            before = place.sentence[: place.first]
    breaks = [match.end() for match in _BREAK.finditer(before)]
    cut = next((cut for cut in reversed(breaks) if len(_trimmed(before[cut:]).split()) >= 3), 0)
    return _trimmed(before[cut:]).split()[-_WORDS_BEFORE:]


def _to_break(text: str) -> str:
    stop = re.search(rf"{_CLAUSE.pattern}|[.()]", text, re.IGNORECASE)
    return text[: stop.start()] if stop else text


def _trimmed(words: str) -> str:
    words = re.sub(r"^[\s\-–•).,;]+(?:and\s)?", "", words)
    while (shorter := _TRAILING.sub("", words)) != words:
        words = shorter
    return words.strip(" ,;:")
