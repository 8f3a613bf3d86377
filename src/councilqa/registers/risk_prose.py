"""Risks told in prose: lists that are said to be risks, sentences under a heading of risks, labelled pairs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace

from councilqa.domain.documents import Document, Heading, ListItem, Paragraph, Placed, Slice, Table
from councilqa.domain.registers import Risk
from councilqa.registers.measures import measures
from councilqa.registers.risk_columns import Column, Role, role_of
from councilqa.sentences import sentences

_HEADING = re.compile(r"\brisks?\b", re.IGNORECASE)
_OTHER_HEADING = re.compile(
    r"\b(?:at risk|(?:flood|fire|credit|health) risks?|risk[- ](?:based|appetite|strategy|policy|team|manager|officer)|"
    r"and risk (?:committee|manager|team|panel))\b",
    re.IGNORECASE,
)
_COMPOUND = re.compile(
    r"\brisk[- ](?:management|assessments?|registers?|appetite|owners?|strategy|policy|matrix|logs?|scores?|ratings?|"
    r"teams?|based|profile)\b|\bat risk\b|\bflood risks?\b",
    re.IGNORECASE,
)
_OF_OTHERS = re.compile(
    r"\b(?:benefits?|opportunit\w+|advantages?|objectives?|criteria|in considering|cover(?:s|ed)|responsib\w+|"
    r"roles?|functions?|duties|purpose|terms of reference|remit|encompass\w*|reviews?|reviewing|oversee\w*)\b",
    re.IGNORECASE,
)
"""A list with such words before it names other things beside risks, or what is done about risks in general."""
_TREATS = r"(?:mitigat|manag|reduc|address|minimi[sz]|overcom|control|counter|contain|respon|tackl|avoid|lessen)\w*"
_MEASURES = re.compile(
    rf"\brisks?\b.{{0,30}}\b(?:will|can|would|are|is|have|has|could|to|being)\s(?:be(?:en|ing)?\s)?(?:\w+ly\s)?{_TREATS}"
    rf"|\b{_TREATS}\s(?:of\s|to\s)?(?:the|these|those|this|such|any|each|all|both|its|our)?\s?(?:\w+\s){{0,2}}risks?\b"
    r"|(?<!un)\bmitigat(?:ions?|ing|ed)\b.*:\W*$|\b(?:controls|safeguards)\b.*:\W*$",
    re.IGNORECASE | re.DOTALL,
)
_RISKS = re.compile(r"\brisks?\b", re.IGNORECASE)
_SAID = re.compile(
    r"\bthere\s(?:is|are|remains?|may be|will be|would be|could be)\s(?!no\b|not\b|little\b|minimal\b|low\b)[^.]{0,50}?"
    r"\brisks?\b\s(?:that|of|to|from|in|with|around|associated|relating|if|where|attached)\b"
    r"|^\W*(?:a|an|one|another|the)\s(?:[\w-]+\s){0,4}?risk(?:\s(?:\w+\s){0,6}?(?:is|would be|will be|are))\b"
    r"|^\W*(?:one of\s)?the\s(?:\w+\s){0,3}risks?\s(?:\w+\s){0,6}(?:is|are|was|has been|have been)\b"
    r"|^\W*(?:the\s)?risks?\s(?:that|of|to|from)\b"
    r"|^\W*(?:failure|failing|loss|lack|delays?|inability|insufficient|inadequate|breakdown|shortages?|overruns?|"
    r"non-?compliance|disruption|resistance|unforeseen|uncertainty)\b",
    re.IGNORECASE,
)
"""A sentence that names a risk."""
_DENIED = re.compile(
    r"\bno\s(?:\w+\s){0,4}risks?\b|\brisks? (?:is|are) (?:low|minimal|negligible)\b|"
    r"\brisks? .*\b(?:are|is) (?:\w+ )?(?:outlined|set out|detailed|summari[sz]ed|listed|described|contained|provided|"
    r"included|shown|as follows)\b|"
    r"\brisks? (?:is|are|was|were|will be|ha(?:s|ve) been) (?:\w+ )?(?:reviewed|monitored|reported|recorded|considered|"
    r"overseen|scrutinised|discussed)\b",
    re.IGNORECASE,
)
"""There is none, it is told elsewhere, or only who looks at it is told."""
_MITIGATES = re.compile(
    rf"(?<!un)\bmitigat(?:e|es|ed|ing|ions?)\b|\b(?:managed|reduced|minimi[sz]ed|addressed|controlled|overcome) "
    rf"(?:by|through|with|via)\b|\bto {_TREATS} (?:this|these|the|such|that) risks?\b|"
    r"\b(?:this|these) risks? (?:will|is|are|can|would) (?:be )?(?:\w+ly )?(?:monitor|manag|reduc|minimi|address)\w*",
    re.IGNORECASE,
)
_UNMITIGATED = re.compile(r"\b(?:cannot|can not|not|no|without|un)\W+(?:be )?(?:\w+ )?mitigat", re.IGNORECASE)
_TURN = re.compile(
    r"\s*(?:[–—;,:(-]|\band)\s*(?:this|which|these|to be|(?:will|can|is|are) be)?"
    r"(?:\s(?:will|can|is|are|would|has|have))?(?:\s(?:be|been|being))?\s*"
    r"(?:mitigated|managed|minimi[sz]ed|reduced|addressed) (?:by|through|with|via)\b",
    re.IGNORECASE,
)
"""Where a sentence goes over from the risk to what is done about it."""
_ALL = re.compile(
    r"\b(?:each|all|any|every|the above|these|those)(?:\s\w+){0,3}\srisks?\b|\beach risk\b|\brisks above\b",
    re.IGNORECASE,
)
_LABEL = re.compile(
    r"(?:^|(?<=[.;:!?\n\t•]\s)|(?<=[\n\t]))[*_]{0,2}(?P<name>"
    r"(?:Key |Inherent |Residual |Gross |Net |Current |Main )?"
    r"(?:Risks?(?: (?:description|event|[A-Z]?\d{1,2}(?:\.\d)?|owner|score|rating|level))?|"
    r"Mitigat\w+(?: (?:actions?|measures?))?|Controls?|Control measures?|Likelihood|Probability|Impact|Severity|"
    r"Consequences?|Causes?|Effect|Score|Rating|RAG(?: rating| status)?|Owner|Risk owner|Responsible(?: officer)?|"
    r"Actions?|Response))[*_]{0,2}\s*(?::[*_]{0,2}|\s[–—-])\s+",
    re.MULTILINE,
)
_OWN_NUMBER = re.compile(r"\b[A-Z]?\d{1,2}(?:\.\d)?$")
_HEADS_RISK = re.compile(
    r"(?:key )?risk\s+(?P<number>[A-Z]?\d{1,2})\s*[:.–—-]\s*(?P<risk>\S.*)", re.IGNORECASE | re.DOTALL
)
_BARE = re.compile(
    r"(?:none|nil|n/?a|not applicable|no\b|there (?:is|are) no\b|see\b|as (?:set out|above)|please|this report)",
    re.IGNORECASE,
)
_NUMBER_BEFORE = re.compile(r"\(?(?:\d{1,2}(?:\.\d{1,2}){0,3}|[a-z]|[ivx]{1,4})[.)]?\s+")
_LEAST_WORDS = 2
_LONGEST_ITEM = 900
_LONGEST_LEAD = 300
_LONGEST_TITLE = 80


@dataclass(slots=True, kw_only=True)
class _Told:
    """A risk as it is put together from the blocks that speak of it."""

    risk: str
    quotes: list[Slice]
    number: str | None
    section: tuple[str, ...]
    group: int
    """Of its list; that of a paragraph is its own."""
    theme: str | None = None
    mitigations: list[str] = field(default_factory=list)
    labels: dict[Role, str] = field(default_factory=dict)


def told_risks(document: Document) -> Iterator[Risk]:
    """In reading order."""
    teller = _Teller(document)
    for placed in document.placed:
        teller.take(placed)
    return (_risk(document, told) for told in teller.found if told.risk)


def _risk(document: Document, told: _Told) -> Risk:
    return Risk(
        document_id=document.id,
        quotes=tuple(told.quotes),
        number=told.number,
        theme=told.theme,
        risk=told.risk,
        mitigations=tuple(dict.fromkeys(told.mitigations)),
        owner=told.labels.get(Role.OWNER),
        likelihood=told.labels.get(Role.LIKELIHOOD),
        impact=told.labels.get(Role.IMPACT),
        score=told.labels.get(Role.SCORE),
        cause=told.labels.get(Role.CAUSE),
        consequence=told.labels.get(Role.CONSEQUENCE),
    )


class _Teller:
    """Goes through a paper's blocks with the list, the heading and the risk that are open."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.found: list[_Told] = []
        self.intro: Placed | None = None
        """The last block that is no list item."""
        self.group = 0

    def take(self, placed: Placed) -> None:
        block = placed.block
        if isinstance(block, Heading):
            self._head(placed, block)
        elif isinstance(block, Table):
            self.intro = None
        elif not self._labelled(placed):
            if isinstance(block, ListItem):
                self._item(placed, block)
            elif isinstance(block, Paragraph):
                self._paragraph(placed, block)
        if not isinstance(block, ListItem | Table):
            self.intro = placed
            self.group += 1

    def _head(self, placed: Placed, block: Heading) -> None:
        match = _HEADS_RISK.match(block.text)
        if match and len(match["risk"].split()) >= _LEAST_WORDS:
            self._add(placed, match["risk"], _whole(placed), number=match["number"])

    # --- risks and mitigations under labels -----------------------------------

    def _labelled(self, placed: Placed) -> bool:
        """Take "Risk: … Mitigation: …" apart; whether the block is made of such."""
        text = placed.block.text
        labels = list(_LABEL.finditer(text))
        if not labels or len(text[: labels[0].start()].split()) > 2:
            return False
        pieces = [
            (role_of(match["name"]), match["name"], text[match.end() : end].strip(" \n\t"))
            for match, end in zip(labels, [match.start() for match in labels[1:]] + [len(text)], strict=True)
        ]
        if not self._begins(placed, pieces):
            return False
        for column, name, inside in pieces:
            self._put(placed, column, name, inside)
        return True

    def _begins(self, placed: Placed, pieces: list[tuple[Column, str, str]]) -> bool:
        """Whether these labels tell of a risk: their own, the one before, or the one in the heading above."""
        roles = [column.role for column, _, _ in pieces]
        if Role.RISK in roles:
            numbered = any(_OWN_NUMBER.search(name) for _, name, _ in pieces)
            return (len(roles) > 1 or numbered or _in_risks(placed)) and not _BARE.match(pieces[0][2])
        if self._open(placed) is not None:
            return True
        above = self.intro.block if self.intro is not None else None
        if isinstance(above, Heading) and _in_risks(replace(placed, section=placed.section[:-1])) and len(roles) > 1:
            assert self.intro is not None
            self._add(self.intro, above.text, _whole(self.intro), number=above.number)
            return True
        return False

    def _put(self, placed: Placed, column: Column, name: str, inside: str) -> None:
        if column.role is Role.RISK:
            number = _OWN_NUMBER.search(name)
            self._add(placed, inside, _whole(placed), number=number[0] if number else _number(placed))
            return
        told = self.found[-1]
        if told.quotes[-1] != _whole(placed):
            told.quotes.append(_whole(placed))
        if column.role is Role.MITIGATION:
            told.mitigations += measures(inside)
        else:
            told.labels.setdefault(column.role, inside.rstrip(" .;,"))

    # --- lists ----------------------------------------------------------------

    def _item(self, placed: Placed, block: ListItem) -> None:
        lead = self._lead(placed)
        if _measures_follow(lead):
            for told in self._last_group(placed):
                told.mitigations.append(block.text.rstrip(" ;"))
                told.quotes.append(_whole(placed))
            return
        if not self._lists_risks(placed, lead) or len(block.text) > _LONGEST_ITEM:
            return
        text = _without_number(block.text, block.number)
        if len(text.split()) < _LEAST_WORDS or _BARE.match(text):
            return
        if _ALL.search(text) and _mitigates(text):
            for told in self._last_group(placed):
                told.mitigations.append(text)
                told.quotes.append(_whole(placed))
            return
        self._tell(placed, text, _whole(placed), group=self.group)

    def _lead(self, placed: Placed) -> str:
        """What introduces an item: its own lead-in, with the paragraph that this ends."""
        lead = placed.lead_in.text if placed.lead_in is not None else ""
        above = self.intro.block if self.intro is not None else None
        if isinstance(above, Paragraph) and lead.endswith(":") and lead in above.text and not _RISKS.search(lead):
            return above.text[-_LONGEST_LEAD:]
        return lead

    def _lists_risks(self, placed: Placed, lead: str) -> bool:
        if lead:
            plain = _COMPOUND.sub("", lead)
            return bool(_RISKS.search(plain)) and not _OF_OTHERS.search(plain)
        above = self.intro.block if self.intro is not None else None
        if isinstance(above, Paragraph) and above.text.rstrip().endswith(":"):
            return False
        heading = placed.section[-1] if placed.section else ""
        return _heads_risks(heading) and not _OF_OTHERS.search(heading)

    # --- paragraphs -----------------------------------------------------------

    def _paragraph(self, placed: Placed, block: Paragraph) -> None:
        if not _in_risks(placed) or block.text.rstrip().endswith(":"):
            return
        spans = [(start, end) for start, end in sentences(block.text)]
        starts = [start for start, end in spans if _names_risk(_without_number(block.text[start:end], block.number))]
        if not starts:
            self._goes_on(placed, block)
            return
        theme = self._title_above()
        for start, stop in zip(starts, [*starts[1:], len(block.text)], strict=True):
            raw = block.text[start:stop].rstrip()
            begin = start + len(raw) - len(_without_number(raw, block.number))
            quote = Slice(text=block.text[begin : start + len(raw)], start=block.start + begin)
            self._tell(placed, quote.text, quote, group=self.group)
            self.found[-1].theme = theme

    def _title_above(self) -> str | None:
        """The line above a paragraph that is its title, though it was taken for a risk itself."""
        last = self.found[-1] if self.found else None
        if last is None or last.group != self.group - 1 or len(last.quotes[0].text) > _LONGEST_TITLE:
            return None
        if last.number is not None or last.mitigations or last.quotes[0].text.rstrip()[-1:] in ".;:":
            return None
        return self.found.pop().risk

    def _goes_on(self, placed: Placed, block: Paragraph) -> None:
        """Take a paragraph that tells what is done about the risk before it."""
        told = self._open(placed)
        text = _without_number(block.text, block.number)
        first = next((text[start:end] for start, end in sentences(text)), "")
        if told is None or not _mitigates(first) or not re.match(r"(?:to|this|these|it|mitigat)", first, re.IGNORECASE):
            return
        told.mitigations += measures(text)
        told.quotes.append(_whole(placed))

    # --- entries --------------------------------------------------------------

    def _tell(self, placed: Placed, text: str, quote: Slice, *, group: int) -> None:
        """Add a risk with what is done about it, as far as its own sentences say."""
        risk, mitigation = _apart(text)
        self._add(placed, risk, quote, number=_number(placed), group=group)
        self.found[-1].mitigations += measures(mitigation)

    def _add(self, placed: Placed, risk: str, quote: Slice, *, number: str | None, group: int = -1) -> None:
        self.found.append(
            _Told(risk=risk.strip(" ;"), quotes=[quote], number=number, section=placed.section, group=group)
        )

    def _open(self, placed: Placed) -> _Told | None:
        """The last risk, where it stands in the same section."""
        last = self.found[-1] if self.found else None
        if last is None:
            return None
        return last if last.section == placed.section or last.section == placed.section[:-1] else None

    def _last_group(self, placed: Placed) -> list[_Told]:
        last = self._open(placed)
        if last is None:
            return []
        return [told for told in self.found if told is last or (last.group >= 0 and told.group == last.group)]


