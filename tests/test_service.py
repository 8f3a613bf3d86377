"""The Python API: opening, asking, searching, papers, rebuilding, and several threads and processes at once."""

from __future__ import annotations

import datetime as dt
import subprocess
import sys
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from councilqa import CouncilQA
from councilqa.domain.answers import AnswerStatus, Finished, Said
from councilqa.errors import (
    CouncilQAError,
    LockedIndexError,
    MissingIndexError,
    StaleIndexError,
    UnknownDocumentError,
)
from councilqa.ingest.intake import Upload
from councilqa.ingest.pipeline import Progress
from councilqa.models.reduction import fit
from councilqa.settings import Settings
from fake_encoder import FakeEncoder, real_models
from small_papers import COUNCILS, faults, paper_text, service, write_folder, write_paper

QUESTION = "What does the shared service for library opening hours save?"


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four papers and their index, which no test changes."""
    folder = tmp_path_factory.mktemp("service")
    write_folder(folder / "papers", 4)
    with service(folder) as qa:
        qa.ingest()
    return folder


@pytest.fixture
def qa(folder: Path) -> Iterator[CouncilQA]:
    with service(folder) as qa:
        yield qa


@pytest.fixture
def own(tmp_path: Path) -> Iterator[CouncilQA]:
    """An index of three papers for a test to change."""
    write_folder(tmp_path / "papers", 3)
    with service(tmp_path) as qa:
        qa.ingest()
        yield qa


def index_of(qa: CouncilQA) -> Path:
    return qa.settings.index


# One after the other


def test_answer_cites_the_paper_that_says_it(tmp_path: Path) -> None:
    write_folder(tmp_path / "papers", 3)
    settings = Settings.load(corpus=tmp_path / "papers")
    with CouncilQA.open(tmp_path / "index", settings=settings, models=real_models()) as qa:
        qa.ingest()
        answer = qa.ask(QUESTION)
        assert answer.status is not AnswerStatus.NOT_FOUND
        assert "£250,000" in answer.text
        cited = answer.citations[0]
        assert (Path(cited.source).name, cited.paragraph) == ("paper-1.txt", "2.1")
        assert qa.document(cited.document_id).text[cited.start :].startswith(cited.quote)
        assert qa.ask("What does Surrey County Council spend on elephants?").status is AnswerStatus.NOT_FOUND


def test_search_gives_as_many_hits_as_asked_best_first(qa: CouncilQA) -> None:
    hits = qa.search("one-off costs of planning enforcement", k=3)
    assert [hit.rank for hit in hits] == [1, 2, 3]
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert "planning enforcement" in hits[0].passage.text


def test_documents_are_listed_and_shown_by_any_of_their_names(qa: CouncilQA) -> None:
    listed = qa.documents()
    assert [Path(each.source).name for each in listed] == [f"paper-{number}.txt" for number in range(4)]
    assert {qa.document(name).id for name in (listed[1].id, listed[1].id[:6], "paper-1", "paper-1.TXT")} == {
        listed[1].id
    }
    assert [placed.block.text for placed in qa.paragraph("paper-1", "2.2")] == [
        "2.2 One-off costs of £71,000 are met from the transformation reserve."
    ]
    for name in ("paper", "no such paper", "zz"):
        with pytest.raises(UnknownDocumentError):
            qa.document(name)
    with pytest.raises(UnknownDocumentError, match=r"9\.9"):
        qa.paragraph("paper-1", "9.9")


def test_removed_paper_is_found_no_more_and_its_file_stays(own: CouncilQA) -> None:
    assert own.search("library opening hours", k=1)[0].passage.document_id == own.document("paper-1").id
    removed = own.remove("paper-1")
    assert Path(removed.source).exists()
    assert len(own.documents()) == 2
    assert removed.id not in {hit.passage.document_id for hit in own.search("library opening hours", k=50)}
    assert faults(own) == []
    with pytest.raises(UnknownDocumentError):
        own.remove("paper-1")


def test_check_finds_nothing_wrong_and_then_the_file_that_is_gone(own: CouncilQA) -> None:
    assert faults(own) == []
    Path(own.documents()[0].source).unlink()
    assert [each.split(":")[0] for each in faults(own)] == ["files"]


@pytest.mark.parametrize(
    "act",
    [
        lambda qa: qa.ask(QUESTION),
        lambda qa: qa.search("library"),
        lambda qa: qa.documents(),
        lambda qa: qa.document("a"),
        lambda qa: qa.remove("a"),
        lambda qa: qa.check(),
    ],
)
def test_missing_index_says_to_ingest(tmp_path: Path, act: object) -> None:
    with pytest.raises(MissingIndexError) as caught:
        act(service(tmp_path))  # type: ignore[operator]
    assert "councilqa ingest" in caught.value.hint
    assert not (tmp_path / "index").exists()


def test_index_without_papers_cannot_be_asked(tmp_path: Path) -> None:
    (tmp_path / "papers").mkdir()
    with service(tmp_path) as qa:
        qa.ingest()
        with pytest.raises(MissingIndexError, match="holds no papers"):
            qa.ask(QUESTION)


@pytest.mark.parametrize("question", ["", "  \n"])
def test_empty_question_is_refused(qa: CouncilQA, question: str) -> None:
    with pytest.raises(CouncilQAError, match="empty"):
        qa.ask(question)


def test_path_that_is_not_there_is_refused_before_the_index_is_made(tmp_path: Path) -> None:
    with pytest.raises(CouncilQAError, match="no file or folder"):
        service(tmp_path).ingest([tmp_path / "nowhere"])
    assert not (tmp_path / "index").exists()


def test_closed_service_opens_again_at_the_next_question(qa: CouncilQA) -> None:
    before = qa.search("library", k=3)
    qa.close()
    assert qa.search("library", k=3) == before


def test_index_of_another_embedder_is_stale_until_it_is_rebuilt(own: CouncilQA) -> None:
    encoder = FakeEncoder()
    encoder.name = "another"
    with CouncilQA.open(settings=own.settings, models=(encoder, fit(encoder))) as other:
        for act in (lambda: other.ask(QUESTION), lambda: other.search("library"), other.ingest):
            with pytest.raises(StaleIndexError, match="embedder") as caught:
                act()
            assert "--rebuild" in caught.value.hint
        assert len(other.documents()) == 3, "it can still be listed"
        assert [each.check for each in other.check() if each.severity == "error"] == ["stamp"]
        other.ingest(rebuild=True)
        assert faults(other) == []
        assert other.search("library opening hours", k=1)[0].passage.text


class Retrained(FakeEncoder):
    """The same model by name, with other weights."""

    @property
    def identity(self) -> str:
        return f"{self.name} 0badcafe"


def test_index_of_the_same_embedder_with_other_training_is_stale(own: CouncilQA) -> None:
    encoder = Retrained()
    with CouncilQA.open(settings=own.settings, models=(encoder, fit(encoder))) as other:
        with pytest.raises(StaleIndexError, match="built with fake, now fake 0badcafe") as caught:
            other.ask(QUESTION)
        assert "--rebuild" in caught.value.hint


# Filters


@pytest.mark.parametrize(
    ("filters", "papers"),
    [
        ({"partnership": "fenland-marsham"}, {2}),
        ({"partnership": "Marsham and Fenland"}, {2}),
        ({"document": "paper-3"}, {3}),
        ({"since": dt.date(2022, 7, 7)}, {0, 2, 3}),
        ({"until": dt.date(2022, 7, 7)}, {1, 2}),
        ({"since": dt.date(2022, 1, 1), "until": dt.date(2022, 12, 31)}, {2}),
        ({"since": dt.date(2030, 1, 1)}, set()),
    ],
)
def test_filters_narrow_search_and_answers(qa: CouncilQA, filters: dict[str, object], papers: set[int]) -> None:
    ids = {each.id: number for number, each in enumerate(qa.documents())}
    found = {ids[hit.passage.document_id] for hit in qa.search("shared service", k=50, **filters)}  # type: ignore[arg-type]
    assert found == papers
    answer = qa.ask("What does the shared service save?", **filters)  # type: ignore[arg-type]
    assert {ids[each.document_id] for each in answer.citations} <= papers
    assert answer.scope.chosen
    if not papers:
        assert answer.status is AnswerStatus.NOT_FOUND


def test_filter_wins_over_the_council_named_in_the_question(qa: CouncilQA) -> None:
    hits = qa.search("What does Fenland save?", k=5, document="paper-0")
    assert {hit.passage.document_id for hit in hits} == {qa.document("paper-0").id}


def test_unknown_partnership_is_refused_with_those_that_are_known(qa: CouncilQA) -> None:
    with pytest.raises(UnknownDocumentError, match="Atlantis") as caught:
        qa.ask(QUESTION, partnership="Atlantis")
    assert "fenland-marsham" in caught.value.hint


# Rebuilding


def test_rebuilt_index_takes_the_place_of_the_old_one(own: CouncilQA, tmp_path: Path) -> None:
    before = own.search("shared service", k=50)
    assert before
    (tmp_path / "papers" / "paper-0.txt").unlink()
    report = own.ingest(rebuild=True)
    assert len(report.added) == 2
    assert len(own.documents()) == 2
    assert {hit.passage.id for hit in own.search("shared service", k=50)} < {hit.passage.id for hit in before}
    assert sorted(each.name for each in tmp_path.iterdir()) == ["index", "papers"]


@pytest.mark.parametrize("rebuild", [False, True])
def test_the_first_question_after_ingesting_finds_the_reduction_there(own: CouncilQA, rebuild: bool) -> None:
    own.ingest(rebuild=rebuild)
    assert len(list(index_of(own).glob("reduction-*.npy"))) == 1


def test_rebuild_that_fails_leaves_the_old_index(own: CouncilQA) -> None:
    def stop(progress: Progress) -> None:
        if progress.stage == "encode":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        own.ingest(rebuild=True, on_progress=stop)
    assert len(own.documents()) == 3
    assert faults(own) == []
    assert len(own.ingest().unchanged) == 3, "the lock is free again"


@pytest.mark.parametrize("first", ["documents", "ask", "ingest"])
def test_rebuild_killed_between_its_renames_is_finished_by_the_next_opening(
    tmp_path: Path, own: CouncilQA, first: str
) -> None:
    own.close()
    write_paper(tmp_path / "papers" / "paper-3.txt", 3)
    with service(tmp_path) as other:
        built = Settings.load(corpus=tmp_path / "papers", index=tmp_path / "index.rebuilding")
        CouncilQA.open(settings=built, models=other._models).ingest()
    (tmp_path / "index").rename(tmp_path / "index.old")
    with service(tmp_path) as qa:
        {"documents": qa.documents, "ask": lambda: qa.ask(QUESTION), "ingest": qa.ingest}[first]()
        assert len(qa.documents()) == 4
        assert faults(qa) == []
        qa.ingest(rebuild=True)
    assert sorted(each.name for each in tmp_path.iterdir()) == ["index", "papers"]


def test_old_index_comes_back_where_there_is_no_new_one(tmp_path: Path, own: CouncilQA) -> None:
    own.close()
    (tmp_path / "index").rename(tmp_path / "index.old")
    with service(tmp_path) as qa:
        assert len(qa.documents()) == 3


# Papers that people bring


def brought(tmp_path: Path, name: str, content: str) -> Upload:
    path = tmp_path / "brought" / f"{len(list(tmp_path.glob('brought/*')))}"
    path.parent.mkdir(exist_ok=True)
    path.write_text(content, "utf-8")
    return Upload(name=name, path=path)


def names_in(folder: Path) -> set[str]:
    return {each.name for each in folder.iterdir() if each.suffix in (".txt", ".pdf")}


def test_files_are_added_under_the_names_they_came_with(tmp_path: Path, own: CouncilQA) -> None:
    good = brought(tmp_path, "Streets & lights.txt", paper_text(4))
    known = brought(tmp_path, "copy.txt", paper_text(1))
    bad = brought(tmp_path, "bad.pdf", "%PDF-1.7 not really")
    steps: list[Progress] = []
    report = own.add_files([good, known, bad], who="Edda", on_progress=steps.append)
    assert (report.added, report.unchanged) == (("Streets & lights.txt",), ("copy.txt",))
    assert [each.path for each in report.failed] == ["bad.pdf"]
    assert "Streets & lights.txt" in {each.path for each in steps}
    assert len(own.documents()) == 4
    assert "bad.pdf" not in names_in(own.settings.corpus)
    assert "by Edda" in (own.settings.corpus / "manifest.yaml").read_text("utf-8")
    assert faults(own) == []


def test_adding_that_fails_midway_leaves_no_file_that_is_not_indexed(tmp_path: Path, own: CouncilQA) -> None:
    def stop(progress: Progress) -> None:
        if progress.path == "second.txt":
            raise CouncilQAError("the disk is full")

    files = [brought(tmp_path, "first.txt", paper_text(3)), brought(tmp_path, "second.txt", paper_text(4))]
    with pytest.raises(CouncilQAError, match="disk"):
        own.add_files(files, on_progress=stop)
    indexed = {Path(each.source).name for each in own.documents()}
    assert names_in(own.settings.corpus) == indexed
    assert faults(own) == []


def test_a_correction_stands_in_manifest_and_index(own: CouncilQA) -> None:
    corrected = own.correct("paper-1", {"title": "Opening hours", "date": dt.date(2020, 2, 2)})
    assert (corrected.metadata.title, corrected.metadata.date) == ("Opening hours", dt.date(2020, 2, 2))
    assert "Opening hours" in (own.settings.corpus / "manifest.yaml").read_text("utf-8")
    own.ingest(rebuild=True)
    assert own.document("Opening hours").metadata.date == dt.date(2020, 2, 2)
    with pytest.raises(CouncilQAError, match="date"):
        own.correct("paper-1", {"date": "soon"})


def test_a_paper_without_its_file_is_not_corrected(own: CouncilQA) -> None:
    (own.settings.corpus / "paper-1.txt").unlink()
    with pytest.raises(CouncilQAError, match="gone"):
        own.correct("paper-1", {"title": "Opening hours"})
    assert not (own.settings.corpus / "manifest.yaml").exists()


def test_a_withdrawn_paper_does_not_come_back_and_its_file_is_kept(own: CouncilQA) -> None:
    own.withdraw("paper-1")
    own.ingest()
    assert {Path(each.source).name for each in own.documents()} == {"paper-0.txt", "paper-2.txt"}
    assert [each.name[-11:] for each in (own.settings.corpus / ".removed").glob("*.txt")] == ["paper-1.txt"]
    assert faults(own) == []


def test_a_whole_id_means_that_paper_whatever_others_are_called(own: CouncilQA) -> None:
    id = own.document("paper-0").id
    own.correct("paper-1", {"title": f"About {id}"})
    assert own.document(id).id == id


def test_questions_go_on_while_files_are_added(tmp_path: Path, own: CouncilQA) -> None:
    added = threading.Event()

    def ask() -> None:
        while not added.is_set():
            answer = own.ask(QUESTION)
            assert all(each.quote in each.passage for each in answer.citations)

    with ThreadPoolExecutor(3) as pool:
        asking = [pool.submit(ask) for _ in range(3)]
        try:
            report = own.add_files([brought(tmp_path, f"{number}.txt", paper_text(number)) for number in (3, 4, 5)])
        finally:
            added.set()
        for each in asking:
            each.result(60)
    assert len(report.added) == 3


def test_a_stream_ends_with_the_answer_that_asking_gives(qa: CouncilQA) -> None:
    *before, last = qa.stream(QUESTION)
    assert isinstance(last, Finished)
    asked = qa.ask(QUESTION)
    assert (last.answer.text, last.answer.citations) == (asked.text, asked.citations)
    said = [each.citation for each in before if isinstance(each, Said)]
    assert set(said) <= set(asked.citations)


# At once


def test_questions_from_many_threads_bear_a_writer_beside_them(tmp_path: Path, own: CouncilQA) -> None:
    old = {own.document(f"paper-{number}").id for number in range(3)}
    expected = {number: own.search(COUNCILS[number][2], k=3) for number in range(3)}
    write_paper(tmp_path / "papers" / "paper-3.txt", 3)
    write_paper(tmp_path / "papers" / "paper-0.txt", 0, saving="£777,000")
    written = threading.Event()

    def ask(thread: int) -> int:
        rounds = 0
        while not written.is_set() or rounds < 3:
            number = 1 + thread % 2
            hits = own.search(COUNCILS[number][2], k=3)
            assert {hit.passage.document_id for hit in hits} <= old
            assert {hit.passage.id for hit in hits} == {hit.passage.id for hit in expected[number]}
            answer = own.ask(f"What does the shared service for {COUNCILS[number][2]} save?")
            for each in answer.citations:
                assert each.quote in each.passage
            own.documents()
            rounds += 1
        return rounds

    with ThreadPoolExecutor(8) as pool:
        asking = [pool.submit(ask, thread) for thread in range(8)]
        try:
            report = own.ingest()
        finally:
            written.set()
        assert all(each.result(60) >= 3 for each in asking)
    assert (len(report.added), len(report.replaced)) == (1, 1)
    assert any("£777,000" in hit.passage.text for hit in own.search("waste collection saves", k=50))
    assert "leisure" in own.search("leisure centres", k=1)[0].passage.text


def test_questions_from_many_threads_bear_a_rebuild_beside_them(own: CouncilQA) -> None:
    expected = {hit.passage.id for hit in own.search(COUNCILS[1][2], k=3)}
    rebuilt = threading.Event()

    def ask() -> None:
        while not rebuilt.is_set():
            assert {hit.passage.id for hit in own.search(COUNCILS[1][2], k=3)} == expected
            assert own.ask(QUESTION).question == QUESTION

    with ThreadPoolExecutor(4) as pool:
        asking = [pool.submit(ask) for _ in range(4)]
        try:
            own.ingest(rebuild=True)
        finally:
            rebuilt.set()
        for each in asking:
            each.result(60)
    assert faults(own) == []


@pytest.mark.parametrize("rebuild", [False, True])
def test_second_writer_is_refused_while_questions_go_on(tmp_path: Path, own: CouncilQA, rebuild: bool) -> None:
    """The first writer is asked for its progress, and holds the index until the others are done."""
    write_paper(tmp_path / "papers" / "paper-3.txt", 3)
    seen: list[str] = []

    def others(progress: Progress) -> None:
        if progress.stage != "encode" or seen:
            return
        seen.append(progress.path)
        with service(tmp_path) as other:
            assert len(other.documents()) == 3
            assert other.search(QUESTION, k=1)
            assert other.ask(QUESTION).question == QUESTION
            for act in (other.ingest, lambda: other.ingest(rebuild=True), lambda: other.remove("paper-1")):
                with pytest.raises(LockedIndexError, match="in use by process") as caught:
                    act()
                assert "Wait" in caught.value.hint
        assert own.search(QUESTION, k=1)

    own.ingest(rebuild=rebuild, on_progress=others)
    assert seen
    assert len(own.documents()) == 4
    assert faults(own) == []


def test_writer_of_another_process_is_refused(tmp_path: Path, own: CouncilQA) -> None:
    code = "import sys; from pathlib import Path; from councilqa.store.lock import IndexLock; "
    code += "lock = IndexLock(Path(sys.argv[1])); lock.acquire('writing'); print('held', flush=True); sys.stdin.read()"
    holder = subprocess.Popen(
        [sys.executable, "-c", code, str(index_of(own))], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        assert holder.stdout is not None
        assert holder.stdout.readline() == "held\n"
        with pytest.raises(LockedIndexError, match=str(holder.pid)):
            own.ingest()
        assert own.search("library", k=1)
    finally:
        holder.communicate(timeout=30)
    assert len(own.ingest().unchanged) == 3


def test_importing_the_package_loads_no_model() -> None:
    code = "import sys, councilqa.service; print({'torch', 'chromadb', 'gradio', 'transformers'} & set(sys.modules))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "set()"


def test_figures_of_the_made_papers_differ() -> None:
    assert len({paper_text(number) for number in range(6)}) == 6
