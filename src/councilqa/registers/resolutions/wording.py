"""What a recommendation says: its verb, its condition, to whom it delegates, whether it was amended."""

from __future__ import annotations

import re

_FORMS = {
    "approve": "approv",
    "note": "not",
    "agree": "agree",
    "delegate": "delegat",
    "authorise": "authori[sz]",
    "endorse": "endors",
    "adopt": "adopt",
    "recommend": "recommend",
    "confirm": "confirm",
    "receive": "receiv",
    "support": "support",
    "consider": "consider",
    "grant": "grant",
    "refuse": "refus",
    "appoint": "appoint",
    "accept": "accept",
    "ratify": "ratif(?:y|i)",
    "defer": "defer+",
    "reject": "reject",
    "request": "request",
    "instruct": "instruct",
    "allocate": "allocat",
    "award": "award",
    "nominate": "nominat",
    "acknowledge": "acknowledg",
    "welcome": "welcom",
    "determine": "determin",
    "review": "review",
    "refer": "refer+",
    "establish": "establish",
    "commence": "commenc",
    "continue": "continu",
    "implement": "implement",
    "amend": "amend",
    "transfer": "transfer+",
    "proceed": "proceed",
}
_ACTIONS = frozenset(
    "establish commence continue implement transfer proceed support review amend request consider".split()
)
"""What may be done with an approval."""
_WELSH = {
    "cymeradwyo": "approve",
    "nodi": "note",
    "cytuno": "agree",
    "derbyn": "receive",
    "dirprwyo": "delegate",
    "argymell": "recommend",
}
"""The verb nouns of Welsh papers, in the plain form of their English ones."""
_STEMS = "|".join(_FORMS.values())
_PLAIN = rf"(?:(?:{_STEMS})(?:e|es|s)?|{'|'.join(_WELSH)})"
_PAST = rf"(?:{_STEMS})(?:e?d)"
VERB = rf"(?:{_PLAIN})\b"
"""As a pattern: "approve", "notes"."""
_ADVERB = (
    r"(?:also|further|formally|hereby|therefore|accordingly|jointly|unanimously|in principle|now|either|that|"
    r"should|to|and|both|duly|subsequently)"
)
BODY_NOUN = (
    r"(?:cabinet|council|councillors|committee|sub-committee|executive|board|panel|members?|leader|portfolio[- ]holder|"
    r"authority|authorities|commission|commissioners?|mayor|assembly|forum|trustees|governors|court|group|partnership|"
    r"cabinet member|cyngor|pwyllgor)s?"
)
"""As a pattern: those who decide in a council."""
_SUBJECT = (
    rf"(?:(?:(?:both|each|the|this|full)\s+)?(?:[\w&'’()/-]+\s+){{0,9}}?{BODY_NOUN}(?:\s+(?:for|of|"
    rf"and)\s+[^.;:]{{1,60}}?)?|it|they|we|members?)"
)
_LEADING = re.compile(
    rf"\W*(?:that\s*,?\s+)?(?:{_ADVERB},?\s+)*(?:{_SUBJECT}\s+)??(?:{_ADVERB},?\s+)*(?P<verb>{_PLAIN})(?![\w-])",
    re.IGNORECASE,
)
_PAST_LEADING = re.compile(rf"\W*(?:{_ADVERB}\s+)*(?P<verb>{_PAST})\b", re.IGNORECASE)
_PASSIVE = re.compile(rf"\b(?:be|is|are)\s+(?:{_ADVERB}\s+)*(?P<verb>{_PAST})\b", re.IGNORECASE)
_APPROVAL = re.compile(
    r"\bapproval\s+(?:\w+\s+)?(?:be|is|was)\s+(?:given|granted)\b|\b(?:give|grant)s?\s+(?:\w+\s+)?approval\b",
    re.IGNORECASE,
)
_AUTHORITY = re.compile(
    r"\b(?:authority|powers?)\s+(?:to\s.{1,80}?\s)?(?:be|is|was)\s+(?:hereby\s+)?(?:given|granted|delegated)\b|"
    r"\b(?:give|grant)s?\s+(?:\w+\s+){0,3}(?:delegated\s+)?authority\b|\bgiven\s+delegated\s+(?:authority|powers?)\b",
    re.IGNORECASE,
)
_NOUNS = frozenset(
    "note notes award awards grant grants review reviews request requests support transfer transfers".split()
)
"""Verbs that are nouns as well: they lead only with nothing, or with who decides, before them."""

