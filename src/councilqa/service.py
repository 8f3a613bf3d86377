"""One open index and everything that can be asked of it. Settings become objects here and nowhere else."""

from __future__ import annotations

import datetime as dt
import logging
import shutil
import sqlite3
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Self, TypedDict, TypeVar, Unpack

from councilqa.domain.answers import Answer, AnswerEvent, Stopped, never_stopped
from councilqa.domain.briefings import Briefing
from councilqa.domain.comparisons import Comparison, Grid, Precedents
from councilqa.domain.discrepancies import Checked, CitedDiscrepancy
from councilqa.domain.documents import Document, Placed
from councilqa.domain.passages import Hit
from councilqa.domain.registers import CitedEntry, Register, RegisterKind
from councilqa.domain.reports import IngestReport
from councilqa.errors import CouncilQAError, DocumentError, MissingIndexError, ModelError, UnknownDocumentError
from councilqa.settings import Settings
from councilqa.store.lock import IndexLock
from councilqa.store.records import DocumentSummary, Finding, Sizes
from councilqa.store.stamp import Stamp
from councilqa.store.store import Store
from councilqa.store.swap import beside, finish_swap, swap

if TYPE_CHECKING:
    from councilqa.answering.chain import Answerer
    from councilqa.answering.written.queries import QueryWriter
    from councilqa.answering.written.writer import Writer
    from councilqa.generations import Generations
    from councilqa.ingest.intake import Upload
    from councilqa.ingest.pipeline import Progress
    from councilqa.models.chat import Chat
    from councilqa.models.encoder import Encoder
    from councilqa.models.reduction import Reduction
    from councilqa.registers.citing import Paper
    from councilqa.retrieval.retriever import Filters, Retriever

T = TypeVar("T")
log = logging.getLogger(__name__)

TRIES = 4
"""How often a question is begun again that a writer has changed the index under."""
REGISTERS_KEPT = 256
"""Of papers and kinds, as they were last worked out."""
CHANGED_UNDER = (UnknownDocumentError, KeyError, ValueError, sqlite3.ProgrammingError)
"""What a question may stumble over when a writer changes the index."""
CHROMA_FROM = 5000
"""Passages from which on dense search goes through Chroma's graph; below, exact search over the same vectors is
faster than loading it, and leaves the folder free for a writer."""


class Within(TypedDict, total=False):
    """Which papers are looked at: all, less what is not of these."""

    partnership: str | None
    document: str | None
    """The start of its id, or a part of its path or title that no other paper has."""
    since: dt.date | None
    until: dt.date | None


