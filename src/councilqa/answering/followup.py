"""A follow-up made a question that stands alone: "and for Melton?" after "What does Hart save on management?".

By rules of English only. What is carried over is the last question's subject, its councils, or both; a question with a
subject of its own carries nothing.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from councilqa.answering.english import (
    AUXILIARIES,
    COPULAS,
    DETERMINERS,
    GENERIC,
    PERSONAL,
    PREPOSITIONS,
    QUESTION_WORDS,
    is_aspect,
    is_plural,
    is_verb,
    singular,
)
from councilqa.answering.parts import parts
from councilqa.answering.pointing import Pointer, is_rich, pointer
from councilqa.answering.subject import proper_names
from councilqa.answering.topic import Topic, own_words, topic_of, without_names
from councilqa.domain.answers import Answer, AnswerStatus
from councilqa.retrieval.scope import Paper, mentions, paper_phrases, short_names
from councilqa.text import content_words, fold

MOST_NAMED = 4
"""Councils that are named in an understood question; more are left to the papers that it is asked of."""


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
    """Without "and", "thanks" and the question mark."""
    joined: bool
    """Whether it began with "and" or the like."""
    led: bool
    """Whether it began with "what about"."""
    asked: str
    """The last question, as it was understood."""
    previous: Answer
    topic: Topic
    papers: Sequence[Paper]

    @property
    def carries(self) -> bool:
        """Whether the last question's papers were read from it, rather than chosen by the asker."""
        return not self.previous.scope.chosen and self.previous.scope.document_ids is not None

    @property
    def councils(self) -> list[str]:
        """Those of the last question's papers, as they are called, in its order; none where there are too many."""
        names = short_names(self.previous.scope.councils) if self.carries else ()
        asked = fold(self.asked)
        if len(names) > MOST_NAMED:
            return []
        said = {name: asked.find(fold(name).split()[0]) for name in names}
        return sorted(names, key=lambda name: (said[name] < 0, said[name]))

    @property
    def suffix(self) -> str:
        return f" ({', '.join(self.councils)})" if self.councils else ""


def stand_alone(question: str, previous: Answer | None, papers: Sequence[Paper]) -> Standing:
    """The question as it is to be answered after the last one."""
    if previous is None:
        return Standing(question=question)
    talk = _talk(question, previous, papers)
    kinds: tuple[Callable[[_Talk], tuple[str, str] | None], ...] = (
        _other_papers, _other_scope, _bare, _more, _pointing, _fragment, _thin, _joined, _near,
    )  # fmt: skip
    for kind in kinds:
        found = kind(talk)
        if found is not None:
            return _standing(question, talk, *found)
    return Standing(question=question)


def _standing(question: str, talk: _Talk, text: str, why: str) -> Standing:
    moved = bool(mentions(talk.said, talk.papers)) or why in _SCOPE_KINDS
    text = _sentence(text if moved or mentions(text, talk.papers) else f"{text.rstrip('?! .')}{talk.suffix}")
    within = talk.previous.scope.document_ids if talk.carries and not moved else None
    if content_words(text) == content_words(question) and within is None:
        return Standing(question=question)
    return Standing(question=text, within=within, rewritten=True, why=why)


def _sentence(text: str) -> str:
    text = " ".join(text.split()).rstrip("?!. ")
    return f"{text[:1].upper()}{text[1:]}?"


_POLITE = re.compile(
    r"^(?:thanks|thank you|ok|okay|great|right|interesting|i see|good|fine|sure|yes|no|that's (?:helpful|useful|"
    r"interesting|good|great)|got it|hm+|ah)\b[^.!?,]{0,30}[.!,]\s+(?=\w)",
    re.IGNORECASE,
)
_CONNECTIVE = re.compile(r"^(?:(and|but|so|then|also|or|plus)|now|well|ok|okay)\b,?\s+(?=\w)", re.IGNORECASE)
_ABOUT = re.compile(
    r"^(?:what|how) about\s+|^what of\s+|^(?:the )?same (?:question |thing )?(?:again )?(?=for|in|at|with|of)",
    re.IGNORECASE,
)


