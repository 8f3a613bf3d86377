"""Sentences that open recommendations or decisions: "Cabinet is asked to:", "RESOLVED that", "It is proposed to"."""

from __future__ import annotations

import re
from dataclasses import dataclass

from councilqa.domain.registers import Standing
from councilqa.registers.resolutions.wording import BODY_NOUN, VERB, lemma, plain

_ADVERBS = (
    r"(?:(?:therefore|also|hereby|further|accordingly|respectfully|now|formally|consequently|unanimously|thus|"
    r"being)\s+)*"
)
_ASKED = re.compile(
    rf"\b(?:is|are|be)\s+{_ADVERBS}(?:asked|recommended|requested|invited)\s+(?:to|that)\b(?P<colon>\s*:)?",
    re.IGNORECASE,
)
_SUBJECT = re.compile(
    rf"(?:^|[,;:.]\s+|\b(?:that|and|accordingly|"
    rf"therefore)\s+)(?P<body>(?:the\s+)?(?:[\w&'’()/-]+\s+){{0,9}}?{BODY_NOUN}"
    rf"(?:\s+(?:for|of|and|on)\s+[^.;:,]{{1,60}}?)?)\s+$",
    re.IGNORECASE,
)
_PROPOSED = re.compile(
    rf"\bit\s+is\s+{_ADVERBS}(?P<how>recommended|proposed)(?:\s+to\s+(?P<to>[^.;:]{{3,60}}?))?\s*:?\s*\b(?:that|to)\b"
    rf"(?:\s+(?P<body>(?:the\s+)?(?-i:(?:[A-Z][\w&'’/-]+\s+){{0,6}}?)(?-i:(?=[A-Z])){BODY_NOUN})(?=\s|:))?",
    re.IGNORECASE,
)
_MANNER = (
    r"(?:\s*[-–—:,.]*\s*\(?(?:unanimously|nem\.? ?con\.?|by \d+ votes?[^)]*|on a show of hands|(?:as )?amended|"
    r"by affirmation|carried)\)?)*"
)
_RESOLVED = re.compile(
    rf"(?:\b(?i:it)\s+(?i:was)\s+)?(?i:unanimously\s+)?\b(?:RESOLVED|"
    rf"PENDERFYNWYD)\b(?:\s*\(Recommendation\))?{_MANNER}\s*[-–—:]*\s*"
    r"(?P<on>(?i:to\s+)?(?i:recommend(?:ed|s)?)\b(?i:\s+to)?(?:\s+(?P<to>(?i:the\s+|full\s+)*[A-Z][^.;:]{2,50}?))?"
    r"(?=\s+(?i:that|to)\b|\s*[:\-–—]|\s*$))?\s*(?i:that\b|to\b|y dylid\b)?\s*:?",
)
_RESOLVED_AT_HEAD = re.compile(
    rf"\W*(?:it\s+was\s+)?(?:unanimously\s+)?resolved{_MANNER}\s*[-–—:]*\s*(?:that\b|to\b)?\s*:?", re.IGNORECASE
)
_IN_CAPITALS = re.compile(
    rf"\W*(?:(?:it\s+was|the\s+)?(?P<body>(?:[\w&'’-]+\s+){{0,6}}?(?i:{BODY_NOUN}))\s+|"
    rf"(?i:it\s+was\s+))?(?i:(?:unanimously|also|then)\s+)*"
    rf"(?P<verb>AGREED|NOTED|APPROVED|DECIDED|ORDERED|GRANTED|REFUSED|DEFERRED|ENDORSED|"
    rf"RECEIVED)\b{_MANNER}\s*[-–—:]*\s*(?i:that\b|to\b)?\s*:?"
)
_BODY_DECIDED = re.compile(
    rf"\W*(?P<body>(?:the\s+)?(?:[\w&'’/-]+\s+){{0,8}}?{BODY_NOUN})\s+(?:has\s+|have\s+)?(?:unanimously\s+|also\s+)*"
    r"(?P<verb>agreed|resolved|decided|approved|endorsed)\s+(?:unanimously\s+)?(?:(?:that|to)\b\s*:?|:)",
    re.IGNORECASE,
)
_BODY_HAS = re.compile(
    rf"\W*(?P<body>(?:the\s+)?(?:[\w&'’/-]+\s+){{0,8}}?{BODY_NOUN})\s+(?:has|have)\s*:\s*", re.IGNORECASE
)
_AGREED = re.compile(
    r"\W*(?:it\s+was\s+)?(?:unanimously\s+)?(?P<verb>agreed|decided)(?:\s+unanimously)?\s*(?:that\b|to\b|[:–—]|"
    r"-\s)\s*:?",
    re.IGNORECASE,
)
RECOMMENDS = re.compile(
    r"\W*(?:to\s+)?recommend(?:ed|s)?\b(?:\s+to\s+(?:the\s+|full\s+)*(?P<to>(?-i:[A-Z])[^.;:]{2,50}?)(?=\s+(?:that|to)\b|\s*[:–—-]|$))?",
    re.IGNORECASE,
)
"""What a body agreed only to put to another that decides."""
_DECISION = re.compile(r"\W*(?:DECISIONS?|Decisions?|Penderfyniad)\s*[:–—]\s*(?i:that\b)?\s*")
_RECOMMENDED = re.compile(
    r"\W*(?:(?:(?:the|The|this|This)\s+)?(?:[\w&'’-]+\s+){0,5}?(?:recommends|(?<=I )recommend|"
    r"(?<=[Ww]e )recommend|(?<=fficers )recommend)|"
    r"RECOMMENDED|ARGYMHELL(?:IR|WYD)|Recommended)\b"
    rf"{_MANNER}(?:\s+(?i:to)\s+(?P<to>(?i:the\s+|full\s+)*[A-Z][^.;:]{{2,50}}?)(?=\s+(?i:that)\b|\s*[:\-–—]|\s*$))?"
    r"\s*[-–—:]*\s*(?i:that\b|to\b)?\s*(?:you\b)?\s*:?",
)
_LABEL = re.compile(
    r"\W*(?:recommendations?|recommendation\(s\)|argymhelliad)(?:\s+(?P<number>\d{1,2}|[A-Z]))?\s*[:–—]\s*",
    re.IGNORECASE,
)
_THESE_ARE = re.compile(
    r"\W*(?:the\s+)?(?:following\s+)?recommendations?\s+(?:are|is)\b[^.;]{0,60}:\s*$", re.IGNORECASE
)
_THAT_BODY = re.compile(
    rf"\W*(?:(?P<that>that)\s+)?(?P<body>(?:(?:the|both|"
    rf"each)\s+)?(?:[\w&'’()/-]+\s+){{0,9}}?{BODY_NOUN}(?:\s+(?:for|of)\s+[^.;:]{{1,50}}?)?)"
    rf"(?P<rest>\s*:|\s*$|\s+(?=(?:{VERB}|to\b|should\b|formally\b|resolves?\b|also\b)))",
    re.IGNORECASE,
)
_EMPTY = re.compile(
    rf"(?:{VERB}|that|to|the|following|it|they|be|resolved?s?|and|or|as|follows|recommendations?|decisions?|below|"
    rf"set out|in principle|"
    r"unanimously|should|also|formally|proposals?|cabinet|council|members|committee|executive|either|both|of|is|"
    r"are|asked)\b|[\W\d]",
    re.IGNORECASE,
)
_AT_HEAD = 3
_MEMBERS = re.compile(r"(?:the\s+)?(?:members?|councillors|it|they|committee members)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Stem:
    """The opening of one recommendation, or of a list of them."""

    standing: Standing
    start: int
    """Offset in the text that was looked at, where it begins."""
    end: int
    """Where what is recommended begins."""
    body: str | None = None
    verb: str | None = None
    """In its plain form; where the stem itself says it."""
    number: str | None = None
    """ "2" of "Recommendation 2: That …"."""
    recorded: bool = False
    """Whether it tells what was decided: "RESOLVED", with what led to it before it."""
    bare: bool
    """Whether nothing is recommended in it yet: a list follows."""


def opening(text: str, *, formal: bool, record: bool) -> Stem | None:
    """The stem in a heading or a paragraph.

    `formal` says that it stands under a heading that announces recommendations or decisions, `record` that the paper is
    one that records decisions: forms that elsewhere tell what once happened are accepted there.
    """
    return (
        _resolved(text, record=record or formal)
        or _asked(text, formal=formal)
        or _proposed(text)
        or (_only_formal(text) if formal else None)
        or _labelled(text)
        or (_recorded(text) if record else None)
    )


def _stem(
    text: str,
    standing: Standing,
    start: int,
    end: int,
    *,
    body: str | None = None,
    verb: str | None = None,
    recorded: bool = False,
) -> Stem:
    rest = text[end:]
    said = re.match(rf"\W*({VERB})", rest, re.IGNORECASE)
    return Stem(
        standing=standing,
        start=start,
        end=end,
        body=_body(body),
        verb=verb or (lemma(said[1]) if said else None),
        recorded=recorded or standing is Standing.RESOLVED,
        bare=not _EMPTY.sub("", rest).strip()
        and (not rest.strip() or rest.rstrip(" *_").endswith((":", "-", "–")) or not text[:start].strip()),
    )


def _body(said: str | None) -> str | None:
    """Without its article; None where it names nobody in particular: "Members"."""
    if said is None or _MEMBERS.fullmatch(said.strip()):
        return None
    named = re.sub(r"^(?:the|this|that|full)\s+", "", plain(said), flags=re.IGNORECASE)
    return named.title() if named.isupper() else named[:1].upper() + named[1:]


def _resolved(text: str, *, record: bool) -> Stem | None:
    match = _RESOLVED.search(text) or (_RESOLVED_AT_HEAD.match(text) if record else None)
    if match is None or re.search(r"\bto\s+be\s+$", text[: match.start()], re.IGNORECASE):
        return None
    # In a report "at its last meeting Cabinet RESOLVED that" tells of another paper's decision.
    if not record and match.start() > _AT_HEAD:
        return None
    if "on" in match.re.groupindex and match["on"]:
        return _stem(text, Standing.RECOMMENDED, match.start(), match.end(), body=match["to"], recorded=True)
    return _stem(text, Standing.RESOLVED, match.start(), match.end())


def _asked(text: str, *, formal: bool) -> Stem | None:
    for match in _ASKED.finditer(text):
        subject = _SUBJECT.search(text[: match.start()])
        if subject is None:
            continue
        rest = text[match.end() :]
        # "Members are asked to declare any interests" asks for no decision.
        if (
            not formal
            and not match["colon"]
            and not re.match(rf"\s*(?:\w+ly\s+)?(?:{VERB}|resolve\b|RESOLVE\b|:|$)", rest, re.IGNORECASE)
        ):
            continue
        return _stem(text, Standing.RECOMMENDED, subject.start("body"), match.end(), body=subject["body"])
    return None


def _proposed(text: str) -> Stem | None:
    match = _PROPOSED.search(text)
    if match is None:
        return None
    proposed = match["how"].lower() == "proposed"
    standing = Standing.PROPOSED if proposed else Standing.RECOMMENDED
    return _stem(
        text,
        standing,
        match.start(),
        match.end(),
        body=match["body"] or match["to"],
        verb="propose" if proposed else None,
    )


def _only_formal(text: str) -> Stem | None:
    if _THESE_ARE.match(text):
        return _stem(text, Standing.RECOMMENDED, 0, len(text))
    if (match := _RECOMMENDED.match(text)) and (match[0].strip() or match["to"]):
        return _stem(text, Standing.RECOMMENDED, 0, match.end(), body=match["to"])
    match = _THAT_BODY.match(text)
    if match is None or (match["that"] is None and match["rest"].strip() != ":"):
        return None
    return _stem(text, Standing.RECOMMENDED, 0, match.end(), body=match["body"])


def _labelled(text: str) -> Stem | None:
    """ "Recommendation 1: That Cabinet approves …" in one line."""
    match = _LABEL.match(text)
    if match is None or not re.match(rf"\W*(?:that\b|to\b|{VERB}|$)", text[match.end() :], re.IGNORECASE):
        return None
    inner = _only_formal(text[match.end() :])
    stem = _stem(text, Standing.RECOMMENDED, 0, match.end(), body=inner.body if inner else None)
    return Stem(
        standing=stem.standing,
        start=0,
        end=stem.end,
        body=stem.body,
        verb=stem.verb,
        number=match["number"],
        bare=stem.bare,
    )


def _recorded(text: str) -> Stem | None:
    if (match := _RECOMMENDED.match(text)) and match[0].strip().isupper():
        return _stem(text, Standing.RECOMMENDED, 0, match.end(), body=match["to"])
    if match := _DECISION.match(text):
        return _stem(text, Standing.RESOLVED, 0, match.end())
    if match := _BODY_HAS.match(text):
        return _stem(text, Standing.RESOLVED, 0, match.end(), body=match["body"])
    if match := _IN_CAPITALS.match(text) or _AGREED.match(text):
        return _decided(text, match, match["body"] if "body" in match.re.groupindex else None)
    match = _BODY_DECIDED.match(text)
    return _decided(text, match, match["body"]) if match else None


def _decided(text: str, match: re.Match[str], body: str | None) -> Stem:
    if on := RECOMMENDS.match(text, match.end()):
        return _stem(text, Standing.RECOMMENDED, 0, on.end(), body=on["to"], verb="recommend", recorded=True)
    return _stem(text, Standing.RESOLVED, 0, match.end(), body=body, verb=lemma(match["verb"]))
