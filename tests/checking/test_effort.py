"""Checking costs no more than in proportion to the paper; what is left out for it is told."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import pytest
from checked_papers import Rows, as_html, from_text, read

from councilqa.checking import checked
from councilqa.checking.effort import Effort
from councilqa.domain.documents import Document
from councilqa.domain.registers import RegisterKind
from councilqa.registers.entries import READERS

ALLOWED = 2_000_000
"""Calls that are made in well under a second: for what is compared in pairs up to a bound."""
HEAD = "Oakshire District Council\n\nReport to Cabinet\n\n"


def with_subtotals(folder: Path, size: int) -> Document:
    """Every third of the totals is wrong."""
    rows: list[tuple[str, ...]] = [("Service", "2023/24 £", "2024/25 £")]
    for group in range(size):
        rows += [(f"Item {group}.{item}", f"{100 + group * item:,}", f"{90 + item:,}") for item in range(4)]
        wrong = 7 if group % 3 == 0 else 0
        rows.append((f"Total {group}", f"{400 + 6 * group + wrong:,}", f"{366 + wrong:,}"))
    return read(as_html(folder, rows))


def of_totals_only(folder: Path, size: int) -> Document:
    rows: Rows = [
        ("Service", "2023/24 £"),
        *((f"Total of {row}", f"{row * 37 % 991 + 1:,}") for row in range(size * 5)),
    ]
    return read(as_html(folder, rows))


def of_recommendations(folder: Path, size: int) -> Document:
    points = (
        f"({number}) approves the allocation of £{number},000 to the scheme called {number} for the coming year;"
        for number in range(1, size * 5)
    )
    return from_text(folder / "paper.txt", f"{HEAD}1. Recommendations\n\nThat Cabinet:\n\n" + "\n\n".join(points))


def of_repeated_sentences(folder: Path, size: int) -> Document:
    said = (
        f"1.{number} The Shared Planning Service of the district will report yearly savings on office accommodation "
        f"costs of £{1000 + number} in total."
        for number in range(1, size * 5)
    )
    return from_text(folder / "paper.txt", f"{HEAD}1. Finance\n\n" + "\n\n".join(said))


def of_rankings(folder: Path, size: int) -> Document:
    said = (f"1.{number} The district is the {number % 300 + 1}th most populated." for number in range(1, size * 5))
    return from_text(folder / "paper.txt", f"{HEAD}1. Finance\n\n" + "\n\n".join(said))


def of_one_figure(folder: Path, size: int) -> Document:
    said = (
        f"1.{number} The share of households is 62.3% in ward {number}, compared to {number % 40 + 50}.{number % 10}%."
        for number in range(1, size * 5)
    )
    return from_text(folder / "paper.txt", f"{HEAD}1. Finance\n\n" + "\n\n".join(said))


PAPERS = (
    with_subtotals,
    of_totals_only,
    of_recommendations,
    of_repeated_sentences,
    of_rankings,
    of_one_figure,
)


def effort(work: Callable[[], object]) -> int:
    """Calls that are made: the same on every machine, however busy."""
    calls = 0

    def count(frame: FrameType, event: str, argument: object) -> None:
        nonlocal calls
        calls += event in ("call", "c_call")

    sys.setprofile(count)
    try:
        work()
    finally:
        sys.setprofile(None)
    return calls


@pytest.mark.parametrize("make", PAPERS)
def test_four_times_the_paper_takes_far_less_than_sixteen_times_the_effort(
    tmp_path: Path, make: Callable[[Path, int], Document]
) -> None:
    small, large = make(tmp_path, 15), make(tmp_path, 60)
    assert effort(lambda: checked([large])) < 9 * effort(lambda: checked([small])) + ALLOWED
    for kind in RegisterKind:
        before = effort(lambda kind=kind: READERS[kind](small))  # type: ignore[misc]
        assert effort(lambda kind=kind: READERS[kind](large)) < 9 * before + ALLOWED, kind  # type: ignore[misc]


def test_table_with_more_totals_than_can_be_tried_is_told_of(tmp_path: Path) -> None:
    rows: list[tuple[str, ...]] = [("Service", *(f"Ward {year} £" for year in range(6)))]
    rows += [(f"Total of {row}", *(f"{row * 37 % 991 + year:,}" for year in range(1, 7))) for row in range(700)]
    found = checked([read(as_html(tmp_path, rows))])
    assert any(each.startswith("Not all totals of the table at 1.1") for each in found.left_out)


def test_time_that_is_over_is_told_and_what_was_found_before_stays(tmp_path: Path) -> None:
    ticks = iter(range(10_000))
    rows: Rows = (("Service", "A £000", "B £000"), ("Planning", "153", "162"), ("Housing", "502", "511"))
    document = read(as_html(tmp_path, (*rows, ("Total", "655", "693"))))
    whole = checked([document])
    short = checked([document], Effort(seconds=1.5, clock=lambda: float(next(ticks))))
    assert whole.found
    assert not whole.left_out
    assert short.left_out == ("The time for checking, 1.5 seconds, was over before all was checked.",)
    assert set(short.found) <= set(whole.found)


def test_findings_without_end_are_cut_and_told(tmp_path: Path) -> None:
    found = checked([of_rankings(tmp_path, 40)])
    assert "Only the first 500 findings of one kind were looked at." in found.left_out
