"""Dates as councils write them, with the days they mean."""

from __future__ import annotations

import pytest

from councilqa.registers.dating.moments import moments

CASES = {
    "1 April 2023": ("1 April 2023", "2023-04-01", "2023-04-01"),
    "by the end of June 2022": ("by the end of June 2022", "2022-06-30", "2022-06-30"),
    "on Thursday 24th of November 2022": ("Thursday 24th of November 2022", "2022-11-24", "2022-11-24"),
    "in May / June 2023": ("May / June 2023", "2023-05-01", "2023-06-30"),
    "Phase 1 Jan-May 2023": ("Jan-May 2023", "2023-01-01", "2023-05-31"),
    "12th October to 18th November 2022": ("12th October to 18th November 2022", "2022-10-12", "2022-11-18"),
    "December - February 2023": ("December - February 2023", "2022-12-01", "2023-02-28"),
    "Q2 2023/24": ("Q2 2023/24", "2023-07-01", "2023-09-30"),
    "Q4 2024-25": ("Q4 2024-25", "2025-01-01", "2025-03-31"),
    "second quarter of 2023": ("second quarter of 2023", "2023-04-01", "2023-06-30"),
    "Winter 2023/24": ("Winter 2023/24", "2023-12-01", "2024-02-29"),
    "2023/24 to 2025/26": ("2023/24 to 2025/26", "2023-04-01", "2026-03-31"),
    "in 2025": ("2025", "2025-01-01", "2025-12-31"),
    "between 18th January 2021 and 1 st March 2021": (
        "18th January 2021 and 1 st March 2021",
        "2021-01-18",
        "2021-03-01",
    ),
    "w/c 13 June 2022": ("w/c 13 June 2022", "2022-06-13", "2022-06-19"),
    "14/2/12": ("14/2/12", "2012-02-14", "2012-02-14"),
    "2023-04-01": ("2023-04-01", "2023-04-01", "2023-04-01"),
    "February 26 to July 16 2026": ("February 26 to July 16 2026", "2026-02-26", "2026-07-16"),
    "Apr-23": ("Apr-23", "2023-04-01", "2023-04-30"),
    "early 2024": ("early 2024", "2024-01-01", "2024-04-30"),
    "mid-July 2024": ("mid-July 2024", "2024-07-11", "2024-07-21"),
    "before April 2023": ("before April 2023", "2023-03-31", "2023-03-31"),
    "**1 April 2023.**": ("1 April 2023", "2023-04-01", "2023-04-01"),
    "municipal year 2022/23": ("municipal year 2022/23", "2022-05-01", "2023-05-31"),
    "by March": ("by March", None, None),
    "31 February 2023": ("31 February 2023", None, None),
}


@pytest.mark.parametrize("text", CASES)
def test_date_with_the_days_it_means(text: str) -> None:
    (found,) = moments(text)
    days = found.days()
    words, first, last = CASES[text]
    assert text[found.start : found.end] == words
    assert (days and (days[0].isoformat(), days[1].isoformat())) == (None if first is None else (first, last))


@pytest.mark.parametrize(
    "text", ["the Local Government Act 1972", "£2023", "2,023 homes", "we may decide", "MAR applies", "paragraph 3.5"]
)
def test_what_looks_like_a_date_and_is_none(text: str) -> None:
    assert moments(text) == ()
