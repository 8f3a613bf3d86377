"""From a question about several partnerships to the question that is put to one of them."""

from __future__ import annotations

import re
from collections.abc import Sequence

from councilqa.answering.english import is_base_verb, is_verb
from councilqa.retrieval.scope import Paper, without_names

_ONE = (
    r"(?:partnership|pair of (?:the )?(?:councils|authorities)|paper|report|document|business case|scheme|arrangement|"
    r"alliance|collaboration|case|project|programme|deal|one|place|instance)"
)
_SEVERAL = (
    r"(?:partnerships|pairs of (?:councils|authorities)|councils|authorities|papers|reports|documents|business cases|"
    r"schemes|arrangements|alliances|collaborations|proposals|cases|projects|programmes|deals|ones|places|instances)"
)
_COUNT = r"(?:various|different|several|other|respective|two|three|four|five|six|seven|eight|nine|ten)"
_OF = r"(?:of (?:the |these |those )?)?"
_GROUP = (
    rf"(?:(?:each|every|either) {_OF}(?:{_COUNT} )?(?:{_ONE}|{_SEVERAL})|"
    rf"(?:all|both|any|these|those) {_OF}(?:{_COUNT} )?{_SEVERAL}|"
    rf"the (?:{_COUNT} )?(?:partnerships|pairs of councils|papers|reports|schemes|documents|business cases)|"
    r"(?:each|all|any) of them|they(?: each| all| both)?|them(?: each| all)?|each)"
)
"""Those that are compared, as a question may call them; "each council" is one within a partnership, and stays."""
_PAPERS = rf"(?:{_GROUP}|any|the (?:papers?|reports?|councils?))"
_SAY = r"(?:say|tell us|tell|state|mention|report|talk|show|speak|think|write|conclude|find)"
_ABOUT = r"(?:about|on|of|regarding|concerning)"
_REWRITTEN: tuple[tuple[str, str], ...] = (
    (rf"^what (?:do|does|did|have|has) {_PAPERS} (?:each |all |have to )?{_SAY} {_ABOUT}\b", "What about"),
    (rf"^(?:do|does|did) (?:any of )?{_PAPERS} (?:each |all )?{_SAY} {_ABOUT}\b", "What about"),
    (r"^(?:please )?(?:compare|contrast|set side by side)\b", "What about"),
    (
        rf"^how (?:do|does|did) (?:{_GROUP}|\w+(?: and \w+)*)? ?(?:compare|differ|vary)"
        r"(?: (?:in terms of|with regard to|when it comes to|as to|on|in|over|about|for))?\b",
        "What about",
    ),
    (
        rf"^what(?: are|'s|’s| is) the differences? (?:between {_GROUP} )?(?:in|on|as to|over|between)\b",
        "What about",
    ),
)
"""Ways to ask for a comparison, and what is asked of one party instead."""
_WHICH = re.compile(rf"^which {_OF}(?:{_ONE}|{_SEVERAL}) (\w+)", re.IGNORECASE)
_OWNER = re.compile(rf"\b(?:each|every) (?:{_ONE}|{_SEVERAL})['’]s\b", re.IGNORECASE)
_PLACE = re.compile(
    rf",? ?\b(?:in|for|at|by|of|under|across|from|among|amongst|between|within|per|with|on) {_GROUP}(?=[\s?,.;:]|$)",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    rf"\b(does|has|is|was|did|do|have|are|were|will|would|should|could|can|must|may|might) {_GROUP}(?!\w)",
    re.IGNORECASE,
)
_PLURAL = {"does": "do", "has": "have", "is": "are", "was": "were"}
_OBJECT = re.compile(rf"\b(?!each\b(?! of)){_GROUP}(?!\w)", re.IGNORECASE)
_EACH_OTHER = re.compile(r"\b(?:each|every) (?!other\b|council|authority|member|side|of\b)(?=\w)", re.IGNORECASE)
_LEFT_OVER = re.compile(
    r",?\s+(?:(?:with|to|and|versus|vs\.?)(?: (?:those|that|the ones?))?|respectively|in turn)(?=[?.]?$)"
)


def standing_question(question: str, papers: Sequence[Paper] = ()) -> str:
    """The question as it is put to one partnership: without "each partnership", "do they", "in the papers".

    `papers` are those whose councils it may name: "compare Hart with Stafford on savings" asks each of savings.
    """
    text = without_names(" ".join(question.split()), papers)
    for pattern, replacement in _REWRITTEN:
        text = re.sub(pattern, replacement, text, flags=re.IGNORECASE)
    text = _WHICH.sub(_those_that, text)
    text = _OWNER.sub("the councils'", text)
    text = _PLACE.sub("", text)
    text = _SUBJECT.sub(_of_many, text)
    text = _OBJECT.sub("the councils", text)
    text = _LEFT_OVER.sub("", _EACH_OTHER.sub("the ", text))
    text = re.sub(r"\s+([?.,])", r"\1", " ".join(text.split())).strip(" ,")
    return text[:1].upper() + text[1:] if re.search(r"\w", text) else question


def _those_that(match: re.Match[str]) -> str:
    """ "Which partnership has": "The councils have"."""
    verb = match[1].lower()
    base = next((each for each in (verb.removesuffix("s"), verb.removesuffix("es")) if is_base_verb(each)), match[1])
    return f"The councils {_PLURAL.get(verb, base)}"


def _of_many(match: re.Match[str]) -> str:
    word, behind = match[1], re.match(r"\s+(\w+)", match.string[match.end() :])
    if match[0].lower().endswith(" each") and behind and not _acts(behind[1].lower()):
        return match[0]  # "does each council": one within a partnership
    plural = _PLURAL.get(word.lower(), word.lower())
    return f"{plural.capitalize() if word[:1].isupper() else plural} the councils"


def _acts(word: str) -> bool:
    return is_verb(word) or word.endswith("ing") or word in {"been", "be"}
