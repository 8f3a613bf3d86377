"""Partnerships as people call them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from councilqa.councils.names import short_name


def partnership_name(handle: str, councils: Iterable[str]) -> str:
    """ "Cannock Chase and Stafford" for "cannock-stafford", by those of the councils that it is made of."""
    parts = handle.casefold().split("-")
    names = [short_name(council) for council in dict.fromkeys(councils)]
    named = [name for name in names if any(word in parts for word in name.casefold().split())]
    return listed(named or [part.capitalize() for part in parts])


def listed(names: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
