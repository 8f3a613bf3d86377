"""The discrepancies within a paper, found once and kept beside the index."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from councilqa.checking import VERSION, discrepancies
from councilqa.domain.discrepancies import Discrepancy
from councilqa.domain.documents import Document
from councilqa.store.derived import Derived

Find = Callable[[Document], tuple[Discrepancy, ...]]


def kept_discrepancies(index: Path, paper: Document, find: Find = discrepancies) -> tuple[Discrepancy, ...]:
    """Those of a paper, from beside the index in that folder where they were found before."""
    return Derived(index).get("discrepancies", VERSION, paper, tuple[Discrepancy, ...], find)
