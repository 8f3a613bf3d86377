"""From a command's options to an open service; everything heavy is imported here, when a command needs it."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from councilqa.service import CouncilQA

_QUIET = {
    "LANGSMITH_TRACING": "false",
    "LANGCHAIN_TRACING_V2": "false",
    "ANONYMIZED_TELEMETRY": "false",
    "HF_HUB_DISABLE_TELEMETRY": "1",
    "TOKENIZERS_PARALLELISM": "false",
}
"""Nothing that is asked leaves the machine, whatever the environment says of tracing."""


def quiet() -> None:
    """Before anything heavy is imported."""
    os.environ.update(_QUIET)


@contextmanager
def opened(index: Path | None = None, *, corpus: Path | None = None) -> Iterator[CouncilQA]:
    """The service on the index chosen by option, environment or default."""
    quiet()
    from councilqa.service import CouncilQA
    from councilqa.settings import Settings

    with CouncilQA.open(settings=Settings.load(index=index, corpus=corpus)) as service:
        yield service
