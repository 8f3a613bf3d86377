"""Other councils that a paper names for what they share and save, with the sentences that speak of them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from councilqa.councils.called import defined, forms
from councilqa.councils.finding import Named, find
from councilqa.councils.names import is_body, short_name
from councilqa.domain.comparisons import Precedent, Precedents
from councilqa.domain.documents import Document, Heading, Placed, Slice
from councilqa.figures import POUNDS, figures
from councilqa.registers.citing import Paper
from councilqa.sentences import sentences
from councilqa.text import fold

_WORD = r"[A-Z][a-z][\w’'-]*"
_SHORT = rf"{_WORD}(?: {_WORD}){{0,2}}"
_PAIR = re.compile(rf"(?<![\w])({_SHORT}) (?:and|&) ({_SHORT})(?!\w)")
_EXAMPLE = re.compile(
    r"\b(?:as in|in the case of|(?:councils?|authorit(?:y|ies)|districts|boroughs|partnerships)\b[^.;]{0,60}"
    r"\b(?:such as|like|e\.g\.|for example|including|namely))\b[^.;]*$",
    re.IGNORECASE,
)
"""What leads to names of councils that are not called so."""
_ATTRIBUTED = re.compile(
    r"(?:\b[Ll]eader (?:of|at|,)|\b[Ee]xecutive(?: Officer)?(?:,| of| at)|\b(?:[Cc]llr|[Cc]ouncillor)\b[^.;]*,)\s*"
    r"(?:the )?$"
)
"""Who said something is no example."""
_NO_NAMES = frozenset(
    "the this that these those both each all our other another local district borough county city full parish town "
    "council councils cabinet leader chief councillor section appendix annex table report business in at for since "
    "when while following where if as by with from and".split()
)
_SHARING = re.compile(
    r"\bshar(?:e|es|ed|ing)\b|\bjoint(?:ly)?\b|\bpartnership\b|\balliance\b|\bcollaborat\w+|\bmerg\w+|\btogether\b|\btransformation\w*",
    re.IGNORECASE,
)
_SAVED = re.compile(
    r"\bsav(?:e|es|ed|ing|ings)\b|\befficienc(?:y|ies)\b|\brealised\b|\breduc(?:ed|tion)\b", re.IGNORECASE
)
_NOT_SAVED = re.compile(r"\b(?:cost|spent|spend|deficit|budget of|population)\b", re.IGNORECASE)
_YEARS = re.compile(
    r"(?<![\d,.£])(?:(?:January|February|March|April|May|June|July|August|September|October|November|December) )?"
    r"(?:19|20)\d\d(?:\s?[-–/]\s?(?:(?:19|20)\d\d|\d\d))?(?!\d|,\d|%)|"
    r"\b(?:over|in|for|after|up to) (?:the )?(?:first |last |past )?"
    r"(?:\d+|one|two|three|four|five|six|seven|eight|nine|ten) years\b",
    re.IGNORECASE,
)
_MONTHS = frozenset("january february march april may june july august september october november december".split())


@dataclass(frozen=True, slots=True, kw_only=True)
class Mention:
    """A place in a paper that names other councils, with what is said of them there."""

    councils: tuple[str, ...]
    sentences: tuple[Slice, ...]
    """From the one that names them, as far as its block speaks of them."""


def named_precedents(papers: Sequence[Paper]) -> Precedents:
    """Those of several papers, by paper; the councils of a partnership are its own in each of its papers."""
    own = {
        paper.document.id: tuple(
            council
            for other in papers
            if other.document.metadata.partnership == paper.document.metadata.partnership
            for council in other.document.metadata.councils
        )
        for paper in papers
    }
    return Precedents(
        found=tuple(each for paper in papers for each in precedents(paper, own[paper.document.id])),
        searched=tuple(paper.document.metadata.title for paper in papers),
    )


def precedents(paper: Paper, own: Sequence[str] = ()) -> tuple[Precedent, ...]:
    """Councils that a paper names for sharing or saving, each with all that it says where it names them.

    `own` are councils beside the paper's that are not told: those of its partnership.
    """
    groups: list[tuple[tuple[str, ...], list[Slice]]] = []
    for mention in mentions(paper.document, own):
        same = next((each for each in groups if _same(each[0], mention.councils)), None)
        if same is None:
            groups.append((mention.councils, list(mention.sentences)))
        else:
            known = {fold(each.text) for each in same[1]}
            same[1].extend(each for each in mention.sentences if fold(each.text) not in known)
    return tuple(_precedent(paper, councils, said) for councils, said in groups)


def mentions(document: Document, own: Sequence[str] = ()) -> Iterator[Mention]:
    """Every place that speaks of other councils' sharing or saving, in reading order."""
    reader = _Reader.of(document, own)
    for placed in document.placed:
        if not isinstance(placed.block, Heading):
            yield from reader.read(placed)


