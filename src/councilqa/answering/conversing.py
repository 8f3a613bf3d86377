"""What is asked of the library or of the conversation, and not of what the papers say: "hello", "how many papers?".

A question is taken for one of these only where it holds no word of its own: every content word of it must be known
from the ways to put that very question, and the whole must be close to one of them. "How many papers did the committee
consider?" has "committee" and "consider", and goes to the papers.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from councilqa.answering.subject import proper_names
from councilqa.retrieval.scope import Paper, mentions
from councilqa.text import content_words, stem

CLOSE = 0.72
"""Likeness of a question to one of the ways to put it."""
EXACT = 0.85
"""The same where no content word bears it out: "what can you do"."""
MOST_WORDS = 12
Likeness = Callable[[str, Sequence[str]], Sequence[float]]


class Talk(StrEnum):
    """What is wanted, other than what papers say."""

    GREETING = "greeting"
    THANKS = "thanks"
    HELP = "help"
    TITLES = "titles"
    COUNCILS = "councils"
    NEWEST = "newest"
    DATED = "dated"
    SUMMARY = "summary"
    VOTE = "vote"
    SELF = "self"
    SURE = "sure"
    WHERE = "where"
    SIMPLER = "simpler"
    ABOUT = "about"
    """Which papers mention something."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish:
    """A question of this kind, as it was recognised."""

    talk: Talk
    about: str = ""
    """For `Talk.ABOUT` what the papers are to mention."""


_WAYS: dict[Talk, tuple[str, ...]] = {
    Talk.GREETING: ("hello", "hi", "hi there", "hey", "good morning", "good afternoon", "good evening",
                      "hello, how are you"),
    Talk.THANKS: ("thanks", "thank you", "thanks a lot", "many thanks", "thank you very much", "great, thank you",
                  "ok, cheers", "thanks, that is helpful", "ta", "perfect, thanks", "goodbye", "bye", "yes please",
                  "ok"),
    Talk.HELP: ("help", "can you help me", "what can you do", "what can I ask", "what can I ask you",
                      "how does this work",
                "how do I use this", "what sort of things can I ask", "what kind of questions can you answer",
                "what are you able to do", "how can you help me", "what is this"),
    Talk.TITLES: ("how many papers are there", "how many documents do you have",
                      "how many reports have you got in here",
                  "list the papers", "list all documents", "show me all the papers", "what papers do you have",
                  "what documents do you hold", "which reports are in the library", "which papers are there",
                  "what papers have been added", "what is in the library", "which papers can you read"),
    Talk.COUNCILS: ("which councils do you cover", "what councils are in here", "list the councils",
                    "which councils are there", "how many councils are there", "what councils do you know about",
                    "which authorities do you have papers of"),
    Talk.NEWEST: ("what is the latest paper", "what is the newest report", "which paper is the most recent",
                  "show me the most recent report you have", "what was the last paper added", "newest document"),
    Talk.DATED: ("when was the report published", "what is the date of the paper", "when was the paper written",
                 "how old is the report", "when is the paper from", "what date is the document",
                 "when was the report dated"),
    Talk.SUMMARY: ("summarise this", "summarise the report", "give me a summary", "summarise the paper for me",
                   "can you summarise it", "sum it up", "a short summary please", "tl;dr", "summary of the document",
                   "what is the report about", "summarize the paper", "give me an overview of the paper"),
    Talk.VOTE: ("should I vote for it", "how should I vote", "should we approve this", "is this a good idea",
                "do you think we should approve it", "what do you think", "do you agree with it",
                "should I support this",
                "would you vote for it", "is it a good or a bad idea", "should I vote for or against",
                "what is your opinion",
                "what would you recommend"),
    Talk.SELF: ("who are you", "what are you", "who wrote you", "who made you", "are you a robot", "are you human",
                "are you a person", "are you an AI", "are you a language model", "are you ChatGPT", "what is your name",
                "who built this program", "who is behind this"),
    Talk.SURE: ("are you sure", "is that right", "is that correct", "is that true", "are you certain",
                      "can I trust that",
                "how do you know", "how do you know that"),
    Talk.WHERE: ("where does it say that", "where is that", "which page is that on", "what page is that",
                      "where did you find that",
                 "which paper says that", "which paragraph is that", "what is your source",
                 "where does that come from"),
    Talk.SIMPLER: ("can you explain that more simply", "explain that in plain English", "say that in simpler words",
                   "I do not understand", "what does that mean", "in plain English please", "explain it to me",
                   "can you say that again", "can you put that in simple words"),
}  # fmt: skip
"""Ways to put each."""
_OF_PAPERS = frozenset({Talk.TITLES, Talk.NEWEST, Talk.DATED, Talk.SUMMARY})
"""These may name councils: their papers are meant."""
_OF_ANSWER = frozenset({Talk.SURE, Talk.WHERE, Talk.SIMPLER})
"""These are of the last answer, and nothing without one."""
_FILLING = "please could tell show paper document report file".split()
_KNOWN = {
    talk: frozenset(stem(word) for way in ways for word in content_words(way))
    | frozenset(map(stem, (*_FILLING, *(each + "s" for each in _FILLING[-4:]))))
    for talk, ways in _WAYS.items()
}
_CONTRACTED = re.compile(r"\b(what|who|where|when|how)['’]s\b", re.IGNORECASE)
_ABOUT = re.compile(
    r"^(?:which|what|how many)(?: of)?(?: the| your| these)? (?:papers|reports|documents)(?: (?:you have|there|here))? "
    r"(?:mention|are about|talk about|deal with|discuss|refer to|speak of|say (?:something|anything) about|cover)s? "
    r"(.+?)\W*$",
    re.IGNORECASE,
)


def wish(question: str, papers: Sequence[Paper], alike: Likeness, *, answered: bool) -> Wish | None:
    """What is wanted, where it is nothing that papers say; `answered`, whether there is an answer to come back to."""
    about = _ABOUT.match(" ".join(question.split()))
    if about is not None:
        return Wish(talk=Talk.ABOUT, about=about[1])
    said = _CONTRACTED.sub(r"\1 is", _without_councils(question, papers))
    if not said or len(said.split()) > MOST_WORDS or _strange(said):
        return None
    words = {stem(word) for word in content_words(said)}
    may = [
        talk
        for talk, known in _KNOWN.items()
        if words <= known
        and (answered or talk not in _OF_ANSWER)
        and (talk in _OF_PAPERS or not mentions(question, papers))
    ]
    ways = [(talk, way) for talk in may for way in _WAYS[talk]]
    if not ways:
        return None
    likeness = alike(said.rstrip("?!. "), [way for _, way in ways])
    best = max(range(len(ways)), key=lambda at: likeness[at])
    return Wish(talk=ways[best][0]) if likeness[best] >= (CLOSE if words else EXACT) else None


def _without_councils(question: str, papers: Sequence[Paper]) -> str:
    """ "the Hampshire report" as "the report"."""
    for start, end in reversed(mentions(question, papers)):
        question = f"{question[:start]} {question[end:]}"
    return " ".join(question.split())


def _strange(said: str) -> bool:
    """Whether it names something."""
    return any(name.lower() not in {"chatgpt", "ai", "english"} for name in proper_names(said, ()))
