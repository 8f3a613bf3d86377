"""References of a paper to its own parts that lead nowhere, or somewhere else."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from councilqa.checking.papers import Paper, Sentence
from councilqa.checking.statements import stems
from councilqa.domain.discrepancies import Discrepancy, DiscrepancyKind, Side
from councilqa.domain.documents import Heading, Slice, Table

_OTHER_WORK = re.compile(
    r"\b(?:acts?|regulations?|orders?|statut\w+|constitution|codes?|guidance|agreement|moa|mou|memorandum|schedule|"
    r"directive|bill|framework|nppf|local plan|minutes?|previous report|report to|report of|white paper|strategy|"
    r"standing orders|financial procedure rules)\b|\bs(?:ection)?\s?(?:151|113|114|106|101|102)\b",
    re.IGNORECASE,
)
"""What a section or a paragraph may be of that is not this paper."""
_LABEL = r"(?P<kind>appendix|annexe?)\s+(?P<label>\d{1,2}|[a-z])\b"
_ENTRY = re.compile(rf"^\W*{_LABEL}\s*(?:[:–—-]|\t|\s{{2,}})\s*(?P<title>\S.{{3,}})$", re.IGNORECASE | re.MULTILINE)
_ALONE = re.compile(rf"^\W*{_LABEL}", re.IGNORECASE | re.MULTILINE)
_ATTACHED = re.compile(
    r"(?P<what>[A-Z][\w’' -]{3,60}?)\s+(?:is|are)\s+"
    r"(?:attached|appended|included|enclosed|set out|provided|reproduced)\s+(?:to this report\s+)?(?:at|in|as|to)\s+"
    r"(?P<kind>(?i:appendix|annexe?))\s+(?P<label>\d{1,2}|[A-Za-z])\b"
)
_REFERRED = re.compile(rf"\b{_LABEL}(?!\s*[:–—])(?!\s*(?:of|in|to) (?:the|that|its|their|a) )", re.IGNORECASE)
_TOPIC = re.compile(
    r"(?P<what>(?:[\w’'-]+\s+){1,4}?)(?:(?:that|which)\s+(?:is|are)\s+|as\s+)?"
    r"(?:set out|described|detailed|identified|outlined|summarised|explained|listed|presented)\s+(?:below\s+)?"
    r"(?:in|at|within|under)\s+section\s+(?P<number>\d{1,2})\b(?!\.\d)",
    re.IGNORECASE,
)
_SECTION = re.compile(
    r"\bsections?\s+(?P<number>\d{1,2}(?:\.\d{1,2})?)(?![\d.]*\d|\s*(?:of|officer|agreement|\())", re.IGNORECASE
)
_OF_ANOTHER = r"(?!(?:\s*(?:,|and|to|or|-|–)\s*[\d.]+)*\s*(?:of|in) (?:the|that|its|their|a) )"
_PARAGRAPH = re.compile(
    r"\b(?:paragraphs?|paras?\.?)\s+(?P<number>\d{1,3}(?:\.\d{1,3}){0,2})(?![\d.]*\d)(?!\s*\()" + _OF_ANOTHER,
    re.IGNORECASE,
)
_PAGE = re.compile(
    r"\b(?:see|on|at|from|to|and)\s+(?:pages?|pp?\.)\s+(?P<number>\d{1,4})\b" + _OF_ANOTHER, re.IGNORECASE
)
_CAPTION = re.compile(
    r"^\W*(?P<kind>table|figure)\s+(?P<number>\d{1,3})\b(?=\s*[:.–—-]|\s+[A-Z]|\s*$)", re.IGNORECASE | re.MULTILINE
)
_TO_CAPTION = re.compile(r"\b(?P<kind>table|figure)\s+(?P<number>\d{1,3})\b(?!\.\d)", re.IGNORECASE)
LEAST_SECTIONS = 4
"""Numbered headings, from which on a number that is missing is missed."""
LEAST_PARAGRAPHS = 10


@dataclass(frozen=True, slots=True, kw_only=True)
class _Attachment:
    kind: str
    """ "appendix" or "annex"."""
    label: str
    title: str
    quote: Slice

    @property
    def name(self) -> str:
        return f"{self.kind.capitalize()} {self.label.upper()}"


def wrong_references(paper: Paper) -> Iterator[Discrepancy]:
    yield from _misattached(paper)
    yield from _mistaken_sections(paper)
    yield from _to_nothing(paper)


def _misattached(paper: Paper) -> Iterator[Discrepancy]:
    """What is said to be attached as one thing, and is listed as another."""
    listed = _attachments(paper)
    for sentence in paper.sentences:
        for match in _ATTACHED.finditer(sentence.quote.text):
            what = stems(match["what"], paper.names)
            named = [each for each in listed if _is_label(each, match)]
            others = [each for each in listed if what and what <= stems(each.title, paper.names)]
            if named and others and not any(what & stems(each.title, paper.names) for each in named):
                yield _told_attachment(paper, sentence, match, named[0], others[0])
                break


def _attachments(paper: Paper) -> tuple[_Attachment, ...]:
    """As the paper lists them: "Annex 2: Feedback from workshops"."""
    found = []
    for placed in paper.document.placed:
        if isinstance(placed.block, Table):
            continue
        for match in _ENTRY.finditer(placed.block.text):
            start = placed.block.start + match.start()
            quote = paper.slice(start, start + len(match[0]))
            found.append(
                _Attachment(kind=_kind(match), label=match["label"].lower(), title=match["title"], quote=quote)
            )
    return tuple(found)


def _is_label(attachment: _Attachment, match: re.Match[str]) -> bool:
    return attachment.kind == _kind(match) and attachment.label == match["label"].lower()


def _told_attachment(
    paper: Paper, sentence: Sentence, match: re.Match[str], named: _Attachment, right: _Attachment
) -> Discrepancy:
    where = paper.where(sentence.quote.start)
    return Discrepancy(
        kind=DiscrepancyKind.REFERENCE,
        severity="low",
        sides=(paper.side(sentence.quote), paper.side(named.quote), paper.side(right.quote)),
        values=(named.name, named.name, right.name),
        arithmetic="",
        sentence=(
            f"“{' '.join(match[0].split())}” {where}, but {named.name} is listed as “{named.title.strip()}”; "
            f"“{right.title.strip()}” is {right.name}."
        ),
    )


def _mistaken_sections(paper: Paper) -> Iterator[Discrepancy]:
    """What is said to be set out in a section that does not speak of it, where another has it in its title."""
    headings = _numbered(paper)
    for sentence in paper.sentences:
        if "section" not in sentence.quote.text.lower():
            continue
        for match in _TOPIC.finditer(sentence.quote.text):
            what = _topic(paper, match["what"])
            meant = [heading for heading in headings if heading.number == match["number"]]
            if not what or not meant or _OTHER_WORK.search(sentence.quote.text):
                continue
            if any(what & stems(_body(paper, heading), paper.names) for heading in meant):
                continue
            right = [heading for heading in headings if what <= stems(heading.text, paper.names)]
            if len(right) == 1:
                yield _told_section(paper, sentence, match, meant[-1], right[0])


def _topic(paper: Paper, words: str) -> frozenset[str]:
    """The last noun before "set out in": "the ambition"."""
    found = re.findall(r"[\w’'-]+", words)
    return stems(found[-1], paper.names) if found else frozenset()


def _numbered(paper: Paper) -> list[Heading]:
    """Headings with a whole number: "6. Financial pressures"."""
    blocks = (placed.block for placed in paper.document.placed)
    return [
        block for block in blocks if isinstance(block, Heading) and block.number and re.fullmatch(r"\d+", block.number)
    ]


def _body(paper: Paper, heading: Heading) -> str:
    """A section's heading and all the text below it, as far as the next number."""
    following = [other.start for other in _numbered(paper) if other.start > heading.start]
    return paper.text[heading.start : min(following, default=len(paper.text))]


