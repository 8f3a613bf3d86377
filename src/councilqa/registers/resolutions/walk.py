"""A walk through a paper's lines that finds what is recommended or decided, with its sub-items and its lead-in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from councilqa.domain.documents import Slice
from councilqa.domain.registers import Standing
from councilqa.registers.resolutions.headings import Announced, announced
from councilqa.registers.resolutions.lines import Line, inline
from councilqa.registers.resolutions.minuted import minuted, of_attendance
from councilqa.registers.resolutions.numbers import first, follows, joined, parent, under
from councilqa.registers.resolutions.stems import Stem, opening
from councilqa.registers.resolutions.wording import decides, leading_verb
from councilqa.sentences import sentences

_VOTE = re.compile(
    r"\W*(?:vot(?:e|es|ing|ed)\b|for\b\W*\d|against\b\W*\d|abst|carried|unanimous|councillors? .{0,80}(?:voted|"
    r"abstained|not present)|"
    r"proposed by|moved by|seconded by|\(unanimous)",
    re.IGNORECASE,
)
_LABEL = re.compile(r"[A-Z][^.;]{2,60}:\s*$|(?:reasons?|alternatives?|options?|note|benefits)\b.{0,60}:", re.IGNORECASE)
_SAYS_NOTHING = re.compile(r"\b(?:that|to|the following|cabinet|council|committee|members)\b|[\W_]", re.IGNORECASE)
_QUOTED = re.compile(r"\W*[“\"]")
_TO_A_LIST = re.compile(r":\W*$")
_NO_WORDS = re.compile(r"(?:page|tudalen)?[\W\d_]*(?:of\b[\W\d_]*)?", re.IGNORECASE)
_LED_TO = 60
"""So many characters before "RESOLVED" tell what led to it."""
_WAITING = 5
"""A list goes on over so many paragraphs that belong to its last point."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Read:
    """One recommendation as it was found."""

    standing: Standing
    number: str | None
    said: tuple[str, ...]
    """Its own paragraphs, without number; of what is resolved without "RESOLVED that"."""
    core: str
    """The first of them without its stem."""
    items: tuple[str, ...]
    whole: Slice
    """From its number to the end of its last sub-item."""
    lead: Slice | None
    """The stem, where it is apart, without its number."""
    stem: Stem | None
    formal: bool
    """Whether it stands in a list of them or under a heading that announces them."""
    appended: bool
    section: tuple[str, ...]
    paragraph: str | None
    """The minute or paragraph that it is cited by."""
    told: bool
    """Whether it stands within what minutes tell."""


@dataclass(slots=True)
class _Point:
    """A recommendation that may still go on."""

    line: Line
    said: list[Line]
    items: list[Line] = field(default_factory=list)

    @property
    def to_a_list(self) -> bool:
        last = (self.items or self.said)[-1]
        return bool(_TO_A_LIST.search(last.text))

    @property
    def end(self) -> int:
        return max(line.end for line in (*self.said, *self.items))


@dataclass(slots=True)
class _List:
    """Recommendations that stand one after another."""

    standing: Standing
    stem: Stem | None
    lead: Line | None
    formal: bool
    strict: bool
    """Whether a line must say a decision to be one, there being no stem above it."""
    single: bool = False
    """Whether its stem says the one recommendation itself."""
    told: bool = False
    """Whether it stands within what minutes tell."""
    number: str | None = None
    point: _Point | None = None
    waiting: list[Line] = field(default_factory=list)


def walk(document_text: str, lines: Sequence[Line], *, record: bool) -> tuple[Read, ...]:
    """What is recommended or decided, in reading order; `record` says that the paper records decisions."""
    walker = _Walk(document_text, record)
    for line in lines:
        walker.step(line)
    walker.close()
    return tuple(walker.found)


