"""Registers of risks in the layouts and words of other councils."""

from __future__ import annotations

from pathlib import Path

import pytest
from risk_papers import page, pdf, prose_page, risks_in, word

LOSS = "Key staff leave before the new structure is in place"
DELAY = "New systems are delivered later than planned"
COST = "Costs of transition are higher than the budget allows"


def test_columns_are_recognised_by_their_names(tmp_path: Path) -> None:
    rows = [
        ("Ref", "Description of risk", "L", "I", "Score", "Controls in place", "Risk owner"),
        ("R1", LOSS, "3", "4", "12", "Retention payments are agreed.", "Head of HR"),
        ("R2", DELAY, "2", "3", "6", "Monthly review by the project board.", "Head of ICT"),
    ]
    for path in (
        word(tmp_path / "a.docx", rows),
        page(tmp_path / "a.html", rows),
        pdf(tmp_path / "a.pdf", rows, widths=[30, 140, 25, 25, 40, 140, 70]),
    ):
        first, second = risks_in(path)
        assert (first.number, first.risk, first.likelihood, first.impact, first.score) == ("R1", LOSS, "3", "4", "12")
        assert (first.owner, first.mitigations) == ("Head of HR", ("Retention payments are agreed.",))
        assert first.in_register and second.owner == "Head of ICT"


@pytest.mark.parametrize(
    ("risk_name", "mitigation_name"),
    [
        ("Risk", "Mitigating actions"),
        ("Nature of risk", "Suggested control measures"),
        ("Threat", "How will it be managed?"),
        ("Risk event", "Response"),
        ("Risk description", "Proposed treatment/resolution to mitigate risk"),
        ("Potential risks", "Mitigation / Action"),
        ("Issue", "Mitigation"),
    ],
)
def test_other_words_for_the_same_columns(tmp_path: Path, risk_name: str, mitigation_name: str) -> None:
    rows = [(risk_name, mitigation_name), (LOSS, "Retention payments are agreed."), (DELAY, "Stages are agreed.")]
    for path in (word(tmp_path / "a.docx", rows), page(tmp_path / "a.html", rows)):
        assert [(risk.risk, risk.mitigations) for risk in risks_in(path)] == [
            (LOSS, ("Retention payments are agreed.",)),
            (DELAY, ("Stages are agreed.",)),
        ]


def test_inherent_and_residual_scores_stay_apart(tmp_path: Path) -> None:
    rows = [
        ("No.", "Risk", "Inherent risk", "", "", "Mitigation", "Residual risk", "", "", "Lead officer"),
        ("", "", "L", "I", "Score", "", "L", "I", "Score", ""),
        ("1", LOSS, "4", "4", "16", "Retention payments are agreed.", "2", "4", "8", "Director of People"),
        ("2", DELAY, "3", "3", "9", "Stages are agreed.", "2", "3", "6", "Director of Finance"),
    ]
    merged = [((0, 2), (0, 4)), ((0, 6), (0, 8))]
    first, second = risks_in(word(tmp_path / "a.docx", rows, merged=merged))
    assert (first.likelihood, first.impact, first.score) == ("4", "4", "16")
    assert (first.residual_likelihood, first.residual_impact, first.residual_score) == ("2", "4", "8")
    assert second.owner == "Director of Finance" and second.residual_score == "6"


def test_a_score_that_is_only_given_with_the_mitigation_is_the_score(tmp_path: Path) -> None:
    rows = [("Risk", "Controls", "Residual score"), (LOSS, "Retention payments.", "8"), (DELAY, "Stages.", "Medium")]
    assert [risk.score for risk in risks_in(word(tmp_path / "a.docx", rows))] == ["8", "Medium"]


def test_bullets_of_a_cell_are_the_mitigations(tmp_path: Path) -> None:
    listed = "<ul><li>Retention payments are agreed.</li><li>Interim staff are engaged. They stay for a year.</li></ul>"
    expected = ("Retention payments are agreed.", "Interim staff are engaged. They stay for a year.")
    lines = "• " + "\n• ".join(expected)
    for path in (
        word(tmp_path / "a.docx", [("Risk", "Mitigation"), (LOSS, lines), (DELAY, "Stages are agreed.")]),
        page(tmp_path / "a.html", [("Risk", "Mitigation"), (LOSS, listed), (DELAY, "Stages are agreed.")]),
        pdf(tmp_path / "a.pdf", [("Risk", "Mitigation"), (LOSS, lines), (DELAY, "Stages are agreed.")]),
    ):
        assert risks_in(path)[0].mitigations == expected