def _talk(question: str, previous: Answer, papers: Sequence[Paper]) -> _Talk:
    said = _POLITE.sub("", " ".join(question.split()))
    joined = False
    while (match := _CONNECTIVE.match(said)) is not None:
        said, joined = said[match.end() :], joined or match[1] is not None
    about = _ABOUT.match(said)
    said = said[about.end() :] if about else said
    asked = previous.understood or previous.question
    return _Talk(
        said=said.strip().rstrip("?!. "),
        joined=joined,
        led=about is not None,
        asked=asked,
        previous=previous,
        topic=topic_of(asked, papers),
        papers=papers,
    )


# Another year or paper

_PAPER_WORDS = re.compile(
    r"^(?:(in|from|according to|on|of|by) )?((?:the|their|its) (?:[\w-]+ ){0,4}?(?:reports?|papers?|statements?|"
    r"business cases?|minutes|agenda|decision (?:notice|record)s?)(?: (?:of|from|in|for) (?:\w+ )?(?:19|20)\d\d)?)"
    r"(?: say(?: about (?:it|that|this))?)?$",
    re.IGNORECASE,
)
_YEAR_WORDS = re.compile(
    r"^(?:(in|by|for|from|since|until|before|after|during) )?((?:the )?(?:year )?(?:19|20)\d\d(?:[-/]\d{2,4})?)$",
    re.IGNORECASE,
)


def _other_papers(talk: _Talk) -> tuple[str, str] | None:
    """ "in the 2022 report?", "and in 2023?"."""
    paper = _PAPER_WORDS.match(talk.said)
    if paper is not None and not is_rich(talk.said):
        bare = talk.asked
        for start, end in reversed(paper_phrases(bare)):
            bare = f"{bare[:start].rstrip()}{bare[end:]}"
        bare = bare.rstrip("?!. ")
        named = "" if mentions(bare, talk.papers) else talk.suffix
        return f"{bare}{named} {paper[1] or 'in'} {paper[2]}", "another paper"
    year = _YEAR_WORDS.match(talk.said)
    if year is None:
        return None
    there = re.search(r"(?<![-/\d])(?:19|20)\d\d(?:[-/]\d{2,4})?(?![-/\d])", talk.asked)
    if there is not None:
        return f"{talk.asked[: there.start()]}{year[2]}{talk.asked[there.end() :]}", "another year"
    return f"{_opened(talk.asked)} {year[1] or 'in'} {year[2]}", "another year"


# Another council

_SCOPE_KINDS = ("another council", "another paper")
_AROUND_NAME = re.compile(
    r"^(?:for|at|in|with|to|of|on|over (?:in|at)|by|from)?\s*(?:both |just |only )?(?:the )?(?P<name>.+?)"
    r"(?: (?:then|too|instead|please|as well|though|alone|only|side|people|ones?|partnership))*$",
    re.IGNORECASE,
)
_SAME = re.compile(
    r"^(?:does|do|is|will|would|did|was|has|can) the same (?:\w+ ){0,3}?(?:for|to|of|in|at|with|by|on) (?P<name>.+)$|"
    r"^(?:is|was) (?:it|this|that) (?:the same|similar|different|also true|true|any different) "
    r"(?:for|in|at|with|of) (?P<other>.+)$",
    re.IGNORECASE,
)
_PROPER = re.compile(r"(?:[A-Z][\w’'-]*)(?:(?: (?:and|&|or|of|upon|on|the|in|le) | |[/–-])(?:[A-Z][\w’'-]*))*$")
_NO_PLACE = frozenset(
    "chief executive executives officer officers director directors head heads board boards committee committees "
    "group groups panel panels cabinet leader leaders deputy mayor member members service services team teams council "
    "councils staff report statement agreement plan strategy ict hr it risk risks cost costs savings".split()
)


