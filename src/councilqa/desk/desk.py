"""One desk for everybody: who sits down is named with every act, and `permit` decides."""

from __future__ import annotations

import datetime as dt
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal, Self

from councilqa.access.access import Access
from councilqa.access.rules import Action, Person, Role, permit
from councilqa.contract import answer_json
from councilqa.database import FILE_NAME
from councilqa.desk.bounds import bounded, permitted
from councilqa.desk.conversations import Conversation, Conversations
from councilqa.desk.examples import examples
from councilqa.desk.reports import Reports
from councilqa.desk.scopes import Chosen
from councilqa.desk.viewing import PaperFile, Shown, Viewer
from councilqa.domain.answers import Answer, AnswerEvent, Finished
from councilqa.domain.reports import IngestReport
from councilqa.errors import CouncilQAError, UnknownConversationError, UnknownDocumentError
from councilqa.exports.conversation import conversation_docx, conversation_markdown
from councilqa.feedback import Feedback, FeedbackEntry
from councilqa.reading.pictures import PagePicture
from councilqa.reading.places import Reading, Span
from councilqa.service import CouncilQA
from councilqa.store.records import DocumentSummary

if TYPE_CHECKING:
    from councilqa.domain.passages import Hit
    from councilqa.ingest.intake import Upload
    from councilqa.ingest.pipeline import Progress

LOCAL = Person(name="this computer", role=Role.EDITOR)
"""Who asks where there are no users: whoever sits at the machine."""


def now() -> dt.datetime:
    return dt.datetime.now(dt.UTC)


