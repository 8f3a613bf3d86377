"""What every act at the desk begins with: whether somebody may, and whether their question is one."""

from __future__ import annotations

from councilqa.access.rules import Action, Person, permit
from councilqa.errors import CouncilQAError

MOST_QUESTION = 2000
"""Characters: what takes a minute to look for keeps others waiting."""


def permitted(who: Person | None, action: Action) -> Person:
    """The person, once they are known to be allowed this."""
    permit(who, action)
    if who is None:
        raise AssertionError(f"{action} is for people who are known")
    return who


def bounded(question: str) -> str:
    """The question; raises CouncilQAError for one that is longer than any."""
    if len(question) > MOST_QUESTION:
        raise CouncilQAError(
            f"the question has {len(question):,} characters; at most {MOST_QUESTION:,} are taken",
            hint="Ask in a sentence or two.",
        )
    return question
