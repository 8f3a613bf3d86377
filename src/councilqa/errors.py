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
├── UnknownDocumentError no such document, page or paragraph in the index
├── UnknownConversationError  it is another's, or was forgotten
├── AccessError          somebody may not do what they tried to
│   ├── UnauthenticatedError  nobody is signed in, or not with these words
│   ├── ForbiddenError        who is signed in may not do this
│   ├── TooManyAttemptsError  too many failed sign-ins; wait
│   └── AccountError          a name, password or role that cannot be used
├── ModelError           the language model that is set cannot be had
├── FeedbackError        what a reader said cannot be kept
└── DatabaseError        the file of users and feedback cannot be used
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


class UnknownConversationError(CouncilQAError):
    """A conversation or an answer in it is another reader's, or is no longer kept."""

    hint = "Conversations are kept for a day; ask the question again."


class AccessError(CouncilQAError):
    """Somebody may not do what they tried to."""


class UnauthenticatedError(AccessError):
    """Nobody is signed in, or the words they signed in with are wrong."""

    hint = "Sign in."


class ForbiddenError(AccessError):
    """Who is signed in may not do this."""

    hint = "Ask an editor to do it, or whoever runs this page for the role of an editor."


class TooManyAttemptsError(AccessError):
    """Signing in is refused for a while, whatever the password."""

    hint = "Wait; whoever runs this page can set a new password."

    def __init__(
        self, retry_after_seconds: int, message: str = "too many failed attempts to sign in", *, hint: str | None = None
    ) -> None:
        super().__init__(f"{message}; try again in {_time(retry_after_seconds)}", hint=hint)
        self.retry_after_seconds = retry_after_seconds


class AccountError(AccessError):
    """A user's name, password or role cannot be used."""

    hint = "`councilqa users list` shows who there is."


class ModelError(CouncilQAError):
    """The language model that is set cannot be had; without one, the papers are quoted."""

    hint = "Check the setting `model`, and its key in the environment or in the file that `chat.api_key_file` names."


class FeedbackError(CouncilQAError):
    """What a reader said of an answer cannot be kept."""

    hint = "Correct what is named above and send it again."


class DatabaseError(CouncilQAError):
    """The file that keeps users, sessions and feedback cannot be used."""

    hint = "Check the disk space and the rights on the folder that the setting `data` names."


def _time(seconds: int) -> str:
    number, unit = (seconds, "second") if seconds < 60 else (-(-seconds // 60), "minute")
    return f"{number} {unit}{'' if number == 1 else 's'}"
