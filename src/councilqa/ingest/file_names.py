"""Names of files that come from elsewhere, made fit for any file system and for the corpus folder."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from councilqa.errors import DocumentError
from councilqa.ingest.files import ENDINGS

MOST_CHARACTERS = 120
_MOST_BYTES = 200
"""File systems take 255; this leaves room for a date or a number."""
_NOT_IN_NAMES = re.compile(r'[<>:"|?*]')
_RESERVED = re.compile(r"(?:con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(?:\.|$)", re.IGNORECASE)
"""Windows keeps these for devices, whatever follows the first dot."""
_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"})
"""Unicode's categories: control, format, half a character, private, none, line and paragraph separators."""
_TAKEN = "PDF, Word (.docx), HTML (.html) and text files (.txt, .md) are taken."


def safe_name(given: str) -> str:
    """The name to keep a file under; raises DocumentError where its ending says that it is no paper.

    "..\\CON.pdf" gives "paper-CON.pdf", "readme.md" gives "readme-1.md": a readme would not be taken for a paper.
    """
    name = _tidied(re.split(r"[\\/]", given)[-1])
    stem, dot, ending = name.rpartition(".")
    if f"{dot}{ending}".lower() not in ENDINGS:
        raise DocumentError(f"{name or given!r} is not of a kind that is taken", hint=_TAKEN)
    stem = stem.strip(". ") or "paper"
    if stem.lower() == "readme":
        stem = f"{stem}-1"
    if _RESERVED.match(f"{stem}."):
        stem = f"paper-{stem}"
    return shortened(f"{stem}.{ending}")


def numbered(name: str) -> Iterator[str]:
    """The name itself, then "name (2).pdf", "name (3).pdf" and so on."""
    yield name
    stem, ending = _parts(name)
    number = 2
    while True:
        mark = f" ({number})"
        yield shortened(f"{stem}{ending}", room=len(mark)).removesuffix(ending) + mark + ending
        number += 1


def shortened(name: str, *, room: int = 0) -> str:
    """The name cut before its ending, so that it and `room` more characters are not too long."""
    stem, ending = _parts(name)
    most = MOST_CHARACTERS - room
    while stem and (len(stem) + len(ending) > most or len(f"{stem}{ending}".encode()) > _MOST_BYTES - room):
        stem = stem[:-1].rstrip(". ")
    return f"{stem}{ending}"


def _tidied(name: str) -> str:
    composed = unicodedata.normalize("NFC", name)
    seen = "".join(" " if each.isspace() else each for each in composed if not _is_unseen(each))
    return " ".join(_NOT_IN_NAMES.sub("-", seen).split()).rstrip(". ")


def _is_unseen(character: str) -> bool:
    return unicodedata.category(character) in _UNSEEN and not character.isspace()


def _parts(name: str) -> tuple[str, str]:
    """Before the last dot, and from it."""
    stem, dot, ending = name.rpartition(".")
    return (stem, f"{dot}{ending}") if stem and len(ending) < MOST_CHARACTERS // 2 else (name, "")
