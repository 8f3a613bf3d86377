"""How questions on passages of other papers are answered: by the units that answers quote, not by phrases.

Whether a unit is quoted is told by its place in the paper, so that an answer may put a row into a sentence, or say a
reference in brackets, and is still known to rest on it.
"""

from __future__ import annotations

import hashlib
import random
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath

from councilqa.domain.answers import Answer, Citation
from councilqa.domain.passages import Hit, Unit
from councilqa.errors import SettingsError
from councilqa.evals import measuring, scorers
from councilqa.evals.cases import Answerable, Case, CaseFile, Evidence, Unanswerable
from councilqa.evals.foreign.reports import (
    Piece,
    ReportPassage,
    Units,
    key_of_unit,
    pieces,
    read_reports,
    write_pages,
)
from councilqa.evals.indexed import Indexed, read_indexed
from councilqa.evals.measuring import Order, Suites
from councilqa.evals.results import Results, SuiteRecord
from councilqa.evals.runner import Ask, Scorer, System
from councilqa.evals.scorers import MOST_ANSWER_CHARACTERS, RECALL_AT, SHORT_AT, Score
from councilqa.service import CouncilQA

NEAR_MISS = "near-miss"
ENOUGH = 0.5
"""Of the shorter of two stretches, how much of it has to be in the other for one to quote the other."""
Progress = Callable[[str, int, int], None]


@dataclass(frozen=True, slots=True)
class Stretch:
    """A place in a paper."""

    document_id: str
    start: int
    end: int

    def meets(self, other: Stretch) -> bool:
        """Whether most of the shorter of the two is in the other."""
        shared = min(self.end, other.end) - max(self.start, other.start)
        shorter = min(self.end - self.start, other.end - other.start)
        return self.document_id == other.document_id and shared >= ENOUGH * shorter > 0


Gold = Mapping[str, tuple[tuple[Stretch, ...], ...]]
"""By the id of a question: for each unit that answers it where it stands, in several places if it was cut apart."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """Which questions are asked."""

    number: int | None = None
    """So many of those with an answer, and near misses in proportion; None: all."""
    seed: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Found:
    """How the units that answer were found again in the index."""

    whole: int
    """As one unit, the same."""
    otherwise: int
    """In several, or within another."""
    missing: int
    """Questions that one of them answers are left out."""

    def __str__(self) -> str:
        every = self.whole + self.otherwise + self.missing
        return (
            f"of {every:,} units that answer {self.whole:,} were found again as they are, "
            f"{self.otherwise:,} cut otherwise, {self.missing:,} not at all"
        )


def measure(
    path: Path,
    service: CouncilQA,
    order: Order,
    *,
    part: str,
    sample: Sample,
    progress: Progress = lambda what, done, total: None,
) -> Results:
    """Put the file's passages into the service's index as papers, ask the questions, and score what is quoted.

    The papers are written to the service's corpus folder.
    """
    passages = read_reports(path, part=part)
    by_name = _indexed(passages, service, progress)
    asked = _questions(passages, _units(read_indexed(service.settings.index), by_name))
    cases = _sampled(asked.cases, sample)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    file = CaseFile(name=path.name, cases=cases)
    record = SuiteRecord(name=path.name, part="development", version=1, sha256=digest, cases=len(cases))
    suites = Suites(files=(file,), records=(record,), part="development")
    results = measuring.measure(service, suites, order, progress=progress, scores=scorer(asked.gold))
    return _told(results, part, sample, asked.found)


def _told(results: Results, part: str, sample: Sample, found: Found) -> Results:
    ours, *others = results.systems
    about = f"{ours.about}; {found}"
    chosen = f"; a sample of {sample.number}, seed {sample.seed}" if sample.number is not None else ""
    systems = (ours.model_copy(update={"about": about}), *others)
    return results.model_copy(update={"selected": f"part {part}{chosen}", "systems": systems})


def _indexed(passages: Sequence[ReportPassage], service: CouncilQA, progress: Progress) -> Mapping[str, str]:
    """The names of the documents by those of their files; raises SettingsError where one could not be read."""
    folder = service.settings.corpus
    folder.mkdir(parents=True, exist_ok=True)
    written = write_pages(passages, folder)
    report = service.ingest(
        sorted(written.values()), on_progress=lambda step: progress("reading", step.done, step.total)
    )
    for each in report.failed:
        raise SettingsError(f"{PurePath(each.path).name} could not be read: {each.error}", hint=each.hint)
    return {path.name: name for name, path in written.items()}


def _units(indexed: Indexed, by_name: Mapping[str, str]) -> dict[str, Units]:
    """By document; raises SettingsError where the index holds other papers, which would answer too."""
    found: dict[str, Units] = {}
    for document in indexed.documents.values():
        name = by_name.get(PurePath(document.source).name)
        if name is None:
            raise SettingsError("the index holds papers that are not of this file", hint="Name another with --index.")
        found[name] = Units([each for each in indexed.passages if each.document_id == document.id])
    return found


@dataclass(frozen=True, slots=True, kw_only=True)
class _Questions:
    """What can be asked of the file's passages."""

    cases: tuple[Case, ...]
    gold: Gold
    found: Found


def _questions(passages: Sequence[ReportPassage], units: Mapping[str, Units]) -> _Questions:
    cases: list[Case] = []
    gold: dict[str, tuple[tuple[Stretch, ...], ...]] = {}
    counted: Counter[str] = Counter()
    for passage in passages:
        own, paper = pieces(passage), units[passage.document]
        found = [paper.find(piece) for piece in own]
        wanted = sorted({number for each in passage.questions for number in each.units})
        counted.update(_how(own[number], found[number]) for number in wanted)
        for case, answering in _answerable(passage, found):
            cases.append(case)
            gold[case.id] = tuple(tuple(_stretch(paper, unit) for unit in each) for each in answering)
        cases += _near_miss(passage)
    found_again = Found(whole=counted["whole"], otherwise=counted["otherwise"], missing=counted["missing"])
    return _Questions(cases=tuple(cases), gold=gold, found=found_again)


