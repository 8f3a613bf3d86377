"""Simple systems on the same questions in the same run, so that a report shows what the rest is worth.

Both are given our reading of the papers, and both answer with the best passage, cut to the length of an answer.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count
from pathlib import PurePath
from typing import Any

from langchain_chroma import Chroma
from langchain_core.documents import Document as Chunk
from langchain_core.embeddings import Embeddings
from langchain_text_splitters import RecursiveCharacterTextSplitter

from councilqa.domain.answers import Answer, AnswerStatus, Citation
from councilqa.domain.documents import Document
from councilqa.domain.passages import Hit, Passage
from councilqa.errors import UnknownDocumentError
from councilqa.evals.indexed import Comparable, Indexed
from councilqa.evals.runner import System
from councilqa.evals.scorers import MOST_ANSWER_CHARACTERS, page_at, paragraph_at
from councilqa.retrieval.retriever import is_partnership
from councilqa.store.store import Store
from councilqa.text import content_words

CHUNK_CHARACTERS = 1000
OVERLAP_CHARACTERS = 200
"""Both as in LangChain's tutorial on retrieval."""
BATCH = 64
FOUND = 4
"""Passages that the tutorial's pipeline hands to its model."""

Embed = Callable[[list[str]], Sequence[Sequence[float]]]


class _Simple:
    """Answers with the best passage that a search brings up; never refuses."""

    def __init__(self, indexed: Indexed) -> None:
        self._documents = indexed.documents

    def ask(
        self,
        question: str,
        *,
        partnership: str | None = None,
        document: str | None = None,
        history: Sequence[Answer] = (),
    ) -> Answer:
        """What was asked before is not looked at."""
        hits = self.search(question, k=1, partnership=partnership, document=document)
        if not hits:
            return Answer(question=question, status=AnswerStatus.NOT_FOUND, text="Nothing found.", reason="no passage")
        passage, paper = hits[0].passage, self._documents[hits[0].passage.document_id]
        text = passage.text[:MOST_ANSWER_CHARACTERS]
        return Answer(
            question=question,
            status=AnswerStatus.ANSWERED,
            text=text,
            citations=(_citation(passage, text, paper),),
            trace=(("rerank", f"{hits[0].score} the best passage"),),
        )

    def search(
        self, query: str, *, k: int | None = None, partnership: str | None = None, document: str | None = None
    ) -> Sequence[Hit]:
        within = self._within(partnership, document)
        found = self._found(query, k or FOUND, within)
        return tuple(
            Hit(rank=rank, score=round(score, 4), passage=passage, found_by=("baseline",))
            for rank, (passage, score) in enumerate(found, 1)
        )

    def _found(self, query: str, k: int, within: tuple[str, ...] | None) -> Sequence[tuple[Passage, float]]:
        raise NotImplementedError

    def _within(self, partnership: str | None, document: str | None) -> tuple[str, ...] | None:
        if partnership is None and document is None:
            return None
        found = tuple(
            each.id
            for each in self._documents.values()
            if (partnership is None or is_partnership(each.metadata.partnership, partnership))
            and (document is None or PurePath(each.source).name == document)
        )
        if not found:
            raise UnknownDocumentError(f"no paper is of {partnership or document!r}")
        return found


class Tutorial(_Simple):
    """The pipeline of LangChain's tutorial: recursive splitter, dense vectors in Chroma, the same embedder."""

    def __init__(self, indexed: Indexed, embed: Embed) -> None:
        super().__init__(indexed)
        self.passages = tuple(passage for paper in indexed.documents.values() for passage in _chunks(paper))
        self._by_id = {passage.id: passage for passage in self.passages}
        self._chroma = Chroma(
            collection_name=f"tutorial-{next(_NUMBERS)}",
            embedding_function=_Embedder(embed),
            collection_configuration={"hnsw": {"space": "cosine"}},
        )
        for start in range(0, len(self.passages), BATCH):
            self._chroma.add_documents(
                [
                    Chunk(id=each.id, page_content=each.text, metadata={"document_id": each.document_id})
                    for each in self.passages[start : start + BATCH]
                ],
                ids=[each.id for each in self.passages[start : start + BATCH]],
            )

    def close(self) -> None:
        """Give its memory back: what Chroma holds in memory is kept until the process ends."""
        self._chroma.delete_collection()

    def _found(self, query: str, k: int, within: tuple[str, ...] | None) -> Sequence[tuple[Passage, float]]:
        chosen: dict[str, Any] | None = {"document_id": {"$in": list(within)}} if within is not None else None
        found = self._chroma.similarity_search_with_score(query, k=min(k, len(self.passages)), filter=chosen)
        return [(self._by_id[chunk.id or ""], 1 - distance) for chunk, distance in found]


