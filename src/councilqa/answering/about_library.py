"""Replies about the library and to small talk, from the list of papers and the last answer; nothing of what papers "
"say."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Sequence

from councilqa.answering.conversing import Talk, Wish
from councilqa.councils.names import short_name
from councilqa.domain.answers import Answer, Citation, whereabouts
from councilqa.domain.names import listed, partnership_name
from councilqa.store.records import DocumentSummary

MOST_LISTED = 10
"""Papers that are named; of more, their number is said."""
MOST_NAMED = 12
"""Councils."""
_ASK_FOR = (
    "Ask what is to be decided, what it costs and saves, what the risks are, who decides or when something happens; "
    "“and for …?” or “number 2?” goes on from the last answer."
)
_OPINION = (
    "How to vote is for you to decide: no opinion is given here. What the papers say for and against can be quoted: "
    "ask "
    "“What is recommended?”, “What would it save?”, “What does it cost?” or “What are the risks?”."
)
_SUMMARY = (
    "There is a briefing of {paper} on two pages: what is to be decided, costs and savings, options, risks and dates, "
    "every line with its source. It is opened from the list of papers, or with `councilqa brief`."
)
_SELF = (
    "This is councilqa, a program and no person. It looks for the answer in the papers that it holds, quotes their "
    "words "
    "and says where they stand."
)
_SURE = (
    "Each quotation was compared with the paper, letter by letter; whether it answers your question is for you to "
    "judge. "
    "{places}"
)
_SIMPLER = (
    "Papers are quoted in their own words, and not put more simply. A question about one part of it, such as “What "
    "does it "
    "cost?” or “Who decides that?”, brings a shorter answer."
)
_EMPTY = "There are no papers yet. They are added with “Add a paper”, or with `councilqa ingest`."


def reply(
    wish: Wish,
    every: Sequence[DocumentSummary],
    meant: Sequence[DocumentSummary],
    last: Answer | None,
    holds: Callable[[str, str], bool],
) -> str:
    """What is said to it.

    `every` are all papers, `meant` those that are asked about, `last` the last answer from papers; `holds` says
    whether a paper, by its id, has what stands in a text."""
    match wish.talk:
        case Talk.GREETING:
            return f"Hello. {_library(every)} {_ASK_FOR}" if every else f"Hello. {_EMPTY}"
        case Talk.THANKS:
            return "You are welcome. Ask another question whenever you like."
        case Talk.HELP:
            return (
                f"Questions are answered from the papers, with their words and the place. {_library(every)} {_ASK_FOR}"
            )
        case Talk.SELF:
            return _SELF
        case Talk.VOTE:
            return _OPINION
        case Talk.SURE:
            return _SURE.format(places=_places(last)).strip()
        case Talk.WHERE:
            return _places(last) or "The last question had no answer from the papers."
        case Talk.SIMPLER:
            return _SIMPLER
    if not meant:
        return _EMPTY
    match wish.talk:
        case Talk.TITLES:
            return _titles(meant)
        case Talk.COUNCILS:
            return _councils(meant)
        case Talk.NEWEST:
            return _newest(meant)
        case Talk.DATED:
            return _listed("The dates of the papers:", meant) if len(meant) > 1 else f"{_named(meant[0], dated=True)}."
        case Talk.SUMMARY:
            return _SUMMARY.format(paper=_named(meant[0]) if len(meant) == 1 else "each paper")
        case Talk.ABOUT:
            return _about(wish.about, meant, holds)


def _library(papers: Sequence[DocumentSummary]) -> str:
    """ "There are 5 papers of Hart, Rushmoor and 4 other councils."."""
    if not papers:
        return _EMPTY
    names = _names(papers)
    shown = names if len(names) <= MOST_NAMED else (*names[:MOST_NAMED], f"{len(names) - MOST_NAMED} other councils")
    return f"{_count(papers)}{f' of {listed(shown)}' if shown else ''}."


def _titles(papers: Sequence[DocumentSummary]) -> str:
    return _listed(f"{_count(papers)}:", papers)


def _councils(papers: Sequence[DocumentSummary]) -> str:
    names = _names(papers)
    return (
        f"The papers are of {_many(len(names), 'council')}: {listed(names)}." if names else "No paper names a council."
    )


def _newest(papers: Sequence[DocumentSummary]) -> str:
    dated = [(paper.metadata.date, paper) for paper in papers if paper.metadata.date is not None]
    if not dated:
        return f"None of the papers is dated. {_titles(papers)}"
    newest = max(date for date, _ in dated)
    return f"The newest: {listed([_named(paper, dated=True) for date, paper in dated if date == newest])}."


def _about(text: str, papers: Sequence[DocumentSummary], holds: Callable[[str, str], bool]) -> str:
    having = [paper for paper in papers if holds(paper.id, text)]
    if not having:
        return f"None of the {_many(len(papers), 'paper')} has “{text}”."
    return _listed(
        f"{len(having)} of {_many(len(papers), 'paper')} {'have' if len(having) > 1 else 'has'} “{text}”:", having
    )


def _places(last: Answer | None) -> str:
    """Where the last answer's quotations stand."""
    if last is None or not last.citations:
        return ""
    places = dict.fromkeys(map(_place, last.citations))
    return f"It stands in {listed(tuple(places)[:MOST_LISTED])}."


def _place(citation: Citation) -> str:
    where = whereabouts(citation.paragraph, citation.page, citation.printed_page)
    return f"‘{citation.title}’{f', {where}' if where else ''}"


def _listed(lead: str, papers: Sequence[DocumentSummary]) -> str:
    newest_first = sorted(papers, key=lambda paper: paper.metadata.date or dt.date.min, reverse=True)
    lines = [_named(paper, dated=True) for paper in newest_first[:MOST_LISTED]]
    if len(papers) > MOST_LISTED:
        lines.append(f"and {len(papers) - MOST_LISTED} more, in the list of papers")
    return f"{lead} {'; '.join(lines)}."


def _named(paper: DocumentSummary, *, dated: bool = False) -> str:
    of = ", ".join(filter(None, (_of(paper), _day(paper) if dated else "")))
    return f"‘{paper.metadata.title}’{f' ({of})' if of else ''}"


def _of(paper: DocumentSummary) -> str:
    councils = paper.metadata.councils
    handle = paper.metadata.partnership
    return partnership_name(handle, councils) if handle else listed([short_name(each) for each in councils])


def _day(paper: DocumentSummary) -> str:
    day = paper.metadata.date
    return f"{day.day} {day:%B %Y}" if day else "no date"


def _names(papers: Sequence[DocumentSummary]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(short_name(council) for paper in papers for council in paper.metadata.councils))


def _count(papers: Sequence[DocumentSummary]) -> str:
    return f"There {'is' if len(papers) == 1 else 'are'} {_many(len(papers), 'paper')}"


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
