"""Test collections in BEIR's layout: corpus.jsonl, queries.jsonl and qrels/SPLIT.tsv (Thakur et al. 2021)."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, BeforeValidator, ConfigDict, ValidationError

from councilqa.errors import SettingsError

_Model = TypeVar("_Model", bound=BaseModel)

Judgements = Mapping[str, int]
"""How well each judged document of the corpus answers a question, by its id; 0 is not at all."""


def _text(value: Any) -> Any:
    """Collections name documents by numbers too, and some leave titles null."""
    return "" if value is None else str(value) if isinstance(value, int) and not isinstance(value, bool) else value


_Text = Annotated[str, BeforeValidator(_text)]


class _Line(BaseModel):
    # Collections carry more ("metadata", "url") than is of use here.
    model_config = ConfigDict(frozen=True, extra="ignore")


class _DocumentLine(_Line):
    title: _Text = ""
    text: _Text


class _QueryLine(_Line):
    text: _Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Foreign:
    """A document of a collection."""

    id: str
    title: str
    text: str

    @property
    def whole(self) -> str:
        """Title and text, as the published baselines read them."""
        return f"{self.title} {self.text}".strip()


@dataclass(frozen=True, slots=True, kw_only=True)
class Collection:
    """Documents, questions, and which documents answer which question."""

    name: str
    split: str
    documents: tuple[Foreign, ...]
    queries: Mapping[str, str]
    """Text by id: those of the split that some document answers, in the order of queries.jsonl."""
    judgements: Mapping[str, Judgements]
    """By id of the question."""

    def first(self, number: int | None) -> Collection:
        """The same with the first so many questions."""
        kept = dict(list(self.queries.items())[:number])
        return Collection(
            name=self.name,
            split=self.split,
            documents=self.documents,
            queries=kept,
            judgements={each: self.judgements[each] for each in kept},
        )


def read_collection(folder: Path, *, split: str = "test") -> Collection:
    """Read a folder in BEIR's layout; raises SettingsError that names the file and line of what is wrong."""
    if not folder.is_dir():
        raise SettingsError(f"there is no folder {str(folder)!r}", hint="Give one with corpus.jsonl in it.")
    judgements_path = folder / "qrels" / f"{split}.tsv"
    for path in (folder / "corpus.jsonl", folder / "queries.jsonl", judgements_path):
        if not path.is_file():
            raise SettingsError(_missing(path, folder), hint=_splits(folder))
    documents = _documents(folder / "corpus.jsonl")
    questions = _questions(folder / "queries.jsonl")
    judgements = _judgements(judgements_path, questions, {each.id for each in documents})
    queries = {each: text for each, text in questions.items() if any(judgements.get(each, {}).values())}
    if not queries:
        raise SettingsError(f"{judgements_path.name} names no document that answers a question")
    return Collection(
        name=folder.resolve().name,
        split=split,
        documents=tuple(documents),
        queries=queries,
        judgements={each: judgements[each] for each in queries},
    )


def write_collection(
    folder: Path,
    documents: Iterable[Foreign],
    queries: Mapping[str, str],
    splits: Mapping[str, Iterable[tuple[str, str]]],
) -> None:
    """Make such a folder; `splits` name a question and a document that answers it, by their ids."""
    (folder / "qrels").mkdir(parents=True, exist_ok=True)
    corpus = ({"_id": each.id, "title": each.title, "text": each.text} for each in documents)
    for name, rows in (("corpus", corpus), ("queries", ({"_id": key, "text": text} for key, text in queries.items()))):
        lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
        (folder / f"{name}.jsonl").write_text(lines, "utf-8")
    for split, pairs in splits.items():
        judged = (f"{question}\t{document}\t1" for question, document in pairs)
        (folder / "qrels" / f"{split}.tsv").write_text("\n".join(("query-id\tcorpus-id\tscore", *judged, "")), "utf-8")


def _missing(path: Path, folder: Path) -> str:
    return f"there is no {path.relative_to(folder).as_posix()} in {folder.resolve().name!r}"


