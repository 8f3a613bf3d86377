"""Uploaded files in the corpus folder: under safe names, once, whole or not at all; and papers out of it again."""

from __future__ import annotations

import datetime as dt
import multiprocessing
import os
from pathlib import Path

import pytest
from kills import every_kill

from councilqa.errors import SettingsError
from councilqa.ingest.files import papers_under
from councilqa.ingest.intake import Intake, Upload, discard, take_in, withdraw
from councilqa.ingest.manifest import Entry, read_manifest, write_entry
from small_papers import service, write_folder, write_paper

DAY = dt.date(2024, 3, 5)
ORIGIN = "uploaded as {} on 2024-03-05 by ann"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "papers")


def upload(folder: Path, name: str, content: bytes | str, *, as_: str = "") -> Upload:
    folder.mkdir(exist_ok=True)
    path = folder / f"blob-{name}"
    path.write_bytes(content.encode("utf-8") if isinstance(content, str) else content)
    return Upload(as_ or name, path)


def take(corpus: Path, *uploads: Upload, most_bytes: int = 1_000_000) -> Intake:
    return take_in(uploads, corpus, most_bytes=most_bytes, today=DAY, who="ann")


def papers(corpus: Path) -> dict[str, str]:
    return {str(each.relative_to(corpus)): each.read_text("utf-8") for each in papers_under([corpus])}


def test_uploaded_files_are_copied_and_their_origin_is_noted(tmp_path: Path, corpus: Path) -> None:
    (corpus / "manifest.yaml").write_text("# ours\npaper-0.txt: {title: Waste}\n", "utf-8")
    first = upload(tmp_path / "up", "a.txt", "one", as_="../Bins & buses.txt")
    second = upload(tmp_path / "up", "b.md", "two", as_="readme.md")
    taken = take(corpus, first, second)
    assert taken == Intake(
        paths=(corpus / "Bins & buses.txt", corpus / "readme-1.md"),
        origin_of={corpus / "Bins & buses.txt": "../Bins & buses.txt", corpus / "readme-1.md": "readme.md"},
    )
    assert papers(corpus)["Bins & buses.txt"] == "one"
    assert first.path.read_text("utf-8") == "one", "the upload stays where it was"
    assert (corpus / "manifest.yaml").read_text("utf-8") == (
        "# ours\n"
        "paper-0.txt: {title: Waste}\n"
        "Bins & buses.txt:\n"
        "  origin: uploaded as ../Bins & buses.txt on 2024-03-05 by ann\n"
        "readme-1.md:\n"
        "  origin: uploaded as readme.md on 2024-03-05 by ann\n"
    )


def test_origin_without_a_person_names_none(tmp_path: Path) -> None:
    corpus = tmp_path / "new" / "corpus"
    take_in([upload(tmp_path / "up", "a.txt", "one")], corpus, most_bytes=9, today=DAY)
    assert read_manifest(corpus) == {"a.txt": Entry(origin="uploaded as a.txt on 2024-03-05")}


def test_same_name_with_other_content_gets_a_number(tmp_path: Path, corpus: Path) -> None:
    taken = take(
        corpus,
        upload(tmp_path / "up", "1", "one", as_="paper-0.txt"),
        upload(tmp_path / "up", "2", "two", as_="PAPER-0.txt"),
    )
    assert [path.name for path in taken.paths] == ["paper-0 (2).txt", "PAPER-0 (3).txt"]
    assert taken.present == ()
    assert sorted(read_manifest(corpus)) == ["PAPER-0 (3).txt", "paper-0 (2).txt"]


def test_same_content_is_not_copied_twice(tmp_path: Path, corpus: Path) -> None:
    write_paper(corpus / "sub" / "inner.txt", 5)
    there = upload(tmp_path / "up", "1", (corpus / "sub" / "inner.txt").read_bytes(), as_="other.txt")
    twice = [upload(tmp_path / "up", "2", "new", as_="n.txt"), upload(tmp_path / "up", "3", "new", as_="m.txt")]
    taken = take(corpus, there, *twice)
    assert taken.paths == (corpus / "sub" / "inner.txt", corpus / "n.txt")
    assert taken.present == (corpus / "sub" / "inner.txt",)
    assert taken.origin_of == {corpus / "sub" / "inner.txt": "other.txt", corpus / "n.txt": "n.txt"}
    assert sorted(read_manifest(corpus)) == ["n.txt"], "the origin of what lay there is not known"
    assert not (corpus / "sub" / "manifest.yaml").exists()


