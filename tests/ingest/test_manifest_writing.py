"""Entries written into a manifest: the other lines stay, two processes lose nothing, a kill leaves old or new."""

from __future__ import annotations

import datetime as dt
import multiprocessing
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from kills import every_kill

from councilqa.domain.documents import PaperKind
from councilqa.errors import SettingsError
from councilqa.ingest.manifest import Entry, read_manifest, write_entry

MANIFEST = """\
# Papers of the partnership.
# Keys: title, councils.
a.pdf:
  # checked with the clerk
  title: "A report"   # as on the agenda
  councils: [Hart District Council,
             Rushmoor Borough Council]
  date: 2022-07-07

# The second one.
b.pdf:
    councils:
    - Oakshire District Council   # since 2021
    - Elmham Borough Council
    # its date is not known
    key_decision: yes
c.pdf: {title: C, kind: minutes}
d.pdf:
e.pdf:
  restriction: |
    Not for publication.
    By virtue of paragraph 3.
# The end.
"""


def written(folder: Path, text: str, name: str, changes: dict[str, Any]) -> str:
    manifest = folder / "manifest.yaml"
    manifest.write_bytes(text.encode("utf-8"))
    write_entry(folder, name, changes)
    return manifest.read_bytes().decode("utf-8")


@pytest.mark.parametrize(
    ("name", "changes", "old", "new"),
    [
        ("a.pdf", {"title": "B: it's #1"}, '"A report"', "'B: it''s #1'"),
        ("a.pdf", {"title": None}, '  title: "A report"   # as on the agenda\n', ""),
        (
            "a.pdf",
            {"councils": ("Hart District Council",)},
            "[Hart District Council,\n             Rushmoor Borough Council]",
            "[Hart District Council]",
        ),
        ("a.pdf", {"date": dt.date(2023, 1, 2)}, "2022-07-07", "2023-01-02"),
        ("a.pdf", {"date": "2023-01-02"}, "2022-07-07", "2023-01-02"),
        ("a.pdf", {"body": "Cabinet"}, "  date: 2022-07-07\n", "  date: 2022-07-07\n  body: Cabinet\n"),
        ("a.pdf", {"body": "no"}, "  date: 2022-07-07\n", "  date: 2022-07-07\n  body: 'no'\n"),
        (
            "b.pdf",
            {"councils": None},
            "    councils:\n    - Oakshire District Council   # since 2021\n    - Elmham Borough Council\n",
            "",
        ),
        ("b.pdf", {"key_decision": None}, "    key_decision: yes\n", ""),
        ("b.pdf", {"key_decision": False}, "yes", "false"),
        ("b.pdf", {"title": "B"}, "decision: yes\n", "decision: yes\n    title: B\n"),
        ("c.pdf", {"title": "D"}, "c.pdf: {title: C, kind: minutes}\n", "c.pdf:\n  title: D\n  kind: minutes\n"),
        ("c.pdf", {"title": None, "kind": None}, "c.pdf: {title: C, kind: minutes}\n", ""),
        ("d.pdf", {"kind": PaperKind.AGENDA}, "d.pdf:\n", "d.pdf:\n  kind: agenda\n"),
        ("d.pdf", {"kind": None}, "d.pdf:\n", ""),
        ("e.pdf", {"origin": "by post"}, "3.\n", "3.\n  origin: by post\n"),
        (
            "e.pdf",
            {"restriction": "None"},
            "|\n    Not for publication.\n    By virtue of paragraph 3.\n",
            "None\n",
        ),
        (
            "e.pdf",
            {"restriction": None},
            "e.pdf:\n  restriction: |\n    Not for publication.\n    By virtue of paragraph 3.\n",
            "",
        ),
        ("f.pdf", {"title": "F"}, "# The end.\n", "# The end.\nf.pdf:\n  title: F\n"),
        ("f.pdf", {"title": None}, "", ""),
        ("a.pdf", {}, "", ""),
    ],
)
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
def test_only_the_lines_of_the_change_change(
    tmp_path: Path, name: str, changes: dict[str, Any], old: str, new: str, line_end: str
) -> None:
    expected = MANIFEST.replace(old, new, 1)
    after = written(tmp_path, MANIFEST.replace("\n", line_end), name, changes)
    assert after == expected.replace("\n", line_end)


def test_entry_whose_keys_are_all_changed_keeps_its_place(tmp_path: Path) -> None:
    after = written(tmp_path, "a.pdf:\n  title: A\nb.pdf:\n  title: B\n", "a.pdf", {"title": None, "body": "Cabinet"})
    assert after == "a.pdf:\n  body: Cabinet\nb.pdf:\n  title: B\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("", "a.pdf:\n  title: A\n"),
        ("# nothing yet", "# nothing yet\na.pdf:\n  title: A\n"),
        ("# nothing yet\n{}\n", "# nothing yet\na.pdf:\n  title: A\n"),
        ("b.pdf: {title: B}", "b.pdf: {title: B}\na.pdf:\n  title: A\n"),
        ("  b.pdf:\n    title: B", "  b.pdf:\n    title: B\n  a.pdf:\n    title: A\n"),
        ('{"b.pdf": {"title": "B"}}\n', "b.pdf:\n  title: B\na.pdf:\n  title: A\n"),
        ("\ufeffb.pdf:\n  title: B\n", "\ufeffb.pdf:\n  title: B\na.pdf:\n  title: A\n"),
        ("x: &x\n  body: B\na.pdf: *x\n", "x: &x\n  body: B\na.pdf:\n  body: B\n  title: A\n"),
        ("x:\n  body: &b B\na.pdf:\n  title: *b\n", "x:\n  body: &b B\na.pdf:\n  title: A\n"),
    ],
)
def test_an_entry_goes_into_any_kind_of_manifest(tmp_path: Path, before: str, after: str) -> None:
    assert written(tmp_path, before, "a.pdf", {"title": "A"}) == after


