"""Text as it is compared and searched, never as it is shown."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

import snowballstemmer

_LOOKALIKES = str.maketrans(
    "АВЕЅІЈКМНОРСТУХҮЁЇаеорсухѕіјёїΑΒΕΖΗΙΚΜΝΟΡΤΥΧοιν",
    "ABESIJKMHOPCTYXYEIaeopcyxsijeiABEZHIKMNOPTYXoiv",
)
_QUOTES = str.maketrans("‘’‚‛“”„‟‐‑‒–—―−\u00a0\u2009\u202f", "''''\"\"\"\"-------   ")
_OTHER_ALPHABET = re.compile(r"[\u0370-\u04ff]")
_LETTERS = re.compile(r"\w+")
_MARKS = re.compile(r"[*_|•]")
_SPACES = re.compile(r"\s+")


def unlike(text: str) -> str:
    """Letters of other alphabets that look Latin, as the Latin ones, in words that hold no other such letter.

    "МВС" in Cyrillic letters becomes "MBC", "Москва" stays as it is.
    """
    if not _OTHER_ALPHABET.search(text):
        return text
    return _LETTERS.sub(lambda word: _latin(word[0]), text)


def _latin(word: str) -> str:
    latin = word.translate(_LOOKALIKES)
    return word if _OTHER_ALPHABET.search(latin) else latin


def fold(text: str) -> str:
    """For search: NFKC, look-alike letters, lower case, straight quotes and hyphens, single spaces."""
    folded = unlike(unicodedata.normalize("NFKC", text)).translate(_QUOTES).lower()
    return _SPACES.sub(" ", folded).strip()


def comparable(text: str) -> str:
    """As the measures compare text: folded, without the marks `* _ | •`; look-alike letters stay apart."""
    folded = unicodedata.normalize("NFKC", text).translate(_QUOTES).lower()
    return _SPACES.sub(" ", _MARKS.sub("", folded)).strip()


_STOP = frozenset(
    "a about after all also am an and any are as at be because been before being both but by can could did do does "
    "doing done down each else ever every few for from further get gets getting give given go going goes got had has "
    "have having he her here him his how i if in into is it its itself just let like made make many may me might more "
    "most much must my no nor not now of off on once one only or other our out over own per please put say says said "
    "she should so some still such take tell than that the their them then there these they thing things this those "
    "through to too under until up upon us very was way we well were what when where whether which while who whom "
    "whose why will with within would yes yet you your first last next back fall falls fell leave leaving hold holds "
    "aside moment".split()
)
_WORD = re.compile(r"£?\d[\d,.]*(?:\w+)?%?|[^\W_]+(?:['’-][^\W_]+)*")


def content_words(text: str) -> tuple[str, ...]:
    """Folded words that say something of the subject, each once, in order."""
    words = (word.rstrip(".,") for word in _WORD.findall(fold(text)))
    return tuple(dict.fromkeys(word.removesuffix("'s") for word in words if word and word not in _STOP))


@lru_cache(maxsize=65536)
def stem(word: str) -> str:
    """What forms of an English word have in common (Porter's second stemmer), of a folded word."""
    # A stemmer of its own each time: it keeps the word it is at, and answers are made in several threads.
    return str(snowballstemmer.stemmer("english").stemWord(word))
