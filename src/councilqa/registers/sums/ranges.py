"""The two ends of a range as one sum: "£14-15m", "between £10k and £15k"."""

from __future__ import annotations

import re
from collections.abc import Sequence

from councilqa.figures import Found

_DASH = re.compile(r"\s*(?:-|–|‑|—|to)\s*", re.IGNORECASE)
_CHANGED = re.compile(
    r"(?<!range )(?<!ranges )(?<!ranging )(?<!vary )(?<!varies )(?<!varying )\bfrom\s*(?:c\.?\s?)?$", re.IGNORECASE
)
"""What it was and what it becomes: "from £300 to £525"."""
_BETWEEN = re.compile(r"\bbetween\s*(?:c\.?\s?)?$", re.IGNORECASE)


def paired(found: Sequence[Found], text: str) -> list[tuple[Found, Found | None]]:
    """Each sum with the upper end of its range, or None."""
    done: list[tuple[Found, Found | None]] = []
    for figure in found:
        if done and done[-1][1] is None and _is_range(text, done[-1][0], figure):
            done[-1] = (done[-1][0], figure)
        else:
            done.append((figure, None))
    return done


def _is_range(text: str, one: Found, other: Found) -> bool:
    between = text[one.end : other.start]
    if _DASH.fullmatch(between):
        return abs(one.value) <= abs(other.value) and not _CHANGED.search(text[: one.start])
    return between.strip().lower() == "and" and _BETWEEN.search(text[: one.start]) is not None
