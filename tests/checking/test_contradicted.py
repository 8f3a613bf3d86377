"""An answer learns what else the paper says of the figure that it quotes, and of no other."""

from __future__ import annotations

from pathlib import Path

import pytest
from checked_papers import from_text

from councilqa.checking import contradicted, discrepancies

TEXT = """OAKSHIRE DISTRICT COUNCIL

Shared service with Elmham Borough Council

1. Savings

1.1 Shared services are estimated to deliver savings of £1.4m for both councils combined by 2026. Costs are £30,000.

2. Conclusion

2.1 It is estimated that shared services deliver savings of £1.5m for both councils combined.
"""


@pytest.mark.parametrize(
    ("quoted", "others"),
    [
        ("Shared services are estimated to deliver savings of £1.4m for both councils combined by 2026.", ["£1.5m"]),
        ("savings of £1.5m", ["£1.4m"]),
        ("Costs are £30,000.", []),
        ("Shared services are estimated to deliver savings", []),
    ],
)
def test_figure_that_is_contradicted(tmp_path: Path, quoted: str, others: list[str]) -> None:
    document = from_text(tmp_path / "paper.txt", TEXT)
    start = document.text.index(quoted)
    touched = contradicted(document.id, start, start + len(quoted), discrepancies(document))
    assert [value for each in touched for value, _ in each.others] == others
    assert all("£1.4m" in each.note and "£1.5m" in each.note for each in touched)


def test_other_papers_are_not_touched(tmp_path: Path) -> None:
    document = from_text(tmp_path / "paper.txt", TEXT)
    found = discrepancies(document)
    assert len(found) == 1
    assert contradicted("another", 0, len(document.text), found) == ()
