"""What a sum is, by the words beside it: a saving, a cost, a budget."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from councilqa.domain.registers import SumKind

_WORDS: tuple[tuple[SumKind, str], ...] = (
    (
        SumKind.DEFICIT,
        r"(?:(?:budget(?:ary)?|funding|financial|savings?|income|cash|in[- ]year)\s+)*"
        r"(?:gaps?(?!\s+analys)|deficits?|shortfalls?|overspend(?:s|ing)?|over-?spent)",
    ),
    (
        SumKind.SAVING,
        r"(?:(?:salary|staff(?:ing)?|cost|budget|efficiency|cash|cashable|net|spending|expenditure|revenue|income)\s+)*"
        r"(?:savings?|reductions?(?=\s+(?:in\s+(?:\w+\s+){0,3}(?:costs?|spend\w*|expenditure|budgets?)|of\s+£))|"
        r"underspend(?:s|ing)?|efficienc(?:y|ies))|"
        r"(?:cost|budget|spending|expenditure)\s+reductions?|"
        r"(?:cashable|financial|net|annual)\s+(?:financial\s+)?benefits?|"
        r"(?:bills?|costs?|spend\w*|expenditure)\b[^.;£]{0,60}\b(?:falls?|fell|reduced?|reduces|cut|drop(?:s|ped)?)\s+by|"
        r"reduc(?:ed?|es|ing|tions? (?:in|of|to))\s+(?:(?:the|its|our|their|net|overall|annual|current|running)\s+)*"
        r"(?:costs?|spend\w*|expenditure)|sav(?:e|es|ed)",
    ),
    (
        SumKind.SALARY,
        r"(?:salar(?:y|ies)|earn(?:s|ed|ing)?|on-?\s?costs?|wages?|remuneration|pay\s+(?:bands?|bill|scales?|costs?)|"
        r"(?:basic|gross|weekly|monthly|hourly|median|average|annual)\s+pay)"
        r"(?:\s+(?:costs?|bands?|ranges?|bill|budgets?|point))?",
    ),
    (
        SumKind.RESERVE,
        r"(?:earmarked\s+|capital\s+receipts?\s+|general\s+(?:fund\s+)?|usable\s+|minimum\s+|working\s+)*"
        r"(?:reserves?|balances)(?!d)|general\s+fund\s+balance",
    ),
    (
        SumKind.INCOME,
        r"(?:grant|funding|external|additional|new|rental|commercial|fee|annual|government)?\s*"
        r"(?:incomes?(?!\s+(?:and|&)\s+expenditure)|receipts|capital\s+receipts?|"
        r"revenues(?!\s*(?:and|&))|(?:additional|new|extra|increased?|more|tax|rental|commercial|fee|in|of)\s+revenue"
        r"(?!\s+(?:budgets?|accounts?|costs?|expenditure|spend\w*|and|&|implications?|reserves?|support|or|impact|funding|"
        r"outturn))|revenue\s+(?:of|from|streams?|generat\w+|growth|income))|"
        r"(?:fees?|charges?|rents?|sales)\s+(?:raised?|generat\w+|yield\w*)|fees\s+and\s+charges|grants?(?!\s+thornton)|settlement|council\s+tax\s+yield|dividends?|"
        r"funding(?!\s+(?:gaps?|shortfall|for|of\s+the\s+cost|requirements?))",
    ),
    (
        SumKind.BUDGET,
        r"(?:base\s+|revenue\s+|capital\s+|annual\s+|net\s+|gross\s+|total\s+|approved\s+|existing\s+)*"
        r"(?:budgets?|budgeted|(?:agreed|approved|earmarked|committed)\s+(?:a\s+|the\s+)?(?:sum|amount)s?|"
        r"(?:agreed|approved|earmarked|committed)(?=\s+(?:up\s+to\s+|a\s+further\s+)?£)|contingenc(?:y|ies)|"
        r"allocat(?:ions?|ed)|provision\s+of|set\s+aside|envelope|virement|"
        r"capital\s+programme|supplementary\s+estimate|general\s+fund(?!\s+balance))",
    ),
    (
        SumKind.COST,
        r"(?:(?:set-?up|one-off|running|operating|redundancy|implementation|staff(?:ing)?|capital|revenue|net|gross|"
        r"total|additional|annual|indicative|estimated|procurement)\s+)*"
        r"(?:costs?|costings?|costed|spend|spending|spent|expenditure|expenses?|fees?|charges?|charged|payments?|"
        r"prices?|invest(?:ment|ed|s|ing)?|redundanc(?:y|ies)|pressures?|inflation|purchased?|purchases|bought|"
        r"contracts?\s+(?:worth|values?|sum)|"
        r"pay\s+award|increases?\s+in\s+pay|paid|invoices?|levy|growth\s+bids?)",
    ),
)
_ANY = re.compile(
    "|".join(rf"(?P<{kind.name}>(?<![\w-])(?:{words})(?![\w-]))" for kind, words in _WORDS), re.IGNORECASE
)
_ASIDE = re.compile(
    r"\((?:excl|incl|ex\.|inc\.|includ|exclud)[^)]*\)|\b(?:exclud|includ)ing\b[^,;.)]*|"
    r"\b(?:over|under)\s?spend(?= of (?:time|money))|"
    r"\bnot\s+includ\w*[^,;.)]*|\bcost[- ]effective\w*|\bat no cost\b|\b(?:after|net of)\s+(?:\w+\s+)?costs\b|"
    r"\bcost of change\b(?=\s*team)|"
    r"\b(?:cost|savings?)\s+(?:apportionment|sharing|centre|base)\b|"
    r"\bspending power\b|\bfinance and revenues\b|\brevenues?\s*(?:and|&)\s*benefits\b",
    re.IGNORECASE,
)
_ESTIMATE = re.compile(
    r"\b(?:estimat\w*|indicative\w*|forecast\w*|project(?:ed|ions?)|expect\w*|anticipat\w*|assum(?:ed?|ptions?)|targets?|"
    r"potential\w*|could|would|might|may|provisional\w*|likely|proposed|in the order of|in the region of|will)\b",
    re.IGNORECASE,
)
_DECIDED = re.compile(
    r"\b(?:ha(?:s|ve|d) (?:already |been |previously |also |now )*(?:agreed|approved|set aside|allocated|delivered|"
    r"achieved|realised|saved|secured|awarded|committed|incurred|spent|received|cost)|actuals?|outturn|"
    r"(?<!be )(?:approved|agreed|awarded|set aside|achieved|incurred|resolved)|"
    r"(?:was|were) (?:saved|delivered|realised))\b",
    re.IGNORECASE,
)
_ASKED = re.compile(
    r"^\W*(?:\w{1,4}[.)]\s+)?(?:to\s+|that\s+(?:cabinet|council|the\s+\w+)\s+)?(?:agree|approve|note|recommend|delegate|"
    r"authorise|endorse|allocate)s?\b",
    re.IGNORECASE,
)
_LEVEL = re.compile(
    r"\b(?:current(?:ly)?|existing|present|previous|baseline|proposed|new|initial|combined|total|gross|net|overall)\s+"
    r"(?:[\w-]+\s+){0,4}?(?:costs?|spend(?:ing)?|expenditure)\b|"
    r"\b(?:spend|spending|spent|expenditure|running costs?|operating costs?)\b|"
    r"\b(?:proportion|share) of\b|^\W*(?:current|existing|proposed|initial)\b",
    re.IGNORECASE,
)
_LEVEL_COLUMN = re.compile(r"\b(?:budgets?|actuals?|outturn|base|current|existing)\b(?! estimates?)", re.IGNORECASE)
_CHANGE = re.compile(
    r"\b(?:additional|extra|one-off|costs? of change|set-?up|implementation|transition\w*)\b", re.IGNORECASE
)
_ACCOUNT = re.compile(
    r"\b(?:budget(?:s|ed)?|precepts?|actuals?|outturns?|spent|expenditure|receipts|payments?|paid|debits?|credits?|"
    r"bank balances?|balance (?:sheet|brought|carried)|cash ?book|statement of accounts|(?:annual|final) accounts|"
    r"amounts? (?:paid|due|awarded|granted|claimed)|grants? (?:awarded|paid)|invoices?|"
    r"income (?:and|&) expenditure|financial (?:statement|summary))\b",
    re.IGNORECASE,
)
_ON_COSTS = re.compile(r"\bon-?\s?costs?\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class KindWord:
    """A word that says what a sum near it is."""

    start: int
    end: int
    kind: SumKind


@lru_cache(maxsize=1024)
def kind_words(text: str) -> tuple[KindWord, ...]:
    """In their order; words in an aside ("excluding redundancy costs") say what the sum is not."""
    return tuple(_kind_words(_ASIDE.sub(lambda match: "·" * len(match[0]), text)))


def _kind_words(text: str) -> Iterator[KindWord]:
    for match in _ANY.finditer(text):
        yield KindWord(start=match.start(), end=match.end(), kind=SumKind[match.lastgroup or "OTHER"])


def kind_of(label: str) -> SumKind | None:
    """What a label says of the sums under or beside it: the first of its words that says it."""
    found = kind_words(label)
    return found[0].kind if found else None


def is_of_money(words: str) -> bool:
    """Whether words over figures say that they are sums, though no pound sign does: "Spent", "Precept", "Budget"."""
    return _ACCOUNT.search(words) is not None


def is_pay(label: str) -> bool:
    """Whether a label that names nothing else speaks of pay: only that has on-costs."""
    return _ON_COSTS.search(label) is not None


def standing(words: str, place: int = 0) -> bool | None:
    """Whether the words around a sum tell of something decided or done (True) or of an estimate (False).

    `place` is where the sum stands in the words: what is said nearest before it counts, or else what follows.
    """
    if _ASKED.search(words):
        return None
    told = [(match.start(), False) for match in _ESTIMATE.finditer(words)]
    told += [(match.start(), True) for match in _DECIDED.finditer(words)]
    before = [each for each in told if each[0] < place]
    if before:
        return max(before)[1]
    return min(told)[1] if told else None


def is_level(words: str) -> bool:
    """Whether a cost is what something costs now or then, rather than a change against it."""
    return _CHANGE.search(words) is None and _LEVEL.search(words) is not None


def is_level_column(name: str) -> bool:
    """Whether a column gives what is budgeted or spent altogether: "2023/24 Budget"."""
    return _LEVEL_COLUMN.search(name) is not None
