from __future__ import annotations

import contextlib
import time
from pathlib import Path

import pytest

from councilqa.domain.documents import Draft, Heading, ListItem, Paragraph, Table
from councilqa.errors import DocumentError, TooLargeError
from councilqa.ingest.html import read_html
from councilqa.ingest.html_page import HtmlLimits

AGENDA = Path(__file__).parents[2].parent / "shared" / "real" / "council" / "kingston-agenda-151.html"


def read(tmp_path: Path, markup: str | bytes) -> Draft:
    path = tmp_path / "page.html"
    path.write_bytes(markup if isinstance(markup, bytes) else markup.encode())
    return read_html(path)


def texts(draft: Draft) -> list[str]:
    return [block.text for block in draft.blocks]


def only_table(draft: Draft) -> Table:
    (found,) = (block for block in draft.blocks if isinstance(block, Table))
    return found


def test_headings_paragraphs_and_lists(tmp_path: Path) -> None:
    draft = read(tmp_path, "<h1>Report</h1><p>1.1 To <b>agree</b>\n it.</p><h2>2 Costs</h2><ul><li>Pay<li>Rent</ul>")
    assert draft.text == "Report\n\n1.1 To agree it.\n\n2 Costs\n\nPay\n\nRent"
    first, second, third, fourth, _ = draft.blocks
    assert isinstance(first, Heading)
    assert isinstance(second, Paragraph)
    assert second.number == "1.1"
    assert isinstance(third, Heading)
    assert (third.level, third.number) == (2, "2")
    assert isinstance(fourth, ListItem)
    assert (fourth.depth, fourth.number) == (0, None)


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<ol><li>x<li>x</ol>", ["1", "2"]),
        ("<ol start=4><li>x<li value=9>x<li>x</ol>", ["4", "9", "10"]),
        ("<ol type=a><li>x<li>x</ol>", ["a", "b"]),
        ("<ol type=I start=4><li>x</ol>", ["IV"]),
        ("<ol type=i><li type=A>x</ol>", ["A"]),
        ("<ol reversed><li>x<li>x</ol>", ["2", "1"]),
        ("<ol start='x'><li>x</ol>", ["1"]),
        ("<ul><li>(ii) x</ul>", ["(ii)"]),
    ],
)
def test_items_have_the_number_a_browser_shows(tmp_path: Path, markup: str, expected: list[str]) -> None:
    draft = read(tmp_path, f"<p>Lead</p>{markup}")
    assert [block.number for block in draft.blocks if isinstance(block, ListItem)] == expected


def test_inner_list_is_deeper_and_follows_its_item(tmp_path: Path) -> None:
    draft = read(tmp_path, "<ol><li><p>Agree</p><ul><li>now</li></ul><p>More on it.</p></li></ol>")
    first, second, third = draft.blocks
    assert isinstance(first, ListItem)
    assert (first.text, first.number, first.depth) == ("Agree", "1", 0)
    assert isinstance(second, ListItem)
    assert (second.text, second.number, second.depth) == ("now", None, 1)
    assert isinstance(third, Paragraph)


PAGE = """<!doctype html><title>Cabinet - Hart Council</title><body class="has-sidebar">
<a class="sr-only" href="#c">Skip to content</a>
<div class="cookie-banner"><p>We use cookies.</p></div>
<header><a href="/">Home</a></header><nav><ul><li><a>Bins</a></ul></nav>
<div id="breadcrumb-holder"><a>Home</a></div><div role="navigation">Menu</div>
<form id="aspnetForm"><input value="typed">
  <div class="content"><h1>Shared services</h1><div class="social-care"><p>Social care is kept.</p></div>
  <p style="display: none">Hidden</p><p style="font-size:0px">Hidden</p>
  <p style="opacity: 0">Hidden</p><p style="opacity: 0.9">Seen</p>
  <p aria-hidden="true">Icon</p><script>var x = "<p>no</p>";</script>
  <p>The <a href="a">first</a>, <a href="b">second</a> and <a href="c">third</a> reports.</p>
  <ul><li><a>Appendix 1</a><li><a>Appendix 2</a><li><a>Appendix 3</a><li><a>Appendix 4</a><li><a>Appendix 5</a></ul>
  </div></form>
<div class="search-box"><form><input><button>Go</button></form></div>
<aside>Related</aside><footer><p>Copyright</p></footer></body>"""


def test_the_site_around_a_page_is_left_out(tmp_path: Path) -> None:
    assert texts(read(tmp_path, PAGE)) == [
        "Shared services",
        "Social care is kept.",
        "Seen",
        "The first, second and third reports.",
        *(f"Appendix {number}" for number in range(1, 6)),
    ]


