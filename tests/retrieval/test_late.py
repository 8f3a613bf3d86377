"""Late interaction: the same score from all passages at once and from a few, and what it rewards."""

from __future__ import annotations

import numpy as np
import pytest

from councilqa.retrieval.late import Frequencies, QueryTokens, TokenIndex, query_tokens, score_passages, unit_matches
from councilqa.store.encoded import CONTEXT_UNIT, TokenFrequencies, TokenMatrix, TokenVectors
from fake_encoder import fake_models

TEXTS = [
    "The shared service saves £240,000 a year.",
    "Staff of the depot transfer on 1 April.",
    "Library opening hours are reviewed.",
    "The council, the council and the council.",
]


def vectors(text: str, *, units: int = 1) -> TokenVectors:
    encoder, reduction = fake_models()
    encoded = encoder.encode([text])[0]
    places = np.minimum(np.arange(len(encoded.ids)) * units // max(len(encoded.ids), 1), units - 1)
    return TokenVectors(codes=reduction.codes(encoded.tokens), ids=encoded.ids, units=places.astype(np.uint8))


def frequencies(texts: list[str] = TEXTS) -> Frequencies:
    ids, counts = np.unique(np.concatenate([np.unique(vectors(text).ids) for text in texts]), return_counts=True)
    return Frequencies(TokenFrequencies(1, ids.astype(np.uint32), counts, len(texts)))


def matrix(tokens: list[TokenVectors]) -> TokenMatrix:
    return TokenMatrix(
        generation=1,
        passage_ids=tuple(f"p{number}" for number in range(len(tokens))),
        offsets=np.cumsum([0, *map(len, tokens)]),
        codes=np.concatenate([each.codes for each in tokens]),
        ids=np.concatenate([each.ids for each in tokens]),
        units=np.concatenate([each.units for each in tokens]),
    )


def ask(question: str, *others: tuple[str, str]) -> QueryTokens:
    """`others` are pairs of words of the question and what else they may be."""
    encoder, reduction = fake_models()
    spans = [
        (question.index(said), question.index(said) + len(said), encoder.encode([written])[0])
        for said, written in others
    ]
    return query_tokens(encoder.encode([question])[0], spans, reduction, frequencies())


@pytest.mark.parametrize("others", [[], [("top pay", "depot staff")], [("saves", "reviewed"), ("top", "council")]])
def test_few_passages_score_as_they_do_among_all(others: list[tuple[str, str]]) -> None:
    query = ask("what saves on top pay", *others)
    tokens = [vectors(text) for text in TEXTS]
    index = TokenIndex(matrix(tokens))
    assert score_passages(query, tokens) == pytest.approx(index.scores(query), abs=1e-5)
    assert score_passages(query, tokens[2:3]) == pytest.approx(index.scores(query)[2:3], abs=1e-5)
    assert index.scores(query).shape == (len(TEXTS),)


def test_weights_of_a_question_add_up_to_one() -> None:
    query = ask("what saves the shared service")
    assert query.weights.sum() == pytest.approx(1)
    assert np.linalg.norm(query.vectors, axis=1) == pytest.approx(1, abs=1e-4)


def test_text_itself_scores_near_one_and_best() -> None:
    for position, text in enumerate(TEXTS):
        scores = score_passages(ask(text.lower()), [vectors(each) for each in TEXTS])
        assert scores.argmax() == position
        assert scores[position] > 0.95


def test_rare_word_weighs_more_than_a_common_one() -> None:
    query = ask("the library")
    assert query.weights[1] > query.weights[0]


def test_alternative_lifts_only_what_it_fits() -> None:
    plain, other = ask("when do lorries move"), ask("when do lorries move", ("lorries", "depot"))
    tokens = [vectors(text) for text in TEXTS]
    before, after = score_passages(plain, tokens), score_passages(other, tokens)
    assert (after >= before - 1e-6).all()
    assert after[1] > before[1] + 0.1
    assert other.weights[other.own :].sum() == pytest.approx(other.weights[2])
    assert other.met(np.ones(len(other.weights), np.float32)) == pytest.approx(1)


def test_alternative_to_no_token_of_the_question_is_left_out() -> None:
    encoder, reduction = fake_models()
    query = query_tokens(
        encoder.encode(["one word"])[0], [(50, 60, encoder.encode(["other"])[0])], reduction, frequencies()
    )
    assert query.spans == ()


def test_empty_question_and_empty_index_score_nothing() -> None:
    nothing, tokens = ask(""), [vectors(text) for text in TEXTS]
    assert score_passages(nothing, tokens).tolist() == [0, 0, 0, 0]
    assert TokenIndex(matrix(tokens)).scores(nothing).tolist() == [0, 0, 0, 0]
    assert score_passages(ask("library"), []).shape == (0,)


def test_each_unit_is_matched_by_its_own_tokens() -> None:
    query = ask("library depot")
    tokens = vectors("the depot closes early the library opens late", units=2)
    best, outside = unit_matches(query, tokens, 2)
    assert best[0, 1] > 0.9 > best[0, 0]
    assert best[1, 0] > 0.9 > best[1, 1]
    assert (outside == -1).all()
    context = TokenVectors(tokens.codes, tokens.ids, np.full_like(tokens.units, CONTEXT_UNIT))
    best, outside = unit_matches(query, context, 2)
    assert (best == -1).all()
    assert (outside > 0.9).all()