_CLAUSE = r"(?:[^;:.]|\.(?=\w))+?"
_CUT = r"(?=,\s+(?:to|and|in order|with|as|be|for|that|including|noting)\b|,?\s+and (?:that|to)\b|[;:]|\.(?!\w)|\s*$)"
_FIRST_CONDITION = re.compile(
    r"\W*(?:that\s*,?\s*)?(?P<said>(?:subject to|if|should|provided (?:that )?|in the event (?:that|of)|"
    r"on (?:the )?condition that|conditional (?:up)?on)\b[^;:]*?),\s",
    re.IGNORECASE,
)
_CONDITION = re.compile(
    rf"\b(?P<said>(?:subject (?:always )?to|provid(?:ed|ing) that|on (?:the )?condition that|conditional (?:up)?on|"
    rf"contingent (?:up)?on|unless|in the event (?:that|of)|once\s+[^,;.:]{{1,80}}?\s(?:is|are|has|"
    rf"have)\b){_CLAUSE}){_CUT}",
    re.IGNORECASE,
)
_WITH_WHOM = (
    r"(?:,?\s*(?:\(?(?:working |acting )?(?:in|following|after) (?:close )?(?:consultation|conjunction|agreement|"
    r"liaison) with|"
    r"together with|jointly with|and|or)\s+[^;.:]{3,160}?\)?)*?"
)
_WHOM = rf"(?:the\s+)?(?P<whom>[A-Z][^;.:,]{{2,120}}?{_WITH_WHOM})"
_STOP = (
    r"(?=,?\s+(?:to|for (?:approval|determination|decision|consideration)|in order|so that|authority|power|powers|"
    r"up to|under|"
    r"within|the (?:power|authority|decision)s?)\b|,?\s+(?:be|is|are)\b|\s*[;.:]|\s*$)"
)
_DELEGATED = tuple(
    re.compile(pattern)
    for pattern in (
        rf"(?i:delegat(?:e|es|ed|ing|ion)\b)(?:(?!(?i:delegat))[^.;:]){{0,120}}?\b(?i:to)\s+{_WHOM}{_STOP}",
        rf"(?i:authority|powers?)\s+(?:(?i:be|is)\s+)?(?i:given|granted|delegated)\s+(?i:to)\s+{_WHOM}{_STOP}",
        rf"(?i:give|grant)s?\s+{_WHOM}\s+(?i:delegated (?:authority|powers?))",
        rf"(?i:authori[sz]es?)\s+{_WHOM}{_STOP}",
        rf"^\W*(?:(?i:that)\s+)?{_WHOM}\s+(?i:is|are|be)\s+(?i:hereby\s+)?(?i:authori[sz]ed|given delegated|"
        rf"granted delegated)\b",
    )
)
_AMENDED = re.compile(
    r"\bamended (?:recommendations?|motion|resolution|wording|proposals?|report)\b|"
    r"\brecommendations?\b[^.;]{0,40}\b(?:as amended|be amended|was amended|were amended)\b|"
    r"\bsubject to (?:the )?(?:following |an? |minor |agreed )*(?:amendments?|additions?|changes?)\b|"
    r"\bwith the (?:following )?(?:amendments?|additions?)\b|\bas amended (?:at|by|during|in) (?:the )?(?:meeting|"
    r"council|cabinet|committee|members?|motion)\b|"
    r"\bas amended\s*[:,)]?\s*(?:that\b|$)|\bamendments? to (?:the )?recommendations?\b|"
    r"\badditional recommendations?\b",
    re.IGNORECASE,
)
_MARKUP = re.compile(r"\*\*|__|\*(?=\S)|(?<=\S)\*|</?\w+[^>]*>|\$\^?\{?|\}\$")
_TRAILING = re.compile(r"(?:\s*[;,]\s*(?:and|or|ac?|neu)?|\s+and)\s*$", re.IGNORECASE)


def plain(text: str) -> str:
    """In one line, without markup and without the "; and" that leads on to the next."""
    return _TRAILING.sub("", " ".join(_MARKUP.sub("", text).split()))


def verb_of(text: str, asked: str | None = None) -> str | None:
    """The decision that is asked for or taken: the one it begins with, that of its lead-in, or the one at its end.

    "Council is asked to approve: (iv) to commence the recruitment" asks for an approval.
    """
    leading = leading_verb(text)
    if asked is not None and leading in _ACTIONS:
        return asked
    return leading or asked or _passive(text)


def leading_verb(text: str) -> str | None:
    """ "approve" of "That Cabinet approves …" and of "Approved, subject to …"."""
    match = _LEADING.match(text) or _PAST_LEADING.match(text)
    if match is None:
        return None
    word = match["verb"]
    if word.lower() == "not":  # to do something: no form of "note"
        return None
    if word.lower() in _NOUNS and re.match(r"\s+(?:of|from|for|to)\b", text[match.end() :]):
        return None
    granted = _AUTHORITY.match(text, match.start("verb"))
    return "delegate" if granted else lemma(word)


def decides(text: str) -> bool:
    """Whether a text can be a recommendation standing on its own."""
    return bool(leading_verb(text) or _passive(text) or re.match(r"\W*that\b", text, re.IGNORECASE))


def _passive(text: str) -> str | None:
    """The first decision in the passive; what is asked to "be approved" before what "is recommended" in passing."""
    found = [(match.start(), lemma(match["verb"])) for match in _PASSIVE.finditer(text)]
    found += [(match.start(), "approve") for match in _APPROVAL.finditer(text)]
    found += [(match.start(), "delegate") for match in _AUTHORITY.finditer(text)]
    said = [verb for _, verb in sorted(found) if verb and verb not in _ACTIONS]
    return said[0] if said else None


def lemma(word: str) -> str | None:
    """The plain form of a verb of decision; None for any other word."""
    folded = word.lower()
    if folded in _WELSH:
        return _WELSH[folded]
    for plain_form, stem in _FORMS.items():
        if re.fullmatch(rf"{stem}(?:e|es|s|d|ed)?", folded):
            return plain_form
    return None


def condition_of(text: str) -> str | None:
    """Under which it holds, verbatim but for spaces: "subject to 2.1"."""
    match = _FIRST_CONDITION.match(text) or _CONDITION.search(text)
    return match["said"].strip(" ,)") if match else None


def delegated_to(text: str) -> str | None:
    """Who may act, with those to be consulted: "Chief Executive in consultation with the two Leaders"."""
    for pattern in _DELEGATED:
        if match := pattern.search(text):
            return match["whom"].strip(" ,")
    return None


def amended(text: str) -> bool:
    """Whether it says that it is not what was recommended; "the Regulations (as amended)" does not."""
    return _AMENDED.search(text) is not None
