"""The noun phrase that a question is about, as far as it can be told without a parser."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from councilqa.answering.english import (
    AUXILIARIES,
    COPULAS,
    DETERMINERS,
    GENERIC,
    MEASURES,
    MODIFIERS,
    PERSONAL,
    PREPOSITIONS,
    QUESTION_WORDS,
    gerund,
    is_aspect,
    is_base_verb,
    is_participle,
    is_plural,
    is_verb,
)
from councilqa.answering.parts import parts
from councilqa.retrieval.scope import Paper, mentions, paper_phrases
from councilqa.text import content_words, fold

MOST_WORDS = 14
_SENTENCE = re.compile(r"(?<=[?!])\s+|(?<=\w\w\.)\s+(?=[A-Z])")
_CLAUSE = re.compile(
    r"[,;:?!]| [–—-] | (?:if|when|because|while|unless|so that|although|though|whether|that|which|who|and (?:how|what|"
    r"when|who|why|is|are|do|does|did|will|would|has|have))\b",
    re.IGNORECASE,
)
_QUESTION_WORD = re.compile(r"\b(?:what|who|how|when|which|why|where)\b")
_LEADING = re.compile(
    r"^(?:(?:what|how) about|tell (?:me|us) (?:more )?about|explain|more detail (?:on|about)|according to [^,]*,)\s+",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Topic:
    """What a question is about, less the names of councils."""

    phrase: str
    """ "the total budget for Heads of Service"; empty where there is none."""
    doing: str = ""
    """Where the question is about what councils do: "appointing consultants"; empty otherwise."""

    @property
    def words(self) -> list[str]:
        return self.phrase.split()

    @property
    def head(self) -> str:
        """Its main noun, folded: the last word before the first preposition or participle."""
        found = ""
        for word in map(_plain, self.words):
            if found and (word in PREPOSITIONS or is_participle(word)):
                break
            if word not in DETERMINERS and word not in PREPOSITIONS:
                found = word
        return found

    @property
    def plural(self) -> bool:
        return is_plural(self.head)

    @property
    def core(self) -> Topic:
        """Less a leading aspect: of "the key risks of sharing services" "sharing services"."""
        if not is_aspect(self.head):
            return self
        words = self.words
        place = next((at for at, word in enumerate(words) if at and _plain(word) in {"of", "for", "from", "in"}), None)
        return Topic(" ".join(words[place + 1 :])) if place else Topic("")

    def __bool__(self) -> bool:
        return bool(self.phrase)


def topic_of(question: str, papers: Sequence[Paper]) -> Topic:
    """The subject of a question: "the senior management team" of "How much does the senior management team save?"."""
    restored = _RESTORED.search(question)
    if restored is not None:
        return Topic(_tidy(without_names(restored[1], papers).split()))
    sentences = [each for each in _SENTENCE.split(question.strip()) if each]
    asked = sentences[-1] if sentences else ""
    start, end = parts(asked)[0]
    bare = without_names(asked[start:end], papers)
    found = _phrase(bare)
    if not found and len(sentences) > 1:
        found = _phrase(without_names(sentences[0], papers))
    return Topic(found, _doing(bare, found))


_RESTORED = re.compile(r"(?: – |, with )((?!and |or |what |who |how |when |is |are )[^–?,]+?)(?: \([^()]*\))?\?$")
"""A subject that stood behind an understood question is its subject still."""
_CHANCE = r"(?:(?:want|plan|intend|propose|agree|hope|expect|decide|need|have) to )?"
_ACTORS = r"(?: (?:the|both|all|two|each|councils?|cabinet|they|we|it|authorit(?:y|ies)|partners?))*"
_EVENT = re.compile(
    rf"\b(?:do|does|did|will|would|should|could|can|must|may|might){_ACTORS}(?: (?:ever|also|now|still|already))* "
    rf"{_CHANCE}([a-z]+)\b",
    re.IGNORECASE,
)


def _doing(question: str, phrase: str) -> str:
    """ "appointing consultants" of "When will they appoint consultants?"."""
    match = _EVENT.search(question)
    at = question.find(phrase) if phrase else -1
    if match is None or at < match.end() or not is_base_verb(fold(match[1])) or fold(match[1]) in {"have", "do", "get"}:
        return ""
    between = question[match.end() : at].strip()
    if any(_plain(word) not in PREPOSITIONS | DETERMINERS | {"up", "out"} for word in between.split()):
        return ""
    return " ".join(f"{gerund(fold(match[1]))} {between} {phrase}".split())


def without_names(text: str, papers: Sequence[Paper]) -> str:
    """The question less the names of councils and papers, with the prepositions that lead to them."""
    for start, end in reversed((*mentions(text, papers),)):
        after = text[end:]
        owner = re.match(r"['’]s?(?=\s)", after)
        before = re.sub(
            r"(?:\b(?:on behalf of|as part of|for|of|at|in|by|between|across|from|with|within|to)\s+)?"
            r"(?:\b(?:both|each) (?:of )?|\bthe )?$",
            "",
            text[:start],
            flags=re.IGNORECASE,
        )
        if owner:
            text = f"{text[:start].rstrip()} the{after[owner.end() :]}"
        elif re.search(r"\bthe $", text[:start], re.IGNORECASE) and re.match(r"\s+\w", after):
            text = f"{text[:start].rstrip()}{after}"
        else:
            text = f"{before.rstrip()} {after.lstrip()}" if after[:1] not in "?.,;:" else f"{before.rstrip()}{after}"
    for start, end in reversed((*paper_phrases(text),)):
        text = f"{text[:start].rstrip()}{text[end:]}"
    return " ".join(re.sub(r"\([^()\w]*\)|\(\s*\)", "", text).split())


def own_words(text: str) -> list[str]:
    """Content words that say what is asked about: no generic ones, modifiers or measures."""
    return [
        word
        for word in content_words(text)
        if word not in GENERIC and word not in MODIFIERS and word not in MEASURES and word.replace("'", "")
    ]


def _phrase(question: str) -> str:
    question = re.sub(r"\s*\(([^()]*)\)", "", _LEADING.sub("", question))
    clause = _first_clause(question)
    words = clause.split()
    plain = [_plain(word) for word in words]
    wh = next((at for at, word in enumerate(plain[:2]) if word in QUESTION_WORDS), None)
    if wh is None:
        if plain and plain[0] in AUXILIARIES:
            return _tidy(_before_verb(words[1:], copula=plain[0] in COPULAS))
        return _tidy(words)
    start = wh + 1
    contracted = "'" in plain[wh]
    if plain[wh] == "how" and len(plain) > start and plain[start] in _DEGREES:
        start += 1
    aux = start - 1 if contracted else next((at for at in range(start, len(plain)) if plain[at] in AUXILIARIES), None)
    if aux is None:
        return _tidy(_object(words, plain, start))
    head = words[start:aux]
    copula = contracted or plain[aux] in COPULAS
    rest = words[aux + 1 :]
    if plain[wh].startswith("who") and not head and not copula:
        return _tidy(_without_leading_verbs(rest))
    state = plain[wh].startswith("who") and len(rest) > 2 and _plain(rest[1]) in PREPOSITIONS
    if state and _plain(rest[0]) not in DETERMINERS:
        rest = rest[2:]
    return _tidy(_with_head(head, rest, copula=copula))


_DEGREES = frozenset("much many long often big far soon old large quickly closely well".split())


def _first_clause(question: str) -> str:
    """Up to the first joint behind which enough has been said."""
    for match in _CLAUSE.finditer(question):
        before = question[: match.start()]
        if own_words(_without_question_word(before)):
            return before
        if match[0].strip() in {",", ":"} and _QUESTION_WORD.search(question[match.end() :]):
            return _first_clause(question[match.end() :].strip())
    return question.rstrip("?!. ")


def _without_question_word(text: str) -> str:
    return re.sub(r"^\W*(?:what|which|who|whose|how(?: much| many| long)?)\b", "", text, flags=re.IGNORECASE)


def _with_head(head: list[str], rest: list[str], *, copula: bool) -> list[str]:
    """ "What salary is proposed for X": "the salary proposed for X"."""
    if not own_words(" ".join(head)):
        return _before_verb(rest, copula=copula)
    before = _before_verb(rest, copula=copula)
    if copula and rest and is_participle(_plain(rest[0])) and _plain(rest[0]) not in {"being", "going", "due"}:
        return ["the", *head, *rest]
    if not copula and any(not is_base_verb(word) for word in own_words(" ".join(before))):
        return before
    at = next((place for place, word in enumerate(head) if _plain(word) in DETERMINERS), None)
    named = head[at:] if at is not None else ["the", *head]
    last = next((place for place, word in enumerate(rest) if _plain(word) in PREPOSITIONS), len(rest))
    return [*named, *(rest[last:] if copula else [])]


def _before_verb(words: list[str], *, copula: bool) -> list[str]:
    """The subject behind an auxiliary; what follows its verb where the subject is a pronoun or a council."""
    plain = [_plain(word) for word in words]
    if plain[:1] == ["there"]:
        words, plain = words[1:], plain[1:]
        copula = True
    for at, word in enumerate(plain):
        if not _ends_subject(plain, at, copula=copula):
            continue
        before = words[:at]
        if own_words(" ".join(before)):
            return before
        if all(each in GENERIC | DETERMINERS | PERSONAL | MEASURES for each in plain[:at]):
            return _without_leading_verbs(words[at:])
        del word
    return words


def _ends_subject(plain: Sequence[str], at: int, *, copula: bool) -> bool:
    word = plain[at]
    before = plain[at - 1] if at else ""
    after = plain[at + 1] if at + 1 < len(plain) else ""
    if at and (before in DETERMINERS or before in PREPOSITIONS or before in MODIFIERS):
        return False
    if copula and not at and is_participle(word):
        return True
    if copula:
        closes = not after or after in PREPOSITIONS or after in MEASURES or after in {"to", "be", "been"}
        return is_participle(word) and closes
    if word in {"be", "been", "have", "being"}:
        return True
    if not is_verb(word):
        return False
    return not (after and is_verb(after) and after not in {"to"})


def _object(words: list[str], plain: Sequence[str], start: int) -> list[str]:
    """ "Who chairs the Joint Strategic Board": what stands behind the verb."""
    verb = next((at for at in range(start, len(plain)) if is_verb(plain[at])), None)
    if verb is None:
        return words[start:]
    behind = _without_leading_verbs(words[verb:])
    return behind if own_words(" ".join(behind)) else ["the", *words[start:verb]] if verb > start else behind


def _without_leading_verbs(words: list[str]) -> list[str]:
    at = 0
    plain = [_plain(word) for word in words]
    small = PREPOSITIONS | AUXILIARIES | MEASURES | PERSONAL | {"not", "up", "out", "off", "down", "together"}
    while at < len(words) and (plain[at] in small or is_verb(plain[at])):
        at += 1
    return words[at:] or words


def _tidy(words: list[str]) -> str:
    """Less what leads to it and what trails behind it; cut to a readable length."""
    plain = [_plain(word) for word in words]
    first, last = 0, len(words)
    small = PREPOSITIONS | AUXILIARIES | PERSONAL | MEASURES | {"not", "there", "up", "out", "each", "and", "or"}
    while first < last and plain[first] in small:
        first += 1
    while last > first and (plain[last - 1] in small | DETERMINERS or _measured(plain, last)):
        last -= 1
    kept = [word.strip("?!.,;:") for word in words[first:last]][:MOST_WORDS]
    return " ".join(kept) if own_words(" ".join(kept)) else ""


def _measured(plain: Sequence[str], last: int) -> bool:
    return plain[last - 1] in MEASURES and last > 1


def _plain(word: str) -> str:
    return fold(word).strip("?!.,;:()\"'")
