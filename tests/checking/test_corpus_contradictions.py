"""The papers of the corpus against the list made by hand: what is found of it, and that nothing else is told."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml
from checked_papers import read, stands

from councilqa.checking import between, discrepancies
from councilqa.domain.discrepancies import Discrepancy, DiscrepancyKind
from councilqa.domain.documents import Document
from councilqa.ingest.files import digest, document_of, read_draft
from councilqa.ingest.manifest import read_manifest

CORPUS = Path(__file__).parents[2] / "corpus"
REAL = Path(__file__).resolve().parents[2].parent / "shared" / "real"
BY_HAND: dict[str, list[dict[str, Any]]] = yaml.safe_load(
    (Path(__file__).parent / "contradictions_by_hand.yaml").read_text("utf-8")
)
NONE_KNOWN = ("hart-rushmoor-working", "hart-rushmoor-joint", "hampshire")
KNOWN = [(paper, entry) for paper, entries in BY_HAND.items() for entry in entries]
BEYOND = {entry["id"] for _, entry in KNOWN if entry.get("told") is False}


@lru_cache
def paper(start: str) -> Document:
    path = next(CORPUS.glob(f"{start}*.txt"))
    entry = read_manifest(CORPUS).get(path.name)
    return document_of(read_draft(path), path, sha256=digest(path), entry=entry)


@lru_cache
def found_in(start: str) -> tuple[Discrepancy, ...]:
    return discrepancies(paper(start))


def is_of(found: Discrepancy, places: Sequence[str]) -> bool:
    """Whether each place of an entry stands in one of the quotations."""
    quoted = [side.quote.text for side in found.sides]
    return all(any(place in quote or quote in place for quote in quoted) for place in places)


@pytest.mark.parametrize(("start", "entry"), KNOWN, ids=lambda value: value["id"] if isinstance(value, dict) else "")
def test_contradiction_known_by_hand_is_told(start: str, entry: dict[str, Any]) -> None:
    told = [found for found in found_in(start) if is_of(found, entry["places"])]
    assert bool(told) is (entry["id"] not in BEYOND)
    assert all((found.kind is DiscrepancyKind.REVISED) is bool(entry.get("revised")) for found in told)


@pytest.mark.parametrize("start", BY_HAND)
def test_all_that_is_told_is_known_to_be_real(start: str) -> None:
    places = [entry["places"] for entry in BY_HAND[start] if entry["id"] not in BEYOND]
    unknown = [found.sentence for found in found_in(start) if not any(is_of(found, each) for each in places)]
    assert unknown == []
    assert all(stands(paper(start), found) for found in found_in(start))


@pytest.mark.parametrize("start", NONE_KNOWN)
def test_paper_without_contradictions_is_left_in_peace(start: str) -> None:
    assert found_in(start) == ()


def test_statement_and_report_of_one_partnership_agree() -> None:
    assert between([paper("hart-rushmoor-joint"), paper("hart-rushmoor-working")]) == ()


@pytest.mark.skipif(not REAL.is_dir(), reason="the real files are not beside this checkout")
@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("council/gloucester-finance-team-resources.pdf", []),
        ("council/kingston-manorgate-petition.pdf", []),
        ("docx/ukia_20250008_en.docx", []),
        # £7.6m + £7.3m + £7.1m + £6.8m is given as £7.6m in all; there are fourteen tables.
        ("docx/ukia_20250017_en.docx", ["£7.6m", "Table 16"]),
    ],
)
def test_real_papers(name: str, values: list[str]) -> None:
    assert [found.values[0] for found in discrepancies(read(REAL / name))] == values
