"""What kind of thing a question asks for, and whether a text holds such a thing."""

from __future__ import annotations

import re
from enum import StrEnum

from councilqa.text import fold


class Wanted(StrEnum):
    """Kinds of thing that can be told by their form."""

    MONEY = "a sum of money"
    PERCENT = "a percentage"
    NUMBER = "a number"
    DATE = "a date or time"
    DURATION = "a length of time"
    PERSON = "a name or a post"


_MONTH = (
    r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|"
    r"oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
)
_MONEY_WORDS = (
    r"cost|costs|save|saves|saved|saving|savings|spend|spent|spending|pay|pays|paid|paying|fee|fees|"
    r"salary|salaries|budget|price|worth|"
    r"money|cash|pounds|£|fund|funding|deficit|gap|hole|shortfall|reserves?|earn|earns|bill|charges?|charged|sum|pot|"
    r"contribut\w+|put in|set us back|grant|income|borrow\w*|debt|wage|wages"
)
_ASKS: dict[Wanted, tuple[str, ...]] = {
    Wanted.PERCENT: (
        r"\b(?:what|which) (?:percentage|proportion|share|per cent|percent)\b",
        r"\bas a percentage\b",
        r"\bpercentage\b",
        r"\bhow much of the (?!cost|money|budget|saving)",
    ),
    Wanted.DURATION: (
        r"\bhow long\b",
        r"\bhow many (?:years|months|weeks|days)\b",
        r"\bwhat period\b",
        r"\bhow much notice\b",
    ),
    Wanted.MONEY: (
        r"\bhow many pounds\b",
        rf"\bhow much\b(?=.*\b(?:{_MONEY_WORDS})\b)",
        r"^what (?:will|would|does|do|did|could|might)\b[^?]{0,70}\b(?:save|cost)\b(?! (?:apportion|shar))",
        r"\bwhat (?:sum|price|fee|salary|amount)\b",
        (
            r"\bwhat(?:'s| is| are| was| were| will| would| did| does| do)\b[^?]{0,60}\b(?:salary|cost|"
            r"costs|price|fee|paid|pay|deficit|budget|budget gap)\b(?! (?:policy|award|of the risk|scale|"
            r"structure))"
        ),
    ),
    Wanted.NUMBER: (
        r"\bhow many\b(?! (?:pounds|years|months|weeks|days))",
        r"\bwhat(?:'s| is) the (?:population|number|headcount)\b",
        r"\bhow (?:big|large|old|far)\b",
    ),
    Wanted.DATE: (
        (
            r"(?:^|[,;:–-] ?|\band |\bor |\bby |\bsince |\buntil )when(?:'s)? (?:will|is|are|did|was|were|do|"
            r"does|would|should|can|could|might|has|have)\b"
        ),
        r"^when's\b",
        r"^when the\b",
        r"\bwhat (?:date|year|day|month)\b",
        r"\b(?:which|what) (?:financial )?(?:year|month|date)s?\b",
        r"\bclosing date\b",
        r"\bhow soon\b",
        r"\bwhat(?:'s| is) the deadline\b",
        r"\bwhat time\b",
    ),
    Wanted.PERSON: (
        r"\bwho(?:se|m)?\b",
        r"\bwhat(?:'s| is) the name of\b",
    ),
}
"""How each kind is asked for, in order of precedence."""
_FORMS: dict[Wanted, tuple[str, ...]] = {
    Wanted.MONEY: (
        r"[£$€]\s?-?\d",
        r"\b\d[\d,.]*\s?(?:k|m|bn|million|billion)\b(?! (?:people|residents))",
        r"£",
    ),
    Wanted.PERCENT: (
        r"\d\s?%",
        r"\bper ?cent\b",
        r"\b\d{1,2}[:/]\d{1,2}\b",
        r"\b(?:half|third|quarter|equally)\b",
    ),
    Wanted.NUMBER: (
        r"\d",
        r"\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|none)\b",
    ),
    Wanted.DATE: (
        rf"\b{_MONTH}\b",
        r"\b(?:19|20)\d\d\b",
        r"\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b",
        r"\b(?:immediately|quarterly|monthly|annually|spring|summer|autumn|winter|phase \d)\b",
        r"\bwithin \w+ (?:days|weeks|months|years)\b",
        r"\b\d+\s?(?:-|to|–)\s?\d+ (?:years|months|weeks)\b",
    ),
    Wanted.DURATION: (
        (
            r"\b(?:\d+(?:\s?(?:-|to)\s?\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|"
            r"\w+teen)[ -](?:calendar )?(?:year|month|week|day|hour)s?\b"
        ),
        r"\bpermanent\b",
    ),
    Wanted.PERSON: (
        (
            r"\b(?:[a-z]+(?: [a-z]+)? )?(?:officer|executive|leader|director|board|cabinet|committee|council|"
            r"councils|treasurer|manager|head of|panel|members?|chair|minister|commissioner|group|partnership|"
            r"authority|team|ltd|llp|consultant\w*|employees?|residents?|staff|people|both)\b"
        ),
    ),
}
"""What a thing of each kind looks like in folded text."""
_DATED = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)? )?{_MONTH}\b(?: \d{{4}})?|\b(?:19|20)\d\d(?:[-/]\d{{2,4}})?\b|"
    rf"\b(?:paragraph|section|page|annex|appendix|option) \d[\d.]*"
)
_ASK_PATTERNS = {kind: re.compile("|".join(forms)) for kind, forms in _ASKS.items()}
_FORM_PATTERNS = {kind: re.compile("|".join(forms)) for kind, forms in _FORMS.items()}
_PROPER = re.compile(r"\b[A-Z][a-z]+ [A-Z][a-z]+")


def wanted(question: str) -> tuple[Wanted, ...]:
    """Every kind of thing that the words of the question ask for; empty for "why", "what are the risks"."""
    folded = fold(question)
    found = tuple(kind for kind, pattern in _ASK_PATTERNS.items() if pattern.search(folded))
    return tuple(kind for kind in found if not (kind is Wanted.NUMBER and Wanted.MONEY in found))


def holds(kind: Wanted, text: str, unit: str | None = None) -> bool:
    """Whether the text has something of that form; a row's figures take the unit of their table."""
    if kind is Wanted.MONEY and unit and "£" in unit and re.search(r"\d", text):
        return True
    if kind is Wanted.PERSON and _PROPER.search(text):
        return True
    folded = fold(text)
    if kind is Wanted.NUMBER:
        folded = _DATED.sub(" ", folded)
    return _FORM_PATTERNS[kind].search(folded) is not None
