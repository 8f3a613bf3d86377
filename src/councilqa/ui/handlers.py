"""What happens when somebody does something on the page. Knows nothing of Gradio; what is shown comes from `Views`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, Literal

from councilqa.access.rules import Action, Person, Role, may
from councilqa.desk.bounds import MOST_QUESTION
from councilqa.desk.conversations import Conversation
from councilqa.desk.desk import LOCAL, Desk
from councilqa.desk.scopes import Chosen, partnerships, years
from councilqa.domain.answers import AnswerEvent, Finished, Said, Searching
from councilqa.errors import CouncilQAError, UnknownConversationError
from councilqa.reading.places import Span
from councilqa.store.records import DocumentSummary
from councilqa.ui.views import Beside, Notice, Pending, Views

Choices = tuple[tuple[str, str], ...]
"""(what is shown, what is chosen)."""
ALL = ""
"""The choice that leaves nothing out."""


_YEAR = re.compile(r"[1-9]\d{3}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Scopes:
    """What the papers to ask about can be chosen from."""

    partnerships: Choices
    papers: Choices
    years: Choices
    words: str
    """The papers asked as long as nothing is chosen."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """The page as it is when somebody comes to it."""

    conversation_id: str
    conversation: str
    scopes: Scopes
    name: str
    """Of who has signed in; empty where nobody has to."""
    role: Role
    may_add: bool
    language_model: str | None
    """The one that drafts answers."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The page while a question is answered."""

    conversation_id: str
    conversation: str
    place: str | None = None
    """The place of the first quotation, once there is one."""
    question: str | None = None
    """What the field for a question holds from now on; None leaves what is being written there."""


class Handlers:
    """Asking and looking up."""

    def __init__(self, desk: Desk, views: Views) -> None:
        self._desk = desk
        self._views = views

    def open(self, who: Person | None, before: str | None) -> Opened:
        """A new tab, or one that was loaded again (`before` is the conversation it had)."""
        conversation = self._desk.begin(who, before)
        person = who or LOCAL
        return Opened(
            conversation_id=conversation.id,
            conversation=self._draw(who, conversation),
            scopes=self.scopes(who),
            name=person.name if person is not LOCAL else "",
            role=person.role,
            may_add=may(who, Action.ADD),
            language_model=self._desk.language_model(who),
        )

    def ask(
        self, who: Person | None, id: str | None, question: str, chosen: Chosen, *, private: bool = False
    ) -> Iterator[Asked]:
        """The conversation as the answer comes; `private` keeps no record of a language model's work for it."""
        conversation, notices = self._found(who, id)
        if not question.strip():
            yield self._asked(who, conversation, notices=(Notice(message="Write a question first."),))
            return
        pending = Pending(question=question.strip(), doing="Searching …")
        yield self._asked(who, conversation, pending=pending, notices=notices, question="")
        try:
            for event in self._desk.ask(who, conversation.id, question, chosen, private=private):
                if isinstance(event, Finished):
                    break
                pending = _with(pending, event)
                yield self._asked(who, conversation, pending=pending, notices=notices)
        except CouncilQAError as error:
            yield self._asked(who, conversation, notices=(Notice.of(error),), question=question[:MOST_QUESTION])
            return
        yield self._finished(who, conversation.id, notices)

    def stop(self, who: Person | None, id: str | None) -> None:
        """No longer wait for the language model; nothing happens where nothing is being answered."""
        with suppress(UnknownConversationError):
            self._desk.stop(who, id or "")

    def scopes(self, who: Person | None) -> Scopes:
        """What there is to choose from now."""
        return scopes_of(self._desk.papers(who))

    def scope_words(self, who: Person | None, chosen: Chosen) -> str:
        return chosen.in_words(self._desk.papers(who))

    def place(self, who: Person | None, wanted: Mapping[str, Any], beside: Beside = Beside.ANSWER) -> str:
        """The place that a marker, a source or a way to leaf names."""
        try:
            span = Span(start=_number(wanted, "start"), end=_number(wanted, "end"))
            page = _number(wanted, "page") if wanted.get("page") else None
            section = wanted.get("section")
            at = Span(start=_number(wanted, "section"), end=_number(wanted, "section")) if section else None
            shown = self._desk.shown(who, str(wanted.get("document", "")), span, page=page, section=at)
        except CouncilQAError as error:
            return self._views.problem(Notice.of(error), beside=beside)
        except ValueError:
            return self._views.problem(Notice(message="There is no such place."), beside=beside)
        leafed = page is not None or at is not None
        return self._views.place(shown, label=str(wanted.get("label", "")), leafed=leafed, beside=beside)

    def judge(self, who: Person | None, id: str | None, said: Mapping[str, Any]) -> str:
        """Keep what a reader thinks of an answer; the conversation, with thanks or with what went wrong."""
        conversation, notices = self._found(who, id)
        verdict: Literal["right", "wrong"] = "right" if said.get("verdict") == "right" else "wrong"
        try:
            turn = _number(said, "turn")
            self._desk.judge(who, conversation.id, turn, verdict, str(said.get("comment", "")))
        except CouncilQAError as error:
            return self._draw(who, conversation, notices=(*notices, Notice.of(error)))
        except ValueError:
            return self._draw(who, conversation, notices=(*notices, Notice(message="There is no such answer.")))
        return self._draw(who, self._desk.conversation(who, conversation.id))

    def _finished(self, who: Person | None, id: str, notices: tuple[Notice, ...]) -> Asked:
        conversation = self._desk.conversation(who, id)
        answer = conversation.answers[-1]
        place = None
        if answer.citations:
            first = answer.citations[0]
            place = self.place(
                who,
                {
                    "document": first.document_id,
                    "start": first.start,
                    "end": first.start + len(first.quote),
                    "label": first.label,
                },
            )
        return Asked(conversation_id=id, conversation=self._draw(who, conversation, notices=notices), place=place or "")

    def _found(self, who: Person | None, id: str | None) -> tuple[Conversation, tuple[Notice, ...]]:
        """The tab's conversation; a new one where the old is no longer kept."""
        try:
            return self._desk.conversation(who, id or ""), ()
        except UnknownConversationError as error:
            return self._desk.begin(who), (Notice.of(error),) if id else ()

    def _asked(
        self,
        who: Person | None,
        conversation: Conversation,
        *,
        pending: Pending | None = None,
        notices: tuple[Notice, ...] = (),
        question: str | None = None,
    ) -> Asked:
        drawn = self._draw(who, conversation, pending=pending, notices=notices)
        return Asked(conversation_id=conversation.id, conversation=drawn, question=question)

    def _draw(
        self,
        who: Person | None,
        conversation: Conversation,
        *,
        pending: Pending | None = None,
        notices: tuple[Notice, ...] = (),
    ) -> str:
        trouble = None if conversation.answers or pending or notices else self._desk.trouble(who)
        return self._views.conversation(
            conversation,
            papers=self._desk.papers(who),
            pending=pending,
            examples=self._desk.examples(who),
            notices=(*notices, Notice.of(trouble)) if trouble else notices,
        )


