"""What a language model drafted, as a run tells it: claims, what was dropped, and figures without their quotation."""

from __future__ import annotations

import dataclasses
import datetime as dt
import io
from pathlib import Path

import pytest
from eval_makers import ScriptedPapers, answer, answerable, citation, indexed, refused, results_of, system, unanswerable
from rich.console import Console

from councilqa.domain.answers import Answer
from councilqa.domain.generations import DroppedClaim, Generation
from councilqa.domain.passages import Passage, Unit
from councilqa.errors import SettingsError
from councilqa.evals.compare import compare
from councilqa.evals.drafts import draft_record, unsupported
from councilqa.evals.indexed import Indexed
from councilqa.evals.page import html_report, markdown_summary
from councilqa.evals.report import Summary, drafts_of
from councilqa.evals.results import MODEL, OURS, Results, SystemResult, read_results, write_results
from councilqa.evals.runner import asks, run

CASES = (answerable("a-1", question="right"), answerable("a-2", question="quoted"), unanswerable("n-1"))


def generation(**changes: object) -> Generation:
    given: dict[str, object] = {
        "at": dt.datetime(2026, 5, 12, tzinfo=dt.UTC),
        "question": "?",
        "model": "scripted:test",
        "prompt": "answer 1",
        "index": "0" * 12,
        "passages": (),
        "replies": ("{}",),
        "made": 3,
        "kept": 1,
        "dropped": (
            DroppedClaim(text="It saves £9m.", why="the quotation does not hold £9m", checks=("figure", "words")),
            DroppedClaim(text="…", why="the quotation does not stand in E2", checks=("quotation",)),
        ),
        "seconds": 2.5,
        "input_tokens": 900,
        "output_tokens": 50,
    }
    return Generation(**{**given, **changes})  # type: ignore[arg-type]


def drafted(text: str, **changes: object) -> Answer:
    """An answer that the model wrote."""
    return dataclasses.replace(answer(text), engine="scripted:test", generation=generation(**changes))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("It would save £88k a year. [1]", []),
        ("It would save £88,000, which is 6.7%. [1]", []),
        ("It would save £89k a year. [1]", ["£89k"]),
        ("It would save £88m a year. [1]", ["£88m"]),
        ("It would save 88% a year. [1]", ["88%"]),
        ("It would save £88k from 2024. [1]", ["2024"]),
        ("It would save £88k a year. [2]", ["£88k"]),
        ("It would save £88k a year.", ["£88k"]),
        ("It would save £88k. [1]\nThat is £7 a head. [1]", ["£7"]),
    ],
)
def test_figure_that_its_quotation_does_not_hold_is_counted(text: str, found: list[str]) -> None:
    assert list(unsupported(drafted(text), indexed())) == found


def test_figure_of_a_row_has_the_unit_of_its_column() -> None:
    row = "Chief Executive | 191"
    unit = Unit(text=row, start=0, kind="row", cells=("Chief Executive", "191"), columns=("Post", "Total £000"))
    passage = Passage(
        text=row, start=0, id="r" * 16, document_id="0123456789abcdef", ordinal=0, kind="table", section=(),
        paragraph=None, page=None, printed_page=None, context="", units=(unit,),
    )  # fmt: skip
    cited = dataclasses.replace(citation(row), start=0, passage_id="r" * 16, passage=row)
    papers = Indexed(documents=indexed().documents, passages=(passage,))
    said = "The chief executive costs £191,000. [1]"
    shown = dataclasses.replace(answer(said, cited), engine="scripted:test", generation=generation())
    assert list(unsupported(shown, papers)) == []
    assert list(unsupported(dataclasses.replace(shown, text=said.replace(",000", "")), papers)) == ["£191"]


def test_answer_that_was_quoted_in_the_place_of_the_model_shows_no_claim_of_it() -> None:
    quoted = dataclasses.replace(answer(), generation=generation(kept=0, failure="it took too long"))
    record = draft_record(quoted, indexed())
    assert record is not None
    assert (record.quoted, record.kept, record.failure, record.unsupported) == (True, 0, "it took too long", ())
    assert draft_record(answer(), indexed()) is None


