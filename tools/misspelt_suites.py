"""Write question suites again with slips of the finger in them, to measure what misspelt questions are answered.

    python tools/misspelt_suites.py evals/suites FOLDER [SLIPS]

Each question gets so many slips (2): in words of five letters or more, the councils' names too, a letter is left out,
doubled, exchanged with the next or replaced. The same question gets the same slips each time.
"""

from __future__ import annotations

import random
import re
import string
import sys
from pathlib import Path

import yaml

WORD = re.compile(r"(?<![\w'’-])[A-Za-z][a-z]{4,}(?![\w'’-])")


def misspelt(question: str, slips: int) -> str:
    chance = random.Random(question)
    words = list(WORD.finditer(question))
    for word in sorted(chance.sample(words, min(slips, len(words))), key=re.Match.start, reverse=True):
        question = f"{question[: word.start()]}{slipped(word[0], chance)}{question[word.end() :]}"
    return question


def slipped(word: str, chance: random.Random) -> str:
    """With one slip, neither in the first nor in the last letter."""
    place = chance.randrange(1, len(word) - 1)
    before, letter, after = word[:place], word[place], word[place + 1 :]
    other = chance.choice([each for each in string.ascii_lowercase if each != letter])
    return chance.choice(
        (before + after, before + 2 * letter + after, before + after[0] + letter + after[1:], before + other + after)
    )


def rewrite(suites: Path, folder: Path, slips: int) -> None:
    """Every suite of a folder, but not of the folders in it; raises OSError and what YAML finds wrong."""
    folder.mkdir(parents=True, exist_ok=True)
    for path in sorted(suites.glob("*.yaml")):
        suite = yaml.safe_load(path.read_text("utf-8"))
        for case in suite["cases"]:
            case["question"] = misspelt(case["question"], slips)
        (folder / path.name).write_text(yaml.safe_dump(suite, allow_unicode=True, sort_keys=False), "utf-8")


if __name__ == "__main__":
    if len(sys.argv) not in (3, 4):
        sys.exit(__doc__)
    rewrite(Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]) if len(sys.argv) == 4 else 2)
