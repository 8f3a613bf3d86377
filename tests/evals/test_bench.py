"""The benchmark's parts that do not depend on a clock."""

from __future__ import annotations

from pathlib import Path

import pytest
from eval_makers import indexed

from councilqa.evals.bench import Asking, Bench, Ingesting, Row, Size, Times, bytes_under, questions_from


def bench() -> Bench:
    return Bench(
        asking=Asking(
            questions=2,
            runs=3,
            ask=Times(p50_seconds=0.04, p95_seconds=0.09),
            embed=Times(p50_seconds=0.01, p95_seconds=0.03),
        ),
        ingesting=Ingesting(characters=1000, passages=2, runs=2, ingest_seconds=2.0, encode_seconds=1.0),
        size=Size(index_bytes=3000, text_bytes=100),
        peak_bytes=900_000_000,
        help_seconds=0.2,
    )


def test_rows_set_each_ratio_against_its_limit() -> None:
    assert [(row.name, round(row.value, 2), row.met) for row in bench().rows()] == [
        ("warm ask, p50", 4.0, True),
        ("ingestion", 0.5, False),
        ("index", 30.0, True),
        ("peak memory", 0.9, True),
        ("--help", 0.2, True),
    ]


def test_json_holds_what_was_measured_and_the_ratios() -> None:
    made = bench().to_json()
    assert made["asking"]["p95_ratio"] == pytest.approx(3.0)
    assert made["ingesting"]["rate_ratio"] == 0.5
    assert made["rows"][1]["met"] is False


@pytest.mark.parametrize(("value", "at_least", "met"), [(6.0, False, True), (6.1, False, False), (6.0, True, True)])
def test_limit_itself_is_within_it(value: float, at_least: bool, met: bool) -> None:
    assert Row(name="x", value=value, unit="", needed=6, at_least=at_least).met is met


def test_questions_are_made_of_titles_and_sections_each_once() -> None:
    assert questions_from(indexed()) == ("What does Shared services say about Savings?",)


def test_bytes_of_a_folder_are_those_of_every_file(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "a").write_bytes(b"12345")
    (tmp_path / "deep" / "b").write_bytes(b"123")
    assert bytes_under(tmp_path) == 8