def scopes_of(papers: tuple[DocumentSummary, ...]) -> Scopes:
    """What there is to choose from, with the choice of everything first."""
    named = sorted((each.metadata.title, each.id) for each in papers)
    twice = {title for title, _ in named if sum(other == title for other, _ in named) > 1}
    return Scopes(
        partnerships=(("All partnerships", ALL), *partnerships(papers)),
        papers=(
            ("All papers", ALL),
            *((f"{title} ({id[:6]})" if title in twice else title, id) for title, id in named),
        ),
        years=(("Any year", ALL), *((str(year), str(year)) for year in years(papers))),
        words=Chosen().in_words(papers),
    )


def chosen_from(partnership: str | None, paper: str | None, first: str | None, last: str | None) -> Chosen:
    """From what the fields hold; what is no year is left out."""
    return Chosen(
        partnership=_words(partnership), document_id=_words(paper), first_year=_year(first), last_year=_year(last)
    )


def _words(given: str | None) -> str | None:
    return given if isinstance(given, str) and given else None


def _year(given: str | None) -> int | None:
    return int(given) if isinstance(given, str) and _YEAR.fullmatch(given) else None


def _with(pending: Pending, event: AnswerEvent) -> Pending:
    match event:
        case Searching():
            return Pending(
                question=pending.question, doing=f"Searching in {event.where} …", understood=event.understood
            )
        case Said():
            return Pending(
                question=pending.question,
                doing="Answering …",
                understood=pending.understood,
                said=(*pending.said, event),
            )
        case Finished():
            return pending


def _number(wanted: Mapping[str, Any], name: str) -> int:
    """A whole number from the browser; raises ValueError."""
    return int(str(wanted.get(name, "")))
