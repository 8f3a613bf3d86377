"""A whole benchmark over two small papers, with the real model and real processes."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from councilqa import CouncilQA
from councilqa.cli.app import app
from councilqa.errors import CouncilQAError, SettingsError
from councilqa.evals.benchmarks.measuring import Plan, measure
from councilqa.evals.benchmarks.results import ASKING, Bench, write_bench
from councilqa.settings import Settings
from fake_encoder import real_models

PAPERS = {
    "ambleford.txt": (
        "# Shared services of Ambleford District Council and Bexcombe Borough Council\n\n"
        "## 1 Savings of the shared service\n\n"
        "1.1 The shared service saves £120,000 a year from 2024 onwards.\n\n"
        "## 2 Risks of the shared service\n\n"
        "2.1 The main risk is the loss of experienced officers during the change.\n"
    ),
    "northmere.txt": (
        "# Libraries of Northmere County Council\n\n"
        "## 1 Opening hours of libraries\n\n"
        "1.1 Libraries open at nine on weekdays and close at five.\n\n"
        "## 2 Costs of the libraries\n\n"
        "2.1 The libraries cost £4.2m in 2023.\n"
    ),
}
PLAN = Plan(scales=(1, 3), minutes=5.0, askers=(1, 2), questions=4, asking_seconds=0.3)


def dense(texts: list[str]) -> np.ndarray:
    return np.stack([each.dense for each in real_models()[0].encode(texts, role="query")])


@pytest.fixture(scope="module")
def indexed(tmp_path_factory: pytest.TempPathFactory) -> CouncilQA:
    folder = tmp_path_factory.mktemp("bench")
    (folder / "corpus").mkdir()
    for name, text in PAPERS.items():
        (folder / "corpus" / name).write_text(text, "utf-8")
    papers = CouncilQA.open(settings=Settings(index=folder / "index", corpus=folder / "corpus"), models=real_models())
    papers.ingest()
    return papers


@pytest.fixture(scope="module")
def bench(indexed: CouncilQA) -> Bench:
    return measure(indexed, PLAN, models=real_models(), alone=dense)


def test_every_number_of_every_size_is_there(bench: Bench) -> None:
    assert [scale.times for scale in bench.scales] == [1, 3]
    for scale in bench.scales:
        assert scale.missing == ()
        assert tuple(scale.stages) == ASKING
        parts = (scale.embed, scale.ask, scale.search, scale.started, scale.served, scale.adding, scale.tutorial)
        assert None not in parts
        assert [each.askers for each in scale.concurrent] == [1, 2]
        assert scale.started is not None and scale.started.command_seconds and scale.started.peak_bytes > 10_000_000
    assert bench.help_seconds > 0 and bench.notes == ()


def test_ingestion_is_timed_by_stage_beside_the_encoder(bench: Bench) -> None:
    assert tuple(bench.ingestion.seconds) == ("read", "split", "encode", "write", "compact", "check")
    assert bench.ingestion.papers == 2 and bench.ingestion.passages == bench.scales[0].passages
    assert bench.ingestion.encoder_seconds > 0


def test_the_index_grows_by_variants(bench: Bench) -> None:
    first, second = bench.scales
    # One paper more was added at the first size, after it was measured.
    assert (first.papers, second.papers) == (2, 7)
    assert second.passages > first.passages and second.library_bytes > first.library_bytes
    assert second.written is not None and second.written.papers == 4
    assert first.encoded_papers == 2


def test_growth_of_every_cost_is_told(bench: Bench) -> None:
    names = {each.name for each in bench.growths()}
    assert {*(f"ask: {name}" for name in ASKING), "search", "index", "new process: memory", "tutorial: ask"} <= names


def test_the_users_own_index_is_left_alone(indexed: CouncilQA, bench: Bench) -> None:
    assert len(indexed.documents()) == 2


def test_command_shows_a_run_as_table_json_plots_and_markdown(bench: Bench, tmp_path: Path) -> None:
    write_bench(bench, tmp_path / "bench.json")
    show = ["bench", "--show", str(tmp_path / "bench.json")]
    table = CliRunner().invoke(app, [*show, "--plots", str(tmp_path / "plots"), "--out", str(tmp_path / "again.json")])
    assert table.exit_code == 0, table.output
    assert all(said in table.stdout for said in ("Ingestion of the papers", "ask, p99", "last b", "one paper more"))
    assert {path.name for path in (tmp_path / "plots").iterdir()} == {"asking.svg", "starting.svg", "size.svg"}
    assert (tmp_path / "again.json").read_bytes() == (tmp_path / "bench.json").read_bytes()
    as_json = json.loads(CliRunner().invoke(app, [*show, "--json"]).stdout)
    assert as_json["machine"]["cpus"] and as_json["versions"]["torch"] and as_json["settings_digest"]
    assert "| passages |" in CliRunner().invoke(app, [*show, "--markdown", "-"]).stdout


def test_what_does_not_fit_the_time_is_told(indexed: CouncilQA) -> None:
    plan = Plan(scales=(1, 5), minutes=0.01, askers=(1,), questions=2, asking_seconds=0.1, processes=False)
    found = measure(indexed, plan, models=real_models(), alone=dense)
    assert [scale.times for scale in found.scales] == [1]
    assert found.notes[0].startswith("5x was not begun: after ")
    processes, tutorial = found.scales[0].missing
    assert processes == "new processes: left out of this plan"
    assert tutorial.startswith("the tutorial: building it would take")


def test_missing_files_are_named_before_anything_is_measured(tmp_path: Path, indexed: CouncilQA) -> None:
    (tmp_path / "gone.txt").write_text(PAPERS["northmere.txt"], "utf-8")
    settings = Settings(index=tmp_path / "index", corpus=tmp_path)
    with CouncilQA.open(settings=settings, models=real_models()) as papers:
        papers.ingest()
        (tmp_path / "gone.txt").unlink()
        with pytest.raises(CouncilQAError, match=r"without the files: gone\.txt"):
            measure(papers, PLAN, models=real_models())


@pytest.mark.parametrize("given", ["x", "1,", "1;10"])
def test_scales_are_numbers_between_commas(given: str) -> None:
    done = CliRunner().invoke(app, ["bench", "--scales", given, "--minutes", "1"])
    assert done.exit_code == 2
    assert "write 1,10,100" in done.output


def test_scales_are_read_before_anything_is_opened(tmp_path: Path) -> None:
    done = CliRunner().invoke(app, ["bench", "--scales", "1,10", "--minutes", "1", "--index", str(tmp_path / "none")])
    assert done.exit_code not in (0, 2)
    assert "there is no index in 'none'" in done.output


@pytest.mark.parametrize("scales", [(), (2, 3), (1, 1), (1, 10, 5)])
def test_scales_rise_from_one(scales: tuple[int, ...]) -> None:
    with pytest.raises(SettingsError, match="must rise and begin with 1"):
        Plan(scales=scales)
