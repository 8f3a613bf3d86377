"""Asking the questions of a suite."""

from __future__ import annotations

from dataclasses import replace

import pytest
from eval_makers import (
    FIRST,
    SECOND,
    ScriptedPapers,
    answer,
    answerable,
    citation,
    hits,
    indexed,
    refused,
    system,
    unanswerable,
)

from councilqa.domain.answers import Answer, AnswerStatus
from councilqa.evals.cases import Answerable, Case, Comparison, Evidence, Expected
from councilqa.evals.indexed import Comparable
from councilqa.evals.losses import Stage, lost_at
from councilqa.evals.results import CaseResult
from councilqa.evals.runner import Selected, asks, confidence, run, select

ACROSS = Comparison(
    id="x-1",
    question="Who saves?",
    expect={
        "a-b": Expected(proofs=(Evidence(quote="save £88k"),), gold=(("£88k",),)),
        "c-d": Expected(proofs=(Evidence(quote="websites"),), gold=(("websites",),)),
    },
    not_stated=("e-f",),
    borderline=("c-d",),
)


def outcomes(papers: ScriptedPapers, *cases: Case, jobs: int = 1) -> dict[str, CaseResult]:
    return {each.id: each for each in run(asks(cases), system(papers), jobs=jobs)}


def values(result: CaseResult) -> dict[str, float]:
    return {name: score.value for name, score in result.scores.items()}


def test_crash_is_a_failure_without_scores_and_the_others_go_on() -> None:
    papers = ScriptedPapers({"breaks": RuntimeError("no such table"), "works": answer()})
    made = outcomes(papers, answerable("a-1", question="breaks"), answerable("a-2", question="works"))
    assert papers.asked == ["breaks", "works"]
    assert (made["a-1"].error, made["a-1"].scores) == ("RuntimeError: no such table", {})
    assert values(made["a-2"])["accuracy"] == 1


def test_score_that_does_not_apply_is_absent() -> None:
    papers = ScriptedPapers({"yes": answer(), unanswerable().question: refused()})
    made = outcomes(papers, answerable("a-1", question="yes"), unanswerable())
    assert set(values(made["n-1"])) == {"refusal", "refusal precision"}
    assert not {"refusal", "refusal precision", "figures", "follow-up", "page precision"} & set(values(made["a-1"]))
    assert values(made["a-1"])["paragraph precision"] == 1


def test_comparison_is_asked_of_each_partnership_but_those_on_the_border() -> None:
    papers = ScriptedPapers({"Who saves? a-b": answer("It saves £88k."), "Who saves? e-f": answer("It saves £1.")})
    made = outcomes(papers, ACROSS)
    assert [scope[0] for scope in papers.scopes] == ["a-b", "e-f"]
    assert {id: values(each)["comparison"] for id, each in made.items()} == {"x-1/a-b": 1, "x-1/e-f": 0}
    assert {each.group for each in made.values()} == {"x-1"}


def test_cell_that_is_not_stated_is_right_when_it_is_refused() -> None:
    papers = ScriptedPapers({"Who saves? a-b": refused(), "Who saves? e-f": refused()})
    made = outcomes(papers, ACROSS)
    assert {id: values(each)["comparison"] for id, each in made.items()} == {"x-1/a-b": 0, "x-1/e-f": 1}


def test_turns_are_asked_first_in_one_conversation_and_the_last_is_scored() -> None:
    case = Answerable(
        id="f-1",
        question="And the saving?",
        kind="follow-up",
        proofs=(Evidence(quote="save £88k"),),
        gold=(("£88k",),),
        turns=("Who shares?", "Since when?"),
    )
    papers = ScriptedPapers({"Who shares?": answer("Both."), "Since when?": refused(), "And the saving?": answer()})
    made = outcomes(papers, case)
    assert papers.asked == ["Who shares?", "Since when?", "And the saving?"]
    assert papers.scopes[-1][2] == ("Both.", refused().text)
    assert values(made["f-1"])["follow-up"] == values(made["f-1"])["accuracy"] == 1


def test_one_paper_in_scope_is_chosen_and_several_are_not() -> None:
    papers = ScriptedPapers({"What is saved?": answer()})
    for names in (("paper.txt",), ("paper.txt", "other.txt")):
        case = Answerable(id="a", question="What is saved?", kind="k", proofs=(), gold=(("£88k",),), papers=names)
        run(asks([case]), system(papers))
    assert [scope[1] for scope in papers.scopes] == ["paper.txt", None]


def test_questions_asked_at_once_come_back_in_their_order() -> None:
    cases = [answerable(f"a-{number}", question=f"question {number}") for number in range(12)]
    papers = ScriptedPapers({case.question: answer() for case in cases})
    assert list(outcomes(papers, *cases, jobs=4)) == [case.id for case in cases]


def test_what_is_known_is_not_asked_again() -> None:
    cases = [answerable("a-1", question="one"), answerable("a-2", question="two")]
    papers = ScriptedPapers({"one": answer(), "two": answer()})
    known = outcomes(papers, cases[0])
    seen: list[str] = []
    run(asks(cases), system(papers), known=known, on_done=lambda result: seen.append(result.id))
    assert papers.asked == ["one", "two"]
    assert seen == ["a-2"]


