"""`councilqa serve`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from councilqa.cli.opening import quiet
from councilqa.cli.options import Index
from councilqa.cli.terminal import complain, out, waiting
from councilqa.errors import CouncilQAError


def serve(
    host: Annotated[
        str | None,
        typer.Option("--host", metavar="ADDRESS", help="Listen here; any but the loopback address wants users."),
    ] = None,
    port: Annotated[
        int | None, typer.Option("--port", min=0, max=65535, metavar="N", help="0: any port that is free.")
    ] = None,
    public_url: Annotated[
        str | None,
        typer.Option("--public-url", metavar="URL", help="As readers see it behind a reverse proxy; wants users."),
    ] = None,
    index: Index = None,
    corpus: Annotated[
        Path | None, typer.Option("--corpus", metavar="FOLDER", help="Where files go that are added on the page.")
    ] = None,
) -> None:
    """Open the page to ask, check the source and add papers in a browser."""
    quiet()
    with waiting("Loading the model …"):
        from councilqa.service import CouncilQA
        from councilqa.settings import Settings

        settings = Settings.load(index=index, corpus=corpus)
        given = {"host": host, "port": port, "public_url": public_url}
        changed = {**settings.serve.model_dump(), **{name: value for name, value in given.items() if value is not None}}
        settings = Settings.load(index=index, corpus=corpus, serve=changed)
        from councilqa.ui.server import serve as run

    def say_trouble(error: CouncilQAError) -> None:
        complain(str(error), f"{error.hint} The page opens and says the same.")

    def say_ready(address: str) -> None:
        out().print(f"councilqa is at {address} (Ctrl-C stops it)", soft_wrap=True)

    with CouncilQA.open(settings=settings, shared=True) as service:
        run(service, on_ready=say_ready, on_trouble=say_trouble)
