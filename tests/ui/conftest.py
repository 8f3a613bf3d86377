from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from councilqa.desk.desk import Desk
from desk_makers import built, desk_on


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return built(tmp_path_factory.getbasetemp())


@pytest.fixture
def desk(folder: Path, tmp_path: Path) -> Iterator[Desk]:
    """On papers and an index that no test changes, with users and feedback of its own."""
    with desk_on(folder, tmp_path / "data") as desk, desk.service:
        yield desk
