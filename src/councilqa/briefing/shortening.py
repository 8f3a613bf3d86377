"""The beginning of a statement that still says something, where the whole is too long for a briefing."""

from __future__ import annotations

import re

_END = re.compile(r"[.!?](?=\s)|[;:](?=\s)|,(?=\s)|\s[–-](?=\s)")
ELLIPSIS = " …"


def shortened(text: str, most: int) -> str:
    """No more than so many characters: whole sentences if one fits, else up to a clause's end, else to a word's end."""
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    ends = [match for match in _END.finditer(line) if match.end() <= most - len(ELLIPSIS)]
    sentences = [match.end() for match in ends if match[0] in ".!?"]
    if sentences and sentences[-1] > most // 3:
        return line[: sentences[-1]] + ELLIPSIS
    clauses = [match.start() for match in ends if match[0] not in ".!?"]
    if clauses and clauses[-1] > most // 3:
        return line[: clauses[-1]].rstrip() + ELLIPSIS
    words, _, rest = line[: most - len(ELLIPSIS) + 1].rpartition(" ")
    return (words.rstrip(" ,;:–-") or rest[: most - len(ELLIPSIS)]) + ELLIPSIS