def _other_scope(talk: _Talk) -> tuple[str, str] | None:
    """ "and for Melton?", "what about Rushmoor?", "does the same apply to Hart?"."""
    same = _SAME.match(talk.said)
    if same is not None:
        name = same["name"] or same["other"]
    elif len(talk.said.split()) <= 8 and (match := _AROUND_NAME.match(talk.said)) is not None:
        name = match["name"]
    else:
        return None
    if not (_is_known(name, talk.papers) or _is_foreign(name, talk)):
        return None
    return _moved(talk, name), "another council"


def _is_known(name: str, papers: Sequence[Paper]) -> bool:
    found = mentions(name, papers)
    if not found:
        return False
    left = name[: found[0][0]] + name[found[-1][1] :]
    return all(word in {"the", "both", "s", "and", "councils", "council"} for word in re.findall(r"\w+", left.lower()))


def _is_foreign(name: str, talk: _Talk) -> bool:
    """A proper name that is no post or body, where the last question was not about a person or firm."""
    if not _PROPER.match(name) or any(word in _NO_PLACE for word in fold(name).split()):
        return False
    if len(name) > 1 and name.isupper():
        return False
    named = tuple(
        part
        for start, end in mentions(talk.asked, talk.papers)
        for part in re.findall(r"[\w-]+", fold(talk.asked[start:end]))
    )
    rivals = [each for each in proper_names(talk.asked, named) if not each[0].isdigit() and each[0] != "£"]
    return not [each for each in rivals if each not in _strange(talk)]


def _strange(talk: _Talk) -> list[str]:
    """Names of the last question that no paper mentions."""
    reason = talk.previous.reason or ""
    if talk.previous.status is not AnswerStatus.NOT_FOUND:
        return []
    return [name for name in proper_names(talk.asked, ()) if f"‘{name}’" in reason]


def _moved(talk: _Talk, name: str) -> str:
    """The last question with other names in place of its councils, or with "for" and the name behind it."""
    asked = talk.asked
    places = list(mentions(asked, talk.papers))
    strange = _strange(talk)
    if not places and strange:
        run = re.compile(r"[A-Z][\w’'-]*?(?=\b)(?:(?: and | of | )[A-Z][\w-]*)*")
        places = [match.span() for match in run.finditer(asked) if any(each in match[0] for each in strange)]
    if not places:
        return f"{_opened(asked)} for {name}"
    for start, end in reversed(places):
        asked = f"{asked[:start]}{name}{asked[end:]}"
    return asked


def _opened(asked: str) -> str:
    return asked.rstrip("?!. ")


# Nothing but a question word, or a wish for more

_BARE = re.compile(
    r"^(why(?: not)?|(?:by |since |until |from )?when|where|how|how (?:much|many|long|often|soon|so|come|big|exactly)|"
    r"what for|who|which|which ones?)(?: exactly| precisely| then| roughly| is that)?$",
    re.IGNORECASE,
)
_ADJUNCT = re.compile(
    r"^(?:why|when|where|how|by when|since when|how long|how often|how soon|how much)\b", re.IGNORECASE
)
_MORE = re.compile(
    r"^(?:is there |are there |do you have |have you |can you |could you |please )*"
    r"(?:any |anything |say |some |"
    r"tell (?:me|us) |give (?:me|us) )*(?:a bit |a little )?(?:more|else|further)"
    r"(?: (?:detail|details|information|info|(?:on|about) (?:it|this|that)|to say|to it))*$|"
    r"^(?:go on|carry on|continue|explain|details|what else(?: is there| does it say)?|in more detail)$",
    re.IGNORECASE,
)
_NEXT = re.compile(
    r"^(?:(?:then|next)(?: what)?|after (?:that|this|it)|afterwards?|"
    r"what(?:'s| is| happens| comes)? (?:next|then|afterwards?|after (?:that|this)))$",
    re.IGNORECASE,
)