class Desk:
    """Everything that the page, its routes and its API do; safe to use from several threads."""

    def __init__(self, service: CouncilQA, *, clock: Callable[[], dt.datetime] = now) -> None:
        settings = service.settings
        self.service = service
        self.access = Access(settings.data / FILE_NAME, idle_minutes=settings.serve.idle_minutes, clock=clock)
        self._feedback = Feedback(settings.data / FILE_NAME)
        self._conversations = Conversations(clock)
        self.reports = Reports(service, clock=clock)
        self._viewer = Viewer(service)
        self._clock = clock
        self._examples: tuple[str, ...] = ()
        self._asking: dict[str, threading.Event] = {}
        """By conversation; set where the reader has stopped waiting."""

    def close(self) -> None:
        self._viewer.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def now(self) -> dt.datetime:
        return self._clock()

    # Who

    def who(self, token: str | None, *, forwarded: bool = False) -> Person | None:
        """Whose session this is; where there never were users, everybody at this machine is `LOCAL`.

        `forwarded` is for a request that comes through a proxy, from wherever that says: nobody is at this machine."""
        if not self.access.users.ever():
            return LOCAL if self.service.settings.serve.only_here and not forwarded else None
        return self.access.who(token) if token else None

    # Asking

    def warm(self) -> None:
        """Load the models, and find out which questions to begin with; raises what is wrong with the index."""
        self.service.warm()
        self._examples = examples(self.service)

    def examples(self, who: Person | None) -> tuple[str, ...]:
        permit(who, Action.ASK)
        return self._examples

    def trouble(self, who: Person | None) -> CouncilQAError | None:
        """What keeps questions from being answered: no index, a stale one, one without papers."""
        permit(who, Action.ASK)
        try:
            self.service.retriever()
        except CouncilQAError as error:
            return error
        return None

    def language_model(self, who: Person | None) -> str | None:
        """The name of the one that drafts answers; None where the papers are quoted."""
        permit(who, Action.ASK)
        return _model_name(self.service.settings.model)

    def begin(self, who: Person | None, before: str | None = None) -> Conversation:
        """A conversation for one tab; it goes on from another of the same person's where that is still kept."""
        owner = permitted(who, Action.ASK).name
        if before:
            with suppress(UnknownConversationError):  # forgotten since: the tab begins anew
                return self._conversations.go_on(owner, before)
        return self._conversations.start(owner)

    def conversation(self, who: Person | None, id: str) -> Conversation:
        return self._conversations.of(permitted(who, Action.ASK).name, id)

    def ask(
        self, who: Person | None, id: str, question: str, chosen: Chosen = Chosen(), *, private: bool = False
    ) -> Iterator[AnswerEvent]:
        """The answer as it comes; when it is finished it is part of the conversation."""
        owner = permitted(who, Action.ASK).name
        history = self._conversations.of(owner, id).answers
        stopped = self._asking[id] = threading.Event()
        try:
            for event in self.service.stream(
                bounded(question), **chosen.filter(), history=history, private=private, stopped=stopped.is_set
            ):
                if isinstance(event, Finished):
                    self._conversations.add(owner, id, event.answer)
                yield event
        finally:
            if self._asking.get(id) is stopped:
                del self._asking[id]

    def stop(self, who: Person | None, id: str) -> None:
        """Wait no longer for the language model: the question that is being answered is answered with what there is."""
        self._conversations.of(permitted(who, Action.ASK).name, id)
        if asking := self._asking.get(id):
            asking.set()

    def answer(
        self,
        who: Person | None,
        question: str,
        chosen: Chosen = Chosen(),
        history: Sequence[Answer] = (),
        *,
        private: bool = False,
    ) -> Answer:
        """One answer without a conversation, for programs."""
        permit(who, Action.ASK)
        return self.service.ask(bounded(question), **chosen.filter(), history=history, private=private)

    def search(self, who: Person | None, query: str, k: int | None, chosen: Chosen = Chosen()) -> tuple[Hit, ...]:
        permit(who, Action.ASK)
        return self.service.search(bounded(query), k=k, **chosen.filter())

    def judge(
        self, who: Person | None, id: str, turn: int, verdict: Literal["right", "wrong"], comment: str = ""
    ) -> None:
        """Keep what a reader thinks of an answer, with all that is needed to look into it."""
        person = permitted(who, Action.GIVE_FEEDBACK)
        answer = self._conversations.of(person.name, id).answer(turn)
        self._feedback.give(
            FeedbackEntry(
                answer_id=f"{id}:{turn}",
                time=self._clock(),
                verdict=verdict,
                comment=comment,
                who=person.name,
                question=answer.question,
                understood=answer.understood,
                answer=answer_json(answer, self.service.documents()),
                index_stamp=self.service.stamp().to_json(),
                settings_digest=self.service.settings.digest(),
            )
        )
        self._conversations.judge(person.name, id, turn, verdict)

    def export(self, who: Person | None, id: str, format: Literal["md", "docx"]) -> bytes:
        """The conversation with its quotations and a list of the papers cited."""
        answers = self._conversations.of(permitted(who, Action.EXPORT).name, id).answers
        titles = {each.id: each.metadata.title for each in self.service.documents()}
        if format == "docx":
            return conversation_docx(answers, made_at=self._clock(), titles=titles)
        return conversation_markdown(answers, made_at=self._clock(), titles=titles).encode()

    # Papers

    def papers(self, who: Person | None) -> tuple[DocumentSummary, ...]:
        """What is indexed; nothing where there is no index yet."""
        permit(who, Action.READ)
        try:
            return self.service.documents()
        except CouncilQAError:
            return ()

    def summary(self, who: Person | None, document_id: str) -> DocumentSummary:
        """Of a paper by its whole id; raises UnknownDocumentError where it was removed since."""
        for each in self.papers(who):
            if each.id == document_id:
                return each
        raise UnknownDocumentError("this paper is no longer in the index", hint="Somebody has removed it.")

    def shown(
        self,
        who: Person | None,
        document_id: str,
        span: Span,
        *,
        page: int | None = None,
        section: Span | None = None,
    ) -> Shown:
        """The place of a quotation."""
        permit(who, Action.READ)
        return self._viewer.shown(document_id, span, page=page, section=section)

    def picture(self, who: Person | None, document_id: str, page: int, span: Span) -> PagePicture:
        permit(who, Action.READ)
        return self._viewer.picture(document_id, page, span)

    def reading(
        self, who: Person | None, document_id: str, span: Span | None = None
    ) -> tuple[DocumentSummary, Reading]:
        permit(who, Action.READ)
        return self._viewer.reading(document_id, span)

    def file(self, who: Person | None, document_id: str) -> PaperFile:
        permit(who, Action.READ)
        return self._viewer.file(document_id)

    def require(self, who: Person | None, action: Action) -> None:
        """For what begins before its act: an upload, a form."""
        permit(who, action)

    def add(
        self, who: Person | None, uploads: Sequence[Upload], on_progress: Callable[[Progress], None]
    ) -> IngestReport:
        person = permitted(who, Action.ADD)
        report = self.service.add_files(uploads, who=person.name, on_progress=on_progress)
        if report.added and not self._examples:
            self.warm()
        return report

    def correct(self, who: Person | None, document_id: str, changes: Mapping[str, Any]) -> DocumentSummary:
        permit(who, Action.CORRECT)
        return self.service.correct(document_id, changes)

    def withdraw(self, who: Person | None, document_id: str) -> DocumentSummary:
        permit(who, Action.REMOVE)
        return self.service.withdraw(document_id)

    @property
    def uploads_folder(self) -> Path:
        """Where files lie between arriving and being taken in."""
        return self.service.settings.data / "uploads"


def _model_name(model: str | None) -> str | None:
    """Of a file that holds one, without the folder that it lies in."""
    provider, _, name = (model or "").partition(":")
    return f"{provider}:{Path(name).name}" if provider == "gguf" else model
