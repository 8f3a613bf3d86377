"""What councils and joint bodies are called, and which names are of the same one."""

from __future__ import annotations

import re

from councilqa.councils.known import official, plain

KIND = (
    r"(?:(?:London|Royal|County|Metropolitan|Metropolitan District) Borough|Metropolitan District|"
    r"(?:City|Town|Rural|Urban|County|Borough|Joint Parish) (?:and|&) (?:County|District|City|Parish)|"
    r"(?:Rural|Urban) District|(?:Joint|Group|Grouped) (?:Parish|Community)|County|District|Borough|City|Metropolitan|"
    r"Unitary|Town|Parish|Community)"
)
"""The kinds of councils that stand before the word, as a pattern: "Cannock Chase District Council"."""
KIND_BEFORE = (
    r"(?:(?:London |Royal |Metropolitan |County )?Borough of|City (?:and|&) County of|City (?:and|&) District of|"
    r"City of|LB of|RB of|LB|RB)"
)
"""Those that stand before the place, as a pattern: "London Borough of Merton"."""
BODY = (
    r"(?:(?:Mayoral )?Combined (?:County )?Authority|National Park Authority|"
    r"Fire (?:(?:and|&) Rescue )?(?:Authority|Service)|Police Authority|"
    r"Police(?:,? Fire)? (?:and|&) Crime (?:Panel|Commissioner)|(?:Joint )?Waste (?:Disposal )?Authority|"
    r"Integrated Transport Authority|Joint Planning Board|Port Health Authority|Pension Fund Authority|"
    r"Internal Drainage Board)"
)
"""Bodies of several councils or beside them, as a pattern: "Hampshire Fire and Rescue Authority"."""
WELSH_KIND = r"(?:Cymuned|Sir|Bwrdeistref Sirol|Bwrdeistref|Tref|Dinas a Sir|Dinas|Dosbarth|Gwledig)"
_BEFORE = re.compile(rf"^(?:the )?{KIND_BEFORE} (?=\S)", re.IGNORECASE)
_WELSH = re.compile(rf"^Cyngor (?:{WELSH_KIND} )?(?=\S)", re.IGNORECASE)
_END = re.compile(rf"\s+(?:{KIND}\s+)?Council$", re.IGNORECASE)
LETTERS = {"DC": "District", "BC": "Borough", "MBC": "Metropolitan Borough", "CBC": "County Borough"}
"""Kinds that letters behind a place stand for: "Rushmoor BC". "CC" is of counties, cities and communities."""


def short_name(council: str) -> str:
    """ "Cannock Chase" for "Cannock Chase District Council", "Merton" for "London Borough of Merton".

    A joint body keeps its name, and so does the City of London: their places are other councils'.
    """
    name = council.strip()
    if re.fullmatch(r"(?:the )?City of London(?: Corporation)?", name, re.IGNORECASE):
        return re.sub(r" Corporation$", "", name, flags=re.IGNORECASE)
    ended = _END.sub("", name)
    return _WELSH.sub("", _BEFORE.sub("", ended)) or ended or council


def full_name(place: str, kind: str | None) -> str:
    """The name of the council of that kind at a place: "Hart", "District" make "Hart District Council".

    Without a kind, it is what the council there calls itself, or else "Marsham Council".
    """
    if kind is None:
        return official(place) or f"{place} Council"
    return f"{place} {kind} Council"


def at_place(place: str, kind: str | None) -> str | None:
    """What the known council there calls itself, where it can be meant by that kind: "Rushmoor", "District"."""
    known = official(place)
    if known is None or kind is None or tier(known) == tier(f"{place} {kind} Council"):
        return known
    return None


def is_body(council: str) -> bool:
    """Whether it is a body of several councils or beside them rather than a council."""
    return re.search(rf"\b(?:{BODY}|Police and Crime Commissioner for|Authority)\b", council) is not None


def same_council(one: str, other: str) -> bool:
    """Whether two names are of one council: "Merton Council" and "London Borough of Merton".

    Names of different kinds are not: Gloucester's City Council is not its County Council.
    """
    return identity(one) == identity(other)


def identity(council: str) -> str:
    """What names of one council have in common, for comparing only."""
    place = short_name(council)
    if _kindless(council):
        return plain(official(place) or council)
    known = official(place)
    if known is not None and (_BEFORE.match(council) or tier(known) == tier(council)):
        return plain(known)
    return plain(council)


def _kindless(council: str) -> bool:
    return plain(council) == f"{plain(short_name(council))} council"


def tier(council: str) -> str:
    """Parishes, districts and counties of one name are councils apart; a district may call itself borough or city."""
    words = set(plain(council).split())
    if words & {"town", "parish", "community"}:
        return "local"
    return "county" if "county" in words and "borough" not in words else "district"
