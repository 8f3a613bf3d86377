"""At which stage the answer to a question was lost, and what was preferred to the evidence."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from councilqa.domain.answers import Answer, AnswerStatus, Citation, whereabouts
from councilqa.domain.passages import Hit
from councilqa.evals.cases import Answerable
from councilqa.evals.indexed import Comparable
from councilqa.evals.scorers import accuracy, holds_any, stands_in
from councilqa.text import comparable

SHOWN = 100
"""Characters of the passage that was preferred."""
NOTED = 90
"""Characters of a unit that the trace of an answer shows."""


class Stage(StrEnum):
    """In the order of the chain; a later one is reached only when the earlier ones held."""

    IN_NO_PASSAGE = "evidence in no passage"
    NO_CANDIDATE = "in a passage, not among the candidates"
    BELOW_THE_CUT = "among the candidates, below the cut"
    NOT_CHOSEN = "in the passages read, not chosen"
    DROPPED = "chosen, then dropped or cut"
    """Or passed over when its turn came, for want of room or as a repetition, while lesser units were taken."""
    NOT_SAID = "quoted, yet the answer is not right"


@dataclass(frozen=True, slots=True, kw_only=True)
class Preferred:
    """What stood in the place of the evidence."""

    title: str
    place: str
    text: str
    """Its first characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Blame:
    """Where an answer was lost."""

    stage: Stage
    refused: bool = False
    """Whether the question was turned down, which the stage made likely or did itself."""
    rank: int | None = None
    """Of the first candidate with the evidence that was missing."""
    preferred: Preferred | None = None
    """The first passage cited, or else the first found."""
    why: str = ""


def lost_at(
    case: Answerable,
    answer: Answer,
    texts: Comparable,
    *,
    candidates: Callable[[], Sequence[Hit]],
    read: int,
    title_of: Callable[[str], str] = lambda document_id: "",
) -> Blame | None:
    """The first stage that did not hold; None for a right answer, whatever it rests on.

    `candidates` ranks all that the search can bring up, and is called for wrong answers alone; the first `read` of
    them are those that answers are made of.
    """
    score = accuracy(case, answer)
    if score is None or score.value == 1:
        return None
    evidence = missing_evidence(case, answer)
    refused = answer.status is AnswerStatus.NOT_FOUND
    if not any(stands_in(text, evidence) for text in texts.passages):
        known = any(stands_in(text, evidence) for text in texts.papers)
        why = "cut apart" if known else "not in the papers as they were read"
        return Blame(stage=Stage.IN_NO_PASSAGE, refused=refused, preferred=_cited(answer), why=why)
    ranked = candidates()
    holding = [hit for hit in ranked if holds_any(hit.passage.text, evidence)]
    return Blame(
        stage=_stage(answer, evidence, holding, read=read),
        refused=refused,
        rank=holding[0].rank if holding else None,
        preferred=_cited(answer) or _found(ranked, title_of),
        why=(answer.reason or "") if refused else score.reason,
    )


def missing_evidence(case: Answerable, answer: Answer) -> tuple[str, ...]:
    """The evidence for what the answer lacks; all of it where it cannot be told apart."""
    missing = [group for group in case.gold if not holds_any(answer.text, group)]
    wanted = [quote for quote in case.evidence if any(holds_any(quote, group) for group in missing)]
    return tuple(wanted) or case.evidence


def _stage(answer: Answer, evidence: Sequence[str], holding: Sequence[Hit], *, read: int) -> Stage:
    if any(_overlap(citation.quote, evidence) for citation in answer.citations):
        return Stage.NOT_SAID
    if not holding:
        return Stage.NO_CANDIDATE
    if holding[0].rank > read:
        return Stage.BELOW_THE_CUT
    return Stage.DROPPED if _was_chosen(answer, evidence, holding) else Stage.NOT_CHOSEN


def _was_chosen(answer: Answer, evidence: Sequence[str], holding: Sequence[Hit]) -> bool:
    """Whether the trace tells that a unit with evidence was kept or passed over, or a claim of it dropped."""
    if any(_overlap(claim, evidence) for claim in answer.dropped):
        return True
    taken = [what for stage, what in answer.trace if stage == "select" and what.startswith(("kept ", "passed over, "))]
    units = [unit.text for hit in holding for unit in hit.passage.units if _overlap(unit.text, evidence)]
    return any(what.endswith(f": {_noted(text)}") for what in taken for text in units)


def _noted(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= NOTED else f"{line[: NOTED - 1]}…"


def _overlap(text: str, evidence: Sequence[str]) -> bool:
    """Whether one holds the other."""
    folded = comparable(text)
    return bool(folded) and any(comparable(each) in folded or folded in comparable(each) for each in evidence)


def _cited(answer: Answer) -> Preferred | None:
    return _preferred_citation(answer.citations[0]) if answer.citations else None


def _preferred_citation(citation: Citation) -> Preferred:
    place = whereabouts(citation.paragraph, citation.page, citation.printed_page)
    return Preferred(title=citation.title, place=place, text=_start(citation.quote))


def _found(ranked: Sequence[Hit], title_of: Callable[[str], str]) -> Preferred | None:
    if not ranked:
        return None
    passage = ranked[0].passage
    return Preferred(
        title=title_of(passage.document_id),
        place=whereabouts(passage.paragraph, passage.page, passage.printed_page),
        text=_start(passage.text),
    )


def _start(text: str) -> str:
    return " ".join(text.split())[:SHOWN]
