"""`councilqa serve` as its users start it: a process of its own, on a folder of its own."""

from __future__ import annotations

import json
import os
import queue
import re
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path
from typing import Any, Self

START_SECONDS = 180


class Server:
    """A page on `folder / "corpus"`, `"index"` and `"data"`, from `start` to `stop`."""

    def __init__(self, folder: Path, **settings: str) -> None:
        self.corpus = folder / "corpus"
        self.data = folder / "data"
        self.folder = folder
        self.address = ""
        """Without a slash at its end."""
        self.warnings = folder / "warnings.txt"
        self._environment = {
            **os.environ,
            "COUNCILQA_CORPUS": str(self.corpus),
            "COUNCILQA_INDEX": str(folder / "index"),
            "COUNCILQA_DATA": str(self.data),
            "PYTHONIOENCODING": "utf-8",
            "COLUMNS": "200",
            **settings,
        }
        self._process: subprocess.Popen[str] | None = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> Self:
        """Wait until it says where it is; a second start listens at the same place."""
        port = self.address.rpartition(":")[2] or "0"
        with self.warnings.open("a", encoding="utf-8") as warnings:
            process = subprocess.Popen(
                [sys.executable, "-m", "councilqa", "serve", "--port", port],
                stdout=subprocess.PIPE,
                stderr=warnings,
                text=True,
                encoding="utf-8",
                cwd=self.folder,
                env=self._environment,
            )
        self._process = process
        lines: queue.SimpleQueue[str] = queue.SimpleQueue()
        threading.Thread(target=_read, args=(process, lines), daemon=True).start()
        try:
            said = lines.get(timeout=START_SECONDS)
        except queue.Empty:
            said = ""
        found = re.search(r"http://[\w.:\[\]]+", said)
        if found is None:
            self.stop()
            raise AssertionError(f"the server said {said!r}\n{self.warnings.read_text('utf-8')}")
        self.address = found[0]
        return self

    def stop(self) -> None:
        if self._process is not None:
            self._process.terminate()
            try:
                self._process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self._process.kill()
                self._process.wait()
            self._process = None

    def run(self, *arguments: str, input: str | None = None) -> str:
        """What a command prints that works on the same folders."""
        done = subprocess.run(
            [sys.executable, "-m", "councilqa", *arguments],
            capture_output=True,
            text=True,
            encoding="utf-8",
            timeout=START_SECONDS,
            cwd=self.folder,
            env=self._environment,
            input=input,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def get(self, path: str) -> tuple[int, str, bytes]:
        """(status, media type, body)."""
        with urllib.request.urlopen(f"{self.address}{path}", timeout=60) as response:
            return response.status, response.headers.get_content_type(), response.read()

    def id_of(self, title: str) -> str:
        """Of the paper with this title."""
        documents = json.loads(self.get("/api/documents")[2])["documents"]
        return str(next(each["document_id"] for each in documents if each["title"] == title))

    def ask(self, question: str, **scope: Any) -> dict[str, Any]:
        """The answer as programs get it."""
        request = urllib.request.Request(
            f"{self.address}/api/ask",
            data=json.dumps({"question": question, **scope}).encode(),
            headers={"content-type": "application/json"},
        )
        with urllib.request.urlopen(request, timeout=60) as response:
            return dict(json.load(response))


def _read(process: subprocess.Popen[str], lines: queue.SimpleQueue[str]) -> None:
    """Hand on each line: what is not read would stop the server one day."""
    assert process.stdout is not None
    for line in process.stdout:
        lines.put(line)
    lines.put("")