def stretches(document: Document, own: Sequence[str] = ()) -> tuple[tuple[int, int], ...]:
    """(start, end) of all that is said of other councils."""
    said = (each for mention in mentions(document, own) for each in mention.sentences)
    return tuple((each.start, each.end) for each in said)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Reader:
    """What a name is held against in one paper."""

    own: frozenset[str]
    """Short names and abbreviations of its own councils, folded."""
    ordinary: frozenset[str]
    """Words that stand in lower case somewhere: no names."""

    @classmethod
    def of(cls, document: Document, own: Sequence[str]) -> _Reader:
        councils = (*document.metadata.councils, *own)
        short = {fold(each) for each in defined(councils, document.abbreviations)}
        names = {fold(form) for council in councils for form in forms(council)}
        ordinary = frozenset(re.findall(r"(?<![\w’'-])[a-z]{3,}", document.text))
        return cls(own=frozenset(names | short), ordinary=ordinary)

    def read(self, placed: Placed) -> Iterator[Mention]:
        """A mention for each sentence that names councils; those behind it, up to the next, belong to it."""
        named: tuple[tuple[str, ...], ...] = ()
        said: list[Slice] = []
        for start, end in sentences(placed.block.text):
            sentence = Slice(text=placed.block.text[start:end], start=placed.block.start + start)
            found = self._names(sentence.text)
            if found and not all(any(_same(each, known) for known in named) for each in found):
                yield from _mentions(named, said)
                named, said = found, [sentence]
            elif named and (found or not self._goes_back(sentence.text)):
                said.append(sentence)
            else:
                yield from _mentions(named, said)
                named, said = (), []
        yield from _mentions(named, said)

    def _goes_back(self, sentence: str) -> bool:
        """Whether a sentence speaks of the paper's own councils again."""
        return self._names_own(sentence) or re.match(r"(?:we|our|this report)\b", fold(sentence)) is not None

    def _names_own(self, sentence: str) -> bool:
        folded = fold(sentence)
        return any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", folded) for name in self.own)

    def _names(self, sentence: str) -> tuple[tuple[str, ...], ...]:
        """Other councils in a sentence by partnership; none where its own are among them."""
        if self._names_own(sentence):
            return ()
        named = [each for each in find(sentence) if _is_example(each, sentence)]
        together = [[each.name for each in group] for _, group in groupby(named, key=lambda each: each.start)]
        pairs = [
            (match[1], match[2])
            for match in _PAIR.finditer(sentence)
            if "Council" not in match[0]
            and _EXAMPLE.search(sentence[: match.start()])
            and all(self._is_name(match[part]) for part in (1, 2))
            and not re.match(r" (?:\w+ )?Councils?\b", sentence[match.end() :])
        ]
        apart = tuple(dict.fromkeys(names[0] for names in together if len(names) == 1))
        return (*(tuple(names) for names in together if len(names) > 1), *pairs, *((apart,) if apart else ()))

    def _is_name(self, words: str) -> bool:
        """Whether one of its words never stands in lower case in the paper."""
        parts = [word.lower() for word in words.split()]
        return any(part not in self.ordinary for part in parts) and not set(parts) & (_NO_NAMES | _MONTHS)


def _mentions(named: Sequence[tuple[str, ...]], said: Sequence[Slice]) -> Iterator[Mention]:
    """Where it is of sharing or of saving; a council that is only named for where it lies is none."""
    text = " ".join(each.text for each in said)
    saved = any(_sums_saved(each.text) for each in said)
    for councils in named:
        if saved or (len(councils) > 1 and (_SHARING.search(text) or _SAVED.search(text))):
            yield Mention(councils=councils, sentences=tuple(said))


def _is_example(named: Named, sentence: str) -> bool:
    """Whether it is named for itself, not for who speaks for it; a body of several councils is no council."""
    return not (is_body(named.name) or _ATTRIBUTED.search(sentence[: named.start]))


def _same(one: Sequence[str], other: Sequence[str]) -> bool:
    """Whether two lists name the same councils, each perhaps by a part of its name."""
    short = [[fold(short_name(each)) for each in names] for names in (one, other)]
    return len(one) == len(other) and all(any(_alike(name, each) for each in short[1]) for name in short[0])


def _alike(one: str, other: str) -> bool:
    return one == other or other.endswith(f" {one}") or one.endswith(f" {other}")


def _precedent(paper: Paper, councils: tuple[str, ...], said: Sequence[Slice]) -> Precedent:
    years = (match[0] for each in said for match in _YEARS.finditer(each.text))
    return Precedent(
        councils=councils,
        document_id=paper.document.id,
        citations=tuple(paper.cite(each, str(number)) for number, each in enumerate(said, start=1)),
        saved=tuple(dict.fromkeys(sum_ for each in said for sum_ in _sums_saved(each.text))),
        years=tuple(dict.fromkeys(years)),
    )


def _sums_saved(sentence: str) -> tuple[str, ...]:
    """Sums in a sentence that says something was saved, as they are written."""
    if not _SAVED.search(sentence) or _NOT_SAVED.search(sentence):
        return ()
    return tuple(sentence[each.start : each.end].strip() for each in figures(sentence) if each.unit == POUNDS)
