"""A follow-up made a question that stands alone: "and for Melton?" after "What does Hart save on management?".

Three things are told apart. A question with a subject of its own is left as it is. A piece of one ("and for Melton?",
"the year after?", "the deputies?") takes the place of what is most like it in the last question. Any other that lacks
its subject ("who decides that?", "why?") keeps its own words, and the last subject and councils stand behind it in
brackets.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from councilqa.answering.english import AUXILIARIES, MEASURES, MODIFIERS, PREPOSITIONS, QUESTION_WORDS
from councilqa.answering.listed import item_named
from councilqa.answering.periods import other_period
from councilqa.answering.phrases import Phrase, own_words, phrases, verbless
from councilqa.answering.pointing import points_back
from councilqa.answering.subject import proper_names
from councilqa.domain.answers import Answer
from councilqa.retrieval.scope import Paper, mentions, paper_phrases, short_names, without_names
from councilqa.text import content_words, fold, stem

MOST_NAMED = 4
"""Councils that are named in an understood question; more are left to the papers that it is asked of."""
LONGEST_PIECE = 8
"""Words of a piece of a question."""
FULL = 2
"""Nouns from which on a question has a subject of its own, or more words of any kind; with a pronoun, it takes one noun
more."""
ALIKE = 0.3
"""Likeness from which on one phrase can stand in the place of another."""
_MOVES = ("another council", "another paper")
Likeness = Callable[[str, Sequence[str]], Sequence[float]]
"""How near each of several phrases is in meaning to one, at most 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """A question that needs no other to be understood."""

    question: str
    within: tuple[str, ...] | None = None
    """Ids of the papers that the conversation is about, where the question names none."""
    rewritten: bool = False
    why: str = "stands alone"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Talk:
    """A follow-up beside what it follows."""

    said: str
    """Without "and", "thanks", "I meant" and the question mark."""
    joined: bool
    """Whether it began with "and", "what about" or the like."""
    last: Answer
    papers: Sequence[Paper]
    alike: Likeness
    known: Callable[[str], bool]
    """Whether the papers have a word."""

    @property
    def asked(self) -> str:
        """The last question, as it was understood, without its question mark."""
        return (self.last.understood or self.last.question).rstrip("?!. ")

    @property
    def bare(self) -> str:
        """The last question without names of councils and without what stood behind it in brackets."""
        return without_names(_BRACKET.sub("", self.asked), self.papers)

    @property
    def names_council(self) -> bool:
        return bool(mentions(self.said, self.papers))

    @property
    def councils(self) -> list[str]:
        """Those of the last question's papers, where they were read from it, in its order; not too many."""
        scope = self.last.scope
        names = short_names(scope.councils) if scope.document_ids is not None and not scope.chosen else ()
        said = {name: fold(self.asked).find(fold(name).split()[0]) for name in names}
        return sorted(names, key=lambda name: (said[name] < 0, said[name])) if len(names) <= MOST_NAMED else []

    def found(self, text: str, why: str) -> Standing:
        """The understood question, kept to the last one's papers where it names no council."""
        scope = self.last.scope
        moved = self.names_council or scope.chosen or why in _MOVES
        kept = None if moved else scope.document_ids
        text = " ".join(text.split()).rstrip("?!. ")
        return Standing(question=f"{text[:1].upper()}{text[1:]}?", within=kept, rewritten=True, why=why)


def stand_alone(
    question: str,
    history: Sequence[Answer],
    papers: Sequence[Paper],
    *,
    alike: Likeness,
    known: Callable[[str], bool] = lambda word: True,
) -> Standing:
    """The question as it is to be answered after the conversation so far, the last answer last.

    `known` says whether the papers have a word: with one that they have not, a question has a subject of its own."""
    if not history:
        return Standing(question=question)
    said, joined = _stripped(question)
    if not re.search(r"\w", said):
        return Standing(question=question)
    talk = _Talk(said=said, joined=joined, last=history[-1], papers=papers, alike=alike, known=known)
    kinds: tuple[Callable[[_Talk], Standing | None], ...] = (
        lambda talk: _item(talk, history), _period, _another_council, _another_paper, _piece, _lacking, _going_on,
    )  # fmt: skip
    return next((found for kind in kinds if (found := kind(talk)) is not None), Standing(question=question))


