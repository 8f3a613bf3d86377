from __future__ import annotations

import pytest

from councilqa.ingest.abbreviations import abbreviations


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Harborough District Council (HDC)", {"HDC": "Harborough District Council"}),
        ("Melton Borough Council ('MBC')", {"MBC": "Melton Borough Council"}),
        ("Melton Borough Council (“MBC”)", {"MBC": "Melton Borough Council"}),
        ("Cannock Chase District Council ( CCDC )", {"CCDC": "Cannock Chase District Council"}),
        ("the Medium Term\nFinancial Strategy (MTFS)", {"MTFS": "Medium Term Financial Strategy"}),
        ("a Memorandum of Understanding (MoU)", {"MoU": "Memorandum of Understanding"}),
        ("an Equality Impact Assessment (EqIA)", {"EqIA": "Equality Impact Assessment"}),
        ("Information & Communication Technology (ICT)", {"ICT": "Information & Communication Technology"}),
        ("Full-time Equivalent (FTE)", {"FTE": "Full-time Equivalent"}),
        ("Key Performance Indicators (KPIs)", {"KPIs": "Key Performance Indicators"}),
        ("FTE = full time equivalent.", {"FTE": "full time equivalent"}),
        ("Tewkesbury Borough Council (TBC); the date (TBC)", {"TBC": "Tewkesbury Borough Council"}),
        ("the councils (the) agreed", {}),
        ("the councils (both) agreed (The) plan", {}),
        ("in the year (2022)", {}),
        ("the plan (see Appendix B)", {}),
        ("a wholly other thing (HDC)", {}),
        ("(HDC)", {}),
        ("", {}),
    ],
)
def test_abbreviations_are_those_that_the_text_defines(text: str, found: dict[str, str]) -> None:
    assert dict(abbreviations(text)) == found


def test_the_most_frequent_long_form_wins_and_order_is_that_of_first_use() -> None:
    text = "Total Budget Cost (TBC), Human Resources (HR)" + 2 * ", Tewkesbury Borough Council (TBC)"
    assert abbreviations(text) == (("TBC", "Tewkesbury Borough Council"), ("HR", "Human Resources"))
