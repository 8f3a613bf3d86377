"""Figures, dates and references that are checked against one another: in a table, in a paper, among papers."""

from __future__ import annotations

from councilqa.checking.asked import Contradicted, contradicted
from councilqa.checking.check import between, checked, discrepancies

VERSION = 4
"""Raised when the same paper gives other findings than before: what is kept of them is then worked out anew."""
__all__ = ["VERSION", "Contradicted", "between", "checked", "contradicted", "discrepancies"]
