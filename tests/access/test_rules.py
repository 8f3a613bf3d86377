from __future__ import annotations

import pytest

from councilqa.access.rules import Action, Person, Role, may, permit
from councilqa.errors import ForbiddenError, UnauthenticatedError

READERS = {Action.SIGN_IN, Action.ASK, Action.READ, Action.COMPARE, Action.EXPORT, Action.GIVE_FEEDBACK}
EDITORS = READERS | {Action.ADD, Action.CORRECT, Action.REMOVE}


@pytest.mark.parametrize("action", Action)
def test_every_action_is_decided_for_everybody(action: Action) -> None:
    for who, allowed, refusal in (
        (None, {Action.SIGN_IN}, UnauthenticatedError),
        (Person("Ada", Role.READER), READERS, ForbiddenError),
        (Person("Grace", Role.EDITOR), EDITORS, ForbiddenError),
    ):
        assert may(who, action) is (action in allowed)
        if action in allowed:
            permit(who, action)
        else:
            with pytest.raises(refusal) as refused:
                permit(who, action)
            assert refused.value.hint


def test_editors_may_do_everything() -> None:
    assert set(Action) == EDITORS


def test_a_refusal_says_who_may_not_do_what() -> None:
    with pytest.raises(ForbiddenError, match="Ada is signed in as reader and may not remove papers"):
        permit(Person("Ada", Role.READER), Action.REMOVE)
    with pytest.raises(UnauthenticatedError, match="may ask"):
        permit(None, Action.ASK)
