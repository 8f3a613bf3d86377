"""What takes long to make and stays true until the papers change."""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import Generic, TypeVar

T = TypeVar("T")


class Remembered(Generic[T]):
    """The last few things made, by their keys; whoever asks for one that is being made waits for it."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._guard = threading.Lock()
        self._making: dict[Hashable, threading.Lock] = {}
        self._made: OrderedDict[Hashable, T] = OrderedDict()

    def get(self, key: Hashable, make: Callable[[], T]) -> T:
        """What was made for this key; raises what `make` raises, and then remembers nothing."""
        with self._guard:
            if key in self._made:
                return self._made[key]
            turn = self._making.setdefault(key, threading.Lock())
        with turn:
            with self._guard:
                if key in self._made:
                    return self._made[key]
            try:
                made = make()
            finally:
                with self._guard:
                    self._making.pop(key, None)
            self._keep(key, made)
            return made

    def _keep(self, key: Hashable, made: T) -> None:
        with self._guard:
            self._made[key] = made
            while len(self._made) > self._most:
                self._made.popitem(last=False)
