"""Whether an index agrees with itself: the checks behind `councilqa doctor`."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator

from councilqa.errors import CouncilQAError
from councilqa.store.keywords import fold
from councilqa.store.library import Library
from councilqa.store.records import Finding
from councilqa.store.rows import count_tokens
from councilqa.store.stamp import Stamp
from councilqa.store.vectors import VectorIndex

_REBUILD = "Run `councilqa ingest --rebuild`."
_INGEST = "Run `councilqa ingest`: the next writer finishes it."


def check_stamp(built: Stamp, now: Stamp | None) -> tuple[Finding, ...]:
    if now is None:
        return ()
    changed = built.differences(now)
    if changed:
        return tuple(_error("stamp", each, _REBUILD) for each in changed)
    return (_ok("stamp", f"built with {built.embedder}, as set now"),)


def check_library(library: Library) -> tuple[Finding, ...]:
    """Each check on its own, so that one that breaks down does not hide the others."""
    checks: tuple[tuple[str, Callable[[Library], Iterator[Finding]]], ...] = (
        ("file", _check_file),
        ("pending", _check_pending),
        ("documents", _check_documents),
        ("passages", _check_passages),
        ("keywords", _check_keywords),
        ("tokens", _check_tokens),
    )
    return tuple(finding for name, check in checks for finding in _run(name, check, library))


def check_vectors(library: Library, vectors: VectorIndex) -> tuple[Finding, ...]:
    """That Chroma holds every passage of the library, no other, and finds what it holds."""
    return _run("vectors", lambda each: _check_vectors(each, vectors), library)


def _run(name: str, check: Callable[[Library], Iterator[Finding]], library: Library) -> tuple[Finding, ...]:
    try:
        return tuple(check(library))
    except CouncilQAError as error:
        return (_error(name, str(error), _REBUILD),)


def _check_file(library: Library) -> Iterator[Finding]:
    with library.connections.reading() as connection:
        faults = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
        orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
    for fault in faults:
        yield _error("file", f"SQLite: {fault}", _REBUILD)
    if orphans:
        yield _error("file", f"{len(orphans)} rows belong to nothing", _REBUILD)
    if not faults and not orphans:
        yield _ok("file", f"{library.path.name} is sound")


def _check_pending(library: Library) -> Iterator[Finding]:
    pending = library.pending()
    if pending:
        message = f"a write was interrupted: {', '.join(pending)}; searches use the library meanwhile"
        yield Finding(check="pending", severity="warning", message=message, hint=_INGEST)
    else:
        yield _ok("pending", "no write was interrupted")


def _check_documents(library: Library) -> Iterator[Finding]:
    """Each paper can be read back, and every passage stands in it word for word."""
    faults = 0
    summaries = library.summaries()
    for summary in summaries:
        for fault in _faults_of(library, summary.id):
            faults += 1
            yield _error("documents", f"{summary.source}: {fault}", _REBUILD)
    if not faults:
        yield _ok("documents", f"{len(summaries)} documents, {library.count()} passages that stand in them")


def _faults_of(library: Library, document_id: str) -> Iterator[str]:
    try:
        text = library.document(document_id).text
        passages = library.passages(library.passage_ids((document_id,)))
    except CouncilQAError as error:
        yield str(error)
        return
    summary = library.summary(document_id)
    if summary is not None and summary.passages != len(passages):
        yield f"{summary.passages} passages were written, {len(passages)} are there"
    moved = sum(text[each.start : each.end] != each.text for each in passages)
    if moved:
        yield f"{moved} passages do not stand in the paper"


def _check_passages(library: Library) -> Iterator[Finding]:
    """Each passage has its vectors, of the size in the stamp."""
    dense, tokens = 2 * library.stamp.dimensions, library.stamp.token_dimensions
    query = """
        SELECT count(*) FROM passages
        LEFT JOIN dense_vectors USING (number) LEFT JOIN token_vectors USING (number)
        WHERE coalesce(length(vector), 0) != ? OR codes IS NULL OR length(codes) % ? != 0"""
    with library.connections.reading() as connection:
        lacking = connection.execute(query, (dense, tokens)).fetchone()[0]
    if lacking:
        yield _error("passages", f"{lacking} passages lack their vectors", _REBUILD)
    else:
        yield _ok("passages", "every passage has its vectors")


def _check_keywords(library: Library) -> Iterator[Finding]:
    """The keyword index knows the library's passages and no others, and finds the first of each document."""
    with library.connections.reading() as connection:
        missing, extra = _keyword_differences(connection)
        mute = [row["source"] for row in _first_passages(connection) if not _found_by_keyword(connection, row)]
    if missing or extra:
        message = f"the keyword index lacks {missing} passages and has {extra} too many"
        yield _error("keywords", message, _REBUILD)
    for source in mute:
        yield _error("keywords", f"{source}: its words are not found", _REBUILD)
    if not (missing or extra or mute):
        yield _ok("keywords", "the words of every document are found")


