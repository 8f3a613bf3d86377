"""What kind of thing a question asks for, and whether a text holds such a thing."""

from __future__ import annotations

import re
from enum import StrEnum

from councilqa.text import fold


class Wanted(StrEnum):
    """Kinds of thing that can be told by their form."""

    MONEY = "a sum of money"
    PERCENT = "a percentage"
    COUNT = "a number"
    NUMBER = "a figure"
    DAY = "a date"
    DATE = "a date or time"
    DURATION = "a length of time"
    NAME = "a name"
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
        r"\b(?:how much|what) notice\b",
        r"\bwhat(?:'s| is| are| was| were| will be| would be) the (?:\w+ ){0,2}(?:payback|notice|repayment) periods?\b",
        r"\bwhat(?:'s| is| was| will be| would be) the (?:length|duration) of\b",
    ),
    Wanted.MONEY: (
        r"\bhow many pounds\b",
        rf"\bhow much\b(?=.*\b(?:{_MONEY_WORDS})\b)",
        r"^what (?:will|would|does|do|did|could|might)\b[^?]{0,70}\b(?:save|cost)\b(?! (?:apportion|shar))",
        r"\b(?:what|which) (?:sum|price|fee|salary|amount|budget)\b",
        (
            r"\bwhat(?:'s| is| are| was| were| will| would| did| does| do)\b[^?]{0,60}\b(?:salary|cost|"
            r"costs|price|fee|paid|pay|deficit|budget|budget gap)\b(?! (?:policy|award|of the risk|scale|"
            r"structure))"
        ),
    ),
    Wanted.COUNT: (
        r"\bhow many\b(?! (?:pounds|years|months|weeks|days|miles|hours))",
        r"\bwhat(?:'s| is) the (?:population|number|headcount)\b",
    ),
    Wanted.NUMBER: (
        r"\bhow (?:big|large|old|far)\b",
        r"\bhow many (?:miles|hours)\b",
        r"\bwhat(?:'s| is| are| was| were) (?:the |their |its |our )?(?:[\w'-]+ ){0,3}rate\b",
    ),
    Wanted.DAY: (
        r"\b(?:what|which) (?:exact )?(?:date|day)\b",
        r"\bclosing date\b",
    ),
    Wanted.DATE: (
        (
            r"(?:^|[,;:–-] ?|\band |\bor |\bby |\bsince |\buntil )when(?:'s)? (?:will|is|are|did|was|were|do|"
            r"does|would|should|can|could|might|has|have)\b"
        ),
        r"^when's\b",
        r"^when the\b",
        r"\b(?:which|what) (?:financial )?(?:years?|months?|dates)\b",
        r"\bhow soon\b",
        r"\bwhat(?:'s| is) the deadline\b",
        r"\bwhat time\b",
    ),
    Wanted.NAME: (
        (
            r"\b(?:what(?:'s| is| was| are| were) the names? of|whose name is) (?:the |our |their )?(?:[\w-]+ ){0,3}"
            r"(?:consultants?|author|officers?|head|director|manager|executive|chair|chairman|leader|member|person|"
            r"lawyer|solicitor|auditor|contractors?|compan(?:y|ies)|firms?|suppliers?)\b"
        ),
        r"\bwho (?:actually )?(?:wrote|authored|drafted|compiled)\b",
        (
            r"^(?:and |so )?(?:which|what) (?:(?!of|sort|kind|type)[\w-]+ )?(?:contractor|company|firm|supplier|"
            r"consultant|consultancy|operator|auditor)\b"
        ),
    ),
    Wanted.PERSON: (r"\bwho(?:se|m)?\b",),
}
"""How each kind is asked for, in order of precedence."""
_NUMBER_WORDS = (
    r"two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen|"
    r"(?:twen|thir|for|fif|six|seven|eigh|nine)ty|hundreds?|thousands?|millions?"
)
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
    Wanted.COUNT: (
        r"\d",
        rf"\b(?:{_NUMBER_WORDS}|dozen|none)\b",
    ),
    Wanted.NUMBER: (
        r"\d",
        rf"\b(?:{_NUMBER_WORDS}|dozen|none)\b",
    ),
    Wanted.DAY: (
        rf"\b{_MONTH}\b",
        r"\b(?:19|20)\d\d\b",
        r"\b\d{1,2}[/.]\d{1,2}[/.]\d{2,4}\b",
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
_NO_COUNT = re.compile(
    r"[£$€]\s?[\d.,]+\s?(?:k|m|bn|million|billion)?\b|"
    r"\b\d[\d.,]*\s?(?:%|per ?cent\b)|"
    r"\b(?:the |both |of )?two (?:\w+ )?(?:councils?|authorit(?:y|ies)|districts?|boroughs?|organisations?|partners?)\b"
)
"""Figures that count nothing that a question could ask the number of."""
_ASK_PATTERNS = {kind: re.compile("|".join(forms)) for kind, forms in _ASKS.items()}
_FORM_PATTERNS = {kind: re.compile("|".join(forms)) for kind, forms in _FORMS.items()}
_PROPER = re.compile(r"\b[A-Z][a-z]+ [A-Z][a-z]+")


_STRICTER = {
    Wanted.DATE: Wanted.DAY,
    Wanted.PERSON: Wanted.NAME,
    Wanted.COUNT: Wanted.MONEY,
    Wanted.NUMBER: Wanted.MONEY,
}
"""What is not asked for besides another kind that says it more closely."""


def wanted(question: str) -> tuple[Wanted, ...]:
    """Every kind of thing that the words of the question ask for; empty for "why", "what are the risks"."""
    folded = fold(question)
    found = [kind for kind, pattern in _ASK_PATTERNS.items() if pattern.search(folded)]
    return tuple(kind for kind in found if _STRICTER.get(kind) not in found)


def holds(kind: Wanted, text: str, unit: str | None = None) -> bool:
    """Whether the text has something of that form; a row's figures take the unit of their table.

    A name is told by its capitals alone; `naming.py` tells whose it is.
    """
    if kind is Wanted.MONEY and unit and "£" in unit and re.search(r"\d", text):
        return True
    if kind in (Wanted.PERSON, Wanted.NAME) and _PROPER.search(text):
        return True
    folded = fold(re.sub(r"\bmay\b", " ", text))  # the month has a capital
    if kind in (Wanted.COUNT, Wanted.NUMBER):
        folded = _DATED.sub(" ", folded)
    if kind is Wanted.COUNT:
        folded = _NO_COUNT.sub(" ", folded)
    pattern = _FORM_PATTERNS.get(kind)
    return pattern is not None and pattern.search(folded) is not None