def _bare(talk: _Talk) -> tuple[str, str] | None:
    """ "why?", "when?", "how much?": the last question with another question word, where that makes a sentence."""
    match = _BARE.match(talk.said)
    if match is None:
        return None
    start, end = parts(talk.asked)[0]
    clause = _opened(talk.asked[start:end].rstrip(",; "))
    words = clause.split()
    plain = [fold(word).strip(",") for word in words]
    aux = next((at for at, word in enumerate(plain[:8]) if word in AUXILIARIES), None)
    amount = match[1].lower() != "how much" or bool(_AMOUNTS & set(plain))
    if aux is not None and _ADJUNCT.match(match[1]) and amount and _sluices(plain, aux):
        return f"{match[1]} {plain[aux]} {' '.join(words[aux + 1 :])}", "a question word alone"
    if not talk.topic:
        return f"{match[1]}: {clause}", "a question word alone"
    phrase = talk.topic.doing or talk.topic.core.phrase or talk.topic.phrase
    if match[1].lower() == "how much":
        return f"How much would {phrase} cost", "a question word alone"
    return f"{match[1]} – {phrase}", "a question word alone"


_AMOUNTS = frozenset("save cost pay spend earn contribute raise charge owe gain lose borrow budget invest".split())


def _sluices(plain: Sequence[str], aux: int) -> bool:
    """Whether what follows the auxiliary is a subject and a verb."""
    if aux + 2 >= len(plain) or (is_verb(plain[aux + 1]) and plain[aux + 1] not in PERSONAL):
        return False
    if aux and plain[0] == "who":
        return False
    if aux and plain[aux] in COPULAS and plain[0] in {"what", "which", "who", "how"}:
        return False
    return not own_words(" ".join(plain[1:aux]))


def _more(talk: _Talk) -> tuple[str, str] | None:
    """ "is there more detail?", "and after that?"."""
    if _NEXT.match(talk.said) and talk.topic:
        return f"What happens after {_thing(talk.topic)[0]}", "what comes next"
    if _MORE.match(talk.said):
        return (f"More detail on {talk.topic.phrase}" if talk.topic else talk.asked), "more of the same"
    return None


# Pronouns


def _pointing(talk: _Talk) -> tuple[str, str] | None:
    """ "who decides that?": the pronoun gives way to the subject, or the subject stands behind it."""
    found = pointer(talk.said)
    if found is None or (found.kind in {"of it", "of them"} and mentions(talk.said, talk.papers)):
        return None
    if is_rich(talk.said):
        keeps = talk.suffix and not mentions(talk.said, talk.papers)
        return (talk.said, "goes on from the last question") if keeps else None
    if not talk.topic:
        return (talk.said, "points to the last question") if talk.suffix else None
    return _put(talk, found), "points to the last question"


def _put(talk: _Talk, found: Pointer) -> str:
    said, topic = talk.said, talk.topic
    before, after = said[: found.start], said[found.end :]
    if found.kind == "noun":
        noun = fold(said[found.start : found.end]).split()[-1]
        if singular(noun) in {singular(fold(word)) for word in topic.words}:
            return f"{before}{topic.phrase}{after}"
        return said if noun in GENERIC and noun not in {"thing", "things"} else f"{said} – {topic.phrase}"
    if found.kind == "one":
        return _spelled(before, *_thing(topic), after)
    if found.kind in {"several", "of them"} and not _are_things(talk, found):
        names = _listed(talk.councils)
        owner = f"{names}’s" if found.kind == "of them" else names
        text = f"{before}{owner}{after}" if names else said
        return text if _is_full(said) else f"{text}, with {topic.core.phrase or topic.phrase}"
    if found.kind == "several":
        many = topic if topic.plural or not topic.core else topic.core
        return _spelled(before, many.phrase, many.plural, after)
    if found.kind == "of it" and len(topic.core.words) in range(1, 6) and not topic.core.plural:
        return f"{before}{topic.core.phrase}’s{after}"
    return f"{said} – {topic.phrase}"


