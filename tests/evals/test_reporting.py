"""What a run amounts to, and the page and the summary that tell it."""

from __future__ import annotations

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from eval_makers import ScriptedPapers, answer, answerable, refused, results_of, unanswerable
from hypothesis import given
from hypothesis import strategies as st

from councilqa.evals.compare import compare
from councilqa.evals.losses import Stage
from councilqa.evals.page import html_report, markdown_summary, state
from councilqa.evals.report import Summary, curve, surest
from councilqa.evals.results import CaseResult, Results, SystemResult, read_results, write_results
from councilqa.evals.scorers import Score

NASTY = '<script>alert(1)</script> | & "quoted"'
CASES = (
    answerable("a-1", question="right"),
    answerable("a-2", kind="risk", question=NASTY),
    answerable("a-3", question="down"),
    answerable("a-4", question="breaks"),
    unanswerable("n-1"),
)


def results() -> Results:
    replies = {"right": answer(), NASTY: answer(NASTY), "down": refused(), "breaks": ValueError("x")}
    return results_of(CASES, ScriptedPapers({**replies, CASES[4].question: refused()}))


def result(id: str, *, right: float, sure: float | None, status: str = "answered") -> CaseResult:
    return CaseResult(
        id=id,
        group=id,
        digest="0",
        kind="k",
        question="?",
        answerable=True,
        status=status,
        confidence=sure,
        scores={"accuracy": Score(right)},
    )


def test_means_are_over_the_scores_that_apply() -> None:
    summary = Summary(results().ours)
    assert summary.kinds() == ("risk", "saving", "absent-topic")
    accuracy, risk, none = summary.mean("accuracy"), summary.mean("accuracy", "risk"), summary.mean("refusal", "risk")
    assert accuracy is not None and (accuracy.count, accuracy.mean) == (3, 1 / 3)
    assert risk is not None and (risk.count, risk.mean) == (1, 0)
    assert none is None
    right = summary.right()
    assert right is not None and (right.count, right.mean) == (4, 0.5)
    assert [kind for kind, _ in summary.weakest()] == ["risk", "saving"]
    assert [case.id for case in summary.crashed] == ["a-4"]


def test_lost_answers_are_counted_by_stage_and_refusals_among_them() -> None:
    assert [(each.stage, each.count, each.refused) for each in Summary(results().ours).lost()] == [
        (Stage.NOT_CHOSEN, 1, 1),
        (Stage.NOT_SAID, 1, 0),
    ]


def test_curve_takes_the_surest_answers_first_and_never_those_turned_down() -> None:
    cases = [
        result("a", right=1, sure=0.9),
        result("b", right=0, sure=0.5),
        result("c", right=1, sure=0.5),
        result("d", right=0, sure=0.8, status="not_found"),
    ]
    assert [(point.coverage, point.accuracy) for point in curve(cases)] == [(0.25, 1.0), (0.75, pytest.approx(2 / 3))]


@given(st.lists(st.tuples(st.sampled_from([0.0, 1.0]), st.sampled_from([0.1, 0.2, 0.3, None])), max_size=20))
def test_curve_ends_at_the_accuracy_of_all_answers(drawn: list[tuple[float, float | None]]) -> None:
    points = curve([result(str(place), right=right, sure=sure) for place, (right, sure) in enumerate(drawn)])
    known = [right for right, sure in drawn if sure is not None]
    assert [point.coverage for point in points] == sorted({point.coverage for point in points})
    assert bool(points) == bool(known)
    if points:
        assert points[-1].coverage == pytest.approx(len(known) / len(drawn))
        assert points[-1].accuracy == pytest.approx(sum(known) / len(known))


class Page(HTMLParser):
    """What a browser would fetch, and the text of each question."""

    def __init__(self) -> None:
        super().__init__()
        self.fetched: list[str] = []
        self.tags: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.fetched += [value or "" for name, value in attrs if name in ("src", "srcset", "data", "action")]
        if tag in ("link", "a", "use", "image"):
            self.fetched += [value or "" for name, value in attrs if name in ("href", "xlink:href")]


def test_page_needs_nothing_else_and_escapes_what_papers_say() -> None:
    html = html_report([results()])
    page = Page()
    page.feed(html)
    assert [each for each in page.fetched if not each.startswith("#")] == []
    assert not re.search(r"url\((?!['\"]?#)|@import", html)
    assert NASTY not in html
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in html
    assert page.tags.count("script") == 1
    assert page.tags.count("details") == len(CASES)
    assert page.tags.count("svg") == 4


