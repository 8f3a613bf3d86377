"""One of those that an answer listed, called by its place: "number 2", "the second one", "the last risk"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from councilqa.answering.phrases import own_words
from councilqa.domain.answers import Answer, Citation
from councilqa.text import content_words, fold, stem

LONGEST = 14
"""Words of an item that stand for it in a question."""
_PLACES = "first second third fourth fifth sixth seventh eighth ninth tenth".split()
_NUMBERS = "one two three four five six seven eight nine ten".split()
_BY_PLACE = re.compile(
    rf"\b(?:the )?({'|'.join(_PLACES)}|last|\d{{1,2}}(?:st|nd|rd|th))\b"
    r"(?: (one|point|item|of (?:them|these|those)|\w+))?",
    re.IGNORECASE,
)
_BY_NUMBER = re.compile(
    rf"(?<!\w)(?:the )?(number|no\.?|item|point|#|\w+) ?(\d{{1,2}}|{'|'.join(_NUMBERS)})\b", re.IGNORECASE
)
_POINTS = frozenset("number no no. item point # one of".split())
_MARKER = re.compile(r"^\s*(?:[-•*–]\s*)?(?:\(?(?:\d{1,2}(?:\.\d+)*|[a-z]|[ivx]+)[.)]\s+)?", re.IGNORECASE)
_LISTED = re.compile(r"^\s*(?:[-•*–]|\(?(?:\d{1,2}|[a-z]|[ivx]{1,4})[.)])\s", re.IGNORECASE)
_COUNTED = re.compile(r"^(\d+) [a-z]+\. ")
_RECALLED = re.compile(r"^(?:and |what about |how about |then )*\W*$", re.IGNORECASE)


def item_named(said: str, history: Sequence[Answer]) -> tuple[str, Citation] | None:
    """The question with the item in the place of its number, and where that item stands; None where there is none."""
    for place, answer in reversed(list(enumerate(history))):
        asked = history[-1].understood or history[-1].question
        pointed = _pointed(said, {stem(word) for word in content_words(f"{asked} {answer.question}")})
        if pointed is None:
            return None
        if place and _pointed(answer.question.rstrip("?!. "), set()) is not None:
            continue
        items = _items(answer)
        at = len(items) - 1 if pointed[2] < 0 else pointed[2]
        if not 0 <= at < len(items) or len(items) < 2:
            return None
        said = _recalled(said, pointed, history[-1])
        start, end, _ = _pointed(said, {stem(word) for word in content_words(answer.question)}) or pointed
        text, cited = items[at]
        return f"{said[:start]}‘{text}’{said[end:]}", cited
    return None


def _recalled(said: str, pointed: tuple[int, int, int], last: Answer) -> str:
    """ "and the third?" after "tell me about the second one": the same of the third."""
    if not _RECALLED.match(said[: pointed[0]] + said[pointed[1] :]):
        return said
    before = _pointed(last.question, set())
    if before is None:
        return f"Tell me about {said}"
    return f"{last.question[: before[0]]}{said}{last.question[before[1] :]}".rstrip("?!. ")


def _pointed(said: str, known: set[str]) -> tuple[int, int, int] | None:
    """(start, end, place from 0, -1 for the last) of the words that call an item by its place."""
    for match in _BY_PLACE.finditer(said):
        noun = (match[2] or "").lower()
        rest = said[match.end() :].strip()
        if noun.split()[:1] and noun.split()[0] not in _POINTS and stem(fold(noun)) not in known:
            continue
        if _thin(said, match) and (noun or not rest):
            word = match[1].lower()
            at = -1 if word == "last" else _PLACES.index(word) if word in _PLACES else int(re.sub(r"\D", "", word)) - 1
            return match.start(), match.end(), at
    for match in _BY_NUMBER.finditer(said):
        noun, number = fold(match[1]), match[2].lower()
        if (noun in _POINTS - {"one", "of"} or stem(noun) in known) and _thin(said, match):
            return match.start(), match.end(), (_NUMBERS.index(number) if number in _NUMBERS else int(number) - 1)
    return None


def _thin(said: str, match: re.Match[str]) -> bool:
    """Whether hardly anything else is named."""
    return len(own_words(f"{said[: match.start()]} {said[match.end() :]}", nouns=True)) <= 1


def _items(answer: Answer) -> list[tuple[str, Citation]]:
    """What an answer lists: its citations where it counts them, else the first list that it quotes, else again them."""
    counted = _COUNTED.match(answer.text)
    if counted is None or int(counted[1]) != len(answer.citations):
        for citation in answer.citations:
            lines = [line for line in citation.quote.splitlines() if _LISTED.match(line)]
            if len(lines) > 1:
                return [(_short(line), citation) for line in lines]
    return [(_short(citation.quote), citation) for citation in answer.citations]


def _short(item: str) -> str:
    """Its first words, as far as they say what it is."""
    text = re.sub(r"[*_‘’]", "", _MARKER.sub("", " ".join(item.split())))
    sentence = re.split(r"(?<=\w{3})[.;:](?=\s|$)", text)[0]
    return " ".join(sentence.split()[:LONGEST]).rstrip(",;:-– ").removesuffix(" and")
