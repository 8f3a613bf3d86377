"""Small papers in plain text, made for tests, and an index of them with the fake embedder."""

from __future__ import annotations

from pathlib import Path

from councilqa import CouncilQA
from councilqa.settings import Settings
from fake_encoder import fake_models

COUNCILS = (
    ("Oakshire District Council", "Elmham Borough Council", "waste collection", "12 May 2023"),
    ("Thornby Borough Council", "Westmere District Council", "library opening hours", "3 March 2021"),
    ("Fenland Borough Council", "Marsham District Council", "planning enforcement", "7 July 2022"),
    ("Norley District Council", "Ashby Borough Council", "leisure centres", "1 June 2024"),
    ("Calder County Council", "Brookfield Borough Council", "street lighting", "20 January 2020"),
    ("Dunmore District Council", "Eastmoor Borough Council", "housing benefit", "15 October 2022"),
)


def paper_text(number: int, *, saving: str = "") -> str:
    """A report of a few paragraphs; `saving` changes one figure of it."""
    first, second, subject, day = COUNCILS[number % len(COUNCILS)]
    saving = saving or f"£{240 + 10 * number},000"
    return f"""{first.upper()}

CABINET

{day}

Shared service for {subject} with {second}

1. Purpose

1.1 This report of {first} asks Cabinet to agree a shared service for {subject} with {second}.

2. Finance

2.1 The shared service for {subject} saves {saving} a year for {first} and {second} together.

2.2 One-off costs of £{70 + number},000 are met from the transformation reserve.

3. Risks

3.1 The key risks of the shared {subject} are:

- loss of staff during the transfer
- delay in the delivery of new systems for {subject}
"""


def write_paper(path: Path, number: int, *, saving: str = "") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(paper_text(number, saving=saving), "utf-8")
    return path


def write_folder(folder: Path, count: int = 3) -> Path:
    """paper-0.txt, paper-1.txt and so on."""
    for number in range(count):
        write_paper(folder / f"paper-{number}.txt", number)
    return folder


def service(tmp_path: Path, **settings: object) -> CouncilQA:
    """A service on `tmp_path / "index"` and the corpus `tmp_path / "papers"`, with the fake embedder."""
    wanted = Settings.load(corpus=tmp_path / "papers", index=tmp_path / "index", **settings)
    return CouncilQA.open(settings=wanted, models=fake_models())


def faults(qa: CouncilQA) -> list[str]:
    """What `check` finds wrong."""
    return [f"{each.check}: {each.message}" for each in qa.check() if each.severity in ("warning", "error")]