def _told_section(
    paper: Paper, sentence: Sentence, match: re.Match[str], meant: Heading, right: Heading
) -> Discrepancy:
    what = " ".join(match["what"].split()).removeprefix("the ")
    return Discrepancy(
        kind=DiscrepancyKind.REFERENCE,
        severity="low",
        sides=(paper.side(sentence.quote), paper.side(paper.slice(right.start, right.end))),
        values=(f"section {match['number']}", right.number or ""),
        arithmetic="",
        sentence=(
            f"The reader is sent to section {match['number']} {paper.where(sentence.quote.start)} for “{what}”, "
            f"but that is “{_plain(meant.text)}” and does not speak of it; “{_plain(right.text)}” does."
        ),
    )


def _plain(text: str) -> str:
    return " ".join(text.replace("*", "").split())


def _to_nothing(paper: Paper) -> Iterator[Discrepancy]:
    told: set[str] = set()
    known = _Known.of(paper)
    for sentence in paper.sentences:
        for name, match in known.missing(sentence):
            if name not in told:
                told.add(name)
                yield _told_missing(paper, sentence, match, name)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Known:
    """What a paper has that can be referred to; empty where it cannot be told what it has."""

    sections: frozenset[str]
    paragraphs: frozenset[str]
    attachments: frozenset[tuple[str, str]]
    captions: frozenset[tuple[str, str]]
    last_page: int | None

    @classmethod
    def of(cls, paper: Paper) -> _Known:
        return cls(
            sections=_sections(paper),
            paragraphs=_paragraphs(paper),
            attachments=_labels(paper),
            captions=_captions(paper),
            last_page=_last_page(paper),
        )

    def missing(self, sentence: Sentence) -> Iterator[tuple[str, re.Match[str]]]:
        """(what is missing, where it is referred to)."""
        text = sentence.quote.text
        if not _OTHER_WORK.search(text):
            yield from self._missing_numbers(text)
            for match in _REFERRED.finditer(text):
                if self._lacks_attachment(_kind(match), match["label"].lower()):
                    yield f"{_kind(match).capitalize()} {match['label'].upper()}", match

    def _lacks_attachment(self, kind: str, label: str) -> bool:
        """Only where the paper lists others of the kind."""
        return kind in {known for known, _ in self.attachments} and (kind, label) not in self.attachments

    def _missing_numbers(self, text: str) -> Iterator[tuple[str, re.Match[str]]]:
        for match in _SECTION.finditer(text):
            if "." not in match["number"] and _is_beyond(match["number"], self.sections, least=LEAST_SECTIONS):
                yield f"section {match['number']}", match
        for match in _PARAGRAPH.finditer(text):
            if self._lacks_paragraph(match["number"]):
                yield f"paragraph {match['number']}", match
        for match in _TO_CAPTION.finditer(text):
            numbers = {number for kind, number in self.captions if kind == match["kind"].lower()}
            if _is_beyond(match["number"], numbers, least=2):
                yield f"{match['kind'].lower()} {match['number']}", match
        for match in _PAGE.finditer(text):
            if self.last_page is not None and int(match["number"]) > self.last_page:
                yield f"page {match['number']}", match

    def _lacks_paragraph(self, number: str) -> bool:
        """Only where the paper numbers its paragraphs in the same way."""
        *section, last = number.split(".")
        alike = {known.split(".")[-1] for known in self.paragraphs if known.split(".")[:-1] == section}
        same_form = [known for known in self.paragraphs if known.count(".") == len(section)]
        return len(same_form) >= LEAST_PARAGRAPHS and _is_beyond(last, alike, least=1)


