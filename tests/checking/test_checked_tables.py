"""Tables that add up are left in peace; one wrong cell is told once, with the sum."""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import pytest
from checked_papers import Rows, as_html, as_pdf, as_word, found_in, read, stands

from councilqa.checking import discrepancies
from councilqa.domain.discrepancies import DiscrepancyKind

BUDGET: Rows = (
    ("Service", "Oakshire £000", "Elmham £000", "Total £000"),
    ("Planning", "153", "162", "315"),
    ("Housing", "502", "511", "1,013"),
    ("Total", "655", "673", "1,328"),
)
NESTED: Rows = (
    ("Item", "2023/24", "2024/25"),
    ("Direct costs", "", ""),
    ("Staffing", "£41,250", "£42,900"),
    ("Premises", "£12,300", "£12,750"),
    ("Subtotal direct costs", "£53,550", "£55,650"),
    ("Income", "", ""),
    ("Fees", "(£8,400)", "(£9,100)"),
    ("Grants", "(£5,000)", "-"),
    ("Subtotal income", "(£13,400)", "(£9,100)"),
    ("Total", "£40,150", "£46,550"),
)
ROUNDED: Rows = (
    ("Service", "£m", "% of total"),
    ("Waste", "1.24", "33.5%"),
    ("Leisure", "1.23", "33.3%"),
    ("Parks", "1.22", "33.1%"),
    ("Total", "3.7", "100%"),
)
OPEN: Rows = (
    ("Cost", "Year 1", "Year 2"),
    ("Redundancy", "£20,000", "TBC"),
    ("ICT", "£35,000", "£10,000"),
    ("Total", "£55,000", "£15,000"),
)
OF_SOMETHING_ELSE: Rows = (
    ("Area", "Population", "Average age", "Rank"),
    ("Oakshire", "97,600", "44.1", "3rd"),
    ("Elmham", "51,800", "41.9", "5th"),
    ("of which rural", "31,000", "47.2", "-"),
    ("Total", "149,400", "43.3", "2nd"),
)
CUMULATIVE: Rows = (
    ("", "2023/24", "2024/25", "2025/26", "Total cumulative"),
    ("Shared post", "£40,000", "£40,000", "£40,000", "£120,000"),
    ("Running total", "£40,000", "£80,000", "£120,000", "£120,000"),
)
MAKERS = (as_html, as_word, as_pdf)


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize("rows", [BUDGET, NESTED, ROUNDED, OPEN, OF_SOMETHING_ELSE, CUMULATIVE])
def test_table_that_adds_up_is_left_in_peace(tmp_path: Path, make: Callable[[Path, Rows], Path], rows: Rows) -> None:
    assert discrepancies(read(make(tmp_path, rows))) == ()


def altered(rows: Rows, row: int, column: int, text: str) -> Rows:
    return [[text if (row, column) == (r, c) else cell for c, cell in enumerate(cells)] for r, cells in enumerate(rows)]


@pytest.mark.parametrize("make", MAKERS)
@pytest.mark.parametrize(
    ("rows", "row", "column", "text", "arithmetic"),
    [
        (BUDGET, 1, 1, "193", "193 + 502 = 695, not 655"),
        (BUDGET, 3, 2, "693", "162 + 511 = 673, not 693"),
        (BUDGET, 2, 3, "1,103", "502 + 511 = 1,013, not 1,103"),
        (BUDGET, 3, 3, "1,382", "315 + 1,013 = 1,328, not 1,382"),
        (NESTED, 4, 1, "£63,550", "£41,250 + £12,300 = £53,550, not £63,550"),
        (NESTED, 6, 2, "(£9,900)", "(£9,900) = -£9,900, not (£9,100)"),
        (NESTED, 9, 2, "£64,550", "£55,650 + (£9,100) = £46,550, not £64,550"),
    ],
)
def test_one_wrong_cell_is_one_finding(
    tmp_path: Path, make: Callable[[Path, Rows], Path], rows: Rows, row: int, column: int, text: str, arithmetic: str
) -> None:
    document = read(make(tmp_path, altered(rows, row, column, text)))
    found = discrepancies(document)
    assert len(found) == 1
    assert found[0].kind is DiscrepancyKind.SUM and stands(document, found[0])
    assert text in found[0].values
    assert rows is not BUDGET or f"the figure to query is {text}" in found[0].sentence
    assert found[0].arithmetic == arithmetic


def test_sum_is_told_as_a_member_would_say_it(tmp_path: Path) -> None:
    (found,) = found_in(tmp_path, altered(NESTED, 9, 2, "£64,550"))
    assert found.sentence == (
        "The table at 1.1 (“1. Finance”) does not add up: for “Total”, “2024/25” it gives a total of £64,550, "
        "but £55,650 + (£9,100) = £46,550."
    )
    assert found.severity == "high"
    assert found.values == ("£64,550", "£55,650", "(£9,100)")


