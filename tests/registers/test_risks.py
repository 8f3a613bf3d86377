"""Risks of real papers, against lists read by hand."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from councilqa.domain.documents import Document
from councilqa.domain.registers import Risk
from councilqa.ingest.files import digest, document_of, read_draft
from councilqa.registers.risks import risks
from councilqa.text import comparable

CORPUS = Path(__file__).parents[2] / "corpus"
BY_HAND: dict[str, dict[str, list[dict[str, Any]]]] = yaml.safe_load(
    (Path(__file__).parent / "risks_by_hand.yaml").read_text("utf-8")
)


@cache
def paper(name: str) -> Document:
    path = CORPUS / name
    return document_of(read_draft(path), path, sha256=digest(path))


@cache
def found(name: str) -> tuple[Risk, ...]:
    return risks(paper(name))


@pytest.mark.parametrize("name", BY_HAND)
def test_every_row_of_a_register_is_found_once_and_in_order(name: str) -> None:
    rows = [risk for risk in found(name) if risk.in_register]
    expected = BY_HAND[name]["register"]
    assert [risk.risk for risk in rows] == [each["risk"] for each in expected]
    assert [(risk.number, risk.theme) for risk in rows] == [(each["number"], each["theme"]) for each in expected]


@pytest.mark.parametrize("name", BY_HAND)
def test_mitigations_stand_apart_as_in_the_register(name: str) -> None:
    rows = [risk for risk in found(name) if risk.in_register]
    for risk, expected in zip(rows, BY_HAND[name]["register"], strict=True):
        begins = [comparable(text) for text in expected["mitigations"]]
        assert len(risk.mitigations) == len(begins), risk.mitigations
        assert all(comparable(text).startswith(begin) for text, begin in zip(risk.mitigations, begins, strict=True)), (
            risk.mitigations
        )


@pytest.mark.parametrize("name", BY_HAND)
def test_risks_told_in_prose_are_found_and_nothing_else(name: str) -> None:
    told = [risk for risk in found(name) if not risk.in_register]
    expected = BY_HAND[name]["elsewhere"]
    assert len(told) == len(expected), [risk.risk for risk in told]
    for risk, each in zip(told, expected, strict=True):
        assert risk.number == each["number"]
        assert risk.risk.startswith(each["risk"])


@pytest.mark.parametrize("name", BY_HAND)
def test_quotations_stand_in_the_paper_and_hold_the_risk(name: str) -> None:
    document = paper(name)
    for risk in found(name):
        assert all(document.text[quote.start : quote.end] == quote.text for quote in risk.quotes)
        assert risk.risk in risk.quotes[0].text


def test_what_is_done_about_all_risks_of_a_list_is_said_of_each() -> None:
    listed = found("hart-rushmoor-working-together-cabinet-2022-07-07.txt")
    assert all("mitigate each risk" in risk.mitigations[0] for risk in listed)


def test_a_row_that_runs_over_a_page_is_cited_in_both_its_parts() -> None:
    tenth = found("cannock-stafford-shared-services-2022-11-24.txt")
    quotes = next(risk.quotes for risk in tenth if risk.number == "10")
    assert "Clear mandate" in quotes[0].text and "Clearly defined baseline" in quotes[1].text
