"""Which council "the council" is, where the headings above a sentence tell: said in square brackets."""

from __future__ import annotations

import re
from functools import lru_cache

from councilqa.councils.called import defined, forms, initials
from councilqa.domain.documents import Document
from councilqa.domain.passages import Unit

_THE_COUNCIL = re.compile(r"\b[Tt]he (?:[Cc]ouncil|[Aa]uthority)(?!\w|['’]s? [Tt]ax| [Tt]ax)(?=(?:['’]s)?)")


def resolved(said: str, unit: Unit, document: Document) -> str:
    """ "The council [Melton Borough Council] will realise …", in a paper of several councils; a row's at its end.

    As it is where the text names one of them itself, or no heading above it names just one.
    """
    match, row = _THE_COUNCIL.search(said), unit.kind == "row" and any(map(str.isdigit, said))
    councils = document.metadata.councils
    if (match is None and not row) or len(councils) < 2:
        return said
    called = _called(councils, document.abbreviations)
    above = next(filter(None, (_named(heading, called) for heading in reversed(unit.section))), frozenset())
    if len(above) != 1 or _named(said, called):
        return said
    end = match.end() if match else len(said)
    return f"{said[:end]} [{next(iter(above))}]{said[end:]}"


@lru_cache(maxsize=64)
def _called(councils: tuple[str, ...], abbreviations: tuple[tuple[str, str], ...]) -> tuple[tuple[str, str], ...]:
    """Everything that each may be called, with its name."""
    found = {form: council for council in councils for form in forms(council)}
    return tuple({**initials(councils), **defined(councils, abbreviations), **found}.items())


def _named(text: str, called: tuple[tuple[str, str], ...]) -> frozenset[str]:
    return frozenset(council for form, council in called if re.search(rf"(?<!\w){re.escape(form)}(?!\w)", text))
