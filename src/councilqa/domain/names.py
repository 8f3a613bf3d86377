"""Councils and partnerships as people call them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

COUNCIL_TYPE = r"(?:County|District|Borough|City|Metropolitan Borough|London Borough|Royal Borough|Unitary|Town|Parish)"
"""As a pattern."""


def short_name(council: str) -> str:
    """ "Cannock Chase District Council" as people say it: "Cannock Chase"."""
    return re.sub(rf"\s+(?:{COUNCIL_TYPE}(?: \w+)?)?\s*Council$", "", council).strip() or council


def partnership_name(handle: str, councils: Iterable[str]) -> str:
    """ "Cannock Chase and Stafford" for "cannock-stafford", by those of the councils that it is made of."""
    parts = handle.casefold().split("-")
    names = [short_name(council) for council in dict.fromkeys(councils)]
    named = [name for name in names if any(word in parts for word in name.casefold().split())]
    return listed(named or [part.capitalize() for part in parts])


def listed(names: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    return " and ".join(filter(None, (", ".join(names[:-1]), *names[-1:])))
