"""All that one council may be called."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence

from councilqa.councils.known import official, places_of
from councilqa.councils.names import identity, same_council, short_name

COMMON_WORDS = frozenset(
    "north south east west north-east north-west south-east south-west mid central great greater upper lower new high "
    "old isle isles vale forest city county district borough town london royal st the".split()
)
"""First words of places' names that stand in texts for other reasons."""
_LETTERS_OF = {"District": "DC", "Borough": "BC", "Metropolitan Borough": "MBC", "County": "CC", "City": "CC"}
_PARTS = re.compile(r"\s+(?:and|a|ac|with)\s+|,\s*")
_PLAIN_START = re.compile(r"^(?:Royal |City of )")


def forms(council: str) -> tuple[str, ...]:
    """What it is called wherever it is named: "Hart District Council", "Hart", "Hart Council", "Hart DC"."""
    short = short_name(council)
    kind = council.removeprefix(short).removesuffix("Council").strip()
    letters = _LETTERS_OF.get(kind)
    plain = _PLAIN_START.sub("", short)
    found = (
        council,
        *other_names(council),
        short,
        f"{short} Council",
        f"{short} {letters}" if letters else "",
        plain if " " in plain else "",
    )
    return tuple(dict.fromkeys(filter(None, found)))


def other_names(council: str) -> tuple[str, ...]:
    """What a known council calls itself, and other names of its place: "Kingston upon Hull" for Hull."""
    known = official(short_name(council))
    return (known, *places_of(known)) if known and same_council(known, council) else ()


def first_words(councils: Sequence[str]) -> Mapping[str, str]:
    """Councils by the first words of their places, as far as only one of them has it: "Cannock" for Cannock Chase."""
    return _alone({council: short_name(council).split()[:1] for council in councils})


def part_names(councils: Sequence[str]) -> Mapping[str, str]:
    """Councils by the parts of places joined in their names: "Salem" for Manordeilo and Salem."""
    return _alone({council: _PARTS.split(short_name(council)) for council in councils})


def initials(councils: Sequence[str]) -> Mapping[str, str]:
    """Councils by the first letters of their names, as far as only one of them has them: "HDC"."""
    letters = {each: "".join(word[0] for word in re.split(r"[\s-]+", each) if word[:1].isupper()) for each in councils}
    return {
        short: each
        for short, each in _alone({each: [short] for each, short in letters.items()}).items()
        if len(short) > 2
    }


def defined(councils: Sequence[str], abbreviations: Iterable[tuple[str, str]]) -> Mapping[str, str]:
    """Councils by the abbreviations that a paper defines: "Harborough District Council ('HDC')"."""
    by_identity = {identity(council): council for council in councils}
    return {short: by_identity[identity(long)] for short, long in abbreviations if identity(long) in by_identity}


def _alone(words: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """The councils by those of their words that no other has and that say something by themselves."""
    counted = Counter(word for each in words.values() for word in dict.fromkeys(each))
    return {
        word: council
        for council, each in words.items()
        for word in each
        if counted[word] == 1 and len(word) >= 3 and word.lower() not in COMMON_WORDS
    }
