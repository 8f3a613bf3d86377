"""Take the pictures of the README: the page on this repository's papers, and on a made-up PDF.

    python tools/screenshots.py [FOLDER]

Wants an index (`councilqa ingest`) and a Chromium; COUNCILQA_CHROMIUM names one that is not on the path.
"""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Browser, Page, expect, sync_playwright
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import getSampleStyleSheet
from reportlab.platypus import PageBreak, Paragraph, SimpleDocTemplate

ROOT = Path(__file__).parent.parent
MOST_BYTES = 200_000
WIDE, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
QUESTION = "How are the costs shared between Hart and Rushmoor?"
NOT_THERE = "What will Hart and Rushmoor spend on the airport?"
ABOUT_THE_PDF = "How much does the shared depot of Norwick and Saltby save, and what does the move cost?"
COMPARED = "What will the shared Chief Executive cost?"
PAPER = (
    (
        ("Title", "Norwick District Council"),
        ("Heading2", "Report to Cabinet, 14 September 2023"),
        ("Heading1", "A shared depot of Norwick and Saltby"),
        ("Heading2", "1. Purpose"),
        ("BodyText", "1.1 This report asks Cabinet to agree a shared depot with Saltby Borough Council."),
        ("Heading2", "2. Background"),
        ("BodyText", "2.1 Both councils run a depot of their own. Norwick's lease ends in March 2025."),
    ),
    (
        ("Heading2", "3. Financial implications"),
        ("BodyText", "3.1 The shared depot saves £240,000 a year for Norwick and Saltby together from 2025/26."),
        (
            "BodyText",
            "3.2 The one-off cost of the move to the shared depot is £75,000, met from the transformation reserve. "
            "Both councils pay half of it.",
        ),
        ("BodyText", "3.3 Norwick keeps the income of its vehicle workshop."),
        ("Heading2", "4. Risks"),
        ("BodyText", "4.1 The key risk is a delay in the delivery of new vehicles to the shared depot."),
    ),
)


def main(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    with sync_playwright() as playwright, tempfile.TemporaryDirectory() as temporary:
        browser = playwright.chromium.launch(executable_path=chromium(), args=["--no-sandbox", "--disable-gpu"])
        with served({"COUNCILQA_DATA": f"{temporary}/data"}) as address:
            take_pictures(browser, address, folder)
        own = {f"COUNCILQA_{name.upper()}": f"{temporary}/{name}" for name in ("corpus", "index", "data")}
        write_paper(Path(temporary) / "corpus" / "depot.pdf")
        subprocess.run([sys.executable, "-m", "councilqa", "ingest"], env={**os.environ, **own}, cwd=ROOT, check=True)
        with served(own) as address:
            page = opened(browser, address)
            ask(page, ABOUT_THE_PDF)
            page.locator('#turn-0 .cq-marker[data-label="2"]').first.click()
            expect(page.locator("#place-heading")).to_contain_text("Source [2]")
            save(page, folder / "source.png")
        browser.close()


def take_pictures(browser: Browser, address: str, folder: Path) -> None:
    """Those of the repository's own papers."""
    for name, options in (
        ("ask", {"viewport": WIDE}),
        ("dark", {"viewport": WIDE, "color_scheme": "dark"}),
        ("phone", {"viewport": PHONE, "has_touch": True}),
    ):
        page = opened(browser, address, **options)
        ask(page, QUESTION)
        save(page, folder / f"{name}.png")
    page = opened(browser, address)
    ask(page, NOT_THERE)
    save(page, folder / "not-found.png")
    page.get_by_role("tab", name="Papers").click()
    expect(page.locator(".cq-papers table")).to_be_visible()
    save(page, folder / "papers.png")
    page.get_by_role("tab", name="Registers").click()
    page.get_by_role("radio", name="Money").check()
    expect(page.locator(".cq-chart")).to_be_visible()
    page.locator(".cq-chart tbody a").first.click()
    expect(page.locator("#place-heading-list")).to_be_visible()
    save(page, folder / "registers.png")
    page.get_by_role("tab", name="Compare").click()
    page.get_by_label("A question to each partnership").fill(COMPARED)
    page.get_by_role("button", name="Compare", exact=True).click()
    expect(page.locator("#compared-heading")).to_be_visible(timeout=60_000)
    save(page, folder / "compare.png")


def opened(browser: Browser, address: str, **options: object) -> Page:
    page = browser.new_context(**{"viewport": WIDE, "locale": "en-GB", **options}).new_page()  # type: ignore[arg-type]
    page.set_default_timeout(60_000)
    page.goto(address)
    expect(page.locator("[data-conversation]")).to_be_attached(timeout=60_000)
    return page


def ask(page: Page, question: str) -> None:
    page.get_by_label("Your question").fill(question)
    page.get_by_role("button", name="Ask", exact=True).click()
    expect(page.locator("#turn-0")).to_be_visible(timeout=60_000)


def save(page: Page, path: Path) -> None:
    """Small enough for a README."""
    page.evaluate("() => Promise.all([...document.images].map((each) => each.decode().catch(() => {})))")
    page.evaluate("() => document.activeElement?.blur()")
    page.wait_for_timeout(500)  # what scrolls smoothly has arrived
    page.screenshot(path=path)
    for colours in (None, 256, 128, 64, 32):
        if colours:
            Image.open(path).convert("RGB").quantize(colours, dither=Image.Dither.NONE).save(path, optimize=True)
        if path.stat().st_size < MOST_BYTES:
            print(f"{path}: {path.stat().st_size // 1000} KB")
            return
    raise SystemExit(f"{path} is larger than {MOST_BYTES} bytes")


def write_paper(path: Path) -> None:
    path.parent.mkdir(parents=True)
    styles = getSampleStyleSheet()
    story: list[object] = []
    for sheet in PAPER:
        story.extend(Paragraph(text, styles[style]) for style, text in sheet)
        story.append(PageBreak())
    title = "A shared depot of Norwick and Saltby"
    SimpleDocTemplate(str(path), pagesize=A4, title=title, author="Norwick District Council").build(story)


@contextmanager
def served(settings: dict[str, str]) -> Iterator[str]:
    """The address of a page that is there as long as it is needed."""
    command = [sys.executable, "-m", "councilqa", "serve", "--port", "0"]
    with subprocess.Popen(
        command, stdout=subprocess.PIPE, text=True, cwd=ROOT, env={**os.environ, **settings, "COLUMNS": "200"}
    ) as process:
        assert process.stdout is not None
        found = re.search(r"http://\S+", process.stdout.readline())
        try:
            if found is None:
                raise SystemExit("the page did not start")
            yield found[0]
        finally:
            process.terminate()


def chromium() -> str:
    named = os.environ.pop("COUNCILQA_CHROMIUM", None)
    for name in [named] if named else ["chromium", "chromium-browser", "google-chrome"]:
        path = shutil.which(name)
        if path:
            return path
    raise SystemExit("no Chromium is installed; COUNCILQA_CHROMIUM names one that is not on the path")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "docs" / "pictures")
