"""The cells of comparisons as the product answers them: from the rows of one comparison, not by asking each alone."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from councilqa.domain.answers import Answer
from councilqa.domain.comparisons import Comparison
from councilqa.domain.passages import Hit
from councilqa.errors import UnknownDocumentError
from councilqa.evals.runner import Papers


class Compares(Papers, Protocol):
    """An open index that can put a question to all partnerships."""

    def compare(self, question: str) -> Comparison: ...


class ByRows:
    """Asks as a user does: a question with a partnership chosen is the cell of a comparison."""

    def __init__(self, papers: Compares) -> None:
        self._papers = papers
        self._last: Comparison | None = None
        """The cells of one question come one after the other."""

    def ask(
        self,
        question: str,
        *,
        partnership: str | None = None,
        document: str | None = None,
        history: Sequence[Answer] = (),
    ) -> Answer:
        """The row of the partnership, or else what the papers answer; UnknownDocumentError where it has no row."""
        if partnership is None:
            return self._papers.ask(question, document=document, history=history)
        last = self._last
        if last is None or last.question != question:
            self._last = last = self._papers.compare(question)
        for row in last.rows:
            if row.party.key == partnership:
                return row.answer
        raise UnknownDocumentError(f"no paper is of a partnership {partnership!r}")

    def search(
        self, query: str, *, k: int | None = None, partnership: str | None = None, document: str | None = None
    ) -> Sequence[Hit]:
        """As the papers do."""
        return self._papers.search(query, k=k, partnership=partnership, document=document)
