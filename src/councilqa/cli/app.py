"""The `councilqa` command. Nothing heavy is imported here: `--help` answers at once."""

from __future__ import annotations

from typing import Annotated, Any

import typer
from typer.core import TyperGroup

from councilqa.cli import codes, feedback, models, users
from councilqa.cli.ask import ask, search
from councilqa.cli.bench import bench
from councilqa.cli.checks import brief, check
from councilqa.cli.compare import compare
from councilqa.cli.doctor import doctor
from councilqa.cli.evals import measured
from councilqa.cli.ingest import ingest
from councilqa.cli.papers import documents, remove, show
from councilqa.cli.registers import register
from councilqa.cli.serve import serve
from councilqa.cli.terminal import complain
from councilqa.errors import AccountError, CouncilQAError, ModelError, SettingsError, UnknownDocumentError

EPILOG = """\b
Examples:
  councilqa ingest
  councilqa ask "What does the shared chief executive save?"
  councilqa ask "Who chairs the joint committee?" --partnership hart-rushmoor
  councilqa search "redundancy costs" -k 5

\b
Exit codes:
  0    done; a question was answered, wholly or in part
  1    something failed: a file, a line of a batch, a check of `doctor`
  2    a wrong option or setting, or a paper or user that is not there
  3    the papers do not answer the question
  130  stopped with Ctrl-C
"""

_WRONG_USAGE = (SettingsError, UnknownDocumentError, AccountError, ModelError)


class Commands(TyperGroup):
    """Turns what goes wrong in any command into one line, a hint and an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was named."""
        try:
            return super().invoke(ctx)
        except CouncilQAError as error:
            complain(str(error), error.hint)
            ctx.exit(codes.USAGE if isinstance(error, _WRONG_USAGE) else codes.FAILED)
        except KeyboardInterrupt:
            complain("stopped", "The index is whole; papers that were finished are in it. Run the command again.")
            ctx.exit(codes.INTERRUPTED)


app = typer.Typer(
    cls=Commands,
    help="Answers questions about council papers, each with a citation that holds. "
    "Nothing leaves this machine unless a hosted language model is set.",
    epilog=EPILOG,
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)


def _examples(*lines: str) -> str:
    return "\b\nExamples:\n" + "\n".join(f"  {line}" for line in lines)


app.command(
    epilog=_examples(
        "councilqa ingest",
        "councilqa ingest reports/ minutes.docx --index indexes/trial",
        "councilqa ingest --prune",
        "councilqa ingest sealed.pdf --password secret",
    )
)(ingest)
app.command(
    epilog=_examples(
        'councilqa ask "What is Cabinet asked to decide?"',
        'councilqa ask "What are the risks?" --partnership harborough-melton',
        'councilqa ask "What does it save?" --since 2022 --explain',
        "councilqa ask --batch questions.jsonl > answers.jsonl",
    )
    + '\n\n\b\nA line of the batch: {"id": "q1", "question": "What does it save?"}\n'
    "Exit codes: 0 answered, wholly or in part; 3 the papers do not answer it."
)(ask)
app.command(
    epilog=_examples(
        "councilqa serve",
        "councilqa serve --port 8080",
        "councilqa serve --host 0.0.0.0",
        "councilqa serve --public-url https://intranet.example.org/councilqa",
    )
)(serve)
app.command(
    epilog=_examples(
        'councilqa search "redundancy costs" -k 5',
        'councilqa search "chief executive" --document statement --json',
        "councilqa search --batch queries.jsonl > hits.jsonl",
    )
    + '\n\n\b\nA line of the batch: {"id": "q1", "query": "redundancy costs"}'
)(search)
app.command(
    epilog=_examples(
        'councilqa compare "How will the costs be split?"',
        'councilqa compare "What does each partnership expect to save?" --out savings.docx',
        "councilqa compare --fields --out grid.xlsx",
        "councilqa compare --named",
        "councilqa compare --batch questions.jsonl > rows.jsonl",
    )
    + "\n\n\b\nFormats of --out: .md, .docx, .xlsx, .csv.\n"
    "Exit codes: 0 a partnership's papers state it; 3 none does."
)(compare)
app.command(
    epilog=_examples(
        "councilqa register recommendations",
        "councilqa register risks --document cannock --out risks.xlsx",
        "councilqa register money --partnership harborough-melton --json",
    )
    + "\n\n\b\nFormats of --out: .csv, .xlsx. Exit codes: 0 there are entries; 3 none was recognised."
)(register)
app.command(epilog=_examples("councilqa check", "councilqa check cannock", "councilqa check --json"))(check)
app.command(
    epilog=_examples("councilqa brief cannock", "councilqa brief 3f2a91c0 --out briefing.docx")
    + "\n\n\b\nFormats of --out: .md, .docx."
)(brief)
app.command(epilog=_examples("councilqa documents", "councilqa documents --json"))(documents)
app.command(
    epilog=_examples(
        "councilqa show statement",
        "councilqa show cannock --paragraph 5.11",
        "councilqa show 3f2a91c0 --page 12",
    )
)(show)
app.command(epilog=_examples("councilqa remove minutes.docx", "councilqa remove 3f2a91c0 --yes"))(remove)
app.command(
    epilog=_examples("councilqa doctor", "councilqa doctor --json")
    + "\n\n\b\nExit codes: 0 all is well; 1 there is a warning or a fault."
)(doctor)
app.add_typer(measured, name="eval")
app.command(
    epilog=_examples(
        "councilqa bench --quick",
        "councilqa bench --out bench.json --plots plots",
        "councilqa bench --scales 1,10 --minutes 5",
        "councilqa bench --show bench.json",
    )
)(bench)

