"""What comes of files in an index: new, changed, renamed, gone and broken ones, and what a manifest says of them."""

from __future__ import annotations

import datetime as dt
import zlib
from pathlib import Path

import pytest
from fpdf import FPDF
from pypdf import PdfReader, PdfWriter

from councilqa import CouncilQA
from councilqa.domain.reports import IngestReport
from councilqa.errors import SettingsError
from councilqa.ingest.pipeline import Progress
from small_papers import COUNCILS, faults, paper_text, service, write_folder, write_paper


@pytest.fixture
def papers(tmp_path: Path) -> Path:
    return write_folder(tmp_path / "papers")


@pytest.fixture
def qa(tmp_path: Path) -> CouncilQA:
    return service(tmp_path)


def names(paths: tuple[str, ...]) -> list[str]:
    return [Path(path).name for path in paths]


def sources(qa: CouncilQA) -> list[str]:
    return names(tuple(each.source for each in qa.documents()))


def notes(report: IngestReport) -> dict[str, str]:
    return {Path(path).name: note for path, note in report.notes}


def test_unchanged_files_are_skipped(qa: CouncilQA, papers: Path) -> None:
    first = qa.ingest()
    assert names(first.added) == ["paper-0.txt", "paper-1.txt", "paper-2.txt"]
    assert first.passages > 0
    before = qa.documents()
    second = qa.ingest()
    assert names(second.unchanged) == ["paper-0.txt", "paper-1.txt", "paper-2.txt"]
    assert (second.added, second.replaced, second.removed, second.passages) == ((), (), (), 0)
    assert qa.documents() == before


def test_changed_file_is_replaced_whole(qa: CouncilQA, papers: Path) -> None:
    qa.ingest()
    old = qa.document("paper-1")
    write_paper(papers / "paper-1.txt", 1, saving="£999,000")
    report = qa.ingest()
    assert names(report.replaced) == ["paper-1.txt"]
    assert names(report.unchanged) == ["paper-0.txt", "paper-2.txt"]
    assert len(qa.documents()) == 3
    texts = [hit.passage.text for hit in qa.search("savings of library opening hours", k=50)]
    assert any("£999,000" in text for text in texts)
    assert not any("£250,000" in text for text in texts)
    assert old.id not in {hit.passage.document_id for hit in qa.search("library", k=50)}
    assert faults(qa) == []


@pytest.mark.parametrize("prune", [False, True])
def test_renamed_file_is_the_same_document(qa: CouncilQA, papers: Path, prune: bool) -> None:
    qa.ingest()
    before = {each.id for each in qa.documents()}
    (papers / "paper-1.txt").rename(papers / "zz-renamed.txt")
    report = qa.ingest(prune=prune)
    assert (report.added, report.replaced, report.removed) == ((), (), ())
    assert list(notes(report)) == ["zz-renamed.txt"]
    assert {each.id for each in qa.documents()} == before
    assert sources(qa) == ["paper-0.txt", "paper-2.txt", "zz-renamed.txt"]
    assert faults(qa) == []


def test_files_that_changed_names_with_each_other_keep_their_ids(qa: CouncilQA, papers: Path) -> None:
    qa.ingest()
    before = {Path(each.source).name: each.id for each in qa.documents()}
    (papers / "paper-0.txt").rename(papers / "held")
    (papers / "paper-1.txt").rename(papers / "paper-0.txt")
    (papers / "held").rename(papers / "paper-1.txt")
    qa.ingest(prune=True)
    after = {Path(each.source).name: each.id for each in qa.documents()}
    assert after == {**before, "paper-0.txt": before["paper-1.txt"], "paper-1.txt": before["paper-0.txt"]}


