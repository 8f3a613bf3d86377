"""Sentences that stand twice, word for word but for a figure, a date or a reference."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from councilqa.checking.papers import Paper, Sentence
from councilqa.checking.statements import stems
from councilqa.domain.discrepancies import Discrepancy, DiscrepancyKind
from councilqa.text import fold

_REFERENCE = re.compile(
    r"\b(sections?|paragraphs?|paras?|appendix|appendices|annexe?|tables?|figures?|pages?|chapters?|schedule|part)\s+"
    r"(\d+(?:\.\d+)*|[a-z]\b)",
    re.IGNORECASE,
)
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DATE = re.compile(rf"\b(?:\d{{1,2}}(?:st|nd|rd|th)?\s+)?(?:{_MONTHS})\s+(?:19|20)\d\d\b", re.IGNORECASE)
_NUMBER = re.compile(r"^\W*(?:\d+(?:\.\d+)+\.?|\d+\.|\(?[a-z\d]{1,4}\))\s+")
"""Of the paragraph itself."""
_FIGURE = re.compile(r"£?\d[\d,]*(?:\.\d+)?(?:\s?(?:%|million\b|k\b|m\b|bn\b))?")
LEAST_WORDS = 8
"""Content words of a sentence that is not the same by chance."""
SAME_START = 5
MOST_ADDED = 3
"""Words at the end of one that the other does without: "excluding on-costs"."""
FAR = 20
"""Blocks between two places that can be meant to say the same; nearer, they tell of one thing after another."""
MOST_VALUES = 2
"""A sentence that stands with three values is a form that is filled in for each of several things."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Varying:
    """What of a sentence may be another in its twin."""

    kind: str
    written: str
    value: str
    """For comparison: in lower case, without white space."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    paper: Paper
    sentence: Sentence
    words: tuple[str, ...]
    """Of the sentence, with "figure", "date" or "reference" in the place of each."""
    varying: tuple[_Varying, ...]


def twins(papers: Sequence[Paper]) -> Iterator[Discrepancy]:
    forms: dict[tuple[str, ...], list[_Form]] = defaultdict(list)
    for paper in papers:
        for sentence in paper.sentences:
            form = _form(paper, sentence)
            if form.varying and len(stems(" ".join(form.words), paper.names)) >= LEAST_WORDS:
                forms[form.words[:SAME_START]].append(form)
    for begun_alike in forms.values():
        for alike in _clusters(begun_alike):
            yield from _differing(alike)


def _clusters(forms: Sequence[_Form]) -> list[list[_Form]]:
    """Forms whose words are the same but for a few at the end."""
    clusters: list[list[_Form]] = []
    whole: dict[tuple[str, ...], int] = {}
    """The first cluster that begins with a form of these words, and below with one that goes on from them."""
    cut: dict[tuple[str, ...], int] = {}
    for form in forms:
        shorter = _cut(form.words)
        fitting = [whole[words] for words in shorter if words in whole]
        fitting += [cut[form.words]] if form.words in cut else []
        if fitting:
            clusters[min(fitting)].append(form)
            continue
        whole[form.words] = len(clusters)
        for words in shorter:
            cut.setdefault(words, len(clusters))
        clusters.append([form])
    return clusters


def _cut(words: tuple[str, ...]) -> list[tuple[str, ...]]:
    """The words whole, and without as many at the end as may be added."""
    return [words[: len(words) - fewer] for fewer in range(min(MOST_ADDED, len(words)) + 1)]


def _form(paper: Paper, sentence: Sentence) -> _Form:
    """The sentence with holes, and what was in them."""
    varying: list[_Varying] = []
    text = _NUMBER.sub("", sentence.quote.text)
    for kind, pattern in (("reference", _REFERENCE), ("date", _DATE), ("figure", _FIGURE)):
        for match in pattern.finditer(text):
            written = " ".join(match[0].split())
            value = re.sub(r"[\s,]", "", written.lower()).rstrip(".")
            varying.append(_Varying(kind=kind, written=written, value=value))
        text = pattern.sub(f" {kind} ", text)
    words = tuple(re.findall(r"[a-z]+", fold(text)))
    return _Form(paper=paper, sentence=sentence, words=words, varying=tuple(varying))


def _differing(alike: Sequence[_Form]) -> Iterator[Discrepancy]:
    if len({_values(form) for form in alike}) != MOST_VALUES or len({len(form.varying) for form in alike}) != 1:
        return
    one = alike[0]
    other = next(form for form in alike if _values(form) != _values(one))
    pairs = [(a, b) for a, b in zip(one.varying, other.varying, strict=True) if a.value != b.value]
    if len(pairs) == 1 and pairs[0][0].kind == pairs[0][1].kind and _is_about_one(one, other, pairs[0][0].kind):
        yield _told(one, other, pairs[0])


def _values(form: _Form) -> tuple[str, ...]:
    return tuple(each.value for each in form.varying)


def _is_about_one(one: _Form, other: _Form, kind: str) -> bool:
    """Whether neither the headings nor what the sentence takes for granted sets them apart."""
    scopes = [form.paper.scope_at(form.sentence.position) for form in (one, other)]
    if scopes[0] != scopes[1] or one.sentence.position == other.sentence.position:
        return False
    titles = [form.sentence.placed.section[-1:] for form in (one, other)]
    if kind == "reference":
        return one.paper is not other.paper or abs(one.sentence.position - other.sentence.position) >= FAR
    return titles[0] == titles[1] and _names_something(one.sentence.quote.text)


def _names_something(text: str) -> bool:
    """A name or an abbreviation after the first word: a sentence without one may be of any service or ward."""
    return bool(re.search(r"\s(?:[A-Z]{2,}s?\b|[A-Z][a-z]+)", text))


def _told(one: _Form, other: _Form, pair: tuple[_Varying, _Varying]) -> Discrepancy:
    kinds = {"reference": DiscrepancyKind.REFERENCE, "date": DiscrepancyKind.DATE, "figure": DiscrepancyKind.RESTATED}
    places = [form.paper.where(form.sentence.quote.start) for form in (one, other)]
    return Discrepancy(
        kind=kinds[pair[0].kind],
        severity="medium" if pair[0].kind == "figure" else "low",
        sides=tuple(form.paper.side(form.sentence.quote) for form in (one, other)),
        values=tuple(each.written for each in pair),
        arithmetic="",
        sentence=(
            f"The same sentence stands with {pair[0].written} {places[0]} and with {pair[1].written} {places[1]}."
        ),
    )
