"""The vectors of passages: every token of the text has one, however long it is."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pytest

from councilqa.domain.passages import Passage, Unit
from councilqa.ingest.encode import LEAST_ROOM, encode_passages
from councilqa.models.encoder import Encoder
from councilqa.models.reduction import Reduction, fit
from councilqa.store.encoded import CONTEXT_UNIT, EncodedPassage
from fake_encoder import FakeEncoder, fake_models, real_models

CONTEXT = "Shared Services, Cannock Chase and Stafford\nFinance"
LONG = " ".join(f"The council's governance arrangement number {number} saves £{number},000." for number in range(60))


def passage(*sentences: str, context: str = CONTEXT) -> Passage:
    """One unit for each sentence."""
    units, start = [], 100
    for text in sentences:
        units.append(Unit(text=text, start=start, kind="sentence"))
        start += len(text) + 1
    return Passage(
        text=" ".join(sentences),
        start=100,
        id="0" * 16,
        document_id="1" * 16,
        ordinal=0,
        kind="text",
        section=(),
        paragraph=None,
        page=None,
        printed_page=None,
        context=context,
        units=tuple(units),
    )


def encode(models: tuple[Encoder, Reduction], *passages: Passage) -> Sequence[EncodedPassage]:
    return encode_passages(passages, *models)


def text_ids(encoded: EncodedPassage) -> list[int]:
    return encoded.tokens.ids[encoded.tokens.units != CONTEXT_UNIT].tolist()


def all_ids(encoder: Encoder, text: str) -> list[int]:
    if isinstance(encoder, FakeEncoder):
        return FakeEncoder(most_tokens=1_000_000).encode([text])[0].ids.tolist()
    return list(encoder.tokenizer(text, add_special_tokens=False, verbose=False)["input_ids"])


@pytest.fixture(params=["fake", "real"])
def models(request: pytest.FixtureRequest) -> tuple[Encoder, Reduction]:
    return real_models() if request.param == "real" else fake_models()


@pytest.mark.parametrize("text", ["One short sentence.", LONG])
def test_every_token_of_the_text_has_a_vector(models: tuple[Encoder, Reduction], text: str) -> None:
    encoder, reduction = models
    [encoded] = encode(models, passage(text))
    assert text_ids(encoded) == all_ids(encoder, text)
    context = encoded.tokens.ids[encoded.tokens.units == CONTEXT_UNIT].tolist()
    assert context == all_ids(encoder, CONTEXT), "the context's tokens are kept once"
    assert encoded.tokens.codes.shape == (len(encoded.tokens), reduction.dimensions)


@pytest.mark.parametrize("context", ["", CONTEXT, "Of a title that never ends " * 80])
def test_long_context_leaves_room_for_the_text(models: tuple[Encoder, Reduction], context: str) -> None:
    encoder, _ = models
    [encoded] = encode(models, passage(LONG, context=context))
    assert text_ids(encoded) == all_ids(encoder, LONG)
    assert (encoded.tokens.units == CONTEXT_UNIT).sum() <= encoder.most_tokens - LEAST_ROOM


@pytest.mark.parametrize(
    "word",
    ["interdepartmental", "£1,234,567.89", "§§151/2022-23", "antidisestablishmentarianism", "МВС", "re-organised"],
)
@pytest.mark.parametrize("before", [0, 1])
def test_words_of_many_tokens_are_not_lost_between_windows(word: str, before: int) -> None:
    text = "a " * before + f"{word} " * 150 + "end"
    [encoded] = encode(real_models(), passage(text))
    assert text_ids(encoded) == all_ids(real_models()[0], text)


def test_last_word_of_a_long_passage_tells(models: tuple[Encoder, Reduction]) -> None:
    first, second = encode(models, passage(f"{LONG} It is about parking"), passage(f"{LONG} It is about libraries"))
    assert (first.tokens.codes[:20] == second.tokens.codes[:20]).all()
    assert text_ids(first)[-1] != text_ids(second)[-1]
    assert (first.tokens.codes[-1] != second.tokens.codes[-1]).any()
    assert (first.dense != second.dense).any()


def test_each_token_knows_its_unit(models: tuple[Encoder, Reduction]) -> None:
    encoder, _ = models
    sentences = ["The council decides.", LONG, "Staff transfer on 1 April.", "It saves £5m."]
    [encoded] = encode(models, passage(*sentences))
    for number, sentence in enumerate(sentences):
        own = encoded.tokens.ids[encoded.tokens.units == number].tolist()
        assert own == all_ids(encoder, sentence)
    known = encoded.tokens.units[encoded.tokens.units != CONTEXT_UNIT]
    assert (np.diff(known.astype(int)) >= 0).all()


def test_dense_vectors_are_of_unit_length(models: tuple[Encoder, Reduction]) -> None:
    for each in encode(models, passage("Short."), passage(LONG), passage("Mixed.", LONG)):
        assert np.linalg.norm(each.dense) == pytest.approx(1, abs=1e-4)


def test_passages_come_back_in_their_order_and_are_counted() -> None:
    encoder, reduction = fake_models()
    passages = [passage(f"Sentence {number}. " * (40 if number % 2 else 1)) for number in range(5)]
    done: list[int] = []
    encoded = encode_passages(passages, encoder, reduction, on_done=done.append)
    assert [each.passage for each in encoded] == passages
    assert sum(done) >= len(passages)
    assert encode_passages([], encoder, reduction) == ()


def test_same_model_gives_the_same_reduction() -> None:
    assert (fit(FakeEncoder()).matrix == fake_models()[1].matrix).all()


def test_near_texts_are_nearer_than_others(models: tuple[Encoder, Reduction]) -> None:
    """Also holds for the stand-in, so that tests of ranking mean something with it."""
    encoder, _ = models
    one, near, far = (
        each.dense
        for each in encoder.encode(
            ["savings of the shared service", "the shared services' saving", "bus lanes close at night"]
        )
    )
    assert one @ near > one @ far + 0.2
