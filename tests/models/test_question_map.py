"""The trained map of questions: for the packaged model alone, whatever directions the index keeps."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from councilqa.models.question_map import question_map
from councilqa.models.reduction import Reduction
from councilqa.retrieval.late import Frequencies, query_tokens
from councilqa.store.encoded import TokenFrequencies
from fake_encoder import fake_models, real_models

QUESTION = "how much cash will sharing the top boss free up?"


def test_only_the_packaged_model_has_a_trained_map() -> None:
    encoder, reduction = fake_models()
    assert question_map(encoder, reduction) is reduction
    encoder, reduction = real_models()
    trained = question_map(encoder, reduction)
    assert trained.matrix.shape == reduction.matrix.shape
    assert not np.allclose(trained.matrix, reduction.matrix, atol=0.01)


def test_the_map_holds_for_other_directions_of_the_same_space() -> None:
    encoder, reduction = real_models()
    dimensions = reduction.dimensions
    turn = np.linalg.qr(np.random.default_rng(3).normal(size=(dimensions, dimensions)))[0].astype(np.float32)
    turned = Reduction(matrix=reduction.matrix @ turn)
    asked, passage = (
        encoder.encode([text])[0].tokens for text in (QUESTION, "A shared chief executive saves £88,000 a year.")
    )

    def likeness(each: Reduction) -> NDArray[np.float32]:
        return question_map(encoder, each).reduce(asked) @ each.reduce(passage).T

    np.testing.assert_allclose(likeness(reduction), likeness(turned), atol=2e-3)


def test_passages_are_ranked_by_the_trained_map_and_sentences_weighed_by_the_words_themselves() -> None:
    encoder, reduction = real_models()
    nothing = np.array([])
    frequencies = Frequencies(
        TokenFrequencies(
            generation=0, ids=nothing.astype(np.uint32), passages_with=nothing.astype(np.int64), passages=0
        )
    )
    read = encoder.encode([QUESTION], role="query")[0]
    plain = query_tokens(read, [], reduction, frequencies)
    trained = query_tokens(read, [], reduction, frequencies, question_map(encoder, reduction))
    np.testing.assert_array_equal(plain.ranking, plain.vectors)
    np.testing.assert_array_equal(trained.vectors, plain.vectors)
    np.testing.assert_allclose(np.linalg.norm(trained.ranking, axis=1), 1, atol=1e-5)
    assert not np.allclose(trained.ranking, trained.vectors, atol=0.05)
