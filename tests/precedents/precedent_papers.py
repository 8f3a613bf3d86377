# ruff: noqa: E501
"""Papers of three made-up partnerships, and one that is of none."""

from __future__ import annotations

from pathlib import Path

ASH = """CABINET

Date of meeting: 12 May 2023

Title of report: Shared Management of Ashford Vale and Birchley

1 Purpose

1.1 This report asks Cabinet to agree that Ashvale District Council and Birchley Borough Council share a Chief Executive and a senior management team.

1.2 Officers are placed at the disposal of the other council under section 113 of the Local Government Act 1972.

2 Finance

2.1 The proposed salary of the shared Chief Executive is £140,000 a year.

2.2 It is estimated that the shared management team will save £310,000 a year for the two councils together.

2.3 The costs of the shared posts are split 50:50 between the two councils.

3 Staff

3.1 The trade unions were consulted in March 2023 and support the proposals.

3.2 The shared Chief Executive is employed by Birchley Borough Council.

4 Governance

4.1 A Joint Steering Board will be established to oversee the partnership. It comprises the two Leaders and their deputies.

4.2 Either council may withdraw from the partnership on six months' notice.

5 Learning from others

5.1 Northmere District Council and Southmere Borough Council have shared a Chief Executive since 2012. In the first five years savings of £4.5m were achieved through joint procurement.

5.2 The costs of this report are met from the existing budget of the two councils.
"""
ELM = """CABINET

Date of meeting: 3 March 2022

Title of report: Working Together of Elmstead and Firbridge

1 Purpose

1.1 This report tells Cabinet how Elmstead District Council and Firbridge Borough Council want to work together on waste collection and on planning.

2 Finance

2.1 The salary of the shared Chief Executive is to be £140k.

2.2 It is forecast that sharing will save £95,000 in a full year.

2.3 Each of the councils pays a share of the costs in proportion to its population.

3 Timetable

3.1 The new arrangements start on 1 October 2022.
"""
GORSE = """CABINET

Date of meeting: 9 November 2021

Title of report: Depot of Gorsley and Hazelton

1 Purpose

1.1 Gorsley District Council and Hazelton Borough Council keep their vehicles in one depot in Mill Lane.

2 Use

2.1 The depot opens at six in the morning, and its gates are closed at eight in the evening.

2.2 The vehicles are washed each Friday by the crews themselves.
"""
LONE = """Guidance on Shared Chief Executives

1 Salaries

1.1 The salary of a shared Chief Executive is commonly between £130,000 and £150,000 a year.
"""
MANIFEST = """
ash.txt: {councils: [Ashvale District Council, Birchley Borough Council], partnership: ashvale-birchley}
elm.txt: {councils: [Elmstead District Council, Firbridge Borough Council], partnership: elmstead-firbridge}
gorse.txt: {councils: [Gorsley District Council, Hazelton Borough Council], partnership: gorsley-hazelton}
lone.txt: {title: Guidance on Shared Chief Executives}
"""


def write_papers(folder: Path) -> None:
    """Four text files with a manifest."""
    folder.mkdir(parents=True)
    for name, text in {"ash": ASH, "elm": ELM, "gorse": GORSE, "lone": LONE}.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    (folder / "manifest.yaml").write_text(MANIFEST, "utf-8")