def _is_beyond(number: str, known: Collection[str], *, least: int) -> bool:
    """Whether it is higher than all there are: one that is missing among them may have been misread."""
    return len(known) >= least and int(number) > max(int(each) for each in known)


def _sections(paper: Paper) -> frozenset[str]:
    """Numbers of its headings, and of whatever line looks as if it began with one; empty where some are missing."""
    headings = {int(heading.number or 0) for heading in _numbered(paper)}
    if len(headings) < LEAST_SECTIONS or not headings >= set(range(1, max(headings) + 1)):
        return frozenset()
    lines = re.findall(r"^\W*0?(\d{1,2})\b", paper.text, re.MULTILINE)
    return frozenset({*map(str, headings), *lines})


def _paragraphs(paper: Paper) -> frozenset[str]:
    """Numbers of paragraphs and headings, and whatever stands at the head of a line as one would."""
    found = {placed.paragraph.split("(")[0] for placed in paper.document.placed if placed.paragraph}
    found |= {getattr(placed.block, "number", None) or "" for placed in paper.document.placed}
    found |= set(re.findall(r"^\W*(\d{1,3}(?:\.\d{1,3}){0,2})\b", paper.text, re.MULTILINE))
    return frozenset(
        number for number in (each.rstrip(".") for each in found) if re.fullmatch(r"\d+(?:\.\d+)*", number)
    )


def _labels(paper: Paper) -> frozenset[tuple[str, str]]:
    """Of what is attached, where the paper lists it; empty for a paper that lists nothing."""
    listed = {(each.kind, each.label) for each in _attachments(paper)}
    if len(listed) < 2:
        return frozenset()
    standing = {(_kind(match), match["label"].lower()) for match in _ALONE.finditer(paper.text)}
    return frozenset(listed | standing)


def _kind(match: re.Match[str]) -> str:
    return "annex" if match["kind"].lower().startswith("annex") else "appendix"


def _captions(paper: Paper) -> frozenset[tuple[str, str]]:
    texts = [placed.block.text for placed in paper.document.placed if not isinstance(placed.block, Table)]
    texts += [table.caption for table in paper.document.tables() if table.caption]
    return frozenset((match["kind"].lower(), match["number"]) for text in texts for match in _CAPTION.finditer(text))


def _last_page(paper: Paper) -> int | None:
    pages = paper.document.draft.pages
    labels = [int(page.label) for page in pages if page.label and page.label.isdigit()]
    return max([len(pages), *labels]) if pages else None


def _told_missing(paper: Paper, sentence: Sentence, match: re.Match[str], name: str) -> Discrepancy:
    side = Side(document_id=paper.document.id, quote=sentence.quote)
    return Discrepancy(
        kind=DiscrepancyKind.REFERENCE,
        severity="low",
        sides=(side,),
        values=(" ".join(match[0].split()),),
        arithmetic="",
        sentence=f"The reader is sent to {name} {paper.where(sentence.quote.start)}, but the paper has none.",
    )
