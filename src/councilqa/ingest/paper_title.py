"""What minutes, agendas and decisions are called: their kind, whose they are and when they met."""

from __future__ import annotations

import re
from datetime import date

from councilqa.domain.documents import Draft, PaperKind
from councilqa.ingest.paper_kind import head_lines

MEETING_PAPERS = {
    PaperKind.MINUTES: "Minutes",
    PaperKind.AGENDA: "Agenda",
    PaperKind.PACK: "Agenda and reports",
    PaperKind.DECISION: "Decisions",
}
_BODY = re.compile(
    r"(?:minutes of (?:the |a )?(?:meeting of )?)?(?:the )?"
    r"(?P<body>(?:[\w&'’.,–-]+ ){1,9}(?:council|committee|cabinet|board|panel|authority|forum|executive|"
    r"sub-committee))\W*$|(?P<welsh>(?:cyngor|pwyllgor|y cyngor)(?: [\w'’-]+){1,6})\W*$"
    r"|(?P<lone>cabinet|full council|executive)\W*$",
    re.IGNORECASE,
)
_NAMES_KIND = re.compile(r"\b(?:minutes|cofnodion|agenda|decisions?|summons)\b", re.IGNORECASE)
_SMALL = frozenset("of the and a y yr".split())
_LINES = 12
_ENOUGH = 4
"""Words of a title that names kind and body: "Minutes of the planning committee"."""


def title_of_meeting(draft: Draft, kind: PaperKind, title: str, *, body: str | None, date: date | None) -> str:
    """The paper's own title where it says more than its kind; else made of kind, body and date."""
    if kind not in MEETING_PAPERS or (_NAMES_KIND.search(title) and len(title.split()) >= _ENOUGH):
        return title
    whose = body_of_meeting(draft) or body
    day = f"{date.day} {date:%B %Y}" if date else None
    return ", ".join(filter(None, (MEETING_PAPERS[kind], whose, day))) if whose or day else title


def body_of_meeting(draft: Draft) -> str | None:
    """The body that the title block names in a line of its own."""
    for line, _ in zip(head_lines(draft), range(_LINES), strict=False):
        if match := _BODY.match(line):
            return _cased(match["body"] or match["welsh"] or match["lone"])
    return None


def _cased(name: str) -> str:
    if not name.isupper():
        return name
    return " ".join(word if word in _SMALL else word.capitalize() for word in name.lower().split())
