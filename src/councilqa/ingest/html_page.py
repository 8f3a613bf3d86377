"""A web page as a tree of what its author wrote, without the site around it."""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from charset_normalizer import from_bytes
from lxml import etree, html

from councilqa.errors import DocumentError, TooLargeError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(
    rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE
)
_DECLARED_WITHIN = 4096
_GUESS_BYTES = 65_536

_NO_TEXT = frozenset(
    "script style noscript template nav aside button input select textarea option datalist svg canvas iframe object"
    " embed audio video map head link meta dialog frameset applet".split()
)
_FURNITURE_ROLES = frozenset(
    "navigation banner contentinfo search complementary dialog alertdialog menu menubar toolbar tablist".split()
)
_HIDDEN_CLASSES = frozenset(
    "hidden hide is-hidden d-none sr-only visually-hidden visuallyhidden screen-reader-text screenreader"
    # ModernGov: words for screen readers, and the size of a file after its link
    " mghide mgfilesize".split()
)
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*hidden|(?:font-size|opacity)\s*:\s*0(?![.\d])", re.IGNORECASE
)
_FURNITURE = re.compile(
    r"(?:(?:site|page|main|global|top|left|right|side|primary|secondary|mobile|header|footer|govuk|section)[-_]?)?"
    r"(?:nav|navbar|navigation|menu|breadcrumbs?|cookies?|footer|header|masthead|sidebar|skip-?links?|skiplinks?"
    r"|pagination|pager|toolbar|social-?(?:media|links|icons|share)|share-?(?:this|links|buttons)|back-?to-?top)"
    r"(?:[-_](?!content)\w[\w-]*)?|mgactionlist|mglinks",
    re.IGNORECASE,
)
_CONTENT_IDS = frozenset("content main maincontent main-content mgmaincontent modgov page-content".split())
_STRUCK = re.compile(r"text-decoration(?:-line)?\s*:[^;]*line-through", re.IGNORECASE)
_RAISED = re.compile(r"vertical-align\s*:\s*(?:super|text-top)", re.IGNORECASE)
_RULE = re.compile(r"([^{}]{1,500})\{([^{}]{0,1000})\}")
_CLASS = re.compile(r"\.([\w-]+)(?=\s*(?:,|$))")
"""The last of a selector's names, which its look is for."""
_MOST_STYLE = 200_000
_LIMITS = (etree.ErrorTypes.ERR_RESOURCE_LIMIT,)
_MOST_MAINS = 10
_MENU_LINKS = 5
_MENU_WORDS = 40
"""Characters of a link, on average; names of reports are longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlLimits:
    """What bounds the time and memory that reading a page may take."""

    max_file_bytes: int = 32_000_000
    max_tags: int = 1_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class WebPage:
    """A parsed page: what it is called and the part that holds its content."""

    title: str | None
    content: etree._Element
    struck: int
    """Words that were left out because they are struck through."""


def read_page(path: Path, *, limits: HtmlLimits) -> WebPage:
    """The content of a page; raises a DocumentError where there is none to be had."""
    try:
        with path.open("rb") as file:
            data = file.read(limits.max_file_bytes + 1)
    except OSError as error:
        raise DocumentError(f"cannot read {path.name!r}: {error.strerror or error}") from error
    if len(data) > limits.max_file_bytes:
        raise TooLargeError(f"{path.name!r} has more than max_file_bytes {limits.max_file_bytes}")
    if data.count(b"<") > limits.max_tags:
        raise TooLargeError(f"{path.name!r} has more than max_tags {limits.max_tags}")
    root = _parse(decoded(data), name=path.name)
    styles = _Styles.of(root)
    struck = styles.drop_struck(root)
    styles.mark_raised(root)
    title = _title(root)
    return WebPage(title=title, content=_content(root), struck=struck)


def is_raised(element: etree._Element) -> bool:
    """Whether its text stands above the line."""
    return element.tag == "sup" or _RAISED.search(element.get("style", "")[:2000]) is not None


def raised_texts(content: etree._Element) -> Iterator[str]:
    """What stands above the line in it, element by element."""
    return (each.text_content()[:20] for each in content.iterdescendants("*") if is_raised(each))


@dataclass(frozen=True, slots=True, kw_only=True)
class _Styles:
    """The classes that the page's own style sheets strike through or raise."""

    struck: frozenset[str]
    raised: frozenset[str]

    @classmethod
    def of(cls, root: etree._Element) -> _Styles:
        rules = [rule for sheet in root.iter("style") for rule in _RULE.findall((sheet.text or "")[:_MOST_STYLE])]
        struck, raised = (
            frozenset(name.lower() for names, body in rules if look.search(body) for name in _CLASS.findall(names))
            for look in (_STRUCK, _RAISED)
        )
        return cls(struck=struck, raised=raised)

    def drop_struck(self, root: etree._Element) -> int:
        """Take out what is struck through; how many words that is."""
        found = [each for each in root.iterdescendants("*") if self._is_struck(each)]
        words = 0
        for element in found:
            if element.getparent() is not None:
                words += len(element.text_content().split())
                element.drop_tree()
        return words

    def _is_struck(self, element: etree._Element) -> bool:
        if element.tag in ("s", "strike", "del") or _STRUCK.search(element.get("style", "")[:2000]):
            return True
        return not self.struck.isdisjoint(element.get("class", "").lower().split())

    def mark_raised(self, root: etree._Element) -> None:
        for element in root.iterdescendants("span", "a", "i", "em", "b", "strong"):
            if not self.raised.isdisjoint(element.get("class", "").lower().split()):
                element.tag = "sup"


