"""Where papers are kept once read: a library, its vectors, and what finds a passage."""

from councilqa.store.encoded import (
    CONTEXT_UNIT,
    EncodedPassage,
    TokenFrequencies,
    TokenMatrix,
    TokenVectors,
)
from councilqa.store.library import Written
from councilqa.store.records import DocumentSummary, FileRecord, Finding, Sizes
from councilqa.store.schema import FORMAT_VERSION
from councilqa.store.stamp import Stamp
from councilqa.store.store import Store

__all__ = [
    "CONTEXT_UNIT",
    "FORMAT_VERSION",
    "DocumentSummary",
    "EncodedPassage",
    "FileRecord",
    "Finding",
    "Sizes",
    "Stamp",
    "Store",
    "TokenFrequencies",
    "TokenMatrix",
    "TokenVectors",
    "Written",
]
