"""What minutes record as decided within their sentences: "It was agreed that …", "Accounts: all approved"."""

from __future__ import annotations

import re

from councilqa.domain.registers import Standing
from councilqa.registers.resolutions.stems import RECOMMENDS, Stem
from councilqa.registers.resolutions.wording import BODY_NOUN, lemma

_HOW = r"(?:(?:unanimously|also|then|further|therefore|duly|subsequently|all|formally|both|now|hereby)\s+)*"
_THAT = r"\s*,?\s*(?:unanimously\s*,?\s*)?(?P<link>that|to|not to|y dylid|bod|fod|i)\b\s*:?"
_AGREED = re.compile(
    rf"\b(?:(?:it\s+was|was|were|and|has)\s+{_HOW}|(?:the\s+)?(?P<body>(?-i:(?:[A-Z][\w&'’/-]+\s+){{0,6}}?)"
    rf"{BODY_NOUN})\s+(?:has\s+|have\s+)?{_HOW})"
    rf"(?P<verb>agreed|resolved|decided|approved|endorsed)"
    rf"(?:\s+(?:unanimously|by (?:all|a majority|\d+ votes?[^,;.]*)))?{_THAT}"
    r"|\b(?:a\s+)?(?:consensus|agreement)\s+was\s+reached\s*(?P<c_link>that|to)\b"
    r"|\b(?:cytunwyd|penderfynwyd|cytunodd (?:pawb|y cyngor|y pwyllgor|yr aelodau)|yn gytûn)\s*(?:[,:]\s*)?"
    r"(?P<w_link>y dylid|bod|fod|y byddai|i|y|ar)\b",
    re.IGNORECASE,
)
_PASSIVE = re.compile(
    rf"^(?:(?:[^.;:]{{0,80}}[:–-]\s*)?)(?P<what>[^.;:]{{2,110}}?)\s+(?:was|were)\s+(?:{_HOW})"
    r"(?P<verb>approved|adopted|refused|granted|deferred|accepted|endorsed|ratified|elected|re-elected|appointed|"
    r"confirmed|resolved|agreed|rejected|received and (?:approved|noted|accepted))\b(?P<rest>[^.;]{0,90})[.;]?$",
    re.IGNORECASE,
)
_ALONE = re.compile(
    r"^(?:(?P<what>.{0,900}?)(?:[:–—-]|\.\s)\s*)?(?:all\s+|both\s+|unanimously\s+|"
    r"it was\s+)?(?P<verb>approved|agreed|resolved|adopted|refused|deferred|accepted|carried|cymeradwywyd)"
    r"(?P<rest>(?:\s+(?:and|&|as|by|subject|unanimously|with|in)(?!\w)[^.;]{0,110})?)[.;]?$",
    re.IGNORECASE,
)
_TOLD = re.compile(
    r"\b(?:reported|advised|informed|explained|stated|said|noted that|announced|understood|recalled|queried|"
    r"asked (?:if|whether)|enquired|had (?:been|already|previously)|ha(?:s|ve) been|"
    r"at (?:the|its|their|our) (?:last|previous) meeting|would be|will be|could be|should be|if (?:it|they)|whether|"
    r"until|unless|when|once|who|which was|not yet)\b",
    re.IGNORECASE,
)
_BY_OTHERS = re.compile(
    r"\bby\s+(?!(?:all|both|members|councill?ors?|cllrs?|the (?:committee|council|cabinet|members|chair\w*)|"
    r"a (?:majority|show|vote)|\d|majority|affirmation|unanimous|consensus)\b)[A-Z\w]|"
    r"(?<!held )(?<!dated )\bon (?:the )?\d{1,2}\b",
    re.IGNORECASE,
)
_NOT_DECIDED_HERE = re.compile(
    r"\W*[\d./]*\W*(?:present|in attendance|attendance|apolog\w+|declarations?\b|public (?:questions?|participation)|"
    r"presennol|ymddiheuriad\w*|datgan\w*)",
    re.IGNORECASE,
)


def minuted(sentence: str, *, section: str = "") -> Stem | None:
    """The decision that a sentence of minutes tells, not one that somebody reports of elsewhere."""
    return _agreed(sentence) or (None if _NOT_DECIDED_HERE.match(section) else _said_shortly(sentence))


def of_attendance(text: str) -> bool:
    """Whether a paragraph lists who was there or what interests were declared."""
    return _NOT_DECIDED_HERE.match(text) is not None


def _agreed(sentence: str) -> Stem | None:
    for match in _AGREED.finditer(sentence):
        if _TOLD.search(sentence[: match.start()]):
            continue
        verb = match["verb"]
        link = (match["link"] or match["c_link"] or match["w_link"] or "").lower()
        end = match.start("link") if link == "not to" else match.end()
        if on := RECOMMENDS.match(sentence[end:] if link in ("to", "not to") else ""):
            return _stem(Standing.RECOMMENDED, match.start(), end + on.end(), verb="recommend", body=on["to"])
        return _stem(Standing.RESOLVED, match.start(), end, verb=lemma(verb or "agreed") or "agree", body=match["body"])
    return None


def _said_shortly(sentence: str) -> Stem | None:
    """ "It was refused.", "Accounts for payment: all approved", "Cllr Fenn was elected"."""
    match = _PASSIVE.match(sentence) or _ALONE.match(sentence)
    if match is None or _TOLD.search(sentence) or _BY_OTHERS.search(sentence):
        return None
    return _stem(Standing.RESOLVED, 0, 0, verb=_verb(match["verb"]), body=None)


def _verb(said: str) -> str | None:
    last = said.split()[-1].lower()
    return {"elected": "appoint", "re-elected": "appoint", "carried": "agree", "adopted": "adopt"}.get(
        last, lemma(last)
    )


def _stem(standing: Standing, start: int, end: int, *, verb: str | None, body: str | None) -> Stem:
    named = None if body is None or body.lower() in ("members", "councillors") else body[:1].upper() + body[1:]
    return Stem(standing=standing, start=start, end=end, body=named, verb=verb, recorded=True, bare=False)