class _Walk:
    def __init__(self, text: str, record: bool) -> None:
        self.found: list[Read] = []
        self._text = text
        self._record = record
        self._announced: Announced | None = None
        self._list: _List | None = None

    def step(self, line: Line) -> None:
        if _NO_WORDS.fullmatch(line.said):
            return  # the number of a page
        if line.kind == "heading":
            self._heading(line)
        elif not (self._list and self._goes_on(self._list, line)):
            self._opens(line)

    def close(self) -> None:
        self._finish()
        self._list = None

    def _heading(self, line: Line) -> None:
        self.close()
        found = announced(line.text, record=self._record)
        if found is not None:
            self._announced = found
            self._start_announced(found)
            return
        stem = opening(line.said, formal=self._announced is not None, record=self._record)
        if stem is not None and stem.standing is not Standing.PROPOSED:
            self._from_stem(line, stem)
        else:
            self._announced = None

    def _start_announced(self, found: Announced) -> None:
        self._list = _List(standing=found.standing, stem=None, lead=None, formal=True, strict=True, number=found.number)

    def _opens(self, line: Line) -> None:
        """A line that goes on with nothing: a stem, a decision under its heading, or sentences that recommend."""
        if len(self._decisions(line)) > 1:
            self._minuted(line)
            return
        under_heading = self._announced is not None
        stem = opening(line.said, formal=under_heading, record=self._record)
        if stem is not None and (under_heading or stem.bare or self._whole(line, stem)):
            self.close()
            self._from_stem(line, stem)
        elif stem is not None:
            self.close()
            self._sentence(line)
        elif self._list is not None and self._list.stem is not None:
            self.close()
            if self._announced is not None:
                self._start_announced(self._announced)
                if self._list and self._goes_on(self._list, line):
                    return
                self._finish()
            self._minuted(line)
        else:
            self._minuted(line)

    def _minuted(self, line: Line) -> None:
        """What minutes tell in their sentences as decided."""
        for part, stem in self._decisions(line):
            self.close()
            self._list = _List(
                standing=stem.standing, stem=stem, lead=part, formal=True, strict=False, single=True, told=True
            )
            self._list.point = _Point(line=part, said=[part])
            if not _TO_A_LIST.search(part.text):
                self.close()

    def _decisions(self, line: Line) -> list[tuple[Line, Stem]]:
        if not self._record:
            return []
        under = line.said if of_attendance(line.said) else next(iter(line.section[-1:]), "")
        found = []
        for start, end in sentences(line.said):
            stem = minuted(line.said[start:end], section=under)
            if stem is not None:
                at = line.body + start
                part = line.part(at, line.body + end, number=line.number, body=at + stem.end)
                found.append((part, stem))
        return found

    def _whole(self, line: Line, stem: Stem) -> bool:
        """Whether a paragraph is the resolution as a whole, not one that recommends something in passing."""
        return stem.recorded or bool(stem.number) or (stem.start <= 3 and _one_sentence(line.said))

    def _from_stem(self, line: Line, stem: Stem) -> None:
        standing = (
            self._announced.standing if self._announced and stem.standing is not Standing.RESOLVED else stem.standing
        )
        if stem.standing is Standing.RECOMMENDED and self._record:
            standing = stem.standing
        points = inline(line, line.body + stem.end) if stem.standing is not Standing.PROPOSED else ()
        in_line = bool(points) and (points[0].number is not None or not _SAYS_NOTHING.sub("", points[0].said))
        bare = stem.bare or in_line
        self._list = _List(
            standing=standing,
            stem=stem,
            lead=line,
            formal=self._announced is not None or bare,
            strict=False,
            single=not bare,
            number=stem.number or (self._announced.number if self._announced else None),
        )
        if in_line:
            self._list.lead = line.part(line.start, points[0].start) if points[0].number else line
            for point in points:
                if point.number:
                    self._goes_on(self._list, point)
        elif not stem.bare:
            self._list.point = _Point(line=line, said=[_own(line, stem)])

    def _sentence(self, line: Line) -> None:
        """Every sentence of a paragraph that recommends or proposes something."""
        if _QUOTED.match(line.said):
            return
        spans = list(sentences(line.said))
        for start, end in spans:
            text = line.said[start:end]
            stem = opening(text, formal=False, record=False)
            if stem is None or (stem.bare and not _TO_A_LIST.search(text)):
                continue
            self.close()
            part = line.part(line.body + start, line.body + end, number=line.number, body=line.body + start)
            self._list = _List(standing=stem.standing, stem=stem, lead=part, formal=False, strict=False, single=True)
            self._list.point = _Point(line=part, said=[part])
        if self._list is not None and spans and self._list.point and self._list.point.end < line.body + spans[-1][1]:
            self.close()

    def _goes_on(self, open_list: _List, line: Line) -> bool:
        """Take a line as the next point, a sub-item or more of the last point; False where it is none of these."""
        point = open_list.point
        if point is None:
            return self._begins(open_list, line)
        if open_list.single:
            return self._adds_item(point, line)
        if self._is_next(open_list, point, line):
            self._attach_waiting(open_list, point)
            self._finish()
            self._list = open_list
            open_list.point = _Point(line=line, said=[line])
            return True
        apart = bool(open_list.waiting) and not _TO_A_LIST.search(open_list.waiting[-1].text)
        if not apart and self._is_item(point, line):
            self._attach_waiting(open_list, point)
            point.items.append(line)
            return True
        return self._waits(open_list, line)

    def _begins(self, open_list: _List, line: Line) -> bool:
        """The first point of a list."""
        said = line.said
        if open_list.strict:
            mixed = self._announced is not None and self._announced.mixed
            if not decides(said) or (mixed and leading_verb(said) is None and not said.lower().startswith("that")):
                return False
            # Under a heading a line may have a stem of its own: "2.1 That Council is recommended to approve …".
            if opening(said, formal=True, record=self._record) is not None:
                return False
        elif _beside(line, open_list.lead) and not (leading_verb(said) or said[:1].islower()):
            return False
        if line.kind == "paragraph" and line.number is None and points_in(line):
            for each in points_in(line):
                self._goes_on(open_list, each)
            return True
        open_list.point = _Point(line=line, said=[line])
        return True

    def _is_next(self, open_list: _List, point: _Point, line: Line) -> bool:
        before = point.line
        if line.number is not None and before.number is not None:
            if not follows(line.number, before.number):
                return False
            if point.items and point.items[-1].number and follows(line.number, point.items[-1].number):
                return not _nearer(line, point.items[-1], before)
            return not open_list.strict or (
                decides(line.said) and opening(line.said, formal=True, record=self._record) is None
            )
        if line.number is not None or before.number is not None:
            return False
        if line.kind == "item":
            return before.kind == "item" and line.depth <= before.depth
        return (
            before.kind == "paragraph"
            and _says(line.said)
            and opening(line.said, formal=True, record=self._record) is None
        )

    def _is_item(self, point: _Point, line: Line) -> bool:
        if line.number is None:
            return line.kind == "item"
        last = point.items[-1].number if point.items and point.items[-1].number else None
        if last is not None and follows(line.number, last):
            return True
        if any(each.number and follows(line.number, each.number) for each in point.items):
            return True
        above = point.line.number
        if above is not None and under(line.number, above):
            return True
        return first(line.number) and not parent(line.number) and (point.to_a_list or line.kind == "item")

    def _adds_item(self, point: _Point, line: Line) -> bool:
        """A sub-item of the one recommendation that the stem says itself."""
        if not (point.items or point.to_a_list):
            return False
        if self._is_item(point, line):
            point.items.append(line)
            return True
        return False

    def _waits(self, open_list: _List, line: Line) -> bool:
        """A paragraph that may belong to the last point, if the list goes on behind it."""
        if line.kind != "paragraph" or line.number is not None:
            return False
        if opening(line.said, formal=open_list.formal, record=self._record) is not None or _LABEL.match(line.said):
            return False
        if self._decisions(line):
            return False
        open_list.waiting.append(line)
        return len(open_list.waiting) <= _WAITING

    def _attach_waiting(self, open_list: _List, point: _Point) -> None:
        point.said.extend(line for line in open_list.waiting if not _VOTE.match(line.said))
        open_list.waiting.clear()

    def _finish(self) -> None:
        """Write down the point that is open."""
        open_list = self._list
        if open_list is None or open_list.point is None:
            return
        point = open_list.point
        open_list.point = None
        open_list.waiting.clear()
        start = point.said[0].start
        stem_number = open_list.lead.number if open_list.lead is not None else None
        number = joined(stem_number, point.line.number) if not open_list.single else point.line.number
        self.found.append(
            Read(
                standing=open_list.standing,
                number=number or open_list.number or point.line.number,
                said=tuple(line.said for line in point.said),
                core=_core(open_list, point),
                items=tuple(line.cited for line in point.items),
                whole=Slice(text=self._text[start : point.end], start=start),
                lead=_slice(open_list.lead) if open_list.lead is not None and not open_list.single else None,
                stem=open_list.stem,
                formal=open_list.formal,
                appended=point.line.appended,
                section=point.line.section,
                paragraph=point.line.paragraph,
                told=open_list.told,
            )
        )


