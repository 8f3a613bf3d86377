"""New processes: how long until they answer, and how much memory they take."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from councilqa.errors import CouncilQAError
from councilqa.evals.benchmarks.figures import timed
from councilqa.evals.benchmarks.results import Starting

HELP_STARTS = 3
LONGEST_SECONDS = 600
_PEAK_OF_A_CHILD = """
import resource, subprocess, sys
done = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE)
print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)
sys.stdout.buffer.write(done.stdout)
sys.exit(done.returncode)
"""
"""Started between this process and the one measured: on Linux a child's peak begins at that of its parent."""


def start(index: Path, embedder: str, question: str, *, shared: bool) -> Starting:
    """A question to a new process: one that asks once, or one that searches as a server does."""
    own = [sys.executable, "-m", "councilqa.evals.benchmarks.first", str(time.time())]
    own += [str(index), embedder, question, "shared" if shared else "alone"]
    peak, parts = _output([sys.executable, "-c", _PEAK_OF_A_CHILD, *own]).split("\n", 1)
    imports, model, opening, asking = json.loads(parts)
    return Starting(
        imports_seconds=imports,
        model_seconds=model,
        index_seconds=opening,
        question_seconds=asking,
        peak_bytes=int(peak) if sys.platform == "darwin" else int(peak) * 1024,
        command_seconds=None if shared else _time_ask(index, question),
    )


def time_help() -> float:
    """Median seconds of `councilqa --help` from start to end of its process."""
    command = [sys.executable, "-m", "councilqa", "--help"]
    return statistics.median(timed(lambda: _output(command)) for _ in range(HELP_STARTS))


def _time_ask(index: Path, question: str) -> float:
    """From start to end of the process."""
    command = [sys.executable, "-m", "councilqa", "ask", question, "--index", str(index)]
    return timed(lambda: _output(command, accepted=(0, 3)))


def _output(command: Sequence[str], *, accepted: Sequence[int] = (0,)) -> str:
    try:
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=LONGEST_SECONDS)
    except subprocess.TimeoutExpired as error:
        raise CouncilQAError(f"a process started to be measured took more than {LONGEST_SECONDS} s") from error
    if done.returncode not in accepted:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise CouncilQAError(f"a process started to be measured failed: {last}", hint="Run `councilqa doctor`.")
    return done.stdout
