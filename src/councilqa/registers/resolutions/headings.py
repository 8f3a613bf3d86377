"""What a heading or a label announces: recommendations, decisions, or neither."""

from __future__ import annotations

import re
from dataclasses import dataclass

from councilqa.domain.registers import Standing

_MARKUP = re.compile(r"\*\*|__|[*_#]|<[^>]+>")
_NUMBER = re.compile(r"^\W*(?:(?:section\s+)?(?:\d{1,3}(?:\.\d{1,3})*|[A-Za-z]|[ivxIVX]{1,5})[.):]*\s+)?")
_WITH = (
    r"conclusions?|summary|purpose(?: of (?:the |this )?report)?|introduction|background|proposals?|findings|options?|"
    r"next steps|discussion|key issues"
)
_OF = (
    r"officers?['’]?s?|draft|formal|specific|detailed|proposed|executive|cabinet['’]?s?|committee['’]?s?|report|"
    r"main|key|summary of|list of|the"
)
_BY = r"(?:the )?(?:cabinet|portfolio|executive|lead|leader|director|chief|head|officers?|corporate|strategic)\b.*"
_RECOMMENDED = re.compile(
    rf"(?:(?P<mixed>(?:{_WITH})\s*(?:,|and|&|/|-|–)\s*)+|(?:(?:{_OF})\s+)*)"
    r"recommend(?:ed|ation\(s\)|ations?)(?:\s+(?P<number>\d{1,2}[a-z]?|[A-Z]))?"
    rf"(?:\s*(?:and (?:conclusions?|decisions?|reasons?\b.*|options?|next steps)|(?:to|for) .{{1,80}}|(?:of|by|"
    rf"from) {_BY}|"
    r"decisions?|actions?|resolutions?|sought|\(s\)))?"
    r"|(?:what )?decisions? (?:requested|required|sought|to be (?:made|taken)|being (?:sought|requested)|"
    r"recommended)(?: .{0,40})?"
    r"|(?:actions?|approvals?) (?:requested|required|sought)(?: .{0,40})?|(?:proposed|draft) (?:decision|resolution)s?"
    r"|proposals? of (?:the )?(?:cabinet|portfolio|executive|lead|leader)\b.*"
    r"|argymhell(?:iad|ion)(?:\s+\d+)?",
    re.IGNORECASE,
)
_RESOLVED = re.compile(
    r"(?:resolved|resolutions?|penderfynwyd|(?:cabinet|council|committee|executive) (?:decisions?|resolutions?)|"
    r"decisions? (?:made|taken|agreed)|decision of (?:the )?(?:cabinet|council|committee|executive|leader|"
    r"portfolio)\b.*)",
    re.IGNORECASE,
)
_DECISION = re.compile(r"(?:the )?(?:decisions?|penderfyniad(?:au)?)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Announced:
    standing: Standing
    mixed: bool = False
    """Whether other things stand under the heading too: "Conclusion and recommendations"."""
    number: str | None = None
    """ "3" of "Recommendation 3"."""


def announced(heading: str, *, record: bool) -> Announced | None:
    """What stands under a heading; `record` says that the paper records decisions, so that "Decision" is one."""
    title = " ".join(_MARKUP.sub("", heading).split())
    title = title[_numbered(title) :].strip(" :.-–")
    if found := _RECOMMENDED.fullmatch(title):
        return Announced(standing=Standing.RECOMMENDED, mixed=bool(found["mixed"]), number=found["number"])
    if _RESOLVED.fullmatch(title) or (record and _DECISION.fullmatch(title)):
        return Announced(standing=Standing.RESOLVED)
    return None


def _numbered(title: str) -> int:
    match = _NUMBER.match(title)
    return match.end() if match else 0
