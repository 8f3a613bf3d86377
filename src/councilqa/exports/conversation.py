"""A conversation as a file to keep, and an answer as text to paste: with every quotation and where it stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType

from councilqa.domain.answers import Answer, AnswerStatus, Citation
from councilqa.exports.escaping import clean, markdown_line, markdown_lines, one_line
from councilqa.exports.parts import Heading, Line, Part, Quotation, Reference, Table, conversation
from councilqa.exports.word import word_bytes
from councilqa.exports.wording import citation_in_words, drafted_in_words, status_in_words

HEADING = "Answers from council papers"
_NO_TITLES: Mapping[str, str] = MappingProxyType({})


def conversation_markdown(
    answers: Sequence[Answer],
    *,
    made_at: dt.datetime,
    heading: str = HEADING,
    titles: Mapping[str, str] = _NO_TITLES,
) -> str:
    """Markdown that shows what papers and users wrote as text, whatever they wrote.

    `titles`, by document id, name the papers of nearest passages and of a chosen scope; those cited name themselves.
    """
    return markdown(conversation(answers, made_at=made_at, heading=heading, titles=titles))


def conversation_docx(
    answers: Sequence[Answer],
    *,
    made_at: dt.datetime,
    heading: str = HEADING,
    titles: Mapping[str, str] = _NO_TITLES,
) -> bytes:
    """The same as a Word file."""
    parts = conversation(answers, made_at=made_at, heading=heading, titles=titles)
    return word_bytes(parts, title=heading, made_at=made_at)


def answer_text(answer: Answer) -> str:
    """One answer with its citations as plain text, to be pasted into a letter."""
    lines = [clean(answer.text).strip()]
    if answer.status is AnswerStatus.PARTIAL:
        lines += ["", one_line(status_in_words(answer))]
    for said in filter(None, (*answer.warnings, drafted_in_words(answer), answer.note)):
        lines += ["", one_line(said)]
    if answer.citations:
        lines += ["", "Sources", *map(_source, answer.citations)]
    return "\n".join(lines)


def _source(citation: Citation) -> str:
    return f"[{one_line(citation.label)}] “{clean(citation.quote).strip()}” – {one_line(citation_in_words(citation))}"


def markdown(parts: Iterable[Part]) -> str:
    """The parts as Markdown that shows every text as it stands."""
    return "\n".join(line for part in parts for line in (*_markdown_part(part), ""))


def _markdown_part(part: Part) -> Iterator[str]:
    match part:
        case Heading():
            yield f"{'#' * part.level} {markdown_line(part.text) or '…'}"
        case Line():
            name = f"**{markdown_line(part.name)}:** " if part.name else ""
            yield name + markdown_line(part.text)
        case Quotation():
            marker = f"{markdown_line(part.marker)} " if part.marker else ""
            quoted = [*markdown_lines(f"“{part.text.strip()}”"), markdown_line(part.where)]
            # A backslash at the end of a line is a line break.
            yield f"- {marker}" + "\\\n  ".join(quoted)
        case Reference():
            yield f"- {markdown_line(part.paper)} ({markdown_line(part.file)})"
        case Table():
            yield f"| {' | '.join(map(markdown_line, part.columns))} |"
            yield f"|{' --- |' * len(part.columns)}"
            for row in part.rows:
                yield f"| {' | '.join('<br>'.join(markdown_lines(cell)) for cell in row)} |"
