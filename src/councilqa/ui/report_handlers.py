"""What happens on the tabs of registers and comparisons. Knows nothing of Gradio."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from urllib.parse import urlencode

from councilqa.access.rules import Person
from councilqa.desk.comparisons import Compared
from councilqa.desk.desk import Desk
from councilqa.desk.scopes import Chosen
from councilqa.domain.registers import RegisterKind
from councilqa.errors import CouncilQAError
from councilqa.ui.views import Notice, Views


class Wanted(StrEnum):
    """What is to be compared."""

    QUESTION = "question"
    FIELDS = "fields"
    NAMED = "named"


_DOING = {
    Wanted.QUESTION: "Asking each partnership …",
    Wanted.FIELDS: "Asking each partnership about every field; this may take a minute …",
    Wanted.NAMED: "Looking for other councils in the papers …",
}


class ReportHandlers:
    """Registers and comparisons."""

    def __init__(self, desk: Desk, views: Views) -> None:
        self._desk = desk
        self._views = views

    def register(self, who: Person | None, kind: str, chosen: Chosen) -> str:
        """The table of one kind; whatever `kind` is, it comes from a browser."""
        try:
            register = self._desk.reports.register(who, _kind(kind), chosen)
        except CouncilQAError as error:
            return self._views.comparing("", (Notice.of(error),))
        return self._views.register(register, query=_query(chosen))

    def compare(self, who: Person | None, wanted: Wanted, question: str, chosen: Chosen) -> Iterator[str]:
        """That it is being made, and then the comparison."""
        if wanted is Wanted.QUESTION and not question.strip():
            yield self._views.comparing("", (Notice(message="Write a question first."),))
            return
        yield self._views.comparing(_DOING[wanted])
        try:
            compared = self._compared(who, wanted, question, chosen)
        except CouncilQAError as error:
            yield self._views.comparing("", (Notice.of(error),))
            return
        yield self._views.comparison(compared)

    def _compared(self, who: Person | None, wanted: Wanted, question: str, chosen: Chosen) -> Compared:
        match wanted:
            case Wanted.QUESTION:
                return self._desk.reports.compare(who, question, chosen)
            case Wanted.FIELDS:
                return self._desk.reports.compare_fields(who, chosen)
            case Wanted.NAMED:
                return self._desk.reports.precedents(who, chosen)


def _kind(given: str) -> RegisterKind:
    try:
        return RegisterKind(given)
    except ValueError as error:
        raise CouncilQAError("there is no such register", hint="Choose one of the list.") from error


def _query(chosen: Chosen) -> str:
    """What was chosen, as the address of a file says it."""
    fields = {
        "partnership": chosen.partnership,
        "paper": chosen.document_id,
        "first": chosen.first_year,
        "last": chosen.last_year,
    }
    given = {name: value for name, value in fields.items() if value is not None}
    return f"?{urlencode(given)}" if given else ""
