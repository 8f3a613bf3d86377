"""What components are worth: the table of runs without each of them."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from eval_makers import ScriptedPapers, answer, answerable, refused, results_of, unanswerable

from councilqa.errors import SettingsError
from councilqa.evals.ablating import COMPONENTS, ablate, chosen, markdown, to_json
from councilqa.evals.measuring import changed_settings, nested
from councilqa.evals.results import Results
from councilqa.settings import Settings

CASES = [*(answerable(f"a-{n}", question=f"q{n}") for n in range(6)), unanswerable("n-1")]


def asked(without: str, changed: Mapping[str, str]) -> Results:
    """A suite whose every answer is right as a whole, and wrong without the spelling."""
    wrong = answer("nothing to see. [1]")
    given = {f"q{n}": wrong if changed else answer() for n in range(6)}
    return results_of(CASES, ScriptedPapers({**given, CASES[-1].question: refused()}), changed=dict(changed))


def test_table_sets_each_component_beside_the_whole_and_marks_what_moved() -> None:
    table = markdown([ablate("ours", asked, {"spelling": {"answer.spelling": "false"}, "none": {}})])
    lines = [[cell.strip() for cell in line.strip("|").split("|")] for line in table.splitlines()]
    measures = ["first", "at300", "at400", "accuracy", "on point", "length", "refusal", "false refusal"]
    assert lines[0] == ["suite", "without", "n", *measures]
    assert lines[2][:4] == ["ours", "nothing", "7", "1.00"]
    assert lines[3][:4] == ["ours", "spelling", "7", "**0.00, -1.00 (-1.00 … -1.00)**"]
    assert lines[3][-2:] == ["1.00", "0.00"]
    assert lines[4][:4] == ["ours", "none", "7", "1.00"]


def test_figures_are_told_as_json_too() -> None:
    found = to_json([ablate("ours", asked, {"spelling": {"answer.spelling": "false"}})])
    assert found["ours"]["nothing"]["first"] == 1.0
    assert found["ours"]["spelling"]["first"] == {"mean": 0.0, "difference": -1.0, "interval": [-1.0, -1.0]}


def test_every_component_is_a_setting_that_switches_something() -> None:
    for changed in COMPONENTS.values():
        given = changed_settings(f"{name}={value}" for name, value in changed.items())
        assert Settings.load(**nested(given)).digest() != Settings.load().digest()


def test_component_that_there_is_not_is_refused() -> None:
    assert list(chosen(["spelling"])) == ["spelling"] and list(chosen([])) == list(COMPONENTS)
    with pytest.raises(SettingsError, match="there is no component 'colour'"):
        chosen(["colour"])