def results(text: str = "It would save £88k (6.7%). [1]") -> Results:
    """A run of both engines over the same questions."""
    nothing = dataclasses.replace(refused(), engine="scripted:test", generation=generation(made=0, dropped=(), kept=0))
    quoted = dataclasses.replace(answer("No. [1]"), generation=generation(kept=0, made=2, failure="it broke off"))
    by_model = ScriptedPapers({"right": drafted(text), "quoted": quoted, CASES[2].question: nothing})
    ours = ScriptedPapers({"right": answer(), "quoted": answer("No. [1]"), CASES[2].question: refused()})
    model = SystemResult(name=MODEL, about="drafted by scripted:test", cases=run(asks(CASES), system(by_model)))
    made = results_of(CASES, ours)
    return made.model_copy(update={"systems": (*made.systems, model)})


def test_run_sums_up_what_the_model_did() -> None:
    found = Summary(results().systems[1]).drafts()
    assert found is not None
    assert (found.asked, found.made, found.kept, found.quoted, found.not_found) == (3, 5, 1, 1, 1)
    assert found.dropped == (("figure", 2), ("quotation", 2))
    assert found.failures == (("it broke off", 1),)
    assert (found.input_tokens, found.output_tokens, found.seconds) == (2700, 150, 7.5)
    assert found.unsupported == ()
    assert drafts_of(results().ours.cases) is None


def test_unsupported_figure_is_told_with_its_question() -> None:
    found = Summary(results("It would save £9m. [1]").systems[1]).drafts()
    assert found is not None and found.unsupported == (("a-1", "£9m"),)


def shown(run: Results) -> str:
    from councilqa.cli.measured import print_run

    console = Console(file=io.StringIO(), width=100, markup=False, highlight=False)
    print_run(console, run)
    return console.file.getvalue()  # type: ignore[attr-defined, no-any-return]


def test_terminal_page_and_summary_show_both_engines(tmp_path: Path) -> None:
    write_results(results(), tmp_path / "run.json")
    both = read_results(tmp_path / "run.json")
    text = shown(both)
    assert "Language model scripted:test: asked 3 of 3" in text
    assert "claims made 5, kept 1, dropped 4 (figure 2, quotation 2)" in text
    assert "unsupported figures shown: 0" in text
    assert "refusal: councilqa 1.00, model 1.00" in text
    assert "tokens 2,700 read, 150 written; 7.5 s" in text
    assert "| model | 3 | 5 | 1 | 4 | 0 | 1 | 1 | 2,700 | 150 | 8 |" in markdown_summary(both)
    page = html_report([both])
    assert "The language model" in page and "dropped by check: figure 2, quotation 2." in page


def test_nothing_is_said_of_a_model_where_none_was_asked() -> None:
    without = results().model_copy(update={"systems": results().systems[:1]})
    assert "anguage model" not in shown(without)
    assert "anguage model" not in markdown_summary(without) + html_report([without])


def test_model_is_compared_with_the_quoting_engine_of_its_run() -> None:
    cases = [answerable(f"a-{number}", question=f"{number}") for number in range(8)]
    good = results_of(cases, ScriptedPapers({case.question: answer() for case in cases}))
    bad = ScriptedPapers({case.question: drafted("No. [1]") for case in cases})
    model = SystemResult(name=MODEL, about="", cases=run(asks(cases), system(bad)))
    both = good.model_copy(update={"systems": (*good.systems, model)})
    found = compare(both, both, systems=(OURS, MODEL))
    assert "accuracy" in [each.measure.name for each in found.fell] and len(found.lost) == 8
    assert compare(both, both, systems=(MODEL, MODEL)).fell == ()
    with pytest.raises(SettingsError, match="no system 'model'"):
        compare(good, good, systems=(OURS, MODEL))
