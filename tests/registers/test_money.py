"""The money register of papers made here, in Word, PDF and HTML."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from pathlib import Path

import docx
import pytest
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as PdfTable

from councilqa.domain.documents import Document
from councilqa.domain.registers import Recurrence, Sum, SumKind
from councilqa.ingest.files import digest, document_of, read_draft
from councilqa.registers.money import money

FENMOOR, BRACKLEY = "Fenmoor District Council", "Brackley Borough Council"
TITLE = f"Sharing services: {FENMOOR} and {BRACKLEY}"
OPENING = f"This report is about {FENMOOR} ('FDC') and {BRACKLEY} ('BBC') and what they could share."
Read = Callable[[Path], Document]
Tables = Sequence[Sequence[str]]


def read(path: Path) -> Document:
    return document_of(read_draft(path), path, sha256=digest(path))


def text_paper(path: Path, *body: str, title: str = TITLE, opening: str = OPENING) -> tuple[Sum, ...]:
    path.write_text("\n\n".join((f"# {title}", opening, *body)), encoding="utf-8")
    return money(read(path))


def html_paper(path: Path, body: str) -> tuple[Sum, ...]:
    path.write_text(
        f"<!doctype html><html><head><title>{TITLE}</title></head><body><main><h1>{TITLE}</h1><p>{OPENING}</p>"
        f"{body}</main></body></html>",
        encoding="utf-8",
    )
    return money(read(path))


def told(entry: Sum) -> tuple[object, ...]:
    years = (entry.period.first_year, entry.period.last_year) if entry.period else None
    return (entry.row, entry.amount, str(entry.kind), entry.council and entry.council.split()[0], years, entry.total)


def test_word_table_of_councils_and_years_with_brackets_and_themes(tmp_path: Path) -> None:
    paper = docx.Document()
    paper.add_heading(TITLE, 0)
    paper.add_paragraph(OPENING)
    paper.add_heading("Forecast savings", 1)
    paper.add_paragraph("Savings are in brackets. All figures are in £000.")
    table = paper.add_table(rows=0, cols=6)
    rows = [
        ("Proposal", FENMOOR, "", BRACKLEY, "", "Total"),
        ("", "2025/26", "2026/27", "2025/26", "2026/27", ""),
        ("Senior management", "", "", "", "", ""),
        ("One chief executive", "(45)", "(60)", "(48)", "(62)", "(215)"),
        ("Redundancy payments", "20", "-", "15", "-", "35"),
        ("Customer services", "", "", "", "", ""),
        ("One contact centre", "TBC", "(1,250)", "(30.5)", "0", "(1,280.5)"),
        ("Total", "(25)", "(1,310)", "(63.5)", "(62)", "(1,460.5)"),
    ]
    for row in rows:
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    for first, last in ((1, 2), (3, 4)):
        table.cell(0, first).merge(table.cell(0, last))
    paper.save(str(tmp_path / "savings.docx"))
    found = money(read(tmp_path / "savings.docx"))
    F, B = "Fenmoor", "Brackley"
    assert [told(each) for each in found][:9] == [
        ("One chief executive", -45000, "saving", F, (2025, 2025), False),
        ("One chief executive", -60000, "saving", F, (2026, 2026), False),
        ("One chief executive", -48000, "saving", B, (2025, 2025), False),
        ("One chief executive", -62000, "saving", B, (2026, 2026), False),
        ("One chief executive", -215000, "saving", None, (2025, 2026), True),
        ("Redundancy payments", 20000, "cost", F, (2025, 2025), False),
        ("Redundancy payments", 15000, "cost", B, (2025, 2025), False),
        ("Redundancy payments", 35000, "cost", None, (2025, 2026), True),
        ("One contact centre", None, "saving", F, (2025, 2025), False),
    ]
    assert [each.effect for each in found][:8] == [45000, 60000, 48000, 62000, 215000, -20000, -15000, -35000]
    assert {each.theme for each in found if each.row == "One contact centre"} == {"Customer services"}
    assert [each.amount for each in found if each.row == "Total"] == [-25000, -1310000, -63500, -62000, -1460500]
    assert sum(each.effect or 0 for each in found if not each.total and each.council == FENMOOR) == Decimal(1335000)


def test_pdf_table_of_savings_with_costs_below(tmp_path: Path) -> None:
    styles = getSampleStyleSheet()
    rows = [
        ["", "Year 1\n£'000", "Year 2\n£'000", "Year 3\n£'000", "Total\n£'000"],
        ["Shared management team", "88", "120", "120", "328"],
        ["Joint procurement", "15", "40", "40", "95"],
        ["One-off implementation costs", "(60)", "(10)", "0", "(70)"],
        ["Net saving", "43", "150", "160", "353"],
    ]
    grid = PdfTable(rows, style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black)])
    story = [
        Paragraph(TITLE, styles["Title"]),
        Paragraph(OPENING, styles["BodyText"]),
        Paragraph("Financial implications", styles["Heading1"]),
        Paragraph("The savings that the proposals are expected to bring are set out below.", styles["BodyText"]),
        grid,
        Spacer(1, 12),
        Paragraph(
            "Fenmoor would meet £35k of the implementation costs and Brackley £35k. The licence costs £12,500 p.a. "
            "and it serves 120,000 residents with 14.5 FTE.",
            styles["BodyText"],
        ),
    ]
    SimpleDocTemplate(str(tmp_path / "case.pdf"), pagesize=A4).build(story)
    found = money(read(tmp_path / "case.pdf"))
    cells = [(each.row, each.amount, str(each.kind), each.effect, each.total) for each in found if each.row]
    assert cells[:4] == [
        ("Shared management team", 88000, "saving", 88000, False),
        ("Shared management team", 120000, "saving", 120000, False),
        ("Shared management team", 120000, "saving", 120000, False),
        ("Shared management team", 328000, "saving", 328000, True),
    ]
    assert cells[8] == ("One-off implementation costs", -60000, "cost", -60000, False)
    assert [each.period.label for each in found if each.period and each.row == "Net saving"][:3] == [
        "Year 1",
        "Year 2",
        "Year 3",
    ]
    prose = [(each.amount, str(each.kind), each.council, each.recurrence) for each in found if not each.row]
    assert prose == [
        (35000, "cost", FENMOOR, None),
        (35000, "cost", BRACKLEY, None),
        (12500, "cost", None, Recurrence.ANNUAL),
    ]


def test_html_table_with_posts_and_percentages(tmp_path: Path) -> None:
    found = html_paper(
        tmp_path / "budgets.html",
        "<h2>Budgets</h2><table><caption>Approved budgets 2025/26</caption>"
        "<tr><th>Council</th><th>Gross budget (£m)</th><th>Income (£m)</th><th>FTE</th><th>% of total</th>"
        "<th>Population</th></tr>"
        "<tr><td>Fenmoor</td><td>14.25</td><td>3.1</td><td>212.5</td><td>54</td><td>97,600</td></tr>"
        "<tr><td>BBC</td><td>12.0</td><td>2.75</td><td>180</td><td>46</td><td>51,800</td></tr>"
        "<tr><td>Total</td><td>26.25</td><td>5.85</td><td>392.5</td><td>100</td><td>149,400</td></tr></table>",
    )
    assert [told(each)[1:] for each in found] == [
        (14250000, "budget", "Fenmoor", (2025, 2025), False),
        (3100000, "income", "Fenmoor", (2025, 2025), False),
        (12000000, "budget", "Brackley", (2025, 2025), False),
        (2750000, "income", "Brackley", (2025, 2025), False),
        (26250000, "budget", None, (2025, 2025), True),
        (5850000, "income", None, (2025, 2025), True),
    ]
    assert {each.effect for each in found} == {None}


@pytest.mark.parametrize(
    ("sentence", "amount", "kind", "council", "label"),
    [
        ("The merger will save FDC £120k a year from 2026/27.", 120000, "saving", FENMOOR, "from 2026/27"),
        ("A net cost of £1.2 million falls on Brackley in 2025/26.", 1200000, "cost", BRACKLEY, "2025/26"),
        ("Fenmoor's budget gap is projected at £3.150m by 2027.", 3150000, "deficit", FENMOOR, "by 2027"),
        ("BBC holds £80 000 in its transformation reserve.", 80000, "reserve", BRACKLEY, None),
        ("The post attracts a salary of £95,000 plus on-costs.", 95000, "salary", None, None),
        ("Income of £45k is expected from the sale of advice to others.", 45000, "income", None, None),
        ("Each council has approved a budget of £50,000 for the work.", 50000, "budget", None, None),
        ("Redundancies are likely to cost in the region of £250,000.", 250000, "cost", None, None),
        ("Both councils together could save up to £2m.", 2000000, "saving", None, None),
        ("For Fenmoor the net budget is £14.6m in 2024/25.", 14600000, "budget", FENMOOR, "2024/25"),
        ("Without it Brackley faces a shortfall of £0.65m per annum.", 650000, "deficit", BRACKLEY, None),
        ("The post costs £30,000, which Fenmoor shares with Brackley.", 30000, "cost", None, None),
        (
            "Savings of £4m have been made by Thornbury District Council since 2019.",
            4000000,
            "saving",
            "Thornbury District Council",
            "since 2019",
        ),
        ("Fenmoor would see its bill for insurance fall by £64,000.", 64000, "saving", FENMOOR, None),
        ("The net benefit to BBC after costs is £1.02m in 2027/28.", 1020000, "saving", BRACKLEY, "2027/28"),
        ("In February 2025 the councils approved £500,000 for it.", 500000, "budget", None, None),
        ("Parking fees raised £1.7 million for Fenmoor in 2024/25.", 1700000, "income", FENMOOR, "2024/25"),
        ("Efficiencies worth £310k were delivered by Brackley in 2023/24.", 310000, "saving", BRACKLEY, "2023/24"),
    ],
)
def test_sentence_says_kind_council_and_time(
    tmp_path: Path, sentence: str, amount: int, kind: str, council: str | None, label: str | None
) -> None:
    (found,) = text_paper(tmp_path / "paper.txt", "## Finance", sentence)
    assert (found.amount, str(found.kind), found.council) == (amount, kind, council)
    assert (found.period.label if found.period else None) in (label, label and label.split()[-1])


@pytest.mark.parametrize(
    ("sentence", "amount", "upper", "approximate"),
    [
        ("Savings of £14-15m are possible.", 14000000, 15000000, False),
        ("Savings between £200k and £250k are possible.", 200000, 250000, False),
        ("Savings of c£41k are possible.", 41000, None, True),
        ("Savings of around £41k are possible.", 41000, None, True),
        ("Savings of £10,000 to £12,500 are possible.", 10000, 12500, False),
    ],
)
def test_range_is_one_sum(tmp_path: Path, sentence: str, amount: int, upper: int | None, approximate: bool) -> None:
    (found,) = text_paper(tmp_path / "paper.txt", "## Finance", sentence)
    assert (found.amount, found.upper, found.approximate) == (amount, upper, approximate)


@pytest.mark.parametrize(
    "sentence",
    [
        "See paragraph 5.4 and Appendix 2 for the 27 services and 14.5 FTE.",
        "On 12 May 2024 the Cabinet met at 6.30 pm; 45% of 97,600 residents answered.",
    ],
)
def test_what_is_no_money_is_no_sum(tmp_path: Path, sentence: str) -> None:
    assert text_paper(tmp_path / "paper.txt", "## Finance", sentence) == ()


def test_estimates_and_decisions_are_told_apart(tmp_path: Path) -> None:
    found = text_paper(
        tmp_path / "paper.txt",
        "## Finance",
        "The project is estimated to cost £60k.",
        "In March Council approved a budget of £75k for it.",
        "It is recommended that Cabinet approve a budget of £80k.",
    )
    assert [each.decided for each in found][:2] == [False, True]


def test_saving_in_the_section_of_a_council_is_that_councils(tmp_path: Path) -> None:
    found = text_paper(
        tmp_path / "paper.txt",
        "## 4 Findings",
        "### FDC",
        "The council would save £10k a year.",
        "### BBC",
        "The council would save £20k a year.",
        "## 5 Conclusion",
        "The partnership would save £30k a year.",
    )
    assert [each.council for each in found] == [FENMOOR, BRACKLEY, None]


def test_every_quotation_stands_in_the_paper(tmp_path: Path) -> None:
    path = tmp_path / "paper.txt"
    found = text_paper(
        path,
        "## Savings",
        "The savings (£000) are:",
        "Service\tFDC\tBBC\nLegal\t(12)\t(9)\nTotal\t(12)\t(9)",
        "It cost £3m.",
    )
    text = read(path).text
    assert len(found) == 5
    for entry in found:
        assert all(text[quote.start : quote.end] == quote.text for quote in entry.quotes)
        assert entry.figure.text == entry.written
        assert entry.quotes[0].start <= entry.figure.start and entry.figure.end <= entry.quotes[0].end


def test_costs_before_and_after_have_no_effect_and_the_saving_has(tmp_path: Path) -> None:
    found = text_paper(
        tmp_path / "paper.txt",
        "## Costs",
        "The costs of the service are:",
        "\tFDC\tBBC\nCost of the two teams\t£500,000\t£400,000\nCost of one team\t£450,000\t£420,000\n"
        "Saving\t£50,000\t-£20,000",
    )
    assert [(each.council, str(each.kind), each.effect) for each in found] == [
        (FENMOOR, "cost", None),
        (BRACKLEY, "cost", None),
        (FENMOOR, "cost", None),
        (BRACKLEY, "cost", None),
        (FENMOOR, "saving", 50000),
        (BRACKLEY, "cost", -20000),
    ]


def test_paper_of_one_council_speaks_of_that_council(tmp_path: Path) -> None:
    found = text_paper(
        tmp_path / "paper.txt",
        "The scheme will cost £12,000.",
        "The Government announced £2bn for all of England.",
        title="Parking review",
        opening="Fenmoor District Council reviews its car parks. Its officers report to Fenmoor District Council.",
    )
    assert [each.council for each in found] == [FENMOOR, None]
    assert found[0].kind is SumKind.COST


def test_sums_of_one_sentence_have_their_own_council_kind_and_year(tmp_path: Path) -> None:
    found = text_paper(
        tmp_path / "paper.txt",
        "## Finance",
        "FDC and BBC would save £40k and £50k respectively.",
        "Savings are £0.5m in 2024/25, £0.9m in 2025/26 and £1.3m in 2026/27.",
        "FDC would contribute 60% (£150,000) and BBC 40% (£100,000) to the set-up costs.",
        "Redundancy costs of £310,000 will be met from the reserve of £1.4m.",
        "A one-off payment of £20k and recurring costs of £5k a year are needed.",
    )
    years = [each.period.first_year if each.period else None for each in found]
    assert [each.council for each in found][:2] == [FENMOOR, BRACKLEY]
    assert years[2:5] == [2024, 2025, 2026]
    assert [(each.council, each.kind, each.share) for each in found][5:7] == [
        (FENMOOR, SumKind.COST, "60%"),
        (BRACKLEY, SumKind.COST, "40%"),
    ]
    assert [each.kind for each in found][7:9] == [SumKind.COST, SumKind.RESERVE]
    assert [each.recurrence for each in found][9:] == [Recurrence.ONE_OFF, Recurrence.ANNUAL]


def test_what_it_was_and_what_it_becomes_is_no_range(tmp_path: Path) -> None:
    found = text_paper(tmp_path / "paper.txt", "## Finance", "The gap falls from £2.1m to £2.4m less grants.")
    assert [(each.amount, each.upper) for each in found] == [(2100000, None), (2400000, None)]


def test_net_row_that_adds_up_the_others_is_a_total(tmp_path: Path) -> None:
    found = html_paper(
        tmp_path / "waste.html",
        "<h2>Waste</h2><table><caption>Costs and savings (£'000)</caption>"
        "<tr><th>Item</th><th>24/25</th><th>25/26</th></tr><tr><td>New vehicles</td><td>150</td><td>-</td></tr>"
        "<tr><td>Depot saving</td><td>-30</td><td>-80</td></tr>"
        "<tr><td>Office efficiencies</td><td>-10</td><td>-20</td></tr>"
        "<tr><td>Net (saving)/cost</td><td>110</td><td>-100</td></tr></table>",
    )
    assert [(str(each.kind), each.effect, each.total) for each in found] == [
        ("cost", -150000, False),
        ("saving", 30000, False),
        ("saving", 80000, False),
        ("saving", 10000, False),
        ("saving", 20000, False),
        ("cost", -110000, True),
        ("saving", 100000, True),
    ]


def test_variances_and_budgets_have_no_effect(tmp_path: Path) -> None:
    found = text_paper(
        tmp_path / "paper.txt",
        "## Revenue budget",
        "The position of Fenmoor is:",
        "Service\t2023/24 Budget £\tOutturn £\tVariance £\nEmployee costs\t1,250,000\t1,300,500\t50,500\n"
        "Fees and charges\t(450,000)\t(430,000)\t20,000",
    )
    assert [each.effect for each in found] == [None] * 6
    assert [str(each.kind) for each in found] == ["cost", "cost", "other", "income", "income", "other"]
    assert {each.council for each in found} == {FENMOOR}


def test_numbers_beside_sums_are_no_sums(tmp_path: Path) -> None:
    found = text_paper(
        tmp_path / "paper.txt",
        "## Characteristics",
        "The councils compare as follows:",
        "\tFDC\tBBC\nPopulation\t97,600\t51,800\nElected members\t34\t28\nArea\t228 sq miles\t186 sq miles\n"
        "Spend per annum\t£13.3m\t£4.8m (+ HRA £7.2m)",
    )
    assert [each.amount for each in found] == [13300000, 4800000, 7200000]


def test_pdf_table_with_a_head_over_the_years_of_each_council(tmp_path: Path) -> None:
    rows = [
        ["Service", "Fenmoor DC", "", "Brackley BC", "", "Total"],
        ["", "2024/25\n£000", "2025/26\n£000", "2024/25\n£000", "2025/26\n£000", "£000"],
        ["Legal", "(12)", "(25)", "(10)", "(20)", "(67)"],
        ["ICT licences (cost)", "15", "5", "15", "5", "40"],
        ["Total", "3", "(20)", "5", "(15)", "(27)"],
    ]
    spans = [("SPAN", (1, 0), (2, 0)), ("SPAN", (3, 0), (4, 0)), ("SPAN", (0, 0), (0, 1))]
    styles = getSampleStyleSheet()
    story = [
        Paragraph(TITLE, styles["Title"]),
        Paragraph(OPENING, styles["BodyText"]),
        Paragraph("Net savings by service are as follows (savings are shown in brackets).", styles["BodyText"]),
        PdfTable(rows, style=[("GRID", (0, 0), (-1, -1), 0.5, colors.black), *spans]),
    ]
    SimpleDocTemplate(str(tmp_path / "case.pdf"), pagesize=A4).build(story)
    found = money(read(tmp_path / "case.pdf"))
    F, B = "Fenmoor", "Brackley"
    assert [told(each) for each in found][:10] == [
        ("Legal", -12000, "saving", F, (2024, 2024), False),
        ("Legal", -25000, "saving", F, (2025, 2025), False),
        ("Legal", -10000, "saving", B, (2024, 2024), False),
        ("Legal", -20000, "saving", B, (2025, 2025), False),
        ("Legal", -67000, "saving", None, (2024, 2025), True),
        ("ICT licences (cost)", 15000, "cost", F, (2024, 2024), False),
        ("ICT licences (cost)", 5000, "cost", F, (2025, 2025), False),
        ("ICT licences (cost)", 15000, "cost", B, (2024, 2024), False),
        ("ICT licences (cost)", 5000, "cost", B, (2025, 2025), False),
        ("ICT licences (cost)", 40000, "cost", None, (2024, 2025), True),
    ]
    assert sum(each.effect or 0 for each in found if not each.total and each.council == FENMOOR) == 17000