class CouncilQA:
    """Ask, search and add papers; a context manager, safe to use from several threads."""

    def __init__(
        self, settings: Settings, models: tuple[Encoder, Reduction] | None = None, *, shared: bool = False
    ) -> None:
        """Use `open`."""
        self.settings = settings
        self._shared = shared
        self._guard = threading.RLock()
        self._adding = threading.Lock()
        """Held while papers are added or removed by this process; asking goes on."""
        self._store: Store | None = None
        self._models = models
        self._answerer: Answerer | None = None
        self._entries = lru_cache(maxsize=REGISTERS_KEPT)(self._read_entries)
        self._found = lru_cache(maxsize=REGISTERS_KEPT)(self._read_discrepancies)

    @classmethod
    def open(
        cls,
        index: str | Path | None = None,
        *,
        settings: Settings | None = None,
        models: tuple[Encoder, Reduction] | None = None,
        shared: bool = False,
    ) -> Self:
        """An index by its folder; it need not be there yet if the first thing done is `ingest`.

        `models` are an encoder and its reduction that are loaded already, instead of those that the settings name.
        `shared` is for a server: it never holds the folder, so that papers can be added while questions are answered,
        and searches exactly over vectors in memory however large the index is.
        """
        settings = settings or Settings.load()
        if index is not None:
            settings = settings.model_copy(update={"index": Path(index)})
        return cls(settings, models, shared=shared)

    def close(self) -> None:
        with self._guard:
            self._answerer = None
            if self._store is not None:
                self._store.close()
                self._store = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    # Asking

    def ask(
        self,
        question: str,
        *,
        history: Sequence[Answer] = (),
        private: bool = False,
        quoted: bool = False,
        **within: Unpack[Within],
    ) -> Answer:
        """Answer from the papers with citations that were checked, or say what was not found.

        `history` are the answers given before in the same conversation: a follow-up ("and the risks?") keeps their
        subject. `private` keeps nothing of what a language model is sent and gives back; `quoted` asks none.
        """
        filters = self._filters(**within)
        question = _asked(question)
        return self._steadily(
            lambda answerer: answerer.ask(question, filters, history=history, private=private, quoted=quoted),
        )

    def stream(
        self,
        question: str,
        *,
        history: Sequence[Answer] = (),
        private: bool = False,
        stopped: Stopped = never_stopped,
        **within: Unpack[Within],
    ) -> Iterator[AnswerEvent]:
        """What `ask` gives, as it comes; another `Searching` means that it begins anew, on an index that changed.

        Once `stopped` is true, a language model is not waited for any longer.
        """
        filters = self._filters(**within)
        question = _asked(question)
        return self._steadily_each(
            lambda answerer: answerer.stream(question, filters, history=history, private=private, stopped=stopped),
        )

    def search(
        self,
        query: str,
        *,
        k: int | None = None,
        **within: Unpack[Within],
    ) -> tuple[Hit, ...]:
        """The k best passages, best first."""
        filters = self._filters(**within)
        query, wanted = _asked(query), k or self.settings.retrieval.top_k

        def search(answerer: Answerer) -> tuple[Hit, ...]:
            return answerer.retriever.search(answerer.retriever.query(query, filters), wanted)

        return self._steadily(search)

    def retriever(self) -> Retriever:
        """The ranking itself, for `councilqa.retrieval.langchain.PassageRetriever` and for measuring."""
        return self._ready().retriever

    def answerer(self) -> Answerer:
        """The stages of an answer, for measuring."""
        return self._ready()

    def warm(self) -> None:
        """Load the model and the index now rather than with the first question."""
        self._ready().retriever.query("warm up")

    # The language model

    def chat(self) -> Chat:
        """The language model that is set; raises ModelError where there is none or it cannot be had."""
        from councilqa.models.chat import ChatOptions, open_chat

        wanted = self.settings.chat
        if self.settings.model is None:
            raise ModelError("no language model is set", hint="Set COUNCILQA_MODEL; the README shows how.")
        options = ChatOptions(
            base_url=wanted.base_url,
            api_key=wanted.key(),
            context_tokens=wanted.context_tokens,
            most_tokens=wanted.most_tokens,
            timeout_seconds=wanted.timeout_seconds,
            temperature=wanted.temperature,
            threads=wanted.threads,
        )
        return open_chat(self.settings.model, options)

    def drafting(self, model: str) -> CouncilQA:
        """The same index with answers drafted by a model, of which nothing is kept, for measuring; close it apart."""
        chat = self.settings.chat.model_copy(update={"keep_days": 0})
        settings = self.settings.model_copy(update={"model": model, "chat": chat})
        return CouncilQA(settings, self._loaded(), shared=True)

    def generations(self) -> Generations:
        """What is kept of the language model's work."""
        from councilqa.database import FILE_NAME
        from councilqa.generations import Generations

        return Generations(self.settings.data / FILE_NAME, keep_days=self.settings.chat.keep_days)

    # Registers

    def register(self, kind: RegisterKind, **within: Unpack[Within]) -> Register:
        """What the papers list: recommendations, risks, sums of money or milestones, each entry cited."""
        chosen = self._chosen(**within)
        generation = self._opened().generation
        found = [self._entries(each.id, kind, generation) for each in chosen]
        return Register(
            kind=kind,
            entries=tuple(entry for entries in found for entry in entries),
            searched=tuple(each.metadata.title for each in chosen),
            without=tuple(each.metadata.title for each, entries in zip(chosen, found, strict=True) if not entries),
        )

    # Figures that are checked

    def discrepancies(self, **within: Unpack[Within]) -> tuple[CitedDiscrepancy, ...]:
        """What does not agree in a paper, and between it and the other papers of its partnership; gravest first."""
        from councilqa.checking.citing import cited_discrepancies

        chosen = {each.id for each in self._chosen(**within)}
        found = [each for _, one in self._checked(**within) for each in one.found]
        return cited_discrepancies(
            [each for each in found if any(side.document_id in chosen for side in each.sides)], self._paper
        )

    def unchecked(self, **within: Unpack[Within]) -> tuple[tuple[str, str], ...]:
        """What `discrepancies` leaves out as it would take too long: (titles of the papers, a sentence)."""
        titles = {each.id: each.metadata.title for each in self.documents()}
        return tuple(
            (" and ".join(titles[each] for each in ids), sentence)
            for ids, one in self._checked(**within)
            for sentence in one.left_out
        )

    def _checked(self, **within: Unpack[Within]) -> list[tuple[tuple[str, ...], Checked]]:
        """The papers chosen, each alone, and each of their partnerships."""
        chosen = self._chosen(**within)
        handles = {each.metadata.partnership for each in chosen if each.metadata.partnership}
        together = [
            tuple(each.id for each in self.documents() if each.metadata.partnership == handle)
            for handle in sorted(handles)
        ]
        generation = self._opened().generation
        wanted = [*((each.id,) for each in chosen), *(ids for ids in together if len(ids) > 1)]
        return [(ids, self._found(ids, generation)) for ids in wanted]

    def brief(self, name: str) -> Briefing:
        """A paper on two pages, every line cited."""
        from councilqa.briefing.brief import Material, brief

        summary = self._summary(name)
        registers = {kind: self.register(kind, document=summary.id).entries for kind in RegisterKind}
        return brief(
            Material(
                document_id=summary.id,
                metadata=summary.metadata,
                registers=registers,
                discrepancies=self.discrepancies(document=summary.id),
                ask=lambda question: self.ask(question, document=summary.id, quoted=True),
            )
        )

    # Precedents

    def compare(self, question: str, **within: Unpack[Within]) -> Comparison:
        """The question put to each partnership on its own: one row each, or that its papers do not state it."""
        from councilqa.precedents.comparing import compare
        from councilqa.precedents.parties import parties

        filters = self._filters(**within)
        question = _asked(question)

        def work(answerer: Answerer) -> Comparison:
            return compare(question, answerer, parties(answerer.retriever.papers(), filters), filters)

        return self._steadily(work)

    def compare_fields(self, **within: Unpack[Within]) -> Grid:
        """The standing fields - model, legal basis, costs, savings and so on - of each partnership."""
        from councilqa.precedents.fields import cells, grid
        from councilqa.precedents.naming import stretches
        from councilqa.precedents.parties import parties

        filters = self._filters(**within)

        def work(answerer: Answerer) -> Grid:
            chosen = parties(answerer.retriever.papers(), filters)
            store = self._opened()
            elsewhere = {
                each: stretches(store.document(each), party.councils) for party in chosen for each in party.document_ids
            }
            return grid(cells(store, answerer.retriever), chosen, filters, elsewhere=elsewhere)

        return self._steadily(work)

    def precedents(self, **within: Unpack[Within]) -> Precedents:
        """Other councils that the papers name for sharing, with what they saved and when, as far as it is said."""
        from councilqa.precedents.naming import named_precedents

        return named_precedents([self._paper(each.id) for each in self._chosen(**within)])

    # Papers

    def ingest(
        self,
        paths: Sequence[str | Path] = (),
        *,
        passwords: Sequence[str] = (),
        prune: bool = False,
        rebuild: bool = False,
        on_progress: Callable[[Progress], None] = lambda progress: None,
    ) -> IngestReport:
        """Bring the index in line with files and folders (default: the corpus folder)."""
        report = self._ingest(paths, passwords=passwords, prune=prune, rebuild=rebuild, on_progress=on_progress)
        return self._check_anew(report)

    def _ingest(
        self,
        paths: Sequence[str | Path] = (),
        *,
        passwords: Sequence[str] = (),
        prune: bool = False,
        rebuild: bool = False,
        on_progress: Callable[[Progress], None] = lambda progress: None,
    ) -> IngestReport:
        """The same without checking figures, which may take long and needs no lock."""
        from councilqa.ingest.pipeline import Order, ingest
        from councilqa.ingest.split import Sizes as Lengths
        from councilqa.ingest.versions import stamp_of
        from councilqa.models.reduction import keep

        split = self.settings.split
        order = Order(
            paths=tuple(Path(path) for path in paths) or (self.settings.corpus,),
            passwords=tuple(passwords),
            prune=prune,
            sizes=Lengths(aim=split.aim, at_least=split.at_least),
        )
        _require_paths(order.paths)
        encoder, reduction = self._loaded()
        folder = self.settings.index
        stamp = stamp_of(encoder, reduction)

        def run(target: Path) -> IngestReport:
            with Store.create_or_open(target, stamp, writable=True) as store:
                keep(reduction, encoder, target)
                return ingest(store, encoder, reduction, order, on_progress=on_progress)

        with self._guard:
            finish_swap(folder)
        return self._rebuilt(run) if rebuild else run(folder)

    def documents(self) -> tuple[DocumentSummary, ...]:
        """What is indexed, by path."""
        return self._opened().documents()

    def document(self, name: str) -> Document:
        """A paper by the start of its id, or a part of its path or title that no other paper has."""
        return self._opened().document(self._summary(name).id)

    def paragraph(self, name: str, number: str) -> tuple[Placed, ...]:
        """The blocks cited by this number, in every section that has it; raises UnknownDocumentError if none has."""
        document = self.document(name)
        found = tuple(placed for placed in document.placed if placed.paragraph == number.strip().rstrip("."))
        if not found:
            raise UnknownDocumentError(
                f"{document.metadata.title!r} has no paragraph {number}",
                hint=f"`councilqa show {document.id}` lists it.",
            )
        return found

    def remove(self, name: str) -> DocumentSummary:
        """Take a paper out of the index; its file stays."""
        summary = self._summary(name)
        with Store.open(self.settings.index, stamp=None, writable=True) as store:
            store.remove(summary.id)
            store.compact()
        return summary

    def add_files(
        self,
        uploads: Sequence[Upload],
        *,
        who: str | None = None,
        on_progress: Callable[[Progress], None] = lambda progress: None,
    ) -> IngestReport:
        """Take files into the corpus folder and the index; what cannot be read does not stay in the folder.

        Paths in the report and in the progress are the names that the files came with.
        """
        from councilqa.ingest.intake import discard, take_in

        corpus, today = self.settings.corpus, dt.datetime.now(dt.UTC).date()
        most = self.settings.serve.most_upload_mb * 1_000_000
        with self._adding:
            taken = take_in(uploads, corpus, most_bytes=most, today=today, who=who)
            if not taken.paths:
                return IngestReport(failed=taken.failed)
            named = {str(path): name for path, name in taken.origin_of.items()}
            brought = [path for path in taken.paths if path not in taken.present]
            try:
                report = self._ingest(taken.paths, on_progress=lambda each: on_progress(_named_step(each, named)))
            except CouncilQAError:
                indexed = self._sources()  # those before the one that it failed at
                for path in brought:
                    if str(path) not in indexed:
                        discard(path, corpus, today=today)
                raise
            unread = {*(each.path for each in report.failed), *report.needs_ocr}
            for path in brought:
                if str(path) in unread:
                    discard(path, corpus, today=today)
        report = self._check_anew(report)
        return _named(replace(report, failed=(*taken.failed, *report.failed)), named)

    def correct(self, name: str, changes: Mapping[str, Any]) -> DocumentSummary:
        """Write what is known better than the paper tells into the manifest, and index the paper anew."""
        from councilqa.ingest.manifest import write_entry

        path = Path(self._summary(name).source)
        if not path.is_file():
            raise DocumentError(
                f"the file {path.name!r} is gone", hint="Put it back where it was, or remove the paper."
            )
        with self._adding:
            write_entry(path.parent, path.name, changes)
            report = self._ingest([path])
        self._check_anew(report)
        if report.failed or report.needs_ocr:
            why = report.failed[0].error if report.failed else f"{path.name!r} has no text"
            raise CouncilQAError(f"the correction is in the manifest, but the paper cannot be read: {why}")
        return next(each for each in self.documents() if Path(each.source) == path)

    def withdraw(self, name: str) -> DocumentSummary:
        """Take a paper out of the index, and its file out of the corpus folder, so that it does not come back."""
        from councilqa.ingest.intake import withdraw

        summary = self._summary(name)
        today = dt.datetime.now(dt.UTC).date()
        with self._adding, Store.open(self.settings.index, stamp=None, writable=True) as store:
            # The file first: a kill in between leaves a paper without its file, which `doctor` tells.
            withdraw(Path(summary.source), self.settings.corpus, today=today)
            store.remove(summary.id)
            store.compact()
        return summary

    def check(self) -> tuple[Finding, ...]:
        """Compare the index with itself and with its files and settings, for `councilqa doctor`."""
        from councilqa.ingest.versions import stamp_of

        encoder, reduction = self._loaded()
        with Store.open(self.settings.index, stamp=None) as store:
            findings = store.check(stamp_of(encoder, reduction))
            return (*findings, *(_missing_file(summary) for summary in store.documents() if _is_gone(summary)))

    def stamp(self) -> Stamp:
        """With what the index was built."""
        return self._opened().stamp

    def sizes(self) -> Sizes:
        """Bytes on disk."""
        return self._opened().sizes()

    # Inside

    def _rebuilt(self, run: Callable[[Path], IngestReport]) -> IngestReport:
        """Build beside the index, which goes on answering, and put the new one in its place when it is whole."""
        folder = self.settings.index
        target = beside(folder)
        lock = IndexLock(folder)
        if folder.exists():
            lock.acquire("rebuilding")
        try:
            shutil.rmtree(target, ignore_errors=True)
            report = run(target)
        finally:
            lock.release()
        with self._guard:
            self.close()
            swap(folder)
        return report

    def _steadily(self, work: Callable[[Answerer], T]) -> T:
        """Do work on the open index, again where a writer has changed the index under it."""
        return next(self._steadily_each(lambda answerer: iter((work(answerer),))))

    def _steadily_each(self, work: Callable[[Answerer], Iterator[T]]) -> Iterator[T]:
        """The same for work that gives one thing after the other; begun again, it begins with the first."""
        for _ in range(TRIES - 1):
            answerer, store, generation = self._held()
            try:
                yield from work(answerer)
            except CHANGED_UNDER:
                self._raise_unless_changed(store, generation)
            else:
                return
        yield from work(self._ready())

    def _held(self) -> tuple[Answerer, Store, int]:
        """The open index, and the state that it is in."""
        with self._guard:
            answerer, store = self._ready(), self._opened()
            return answerer, store, store.generation

    def _raise_unless_changed(self, store: Store, generation: int) -> None:
        """Within an `except`: what went wrong on an index that nobody has changed is a fault of its own."""
        with self._guard:
            if store is self._store and store.generation == generation:
                raise

    def _sources(self) -> frozenset[str]:
        """The files of what is indexed; none where there is no index."""
        try:
            return frozenset(each.source for each in self.documents())
        except CouncilQAError:
            return frozenset()

    def _summary(self, name: str) -> DocumentSummary:
        from councilqa.retrieval.retriever import names_document

        # A whole id means that paper, whatever others have written into their titles.
        known = self.documents()
        found = [each for each in known if each.id == name] or [each for each in known if names_document(each, name)]
        if len(found) != 1:
            many = f"{len(found)} papers are called" if found else "no paper is called"
            raise UnknownDocumentError(f"{many} {name!r}")
        return found[0]

    def _filters(self, **within: Unpack[Within]) -> Filters:
        from councilqa.retrieval.retriever import Filters

        filters = Filters(**within)
        if filters.document is not None:
            filters = replace(filters, document=self._summary(filters.document).id)
        if filters.partnership is not None:
            self._require_partnership(filters.partnership)
        return filters

    def _chosen(self, **within: Unpack[Within]) -> tuple[DocumentSummary, ...]:
        """The papers that filters leave, by path."""
        from councilqa.retrieval.retriever import passes

        filters = self._filters(**within)
        return tuple(each for each in self.documents() if passes(each, filters))

    def _read_entries(self, document_id: str, kind: RegisterKind, generation: int) -> tuple[CitedEntry, ...]:
        """The generation only makes the cache forget."""
        from councilqa.registers.entries import cited_entries

        return cited_entries(kind, self._paper(document_id))

    def _read_discrepancies(self, document_ids: tuple[str, ...], generation: int) -> Checked:
        """Within one paper, or between several; the generation only makes the cache forget."""
        from councilqa.checking import checked
        from councilqa.checking.kept import kept_discrepancies

        papers = [self._opened().document(each) for each in document_ids]
        if len(papers) > 1:
            return checked(papers)
        return kept_discrepancies(self.settings.index, papers[0])

    def _check_anew(self, report: IngestReport) -> IngestReport:
        """Reckon the papers now rather than with the first question that quotes them, and say what is left out."""
        new = {*report.added, *report.replaced}
        left_out: list[tuple[str, str]] = []
        for each in self.documents():
            sentences = self._reckoned(each.id, self._opened().generation).left_out
            left_out += [(each.source, sentence) for sentence in sentences if each.source in new]
        return replace(report, notes=(*report.notes, *left_out))

    def _reckoned(self, document_id: str, generation: int) -> Checked:
        """What came of checking a paper for what must go on without it, an answer or an ingestion."""
        try:
            return self._found((document_id,), generation)
        except Exception:  # a fault of ours in reading some table is no reason to withhold an answer
            log.exception("the figures of the paper %s could not be checked", document_id)
            return Checked(found=(), left_out=("The figures could not be checked; the log of the program says why.",))

    def _paper(self, document_id: str) -> Paper:
        from councilqa.registers.citing import Paper

        store = self._opened()
        passages = sorted(store.passages(store.passage_ids([document_id])), key=lambda each: each.start)
        return Paper(document=store.document(document_id), passages=tuple(passages))

    def _require_partnership(self, asked: str) -> None:
        from councilqa.retrieval.retriever import is_partnership

        known = sorted({each.metadata.partnership for each in self.documents() if each.metadata.partnership})
        if not any(is_partnership(each, asked) for each in known):
            raise UnknownDocumentError(f"no paper is of a partnership {asked!r}", hint=f"Indexed: {', '.join(known)}.")

    def _opened(self) -> Store:
        with self._guard:
            if self._store is None:
                finish_swap(self.settings.index)
                self._store = Store.open(self.settings.index, stamp=None, dense="exact")
            return self._store

    def _ready(self) -> Answerer:
        """The store with a matching model, opened at first use."""
        with self._guard:
            if self._answerer is None:
                self._answerer = self._make_answerer()
            return self._answerer

    def _make_answerer(self) -> Answerer:
        from councilqa.answering.chain import Answerer
        from councilqa.answering.compose import Lengths
        from councilqa.ingest.versions import stamp_of
        from councilqa.retrieval.retriever import Limits, Retriever

        if not self._opened().documents():
            raise MissingIndexError(f"the index {self.settings.index.name!r} holds no papers")
        encoder, reduction = self._loaded()
        large = not self._shared and self._count() >= CHROMA_FROM
        self.close()
        stamp = stamp_of(encoder, reduction)
        self._store = Store.open(self.settings.index, stamp=stamp, dense="chroma" if large else "exact")
        wanted = self.settings.retrieval
        limits = Limits(
            candidates=wanted.candidates,
            exhaustive_up_to=wanted.exhaustive_up_to,
        )
        lengths = Lengths(
            most_characters=self.settings.answer.most_characters, most_quotations=self.settings.answer.most_quotations
        )
        retriever = Retriever(self._store, encoder, reduction, limits)
        store = self._store
        writer, queries = self._make_writers()
        return Answerer(
            store,
            retriever,
            top_k=wanted.top_k,
            lengths=lengths,
            spelling=self.settings.answer.spelling,
            registers=self.settings.answer.registers,
            second=self.settings.answer.second,
            refuse=self.settings.answer.refuse,
            writer=writer,
            queries=queries,
            discrepancies=lambda document_id: self._reckoned(document_id, store.generation).found,
        )

    def _make_writers(self) -> tuple[Writer | None, QueryWriter | None]:
        """Of answers and of queries; None where no language model is set, or one that is not asked for queries.

        Raises ModelError for a model that cannot be had."""
        if self.settings.model is None:
            return None, None
        from councilqa.answering.written.queries import QueryWriter
        from councilqa.answering.written.writer import Writer

        chat, kept, seconds = self.chat(), self.generations(), self.settings.chat.timeout_seconds
        asked = self.settings.chat.queries and not chat.takes_quotes
        queries = QueryWriter(chat, timeout_seconds=seconds, generations=kept) if asked else None
        return Writer(chat, timeout_seconds=seconds, generations=kept), queries

    def _count(self) -> int:
        return sum(summary.passages for summary in self._opened().documents())

    def _loaded(self) -> tuple[Encoder, Reduction]:
        with self._guard:
            if self._models is None:
                from councilqa.models.loading import load_models

                self._models = load_models(self.settings.embedder, self.settings.index)
            return self._models