def test_rows_that_group_others_are_themes(tmp_path: Path) -> None:
    rows = [
        ("No", "Risk", "Mitigation", "Owner"),
        ("Workforce", "", "", ""),
        ("1", LOSS, "Retention payments are agreed.", "HR"),
        ("Technology and data", "", "", ""),
        ("2", DELAY, "Stages are agreed.", "ICT"),
        ("3", COST, "A reserve is held.", "Finance"),
    ]
    for path in (
        word(tmp_path / "a.docx", rows, merged=[((1, 0), (1, 3)), ((3, 0), (3, 3))]),
        page(tmp_path / "a.html", rows),
        pdf(tmp_path / "a.pdf", rows, widths=[90, 150, 150, 60], spans=[((0, 1), (3, 1)), ((0, 3), (3, 3))]),
    ):
        found = risks_in(path)
        assert [risk.theme for risk in found] == ["Workforce", "Technology and data", "Technology and data"]
        assert any(quote.text == "Workforce" for quote in found[0].quotes)


def test_a_merged_cell_is_the_theme_of_all_its_rows(tmp_path: Path) -> None:
    rows = [
        ("Category", "Risk", "Mitigation"),
        ("Workforce", LOSS, "Retention payments are agreed."),
        ("", DELAY, "Stages are agreed."),
        ("Finance", COST, "A reserve is held."),
    ]
    for path in (
        word(tmp_path / "a.docx", rows, merged=[((1, 0), (2, 0))]),
        page(tmp_path / "a.html", rows),
        pdf(tmp_path / "a.pdf", rows, spans=[((0, 1), (0, 2))], widths=[80, 180, 180]),
    ):
        assert [risk.theme for risk in risks_in(path)] == ["Workforce", "Workforce", "Finance"]


@pytest.mark.parametrize("repeat", [0, 1])
def test_a_register_over_several_pages_is_one(tmp_path: Path, repeat: int) -> None:
    rows = [("Ref", "Risk", "Likelihood", "Impact", "Mitigation")]
    rows += [
        (str(n), f"Risk number {n} that {LOSS.lower()}", "High", "Low", f"Measure {n} is taken. " * 6)
        for n in range(1, 31)
    ]
    found = risks_in(pdf(tmp_path / "a.pdf", rows, repeat=repeat, widths=[30, 160, 60, 50, 160]))
    assert [risk.number for risk in found] == [str(n) for n in range(1, 31)]
    assert all(risk.likelihood == "High" and risk.mitigations for risk in found)


@pytest.mark.parametrize("header", [(), (("Ref", "Risk", "Mitigation"),)])
def test_a_row_that_a_page_cuts_is_one(tmp_path: Path, header: tuple[tuple[str, ...], ...]) -> None:
    rows = [("Ref", "Risk", "Mitigation"), ("1", DELAY, "Stages are agreed."), ("2", f"{LOSS} and", "Payments are")]
    rest = [
        ("", "others cannot be found", "agreed with each of them. Interim staff are engaged."),
        ("3", COST, "None."),
    ]
    path = pdf(tmp_path / "a.pdf", rows, widths=[30, 150, 200], repeat=0, more=[*header, *rest])
    _, cut, last = risks_in(path)
    assert (cut.number, cut.risk) == ("2", f"{LOSS} and others cannot be found")
    assert cut.mitigations == ("Payments are agreed with each of them.", "Interim staff are engaged.")
    assert len(cut.quotes) == 1 and last.number == "3"


def test_labels_beside_their_texts_are_a_register_too(tmp_path: Path) -> None:
    rows = [
        ("Risk 1", LOSS),
        ("Likelihood", "Medium"),
        ("Impact", "High"),
        ("Mitigation", "Retention payments are agreed."),
        ("Risk 2", DELAY),
        ("Likelihood", "Low"),
        ("Impact", "High"),
        ("Mitigation", "Stages are agreed."),
    ]
    found = risks_in(word(tmp_path / "a.docx", rows))
    assert [(risk.risk, risk.likelihood, risk.mitigations) for risk in found] == [
        (LOSS, "Medium", ("Retention payments are agreed.",)),
        (DELAY, "Low", ("Stages are agreed.",)),
    ]


def test_likelihood_and_impact_in_one_column_are_taken_apart(tmp_path: Path) -> None:
    rows = [
        ("Risk", "Likelihood / Impact", "Mitigating Action"),
        (LOSS, "Low / High", "Notice."),
        (DELAY, "1 x 3", "-"),
    ]
    first, second = risks_in(word(tmp_path / "a.docx", rows))
    assert (first.likelihood, first.impact, second.likelihood, second.impact) == ("Low", "High", "1", "3")
    assert second.mitigations == ()


def test_cause_and_consequence_have_their_own_fields(tmp_path: Path) -> None:
    rows = [
        ("ID", "Risk", "Cause", "Consequence", "Impact", "Mitigation"),
        ("A", LOSS, "Uncertainty about posts", "Services cannot be kept up", "High", "Retention payments."),
        ("B", DELAY, "Late decisions", "Savings come later", "Medium", "Stages are agreed."),
    ]
    first, _ = risks_in(page(tmp_path / "a.html", rows))
    assert (first.cause, first.consequence, first.impact) == (
        "Uncertainty about posts",
        "Services cannot be kept up",
        "High",
    )