def _splits(folder: Path) -> str:
    found = sorted(path.stem for path in (folder / "qrels").glob("*.tsv"))
    wanted = "The folder needs corpus.jsonl, queries.jsonl and qrels/SPLIT.tsv."
    return f"{wanted} Splits there: {', '.join(found)}." if found else wanted


def _documents(path: Path) -> list[Foreign]:
    found: dict[str, Foreign] = {}
    for where, name, raw in _objects(path):
        line = _parsed(_DocumentLine, raw, where)
        if name in found:
            raise SettingsError(f"{where}: a second document {name!r}", hint="Each _id may stand once.")
        found[name] = Foreign(id=name, title=" ".join(line.title.split()), text=line.text.strip())
    if not found:
        raise SettingsError(f"{path.name} holds no document")
    return list(found.values())


def _questions(path: Path) -> dict[str, str]:
    found: dict[str, str] = {}
    for where, name, raw in _objects(path):
        text = _parsed(_QueryLine, raw, where).text.strip()
        if name in found:
            raise SettingsError(f"{where}: a second question {name!r}", hint="Each _id may stand once.")
        if not text:
            raise SettingsError(f"{where}: the question is empty", hint="Correct that line.")
        found[name] = text
    return found


def _judgements(path: Path, questions: Mapping[str, str], documents: set[str]) -> dict[str, dict[str, int]]:
    found: dict[str, dict[str, int]] = {}
    for number, line in read_lines(path):
        where = f"{path.name}, line {number}"
        parts = [part.strip() for part in line.split("\t")]
        if len(parts) != 3:
            raise SettingsError(f"{where}: not query-id, corpus-id and score, apart by tabs", hint="Correct that line.")
        question, document, score = parts
        if number == 1 and not _is_whole(score):
            continue  # the names of the columns
        if not _is_whole(score):
            raise SettingsError(f"{where}: {score!r} is no whole number", hint="Correct that line.")
        for kind, name, known in (("question", question, questions), ("document", document, documents)):
            if name not in known:
                raise SettingsError(f"{where}: there is no {kind} {name!r}", hint="Correct that line.")
        found.setdefault(question, {})[document] = max(int(score), 0)
    return found


def _is_whole(text: str) -> bool:
    return text.removeprefix("-").isdecimal()


def _objects(path: Path) -> Iterator[tuple[str, str, dict[str, Any]]]:
    """Where each object stands, its _id, and the object."""
    for number, line in read_lines(path):
        where = f"{path.name}, line {number}"
        raw = parse_object(line, where)
        name = _text(raw.get("_id"))
        if not isinstance(name, str) or not name:
            raise SettingsError(f"{where}: _id: a name is wanted", hint="Correct that line.")
        yield where, name, raw


def parse_object(line: str, where: str) -> dict[str, Any]:
    """One line of JSON that is an object; raises SettingsError that says where."""
    try:
        raw = json.loads(line)
    except json.JSONDecodeError as error:
        raise SettingsError(f"{where}: not JSON: {error.msg}", hint="Correct that line.") from error
    if not isinstance(raw, dict):
        raise SettingsError(f"{where}: not a JSON object", hint="Correct that line.")
    return raw


def read_lines(path: Path) -> list[tuple[int, str]]:
    """The lines that hold something, with their numbers; raises SettingsError where the file cannot be read."""
    try:
        text = path.read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"cannot read {path.name!r}: {error}", hint="Check the path.") from error
    # Not splitlines: a JSON string may hold U+2028.
    return [(number, line) for number, line in enumerate(text.split("\n"), 1) if line.strip()]


def _parsed(model: type[_Model], raw: dict[str, Any], where: str) -> _Model:
    try:
        return model.model_validate(raw)
    except ValidationError as error:
        wrong = "; ".join(f"{'.'.join(map(str, e['loc']))}: {e['msg'].lower()}" for e in error.errors())
        raise SettingsError(f"{where}: {wrong}", hint="Correct that line.") from error
