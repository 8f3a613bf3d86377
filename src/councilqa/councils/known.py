"""The country's principal councils by their places."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files

from councilqa.text import fold

_RIVER = re.compile(r"(\w+) (?:upon|on|under|in|le) ")
"""People leave out what a place lies on: "Kingston" is Kingston upon Thames."""
_FILE = files("councilqa.councils") / "known.txt"


def official(place: str) -> str | None:
    """ "London Borough of Merton" for "Merton", "City of York Council" for "York"; None for other places."""
    return _by_place().get(plain(place))


def place_names() -> tuple[str, ...]:
    """The places of all of them, as they are written."""
    return tuple(place for _, places in _entries() for place in places)


def places_of(council: str) -> tuple[str, ...]:
    """The names of a known council's place, by the full name of the council."""
    return next((places for full, places in _entries() if full == council), ())


def place_words() -> frozenset[str]:
    """The words of these, folded."""
    return frozenset(word for place in place_names() for word in re.findall(r"[^\W\d_]{2,}", fold(place)))


def places_in(folded: str) -> tuple[tuple[int, int], ...]:
    """(start, end) of the known councils' places in a folded text, the longest at each."""
    return tuple(match.span() for match in _any_place().finditer(folded))


@cache
def _any_place() -> re.Pattern[str]:
    places = sorted({fold(place) for place in place_names() if place != "London"}, key=len, reverse=True)
    loose = (re.escape(place).replace(r"\-", "[- ]").replace(r"\ and\ ", r"\ (?:and|&)\ ") for place in places)
    return re.compile(rf"(?<!\w)(?:{'|'.join(loose)})(?!\w)")


def plain(name: str) -> str:
    """A name as names are compared: folded, "and" for "&", without article and hyphens."""
    words = fold(name).replace("&", " and ").replace("-", " ").replace(",", " ").replace(".", " ").split()
    return " ".join(words[1:] if words[:1] == ["the"] and len(words) > 1 else words)


@cache
def _by_place() -> Mapping[str, str]:
    names = {plain(place): full for full, places in _entries() for place in places}
    starts: dict[str, list[str]] = {}
    for full, (place, *_) in _entries():
        river = _RIVER.match(plain(place))
        if river:
            starts.setdefault(river[1], []).append(full)
    return {start: found[0] for start, found in starts.items() if len(found) == 1} | names


@cache
def _entries() -> tuple[tuple[str, tuple[str, ...]], ...]:
    return tuple(_read(_FILE.read_text("utf-8")))


def _read(text: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """(full name, its places) for every line."""
    form = "{}"
    for line in text.splitlines():
        if line.startswith("["):
            form = line.strip("[]")
        elif line and not line.startswith("#"):
            place, _, others = (part.strip() for part in line.partition("="))
            yield form.format(place), (place, *(other.strip() for other in others.split(",") if other.strip()))


def by_website(domain: str) -> str | None:
    """The known council of a website or an e-mail address: "kingston" of kingston.gov.uk."""
    stem = re.sub(r"[^a-z]", "", domain.lower().rpartition(".")[2])
    return _by_letters().get(stem) or _by_letters().get(re.sub(r"(?:dc|bc|cc|mbc|council)$", "", stem))


@cache
def _by_letters() -> Mapping[str, str]:
    return {re.sub(r"[^a-z]", "", place): full for place, full in _by_place().items()}