def test_bad_files_are_told_and_the_others_go_on(tmp_path: Path, corpus: Path) -> None:
    before = papers(corpus)
    taken = take(
        corpus,
        upload(tmp_path / "up", "1", b"x" * 3_000_000, as_="big.pdf"),
        upload(tmp_path / "up", "2", b"x" * 1_000_001, as_="bit-big.pdf"),
        upload(tmp_path / "up", "3", b"", as_="empty.pdf"),
        upload(tmp_path / "up", "4", b"x", as_="sheet.xlsx"),
        Upload("gone.pdf", tmp_path / "gone"),
        Upload("folder.pdf", tmp_path),
        upload(tmp_path / "up", "5", b"fine", as_="fine.txt"),
    )
    assert [(each.path, each.error) for each in taken.failed] == [
        ("big.pdf", "the file has 3 MB; at most 1 MB are taken"),
        ("bit-big.pdf", "the file has 1,000,001 bytes; at most 1,000,000 are taken"),
        ("empty.pdf", "the file is empty"),
        ("sheet.xlsx", "'sheet.xlsx' is not of a kind that is taken"),
        ("gone.pdf", "the file did not arrive"),
        ("folder.pdf", "the file did not arrive"),
    ]
    assert all(each.hint for each in taken.failed)
    assert papers(corpus) == {**before, "fine.txt": "fine"}


def test_what_an_operator_has_noted_of_a_file_to_come_stays(tmp_path: Path, corpus: Path) -> None:
    write_entry(corpus, "a.txt", {"title": "A", "origin": "https://example.org/a"})
    take(corpus, upload(tmp_path / "up", "a.txt", "one"))
    found = read_manifest(corpus)["a.txt"]
    assert found == Entry(title="A", origin=f"https://example.org/a; {ORIGIN.format('a.txt')}")


def test_wrong_manifest_ends_it_before_anything_is_copied(tmp_path: Path, corpus: Path) -> None:
    before = papers(corpus)
    (corpus / "manifest.yaml").write_text("a.txt: [", "utf-8")
    with pytest.raises(SettingsError, match="not valid YAML"):
        take(corpus, upload(tmp_path / "up", "a.txt", "one"))
    assert papers(corpus) == before


def test_manifest_that_takes_no_entry_is_told_for_each_file(tmp_path: Path, corpus: Path) -> None:
    (corpus / "manifest.yaml").write_text("{x.txt: {title: X}} # in braces\n", "utf-8")
    taken = take(corpus, upload(tmp_path / "up", "a.txt", "one"))
    assert (taken.paths, [each.path for each in taken.failed]) == ((), ["a.txt"])
    assert not (corpus / "a.txt").exists()


def test_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    with pytest.raises(SettingsError, match="cannot be made"):
        take(tmp_path / "file" / "corpus", upload(tmp_path / "up", "a.txt", "one"))


def test_two_processes_that_take_the_same_names_lose_nothing(tmp_path: Path, corpus: Path) -> None:
    context = multiprocessing.get_context("fork")
    takers = [context.Process(target=_take_many, args=(tmp_path, corpus, number)) for number in range(3)]
    for taker in takers:
        taker.start()
    for taker in takers:
        taker.join(60)
    assert [taker.exitcode for taker in takers] == [0] * 3
    found = papers(corpus)
    assert len(found) == 3 + 9
    assert len(read_manifest(corpus)) == 9
    assert {text for name, text in found.items() if name.startswith("report")} == {
        f"{number} {each}" for number in range(3) for each in range(3)
    }


def _take_many(tmp_path: Path, corpus: Path, number: int) -> None:
    for each in range(3):
        take(corpus, upload(tmp_path / f"up-{number}", str(each), f"{number} {each}", as_="report.txt"))


def test_withdrawn_paper_goes_with_its_entry_and_does_not_come_back(tmp_path: Path, corpus: Path) -> None:
    qa = service(tmp_path)
    (corpus / "manifest.yaml").write_text("# ours\npaper-0.txt:\n  title: Waste\npaper-1.txt:\n  title: B\n", "utf-8")
    qa.ingest()
    paper = Path(qa.document("Waste").source)
    content = paper.read_bytes()
    went = withdraw(paper, corpus, today=DAY)
    assert went == corpus / ".removed" / "2024-03-05-paper-0.txt"
    assert went.read_bytes() == content
    assert (corpus / "manifest.yaml").read_text("utf-8") == "# ours\npaper-1.txt:\n  title: B\n"
    assert read_manifest(corpus / ".removed") == {"2024-03-05-paper-0.txt": Entry(title="Waste")}
    qa.ingest(prune=True)
    assert sorted(Path(each.source).name for each in qa.documents()) == ["paper-1.txt", "paper-2.txt"]


def test_copies_of_a_withdrawn_paper_go_with_it(corpus: Path) -> None:
    write_paper(corpus / "sub" / "copy.txt", 0)
    write_entry(corpus / "sub", "copy.txt", {"title": "Copy"})
    went = withdraw(corpus / "paper-0.txt", corpus, today=DAY)
    assert went == corpus / ".removed" / "2024-03-05-paper-0.txt"
    assert sorted(papers(corpus)) == ["paper-1.txt", "paper-2.txt"]
    assert read_manifest(corpus / ".removed") == {"2024-03-05-copy.txt": Entry(title="Copy")}