def test_unnamed_menu_before_the_heading_is_left_out(tmp_path: Path) -> None:
    menu = "<ul>" + "".join(f"<li><a href=x>Bins {n}</a>" for n in range(6)) + "</ul>"
    assert texts(read(tmp_path, f"{menu}<h1>Cabinet</h1><p>Text.</p>")) == ["Cabinet", "Text."]


def test_furniture_by_name_is_kept_where_it_holds_the_page(tmp_path: Path) -> None:
    draft = read(
        tmp_path, "<div class='page-header'><h1>Cabinet</h1></div><div id=menu><p>All there is to say.</p></div>"
    )
    assert texts(draft) == ["Cabinet", "All there is to say."]


@pytest.mark.parametrize(
    ("head", "heading", "expected"),
    [
        ("<title>Cabinet | Hart</title>", "", "Cabinet"),
        ("<title>Agenda for Cabinet - Modern Council</title>", "Agenda", "Agenda"),
        ("<title>Agenda for Cabinet - Modern Council</title>", "Other", "Agenda for Cabinet"),
        ("<title>Savings - phase 2</title>", "", "Savings - phase 2"),
        ("<meta name='DC.title' content='Cabinet, 3 July'><title>x</title>", "", "Cabinet, 3 July"),
        ("", "Cabinet", "Cabinet"),
        ("", "", None),
    ],
)
def test_title_without_the_name_of_the_site(tmp_path: Path, head: str, heading: str, expected: str | None) -> None:
    assert read(tmp_path, f"<html><head>{head}</head><body><h1>{heading}</h1><p>Text").title == expected


def test_data_table(tmp_path: Path) -> None:
    draft = read(
        tmp_path,
        "<p>Lead</p><table><caption>Savings</caption><tr><th>Theme<th colspan=2>Saving</tr>"
        "<tr><td rowspan=2>People<td>Posts<td>£41k<br>a year</tr><tr><td>Agency<td>£88k</tr></table>",
    )
    table = only_table(draft)
    assert (table.caption, table.header_rows) == ("Savings", 1)
    assert table.text == "Theme\tSaving\tSaving\nPeople\tPosts\t£41k a year\nPeople\tAgency\t£88k"
    for row in table.rows:
        for cell in row.cells:
            assert draft.text[cell.start : cell.end] == cell.text


@pytest.mark.parametrize(
    ("markup", "expected"),
    [
        ("<tr><td>Year<td>Saving<tr><td>2025/26<td>£41k", 1),
        ("<tr><td>Salary<td>£88k<tr><td>Rent<td>£41k", 0),
        ("<tr><td>Report of:<td>The Leader<tr><td>Key decision:<td>Yes", 0),
        ("<tr><th>Salary<td>£88k<tr><th>Rent<td>£41k", 0),
        ("<thead><tr><td>a<td>b</thead><tr><td>c<td>d", 1),
        ("<thead><th>a<th>b</th></th><tr><td>c<td>d", 1),
        ("<tr><th>a<th>b<tr><th>c<th>d<tr><td>1<td>2", 2),
    ],
)
def test_header_rows(tmp_path: Path, markup: str, expected: int) -> None:
    assert only_table(read(tmp_path, f"<table>{markup}</table>")).header_rows == expected


def test_layout_table_is_prose_and_numbers_its_items(tmp_path: Path) -> None:
    draft = read(
        tmp_path,
        "<h2>Items</h2><table><tr><td>54.</td><td><p>Petitions</p><p>To receive petitions.</p>"
        "<table><tr><th>Vote<th>Result<tr><td>1<td>Carried</table></td></tr></table>",
    )
    assert texts(draft) == ["Items", "54. Petitions", "To receive petitions.", "Vote\tResult\n1\tCarried"]
    heading = draft.blocks[1]
    assert isinstance(heading, Heading)
    assert (heading.number, heading.level) == ("54", 3)


@pytest.mark.parametrize(
    "markup",
    [
        "<dl><dt>Portfolio:</dt><dd>Finance</dd><dt>Ward<dd>All</dl>",
        "<p>Portfolio: Finance</p><p>Ward: All</p>",
        "<div><div>Portfolio:</div><div>Finance</div></div><div><div>Ward:</div><div>All</div></div>",
        "<p><b>Portfolio:</b> Finance<br><br><b>Ward:</b> All</p>",
    ],
)
def test_labels_stand_with_their_values(tmp_path: Path, markup: str) -> None:
    assert texts(read(tmp_path, markup)) == ["Portfolio: Finance", "Ward: All"]


