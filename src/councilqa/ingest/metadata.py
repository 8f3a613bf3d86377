"""What a paper says about itself: title, councils, body, date, kind."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from councilqa.councils.finding import find
from councilqa.councils.names import short_name
from councilqa.domain.documents import Draft, Heading, Metadata, Slice
from councilqa.ingest.issuers import issuing_councils
from councilqa.ingest.numbering import leading_number
from councilqa.ingest.outline import plain
from councilqa.ingest.paper_date import date_of, has_day
from councilqa.ingest.paper_kind import kind_of
from councilqa.ingest.paper_title import MEETING_PAPERS, body_of_meeting, title_of_meeting

_HEAD_CHARACTERS = 6000
_LABEL = re.compile(r"^[ \t>*-]*([A-Za-z][A-Za-z /()]{2,40}?)[ \t]*(?::|\t)[ \t*]*(\S[^\n\t]*)", re.MULTILINE)
_BODIES = re.compile(
    r"\b(Cabinet|Full Council|Executive|[A-Z][\w&]+(?: [\w&]+){0,4} (?:Committee|Board|Panel|Sub-Committee))\b"
    r"|\bCABINET\b"
)
_GENERIC = re.compile(
    r"(cabinet|council|agenda|report|decision report|contents|executive|public|minutes|part \d|open|introduction|"
    r"(?:.{1,80} )?(?:committee|sub-committee|board|panel)|"
    r"reasons for (?:the )?(?:decision|recommendations?)s?:?|appendix.{0,4}|annex.{0,4}|"
    r"front cover|cover|page \d+|item \d+.*|draft)$",
    re.IGNORECASE,
)
PORTFOLIO_LABELS = ("cabinet portfolio", "portfolio", "portfolio holder", "cabinet member", "submission by")
CONTACT_LABELS = ("contact officer", "contact details", "report author", "contact", "author", "contact name")
_RESTRICTION = re.compile(
    r"\bnon[ -]exempt\b|\bexempt (?:by virtue|information|appendix)|\bnot for publication\b|"
    r"\bschedule 12A\b|\bconfidential(?:ity)?:",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class LabelledLine:
    """ "Key Decision: Yes" of a paper's first page."""

    label: str
    value: str
    whole: Slice
    """Both as they stand, where the text has them."""


def labelled_lines(text: str) -> tuple[LabelledLine, ...]:
    """What a paper's first pages say of it under a label, in reading order."""
    return tuple(
        LabelledLine(
            label=found[1].strip(),
            value=plain(found[2]),
            whole=Slice(text=text[found.start(1) : found.end()].rstrip(), start=found.start(1)),
        )
        for found in _LABEL.finditer(text[:_HEAD_CHARACTERS])
    )


def find_metadata(draft: Draft, path: Path) -> Metadata:
    """Everything that the text itself tells; what it does not tell stays None."""
    head = draft.text[:_HEAD_CHARACTERS]
    labelled = [(each.label.lower(), each.value) for each in labelled_lines(draft.text)]
    labels = dict(reversed(labelled))  # of two alike the first is the paper's own
    title = _title(draft, labels) or path.stem.replace("-", " ").replace("_", " ")
    kind, date = kind_of(draft, title, labels), date_of(labelled, head)
    councils = issuing_councils(draft, title)
    of_meeting = body_of_meeting(draft) if kind in MEETING_PAPERS else None
    body = _labelled_body(labels) or of_meeting or _body(head)
    return Metadata(
        title=title_of_meeting(draft, kind, title, body=body or next(iter(councils), None), date=date),
        councils=councils,
        partnership=partnership_of(councils),
        body=body,
        date=date,
        kind=kind,
        portfolio=_first(labels, *PORTFOLIO_LABELS),
        contact=_first(labels, *CONTACT_LABELS),
        key_decision=_key_decision(labels),
        restriction=_restriction(draft.text),
    )


def partnership_of(councils: Sequence[str]) -> str | None:
    """A handle shared by all papers of the same councils, in whatever order they name them."""
    if not councils:
        return None
    return "-".join(sorted(re.sub(r"\W+", "-", short_name(name).lower()) for name in councils[:4]))


def _first(labels: dict[str, str], *names: str) -> str | None:
    return next((labels[name] for name in names if labels.get(name)), None)


def _title(draft: Draft, labels: dict[str, str]) -> str | None:
    labelled = _first(labels, "title of report", "report title", "title", "subject", "subject of report")
    if labelled and len(labelled.split()) > 1:
        return _whole_title(draft, labelled)
    if draft.title and len(draft.title.split()) > 1:
        return plain(draft.title)
    headings = [block for block in draft.blocks if isinstance(block, Heading) and block.start < _HEAD_CHARACTERS]
    titles = [title for title in map(_unnumbered, headings) if _is_title(title)]
    repeated = [title for title in titles if titles.count(title) > 1]
    top = [plain(heading.text) for heading in headings if heading.level == 1 and _is_title(plain(heading.text))]
    return next(iter(repeated + top + titles), None)


def _unnumbered(heading: Heading) -> str:
    text = plain(heading.text)
    found = leading_number(text)
    return text[found[1] :] if found else text


def _is_title(text: str) -> bool:
    dated = has_day(text) or re.search(r"\d{1,2}[:.]\d\d ?[ap]m", text)
    of_a_council = any((each.start, each.end) == (0, len(text)) for each in find(text))
    return len(text.split()) >= 3 and not (_GENERIC.match(text) or of_a_council or dated)


def _whole_title(draft: Draft, labelled: str) -> str:
    """The labelled title with the line it runs on to, in sentence case where it is shouted."""
    at = draft.text.find(labelled)
    following = draft.text[at + len(labelled) :].lstrip("\n* ").split("\n", 1)[0] if at >= 0 else ""
    if labelled.isupper() and following.isupper() and ":" not in following:
        labelled = f"{labelled} {plain(following)}"
    return labelled.title() if labelled.isupper() else labelled


def _labelled_body(labels: dict[str, str]) -> str | None:
    return _first(labels, "decision maker", "meeting", "committee", "report to")


def _body(head: str) -> str | None:
    match = _BODIES.search(head[:2000])
    return match[0].title() if match and match[0].isupper() else (match[0] if match else None)


def _key_decision(labels: dict[str, str]) -> bool | None:
    value = _first(labels, "key decision", "is this a key decision", "key decision?")
    if value is None:
        return None
    return value.lower().startswith("y") if re.match(r"yes|no", value, re.IGNORECASE) else None


def _restriction(text: str) -> str | None:
    match = _RESTRICTION.search(text)
    if match is None:
        return None
    line = text[text.rfind("\n", 0, match.start()) + 1 : match.start()]
    begin = match.start() - len(line.rpartition(". ")[2])
    end = text.find("\n", match.end())
    return text[begin : end if end >= 0 else len(text)].strip()[:300]