def test_sample_has_every_kind_and_is_the_same_when_a_suite_grows() -> None:
    cases = [answerable(f"s-{number}") for number in range(40)]
    cases += [answerable(f"r-{number}", kind="risk") for number in range(4)]
    drawn = select(cases, Selected(sample=11))
    assert len(drawn) == 11
    assert {case.kind for case in drawn} == {"saving", "risk"}
    more = select([*cases, answerable("s-new")], Selected(sample=11))
    assert len({case.id for case in drawn} & {case.id for case in more}) >= 10
    assert select(cases, Selected(kinds=("risk",))) == tuple(cases[40:])


@pytest.mark.parametrize(
    ("trace", "expected"),
    [
        ((("retrieve", "1. 0.9 x"), ("rerank", "0.532 0123ab 1.1: It saves"), ("rerank", "0.4 y")), 0.532),
        ((("rerank", "nothing"),), None),
        ((), None),
    ],
)
def test_confidence_is_the_score_of_the_best_unit(trace: tuple[tuple[str, str], ...], expected: float | None) -> None:
    given = Answer(question="?", status=AnswerStatus.NOT_FOUND, text="no", reason="no", trace=trace)
    assert confidence(given) == expected


NOWHERE = Answerable(id="x", question="?", kind="k", proofs=(Evidence(quote="nowhere"),), gold=(("absent",),))
CUT = Answerable(id="x", question="?", kind="k", proofs=(Evidence(quote="a year. 1.2 Both"),), gold=(("absent",),))
KEPT = Answer(
    question="?",
    status=AnswerStatus.ANSWERED,
    text="no",
    citations=(citation("keep", behind=SECOND),),
    trace=(("select", f"kept 012345 paragraph 1.1: {FIRST}"),),
)
PASSED = replace(KEPT, trace=(("select", f"passed over, no room for it: 012345 paragraph 1.1: {FIRST}"),))


@pytest.mark.parametrize(
    ("case", "given", "found", "stage", "rank"),
    [
        (NOWHERE, answer(), (FIRST,), Stage.IN_NO_PASSAGE, None),
        (CUT, answer(), (FIRST,), Stage.IN_NO_PASSAGE, None),
        (answerable(), refused(), (SECOND,), Stage.NO_CANDIDATE, None),
        (answerable(), refused(), (SECOND, SECOND, FIRST), Stage.BELOW_THE_CUT, 3),
        (answerable(), refused(), (SECOND, FIRST), Stage.NOT_CHOSEN, 2),
        (answerable(), answer("no", citation("keep", behind=SECOND)), (FIRST,), Stage.NOT_CHOSEN, 1),
        (answerable(), KEPT, (FIRST,), Stage.DROPPED, 1),
        (answerable(), PASSED, (FIRST,), Stage.DROPPED, 1),
        (answerable(), answer("no"), (FIRST,), Stage.NOT_SAID, 1),
    ],
)
def test_wrong_answer_is_laid_at_the_first_stage_that_did_not_hold(
    case: Answerable, given: Answer, found: tuple[str, ...], stage: Stage, rank: int | None
) -> None:
    blame = lost_at(case, given, Comparable.of(indexed()), candidates=lambda: hits(*found), read=2)
    assert blame is not None
    assert (blame.stage, blame.rank, blame.refused) == (stage, rank, given.status is AnswerStatus.NOT_FOUND)


def test_blame_names_what_was_preferred() -> None:
    texts = Comparable.of(indexed())
    cited = lost_at(answerable(), answer("no", citation("keep")), texts, candidates=lambda: hits(FIRST), read=2)
    assert cited is not None and cited.preferred is not None
    assert (cited.preferred.title, cited.preferred.text) == ("Shared services", "keep")
    assert cited.preferred.place == "paragraph 1.1, page 1 (printed i)"
    found = lost_at(
        answerable(), refused(), texts, candidates=lambda: hits(SECOND), read=2, title_of=lambda id: f"of {id[:4]}"
    )
    assert found is not None and found.preferred is not None
    assert (found.preferred.title, found.preferred.text) == ("of 0123", SECOND)


def test_right_answer_is_not_searched_again() -> None:
    def never() -> tuple[()]:
        raise AssertionError("searched")

    assert lost_at(answerable(), answer(), Comparable.of(indexed()), candidates=never, read=2) is None


def test_blame_is_for_the_part_that_is_missing() -> None:
    case = Answerable(
        id="x",
        question="?",
        kind="k",
        proofs=(Evidence(quote="save £88k"), Evidence(quote="separate - websites")),
        gold=(("£88k",), ("websites",)),
    )
    blame = lost_at(case, answer("£88k"), Comparable.of(indexed()), candidates=lambda: hits(FIRST, SECOND), read=2)
    assert blame is not None
    assert (blame.stage, blame.rank) == (Stage.NOT_CHOSEN, 2)
