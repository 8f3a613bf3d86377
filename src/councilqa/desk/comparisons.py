"""Comparisons that were made for somebody, in memory only, so that they can be saved as files."""

from __future__ import annotations

import datetime as dt
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass

from councilqa.domain.comparisons import Comparison, Grid, Precedents
from councilqa.errors import UnknownConversationError

Result = Comparison | Grid | Precedents
MOST_COMPARISONS = 500
KEPT = dt.timedelta(hours=24)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One comparison, as its asker can have it again."""

    id: str
    """Cannot be guessed: 22 characters."""
    owner: str
    made_at: dt.datetime
    result: Result


class Comparisons:
    """Each is seen by its owner alone; safe to use from several threads."""

    def __init__(self, clock: Callable[[], dt.datetime]) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._kept: OrderedDict[str, Compared] = OrderedDict()
        """Oldest first."""

    def keep(self, owner: str, result: Result) -> Compared:
        """Under a name of its own."""
        made = Compared(id=secrets.token_urlsafe(16), owner=owner, made_at=self._clock(), result=result)
        with self._guard:
            self._kept[made.id] = made
            self._forget()
        return made

    def of(self, owner: str, id: str) -> Compared:
        """Raises UnknownConversationError where it is another's or no longer kept."""
        with self._guard:
            self._forget()
            found = self._kept.get(id)
        if found is None or found.owner != owner:
            raise UnknownConversationError("this comparison is no longer kept", hint="Make it again.")
        return found

    def _forget(self) -> None:
        oldest = self._clock() - KEPT
        while self._kept:
            first = next(iter(self._kept.values()))
            if len(self._kept) <= MOST_COMPARISONS and first.made_at >= oldest:
                return
            del self._kept[first.id]