def test_name_given_to_another_paper_loses_neither(qa: CouncilQA, papers: Path) -> None:
    qa.ingest()
    (papers / "paper-0.txt").rename(papers / "paper-9.txt")
    write_paper(papers / "paper-0.txt", 4)
    qa.ingest(prune=True)
    assert sources(qa) == ["paper-0.txt", "paper-1.txt", "paper-2.txt", "paper-9.txt"]
    assert "Calder" in qa.document("paper-0").text
    assert "Oakshire" in qa.document("paper-9").text


def test_same_content_at_two_paths_is_indexed_once_with_a_note(qa: CouncilQA, papers: Path) -> None:
    write_paper(papers / "copy-of-2.txt", 2)
    report = qa.ingest()
    assert names(report.added) == ["copy-of-2.txt", "paper-0.txt", "paper-1.txt"]
    assert "the same content as" in notes(report)["paper-2.txt"]
    assert len(qa.documents()) == 3


def test_copy_stays_when_the_first_of_two_files_with_its_content_changes(qa: CouncilQA, papers: Path) -> None:
    qa.ingest()
    write_paper(papers / "a-copy.txt", 2)
    qa.ingest()
    write_paper(papers / "paper-2.txt", 5)
    qa.ingest()
    assert sources(qa) == ["a-copy.txt", "paper-0.txt", "paper-1.txt", "paper-2.txt"]
    assert "Fenland" in qa.document("a-copy").text


def test_gone_file_is_told_and_removed_only_with_prune(qa: CouncilQA, papers: Path, tmp_path: Path) -> None:
    elsewhere = write_paper(tmp_path / "elsewhere" / "other.txt", 3)
    qa.ingest([papers, elsewhere])
    (papers / "paper-0.txt").unlink()
    kept = qa.ingest([papers])
    assert "gone" in notes(kept)["paper-0.txt"]
    assert len(qa.documents()) == 4
    elsewhere.unlink()
    pruned = qa.ingest([papers], prune=True)
    assert names(pruned.removed) == ["paper-0.txt"]
    assert sources(qa) == ["other.txt", "paper-1.txt", "paper-2.txt"], "a paper of another folder is not pruned"
    assert [each.split(":")[0] for each in faults(qa)] == ["files"], "its file is missed"


def test_bad_files_are_reported_and_the_good_ones_go_in(qa: CouncilQA, papers: Path) -> None:
    (papers / "a-broken.pdf").write_bytes(b"%PDF-1.7\nnothing follows")
    (papers / "b-empty.txt").write_bytes(b"")
    write_picture_pdf(papers / "c-scan.pdf")
    write_locked_pdf(papers / "d-locked.pdf", "tulip")
    (papers / "e-archive.docx").write_bytes(b"PK\x03\x04 cut short")
    (papers / "f-marks.txt").write_text("--- *** ---\n", "utf-8")
    report = qa.ingest()
    assert names(report.added) == ["paper-0.txt", "paper-1.txt", "paper-2.txt"]
    assert names(report.needs_ocr) == ["c-scan.pdf"]
    failed = {Path(each.path).name: each for each in report.failed}
    assert list(failed) == ["a-broken.pdf", "b-empty.txt", "d-locked.pdf", "e-archive.docx", "f-marks.txt"]
    assert all(each.error and each.hint for each in failed.values())
    assert "--password" in failed["d-locked.pdf"].hint
    assert sources(qa) == ["paper-0.txt", "paper-1.txt", "paper-2.txt"]
    again = qa.ingest(passwords=["rose", "tulip"])
    assert names(again.added) == ["d-locked.pdf"]
    assert "cycle paths" in qa.document("d-locked").text


