"""Figures, dates and references that are checked against one another: in a table, in a paper, among papers."""

from __future__ import annotations

from councilqa.checking.asked import Contradicted, contradicted
from councilqa.checking.check import between, discrepancies

__all__ = ["Contradicted", "between", "contradicted", "discrepancies"]