class Bm25(_Simple):
    """SQLite's BM25 over our passages, any word of the question."""

    def __init__(self, indexed: Indexed, store: Store) -> None:
        super().__init__(indexed)
        self.passages = indexed.passages
        self._by_id = {passage.id: passage for passage in indexed.passages}
        self._store = store

    def _found(self, query: str, k: int, within: tuple[str, ...] | None) -> Sequence[tuple[Passage, float]]:
        found = self._store.keywords(content_words(query), k=k, within=within)
        return [(self._by_id[each], score) for each, score in found]


_NUMBERS = count(1)
"""Chroma's clients in one process share what is in memory: each pipeline needs a name of its own."""


def tutorial(indexed: Indexed, embed: Embed) -> System:
    papers = Tutorial(indexed, embed)
    about = (
        f"LangChain's tutorial: recursive splitter {CHUNK_CHARACTERS}/{OVERLAP_CHARACTERS}, dense search in Chroma "
        f"with the same embedder; the best of {len(papers.passages):,} chunks, cut to {MOST_ANSWER_CHARACTERS}"
    )
    return _system("tutorial", about, papers, papers.passages, indexed.documents)


def bm25(indexed: Indexed, store: Store) -> System:
    papers = Bm25(indexed, store)
    about = f"BM25 alone over councilqa's passages; the best, cut to {MOST_ANSWER_CHARACTERS} characters"
    return _system("bm25", about, papers, papers.passages, indexed.documents)


def _system(
    name: str, about: str, papers: _Simple, passages: tuple[Passage, ...], documents: Mapping[str, Document]
) -> System:
    indexed = Indexed(documents=documents, passages=passages)
    return System(name=name, about=about, papers=papers, indexed=indexed, texts=Comparable.of(indexed), read=1)


class _Embedder(Embeddings):
    def __init__(self, embed: Embed) -> None:
        self._embed = embed

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        return [[float(each) for each in vector] for vector in self._embed(texts)]

    def embed_query(self, text: str) -> list[float]:
        return self.embed_documents([text])[0]


def _chunks(paper: Document) -> Iterable[Passage]:
    splitter = RecursiveCharacterTextSplitter(
        chunk_size=CHUNK_CHARACTERS, chunk_overlap=OVERLAP_CHARACTERS, add_start_index=True
    )
    for ordinal, chunk in enumerate(splitter.create_documents([paper.text])):
        start = int(chunk.metadata["start_index"])
        page, printed_page = page_at(paper, start)
        yield Passage(
            text=chunk.page_content,
            start=start,
            id=hashlib.sha256(f"{paper.id} {start} {chunk.page_content}".encode()).hexdigest()[:16],
            document_id=paper.id,
            ordinal=ordinal,
            kind="text",
            section=(),
            paragraph=None,
            page=page,
            printed_page=printed_page,
            context="",
            units=(),
        )


def _citation(passage: Passage, quote: str, paper: Document) -> Citation:
    page, printed_page = page_at(paper, passage.start)
    return Citation(
        label="1",
        document_id=passage.document_id,
        title=paper.metadata.title,
        source=paper.source,
        councils=paper.metadata.councils,
        partnership=paper.metadata.partnership,
        date=paper.metadata.date,
        page=page,
        printed_page=printed_page,
        paragraph=paragraph_at(paper, passage.start),
        section=passage.section,
        quote=quote,
        passage=passage.text,
        passage_id=passage.id,
        start=passage.start,
    )
