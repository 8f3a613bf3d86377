"""Suites as their authors write them, for the tests of reading, checking and adding."""

from __future__ import annotations

HEAD = """\
version: 1
part: development
about: Ours.
"""
ONE = """\
  - id: a-1
    kind: saving
    persona: member
    question: What is saved?
    evidence:
      - quote: would save £88k (6.7%)
        document: paper.txt
        paragraph: "1.1"
        page: 1
        printed_page: i
    gold: [[£88k, "£88,000"], [6.7%]]
    figures: [[{number: 88000, unit: £}], [{number: 6.7, unit: "%", tolerance: 0.1}]]
"""
NONE = """\
  - id: n-1
    kind: false-premise
    persona: resident
    question: Why is there one website?
    why: There are two.
    put_right: ["their own – separate – websites"]
"""
COMPARED = """\
  - id: x-1
    kind: comparison
    persona: officer
    question: What is saved?
    expect:
      us:
        evidence:
          - {quote: save £88k, document: paper.txt}
        gold: [[£88k]]
    not_stated: [them]
"""


def suite(*cases: str, head: str = HEAD) -> str:
    return f"{head}cases:\n" + "\n".join(cases)