def decoded(data: bytes) -> str:
    """The text of a page by its byte order mark, its own word, or else the likeliest encoding."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace")
    declared = _DECLARED.search(data, 0, _DECLARED_WITHIN)
    names = [declared[1].decode("ascii")] if declared else []
    for name in (*names, "utf-8"):
        try:
            return data.decode(_usable(name))
        except (LookupError, UnicodeError):
            continue
    best = from_bytes(data[:_GUESS_BYTES]).best()
    return data.decode(best.encoding if best is not None else "cp1252", errors="replace")


def _usable(name: str) -> str:
    """Browsers read Latin-1 as Windows-1252, and a page that could say "utf-16" is not in it."""
    name = name.lower()
    if name in ("iso-8859-1", "latin1", "latin-1", "us-ascii", "ascii"):
        return "cp1252"
    codec = codecs.lookup(name)
    if codec.name.startswith("utf-16") or not codec._is_text_encoding:
        raise LookupError(name)
    return codec.name


def _parse(text: str, *, name: str) -> etree._Element:
    parser = html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, huge_tree=False)
    try:
        root = html.document_fromstring(text.replace("\x00", "").encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise DocumentError(f"{name!r} holds no readable HTML: {error}") from error
    # The parser stops there without a word and would hand over half a page.
    if any(entry.type in _LIMITS for entry in parser.error_log):
        raise TooLargeError(f"{name!r} is nested too deeply or has a single text of more than 10 MB")
    return root


def _title(root: etree._Element) -> str | None:
    described = root.xpath("string(//meta[@name='DC.title' or @name='dc.title' or @name='DC.Title']/@content)")
    heading = _squeezed(root.xpath("string((//h1)[1])"))
    whole = _squeezed(described or root.xpath("string((//title)[1])"))
    if described or not whole:
        return whole or heading or None
    return _without_site(whole, heading) or None


def _without_site(title: str, heading: str) -> str:
    """A page's title without the name of its site: "Agenda | Hart Council" is "Agenda"."""
    if heading and heading in title:
        return heading
    parts = re.split(r"\s+(?:\||[-–—»:]{1,2})\s+", title)
    if len(parts) > 1 and (
        " | " in title or re.search(r"council|gov\.uk|borough|website|home", parts[-1], re.IGNORECASE)
    ):
        return title[: title.rindex(parts[-1])].rstrip(" |-–—»:")
    return title


def _squeezed(text: str) -> str:
    return " ".join(text.split())


def _content(root: etree._Element) -> etree._Element:
    bodies = root.xpath("//body")
    body = bodies[0] if bodies else root
    _drop_furniture(body)
    whole = len(_squeezed(body.text_content()))
    for main in list(filter(_may_be_main, body.iterdescendants("*")))[:_MOST_MAINS]:
        if len(_squeezed(main.text_content())) * 2 > whole:
            return main
    _drop_menus(body)
    return body


def _may_be_main(element: etree._Element) -> bool:
    return element.tag == "main" or element.get("role") == "main" or element.get("id", "").lower() in _CONTENT_IDS


def _drop_furniture(body: etree._Element) -> None:
    """Take out what is no text, is not shown, or belongs to the site and not to the page."""
    sizes, kept = _weights(body)
    half = sizes[body] / 2
    dropped: list[etree._Element] = []
    for element in body.iterdescendants("*"):
        if (
            element.tag in _NO_TEXT
            or _is_hidden(element)
            or (element not in kept and sizes[element] < half and _is_furniture(element))
        ):
            dropped.append(element)
    for element in dropped:
        if element.getparent() is not None:
            element.drop_tree()


def _weights(body: etree._Element) -> tuple[dict[etree._Element, int], set[etree._Element]]:
    """How much text each element holds, and which hold the main part or the chief heading."""
    sizes: dict[etree._Element, int] = {}
    kept: set[etree._Element] = set()
    for element in reversed(list(body.iter("*"))):
        silent = element.tag in _NO_TEXT
        sizes[element] = 0 if silent else sizes.get(element, 0) + len((element.text or "").strip())
        parent = element.getparent()
        if parent is None or element is body:
            continue
        sizes[parent] = sizes.get(parent, 0) + sizes[element] + len((element.tail or "").strip())
        if element in kept or element.tag in ("main", "h1", "article") or element.get("role") == "main":
            kept.add(parent)
    return sizes, kept


def _is_hidden(element: etree._Element) -> bool:
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if _HIDDEN_STYLE.search(element.get("style", "")[:2000]):
        return True
    return not _HIDDEN_CLASSES.isdisjoint(element.get("class", "").lower().split())


def _is_furniture(element: etree._Element) -> bool:
    if element.tag in ("header", "footer") or element.get("role") in _FURNITURE_ROLES:
        return True
    if element.tag == "form":  # but ASP.NET wraps whole pages in one
        return next(element.iter("h1", "h2", "h3", "table", "p"), None) is None
    if element.tag in ("td", "th", "tr", "p", "span", "body", "h2", "h3"):
        return False
    names = f"{element.get('class', '')} {element.get('id', '')}"[:1000].split()
    return any(_FURNITURE.fullmatch(name) for name in names)


def _drop_menus(body: etree._Element) -> None:
    """Lists of short links before the first heading are menus, whatever they are called."""
    for element in list(body.iter("ul", "ol", "h1")):
        if element.tag == "h1":
            return
        links = list(element.iter("a"))
        linked = sum(len(_squeezed(link.text_content())) for link in links)
        whole = len(_squeezed(element.text_content()))
        if len(links) >= _MENU_LINKS and linked >= whole * 0.85 and linked <= _MENU_WORDS * len(links):
            element.drop_tree()
