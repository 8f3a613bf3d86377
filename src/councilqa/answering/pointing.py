"""Words of a question that point back to the one before it: "who decides that?", "when does it start?"."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from councilqa.answering.english import (
    AUXILIARIES,
    DETERMINERS,
    MEASURES,
    MODIFIERS,
    PERSONAL,
    PREPOSITIONS,
    QUESTION_WORDS,
    is_participle,
    is_plural,
    is_verb,
)
from councilqa.answering.topic import own_words
from councilqa.text import fold

Kind = Literal["one", "several", "of it", "of them", "person", "noun"]
RICH = 5
"""From so many words of its own on a question has its own subject, whatever its pronouns mean."""
_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_KINDS: dict[str, Kind] = {
    "it": "one", "its": "of it", "they": "several", "them": "several", "their": "of them",
    "theirs": "of them", "he": "person", "she": "person", "him": "person", "her": "person", "his": "person",
}  # fmt: skip
_JOINTS = frozenset(
    "and or but if when while because that which who whom whose where what how why whether before after until unless "
    "once since though although so than as".split()
)
_RAISED = (
    r"(?:going|due|expected|meant|able|likely|unlikely|ready|set|supposed|intended|designed|planned|required|allowed|"
    r"about|bound|certain|sure|used|needed|scheduled|forced|asked|told|left|put|free|entitled)"
)
"""Behind these "it is … to" has a subject: "is it due to start"."""
_DEGREE = r"(?:(?:be|been|ever|still|really|not|now|any|so|more|much|very|too|quite|ever|just) ){0,3}"
_MODAL = r"(?:is|was|isn't|wasn't|would|will|may|might|could|can|be|'s|'ll)"
_TAKES = r"(?:takes?|took|taken|costs?|pays?|makes?|mean|helps?|set|matters?|need|feels?)"
_EMPTY_IT = re.compile(
    "|".join(
        (
            # "is it so hard for firms to …", "is it true that …", "was it worth doing …"
            rf"\b{_MODAL} it {_DEGREE}(?:an? )?(?!{_RAISED}\b)[\w-]+(?: for [^,;?]{{1,40}}?)? to \w+",
            rf"\b{_MODAL} it {_DEGREE}(?:worth|worthwhile|pointless|no use|any good) \w+ing\b",
            rf"\b{_MODAL} it (?:\w+ ){{0,3}}(?:that|if|whether|who|what|when|where|why|how|which)\b",
            # the same in other order: "it is hard to …", "it will be best if …"
            rf"\bit(?: ?{_MODAL})? {_DEGREE}(?:an? )?(?!{_RAISED}\b)[\w-]+(?: for [^,;?]{{1,40}}?)? to \w+",
            rf"\bit(?: ?{_MODAL})? (?:be |been )?(?:\w+ )?(?:that|if|whether|who|why)\b",
            # "it takes … to", "does it matter if", "what it'll set us back to"
            rf"\bit(?:'s|'ll|'d)?(?: has| have| would| will| might| may| could| can| did)? {_TAKES}\b[^,;]*\bto \w+",
            rf"\b(?:does|did|will|would|could|might|can) it (?:really |also )?{_TAKES}\b[^,;]*\b(?:to \w|if\b)",
            r"\bit (?:really |actually )?matters? (?:to|if|for|that)\b|\bit makes? sense\b",
            r"\bit(?:'s| is| was)? (?:seems?|appears?|turns? out|happens?|comes? to|came to|says?|said)\b",
            r"\b(?:makes?|made|making|finds?|found|thinks?|thought|leaves?) it "
            r"(?:too |so |more |much |very )?(?:\w+ ){1,2}(?:to|for|that|if)\b",
            r"\b(?:make|call|worth|when) it\b|\bwhat(?:'s| is)? it like\b",
        )
    )
)
_EMPTY_THAT = frozenset("year month week day time country moment stage point way one sort kind weekend".split())


@dataclass(frozen=True, slots=True)
class Pointer:
    """A word or two that stand for something said before."""

    start: int
    end: int
    kind: Kind


def pointer(question: str) -> Pointer | None:
    """The first pointing word whose meaning is not given in the question itself."""
    text = question.replace("’", "'")
    matches = list(_WORD.finditer(text))
    words = [fold(match[0]) for match in matches]
    empty = [match.span() for match in _EMPTY_IT.finditer(text.lower())]
    for at, (word, match) in enumerate(zip(words, matches, strict=True)):
        bare, _, short = word.partition("'")
        if bare in _KINDS and short in {"", "s", "ll", "re", "ve", "d"} and word != "it's own":
            if bare == "it" and any(start <= match.start() < end for start, end in empty):
                continue
            kind = _KINDS[bare]
            if not _explained(words, at, kind, text, matches):
                return Pointer(match.start(), match.start() + len(bare), kind)
        elif bare in {"this", "that", "these", "those"}:
            found = _demonstrative(words, at, text, matches)
            if found is not None:
                return found
    return None


def _demonstrative(words: Sequence[str], at: int, text: str, matches: Sequence[re.Match[str]]) -> Pointer | None:
    word, _, short = words[at].partition("'")
    after = words[at + 1] if at + 1 < len(words) else ""
    later = words[at + 2] if at + 2 < len(words) else ""
    start, end = matches[at].start(), matches[at].start() + len(word)
    joins = word == "that" and not short and not _pronoun_that(words, at, text[end : end + 1])
    if joins and (not _determiner_that(words, at) or after in _EMPTY_THAT or later in _JOINTS):
        return None
    if _earlier_nouns(words, at, text, matches):
        return None
    closes = (
        bool(short)
        or not after
        or text[end : end + 1] in "?,;:.!"
        or after in PREPOSITIONS
        or after in AUXILIARIES
        or after in _JOINTS
        or after in _STATES
        or (is_verb(after) and not later and not is_plural(after))
        or (
            is_verb(after)
            and word in {"this", "that"}
            and at > 0
            and words[at - 1] in AUXILIARIES
            and not is_plural(after)
        )
    )
    kind: Kind = "several" if word in {"these", "those"} else "one"
    if closes:
        if word == "those" and (
            after in {"who", "that", "which", "of", "with", "in", "on", "for"} or is_participle(after)
        ):
            return None
        return None if _explained(words, at, kind, text, matches) else Pointer(start, end, kind)
    if (
        after.removesuffix("'s").removesuffix("s") in _EMPTY_THAT
        or later in {"who", "that", "which", "whose"}
        or _named_before(words, at, after)
    ):
        return None
    if word in {"these", "those"} and (is_participle(after) or after.endswith("ing")):
        return None
    place = at + 1
    while place + 1 < len(words) and (words[place] in MODIFIERS or words[place] in {"two", "three", "four", "five"}):
        place += 1
    return Pointer(start, matches[place].end(), "noun")


def _pronoun_that(words: Sequence[str], at: int, mark: str) -> bool:
    """Whether "that" stands for something, neither joining clauses nor standing before its noun."""
    before = words[at - 1] if at else ""
    after = words[at + 1] if at + 1 < len(words) else ""
    if not after or mark in {"?", ".", ",", ";", "!"}:
        return True
    if before in AUXILIARIES or (not at and after in AUXILIARIES):
        return after in AUXILIARIES | PREPOSITIONS | _JOINTS | _STATES or is_verb(after)
    if before in PREPOSITIONS:
        return after in AUXILIARIES | PREPOSITIONS | _JOINTS
    return False


_STATES = frozenset(
    "final all true right likely not legal enough still already really definite certain normal fair possible correct "
    "public be settled agreed confirmed too".split()
)


def _determiner_that(words: Sequence[str], at: int) -> bool:
    """ "who agreed that figure?": behind a verb or preposition, and at the end or before a small word."""
    before = words[at - 1] if at else ""
    later = words[at + 2] if at + 2 < len(words) else ""
    if before in AUXILIARIES and at <= 2:
        return True
    return (before in PREPOSITIONS or is_verb(before)) and (not later or later in PREPOSITIONS)


def _named_before(words: Sequence[str], at: int, noun: str) -> bool:
    return any(word.rstrip("s") == noun.rstrip("s") for word in words[:at])


def _explained(words: Sequence[str], at: int, kind: Kind, text: str, matches: Sequence[re.Match[str]]) -> bool:
    """Whether the question itself has what the pronoun stands for.

    In the same clause only a possessive can stand for what comes before it: "Does Hart pay its staff", but not "Does
    Hart agree to it".
    """
    if _earlier_nouns(words, at, text, matches):
        return True
    own = [place for place in range(at) if _is_noun(words, place)] if kind in {"of it", "of them"} else []
    if any(kind == "of them" or not is_plural(words[place]) for place in own):
        return True
    return _cataphora(words, at, text, matches)


def _earlier_nouns(words: Sequence[str], at: int, text: str, matches: Sequence[re.Match[str]]) -> bool:
    """Whether the clauses before have something that a pronoun can stand for."""
    return any(_is_noun(words, place) for place in range(_clause_start(words, at, text, matches)))


def _clause_start(words: Sequence[str], at: int, text: str, matches: Sequence[re.Match[str]]) -> int:
    if _opens_clause(words, at):
        return at
    for place in range(at, 0, -1):
        if place != at and (words[place] in _JOINTS or _opens_participle(words, place)):
            return place
        if re.search(r"[,;:.?!]| [–—-] ", text[matches[place - 1].end() : matches[place].start()]):
            return place
    return 0


def _opens_clause(words: Sequence[str], at: int) -> bool:
    """ "each permit they buy", "bodies that said they would", "the last time it asked", "save between them"."""
    word, before = words[at].partition("'")[0], words[at - 1] if at else ""
    after = words[at + 1] if at + 1 < len(words) else ""
    if word in {"they", "he", "she"}:
        return bool(before) and before not in AUXILIARIES
    if word == "them":
        return before in {"between", "among", "amongst"}
    if word == "it":
        follows = before == "time" or (_is_noun(words, at - 1) if at else False)
        return follows and (after in AUXILIARIES or is_verb(after) or "'" in words[at])
    return False


def _opens_participle(words: Sequence[str], place: int) -> bool:
    """ "the bodies policing them"."""
    return words[place].endswith("ing") and len(words[place]) > 5 and _is_noun(words, place - 1)


def _cataphora(words: Sequence[str], at: int, text: str, matches: Sequence[re.Match[str]]) -> bool:
    """ "If they go ahead, how will the councils …": a clause before the one that names them."""
    if words[0] not in {"if", "when", "before", "after", "once", "as", "while", "since", "until", "to", "in"}:
        return False
    comma = text.find(",", matches[at].end())
    return comma > 0 and any(_is_noun(words, place) for place in range(len(words)) if matches[place].start() > comma)


def _is_noun(words: Sequence[str], place: int) -> bool:
    word = words[place]
    if word in AUXILIARIES or word in QUESTION_WORDS or word in DETERMINERS or word in PREPOSITIONS or word in PERSONAL:
        return False
    if word in MEASURES or word in MODIFIERS or word in _JOINTS or word in _SMALL or word.endswith("ly"):
        return False
    before = words[place - 1] if place else ""
    led = before in DETERMINERS or before in MODIFIERS or before in PREPOSITIONS
    return led or not is_verb(word)


_SMALL = frozenset(
    "not much many often soon there here up out off down together more less enough own both each either such very "
    "true sure ready aware back else there's let's".split()
)


def is_rich(question: str) -> bool:
    """Whether a question names its own subject so fully that its pronouns need no other."""
    return len(own_words(question)) >= RICH