def test_folder_without_manifest_gets_one(tmp_path: Path) -> None:
    write_entry(tmp_path, "a.pdf", {"title": "A"})
    assert read_manifest(tmp_path) == {"a.pdf": Entry(title="A")}


@pytest.mark.parametrize(
    ("text", "name", "changes", "message"),
    [
        (MANIFEST, "a.pdf", {"titel": "A"}, "titel: unknown key"),
        (MANIFEST, "a.pdf", {"kind": "novel"}, "kind"),
        (MANIFEST, "a.pdf", {"councils": "Hart"}, "councils"),
        (MANIFEST, "sub/a.pdf", {"title": "A"}, "not the name of a file"),
        (MANIFEST, "", {"title": "A"}, "not the name of a file"),
        ("a.pdf: [", "a.pdf", {"title": "A"}, "not valid YAML"),
        ("- a.pdf\n", "a.pdf", {"title": "A"}, "a mapping"),
        ("b.pdf:\n  titel: B\n", "a.pdf", {"title": "A"}, r"line 2: b\.pdf: titel: unknown key"),
        ("a.pdf:\n  title: &t A\nb.pdf:\n  title: *t\n", "a.pdf", {"title": None}, "without changing others"),
        ("{b.pdf: {title: B}} # in braces\n", "a.pdf", {"title": "A"}, "in braces and with comments"),
    ],
)
def test_what_cannot_be_written_leaves_the_manifest_as_it_was(
    tmp_path: Path, text: str, name: str, changes: dict[str, Any], message: str
) -> None:
    manifest = tmp_path / "manifest.yaml"
    manifest.write_text(text, "utf-8")
    with pytest.raises(SettingsError, match=message):
        write_entry(tmp_path, name, changes)
    assert manifest.read_text("utf-8") == text


HARD = ["yes", "no", "null", "~", "1e3", "012", "1:30", "2022-01-01", "- a", "a: b", "a #b", "=", "<<"]
HARD += ["'", '"', "a\nb", "é\u2028"]


@given(value=st.sampled_from(HARD) | st.text(max_size=30), name=st.sampled_from(HARD) | st.text(max_size=30))
def test_any_text_is_read_back_as_it_was_written(
    tmp_path_factory: pytest.TempPathFactory, value: str, name: str
) -> None:
    folder = tmp_path_factory.mktemp("corpus")
    file = "".join(each for each in name if each not in "/\\") + ".pdf"
    write_entry(folder, file, {"title": value, "councils": [value, "B"]})
    write_entry(folder, "last.pdf", {"title": "L"})
    write_entry(folder, file, {"origin": value})
    found = read_manifest(folder)
    assert found[file] == Entry(title=value, councils=(value, "B"), origin=value)
    write_entry(folder, file, {"title": None, "councils": None, "origin": None})
    assert read_manifest(folder) == {"last.pdf": Entry(title="L")}


def test_processes_do_not_lose_each_others_entries(tmp_path: Path) -> None:
    each_writes = 8
    context = multiprocessing.get_context("fork")
    writers = [context.Process(target=_write_many, args=(tmp_path, number, each_writes)) for number in range(4)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join(60)
    assert [writer.exitcode for writer in writers] == [0] * 4
    assert sorted(read_manifest(tmp_path)) == sorted(f"{a}-{b}.pdf" for a in range(4) for b in range(each_writes))


def _write_many(folder: Path, number: int, count: int) -> None:
    for each in range(count):
        write_entry(folder, f"{number}-{each}.pdf", {"title": f"{number} {each}"})


def test_link_to_a_manifest_stays_a_link_and_its_mode_stays(tmp_path: Path) -> None:
    (tmp_path / "corpus").mkdir()
    real = tmp_path / "kept.yaml"
    real.write_text("a.pdf:\n  title: A\n", "utf-8")
    real.chmod(0o640)
    (tmp_path / "corpus" / "manifest.yaml").symlink_to(real)
    write_entry(tmp_path / "corpus", "a.pdf", {"title": "B"})
    assert (tmp_path / "corpus" / "manifest.yaml").is_symlink()
    assert yaml.safe_load(real.read_text("utf-8")) == {"a.pdf": {"title": "B"}}
    assert real.stat().st_mode & 0o777 == 0o640


def test_killed_at_any_point_the_manifest_is_the_old_or_the_new_one(tmp_path: Path) -> None:
    def prepare(folder: Path) -> None:
        (folder / "manifest.yaml").write_text(MANIFEST, "utf-8")

    def work(folder: Path) -> None:
        write_entry(folder, "f.pdf", {"title": "F"})

    states = set()
    for folder in every_kill(tmp_path, prepare, work):
        states.add((folder / "manifest.yaml").read_text("utf-8"))
        write_entry(folder, "g.pdf", {"title": "G"})  # nothing left behind stands in the way
        assert read_manifest(folder)["g.pdf"] == Entry(title="G")
    assert states == {MANIFEST, f"{MANIFEST}f.pdf:\n  title: F\n"}