def test_manifest_is_applied_and_its_changes_take_effect_at_the_next_run(qa: CouncilQA, papers: Path) -> None:
    manifest = papers / "manifest.yaml"
    manifest.write_text("paper-0.txt:\n  title: The Waste Paper\n  partnership: oaks\n  date: 2023-05-01\n", "utf-8")
    qa.ingest()
    found = qa.document("paper-0").metadata
    assert (found.title, found.partnership, found.date) == ("The Waste Paper", "oaks", dt.date(2023, 5, 1))
    assert set(found.councils) == set(COUNCILS[0][:2])
    assert names(qa.ingest().unchanged) == ["paper-0.txt", "paper-1.txt", "paper-2.txt"]
    manifest.write_text("paper-0.txt:\n  title: Another Title\n  councils: [Hart District Council]\n", "utf-8")
    report = qa.ingest()
    assert names(report.replaced) == ["paper-0.txt"]
    found = qa.document("paper-0").metadata
    assert (found.title, found.councils) == ("Another Title", ("Hart District Council",))
    assert qa.search("Another Title", k=1)[0].passage.context.startswith("Another Title")


@pytest.mark.parametrize("left", ["", "paper-0.txt:\n", "paper-0.txt:\n  origin: by post\n", "other.txt: {title: B}\n"])
def test_correction_that_is_taken_back_no_longer_holds(qa: CouncilQA, papers: Path, left: str) -> None:
    qa.ingest()
    found = qa.document("paper-0").metadata
    manifest = papers / "manifest.yaml"
    manifest.write_text("paper-0.txt:\n  title: The Waste Paper\n  key_decision: true\n", "utf-8")
    qa.ingest()
    assert qa.document("paper-0").metadata.corrected == ("key_decision", "title")
    manifest.write_text("paper-0.txt:\n  title: The Waste Paper\n", "utf-8")
    assert names(qa.ingest().replaced) == ["paper-0.txt"]
    assert qa.document("paper-0").metadata.key_decision is None
    manifest.write_text(left, "utf-8")
    assert names(qa.ingest().replaced) == ["paper-0.txt"]
    assert qa.document("paper-0").metadata == found
    assert qa.ingest().replaced == ()


def test_manifest_that_is_deleted_no_longer_holds(qa: CouncilQA, papers: Path) -> None:
    manifest = papers / "manifest.yaml"
    manifest.write_text("paper-0.txt:\n  title: The Waste Paper\n", "utf-8")
    qa.ingest()
    manifest.unlink()
    assert names(qa.ingest().replaced) == ["paper-0.txt"]
    assert qa.document("paper-0").metadata.title != "The Waste Paper"


@pytest.mark.parametrize(
    ("manifest", "message"),
    [
        ("paper-0.txt:\n  title: A\n  titel: B\n", r"manifest\.yaml, line 3: paper-0\.txt: titel: unknown key"),
        ("paper-0.txt:\n  kind: novel\n", r"manifest\.yaml, line 2: paper-0\.txt: kind: "),
        ("paper-0.txt:\n  date: 2022-13-45\n", r"manifest\.yaml is not valid YAML"),
        ("- paper-0.txt\n", r"manifest\.yaml, line 1"),
        ("paper-0.txt: [", r"manifest\.yaml is not valid YAML"),
    ],
)
def test_wrong_manifest_is_refused_before_anything_is_written(
    qa: CouncilQA, papers: Path, manifest: str, message: str
) -> None:
    (papers / "manifest.yaml").write_text(manifest, "utf-8")
    with pytest.raises(SettingsError, match=message):
        qa.ingest()
    assert qa.documents() == ()


def test_what_is_no_paper_is_left_alone(qa: CouncilQA, papers: Path, tmp_path: Path) -> None:
    outside = write_paper(tmp_path / "outside" / "secret.txt", 3)
    (papers / "link.txt").symlink_to(outside)
    (papers / "linked-folder").symlink_to(outside.parent)
    for name in ("README.md", "readme.txt", ".hidden.txt", ".git/notes.txt", "table.csv", "sub/.x/y.txt"):
        write_paper(papers / name, 4)
    write_paper(papers / "sub" / "inside.TXT", 5)
    report = qa.ingest()
    assert names(report.added) == ["paper-0.txt", "paper-1.txt", "paper-2.txt", "inside.TXT"]
    assert (report.failed, report.needs_ocr) == ((), ())