def _thing(topic: Topic) -> tuple[str, bool]:
    """What "it" or "that" stands for, and whether it is plural."""
    if topic.doing and (topic.plural or topic.phrase.lower().startswith(("a ", "an "))):
        return topic.doing, False
    if topic.plural and topic.core and not topic.core.plural:
        return topic.core.phrase, False
    return topic.phrase, topic.plural


def _are_things(talk: _Talk, found: Pointer) -> bool:
    """Whether "they" are the last question's subject, rather than its councils."""
    topic = talk.topic
    word = fold(talk.said[found.start : found.end])
    before, after = fold(talk.said[: found.start]).split(), fold(talk.said[found.end :]).split()
    passive = bool(before and before[-1] in COPULAS) or after[:1] in (["be"], ["are"], ["were"])
    if found.kind == "of them" or (word == "they" and passive):
        return passive
    return topic.plural and (not talk.suffix or word != "they" or not (topic.doing or is_aspect(topic.head)))


def _listed(names: Sequence[str]) -> str:
    return " and ".join([", ".join(names[:-1]), names[-1]]) if len(names) > 1 else "".join(names)


def _is_full(said: str) -> bool:
    """Whether a question says enough of what it asks, its pronoun aside."""
    return len([word for word in own_words(said) if not is_verb(word) or is_aspect(word)]) >= 2


_MANY = {"is": "are", "was": "were", "does": "do", "has": "have", "isn't": "aren't", "doesn't": "don't"}


def _spelled(before: str, phrase: str, plural: bool, after: str) -> str:
    """The phrase in the pronoun's place, with the verb that goes with it."""
    words = before.split()
    if words and plural and fold(words[-1]) in _MANY:
        before = f"{' '.join((*words[:-1], _MANY[fold(words[-1])]))} "
    if after[:1] in {"'", "’"}:
        full = {"s": " are" if plural else " is", "re": " are", "ll": " will", "d": " would", "ve": " have"}
        short = re.match(r"['’](s|re|ll|d|ve)\b", after)
        after = f"{full[short[1]]}{after[short.end() :]}" if short else after
    return f"{before}{phrase}{after}"


# Another topic or thing

_PARTIES = frozenset(
    "staff employee councillor member resident taxpayer public union job officer people tenant partner worker "
    "customer".split()
)


def _fragment(talk: _Talk) -> tuple[str, str] | None:
    """ "and the savings?", "what about the deputies?", "and for the mobile library?"."""
    words = talk.said.split()
    plain = [fold(word).strip(",") for word in words]
    if not content_words(talk.said) or plain[0] in QUESTION_WORDS or plain[0] in AUXILIARIES or len(words) > 12:
        return None
    own = own_words(talk.said)
    prepared = plain[0] in PREPOSITIONS
    if prepared and any(word in QUESTION_WORDS for word in plain[1:3]):
        return None
    if not (talk.led or talk.joined or prepared or len(own) <= 1):
        return None
    if (
        not talk.led
        and any(is_verb(word) and not is_aspect(word) for word in plain[1:2])
        and plain[0] not in DETERMINERS
    ):
        return None
    lead, thing = (plain[0], words[1:]) if prepared else ("", words)
    phrase = " ".join(thing)
    new = Topic(phrase)
    if len(own) >= 4 or not talk.topic:
        return f"What about {phrase}", "goes on from the last question"
    if not lead and (is_aspect(new.head) or len(own) == 0):
        return _aspect(phrase, new, talk.topic), "another question on the same subject"
    return _instead(talk, lead, phrase), "another thing in its place"


