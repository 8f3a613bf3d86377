"""What a run amounts to: means with their intervals, by kind and in all, where answers were lost, what they took."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from councilqa.evals.intervals import Estimate, Middle, estimate, smallest_difference
from councilqa.evals.losses import Stage
from councilqa.evals.results import CaseResult, Judgement, SystemResult
from councilqa.evals.scorers import LIST, RECALL_AT, SHORT_AT

ALL = "all"
RIGHT = ("accuracy", "refusal", "comparison")
"""Of each case one of these applies: whether the answer to it is right."""
NOT_FOUND = "not_found"
SHARES = (0.25, 0.5, 0.75, 1.0)
OF_THE_SUREST = ("first", "at300", "accuracy")
HEADLINES = (
    "first",
    "first any",
    "at300",
    "at400",
    "on point",
    "length",
    "accuracy",
    "comparison",
    "refusal",
    "false refusal",
)
"""What is told by kind of question, in this order."""


@dataclass(frozen=True, slots=True)
class Measure:
    name: str
    better: Literal["higher", "lower"] | None
    """None: neither way."""
    about: str
    middle: Middle = "mean"


LENGTH = "length"
"""In characters, and the only measure that is none from 0 to 1."""
MEASURES = (
    Measure("first", "higher", "every gold group is in the first statement"),
    Measure("first any", "higher", "the first statement quotes something that answers"),
    *(
        Measure(f"at{at}", "higher", f"every gold group is in the first {at} characters, of a list in its length")
        for at in SHORT_AT
    ),
    Measure("on point", "higher", "citations whose passage or quotation holds evidence"),
    Measure("on unit", "higher", "citations that quote what answers"),
    Measure(LENGTH, None, "median characters of an answer that was given, lists and comparisons apart", "median"),
    Measure("wordings right", "higher", "facts whose first statement is right in every wording"),
    Measure("wordings alike", "higher", "facts whose first statement quotes the same words in every wording"),
    Measure("accuracy", "higher", "every gold group is in an answer of at most 800 characters"),
    Measure("phrases", "higher", "every gold group is in the answer, however long"),
    Measure("figures", "higher", "every figure is in the answer, by number, unit and scale"),
    Measure("complete", "higher", "share of the answer's parts that it holds"),
    Measure("follow-up", "higher", "a question that leans on the conversation, right"),
    Measure("comparison", "higher", "cells of comparisons that are right"),
    Measure("refusal", "higher", "questions without an answer that were turned down, or their premise put right"),
    Measure("refusal precision", "higher", "of what was turned down, what has no answer"),
    Measure("false refusal", "lower", "questions with an answer that were turned down"),
    *(Measure(f"recall@{at}", "higher", f"evidence in one of the first {at} passages") for at in RECALL_AT),
    Measure("MRR", "higher", "1 / rank of the first of 20 passages with evidence"),
    Measure("nDCG@10", "higher", "gain of the first 10 passages, as a share of the ideal"),
    Measure("cite@3", "higher", "evidence behind one of the first three citations"),
    Measure("page precision", "higher", "citations that name a page of the evidence"),
    Measure("page recall", "higher", "parts of the answer with a citation of their page"),
    Measure("paragraph precision", "higher", "citations that name a paragraph of the evidence"),
    Measure("paragraph recall", "higher", "parts of the answer with a citation of their paragraph"),
    Measure("quotations", "higher", "every citation verbatim, at its place, with the right page and paragraph"),
)
BY_NAME = {measure.name: measure for measure in MEASURES}


@dataclass(frozen=True, slots=True)
class Lost:
    """Answers that a stage lost."""

    stage: Stage
    count: int
    refused: int
    """Of them, those turned down."""


@dataclass(frozen=True, slots=True)
class Covered:
    """If only the surest answers were given."""

    coverage: float
    """Share of the questions that are answered."""
    accuracy: float
    """Of those answers; one to a question without an answer is wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Surest:
    """The answers that a system is surest of."""

    share: float
    """Of those that it gave."""
    count: int
    least: float
    """Confidence of the least sure."""
    right: float
    """Share of them; one to a question without an answer is wrong."""
    measures: tuple[tuple[str, float], ...]
    """Means over those of them that have an answer, of the measures in `OF_THE_SUREST`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Latency:
    p50_seconds: float
    p95_seconds: float
    most_seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafts:
    """What a language model did in a run."""

    model: str
    asked: int
    """Questions that were put to it; what the papers do not speak of is turned down before."""
    made: int
    """Claims."""
    kept: int
    dropped: tuple[tuple[str, int], ...]
    """(check that was not passed, how many), the most first."""
    unsupported: tuple[tuple[str, str], ...]
    """(id of the question, figure) that was shown and does not stand in its quotation: there must be none."""
    quoted: int
    """Answers that were quoted from the papers in its place."""
    not_found: int
    failures: tuple[tuple[str, int], ...]
    input_tokens: int | None
    output_tokens: int | None
    seconds: float


def drafts_of(cases: Sequence[CaseResult]) -> Drafts | None:
    """None where no language model was asked."""
    given = [(case, case.draft) for case in cases if case.draft is not None]
    if not given:
        return None
    drafts = [draft for _, draft in given]
    dropped: Counter[str] = Counter()
    for draft in drafts:
        dropped.update(draft.dropped)
    failures = Counter(draft.failure for draft in drafts if draft.failure)
    return Drafts(
        model=drafts[0].model,
        asked=len(drafts),
        made=sum(draft.made for draft in drafts),
        kept=sum(draft.kept for draft in drafts),
        dropped=tuple(dropped.most_common()),
        unsupported=tuple((case.id, figure) for case, draft in given for figure in draft.unsupported),
        quoted=sum(draft.quoted for draft in drafts),
        not_found=sum(case.status == NOT_FOUND for case, _ in given),
        failures=tuple(failures.most_common()),
        input_tokens=_sum(draft.input_tokens for draft in drafts),
        output_tokens=_sum(draft.output_tokens for draft in drafts),
        seconds=sum(draft.seconds for draft in drafts),
    )


def _sum(counted: Iterable[int | None]) -> int | None:
    """None where nothing was counted."""
    known = [each for each in counted if each is not None]
    return sum(known) if known else None


class Summary:
    """The results of one system."""

    def __init__(self, system: SystemResult) -> None:
        self.system = system
        self.cases = system.cases
        self.crashed = system.crashed()
        self._estimates: dict[tuple[str, str], Estimate | None] = {}

    def kinds(self) -> tuple[str, ...]:
        """In alphabetical order, those without an answer last."""
        found = {case.kind: case for case in reversed(self.cases)}
        return tuple(sorted(found, key=lambda kind: ("refusal" in found[kind].scores, kind)))

    def measures(self) -> tuple[Measure, ...]:
        """Those that apply to any case."""
        given = {name for case in self.cases for name in case.scores}
        return tuple(measure for measure in MEASURES if measure.name in given)

    def of_kind(self, kind: str) -> tuple[CaseResult, ...]:
        return tuple(case for case in self.cases if kind in (ALL, case.kind))

    def mean(self, measure: str, kind: str = ALL) -> Estimate | None:
        """Over the cases of a kind to which the measure applies; None where there is none. Of lengths the median."""
        key = measure, kind
        if key not in self._estimates:
            cases = self.of_kind(kind)
            if measure == LENGTH and kind == ALL:
                cases = tuple(case for case in cases if is_of_length(case))
            self._estimates[key] = mean_of(cases, measure)
        return self._estimates[key]

    def right(self, kind: str = ALL) -> Estimate | None:
        """Share of the questions that were answered, or turned down, rightly."""
        judged = [(value, case.group) for case in self.of_kind(kind) if (value := rightness(case)) is not None]
        return estimate([value for value, _ in judged], [group for _, group in judged])

    def smallest_difference(self, measure: str) -> float | None:
        """None of a median too, whose spread this does not tell."""
        if measure in BY_NAME and BY_NAME[measure].middle == "median":
            return None
        return smallest_difference(values_of(self.cases, measure))

    def weakest(self, most: int = 3) -> tuple[tuple[str, Estimate], ...]:
        """Kinds with the lowest share of right answers."""
        found = [(kind, mean) for kind in self.kinds() if (mean := self.right(kind)) is not None and mean.mean < 1]
        return tuple(sorted(found, key=lambda each: each[1].mean)[:most])

    def lost(self) -> tuple[Lost, ...]:
        """In the order of the chain."""
        blamed = [case.blame for case in self.cases if case.blame is not None]
        counts = Counter(each.stage for each in blamed)
        refused = Counter(each.stage for each in blamed if each.refused)
        return tuple(Lost(stage, counts[stage], refused[stage]) for stage in Stage if counts[stage])

    def slowest(self, most: int = 5) -> tuple[CaseResult, ...]:
        return tuple(sorted(self.cases, key=lambda case: -case.seconds)[:most])

    def latency(self) -> Latency | None:
        seconds = sorted(case.seconds for case in self.cases if case.error is None)
        if not seconds:
            return None
        return Latency(
            p50_seconds=seconds[len(seconds) // 2],
            p95_seconds=seconds[min(int(0.95 * len(seconds)), len(seconds) - 1)],
            most_seconds=seconds[-1],
        )

    def drafts(self) -> Drafts | None:
        return drafts_of(self.cases)

    def curve(self) -> tuple[Covered, ...]:
        return curve(self.cases)

    def surest(self) -> tuple[Surest, ...]:
        return surest(self.cases)

    def judged(self) -> tuple[tuple[CaseResult, Judgement], ...]:
        return tuple((case, case.judgement) for case in self.cases if case.judgement is not None)


def rightness(case: CaseResult) -> float | None:
    """Whether the answer is right; None where it crashed."""
    return next((case.scores[name].value for name in RIGHT if name in case.scores), None)


def mean_of(cases: Iterable[CaseResult], measure: str) -> Estimate | None:
    scored = [(case.scores[measure].value, case.group) for case in cases if measure in case.scores]
    middle = BY_NAME[measure].middle if measure in BY_NAME else "mean"
    return estimate([value for value, _ in scored], [group for _, group in scored], middle=middle)


def is_of_length(case: CaseResult) -> bool:
    """Whether its length says how long answers are: a list is as long as what was asked for."""
    return case.kind != LIST and case.partnership is None


def values_of(cases: Iterable[CaseResult], measure: str) -> list[float]:
    return [case.scores[measure].value for case in cases if measure in case.scores]


def surest(cases: Sequence[CaseResult]) -> tuple[Surest, ...]:
    """How good the surest quarter, half and three quarters of the answers are, beside all of them."""
    given = [case for _, _, case in _by_confidence(cases)]
    return tuple(
        _surest(given[: round(share * len(given))], share) for share in SHARES if round(share * len(given)) > 0
    )


def _surest(given: Sequence[CaseResult], share: float) -> Surest:
    return Surest(
        share=share,
        count=len(given),
        least=min(case.confidence or 0.0 for case in given),
        right=sum(rightness(case) or 0.0 for case in given) / len(given),
        measures=tuple((name, found.mean) for name in OF_THE_SUREST if (found := mean_of(given, name)) is not None),
    )


def _by_confidence(cases: Sequence[CaseResult]) -> list[tuple[float, float, CaseResult]]:
    """(confidence, rightness, case) of the answers that were given, the surest first."""
    given = [
        (case.confidence, value, case)
        for case in _asked(cases)
        if case.status != NOT_FOUND and case.confidence is not None and (value := rightness(case)) is not None
    ]
    return sorted(given, key=lambda each: -each[0])


def _asked(cases: Sequence[CaseResult]) -> list[CaseResult]:
    return [case for case in cases if case.partnership is None and case.error is None]


def curve(cases: Sequence[CaseResult]) -> tuple[Covered, ...]:
    """Accuracy against coverage, the surest answers first (El-Yaniv and Wiener, On the foundations of noise-free
    selective classification, 2010). Answers of one confidence come in together; what was turned down never does.
    """
    asked, given = _asked(cases), _by_confidence(cases)
    points: list[Covered] = []
    right = 0.0
    for place, (sureness, value, _) in enumerate(given, 1):
        right += value
        if place == len(given) or given[place][0] != sureness:
            points.append(Covered(place / len(asked), right / place))
    return tuple(points)


def with_interval(found: Estimate | None, measure: Measure | None = None) -> str:
    """ "0.53 (0.42–0.64)"; without an interval where there are too few for one, empty where there is none at all."""
    if found is None:
        return ""
    form = form_of(measure)
    low, high = found.interval.low, found.interval.high
    return f"{found.mean:{form}} ({low:{form}}–{high:{form}})" if found.is_enough else f"{found.mean:{form}}"


def form_of(measure: Measure | None, digits: int = 2) -> str:
    """How its values are written."""
    return ".0f" if measure is not None and measure.name == LENGTH else f".{digits}f"
