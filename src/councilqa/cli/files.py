"""Results as files: the format by the name's ending, and where a citation's link leads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated

import typer

from councilqa.cli.terminal import err, plain
from councilqa.domain.answers import Citation
from councilqa.errors import SettingsError

OutFile = Annotated[
    Path | None,
    typer.Option("--out", metavar="FILE", help="Write to this file; its ending says the format."),
]


def write_file(file: Path, formats: Mapping[str, Callable[[], bytes]]) -> None:
    """Write what one of the formats makes; raises SettingsError for another ending or a file that cannot be written."""
    make = formats.get(file.suffix.lower())
    if make is None:
        known = ", ".join(sorted(formats))
        raise SettingsError(f"{file.name!r} has no format that can be written here", hint=f"Let it end in {known}.")
    try:
        file.write_bytes(make())
    except OSError as error:
        raise SettingsError(
            f"{str(file)!r} cannot be written: {error.strerror}", hint="Name another file with --out."
        ) from error
    err().print(plain(f"Written to {file}."), soft_wrap=True)


def linked(citation: Citation, public_url: str | None) -> str | None:
    """Where a click leads: the place on the page's server where its address is set, else the file, if it is there."""
    if public_url:
        end = citation.start + len(citation.quote)
        return f"{public_url.rstrip('/')}/papers/{citation.document_id}?start={citation.start}&end={end}"
    path = Path(citation.source)
    if not path.exists():
        return None
    page = f"#page={citation.page}" if citation.page and path.suffix.lower() == ".pdf" else ""
    return f"{path.resolve().as_uri()}{page}"
