"""What can go wrong, each with what to do next.

CouncilQAError
├── SettingsError        a setting or manifest line is wrong
├── DocumentError        one file cannot be read; others go on
│   ├── PasswordError    it is encrypted
│   ├── NeedsOCRError    it holds pictures of text only
│   └── TooLargeError    it is past a limit of size, pages or depth
├── IndexFault           something about the index as a whole
│   ├── MissingIndexError
│   ├── StaleIndexError
│   ├── LockedIndexError
│   └── DamagedIndexError
└── UnknownDocumentError no such document, page or paragraph in the index
"""

from __future__ import annotations


class CouncilQAError(Exception):
    """Anything that councilqa itself reports; `hint` says what to do next."""

    hint = ""

    def __init__(self, message: str, *, hint: str | None = None) -> None:
        super().__init__(message)
        if hint is not None:
            self.hint = hint


class SettingsError(CouncilQAError):
    """A setting, a manifest line or an argument is not usable."""

    hint = "Correct the setting named above."


class DocumentError(CouncilQAError):
    """One file cannot be read as a document."""

    hint = "Open the file in its own program, save it again and add it once more."


class PasswordError(DocumentError):
    """The file is encrypted and no password given so far opens it."""

    hint = "Give its password with `--password`, or add a copy without one."


class NeedsOCRError(DocumentError):
    """The file has pages but no text: pictures of text."""

    hint = "Run it through OCR (for example `ocrmypdf in.pdf out.pdf`) and add the result."


class TooLargeError(DocumentError):
    """The file is past a limit that keeps reading bounded."""

    hint = "Split the file, or raise the limit named above in the settings."


class IndexFault(CouncilQAError):
    """Something is wrong with the index as a whole."""

    hint = "Run `councilqa doctor`."


class MissingIndexError(IndexFault):
    """There is no index where one was asked for."""

    hint = "Run `councilqa ingest` first."


class StaleIndexError(IndexFault):
    """The index was built with other settings than those now in force."""

    hint = "Run `councilqa ingest --rebuild`."


class LockedIndexError(IndexFault):
    """Another process is using the index."""

    hint = "Wait until it has finished, or stop it, and try again."


class DamagedIndexError(IndexFault):
    """The index does not agree with itself."""

    hint = "Run `councilqa ingest --rebuild`."


class UnknownDocumentError(CouncilQAError):
    """No such document, page or paragraph is in the index."""

    hint = "`councilqa documents` lists what is indexed."