def _how(piece: Piece, found: Sequence[Unit]) -> str:
    if not found:
        return "missing"
    return "whole" if [piece.key] == [key_of_unit(unit) for unit in found] else "otherwise"


def _answerable(
    passage: ReportPassage, found: Sequence[tuple[Unit, ...]]
) -> Iterator[tuple[Answerable, list[tuple[Unit, ...]]]]:
    """The questions of a passage whose every unit was found, with what was found."""
    for at, question in enumerate(passage.questions, 1):
        answering = [found[number] for number in question.units]
        if all(answering):
            yield (
                Answerable(
                    id=f"{passage.id}/{at}",
                    question=question.question,
                    kind=passage.shape,
                    proofs=tuple(Evidence(quote=unit.text) for units in answering for unit in units),
                    gold=tuple((passage.units[number].text,) for number in question.units),
                ),
                answering,
            )


def _near_miss(passage: ReportPassage) -> Iterator[Unanswerable]:
    if passage.near_miss:
        why = "it sounds like a passage that does not answer it"
        yield Unanswerable(id=f"{passage.id}/near", question=passage.near_miss, kind=NEAR_MISS, why=why)


def _stretch(paper: Units, unit: Unit) -> Stretch:
    return Stretch(paper.passages[0].document_id, unit.start, unit.end)


def _sampled(cases: Sequence[Case], sample: Sample) -> tuple[Case, ...]:
    """In the file's order."""
    questions = [case.id for case in cases if isinstance(case, Answerable)]
    if sample.number is None or sample.number >= len(questions):
        return tuple(cases)
    near = [case.id for case in cases if not isinstance(case, Answerable)]
    drawn = random.Random(sample.seed)
    chosen = set(drawn.sample(questions, sample.number))
    chosen.update(drawn.sample(near, round(len(near) * sample.number / len(questions))))
    return tuple(case for case in cases if case.id in chosen)


def scorer(gold: Gold) -> Scorer:
    """The measures of a run over such questions."""

    def scores(ask: Ask, answer: Answer, hits: Sequence[Hit], system: System) -> dict[str, Score]:
        case = ask.case
        every = {
            **(_answered(case, gold[case.id], answer, hits) if isinstance(case, Answerable) else {}),
            "refusal": scorers.refusal(case, answer),
            "refusal precision": scorers.refusal_precision(case, answer),
            "false refusal": scorers.false_refusal(case, answer),
            "quotations": scorers.quotations(answer, system.indexed.documents),
            "length": scorers.length(case, answer),
        }
        return {name: score for name, score in every.items() if score is not None}

    return scores


def _answered(
    case: Answerable, gold: Sequence[Sequence[Stretch]], answer: Answer, hits: Sequence[Hit]
) -> dict[str, Score | None]:
    """The measures of a question with an answer, which is allowed as many characters as what answers it has."""
    length = len("\n".join(group[0] for group in case.gold))
    every = [each for unit in gold for each in unit]
    cited = scorers.marked_citations(answer)
    first = [_quotation(each) for each in cited[:1]]
    found = [_passage(hit) for hit in hits]
    return {
        "first": _all(gold, _within(answer, len(scorers.first_statement(answer)))),
        "first any": Score(float(_any(every, first))),
        **{f"at{at}": _all(gold, _within(answer, max(at, length))) for at in SHORT_AT},
        "on point": _share(every, [_behind(each) for each in cited]),
        "on unit": _share(every, [_quotation(each) for each in cited]),
        "accuracy": _all(gold, _within(answer, MOST_ANSWER_CHARACTERS)),
        **{f"recall@{at}": Score(float(_any(every, found[:at]))) for at in RECALL_AT},
    }


def _within(answer: Answer, characters: int) -> list[Stretch]:
    """What is quoted by statements that end within so many characters."""
    by_label = {each.label: _quotation(each) for each in answer.citations}
    return [by_label[label] for label, end in scorers.marked(answer) if end <= characters]


def _quotation(citation: Citation) -> Stretch:
    return Stretch(citation.document_id, citation.start, citation.start + len(citation.quote))


def _behind(citation: Citation) -> Stretch:
    """The passage that it stands in."""
    start = citation.start - max(citation.passage.find(citation.quote), 0)
    return Stretch(citation.document_id, start, start + len(citation.passage))


def _passage(hit: Hit) -> Stretch:
    return Stretch(hit.passage.document_id, hit.passage.start, hit.passage.end)


def _any(wanted: Sequence[Stretch], given: Sequence[Stretch]) -> bool:
    return any(each.meets(other) for each in wanted for other in given)


def _all(gold: Sequence[Sequence[Stretch]], given: Sequence[Stretch]) -> Score:
    """Whether each unit is among what was given, all of it where it was cut apart."""
    missing = sum(not all(_any([part], given) for part in unit) for unit in gold)
    return Score(float(not missing), f"without {missing} of {len(gold)} units" if missing else "")


def _share(wanted: Sequence[Stretch], given: Sequence[Stretch]) -> Score | None:
    """Of what was given, how much meets what is wanted; None where nothing was."""
    right = sum(_any(wanted, [each]) for each in given)
    return Score(right / len(given), f"{right} of {len(given)} citations") if given else None