def test_file_named_on_its_own_is_taken_whatever_its_ending(qa: CouncilQA, tmp_path: Path) -> None:
    named = [write_paper(tmp_path / name, 3 + at) for at, name in enumerate(("minutes.dat", "README.md"))]
    assert names(qa.ingest(named).added) == ["minutes.dat", "README.md"]


def test_progress_names_each_file_and_counts_up(qa: CouncilQA, papers: Path) -> None:
    write_text_pdf(papers / "two-pages.pdf")
    told: list[Progress] = []
    qa.ingest(on_progress=told.append)
    files = [each for each in told if each.stage == "file"]
    assert [(Path(each.path).name, each.done, each.total) for each in files] == [
        ("paper-0.txt", 0, 4),
        ("paper-1.txt", 1, 4),
        ("paper-2.txt", 2, 4),
        ("two-pages.pdf", 3, 4),
    ]
    assert (told[-1].stage, told[-1].done, told[-1].total) == ("done", 4, 4)
    assert [(each.done, each.total) for each in told if each.stage == "read"][-1] == (2, 2)
    for path in {each.path for each in told if each.stage == "encode"}:
        counts = [(each.done, each.total) for each in told if each.stage == "encode" and each.path == path]
        assert counts == sorted(counts)
        assert counts[-1][0] == counts[-1][1]


def test_report_counts_pages_and_passages(qa: CouncilQA, tmp_path: Path) -> None:
    report = qa.ingest([write_text_pdf(tmp_path / "two-pages.pdf")])
    assert (report.pages, report.passages) == (2, qa.documents()[0].passages)


def test_same_text_gives_the_same_passages_whatever_the_order(tmp_path: Path) -> None:
    """Ids do not depend on what else is in the index or when it came."""
    first, second = service(tmp_path / "1"), service(tmp_path / "2")
    a, b = (write_paper(tmp_path / f"{number}.txt", number) for number in (0, 1))
    first.ingest([a, b])
    second.ingest([b])
    second.ingest([a])
    assert paper_text(0) == first.document("0.txt").text

    def ids(qa: CouncilQA) -> set[str]:
        return {hit.passage.id for hit in qa.search("shared service", k=50)}

    assert ids(first) == ids(second)


def write_text_pdf(path: Path) -> Path:
    pdf = FPDF()
    pdf.set_font("Helvetica", size=12)
    for text in ("1.1 The council builds cycle paths to the station.", "1.2 The paths cost 40,000 pounds in all."):
        pdf.add_page()
        pdf.multi_cell(0, 8, text)
    pdf.output(str(path))
    return path


def write_locked_pdf(path: Path, password: str) -> None:
    writer = PdfWriter(clone_from=PdfReader(write_text_pdf(path.with_suffix(".tmp"))))
    writer.encrypt(password, algorithm="AES-256")
    writer.write(path)
    path.with_suffix(".tmp").unlink()


def write_picture_pdf(path: Path) -> None:
    """A page that is one grey picture."""
    picture = zlib.compress(bytes(200 for _ in range(64 * 64)))
    content = b"q 595 0 0 842 0 0 cm /Im0 Do Q"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</XObject<</Im0 4 0 R>>>>/Contents 5 0 R>>",
        b"<</Type/XObject/Subtype/Image/Width 64/Height 64/ColorSpace/DeviceGray/BitsPerComponent 8"
        b"/Filter/FlateDecode/Length %d>>stream\n%s\nendstream" % (len(picture), picture),
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
    ]
    body, places = b"%PDF-1.4\n", []
    for number, each in enumerate(objects, 1):
        places.append(len(body))
        body += b"%d 0 obj%s\nendobj\n" % (number, each)
    table = b"".join(b"%010d 00000 n \n" % place for place in places)
    body += b"xref\n0 6\n0000000000 65535 f \n%strailer<</Size 6/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF" % (
        table,
        len(body),
    )
    path.write_bytes(body)
