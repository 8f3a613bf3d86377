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


_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_MONEY_WORDS = (
    r"cost|costs|save|saves|saved|saving|savings|spend|spent|spending|pay|pays|paid|paying|fee|fees|salary|salaries|budget|price|worth|"
    r"money|cash|pounds|£|fund|funding|deficit|gap|hole|shortfall|reserves?|earn|earns|bill|charges?|charged|sum|pot|"
    r"contribut\w+|put in|set us back|grant|income|borrow\w*|debt|wage|wages"
)
_ASKS: tuple[tuple[Wanted, str], ...] = (
    (
        Wanted.PERCENT,
        r"\b(?:what|which) (?:percentage|proportion|share|per cent|percent)\b|\bas a percentage\b|\bpercentage\b|\bhow much of the (?!cost|money|budget|saving)",
    ),
    (Wanted.DURATION, r"\bhow long\b|\bhow many (?:years|months|weeks|days)\b|\bwhat period\b|\bhow much notice\b"),
    (
        Wanted.MONEY,
        rf"\bhow many pounds\b|\bhow much\b(?=.*\b(?:{_MONEY_WORDS})\b)|^what (?:will|would|does|do|did|could|might)\b[^?]{{0,70}}\b(?:save|cost)\b(?! (?:apportion|shar))|\bwhat (?:sum|price|fee|salary|amount)\b|\bwhat(?:'s| is| are| was| were| will| would| did| does| do)\b[^?]{{0,60}}\b(?:salary|cost|costs|price|fee|paid|pay|deficit|budget|budget gap)\b(?! (?:policy|award|of the risk|scale|structure))",
    ),
    (
        Wanted.NUMBER,
        r"\bhow many\b(?! (?:pounds|years|months|weeks|days))|\bwhat(?:'s| is) the (?:population|number|headcount)\b|\bhow (?:big|large|old|far)\b",
    ),
    (
        Wanted.DATE,
        r"(?:^|[,;:–-] ?|\band |\bor |\bby |\bsince |\buntil )when(?:'s)? (?:will|is|are|did|was|were|do|does|would|should|can|could|might|has|have)\b|^when's\b|^when the\b|\bwhat (?:date|year|day|month)\b|\b(?:which|what) (?:financial )?(?:year|month|date)s?\b|\bclosing date\b|\bhow soon\b|\bwhat(?:'s| is) the deadline\b|\bwhat time\b",
    ),
    (Wanted.PERSON, r"\bwho(?:se|m)?\b|\bwhat(?:'s| is) the name of\b"),
)
_FORMS: dict[Wanted, str] = {
    Wanted.MONEY: r"[£$€]\s?-?\d|\b\d[\d,.]*\s?(?:k|m|bn|million|billion)\b(?! (?:people|residents))|£",
    Wanted.PERCENT: r"\d\s?%|\bper ?cent\b|\b\d{1,2}[:/]\d{1,2}\b|\b(?:half|third|quarter|equally)\b",
    Wanted.NUMBER: r"\d|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|dozen|none)\b",
    Wanted.DATE: rf"\b{_MONTH}\b|\b(?:19|20)\d\d\b|\b\d{{1,2}}[/.]\d{{1,2}}[/.]\d{{2,4}}\b|\b(?:immediately|quarterly|monthly|annually|spring|summer|autumn|winter|phase \d)\b|\bwithin \w+ (?:days|weeks|months|years)\b|\b\d+\s?(?:-|to|–)\s?\d+ (?:years|months|weeks)\b",
    Wanted.DURATION: r"\b(?:\d+(?:\s?(?:-|to)\s?\d+)?|one|two|three|four|five|six|seven|eight|nine|ten|twelve|\w+teen)[ -](?:calendar )?(?:year|month|week|day|hour)s?\b|\bpermanent\b",
    Wanted.PERSON: r"\b(?:[a-z]+(?: [a-z]+)? )?(?:officer|executive|leader|director|board|cabinet|committee|council|councils|treasurer|manager|head of|panel|members?|chair|minister|commissioner|group|partnership|authority|team|ltd|llp|consultant\w*|employees?|residents?|staff|people|both)\b",
}
_DATED = re.compile(
    rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)? )?{_MONTH}\b(?: \d{{4}})?|\b(?:19|20)\d\d(?:[-/]\d{{2,4}})?\b|\b(?:paragraph|section|page|annex|appendix|option) \d[\d.]*"
)
_ASK_PATTERNS = tuple((kind, re.compile(pattern)) for kind, pattern in _ASKS)
_FORM_PATTERNS = {kind: re.compile(pattern) for kind, pattern in _FORMS.items()}
_PROPER = re.compile(r"\b[A-Z][a-z]+ [A-Z][a-z]+")


def wanted(question: str) -> tuple[Wanted, ...]:
    """Every kind of thing that the words of the question ask for; empty for "why", "what are the risks"."""
    folded = fold(question)
    found = tuple(kind for kind, pattern in _ASK_PATTERNS if pattern.search(folded))
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
