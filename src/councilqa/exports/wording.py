"""What is said of an answer wherever it is shown: its status, the papers it was asked of, where a quotation stands."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping, Sequence

from councilqa.domain.answers import Answer, AnswerStatus, Citation, Scope, whereabouts
from councilqa.domain.names import listed, partnership_name
from councilqa.domain.passages import Hit

GONE = "a paper that is no longer in the index"
_MONTHS = "January February March April May June July August September October November December".split()
_EXTRACTIVE = "extractive"
"""The engine of an answer that no language model has written."""
_MISSING = "Not found: "
"""Begins the reason of an answer in part; the parts of the question follow, with "; " between them."""


def status_in_words(answer: Answer) -> str:
    """ "Answered from 2 papers", "Partly answered: …", "Not in these papers" or "About the library"."""
    match answer.status:
        case AnswerStatus.ANSWERED:
            return f"Answered from {_count(len({each.document_id for each in answer.citations}))}"
        case AnswerStatus.PARTIAL:
            return f"Partly answered: {_missing(answer.reason or '')}"
        case AnswerStatus.NOT_FOUND:
            return "Not in these papers"
        case AnswerStatus.TOLD:
            return "About the library"


def drafted_in_words(answer: Answer) -> str:
    """That a language model wrote it; empty where the papers are quoted."""
    if answer.engine == _EXTRACTIVE:
        return ""
    return f"Drafted by the language model {answer.engine}; each statement was checked against the words it cites."


def scope_in_words(scope: Scope, titles: Mapping[str, str]) -> str:
    """The papers that were chosen: "4 papers of Hart and Rushmoor, dated from 1 May 2022"; `titles` by document id."""
    return ", ".join(filter(None, (_papers(scope, titles), _dates(scope))))


def day_in_words(day: dt.date) -> str:
    """ "7 July 2022", whatever the language of the machine."""
    return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"


def citation_in_words(citation: Citation) -> str:
    """Where a quotation stands: title, councils, date, paragraph and page, section."""
    return _joined(paper_in_words(citation), place_in_words(citation))


def place_in_words(citation: Citation) -> str:
    """Where in its paper a quotation stands: paragraph and page, section; empty where neither is known."""
    place = whereabouts(citation.paragraph, citation.page, citation.printed_page)
    below_title = citation.section[1:] if citation.section[:1] == (citation.title,) else citation.section
    return _joined(place, _section(below_title))


def hit_in_words(hit: Hit, titles: Mapping[str, str]) -> str:
    """Where a passage stands."""
    passage = hit.passage
    place = whereabouts(passage.paragraph, passage.page, passage.printed_page)
    return _joined(titles.get(passage.document_id, GONE), place, _section(passage.section))


def paper_in_words(citation: Citation) -> str:
    """The paper that is cited: title, councils, date."""
    day = day_in_words(citation.date) if citation.date else ""
    return _joined(citation.title, " and ".join(citation.councils), day)


def _missing(reason: str) -> str:
    if not reason.startswith(_MISSING):
        return reason
    parts = reason.removeprefix(_MISSING).split("; ")
    return f"the papers do not give an answer to {' or '.join(f'‘{part}’' for part in parts)}"


def _papers(scope: Scope, titles: Mapping[str, str]) -> str:
    if scope.document_ids is None:
        return "all papers"
    if not scope.document_ids:
        return "no paper fits what was chosen"
    if len(scope.document_ids) == 1:
        return f"the paper ‘{titles.get(scope.document_ids[0], GONE)}’"
    names = [partnership_name(each, scope.councils) for each in scope.partnerships]
    of = f" of {listed(names)}" if names else ""
    return f"{_count(len(scope.document_ids))}{of}"


def _dates(scope: Scope) -> str:
    since = f" from {day_in_words(scope.since)}" if scope.since else ""
    until = f" until {day_in_words(scope.until)}" if scope.until else ""
    return f"dated{since}{until}" if since or until else ""


def _count(papers: int) -> str:
    return f"{papers} paper{'' if papers == 1 else 's'}"


def _section(section: Sequence[str]) -> str:
    return " > ".join(section)


def _joined(*parts: str) -> str:
    return ", ".join(filter(None, parts))