def test_rounding_that_is_shown_excuses_no_more_than_itself(tmp_path: Path) -> None:
    rows = [("Service", "£m"), ("Waste", "1.2"), ("Leisure", "1.2"), ("Parks", "1.2"), ("Total", "3.8")]
    assert found_in(tmp_path, rows) == ()
    assert [each.arithmetic for each in found_in(tmp_path, altered(rows, 4, 1, "3.9"))] == [
        "1.2 + 1.2 + 1.2 = 3.6, not 3.9"
    ]


def test_posts_are_counted_exactly(tmp_path: Path) -> None:
    rows = [("Team", "Posts"), ("Planning", "12"), ("Housing", "7"), ("Legal", "4"), ("Total", "24")]
    assert [each.arithmetic for each in found_in(tmp_path, rows)] == ["12 + 7 + 4 = 23, not 24"]


def test_total_without_a_name_is_a_total(tmp_path: Path) -> None:
    rows = [("Function", "£"), ("Corporate", "308,740"), ("Environment", "427,930"), ("", "746,670")]
    assert [each.values[0] for each in found_in(tmp_path, rows)] == ["746,670"]


def test_second_figure_of_a_cell_is_added_up_too(tmp_path: Path) -> None:
    rows = [
        ("", "Oakshire", "Elmham", "Both councils"),
        ("Population", "97,600", "51,800", "149,400"),
        ("Members", "34", "28", "62"),
        ("Spend", "£13.3m", "£4.8m (+ HRA £7.2m)", "£18.1m (+ HRA £25.3m)"),
    ]
    (found,) = found_in(tmp_path, rows)
    assert found.kind is DiscrepancyKind.SUM and found.values == ("£25.3m",)
    assert "£18.1m + £7.2m" in found.sentence
    assert found_in(tmp_path, altered(rows, 3, 3, "£18.1m (+ HRA £7.2m)")) == ()


@pytest.mark.parametrize(
    ("stated", "told"),
    [("37.0%", ()), ("38.6%", ("38.6%",)), ("100%", ())],
)
def test_percentage_is_reckoned_as_those_beside_it(tmp_path: Path, stated: str, told: tuple[str, ...]) -> None:
    rows = [
        ("", "Oakshire", "Elmham", "Norley"),
        ("Current salary", "£111,184", "£113,930", "£111,184"),
        ("New salary", "£70,000", "£70,000", "£70,000"),
        ("Annual saving", "£41,184", "£43,930", "£41,184"),
        ("%", "37.0%", "38.6%", stated),
    ]
    assert tuple(each.values[0] for each in found_in(tmp_path, rows)) == told


def test_percentage_of_rounded_figures_may_be_off_as_they_are(tmp_path: Path) -> None:
    rows = [("Item", "£000"), ("Old", "1,328"), ("New", "1,240"), ("Saving", "88"), ("Saving as % of old", "6.7%")]
    assert found_in(tmp_path, rows) == ()


def test_cumulative_total_says_how_the_years_have_to_be_read(tmp_path: Path) -> None:
    rows = [
        ("", "2023/24", "2024/25", "2025/26", "Total cumulative over 3 years"),
        ("Shared post", "-£41,184", "", "", "-£123,552"),
        ("Phase 1 and 2", "-£120,469", "-£26,146", "TBC", "-£413,699"),
        ("Cost of change", "£32,200", "", "", "£32,200"),
        ("Total saving", "-£129,453", "-£26,146", "-", "-£505,051"),
    ]
    (found,) = found_in(tmp_path, rows)
    assert found.kind is DiscrepancyKind.CUMULATIVE and found.severity == "low"
    assert "-£41,184 becomes -£123,552" in found.sentence

    wrong = altered(altered(rows, 2, 4, "-£431,699"), 4, 4, "-£523,051")
    told = found_in(tmp_path, wrong)
    assert [(each.severity, each.values[0]) for each in told] == [("medium", "-£431,699"), ("low", "-£523,051")]


def test_random_tables_give_no_false_alarm(tmp_path: Path) -> None:
    chance = random.Random(7)
    for _ in range(60):
        assert found_in(tmp_path, _table(chance)) == ()


def _table(chance: random.Random) -> Rows:
    """Money in one of the usual manners, with a total row and perhaps a total column."""
    count, width = chance.randint(2, 7), chance.randint(1, 4)
    show = chance.choice([lambda n: f"£{n:,}", lambda n: f"{n:,}", lambda n: f"£{Decimal(n) / 10}m"])
    numbers = [[chance.randint(1, 90_000) for _ in range(width)] for _ in range(count)]
    numbers.append([sum(column) for column in zip(*numbers, strict=True)])
    across = width > 1 and chance.random() < 0.5
    head = ["Service", *(f"Council {letter}" for letter in "ABCD"[:width]), *(["Total"] if across else [])]
    rows = [[*map(show, row), *([show(sum(row))] if across else [])] for row in numbers]
    labels = [*("Planning Housing Legal Parks Waste Leisure Audit".split()[:count]), "Total"]
    return [head, *([label, *row] for label, row in zip(labels, rows, strict=True))]
