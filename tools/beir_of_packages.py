"""Write a BEIR folder from what a Debian system knows of its packages, to measure retrieval on texts of other kinds.

    apt-get update -o Acquire::Languages=en
    python tools/beir_of_packages.py FOLDER

Each document is the long description of a package for science, mathematics and the like; the questions are short
descriptions of 300 of them. Their words are technical, and some are shared with the text that is looked for.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator, Sequence
from email.message import Message
from email.parser import HeaderParser
from pathlib import Path
from random import Random

from councilqa.evals.foreign.beir import Foreign, write_collection

LANGUAGE = "Acquire::Languages=en"
"""In which long descriptions are kept; some systems are set to keep none."""
SECTIONS = {"education", "electronics", "gnu-r", "graphics", "hamradio", "math", "science"}
LEAST_CHARACTERS = 350
LEAST_WORDS = 5
QUESTIONS = 300
SEED = 7


def described(stanza: Message) -> tuple[str, str]:
    """The short description and the long one, its paragraphs apart by line breaks."""
    short, _, rest = stanza.get("Description-en", "").partition("\n")
    paragraphs = "\n".join(line.strip() for line in rest.split("\n")).split("\n.\n")
    return short.strip(), "\n".join(" ".join(each.split()) for each in paragraphs)


def stanzas(command: Sequence[str]) -> Iterator[Message]:
    """What apt tells of packages has the syntax of mail headers."""
    told = subprocess.run(
        ["apt-cache", "--option", LANGUAGE, *command], check=True, capture_output=True, text=True
    ).stdout
    yield from (HeaderParser().parsestr(each) for each in told.split("\n\n") if each.strip())


def collect() -> dict[str, tuple[str, str]]:
    """Short and long description by source package, of its first package that has a long one."""
    names = [each["Package"] for each in stanzas(["dumpavail"]) if each.get("Section", "").split("/")[-1] in SECTIONS]
    found: dict[str, tuple[str, str]] = {}
    for stanza in stanzas(["show", "--no-all-versions", *sorted(names)]):
        short, long = described(stanza)
        if len(long) >= LEAST_CHARACTERS:
            found.setdefault(stanza.get("Source", stanza["Package"]).split()[0], (short, long))
    return found


def write(folder: Path) -> None:
    found = collect()
    if not found:
        sys.exit("apt has no long descriptions; fetch them with: apt-get update -o Acquire::Languages=en")
    names = Random(SEED).sample(sorted(found), len(found))
    asked = [name for name in names if len(found[name][0].split()) >= LEAST_WORDS][:QUESTIONS]
    write_collection(
        folder,
        [Foreign(id=name, title="", text=found[name][1]) for name in names],
        {f"q-{name}": found[name][0] for name in asked},
        {"test": [(f"q-{name}", name) for name in asked]},
    )


if __name__ == "__main__":
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    write(Path(sys.argv[1]))
