# ruff: noqa: E501
"""Three papers of two made-up partnerships, small enough to know by heart."""

from __future__ import annotations

from pathlib import Path

DEPOT = """CABINET

Date of meeting: 24 November 2022

Title of report: Business Case for Shared Services of Oakford and Elmbury

Key Decision: Yes

1 Purpose

1.1 This report asks Cabinet to agree shared services of Oakford District Council (ODC) and Elmbury Borough Council (EBC). It was written by Mary Thornton, the interim transformation director, with Solent Advisers.

1.2 The proposals are about shared services and shared working, and not about merging the councils. Both councils keep their separate constitutions, members and civic identities.

2 Recommendations

That Cabinet:

a. Approve the business case for shared services.
b. Agree a budget of £55,000 for the next stage.
c. Note the risks set out in section 4.

3 Finance

3.1 The shared senior management team saves £88,000 (6.7%) a year from April 2024.

3.2 Solent Advisers charged £12,500 for their review of the management team.

3.3 The costs of the proposed senior management team are:

Post	Total FTE	Total Budget £000
Chief Executive	1.0	191
Deputy Chief Executives	2.0	276
Heads of Service	7.0	744

3.4 The staff canteen in Oakford is popular with visitors, and its menu changes with the seasons.

3.5 Redundancy payments are shared equally between the two councils.

4 Risks

4.1 Change of this size needs care. The key risks of sharing services are:

- loss of experienced staff during the transfer
- delay in bringing the computer systems together
- lack of support from members of either council

4.2 The risks are reviewed each quarter by the Joint Strategic Board, which Peter Ashdown chairs.

5 Timetable

5.1 The shared Chief Executive is appointed by 1 March 2023. Appointment of the Heads of Service follows in the summer of 2023.

5.2 Consultation with staff lasts for six weeks.

5.3 The website of each council stays with that council, and is looked after by its own communications team.
"""
STATEMENT = """# Joint Statement of Oakford and Elmbury

June 2022

Oakford District Council and Elmbury Borough Council have agreed this statement. Oakford District Council and Elmbury Borough Council work together as equals.

## Why we work together

1. **A stronger voice.** Together the two councils are heard in the region.
2. **Better services.** Residents get quicker replies.
3. **Lower costs.** Doubled work is avoided.
"""
LIBRARIES = """WESTMERE COUNTY COUNCIL

CABINET

Date of meeting: 3 March 2021

Title of report: Library Opening Hours in Westmere

1 Purpose

1.1 Westmere County Council runs fourteen libraries. This report of Westmere County Council proposes longer opening hours.

2 Proposal

2.1 Libraries open on Sundays from 10am to 4pm, staffed by volunteers. The county's libraries lend 900,000 books a year.

2.2 The mobile library visits forty villages every fortnight, and costs £210,000 a year.

3 Consultation

3.1 Of those who answered, 71% support the opening of libraries on Sundays.
"""


def write_papers(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (("depot", DEPOT), ("statement", STATEMENT), ("libraries", LIBRARIES)):
        (folder / f"{name}.txt").write_text(text, "utf-8")