def test_page_sets_systems_and_runs_side_by_side() -> None:
    ours = results()
    simple = SystemResult(name="bm25", about="simple", cases=ours.ours.cases)
    both = ours.model_copy(update={"systems": (ours.ours, simple)})
    assert "bm25: right" in html_report([both])
    assert "councilqa 2: right" in html_report([ours, ours])


def test_same_run_gives_the_same_page() -> None:
    run = results()
    assert html_report([run]) == html_report([run])


def test_summary_is_a_table_by_kind_and_one_by_measure() -> None:
    text = markdown_summary(results())
    assert "| saving | 3 | 0.50 |" in text
    assert "| accuracy | 0.33 |" in text
    assert "development part" in text
    assert "| in the passages read, not chosen | 1 | 1 |" in text


def test_interval_is_shown_from_five_scores_on() -> None:
    replies = {str(number): answer() if number else answer("no") for number in range(6)}
    text = markdown_summary(
        results_of([answerable(f"a-{number}", question=number) for number in replies], ScriptedPapers(replies))
    )
    assert "| accuracy | 0.83 (0.50–1.00) |" in text


def test_each_case_is_in_one_state() -> None:
    assert [state(case) for case in results().ours.cases] == ["right", "wrong", "refused", "crashed", "right"]


def test_results_survive_their_file(tmp_path) -> None:  # type: ignore[no-untyped-def]
    made = results()
    write_results(made, tmp_path / "out" / "run.json")
    assert read_results(tmp_path / "out" / "run.json") == made


def test_length_is_the_median_of_answers_that_are_no_lists_and_no_cells() -> None:
    def of_length(id: str, length: float, **changes: object) -> CaseResult:
        return result(id, right=1, sure=None).model_copy(update={"scores": {"length": Score(length)}, **changes})

    cases = (
        of_length("a", 100),
        of_length("b", 300),
        of_length("c", 200),
        of_length("d", 5000, kind="list"),
        of_length("e", 6000, partnership="us"),
    )
    summary = Summary(SystemResult(name="councilqa", about="", cases=cases))
    everything, lists = summary.mean("length"), summary.mean("length", "list")
    assert everything is not None and (everything.count, everything.mean) == (3, 200)
    assert lists is not None and lists.mean == 5000
    assert summary.smallest_difference("length") is None


def test_surest_answers_are_told_by_quarters_and_what_was_turned_down_is_in_none() -> None:
    sure = [0.9, 0.8, 0.7, 0.6]
    cases = [result(str(at), right=float(at < 2), sure=each) for at, each in enumerate(sure)]
    cases.append(result("down", right=0, sure=1.0, status="not_found"))
    found = surest(cases)
    assert [(each.share, each.count, each.least, each.right) for each in found] == [
        (0.25, 1, 0.9, 1.0),
        (0.5, 2, 0.8, 1.0),
        (0.75, 3, 0.7, pytest.approx(2 / 3)),
        (1.0, 4, 0.6, 0.5),
    ]
    assert found[1].measures == (("accuracy", 1.0),)
    assert surest([result("a", right=1, sure=None)]) == ()


def test_reports_tell_first_what_a_hurried_reader_gets() -> None:
    summary = markdown_summary(results())
    head = next(line for line in summary.splitlines() if line.startswith("| by kind"))
    assert head == ("| by kind | n | first | at300 | at400 | on point | length | accuracy | refusal | false refusal |")
    measures = [line.split(" | ")[0].strip("| ") for line in summary.split("| measure |")[1].splitlines()[2:7]]
    assert measures == ["first", "at300", "at400", "on point", "length"]
    page = html_report([results()])
    assert page.index("What counts most") < page.index("<h2>Measures</h2>") and "Accuracy against coverage" in page


def test_run_kept_before_there_were_such_measures_is_still_read(tmp_path: Path) -> None:
    old = results().slim()
    new = ("first", "at300", "at400", "on point")
    cases = [
        case.model_copy(update={"scores": {name: each for name, each in case.scores.items() if name not in new}})
        for case in old.ours.cases
    ]
    write_results(
        old.model_copy(update={"systems": (old.ours.model_copy(update={"cases": tuple(cases)}),)}),
        tmp_path / "old.json",
    )
    read = read_results(tmp_path / "old.json")
    assert "| by kind | n | length | accuracy |" in markdown_summary(read)
    assert next(each.measure.name for each in compare(read, results()).moved) == "length"
