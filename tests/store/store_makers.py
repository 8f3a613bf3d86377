"""Papers and vectors made up for tests: every passage is one paragraph of generated council prose."""

from __future__ import annotations

import datetime as dt
import hashlib
import random

import numpy as np
from numpy.typing import NDArray

from councilqa.domain.documents import Document, Draft, Metadata, Page, Paragraph, Placed
from councilqa.domain.passages import Passage, Unit
from councilqa.store import (
    CONTEXT_UNIT,
    FORMAT_VERSION,
    EncodedPassage,
    FileRecord,
    Stamp,
    TokenVectors,
)

DIMENSIONS = 16
TOKEN_DIMENSIONS = 8
WORDS = [
    "council",
    "cabinet",
    "savings",
    "shared",
    "service",
    "partnership",
    "officer",
    "budget",
    "risk",
    "staff",
    "member",
    "report",
]
STAMP = Stamp("hashing", DIMENSIONS, TOKEN_DIMENSIONS, 1, 1, FORMAT_VERSION)


def digest(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def paragraphs(seed: int, count: int = 4, words: int = 12) -> tuple[str, ...]:
    """Different for each seed, the same for the same one."""
    rng = random.Random(seed)
    return tuple(
        f"{seed}.{number} " + " ".join(rng.choice(WORDS) for _ in range(words)) + "." for number in range(1, count + 1)
    )


def document(*texts: str, source: str = "paper.txt", title: str = "A paper") -> Document:
    """One page, one block for each text."""
    text = "\n".join(texts)
    blocks, start = [], 0
    for number, each in enumerate(texts, 1):
        blocks.append(Paragraph(text=each, start=start, number=str(number)))
        start += len(each) + 1
    page = Page(number=1, label="i", start=0, end=len(text))
    return Document(
        id=digest(text)[:16],
        source=source,
        draft=Draft(text=text, blocks=tuple(blocks), pages=(page,)),
        placed=tuple(Placed(block=each, section=("Part",), paragraph=each.number) for each in blocks),
        metadata=Metadata(title=title, councils=("Hart District Council",), date=dt.date(2022, 7, 7)),
        abbreviations=(("HDC", "Hart District Council"),),
    )


def paper(seed: int, count: int = 4) -> Document:
    return document(*paragraphs(seed, count), source=f"paper-{seed}.txt", title=f"Paper {seed}")


def dense(text: str, dimensions: int = DIMENSIONS) -> NDArray[np.float32]:
    """Of unit length, the same for the same text."""
    rng = np.random.default_rng(int(digest(text)[:8], 16))
    vector = rng.standard_normal(dimensions).astype(np.float32)
    return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def tokens(text: str, dimensions: int = TOKEN_DIMENSIONS) -> TokenVectors:
    words = text.split()
    rng = np.random.default_rng(int(digest(text)[:8], 16))
    units = np.zeros(len(words), dtype=np.uint8)
    units[:1] = CONTEXT_UNIT
    return TokenVectors(
        rng.integers(-127, 128, (len(words), dimensions)).astype(np.int8),
        np.array([int(digest(word)[:3], 16) for word in words], dtype=np.uint32),
        units,
    )


def encode(
    paper: Document, *, dimensions: int = DIMENSIONS, token_dimensions: int = TOKEN_DIMENSIONS
) -> tuple[EncodedPassage, ...]:
    """One passage for each block."""
    encoded = []
    for ordinal, block in enumerate(paper.draft.blocks):
        unit = Unit(text=block.text, start=block.start, kind="sentence", page=1, section=("Part",))
        passage = Passage(
            id=digest(f"{paper.id} {ordinal} {block.text}")[:16],
            document_id=paper.id,
            ordinal=ordinal,
            kind="text",
            section=("Part",),
            paragraph=str(ordinal + 1),
            page=1,
            printed_page=None,
            text=block.text,
            start=block.start,
            context=f"{paper.metadata.title} - Part",
            units=(unit,),
        )
        encoded.append(EncodedPassage(passage, dense(block.text, dimensions), tokens(block.text, token_dimensions)))
    return tuple(encoded)


def file_of(paper: Document) -> FileRecord:
    return FileRecord(
        sha256=digest(paper.text),
        size_bytes=len(paper.text.encode()),
        added_at=dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC),
    )
