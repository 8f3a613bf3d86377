"""What a paper says about itself: title, councils, body, date, kind."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import date
from pathlib import Path

from councilqa.domain.documents import Draft, Heading, Metadata, PaperKind
from councilqa.domain.names import COUNCIL_TYPE, short_name
from councilqa.ingest.abbreviations import abbreviations
from councilqa.ingest.numbering import leading_number
from councilqa.ingest.outline import plain
from councilqa.text import fold

_HEAD_CHARACTERS = 6000
_COUNCIL_CHARACTERS = 40_000
"""A paper names its own councils early and often."""
_NAME = r"(?:[A-Z][\w’'-]+(?:[ -](?:and|upon|on|of|the|in|under|le)[ -])?[ -]?){1,5}?"
_COUNCIL = re.compile(rf"\b({_NAME}) ?(?:({COUNCIL_TYPE}(?: \w+)?) (?:Council|COUNCIL)|(DC|BC|CC|MBC)\b)")
_OF_A_COUNCIL = re.compile(
    r"^.*\b(?:Cabinet|Executive|Committee|Board|Panel|Council|Leader|Mayor|Members?|Officers?|Report|Meeting|Minutes|"
    r"Constitution|Area|Residents|Inhabitants) of (?:the )?"
)
_SHOUTED = re.compile(r"\b([A-Z][A-Z -]+?) ((?:COUNTY|DISTRICT|BOROUGH|CITY)) COUNCIL\b")
_LABEL = re.compile(r"^[ \t>*-]*([A-Za-z][A-Za-z /()]{2,40}?)[ \t]*(?::|\t)[ \t*]*(\S[^\n\t]*)", re.MULTILINE)
_MONTHS = "January February March April May June July August September October November December".split()
_MONTH_NAME = "|".join(rf"{month[:3]}(?:t\.?|\.|{month[3:]})?" for month in _MONTHS)
_DAY = re.compile(rf"\b(\d{{1,2}})(?: ?(?:st|nd|rd|th))? ({_MONTH_NAME}),? (\d{{4}})\b", re.IGNORECASE)
_MONTH = re.compile(rf"\b({'|'.join(_MONTHS)}),? (\d{{4}})\b", re.IGNORECASE)
_NUMERIC_DAY = re.compile(r"\b(\d{1,2})([/.-])(\d{1,2})\2((?:20)?\d\d)\b")
_ISO_DAY = re.compile(r"\b(\d{4})-(\d\d)-(\d\d)\b")
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
_KINDS: tuple[tuple[str, PaperKind], ...] = (
    (r"\bminutes\b", PaperKind.MINUTES),
    (r"\bdecision notice|record of decision|notice of decisions?\b", PaperKind.DECISION),
    (r"\bstatement\b", PaperKind.STATEMENT),
    (r"\bbusiness case\b", PaperKind.BUSINESS_CASE),
)
_PORTFOLIO = ("cabinet portfolio", "portfolio", "portfolio holder", "cabinet member", "submission by")
_CONTACT = ("contact officer", "contact details", "report author", "contact", "author", "contact name")
_RESTRICTION = re.compile(
    r"\bnon[ -]exempt\b|\bexempt (?:by virtue|information|appendix)|\bnot for publication\b|"
    r"\bschedule 12A\b|\bconfidential(?:ity)?:",
    re.IGNORECASE,
)


def find_metadata(draft: Draft, path: Path) -> Metadata:
    """Everything that the text itself tells; what it does not tell stays None."""
    head = draft.text[:_HEAD_CHARACTERS]
    labels = {key.strip().lower(): plain(value) for key, value in _LABEL.findall(head)}
    title = _title(draft, labels) or path.stem.replace("-", " ").replace("_", " ")
    councils = _councils(draft.text[:_COUNCIL_CHARACTERS])
    in_title = tuple(name for name in councils if fold(short_name(name)) in fold(title))
    councils = in_title if len(in_title) > 1 else councils
    return Metadata(
        title=title,
        councils=councils,
        partnership=partnership_of(councils),
        body=_body(labels, head),
        date=_date(labels, head),
        kind=_kind(title, labels, head),
        portfolio=_first(labels, *_PORTFOLIO),
        contact=_first(labels, *_CONTACT),
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
    dated = _DAY.search(text) or re.search(r"\d{1,2}[:.]\d\d ?[ap]m", text)
    of_a_council = _COUNCIL.fullmatch(text) or _SHOUTED.fullmatch(text)
    return len(text.split()) >= 3 and not (_GENERIC.match(text) or of_a_council or dated)


def _whole_title(draft: Draft, labelled: str) -> str:
    """The labelled title with the line it runs on to, in sentence case where it is shouted."""
    at = draft.text.find(labelled)
    following = draft.text[at + len(labelled) :].lstrip("\n* ").split("\n", 1)[0] if at >= 0 else ""
    if labelled.isupper() and following.isupper() and ":" not in following:
        labelled = f"{labelled} {plain(following)}"
    return labelled.title() if labelled.isupper() else labelled


def _councils(text: str) -> tuple[str, ...]:
    """The councils whose paper this is: those it names most, by full name, short name or abbreviation."""
    folded = "\n".join(" ".join(part.split()) for part in re.split(r"\n\s*\n", text))  # no name runs over a blank line
    named = Counter(_named_councils(folded))
    counts: Counter[str] = Counter()
    for name, count in named.items():
        counts[_shortest(name, named)] += count
    for name in counts:
        counts[name] += len(re.findall(rf"\b{re.escape(short_name(name))}\b", folded)) // 2
    for short, long in abbreviations(text):
        if long in counts:
            counts[long] += len(re.findall(rf"\b{re.escape(short)}\b", folded))
    if not counts:
        return ()
    most = max(counts.values())
    kept = [name for name, count in counts.items() if count * 3 >= most]
    return tuple(sorted(kept, key=lambda name: (folded.find(name) < 0, folded.find(name))))[:4]


def _shortest(name: str, named: Counter[str]) -> str:
    """ "Statement Hart District Council" is "Hart District Council" run together with the words before it."""
    words = name.split()
    for start in range(len(words) - 3, 0, -1):
        if named[" ".join(words[start:])] >= 2:
            return " ".join(words[start:])
    return name


def _named_councils(text: str) -> Iterator[str]:
    for match in _COUNCIL.finditer(text):
        name = _without_article(match[1])
        if match[2] and name and name.lower() not in {"the", "both", "each", "this", "our", "a", "any"}:
            yield f"{name} {match[2]} Council"
    for match in _SHOUTED.finditer(text):
        yield f"{match[1].title()} {match[2].title()} Council"


def _without_article(name: str) -> str:
    """ "Marsham" of "the Cabinet of Marsham": what a name begins with that is none."""
    name = re.sub(r"^(?:The|That|Both|And|At|By|For|In|Of|To|Title)\s+", "", name.strip())
    return _OF_A_COUNCIL.sub("", name)


def _body(labels: dict[str, str], head: str) -> str | None:
    labelled = _first(labels, "decision maker", "meeting", "committee", "report to")
    if labelled:
        return labelled
    match = _BODIES.search(head[:2000])
    return match[0].title() if match and match[0].isupper() else (match[0] if match else None)


def _date(labels: dict[str, str], head: str) -> date | None:
    names = ("date of meeting", "meeting date", "cabinet date", "committee date", "council date", "date")
    labelled = _first(labels, *names)
    for text in filter(None, (labelled, head)):
        if match := _DAY.search(text):
            return _valid(int(match[3]), _month(match[2]), int(match[1]))
        if match := _NUMERIC_DAY.search(text):
            return _valid(int(match[4][-2:]) + 2000, int(match[3]), int(match[1]))
        if match := _ISO_DAY.search(text):
            return _valid(int(match[1]), int(match[2]), int(match[3]))
        if match := _MONTH.search(text[:2500]):
            return _valid(int(match[2]), _month(match[1]), 1)
    return None


def _month(name: str) -> int:
    return [month[:3].lower() for month in _MONTHS].index(name[:3].lower()) + 1


def _valid(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _kind(title: str, labels: dict[str, str], head: str) -> PaperKind:
    for pattern, kind in _KINDS:
        if re.search(pattern, title, re.IGNORECASE) and not {"date of meeting", "cabinet date"} & set(labels):
            return kind
    if re.search(r"\b(cabinet|executive|committee|council)\b", head[:1500], re.IGNORECASE) and re.search(
        r"recommend|purpose of report|decision report|report of", fold(head)
    ):
        return PaperKind.CABINET_REPORT
    if re.search(r"\bagenda\b", fold(head[:1500])):
        return PaperKind.AGENDA
    return PaperKind.OTHER


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