language_models = typer.Typer(
    help="Try the language model that is set, and see or delete what is kept of its work.",
    epilog=_examples("councilqa models check", "councilqa models records", "councilqa models forget"),
    no_args_is_help=True,
    rich_markup_mode=None,
)
language_models.command(
    "check",
    epilog=_examples("COUNCILQA_MODEL=ollama:llama3.1 councilqa models check", "councilqa models check --json")
    + "\n\n\b\nExit codes: 0 it answers in the form that is asked for; 1 it does not.",
)(models.check)
language_models.command("records", epilog=_examples("councilqa models records --json"))(models.records)
language_models.command("forget", epilog=_examples("councilqa models forget --yes"))(models.forget)
app.add_typer(language_models, name="models")

people = typer.Typer(
    help="Say who may use the web page, and as what.",
    epilog=_examples("councilqa users add Ada --role editor", "councilqa users list", "councilqa users remove Ada"),
    no_args_is_help=True,
    rich_markup_mode=None,
)
people.command(
    "add",
    epilog=_examples(
        "councilqa users add Ada",
        "councilqa users add 'Grace Hopper' --role editor",
        "councilqa users add Ada --password-stdin < password.txt",
    ),
)(users.add)
people.command("list", epilog=_examples("councilqa users list", "councilqa users list --json"))(users.list_users)
people.command("role", epilog=_examples("councilqa users role Ada editor"))(users.role)
people.command(
    "password",
    epilog=_examples("councilqa users password Ada", "councilqa users password Ada --password-stdin < password.txt"),
)(users.password)
people.command("remove", epilog=_examples("councilqa users remove Ada", "councilqa users remove Ada --yes"))(
    users.remove
)
people.command("open", epilog=_examples("councilqa users open"))(users.open_)
app.add_typer(people, name="users")

said = typer.Typer(
    help="Read what readers said of answers on the web page.",
    epilog=_examples("councilqa feedback list --verdict wrong", "councilqa feedback export --out feedback.jsonl"),
    no_args_is_help=True,
    rich_markup_mode=None,
)
said.command(
    "list",
    epilog=_examples(
        "councilqa feedback list",
        "councilqa feedback list --verdict wrong --since 2026-03",
        "councilqa feedback list --json",
    ),
)(feedback.list_feedback)
said.command(
    "export",
    epilog=_examples(
        "councilqa feedback export > feedback.jsonl",
        "councilqa feedback export --format csv --out feedback.csv",
    ),
)(feedback.export)
app.add_typer(said, name="feedback")


def _version(wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        typer.echo(f"councilqa {version('councilqa')}")
        raise typer.Exit


@app.callback()
def _common(
    version: Annotated[
        bool, typer.Option("--version", callback=_version, is_eager=True, help="Print the version.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """What the `councilqa` script calls."""
    app(prog_name="councilqa")
