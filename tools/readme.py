"""Refresh the generated blocks of README.md: the help text and the real output of its examples.

    python tools/readme.py          write them; the default index has to be there
    python tools/readme.py --check  exit 1 if the help text or a summary of figures is out of date

A block stands between `<!-- begin: help -->`, `<!-- begin: run ARGUMENTS -->` or `<!-- begin: eval RESULTS.json -->`, a
run of the question suites summed up, `<!-- begin: bench RESULTS.json -->`, a run of the benchmarks, and `<!-- end -->`;
any other is left.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path

README = Path(__file__).resolve().parent.parent / "README.md"
COLUMNS = "110"
HELP_COLUMNS = "80"
_BLOCK = re.compile(r"(<!-- begin: (help|run [^\n]*?|(?:eval|bench) [^\n]*?) -->\n)(.*?)(<!-- end -->)", re.DOTALL)


def refreshed(text: str, *, runs: bool) -> str:
    """The text with its blocks as the commands print them now."""
    return _BLOCK.sub(lambda match: match[1] + _block(match, runs=runs) + match[4], text)


def _block(match: re.Match[str], *, runs: bool) -> str:
    if match[2] == "help":
        return _shown(["--help"], columns=HELP_COLUMNS)
    if match[2].startswith("eval "):
        return _output(["eval", "report", match[2].removeprefix("eval "), "--markdown", "-"], columns=COLUMNS)
    if match[2].startswith("bench "):
        return _output(["bench", "--show", match[2].removeprefix("bench "), "--markdown", "-"], columns=COLUMNS)
    return _shown(shlex.split(match[2].removeprefix("run ")), columns=COLUMNS) if runs else match[3]


def _shown(arguments: list[str], *, columns: str) -> str:
    words = " ".join(f'"{each}"' if " " in each else each for each in arguments)
    output = "\n".join(line.rstrip() for line in _output(arguments, columns=columns).strip("\n").splitlines())
    return f"```text\n$ councilqa {words}\n{output}\n```\n"


def _output(arguments: list[str], *, columns: str) -> str:
    done = subprocess.run(
        [sys.executable, "-m", "councilqa", *arguments],
        capture_output=True,
        encoding="utf-8",
        cwd=README.parent,
        env={**os.environ, "COLUMNS": columns, "PYTHONIOENCODING": "utf-8", "NO_COLOR": "1"},
        check=False,
    )
    if done.returncode not in (0, 3):
        sys.exit(done.stderr)
    return done.stdout


def main(arguments: list[str]) -> int:
    before = README.read_text("utf-8")
    after = refreshed(before, runs=arguments != ["--check"])
    if arguments == ["--check"]:
        if before != after:
            print("README.md: the help text is out of date; run tools/readme.py", file=sys.stderr)
        return int(before != after)
    README.write_text(after, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