def test_papers_of_one_name_are_both_kept_when_withdrawn_on_one_day(corpus: Path) -> None:
    first = withdraw(corpus / "paper-0.txt", corpus, today=DAY)
    write_paper(corpus / "paper-0.txt", 4)
    second = withdraw(corpus / "paper-0.txt", corpus, today=DAY)
    assert first is not None and second is not None
    assert (first.name, second.name) == ("2024-03-05-paper-0.txt", "2024-03-05-paper-0 (2).txt")
    assert first.exists() and second.exists()


def test_file_outside_the_corpus_folder_is_left_alone(tmp_path: Path, corpus: Path) -> None:
    outside = write_paper(tmp_path / "outside.txt", 4)
    for path in (outside, corpus / ".." / "outside.txt", corpus / "none.txt", corpus / "sub", corpus):
        assert withdraw(path, corpus, today=DAY) is None
    assert withdraw(outside, tmp_path / "none", today=DAY) is None
    went = withdraw(corpus / "paper-0.txt", corpus, today=DAY)
    assert went is not None and withdraw(went, corpus, today=DAY) is None
    assert outside.exists() and went.exists()


def test_path_may_be_relative(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(corpus.parent)
    went = withdraw(Path("papers/paper-0.txt"), corpus.resolve(), today=DAY)
    assert went is not None and went.exists()


def test_file_that_cannot_be_read_leaves_the_folder_with_its_entry(tmp_path: Path, corpus: Path) -> None:
    qa = service(tmp_path)
    taken = take(corpus, upload(tmp_path / "up", "1", b"%PDF-1.7\nnothing follows", as_="broken.pdf"))
    report = qa.ingest()
    assert [Path(each.path) for each in report.failed] == list(taken.paths)
    went = discard(taken.paths[0], corpus, today=DAY)
    assert went == corpus / ".refused" / "2024-03-05-broken.pdf"
    assert read_manifest(corpus) == {}
    assert read_manifest(corpus / ".refused") == {went.name: Entry(origin=ORIGIN.format("broken.pdf"))}
    assert qa.ingest().failed == ()


def test_manifest_that_is_wrong_keeps_a_paper_from_going(corpus: Path) -> None:
    (corpus / "manifest.yaml").write_text("a.txt: [", "utf-8")
    with pytest.raises(SettingsError):
        withdraw(corpus / "paper-0.txt", corpus, today=DAY)
    assert (corpus / "paper-0.txt").exists()


forking = pytest.mark.skipif(not hasattr(os, "fork"), reason="kills a process of its own")


@forking
def test_killed_at_any_point_an_upload_is_in_whole_or_not_at_all(tmp_path: Path) -> None:
    big = "content " * 1000
    source = upload(tmp_path / "up", "1", big, as_="new.txt")

    def prepare(folder: Path) -> None:
        write_paper(folder / "old.txt", 0)
        write_entry(folder, "old.txt", {"title": "Old"})

    seen = set()
    for folder in every_kill(tmp_path, prepare, lambda folder: _take_one(folder, source)):
        found, entries = papers(folder), read_manifest(folder)
        seen.add(tuple(sorted(found)))
        assert entries["old.txt"] == Entry(title="Old")
        assert found.get("new.txt", big) == big
        if "new.txt" in found:
            assert entries["new.txt"].origin == ORIGIN.format("new.txt")
        again = take(folder, source)
        assert (again.paths, again.failed) == ((folder / "new.txt",), ())
        assert read_manifest(folder) == {
            "old.txt": Entry(title="Old"),
            "new.txt": Entry(origin=ORIGIN.format("new.txt")),
        }
        other = take(folder, upload(tmp_path / "up", "2", "other", as_="new.txt"))
        assert papers(folder)["new.txt"] == big, "what a kill leaves is never written into"
        assert other.paths == (folder / "new (2).txt",)
        assert [each.name for each in folder.iterdir() if each.name == ".incoming"] == []
    assert seen == {("old.txt",), ("new.txt", "old.txt")}


def _take_one(folder: Path, source: Upload) -> None:
    take(folder, source)


@forking
def test_killed_at_any_point_a_withdrawn_paper_is_in_one_place_with_its_entry(tmp_path: Path) -> None:
    def prepare(folder: Path) -> None:
        write_folder(folder, 2)
        write_entry(folder, "paper-0.txt", {"title": "Waste"})

    def work(folder: Path) -> None:
        withdraw(folder / "paper-0.txt", folder, today=DAY)

    places = set()
    for folder in every_kill(tmp_path, prepare, work):
        here, gone = folder / "paper-0.txt", folder / ".removed" / "2024-03-05-paper-0.txt"
        assert here.exists() != gone.exists()
        at = here if here.exists() else gone
        assert read_manifest(at.parent)[at.name] == Entry(title="Waste")
        places.add(at.parent.name == ".removed")
        work(folder)
        assert not here.exists()
        assert len(list((folder / ".removed").glob("*.txt"))) == 1
        assert (folder / "paper-1.txt").exists()
    assert places == {False, True}