def test_bold_line_and_class_make_headings(tmp_path: Path) -> None:
    draft = read(
        tmp_path, "<h1>Report</h1><p><strong>Decision</strong></p><p class='mgSubItemTitleTxt'>Minutes:</p><p>x."
    )
    assert [block.level for block in draft.blocks if isinstance(block, Heading)] == [1, 2, 3]


@pytest.mark.parametrize(
    "data",
    [
        "\ufeff<p>Café – £5".encode(),
        "<p>Café – £5".encode(),
        "<meta charset=windows-1252><p>Café – £5".encode("cp1252"),
        "<meta http-equiv=x content='text/html; charset=iso-8859-1'><p>Café – £5".encode("cp1252"),
        "<meta charset=utf-16><p>Café – £5".encode(),
        "<meta charset=nonsense><p>Café – £5".encode(),
        "<meta charset=rot13><p>Café – £5".encode(),
        "<p>Café – £5".encode("utf-16"),
        b"<?xml version='1.0' encoding='utf-8'?><html><p>Caf\xc3\xa9 \xe2\x80\x93 \xc2\xa35",
        "<p>Ca\x00fé – £5".encode(),
    ],
)
def test_encodings(tmp_path: Path, data: bytes) -> None:
    assert read(tmp_path, data).text == "Café – £5"


def test_page_that_names_the_wrong_encoding_is_still_read(tmp_path: Path) -> None:
    data = "<meta charset=utf-8><p>The council’s budget of £5 million – a saving – was agreed".encode("cp1252")
    assert "£5 million" in read(tmp_path, data).text


_LAUGHS = '<!DOCTYPE html [<!ENTITY a "haha"><!ENTITY b "&a;&a;&a;">]><p>&b;</p>'


@pytest.mark.parametrize(
    ("markup", "error"),
    [
        ("", DocumentError),
        ("<html><body><script>x</script></body></html>", DocumentError),
        ("<nav>Menu</nav>", DocumentError),
        ("<div>" * 100_000 + "x", TooLargeError),
        ("<p>" + "x " * 6_000_000, TooLargeError),
        ("<table><tr>" + "<td colspan=200 rowspan=65000>x" * 300 + "<tr><td>y" * 3000, TooLargeError),
    ],
)
def test_hostile_pages_end_as_a_document_error_in_time(tmp_path: Path, markup: str, error: type[DocumentError]) -> None:
    begun = time.monotonic()
    with pytest.raises(error):
        read(tmp_path, markup)
    assert time.monotonic() - begun < 10


@pytest.mark.parametrize("inside", ["<div>", "<span>", "<ul><li>", "<table><tr><td>", "<dl><dd>", "<blockquote><p>"])
def test_nesting_within_the_parser_limit_does_no_harm(tmp_path: Path, inside: str) -> None:
    with contextlib.suppress(TooLargeError):
        assert "deep" in read(tmp_path, inside * (240 // inside.count("<")) + "deep").text


def test_entities_of_a_page_are_not_expanded(tmp_path: Path) -> None:
    assert "haha" not in read(tmp_path, _LAUGHS + "<p>Text").text.replace('"haha"', "")


def test_large_pages_are_refused_before_they_are_parsed(tmp_path: Path) -> None:
    (tmp_path / "a.html").write_text("<p>" * 2000)
    with pytest.raises(TooLargeError, match="max_file_bytes"):
        read_html(tmp_path / "a.html", limits=HtmlLimits(max_file_bytes=1000))
    with pytest.raises(TooLargeError, match="max_tags"):
        read_html(tmp_path / "a.html", limits=HtmlLimits(max_tags=1000))


def test_missing_page_is_a_document_error(tmp_path: Path) -> None:
    with pytest.raises(DocumentError, match="nowhere"):
        read_html(tmp_path / "nowhere.html")


@pytest.mark.skipif(not AGENDA.exists(), reason="real papers are not here")
def test_real_agenda() -> None:
    draft = read_html(AGENDA)
    assert draft.title == (
        "Agenda for Kingston and North Kingston Neighbourhood Committee on Thursday 15 January 2026, 7:30 pm"
    )
    items = [block.number for block in draft.blocks if isinstance(block, Heading) and block.level == 3]
    assert items == [str(number) for number in range(54, 66)]
    votes = [block for block in draft.blocks if isinstance(block, Table)]
    assert {(vote.caption, vote.header_rows) for vote in votes} == {("Recorded Vote", 1)}
    for wanted in ("RESOLVED that:", "Voting: unanimous", "Venue: Guildhall, Kingston upon Thames. View directions"):
        assert wanted in texts(draft)
    for unwanted in ("Section menu", "Skip to main content", "ePetitions", "PDF 99 KB", "Breadcrumb", "function("):
        assert unwanted not in draft.text
