"""Names of people, firms and places in a text, told from posts, bodies and words that merely have a capital."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from councilqa.answering.subject import EVERYDAY_NAMES
from councilqa.text import fold

_FIRM = re.compile(r"\b(?:ltd|llp|plc|limited|inc|consulting|associates|solutions|& co)\b", re.IGNORECASE)
_TITLED = re.compile(r"\b(?:Mr|Mrs|Ms|Miss|Dr|Sir|Dame|Cllr|Councillor|Professor)\.? [A-Z]")
_CAPITALISED = re.compile(r"(?<![\w'’])[A-Z][\w’'&-]*(?:[ ](?:of |and |& )?[A-Z][\w’'&-]*)*")
_STARTS = re.compile(r"(?:^|[.!?:;•\t\n\"“‘(*–-])\s*$")
_PLAIN = frozenset(
    "head heads service services director directors manager managers team teams officer officers chair board boards "
    "group groups committee panel forum strategy statement agreement understanding plan plans case model programme "
    "review register reserve account post posts structure appendix annex table section interim assistant corporate "
    "senior joint shared strategic monitoring section finance resources housing planning operations place people human "
    "legal law administration environment environmental health community communities economic development property "
    "assets transport customer digital technology communications management governance audit scrutiny overview staff "
    "staffing employment licensing waste leisure culture benefits revenues tax business rates government authority "
    "authorities policy project partnership full recommendation recommendations option options phase yes no none n/a "
    "the a an this these that it in on at of for to and or as by with from we our they there new total".split()
)
"""Words that posts, bodies and headings are made of."""


def names_in(text: str, *, less: Collection[str] = (), common: Collection[str] = ()) -> Iterator[str]:
    """What is called by a name in the text: "Mary Thornton", "Solent Advisers Ltd", "Capita".

    A stretch of capitals that holds one of `less`, folded words of names that are known (the question's, the
    councils'), does not count. `common` are words that stand elsewhere without a capital, so that they are no names
    here either; abbreviations are none.
    """
    passed = {*common, *EVERYDAY_NAMES, *_PLAIN}
    for match in _CAPITALISED.finditer(text):
        words = [word for word in re.findall(r"[\w’'&-]+", match[0]) if word[:1].isupper()]
        if any(_plain(word) in less for word in words):
            continue
        marked = _FIRM.search(match[0]) or _TITLED.search(text[max(0, match.start() - 12) : match.end()])
        if not marked and _STARTS.search(text[: match.start()]):
            words = words[1:]
        if marked or any(_plain(word) not in passed and not word.isupper() and len(word) > 2 for word in words):
            yield match[0]


def common_words(texts: Collection[str]) -> frozenset[str]:
    """Words of the texts that are written without a capital somewhere."""
    return frozenset(fold(word) for text in texts for word in re.findall(r"(?<![\w'’])[a-z][\w’'-]+", text))


def _plain(word: str) -> str:
    return re.sub(r"['’]s?$", "", fold(word))