def _in_risks(placed: Placed) -> bool:
    return any(_heads_risks(heading) for heading in placed.section[-2:])


def _heads_risks(heading: str) -> bool:
    return bool(_HEADING.search(heading)) and not _OTHER_HEADING.search(heading)


def _measures_follow(lead: str) -> bool:
    return bool(lead) and bool(_MEASURES.search(lead)) and not re.search(r"\brisks? (?:and|&)", lead, re.IGNORECASE)


def _names_risk(sentence: str) -> bool:
    plain = _COMPOUND.sub("", sentence)
    return bool(_SAID.search(plain)) and not _DENIED.search(plain)


def _mitigates(sentence: str) -> bool:
    return bool(_MITIGATES.search(sentence)) and not _UNMITIGATED.search(sentence)


def _apart(text: str) -> tuple[str, str]:
    """(the risk, what is done about it), which begins with the first sentence or half sentence that says so."""
    for number, (start, end) in enumerate(sentences(text)):
        if number == 0 and (turn := _TURN.search(text, start, end)) and turn.start() > start:
            return text[: turn.start()].strip(" ("), text[turn.start() :].lstrip(" –—;,:(-")
        if number and _mitigates(text[start:end]):
            return text[:start].strip(), text[start:].strip()
    return text, ""


def _number(placed: Placed) -> str | None:
    """As a member cites it: "37(a)" for item a of paragraph 37; None for a bullet."""
    block = placed.block
    own = block.number if isinstance(block, ListItem | Paragraph) else None
    if not isinstance(block, ListItem) or own is None:
        return own
    above = placed.paragraph or ""
    bare = own.strip("().")
    if not above or above == own:
        return bare
    return above if above.endswith((own, f"({bare})")) else f"{above}({bare})"


def _without_number(text: str, number: str | None) -> str:
    match = _NUMBER_BEFORE.match(text) if number else None
    return text[match.end() :] if match and number and number.strip("().") in match[0] else text


def _whole(placed: Placed) -> Slice:
    return Slice(text=placed.block.text, start=placed.block.start)
