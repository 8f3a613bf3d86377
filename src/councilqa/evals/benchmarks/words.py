"""Other names, figures and words for a paper, so that a variant of it is another paper to a search."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from random import Random

from councilqa.councils.names import KIND

_TOKEN = re.compile(r"\d[\d,]*(?:\.\d+)?|[A-Za-z][A-Za-z’'-]*[A-Za-z]")
_YEAR = re.compile(r"(?:19|20)\d\d")
_COUNCIL_WORD = re.compile(rf"{KIND}|Council|of|and|the", re.IGNORECASE)
_STARTS = "Ash Bram Cold Dun East Fair Glen Har Ing Kel Lang Mar Nor Oak Pen Rad Sel Thorn Ulv Wex Yar Brock".split()
_MIDDLES = "by ing er en mer ling ham stan wick den bor".split()
_ENDS = "bury ton ford ley field mouth worth wood bridge combe well stead hurst mere gate".split()
COMMONEST = 150
"""So many of the commonest words stay: they are the grammar, and what every council paper says."""
BAND = 40
"""Words change places with words about as common, so that frequencies stay as they are in real papers."""
SWAPPED = 0.25
INVENTED = 0.04
"""Shares of the words above that are others in a variant; a larger collection has more words, so some are new."""


@dataclass(frozen=True, slots=True)
class Rewording:
    """How one variant says things."""

    words: Mapping[str, str]
    """By the word in lower case."""
    factor: float
    """Of figures."""
    years: int
    """Added to years."""
    said: dict[str, str] = field(default_factory=dict[str, str], compare=False)
    """What tokens became: most come again and again."""

    def of(self, text: str) -> str:
        """The text in other words; line breaks and marks stay."""
        return _TOKEN.sub(self._token, text)

    def _token(self, match: re.Match[str]) -> str:
        token = match[0]
        if token not in self.said:
            self.said[token] = self._other(token)
        return self.said[token]

    def _other(self, said: str) -> str:
        if said[0].isdigit():
            return str(int(said) + self.years) if _YEAR.fullmatch(said) else self._figure(said)
        other = self.words.get(said.lower())
        return said if other is None else _in_case_of(said, other)

    def _figure(self, said: str) -> str:
        """As many digits behind the point, and commas where there were any; small counts stay."""
        whole, _, part = said.partition(".")
        digits = whole.replace(",", "")
        if len(digits) > 12 or (len(digits) < 2 and not part):
            return said
        value = float(f"{digits}.{part or 0}") * self.factor
        return f"{value:{',' if ',' in whole else ''}.{len(part)}f}"


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words of some papers, to draw other ones from."""

    ranked: tuple[str, ...]
    """Commonest first, without the very commonest."""

    @classmethod
    def of(cls, texts: Iterable[str]) -> Lexicon:
        counts = Counter(word.lower() for text in texts for word in re.findall(r"[A-Za-z]{4,}", text))
        ranked = sorted(counts, key=lambda word: (-counts[word], word))
        return cls(tuple(ranked[COMMONEST:]))

    def reworded(self, councils: Sequence[str], short_forms: Sequence[str], random: Random) -> Rewording:
        """Another way to say it all: every name of the councils is another, some words and all figures are."""
        words = self._swapped(random)
        named = (word for name in councils for word in _TOKEN.findall(name) if not _COUNCIL_WORD.fullmatch(word))
        words.update({word.lower(): place_name(random) for word in dict.fromkeys(named)})
        words.update({short.lower(): _short_form(short, random) for short in short_forms})
        return Rewording(words=words, factor=random.uniform(0.4, 2.6), years=random.randint(-9, 6))

    def _swapped(self, random: Random) -> dict[str, str]:
        swapped: dict[str, str] = {}
        for start in range(0, len(self.ranked), BAND):
            band = self.ranked[start : start + BAND]
            chosen = [word for word in band if random.random() < SWAPPED]
            swapped.update(zip(chosen, random.sample(chosen, len(chosen)), strict=True))
        rare = self.ranked[len(self.ranked) // 3 :]
        for word in random.sample(rare, int(len(self.ranked) * INVENTED)):
            swapped[word] = place_name(random).lower()
        return swapped


def place_name(random: Random) -> str:
    """A name that sounds like a place in England; there are some 3,700."""
    middle = random.choice(_MIDDLES) if random.random() < 0.8 else ""
    return random.choice(_STARTS) + middle + random.choice(_ENDS)


def _short_form(short: str, random: Random) -> str:
    """As many letters, the last one kept: "CCDC" to "RTPC"."""
    return "".join(random.choice("ABCDEFGHKLMNPRSTW") for _ in short[:-1]) + short[-1:]


def _in_case_of(said: str, other: str) -> str:
    if said.isupper():
        return other.upper()
    return other[0].upper() + other[1:] if said[0].isupper() else other[0].lower() + other[1:]
