"""The arithmetic of the benchmarks, and what a run says of growth."""

from __future__ import annotations

import datetime as dt
from pathlib import Path

import pytest

from councilqa.errors import SettingsError
from councilqa.evals.benchmarks.figures import exponent, last_exponent, percentile
from councilqa.evals.benchmarks.plots import write_plots
from councilqa.evals.benchmarks.results import ASKING, Bench, Ingestion, Latency, Scale, read_bench, write_bench
from councilqa.evals.benchmarks.summary import growth_rows, linear, markdown_summary
from councilqa.evals.results import Machine


@pytest.mark.parametrize(
    ("seconds", "share", "found"),
    [
        ([3.0, 1.0, 2.0], 0.5, 2.0),
        ([1.0, 2.0, 3.0, 4.0], 0.5, 2.0),
        ([float(each) for each in range(1, 101)], 0.95, 95.0),
        ([float(each) for each in range(1, 101)], 0.99, 99.0),
        ([7.0], 0.99, 7.0),
        ([7.0, 9.0], 0.95, 9.0),
    ],
)
def test_percentile_is_a_value_that_was_measured(seconds: list[float], share: float, found: float) -> None:
    assert percentile(seconds, share) == found


@pytest.mark.parametrize("power", [0.0, 0.5, 1.0, 2.0])
def test_exponent_of_a_power_is_that_power(power: float) -> None:
    points = [(size, 0.003 * size**power) for size in (100.0, 1000.0, 10_000.0)]
    assert exponent(points) == pytest.approx(power, abs=1e-9)
    assert last_exponent(points) == pytest.approx(power, abs=1e-9)


def test_constant_part_hides_growth_in_all_sizes_but_less_in_the_last() -> None:
    points = [(size, 1.0 + size / 1000) for size in (100.0, 1000.0, 10_000.0, 100_000.0)]
    overall, last = exponent(points), last_exponent(points)
    assert overall is not None and last is not None
    assert overall < 0.75 < last


@pytest.mark.parametrize("points", [[], [(10.0, 1.0)], [(10.0, 1.0), (10.0, 2.0)], [(0.0, 1.0), (10.0, 2.0)]])
def test_one_size_has_no_exponent(points: list[tuple[float, float]]) -> None:
    assert exponent(points) is None


def latency(p50: float) -> Latency:
    return Latency.of([p50])


def scale(times: int, *, retrieve: float, verify: float) -> Scale:
    stages = dict.fromkeys(ASKING, latency(0.001))
    return Scale(
        wanted=times,
        times=times,
        papers=5 * times,
        passages=600 * times,
        encoded_papers=5,
        text_bytes=1000 * times,
        library_bytes=20_000 * times,
        vectors_bytes=10_000 * times,
        embed=latency(0.01),
        ask=latency(0.02),
        stages={**stages, "retrieve": latency(retrieve), "verify": latency(verify)},
    )


def bench() -> Bench:
    return Bench(
        date=dt.date(2022, 11, 24),
        seed=1,
        settings_digest="0" * 12,
        code_digest="1" * 12,
        versions={},
        machine=Machine(platform="Linux 6", processor="x86_64", cpus=2),
        seconds=90.0,
        limit_minutes=2.0,
        help_seconds=0.2,
        ingestion=Ingestion(
            papers=5,
            pages=0,
            passages=600,
            text_bytes=1000,
            seconds={"read": 1.0, "encode": 8.0, "write": 1.0},
            encoder_seconds=5.0,
        ),
        scales=(scale(1, retrieve=0.02, verify=0.0001), scale(10, retrieve=0.2, verify=0.001)),
        notes=("of 100x only 10x was reached and measured",),
    )


def test_linear_costs_are_named_where_they_are_felt() -> None:
    named = {each.name for each in bench().growths() if each.linear_and_should_not_be}
    assert named == {"ask: retrieve"}  # verifying grows as much, and takes a millisecond
    assert linear(bench()) == ("Linear in the corpus and should not be: ask: retrieve (0.20 s).",)


def test_growth_that_cannot_be_helped_is_not_named() -> None:
    index = next(each for each in bench().growths() if each.name == "index")
    assert index.last == pytest.approx(1.0)
    assert not index.linear_and_should_not_be


def test_ratio_of_ingestion_is_to_the_encoder_alone() -> None:
    assert bench().ingestion.ratio == 2.0


def test_a_run_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "bench.json"
    write_bench(bench(), path)
    assert read_bench(path) == bench()


def test_a_file_that_is_no_run_is_refused_by_name(tmp_path: Path) -> None:
    (tmp_path / "other.json").write_text('{"schema_version": 1}', "utf-8")
    with pytest.raises(SettingsError, match=r"'other.json' is not a run of `councilqa bench`: date"):
        read_bench(tmp_path / "other.json")


def test_summary_tells_ratios_sizes_and_what_was_left_out() -> None:
    text = markdown_summary(bench())
    assert "| retrieve, p50 x embedding | 2.00 | 20.00 |" in text.replace("|   retrieve", "| retrieve")
    assert "| index x text | 30 | 30 |" in text
    assert "| all of it | 10.00 |  | 60 | 0.00 | 2.000 |" in text
    assert "- Not measured: of 100x only 10x was reached and measured" in text
    assert growth_rows(bench())[1][0] == "ask: retrieve"


def test_plots_are_svg_and_the_same_each_time(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    first, second = (write_plots(bench(), tmp_path / name) for name in ("a", "b"))
    assert [path.name for path in first] == ["asking.svg", "size.svg"]
    assert [path.read_bytes() for path in first] == [path.read_bytes() for path in second]
    assert "ask: retrieve" in first[0].read_text("utf-8")


def test_growth_is_not_told_from_two_sizes_that_are_nearly_the_same() -> None:
    assert last_exponent([(1, 1), (10, 10), (100, 100), (131, 600)]) == pytest.approx(exponent([(10, 10), (131, 600)]))
    assert last_exponent([(100, 5), (131, 5)]) == pytest.approx(0)
    assert last_exponent([]) is None