def _asked(question: str) -> str:
    if not question.strip():
        raise CouncilQAError("the question is empty", hint="Ask in a sentence, for example: what does it save?")
    return question.strip()


def _named_step(step: Progress, named: Mapping[str, str]) -> Progress:
    return replace(step, path=named.get(step.path, step.path))


def _named(report: IngestReport, named: Mapping[str, str]) -> IngestReport:
    """With the names that files came with in place of the paths they were given."""

    def each(paths: Sequence[str]) -> tuple[str, ...]:
        return tuple(named.get(path, path) for path in paths)

    return replace(
        report,
        added=each(report.added),
        unchanged=each(report.unchanged),
        replaced=each(report.replaced),
        needs_ocr=each(report.needs_ocr),
        failed=tuple(replace(failure, path=named.get(failure.path, failure.path)) for failure in report.failed),
        notes=tuple((named.get(path, path), note) for path, note in report.notes),
    )


def _require_paths(paths: Sequence[Path]) -> None:
    for path in paths:
        if not path.exists():
            raise CouncilQAError(f"there is no file or folder {str(path)!r}", hint="Check the path.")


def _is_gone(summary: DocumentSummary) -> bool:
    return not Path(summary.source).exists()


def _missing_file(summary: DocumentSummary) -> Finding:
    return Finding(
        check="files",
        severity="warning",
        message=f"the file of {summary.metadata.title!r} is gone: {summary.source}",
        hint="Put it back, or run `councilqa ingest --prune`.",
    )
