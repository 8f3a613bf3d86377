"""The retriever and the store for other LangChain code."""

from __future__ import annotations

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document as LangChainDocument
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from councilqa.domain.passages import Hit
from councilqa.retrieval.retriever import Filters, Retriever


class PassageRetriever(BaseRetriever):
    """councilqa's ranking behind LangChain's interface: `invoke(question)` gives documents, best first."""

    model_config = ConfigDict(arbitrary_types_allowed=True)

    retriever: Retriever
    filters: Filters = Filters()
    k: int = 10

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[LangChainDocument]:
        hits = self.retriever.search(self.retriever.query(query, self.filters), self.k)
        return [as_langchain(hit) for hit in hits]


def as_langchain(hit: Hit) -> LangChainDocument:
    """The passage's verbatim text, with what a citation needs in its metadata."""
    passage = hit.passage
    metadata: dict[str, Any] = {
        "document_id": passage.document_id,
        "page": passage.page,
        "printed_page": passage.printed_page,
        "paragraph": passage.paragraph,
        "section": list(passage.section),
        "score": hit.score,
    }
    return LangChainDocument(id=passage.id, page_content=passage.text, metadata=metadata)
