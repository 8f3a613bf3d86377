"""What moved between two runs."""

from __future__ import annotations

import pytest
from eval_makers import ScriptedPapers, answer, answerable, refused, results_of, unanswerable

from councilqa.errors import SettingsError
from councilqa.evals.compare import Comparison, compare
from councilqa.evals.results import Results

CASES = [*(answerable(f"a-{number}", question=f"q{number}") for number in range(8)), unanswerable()]


def results(wrong: int = 0, *, cases: list = CASES, breaks: str = "", **changes: object) -> Results:  # type: ignore[type-arg]
    """A run in which the first so many answers are wrong."""
    replies = {case.question: answer("no") if place < wrong else answer() for place, case in enumerate(CASES)}
    replies[unanswerable().question] = refused()
    if breaks:
        replies[breaks] = RuntimeError("x")  # type: ignore[assignment]
    return results_of(cases, ScriptedPapers(replies), **changes)  # type: ignore[arg-type]


def fell(found: Comparison) -> set[str]:
    return {each.measure.name for each in found.fell}


def test_same_run_moves_nothing() -> None:
    found = compare(results(2), results(2))
    assert not found.failed
    assert (found.gained, found.lost, found.compared) == ((), (), 9)
    assert all(each.difference.mean == 0 for each in found.moved)


def test_what_falls_beyond_its_interval_fails() -> None:
    found = compare(results(), results(8))
    assert found.failed
    assert {"accuracy", "phrases", "complete"} <= fell(found)
    assert "recall@1" not in fell(found)
    assert len(found.lost) == 8


def test_what_falls_within_chance_does_not_fail() -> None:
    found = compare(results(), results(1))
    assert not found.failed
    assert [pair.after.id for pair in found.lost] == ["a-0"]


def test_too_few_scores_show_no_fall() -> None:
    def few(run: Results) -> Results:
        return run.model_copy(update={"systems": (run.ours.model_copy(update={"cases": run.ours.cases[:4]}),)})

    assert not compare(few(results()), few(results(4))).failed


def test_what_rises_is_told_and_does_not_fail() -> None:
    found = compare(results(8), results())
    assert not found.failed
    assert "accuracy" in {each.measure.name for each in found.moved if each.rose}
    assert len(found.gained) == 8


def test_more_false_refusals_are_a_fall() -> None:
    down = results_of(CASES, ScriptedPapers({case.question: refused() for case in CASES}))
    assert "false refusal" in fell(compare(results(), down))


def test_new_crash_fails_and_an_old_one_does_not() -> None:
    found = compare(results(), results(breaks="q3"))
    assert found.failed
    assert [pair.after.id for pair in found.crashed] == ["a-3"]
    assert not compare(results(breaks="q3"), results(breaks="q3")).failed


def test_other_questions_are_not_compared_unless_asked_for() -> None:
    fewer = results(cases=CASES[2:])
    with pytest.raises(SettingsError, match="these runs asked other questions"):
        compare(results(), fewer)
    found = compare(results(), fewer, common=True)
    assert (found.compared, found.left_out) == (7, 2)


def test_question_with_other_words_is_another() -> None:
    changed = [answerable("a-0", kind="risk", question="q0"), *CASES[1:]]
    assert compare(results(), results(cases=changed), common=True).compared == 8


def test_parts_are_not_mixed() -> None:
    final = results(cases=CASES[1:], part="final")
    with pytest.raises(SettingsError, match="the development part, the other of the final part"):
        compare(results(), final)


def test_what_else_changed_is_told() -> None:
    found = compare(results(), results(settings_digest="def", index_digest="1"))
    assert found.other == ("settings: abc → def", "index:  → 1")


def test_comparison_is_plain_data() -> None:
    made = compare(results(), results(8)).to_json()
    assert made["failed"] is True
    assert made["measures"]["accuracy"]["difference"] == -1
    assert made["lost"] == [f"a-{number}" for number in range(8)]
