"""How much is tried for one paper, so that no paper can keep everybody waiting; what is left out for it is told."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

T = TypeVar("T")
SECONDS = 30.0
"""Of the processor, for all checks of a paper; the longest of the papers tried takes less than one."""
_EVERY = 256
"""Steps between two looks at the clock."""


class TooMuchError(Exception):
    """What may be tried is spent."""


@dataclass(slots=True)
class Allowance:
    """What may be tried in one table: in proportion to its size, with enough for any small one."""

    left: int
    is_spent: bool = False

    @classmethod
    def of(cls, cells: int) -> Allowance:
        return cls(left=100_000 + 100 * cells)

    def spend(self, steps: int) -> None:
        self.left -= steps
        if self.left < 0:
            raise TooMuchError


@dataclass(slots=True)
class Effort:
    """The time that the checks of a paper have, and what was left out."""

    seconds: float = SECONDS
    clock: Callable[[], float] = time.thread_time
    left_out: list[str] = field(default_factory=list)
    """In sentences."""
    _ends: float = field(init=False)

    def __post_init__(self) -> None:
        self._ends = self.clock() + self.seconds

    def leave_out(self, what: str) -> None:
        if what not in self.left_out:
            self.left_out.append(what)

    def mind_the_clock(self) -> None:
        """Raises TooMuchError once the time is over."""
        if self.clock() > self._ends:
            raise TooMuchError

    def timed(self, each: Iterable[T]) -> Iterator[T]:
        """The same, with a look at the clock now and then."""
        for count, one in enumerate(each):
            if count % _EVERY == 0:
                self.mind_the_clock()
            yield one

    def first(self, most: int, each: Iterable[T], *, what: str) -> Iterator[T]:
        """As many of them; that there were more is told."""
        for count, one in enumerate(self.timed(each)):
            if count == most:
                self.leave_out(f"Only the first {most:,} {what} were looked at.")
                return
            yield one
