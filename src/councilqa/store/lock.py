"""One process at a time in the parts of an index that bear only one."""

from __future__ import annotations

import datetime as dt
import json
import os
import sys
from contextlib import suppress
from pathlib import Path

from filelock import FileLock, Timeout

from councilqa.errors import IndexFault, LockedIndexError

_UNKNOWN_HOLDER = "another process"


class IndexLock:
    """The lock of one index folder; who holds it is written beside it."""

    def __init__(self, folder: Path) -> None:
        self._name = folder.name
        self._note = folder / "lock.json"
        # Not per thread: any thread of the process may use, and close, what the lock guards.
        self._lock = FileLock(folder / "lock", timeout=0, thread_local=False)

    @property
    def held(self) -> bool:
        return bool(self._lock.is_locked)

    def acquire(self, purpose: str) -> None:
        """Take the lock at once or say who has it. `purpose` is told to whoever comes next."""
        if self.held:
            return
        try:
            self._lock.acquire(blocking=False)
        except Timeout as error:
            raise LockedIndexError(f"the index {self._name!r} is in use by {self.holder()}") from error
        except OSError as error:
            raise IndexFault(
                f"the index {self._name!r} cannot be locked: {error.strerror or error}",
                hint="Check that its folder can be written to.",
            ) from error
        self._write_note(purpose)

    def release(self) -> None:
        if not self.held:
            return
        with suppress(OSError):
            self._note.unlink(missing_ok=True)
        self._lock.release()

    def holder(self) -> str:
        """Who has the lock, in words; only a hint, as a killed process leaves its note behind."""
        try:
            note = json.loads(self._note.read_text(encoding="utf-8"))
            return f"process {note['pid']} ({note['command']}, {note['purpose']}, since {note['since']})"
        except (OSError, ValueError, KeyError, TypeError):
            return _UNKNOWN_HOLDER

    def _write_note(self, purpose: str) -> None:
        note = {
            "pid": os.getpid(),
            "command": _command(),
            "purpose": purpose,
            "since": dt.datetime.now().astimezone().isoformat(sep=" ", timespec="seconds"),
        }
        fresh = self._note.with_suffix(".new")
        with suppress(OSError):
            fresh.write_text(json.dumps(note), encoding="utf-8")
            fresh.replace(self._note)


def _command() -> str:
    """Program and subcommand; never further arguments, which may hold a password."""
    program = Path(sys.argv[0]).name if sys.argv and sys.argv[0] else "python"
    subcommand = sys.argv[1] if len(sys.argv) > 1 and sys.argv[1].isalpha() else ""
    return f"{program} {subcommand}".strip()
