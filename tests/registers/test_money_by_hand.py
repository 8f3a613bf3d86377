"""The money register of the corpus, measured against a list that was made by hand."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from typing import Any

import pytest
import yaml

from councilqa.domain.documents import Document, Table
from councilqa.domain.registers import Sum
from councilqa.ingest.files import digest, document_of, read_draft
from councilqa.ingest.manifest import read_manifest
from councilqa.registers.money import money
from councilqa.registers.sums.yearly import by_council_and_year

CORPUS = Path(__file__).parents[2] / "corpus"
BY_HAND = yaml.safe_load(Path(__file__).with_name("money_by_hand.yaml").read_text(encoding="utf-8"))


@lru_cache
def document(paper: str) -> Document:
    path = CORPUS / BY_HAND["papers"][paper]
    return document_of(read_draft(path), path, sha256=digest(path), entry=read_manifest(CORPUS)[path.name])


@lru_cache
def register(paper: str) -> tuple[Sum, ...]:
    return money(document(paper))


def table_at(paper: str, at: str, nth: int) -> Table:
    tables = [table for table in document(paper).tables() if table.text.startswith(at)]
    return tables[nth - 1]


def sums_of(paper: str, table: Table) -> list[Sum]:
    return [entry for entry in register(paper) if table.start <= entry.figure.start < table.end]


def council(handle: str | None) -> str | None:
    return BY_HAND["councils"][handle] if handle else None


def years(value: Any) -> tuple[int | None, int | None]:
    if value is None:
        return (None, None)
    first, last = value if isinstance(value, list) else (value, value)
    return first, last


def expected_cells(table: dict[str, Any]) -> Iterator[tuple[object, ...]]:
    for row in table["rows"]:
        for column, cell in zip(table["columns"], row["cells"], strict=True):
            if cell is None:
                continue
            amount = None if cell == "TBC" else Decimal(str(cell)) * table["times"]
            yield (
                row["label"],
                amount,
                row["kind"],
                council(row.get("council") or column.get("council")),
                years(row.get("year", column.get("year"))),
                bool(row.get("total") or column.get("total")),
                None if amount is None or "effect" not in row else abs(amount) * row["effect"],
            )


def found_cell(entry: Sum, *, with_effect: bool) -> tuple[object, ...]:
    period = entry.period
    return (
        entry.row,
        entry.amount,
        str(entry.kind),
        entry.council,
        (period.first_year, period.last_year) if period else (None, None),
        entry.total,
        entry.effect if with_effect else None,
    )


@pytest.mark.parametrize(
    "table", BY_HAND["tables"], ids=lambda table: f"{table['paper']}-{table['at']}-{table.get('nth', 1)}"
)
def test_rows_of_a_financial_table_are_read_as_a_reader_has_them(table: dict[str, Any]) -> None:
    found = sums_of(table["paper"], table_at(table["paper"], table["at"], table.get("nth", 1)))
    effects = {row["label"]: "effect" in row for row in table["rows"]}
    assert [found_cell(each, with_effect=effects.get(each.row, False)) for each in found] == list(expected_cells(table))


@pytest.mark.parametrize(
    "sentence", BY_HAND["sentences"], ids=lambda each: f"{each['in'][:40]}-{each['written']}-{each.get('nth', 1)}"
)
def test_sum_in_a_sentence_is_read_as_a_reader_has_it(sentence: dict[str, Any]) -> None:
    found = [
        each
        for each in register(sentence["paper"])
        if sentence["in"] in " ".join(each.quotes[0].text.split()) and each.written == sentence["written"]
    ][sentence.get("nth", 1) - 1]
    told = {
        "amount": found.amount,
        "upper": found.upper,
        "kind": str(found.kind),
        "council": found.council,
        "year": (found.period.first_year, found.period.last_year)
        if found.period and found.period.first_year
        else (None, None),
        "recurrence": str(found.recurrence) if found.recurrence else None,
        "decided": found.decided,
        "share": found.share,
    }
    assert told["kind"] == sentence["kind"]
    assert told["council"] == council(sentence.get("council"))
    assert (told["amount"], told["upper"]) == (sentence["amount"], sentence.get("upper"))
    for name in ("recurrence", "decided", "share"):
        assert name not in sentence or told[name] == sentence[name]
    assert "year" not in sentence or told["year"] == years(sentence["year"])


def test_savings_less_costs_of_a_year_are_what_the_paper_gives_as_their_total() -> None:
    found = by_council_and_year(register("harborough"))
    assert [(each.council.split()[0], each.year, each.savings, each.costs, each.net) for each in found] == [
        ("Harborough", 2023, 240942, 50712, 190230),
        ("Harborough", 2024, 26146, 0, 26146),
        ("Melton", 2023, 93527, 50747, 42780),
        ("Melton", 2024, 22144, 0, 22144),
    ]
    assert [each.row for each in found[1].sums] == ["Savings - phase 1 and 2 collaboration"]