def _own(line: Line, stem: Stem) -> Line:
    """What a paragraph resolves, without what led to it in the same paragraph; a recommendation as a whole."""
    if not stem.recorded:
        return line
    start = line.body + stem.start if stem.start > _LED_TO else line.start
    return line.part(start, line.end, number=line.number, body=line.body + stem.end)


def points_in(line: Line) -> tuple[Line, ...]:
    """The points of a paragraph that begins with the first of them."""
    points = inline(line, line.start)
    return points if points and points[0].number is not None else ()


def _beside(line: Line, lead: Line | None) -> bool:
    """Whether a paragraph counts on from the lead-in of a list, rather than being in it: 2.3 after 2.2."""
    return bool(line.kind == "paragraph" and line.number and lead and lead.number and follows(line.number, lead.number))


def _core(open_list: _List, point: _Point) -> str:
    said = point.said[0].said
    if not open_list.single or open_list.stem is None or open_list.stem.recorded:
        return said
    return said[open_list.stem.end :]


def _slice(line: Line) -> Slice:
    return Slice(text=line.said.rstrip(), start=line.body)


def _nearer(line: Line, item: Line, point: Line) -> bool:
    """Whether a number that goes on from both a sub-item and its point belongs to the sub-items."""
    return line.kind == item.kind and line.depth == item.depth and line.depth != point.depth


def _says(said: str) -> bool:
    return bool(re.match(r"\W*that\b", said, re.IGNORECASE) or leading_verb(said))


def _one_sentence(said: str) -> bool:
    return len(list(sentences(said))) == 1
