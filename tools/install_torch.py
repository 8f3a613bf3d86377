"""Install the pinned torch as a CPU build, so that nobody downloads several GB of CUDA by accident.

    python tools/install_torch.py [options for pip]

With options for pip (another index, a folder of wheels) they are used as they are. Without: what pip would bring is
looked at first; where that is a CUDA build, uv is installed and asked for its CPU variant instead.
"""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

VERSION = "2.13.0"


def main(options: list[str]) -> None:
    wanted = f"torch=={VERSION}"
    if options:
        run("-m", "pip", "install", *options, wanted)
    elif brings_cuda(wanted):
        print("The plain build of torch would bring CUDA; taking the CPU build.", flush=True)
        run("-m", "pip", "install", "--quiet", "uv")
        run("-m", "uv", "pip", "install", "--python", sys.executable, "--torch-backend", "cpu", wanted)
    else:
        run("-m", "pip", "install", wanted)


def brings_cuda(wanted: str) -> bool:
    """Whether a plain install would come with CUDA libraries."""
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.json"
        run("-m", "pip", "install", "--quiet", "--dry-run", "--report", str(report), wanted)
        names = [each["metadata"]["name"].lower() for each in json.loads(report.read_text("utf-8"))["install"]]
    return any(name.startswith(("nvidia", "cuda")) for name in names)


def run(*arguments: str) -> None:
    done = subprocess.run([sys.executable, *arguments], check=False)
    if done.returncode:
        sys.exit(done.returncode)


if __name__ == "__main__":
    main(sys.argv[1:])
