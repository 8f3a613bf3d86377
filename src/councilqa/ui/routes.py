"""The routes beside Gradio's page: signing in, papers and their pages, exports, uploads, and the API."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import quote, urlsplit

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import FileResponse, JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field
from starlette.concurrency import run_in_threadpool
from starlette.responses import RedirectResponse

from councilqa.access.rules import Action, Person
from councilqa.contract import Json, answer_json, documents_json, hits_json
from councilqa.desk.bounds import MOST_QUESTION
from councilqa.desk.desk import Desk
from councilqa.desk.scopes import Chosen
from councilqa.domain.registers import RegisterKind
from councilqa.errors import CouncilQAError, DocumentError, TooManyAttemptsError, UnauthenticatedError
from councilqa.ingest.kinds import FileKind
from councilqa.reading.places import Span
from councilqa.ui.gate import COOKIE, FILE_POLICY, PDF_POLICY, own_page
from councilqa.ui.handlers import chosen_from
from councilqa.ui.uploads import Uploads
from councilqa.ui.views import Views

_MEDIA_TYPES = {
    "md": "text/markdown; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_NO_USERS = (
    "Whoever runs this page adds one with `councilqa users add`. Without users it is only for a browser on the machine "
    "itself, never through a proxy."
)
_NEXT = re.compile(r"(?!//)[\w.?=&%/#-]*", re.ASCII)


class Sought(BaseModel):
    """What a program looks for, and where."""

    model_config = ConfigDict(extra="forbid")

    question: str = Field(min_length=1, max_length=MOST_QUESTION)
    partnership: str | None = None
    document_id: str | None = None
    first_year: int | None = Field(default=None, ge=1, le=9999)
    last_year: int | None = Field(default=None, ge=1, le=9999)

    def chosen(self) -> Chosen:
        return Chosen(
            partnership=self.partnership,
            document_id=self.document_id,
            first_year=self.first_year,
            last_year=self.last_year,
        )


class Asked(Sought):
    private: bool = False
    """Keep nothing of what a language model is sent and gives back."""


class Searched(Sought):
    k: int | None = Field(default=None, ge=1, le=100)


def routes(desk: Desk, views: Views, uploads: Uploads) -> APIRouter:
    """All of them; who asks was put into the request's state by the gate."""
    router = APIRouter()
    router.include_router(_signing_in(desk, views))
    router.include_router(_papers(desk, views))
    router.include_router(_reports(desk, views))
    router.include_router(_keeping(desk, uploads))
    router.include_router(_api(desk))
    return router


def who(request: Request) -> Person | None:
    found: Person | None = request.state.who
    return found


def _signing_in(desk: Desk, views: Views) -> APIRouter:
    router = APIRouter()
    public = urlsplit(desk.service.settings.serve.public_url or "")
    path = f"{public.path.rstrip('/')}/"

    @router.get("/login")
    def form(next: str = "") -> Response:
        if desk.access.users.any():
            return own_page(views.login(next=_safe(next)))
        error = "Nobody can sign in: there are no users."
        return own_page(views.login(next=_safe(next), error=error, hint=_NO_USERS))

    @router.post("/login")
    def sign_in(
        request: Request,
        name: Annotated[str, Form(max_length=200)] = "",
        password: Annotated[str, Form(max_length=1000)] = "",
        next: Annotated[str, Form(max_length=500)] = "",
    ) -> Response:
        address = request.client.host if request.client else ""
        try:
            token = desk.access.sign_in(name, password, address)
        except TooManyAttemptsError as error:
            drawn = views.login(next=_safe(next), name=name, error=_sentence(error), hint=error.hint)
            response: Response = own_page(drawn, 429)
            response.headers["retry-after"] = str(error.retry_after_seconds)
            return response
        except UnauthenticatedError as error:
            return own_page(views.login(next=_safe(next), name=name, error=_sentence(error), hint=error.hint), 401)
        response = RedirectResponse(_safe(next) or "./", status_code=303)
        response.set_cookie(COOKIE, token, httponly=True, secure=public.scheme == "https", samesite="lax", path=path)
        return response

    @router.post("/logout")
    def sign_out(request: Request) -> Response:
        desk.access.sign_out(request.cookies.get(COOKIE, ""))
        response = RedirectResponse("login", status_code=303)
        response.delete_cookie(COOKIE, path=path)
        return response

    return router


def _papers(desk: Desk, views: Views) -> APIRouter:
    router = APIRouter()

    @router.get("/papers/{document_id}")
    def read(request: Request, document_id: str, start: int | None = None, end: int | None = None) -> Response:
        span = _span(start, end) if start is not None and end is not None else None
        summary, reading = desk.reading(who(request), document_id, span)
        try:
            desk.file(who(request), document_id)
            has_file = True
        except DocumentError:
            has_file = False
        found = desk.reports.discrepancies(who(request), document_id)
        return own_page(views.reading(summary, reading, span=span, has_file=has_file, found=found))

    @router.get("/papers/{document_id}/pages/{page}.png")
    def picture(
        request: Request, document_id: str, page: int, start: Annotated[int, Query()], end: Annotated[int, Query()]
    ) -> Response:
        found = desk.picture(who(request), document_id, page, _span(start, end))
        return Response(found.png, media_type="image/png", headers={"cache-control": "private, max-age=3600"})

    @router.get("/papers/{document_id}/file")
    def file(request: Request, document_id: str) -> Response:
        found = desk.file(who(request), document_id)
        shown = found.kind is not FileKind.DOCX
        policy = PDF_POLICY if found.kind is FileKind.PDF else FILE_POLICY
        return FileResponse(
            found.path,
            media_type=found.media_type,
            filename=found.name,
            content_disposition_type="inline" if shown else "attachment",
            headers={"content-security-policy": policy, "cache-control": "private, no-cache"},
        )

    return router


