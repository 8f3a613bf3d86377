"""Cells of comparisons are the rows of one comparison."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from councilqa.domain.answers import Answer, AnswerStatus
from councilqa.domain.comparisons import Comparison, Party, Row
from councilqa.domain.passages import Hit
from councilqa.errors import UnknownDocumentError
from councilqa.evals.rows import ByRows


def _answer(text: str) -> Answer:
    return Answer(question="?", status=AnswerStatus.NOT_FOUND, text=text, reason="none")


class _Papers:
    """Answers with what was asked, and counts the comparisons."""

    def __init__(self) -> None:
        self.compared: list[str] = []

    def ask(
        self,
        question: str,
        *,
        partnership: str | None = None,
        document: str | None = None,
        history: Sequence[Answer] = (),
    ) -> Answer:
        return _answer(f"asked {question} of {document}")

    def search(
        self, query: str, *, k: int | None = None, partnership: str | None = None, document: str | None = None
    ) -> Sequence[Hit]:
        return ()

    def compare(self, question: str) -> Comparison:
        self.compared.append(question)
        parties = [
            Party(handle=handle, name=handle, councils=(), document_ids=(), titles=())
            for handle in ("elm-fir", "oak-ash")
        ]
        rows = tuple(Row(party=party, answer=_answer(f"{party.key}: {question}")) for party in parties)
        return Comparison(question=question, asked=question, rows=rows)


def test_all_cells_of_a_question_come_from_one_comparison() -> None:
    papers = _Papers()
    rows = ByRows(papers)
    assert rows.ask("What?", partnership="oak-ash").text == "oak-ash: What?"
    assert rows.ask("What?", partnership="elm-fir").text == "elm-fir: What?"
    assert rows.ask("Why?", partnership="elm-fir").text == "elm-fir: Why?"
    assert papers.compared == ["What?", "Why?"]


def test_other_questions_are_asked_as_they_are() -> None:
    papers = _Papers()
    assert ByRows(papers).ask("What?", document="report").text == "asked What? of report"
    assert papers.compared == []


def test_a_partnership_without_papers_is_told() -> None:
    with pytest.raises(UnknownDocumentError, match="nobody"):
        ByRows(_Papers()).ask("What?", partnership="nobody")
