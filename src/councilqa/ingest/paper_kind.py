"""What kind of paper it is, told by its own head: minutes, a decision, an agenda, a report."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator, Mapping, Sequence

from councilqa.domain.documents import Draft, Footnote, PaperKind
from councilqa.ingest.outline import plain
from councilqa.ingest.pack import items_of

HEAD_CHARACTERS = 6000
_TITLE_BLOCK = 1500
"""A paper says what it is on top; further down it speaks of others."""
_MOST_OF_A_LINE = 200
_STATE = r"(?:(?:draft|unconfirmed|confirmed|approved|public|open|printed|full|cofnodion|the)\s+)*"
_MEETING = r"(?:meeting|committee|council|cabinet|executive|board|panel|assembly|cyfarfod|forum)"
_NAMES = r"(?-i:(?:[A-Z&][\w'’&-]*|of|the|and|by|for|to|[:–—-])\s+)"
"""Words of a name before it: "Planning Committee – Decision Notice", not "this report lists decisions made"."""
_MINUTES = re.compile(
    rf"{_STATE}(?:minutes|mins)(?:\s*[:.]?$|\s*[-–—:|,]\s|\s+(?:of|from|for)\b(?!.{{0,40}}\b(?:last|previous)\b)"
    rf"|\s+(?:\w+\s+){{0,5}}(?:{_MEETING}|mtg)\b)"
    rf"|{_NAMES}{{0,8}}(?:{_MEETING}|mtg)\s*[-–—:,]?\s*(?:\(?(?:draft|unconfirmed)\)?\s+)?minutes\s*$"
    r"|cofnodion\b(?!.{0,40}\b(?:diwethaf|blaenorol)\b)|notes of (?:a|the) meeting\b"
    r"|minute (?:of|book)\b",
    re.IGNORECASE,
)
_DECISION = re.compile(
    rf"{_NAMES}{{0,8}}?(?:(?:decisions?|delegated powers?)\s+(?:notices?|records?|sheets?|lists?|statements?|forms?)"
    r"|(?:records?|notices?|summary|statements?|schedules?|lists?)\s+of\s+(?:an?\s+|the\s+)?(?:\S+\s+){0,5}?decisions?"
    r"|decisions?\s+(?:taken|made|agreed)\b(?:\s+(?:by|at|of|under)\b.*)?"
    r"|hysbysiad(?:au)?\s+(?:o\s+)?benderfyniad(?:au)?|cofnod(?:ion)?\s+(?:o\s+)?benderfyniad(?:au)?)\b.{0,80}$",
    re.IGNORECASE,
)
_AGENDA = re.compile(
    r"(?:(?:supplementary|public|open|summons and|notice and|the|revised)\s+)*agenda(?:\s*[:.]?$|, "
    r"|\s+(?:for|of|and (?:reports|papers|summons)|pack|papers|supplement|frontsheet|front sheet)\b)"
    rf"|{_NAMES}{{0,8}}agenda(?:\s+pack)?$"
    r"|(?:public\s+)?notice of (?:an?\s+|the\s+)?(?:\S+\s+){0,5}meeting\b|summons(?:\s+to\b.*|\s*$)"
    r"|(?:.{0,60}\b)?(?:(?:are|is) hereby (?:given|summoned|invited)|are summoned)\b"
    r"|(?:hysbysiad|rhybudd) o gyfarfod|rhaglen\s*$",
    re.IGNORECASE,
)
_PRESENT = re.compile(
    r"(?:(?:members?|councillors?|those|also|aelodau)\s+)?(?:present|presennol|yn bresennol)\b\s*(?:[:–—-]|$)"
    r"|in attendance\b\s*(?:[:–—-]|$)|attendance\s*:",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"\b(?:held (?:a|its|their|an)\b[^.]{0,40}\bmeeting|meeting\b[^.]{0,160}\bheld\b|cynhaliwyd)", re.IGNORECASE
)
_REPORT = re.compile(
    r"(?:joint\s+|decision\s+)?report\s+(?:of|by|to|from|title|author|for)\b|report\s*$"
    r"|(?:purpose(?:\s+of\s+(?:the\s+|this\s+)?report)?|summary of report|recommendations?|recommendation\(s\))\s*:?$"
    r"|(?:decision maker|key decision|wards? affected|portfolio(?: holder)?|lead (?:officer|member)|report author|"
    r"contact officer|cabinet (?:member|portfolio|date)|date of meeting|exempt information)\b",
    re.IGNORECASE,
)
_SECTION = re.compile(
    r"(?:[\d.]+\s+)?(?P<name>purpose|background|introduction|"
    r"(?:financial|legal|human resources?|equalit\w+) implications|"
    r"reasons? for (?:the )?recommendations?|options considered|implications|conclusions?)(?=\W*$| of (?:the )?report)",
    re.IGNORECASE,
)
"""Headings that a report has and an agenda has not."""
_OF_A_COUNCIL = re.compile(r"\b(?:cabinet|executive|committee|council|board|panel)\b", re.IGNORECASE)
_FROM_OUTSIDE = re.compile(
    r"\b(?:planning inspectorate|inspector appointed|ombudsman|report on the examination)\b", re.IGNORECASE
)
_NUMBERED = re.compile(r"^(?:\(?[\dA-Za-z]{1,4}[.)]\s+|\d+(?:\.\d+)*\s+)")
_ITEM = re.compile(r"(?:agenda\s+)?item(?:\s+(?:no|number))?\b[\s.:#]*\w{1,4}(?:\s|$)", re.IGNORECASE)
_BY_TITLE: tuple[tuple[str, PaperKind], ...] = (
    (r"\bstatement\b", PaperKind.STATEMENT),
    (r"\bbusiness case\b", PaperKind.BUSINESS_CASE),
)
_FORMAL = {"date of meeting", "cabinet date", "meeting date", "committee date"}


def kind_of(draft: Draft, title: str, labels: Mapping[str, str]) -> PaperKind:
    """By its head, and for those that look alike there by its title."""
    lines = tuple(head_lines(draft))
    said = _said(lines)
    if (said in (None, PaperKind.AGENDA)) and items_of(draft):
        return PaperKind.PACK
    if said is PaperKind.AGENDA and _holds_a_report(draft):
        return PaperKind.CABINET_REPORT
    if said is not None:
        return said
    report = _is_report(lines, draft.text[:HEAD_CHARACTERS])
    if not (report and _FORMAL & set(labels)):
        for pattern, kind in ((_MINUTES, PaperKind.MINUTES), (_DECISION, PaperKind.DECISION)):
            if pattern.match(title):
                return kind
        for words, kind in _BY_TITLE:
            if re.search(words, title, re.IGNORECASE):
                return kind
    return PaperKind.CABINET_REPORT if report else PaperKind.OTHER


def _holds_a_report(draft: Draft) -> bool:
    """Whether the one report that an agenda was sent out with stands behind it."""
    found = {match["name"].casefold() for block in draft.blocks if (match := _SECTION.match(plain(block.text)))}
    return len(found) > 1


def is_of_a_meeting(draft: Draft) -> bool:
    """Whether its head says that it is minutes or an agenda."""
    said = _said(tuple(head_lines(draft)))
    titled = draft.title is not None and _MINUTES.match(draft.title) is not None
    return said in (PaperKind.MINUTES, PaperKind.AGENDA) or titled


def head_lines(draft: Draft) -> Iterator[str]:
    """What stands in lines of its own on top of the paper, without markup."""
    for block in itertools.takewhile(lambda each: each.start < HEAD_CHARACTERS, draft.blocks):
        if not isinstance(block, Footnote):
            yield from (plain(line) for line in block.text.split("\n") if line.strip())


def _said(lines: Sequence[str]) -> PaperKind | None:
    """The first line that says it, unless a report's head stands before; then a list of those present."""
    length = 0
    for at, line in enumerate(lines):
        length += len(line)
        if length > _TITLE_BLOCK:
            break
        after = lines[at + 1] if at + 1 < len(lines) else ""
        kind = _named(line, after)
        if kind is not None:
            return kind
        if _REPORT.match(line):
            return None
    return PaperKind.MINUTES if _met(lines) and any(_PRESENT.match(line) for line in lines[:40]) else None


def _met(lines: Sequence[str]) -> bool:
    return any(_HELD.search(line) for line in lines[:20]) or any(_PRESENT.match(line) for line in lines[:12])


def _named(line: str, after: str) -> PaperKind | None:
    """What a line of the title block calls the paper; an item of an agenda calls it nothing."""
    if len(line) > _MOST_OF_A_LINE or _NUMBERED.match(line) or _ITEM.match(line):
        return None
    if _MINUTES.match(line):
        return PaperKind.MINUTES
    if len(line) <= _MOST_OF_A_LINE // 2 and _DECISION.match(line):
        return PaperKind.DECISION
    if _AGENDA.match(line) and not _ITEM.match(after):
        return PaperKind.AGENDA
    return None


def _is_report(lines: Sequence[str], head: str) -> bool:
    if _FROM_OUTSIDE.search(head):
        return False
    return _OF_A_COUNCIL.search(head) is not None and any(_REPORT.match(_NUMBERED.sub("", line)) for line in lines)
