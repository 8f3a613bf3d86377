"""The README says what the commands say."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parent.parent


def test_the_help_text_is_current() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "tools" / "readme.py"), "--check"],
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr


def test_files_that_are_linked_are_there() -> None:
    links = re.findall(r"\]\(([^):#]+)\)", (ROOT / "README.md").read_text("utf-8"))
    assert links
    assert [each for each in links if not (ROOT / each).exists()] == []


def test_what_the_make_file_is_said_to_do_it_does() -> None:
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE))
    said = set(re.findall(r"^make ([a-z]+)", (ROOT / "README.md").read_text("utf-8"), re.MULTILINE))
    assert said
    assert said <= targets