def _aspect(phrase: str, new: Topic, old: Topic) -> str:
    core = old.core if own_words(old.core.phrase) and not _is_party(old.core.head) else old
    if old.doing and not old.doing.startswith(("saving", "costing", "paying", "spending")):
        core = Topic(old.doing)
    if _is_party(new.head):
        return f"What about {phrase} and {core.phrase}"
    if fold(core.phrase).startswith(("a ", "an ")) or fold(phrase).split()[0] in DETERMINERS:
        named = phrase
    else:
        named = f"the {phrase}"
    whole = any(fold(word) in {"of", "for", "from"} for word in phrase.split()[1:])
    of = "" if whole or (core.phrase == old.phrase and is_aspect(old.head)) else f" of {core.phrase}"
    return f"What {'are' if is_plural(new.head) else 'is'} {named}{of}"


def _is_party(word: str) -> bool:
    return singular(word) in _PARTIES


def _instead(talk: _Talk, lead: str, phrase: str) -> str:
    """The new thing in the place of the old one, or behind its question."""
    topic = talk.topic
    asked = _opened(re.sub(r"\s*\([^()]*\)(?=\W*$)", "", talk.asked))
    if topic.phrase not in asked:
        topic = topic.core if topic.core.phrase and topic.core.phrase in asked else topic
    if topic.phrase not in asked and topic.phrase.startswith("the "):
        topic = Topic(topic.phrase.removeprefix("the "))
    at = asked.find(topic.phrase)
    inner = re.search(rf"\b{lead or r'(?:for|of)'} (.+)$", topic.phrase, re.IGNORECASE)
    if inner is not None and at >= 0 and (lead or is_aspect(topic.head)):
        start = at + inner.start(1)
        return f"{asked[:start]}{phrase}{asked[at + len(topic.phrase) :]}"
    if lead:
        return f"{asked} {lead} {phrase}"
    if at >= 0:
        return f"{asked[:at]}{phrase}{asked[at + len(topic.phrase) :]}"
    return f"What about {phrase} and {topic.phrase}"


# Questions that are whole and yet belong to the last one


def _thin(talk: _Talk) -> tuple[str, str] | None:
    """ "what are the risks?", "who decides?": hardly a word of its own."""
    said = without_names(talk.said, talk.papers)
    words = own_words(said)
    own = [word for word in words if is_aspect(word) or not is_verb(word)]
    named = proper_names(_sentence(said), ())
    if len(own) > 1 + talk.joined or len(words) - len(own) > 1 or named or len(talk.said.split()) > 9:
        return None
    if not words or (not talk.topic and not talk.suffix):
        return None
    if own and not all(is_aspect(word) for word in own):
        return (talk.said, "goes on from the last question") if talk.suffix and len(words) == 1 else None
    if mentions(talk.said, talk.papers) and (own and not talk.joined):
        return None
    if not talk.topic:
        return talk.said, "hardly a word of its own"
    if _aspect_question(talk.said):
        core = talk.topic.core if own_words(talk.topic.core.phrase) else talk.topic
        return f"{talk.said} of {core.phrase}", "hardly a word of its own"
    subject = talk.topic.doing or talk.topic.core.phrase or talk.topic.phrase
    return f"{talk.said} – {subject}", "hardly a word of its own"


def _aspect_question(said: str) -> bool:
    """ "what are the key risks": it can be followed by "of"."""
    words = fold(said).split()
    asked = words[0] == "what's" or (words[0] == "what" and words[1:2] and words[1] in COPULAS)
    return bool(asked) and len(words) >= 3 and is_aspect(words[-1])


def _joined(talk: _Talk) -> tuple[str, str] | None:
    """ "and who chairs the board?": a whole question that says it goes on; it keeps the papers."""
    if not talk.joined or not talk.suffix or mentions(talk.said, talk.papers):
        return None
    return talk.said, "goes on from the last question"


def _near(talk: _Talk) -> tuple[str, str] | None:
    """A short question that speaks of the last one's subject in its own words."""
    own = own_words(talk.said)
    if not talk.suffix or mentions(talk.said, talk.papers) or not 0 < len(own) <= 4:
        return None
    known = {singular(word) for word in own_words(talk.asked)}
    shared = [word for word in own if singular(word) in known]
    return (talk.said, "on the same subject") if 2 * len(shared) >= len(own) and len(shared) >= 1 else None