@pytest.mark.parametrize(
    "rows",
    [
        [("Option", "Benefits", "Risks"), ("Do nothing", "No cost of change", "Savings are lost")],
        [("Group", "Impact", "Action"), ("Age", "Older people may not use the site", "Paper forms are kept")],
        [("Action", "Owner", "Due"), ("Agree the risk register", "Head of Audit", "May 2024")],
        [("Service", "Lead"), ("Audit and Risk", "Oakshire"), ("Legal", "Elmham")],
    ],
)
def test_other_tables_are_no_registers(tmp_path: Path, rows: list[tuple[str, ...]]) -> None:
    assert risks_in(word(tmp_path / "a.docx", [*rows, rows[-1]], heading="Options")) == ()


PROSE = [
    pytest.param(
        "<h2>Risk implications</h2><p>4.1 There is a risk that staff leave before the transfer. This will be mitigated "
        "by retention payments.</p><p>4.2 The board reviews risks each quarter.</p>",
        [("staff leave", ("This will be mitigated by retention payments.",))],
        id="sentence under a heading",
    ),
    pytest.param(
        "<h2>Conclusions</h2><p>The main risks of the proposal are:</p><ul><li>loss of staff during the transfer</li>"
        "<li>delay in bringing systems together, mitigated by a staged plan</li></ul>"
        "<p>These risks will be mitigated by:</p><ul><li>a retention scheme</li></ul>",
        [
            ("loss of staff during the transfer", ("a retention scheme",)),
            ("delay in bringing systems together", ("mitigated by a staged plan", "a retention scheme")),
        ],
        id="lists of risks and of measures",
    ),
    pytest.param(
        "<h2>Risks</h2><h3>Loss of key staff</h3><p>Likelihood: Medium. Impact: High.</p><p>Mitigation: Retention "
        "payments.</p><h3>Late systems</h3><p>Likelihood: Low; Impact: High; Mitigation: a staged plan</p>",
        [("Loss of key staff", ("Retention payments.",)), ("Late systems", ("a staged plan",))],
        id="a heading for each",
    ),
    pytest.param(
        "<h2>Risk &amp; Opportunity Management Implications</h2><p>11.1 One of the biggest risks facing the Council is "
        "the size of the team. More posts are a key mitigation to this.</p><p>11.2 It is set out in section 4.</p>",
        [("One of the biggest risks", ("More posts are a key mitigation to this.",))],
        id="one of the biggest risks",
    ),
    pytest.param(
        "<h2>Key risks</h2><p>Risk: Staff leave before the transfer. Likelihood: High. Mitigation: Retention payments "
        "are agreed.</p><p>Risk: Systems are late.</p><p>Mitigation: Stages are agreed.</p>",
        [("Staff leave", ("Retention payments are agreed.",)), ("Systems are late", ("Stages are agreed.",))],
        id="labelled pairs",
    ),
    pytest.param(
        "<h2>Risks</h2><p>4.1 The key risks of sharing are:</p><ul><li>loss of experienced staff</li>"
        "<li>delay in bringing the systems together</li></ul>"
        "<p>4.2 The risks are reviewed each quarter by the Joint Board.</p>",
        [("loss of experienced staff", ()), ("delay in bringing", ())],
        id="who looks at them",
    ),
    pytest.param(
        "<h2>Risk management</h2><p>There are no significant risks in this report.</p><p>Risk: None</p>",
        [],
        id="none",
    ),
    pytest.param(
        "<h2>Audit and Risk Committee</h2><ul><li>Councillor Ashdown</li><li>Councillor Thornton</li></ul>"
        "<p>The Committee is responsible for managing risks, which includes:</p><ul><li>the register of risks</li>"
        "</ul>",
        [],
        id="a committee and its duties",
    ),
]


@pytest.mark.parametrize(("body", "expected"), PROSE)
def test_risks_in_prose(tmp_path: Path, body: str, expected: list[tuple[str, tuple[str, ...]]]) -> None:
    found = risks_in(prose_page(tmp_path / "a.html", body))
    assert len(found) == len(expected), [risk.risk for risk in found]
    for risk, (words, mitigations) in zip(found, expected, strict=True):
        assert words in risk.risk
        assert risk.mitigations == mitigations
        assert not risk.in_register


def test_a_summary_of_the_register_is_not_counted_twice(tmp_path: Path) -> None:
    rows = f"<tr><th>Risk</th><th>Mitigation</th></tr><tr><td>{LOSS}</td><td>Retention payments.</td></tr>"
    rows += f"<tr><td>{DELAY}</td><td>Stages are agreed.</td></tr>"
    body = (
        f"<h2>Summary</h2><p>The key risks are:</p><ul><li>{LOSS}</li></ul><h2>Risk register</h2><table>{rows}</table>"
    )
    assert [risk.in_register for risk in risks_in(prose_page(tmp_path / "a.html", body))] == [True, True]
