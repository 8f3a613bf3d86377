"""The discrepancies within a paper, found once and kept beside the index."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from councilqa.checking import VERSION, checked
from councilqa.domain.discrepancies import Checked
from councilqa.domain.documents import Document
from councilqa.store.derived import Derived

Find = Callable[[Document], Checked]


def _check(paper: Document) -> Checked:
    return checked([paper])


def kept_discrepancies(index: Path, paper: Document, find: Find = _check) -> Checked:
    """Those of a paper, from beside the index in that folder where they were found before."""
    return Derived(index).get("discrepancies", VERSION, paper, Checked, find)
