"""Whether the papers of one party speak of what others speak of.

A single question gives no such evidence: no similarity tells what is answerable. Several parties do: where one meets
what is asked about much less well than another does, it does not state it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from councilqa.answering.chain import State

LEAST_SHARE = 0.84
"""Of what the best party meets of the question; below, it is not stated. Measured, see docs/decisions."""
LEAST_SHARE_IN_DOUBT = 0.87
"""The same where the papers alone give a reason to doubt, too."""
WORD_SHARE = 1.0
"""Weight of the words met one by one, beside all that one sentence meets together."""
MISSED = 0.2
"""A word that another party meets so much better is told as the reason."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Strength:
    """How well the papers of one party meet a question."""

    together: float
    """Best of one sentence, row or item with its context, 0 to 1."""
    words: Mapping[str, float]
    """Content words of the question, each with its best match anywhere."""
    weights: Mapping[str, float]
    """Of the same words, adding up to 1."""


def strength(state: State) -> Strength:
    """Of evidence that has been weighed; nothing at all where there is nothing to search."""
    subject = state.subject
    if subject is None or not state.evidence:
        return Strength(together=0.0, words={}, weights={})
    known = [(word, list(at)) for word, at in zip(subject.words, subject.word_tokens, strict=True) if at]
    weights = {word: float(subject.weights[at].sum()) for word, at in known}
    total = sum(weights.values()) or 1.0
    return Strength(
        together=max(float(each.met @ subject.weights) for each in state.evidence),
        words={word: max(float(each.met[at].min()) for each in state.evidence) for word, at in known},
        weights={word: weight / total for word, weight in weights.items()},
    )


def share(own: Strength, others: Sequence[Strength]) -> float:
    """How well a party meets the question, of what the best of all meets: 1 is as well as any."""
    best = max((each.together for each in others), default=0.0)
    if not best or not own.words:
        return 0.0
    words = sum(
        weight * min(1.0, own.words[word] / max(_best(word, others), 1e-6)) for word, weight in own.weights.items()
    )
    return (own.together / best + WORD_SHARE * words) / (1 + WORD_SHARE)


def missed(own: Strength, others: Sequence[Strength]) -> tuple[str, ...]:
    """Words that another party meets much better, the most telling first."""
    gaps = {word: _best(word, others) - met for word, met in own.words.items()}
    telling = [word for word, gap in gaps.items() if gap >= MISSED]
    return tuple(sorted(telling, key=lambda word: -gaps[word] * own.weights[word]))


def _best(word: str, others: Sequence[Strength]) -> float:
    return max(each.words.get(word, 0.0) for each in others)
