from __future__ import annotations

from collections.abc import Callable

import pytest

from councilqa.answering.chain import State
from councilqa.answering.subject import proper_names


@pytest.mark.parametrize(
    ("question", "scope", "names"),
    [
        ("What did Solent charge?", (), ("Solent",)),
        ("What does the MTFS say?", (), ("MTFS",)),
        ("MTFS: what is it?", (), ("MTFS",)),
        ("Why is £27,500 needed?", (), ("£27,500",)),
        ("What happens in 2024/25?", (), ("2024/25",)),
        ("What is Hart's share?", ("hart",), ()),
        ("What does Hart District Council pay?", ("hart district council", "hart"), ()),
        ("What is Fleet's share?", (), ("Fleet",)),
        ("Does the Chief Executive go to Cabinet?", (), ()),
        ("What are the 5 service areas?", (), ()),
        ("What are the 25 service areas?", (), ("25",)),
        ("Sharing: is it good?", (), ()),
        ("Is it good? Sharing is.", (), ()),
        ("what is shared", (), ()),
    ],
)
def test_names_are_what_stands_out_less_the_scope(
    question: str, scope: tuple[str, ...], names: tuple[str, ...]
) -> None:
    assert proper_names(question, scope) == names


def test_words_and_names_of_a_question_are_told_apart(selected: Callable[[str], State]) -> None:
    subject = selected("What did Solent Advisers charge Oakford for their review?").subject
    assert subject is not None
    assert subject.names == ("Solent", "Advisers")
    assert {"charge", "review"} <= set(subject.words)
    assert not {"oakford", "solent"} & set(subject.words)
    assert float(subject.weights.sum()) == pytest.approx(1, abs=1e-3)
