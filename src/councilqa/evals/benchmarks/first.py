"""One question in a process of its own, by part: `python -m councilqa.evals.benchmarks.first STARTED INDEX …`.

Imports only what asking needs, so that what is timed is what a user waits for.
"""

from __future__ import annotations

import json
import sys
import time
from itertools import pairwise


def main(started: float, index: str, embedder: str, question: str, *, shared: bool) -> None:
    """Print the seconds of each part as JSON; `started` is the clock's reading before the process began."""
    from pathlib import Path

    from councilqa.models.encoder import Encoder
    from councilqa.models.reduction import fitted
    from councilqa.service import CouncilQA
    from councilqa.settings import Settings

    imported = time.time()
    encoder = Encoder(embedder)
    models = encoder, fitted(encoder, Path(index))
    loaded = time.time()
    settings = Settings.load(index=Path(index), embedder=embedder)
    with CouncilQA.open(settings=settings, models=models, shared=shared) as papers:
        papers.search(question, k=1)
        opened = time.time()
        papers.ask(question)
        asked = time.time()
    marks = (started, imported, loaded, opened, asked)
    json.dump([after - before for before, after in pairwise(marks)], sys.stdout)


if __name__ == "__main__":
    main(float(sys.argv[1]), sys.argv[2], sys.argv[3], sys.argv[4], shared=sys.argv[5] == "shared")
