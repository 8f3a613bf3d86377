"""Cited answers from council papers.

>>> from councilqa import CouncilQA                                     # doctest: +SKIP
>>> with CouncilQA.open("indexes/default") as papers:
...     print(papers.ask("What is Cabinet asked to decide?").text)
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from councilqa.service import CouncilQA

__all__ = ["CouncilQA"]


def __getattr__(name: str) -> Any:
    """Load the service only when it is asked for, so that `--help` is quick."""
    if name == "CouncilQA":
        from councilqa.service import CouncilQA

        return CouncilQA
    raise AttributeError(name)