_POLITE = re.compile(
    r"^(?:thanks|thank you|cheers|ok|okay|great|right|interesting|i see|good|fine|sure|yes|no|sorry|that's \w+|"
    r"that helps|got it|hm+|ah|oh|well|now)\b(?:[^\w?]+|(?= (?:and|but|so|what|how|i mean)\b))(?=[ \w])",
    re.IGNORECASE,
)
_LEAD = re.compile(
    r"^(?:(?:and|but|so|then|also|or|plus)\b,?|(?:what|how) about|what of|(?:no,? )?(?:i|we) (?:really |actually )?"
    r"(?:mean|meant)\b(?: to (?:say|ask))?(?: about)?|(?:the )?same (?:question |thing )?(?:again )?"
    r"(?=for|in|at|with|of)|(?:does|do|is|will|was) (?:the same|it|this|that) "
    r"(?:(?:apply|hold|go|true|same|similar|different) )+"
    r"(?=for|in|at|with|of|to))\s*(?=\w)",
    re.IGNORECASE,
)


def _stripped(question: str) -> tuple[str, bool]:
    """The question without what leads to it, and whether that says that it goes on."""
    said = " ".join(question.split())
    joined = False
    while (match := _POLITE.match(said) or _LEAD.match(said)) is not None:
        joined = joined or _LEAD.match(said) is not None
        said = said[match.end() :].lstrip()
    return said.rstrip("?!. "), joined


# One of a list, another period, another council, another paper


def _item(talk: _Talk, history: Sequence[Answer]) -> Standing | None:
    """ "number 2", "tell me about the second one": the item of the newest answer that is not itself about one."""
    found = item_named(talk.said, history)
    if found is None:
        return None
    text, cited = found
    standing = talk.found(text, "one of those listed")
    return replace(standing, within=None if talk.last.scope.chosen else (cited.document_id,))


def _period(talk: _Talk) -> Standing | None:
    """ "and the year after?", "in 2024/25?"."""
    text = other_period(talk.said, talk.asked, talk.last)
    return None if text is None else talk.found(text, "another period")


_AROUND_NAME = re.compile(r"\b(?:the|both|just|only|then|too|instead|please|as well|though|s|and|councils?|ones?)\b")


def _another_council(talk: _Talk) -> Standing | None:
    """ "and for Melton?": its name in the place of those of the last question, or behind it."""
    said = talk.said
    named = mentions(said, talk.papers)
    rest = said
    for start, end in reversed(named):
        rest = f"{rest[:start]} {rest[end:]}"
    rest = _AROUND_NAME.sub("", rest.lower())
    alone = named and all(word in PREPOSITIONS for word in re.findall(r"\w+", rest))
    name = said[named[0][0] : named[-1][1]] if alone else _stranger(talk)
    if name is None:
        return None
    asked = _BRACKET.sub("", talk.asked)
    places = mentions(asked, talk.papers) or _only_name(asked)
    for start, end in reversed(places):
        asked = f"{asked[:start]}{name}{asked[end:]}"
    led = said if said.split()[0].lower() in PREPOSITIONS else f"for {name}"
    return talk.found(asked if places else f"{asked} {led}", "another council")


_CAPITALISED = re.compile(r"[A-Z][\w’'-]*(?: [A-Z][\w’'-]*)*")


def _only_name(asked: str) -> tuple[tuple[int, int], ...]:
    """Where the one proper name of a question stands that no paper knows: "How much would Leeds save?"."""
    names = proper_names(asked, ())
    runs = [run.span() for run in _CAPITALISED.finditer(asked) if any(name in run[0].split() for name in names)]
    return (runs[0],) if len(runs) == 1 else ()


def _stranger(talk: _Talk) -> str | None:
    """ "for Leeds": a proper name that no paper knows, where the last question had none but its councils'."""
    piece = re.match(r"(?:(?:for|at|in|to) )?([A-Z][a-z][\w’'-]*(?: [A-Z][a-z][\w’'-]*)*)$", talk.said)
    return piece[1] if talk.joined and piece and not proper_names(f"{talk.bare}?", ()) else None


def _another_paper(talk: _Talk) -> Standing | None:
    """ "and in the 2022 report?"."""
    said = talk.said if paper_phrases(talk.said) else f"in {talk.said}"
    if paper_phrases(said) != ((0, len(said)),):
        return None
    asked = talk.asked
    for start, end in reversed(paper_phrases(asked)):
        asked = f"{asked[:start].rstrip()}{asked[end:]}"
    return talk.found(f"{asked} {said}", "another paper")


# A piece of a question