def _reports(desk: Desk, views: Views) -> APIRouter:
    """Briefings, and registers and comparisons as files."""
    router = APIRouter()

    def base(request: Request) -> str:
        return desk.service.settings.serve.public_url or str(request.base_url)

    @router.get("/papers/{document_id}/briefing")
    def briefing(request: Request, document_id: str) -> Response:
        summary = desk.summary(who(request), document_id)
        found = desk.reports.briefing(who(request), document_id)
        return own_page(views.briefing(summary, found, made_at=desk.now()))

    @router.get("/papers/{document_id}/briefing.{format}")
    def briefing_file(request: Request, document_id: str, format: Literal["md", "docx"]) -> Response:
        desk.summary(who(request), document_id)
        content = desk.reports.briefing_file(who(request), document_id, format)
        return _attachment(content, f"briefing-{document_id}", format)

    @router.get("/registers/{kind}.{sheet}")
    def register(
        request: Request,
        kind: RegisterKind,
        sheet: Literal["csv", "xlsx"],
        partnership: str = "",
        paper: str = "",
        first: str = "",
        last: str = "",
    ) -> Response:
        chosen = chosen_from(partnership, paper, first, last)
        content = desk.reports.register_file(who(request), kind, chosen, sheet, base=base(request))
        return _attachment(content, f"{kind}-{desk.now().date().isoformat()}", sheet)

    @router.get("/comparisons/{id}.{format}")
    def comparison(request: Request, id: str, format: Literal["md", "docx", "xlsx"]) -> Response:
        content = desk.reports.comparison_file(who(request), id, format, base=base(request))
        return _attachment(content, f"comparison-{desk.now().date().isoformat()}", format)

    return router


def _keeping(desk: Desk, uploads: Uploads) -> APIRouter:
    router = APIRouter()

    @router.get("/conversations/{id}.{format}")
    def export(request: Request, id: str, format: Literal["md", "docx"]) -> Response:
        content = desk.export(who(request), id, format)
        return _attachment(content, f"councilqa-{desk.now().date().isoformat()}", format)

    @router.put("/uploads/{name}")
    async def receive(request: Request, name: str) -> dict[str, str]:
        await run_in_threadpool(desk.require, who(request), Action.ADD)
        return {"token": await uploads.receive(request.stream())}

    return router


def _api(desk: Desk) -> APIRouter:
    """For programs: the same JSON as the commands give with `--json`."""
    router = APIRouter(prefix="/api")

    @router.get("/documents")
    def documents(request: Request) -> dict[str, Any]:
        return _without_folders(documents_json(desk.papers(who(request))))

    @router.post("/ask")
    def ask(request: Request, asked: Asked) -> dict[str, Any]:
        person = who(request)
        answer = desk.answer(person, asked.question, asked.chosen(), private=asked.private)
        return _without_folders(answer_json(answer, desk.papers(person)))

    @router.post("/search")
    def search(request: Request, asked: Searched) -> dict[str, Any]:
        person = who(request)
        hits = desk.search(person, asked.question, asked.k, asked.chosen())
        return _without_folders(hits_json(asked.question, hits, desk.papers(person)))

    return router


def _attachment(content: bytes, name: str, format: str) -> Response:
    """A file to be saved."""
    quoted = quote(f"{name}.{format}")
    return Response(
        content,
        media_type=_MEDIA_TYPES[format],
        headers={"content-disposition": f'attachment; filename="{quoted}"', "cache-control": "no-store"},
    )


def _without_folders(found: Json) -> Json:
    """Readers see what a file is called, not where it lies on the machine."""
    lists = {name: found[name] for name in ("documents", "citations", "related", "hits") if name in found}
    return {
        **found,
        **{name: [{**each, "source": Path(each["source"]).name} for each in all] for name, all in lists.items()},
    }


def problem(error: CouncilQAError, status_code: int) -> JSONResponse:
    """For a program, or for the page's own scripts."""
    return JSONResponse({"error": str(error), "hint": error.hint}, status_code=status_code)


def _span(start: int, end: int) -> Span:
    try:
        return Span(start=start, end=end)
    except ValueError as error:
        raise CouncilQAError("there is no such place", hint="Follow the link from an answer.") from error


def _safe(next: str) -> str:
    """Where to go after signing in: a path of this server, never another."""
    return next.lstrip("/") if _NEXT.fullmatch(next) else ""


def _sentence(error: CouncilQAError) -> str:
    return f"{str(error)[:1].upper()}{str(error)[1:]}."