def _keyword_differences(connection: sqlite3.Connection) -> tuple[int, int]:
    """Passages that the keyword index lacks, and rows that belong to no passage."""
    missing = "SELECT count(*) FROM passages WHERE number NOT IN (SELECT id FROM keywords_docsize)"
    extra = "SELECT count(*) FROM keywords_docsize WHERE id NOT IN (SELECT number FROM passages)"
    return connection.execute(missing).fetchone()[0], connection.execute(extra).fetchone()[0]


def _first_passages(connection: sqlite3.Connection) -> list[sqlite3.Row]:
    return connection.execute(
        """SELECT number, source, text FROM passages JOIN documents ON documents.id = document_id
        WHERE ordinal = (SELECT min(ordinal) FROM passages AS others WHERE others.document_id = documents.id)"""
    ).fetchall()


def _found_by_keyword(connection: sqlite3.Connection, row: sqlite3.Row) -> bool:
    words = [word for word in fold(row["text"]).split() if word.isalnum()]
    if not words:
        return True
    query = "SELECT 1 FROM keywords WHERE keywords MATCH ? AND rowid = ?"
    longest = max(words, key=len)
    return connection.execute(query, (f'"{longest}"', row["number"])).fetchone() is not None


def _check_tokens(library: Library) -> Iterator[Finding]:
    with library.connections.reading() as connection:
        counted = count_tokens(connection)
        kept = dict(connection.execute("SELECT id, passages FROM token_frequencies").fetchall())
    if counted == kept:
        yield _ok("tokens", f"{len(kept)} tokens are counted as they stand")
    else:
        wrong = len(counted.items() ^ kept.items())
        yield _error("tokens", f"{wrong} counts of tokens are wrong", _REBUILD)


def _check_vectors(library: Library, vectors: VectorIndex) -> Iterator[Finding]:
    ours, theirs = library.passage_documents(), vectors.document_ids()
    missing, extra = len(ours.keys() - theirs.keys()), len(theirs.keys() - ours.keys())
    if missing or extra:
        message = f"Chroma lacks {missing} of {len(ours)} passages and has {extra} too many"
        yield _error("vectors", message, _INGEST)
    mute = [summary.source for summary in library.summaries() if not _answers(library, vectors, summary.id)]
    for source in mute:
        yield _error("vectors", f"{source}: its first passage is not found by its own vector", _REBUILD)
    if not (missing or extra or mute):
        yield _ok("vectors", f"Chroma finds every document by its own vector; {len(theirs)} passages")


def _answers(library: Library, vectors: VectorIndex, document_id: str) -> bool:
    dense = library.dense((document_id,))
    return not dense.passage_ids or vectors.queryable(dense.vectors[0], dense.passage_ids[0])


def _ok(check: str, message: str) -> Finding:
    return Finding(check=check, severity="ok", message=message)


def _error(check: str, message: str, hint: str) -> Finding:
    return Finding(check=check, severity="error", message=message, hint=hint)
