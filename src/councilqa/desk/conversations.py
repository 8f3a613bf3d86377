"""Conversations that are going on, in memory only: a restart forgets them, and so does time."""

from __future__ import annotations

import datetime as dt
import secrets
import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, replace

from councilqa.domain.answers import Answer
from councilqa.errors import UnknownConversationError

MOST_CONVERSATIONS = 1000
MOST_ANSWERS = 100
"""Of one conversation; the oldest are forgotten."""
KEPT = dt.timedelta(hours=24)
"""After its last answer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conversation:
    """Answers given to one person in one tab, oldest first."""

    id: str
    """Cannot be guessed: 22 characters."""
    owner: str
    used: dt.datetime
    forgotten: int = 0
    """How many of its oldest answers are no longer kept; the first kept is turn `forgotten`."""
    answers: tuple[Answer, ...] = ()
    verdicts: tuple[tuple[int, str], ...] = ()
    """(turn, "right" or "wrong"), as its owner judged."""

    def answer(self, turn: int) -> Answer:
        """By its number from 0, which it keeps for good; raises UnknownConversationError."""
        place = turn - self.forgotten
        if not 0 <= place < len(self.answers):
            raise UnknownConversationError("that answer is no longer kept")
        return self.answers[place]


class Conversations:
    """Each is seen by its owner alone; safe to use from several threads."""

    def __init__(self, clock: Callable[[], dt.datetime]) -> None:
        self._clock = clock
        self._guard = threading.Lock()
        self._kept: OrderedDict[str, Conversation] = OrderedDict()
        """Longest unused first."""

    def start(self, owner: str) -> Conversation:
        """A new one."""
        with self._guard:
            made = Conversation(id=secrets.token_urlsafe(16), owner=owner, used=self._clock())
            self._keep(made)
            return made

    def go_on(self, owner: str, id: str) -> Conversation:
        """A copy, for a tab that was loaded again: two tabs never write into one conversation."""
        with self._guard:
            made = replace(self._found(owner, id), id=secrets.token_urlsafe(16), used=self._clock())
            self._keep(made)
            return made

    def of(self, owner: str, id: str) -> Conversation:
        """Raises UnknownConversationError where it is another's or no longer kept."""
        with self._guard:
            return self._found(owner, id)

    def add(self, owner: str, id: str, answer: Answer) -> Conversation:
        """The conversation with one more answer."""
        with self._guard:
            before = self._found(owner, id)
            answers = (*before.answers, answer)
            over = max(0, len(answers) - MOST_ANSWERS)
            after = replace(before, answers=answers[over:], forgotten=before.forgotten + over, used=self._clock())
            self._keep(after)
            return after

    def judge(self, owner: str, id: str, turn: int, verdict: str) -> Conversation:
        """Remember what its owner said of an answer, in place of what they said before."""
        with self._guard:
            before = self._found(owner, id)
            others = tuple(each for each in before.verdicts if each[0] != turn)
            after = replace(before, verdicts=(*others, (turn, verdict)), used=self._clock())
            self._keep(after)
            return after

    def _found(self, owner: str, id: str) -> Conversation:
        self._forget()
        found = self._kept.get(id)
        if found is None or found.owner != owner:
            raise UnknownConversationError("this conversation is no longer kept")
        return found

    def _keep(self, conversation: Conversation) -> None:
        self._kept[conversation.id] = conversation
        self._kept.move_to_end(conversation.id)
        self._forget()

    def _forget(self) -> None:
        oldest = self._clock() - KEPT
        while self._kept:
            first = next(iter(self._kept.values()))
            if len(self._kept) <= MOST_CONVERSATIONS and first.used >= oldest:
                return
            del self._kept[first.id]