def _piece(talk: _Talk) -> Standing | None:
    """ "and the two deputies?": in the place of the phrase that is most like it, or else with the last subject."""
    words = talk.said.split()
    whole = len(words) > LONGEST_PIECE or not verbless(talk.said) or not own_words(talk.said)
    if whole or (not talk.joined and len(words) > FULL + 1):
        return None
    bare = re.sub(rf"^(?:{'|'.join(PREPOSITIONS)}) ", "", talk.said, flags=re.IGNORECASE)
    place = _place_of(bare, talk)
    if place is None or not talk.bare:
        return talk.found(_bracketed(f"What about {bare}", talk), "a word of its own")
    asked = _BRACKET.sub("", talk.asked)
    before, after = asked[: place.start], asked[place.end :]
    if place.text.split()[-1][:1].isupper():  # "Heads of Service" is one name
        after = re.sub(r"^ of [A-Z][\w-]*", "", after)
    if place.text.endswith("s") is not bare.endswith("s"):
        before = re.sub(r"\b(is|are) $", lambda match: "are " if match[1] == "is" else "is ", before)
    return talk.found(f"{before}{bare}{after}{_councils(asked, talk)}", "another thing")


def _place_of(piece: str, talk: _Talk) -> Phrase | None:
    """The phrase of the last question that a piece takes the place of."""
    asked = _BRACKET.sub("", talk.asked)
    taken = mentions(asked, talk.papers)
    found = [
        each for each in phrases(asked) if not any(each.start >= start and each.end <= end for start, end in taken)
    ]
    if not found:
        return None
    names = [each for each in found if each.text[:1].isupper() and each.start]
    if names and piece[:1].isupper():
        found = names
    likeness = talk.alike(piece, [each.text for each in found])
    best = max(range(len(found)), key=lambda at: likeness[at])
    return found[best] if likeness[best] >= ALIKE else None


# A question without its subject

_BRACKET = re.compile(r"\s*\(([^()]*)\)$")


def _lacking(talk: _Talk) -> Standing | None:
    """ "who decides that?", "why not?", "what are the risks?"."""
    pointing = points_back(talk.said)
    if _is_full(talk, pointing=pointing):
        return None
    return talk.found(_bracketed(talk.said, talk), "points to the last question" if pointing else "lacks its subject")


def _is_full(talk: _Talk, *, pointing: bool) -> bool:
    """Whether a question has a subject of its own."""
    bare = without_names(talk.said, talk.papers)
    nouns = own_words(bare, nouns=True)
    if pointing:
        return len(nouns) > (1 if talk.names_council else FULL)
    if own_words(bare) and not talk.joined and (talk.names_council or not all(map(talk.known, nouns))):
        return True
    words = [word for word in content_words(bare) if word not in MODIFIERS | MEASURES]
    return len(nouns) >= FULL or len(words) > FULL or bool(nouns and proper_names(f"{bare}?", ()))


def _bracketed(said: str, talk: _Talk) -> str:
    """With the last subject behind it, and its councils where it names none."""
    there = _BRACKET.search(talk.asked)
    names = "" if talk.names_council else ", ".join(talk.councils)
    subject = there[1] if there is not None else _subject(said, talk)
    named = there is not None or mentions(subject, talk.papers)
    behind = subject if named else ", ".join(filter(None, (subject, names)))
    return f"{said} ({behind})" if behind else said


def _subject(said: str, talk: _Talk) -> str:
    """What the last question is about: all of it for a question word alone, else its phrases."""
    own = own_words(said)
    if not own and not points_back(said):
        return _ASKING.sub("", talk.asked)
    found = phrases(talk.bare)
    if points_back(said):
        found = tuple(each for each in found if not _PLURAL.search(said) or each.text.endswith("s"))
    elif own_words(said, nouns=True):
        found = found[1:] or found
    known = {stem(word) for word in own}
    told = [each.text for each in found if not {stem(word) for word in own_words(each.text)} <= known]
    return ", ".join(told)


_ASKING = re.compile(rf"^(?:(?:much|many|{'|'.join(sorted(QUESTION_WORDS | AUXILIARIES))}) )+", re.IGNORECASE)
_PLURAL = re.compile(r"\b(?:they|them|their|these|those)\b", re.IGNORECASE)


def _councils(asked: str, talk: _Talk) -> str:
    return "" if mentions(asked, talk.papers) or not talk.councils else f" ({', '.join(talk.councils)})"


def _going_on(talk: _Talk) -> Standing | None:
    """A whole question that says that it goes on, or that is short and in the last one's words: it keeps the papers."""
    own = own_words(talk.said)
    known = {stem(word) for word in content_words(talk.asked)}
    near = len(own) <= LONGEST_PIECE // 2 and 2 * sum(stem(word) in known for word in own) >= len(own)
    if talk.names_council or not talk.councils or not (talk.joined or near):
        return None
    return talk.found(f"{talk.said} ({', '.join(talk.councils)})", "goes on from the last question")
