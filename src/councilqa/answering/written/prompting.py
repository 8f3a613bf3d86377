"""Prompts as files with versions, and evidence as a model is shown it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from string import Template

import yaml
from langchain_core.messages import BaseMessage, HumanMessage, SystemMessage

from councilqa.answering.addressed import addresses_model
from councilqa.answering.compose import Source
from councilqa.answering.written.quoting import LEAST_CHARACTERS
from councilqa.domain.answers import whereabouts
from councilqa.domain.passages import Hit

LEFT_OUT = "[left out]"
CHARACTERS_PER_TOKEN = 3
"""Of English prose some four; figures, names and tables take more tokens."""
_FOLDER = Path(__file__).parent / "prompts"
_FRONT = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
_PART = re.compile(r"^# (system|user)$\n", re.MULTILINE)
_FENCE = re.compile(r"<(?=\s*/?\s*evidence)", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prompt:
    """One file of `prompts/`: who says what, with places for what is filled in."""

    name: str
    version: int
    system: str
    user: str

    def messages(self, **values: str) -> list[BaseMessage]:
        """Filled in once: what is put in is not looked through for further places."""
        said: list[BaseMessage] = [SystemMessage(self.system)] if self.system else []
        return [*said, HumanMessage(Template(self.user).substitute(values))]

    @property
    def id(self) -> str:
        """ "answer 1", as records name it."""
        return f"{self.name} {self.version}"


@cache
def prompt(name: str) -> Prompt:
    """A prompt by the name of its file."""
    text = (_FOLDER / f"{name}.md").read_text("utf-8")
    front = _FRONT.match(text)
    if front is None:
        raise ValueError(f"the prompt {name!r} does not say its version")
    pieces = _PART.split(text[front.end() :])
    parts = dict(zip(pieces[1::2], (piece.strip() for piece in pieces[2::2]), strict=True))
    version = int(yaml.safe_load(front[1])["version"])
    return Prompt(name=name, version=version, system=parts.get("system", ""), user=parts["user"])


def shown(text: str) -> str:
    """Text of a paper as a model is shown it: what a reader cannot see is left out, cells stand apart by a bar."""
    seen = "".join(letter for letter in text if letter in "\n\t" or unicodedata.category(letter) not in _UNSEEN)
    return _FENCE.sub("‹", seen).replace("\t", " | ")


_UNSEEN = frozenset({"Cc", "Cf", "Cs", "Co", "Cn"})


def evidence(hits: Sequence[Hit], sources: Sequence[Source], *, most_characters: int) -> tuple[str, tuple[Hit, ...]]:
    """The passages under labels E1, E2, …, as many as there is room for, and which these are."""
    blocks: list[str] = []
    given: list[Hit] = []
    used = 0
    for label, hit, source in zip(labels(hits), hits, sources, strict=True):
        block = _block(label, hit, source)
        if given and used + len(block) > most_characters:
            break
        blocks.append(block)
        given.append(hit)
        used += len(block)
    return "\n\n".join(blocks), tuple(given)


def remarked(remark: str) -> str:
    """What may speak against an answer, as a model is told it; nothing of what a paper's own words make of it."""
    if not remark or addresses_model(remark):
        return ""
    return f"A remark of the search, which may be wrong: {_attribute(remark)}\n\n"


def labels(hits: Sequence[Hit]) -> tuple[str, ...]:
    """Of passages in the order in which they are shown."""
    return tuple(f"E{number}" for number in range(1, len(hits) + 1))


def quotable(hit: Hit) -> tuple[str, ...]:
    """Each sentence, item or row of a passage as a model is shown it, for one that may quote nothing else."""
    texts = (" ".join(shown(unit.text).split()) for unit in hit.passage.units if unit.kind != "heading")
    held = (text for text in texts if len(text) >= LEAST_CHARACTERS and not addresses_model(text))
    return tuple(dict.fromkeys(held))


def _block(label: str, hit: Hit, source: Source) -> str:
    passage, metadata = hit.passage, source.metadata
    where = whereabouts(passage.paragraph, passage.page, passage.printed_page)
    about = [metadata.title, ", ".join(metadata.councils), str(metadata.date or ""), where, *passage.section[-2:]]
    head = _attribute("; ".join(each for each in about if each and not addresses_model(each)))
    return f'<evidence label="{label}" from="{head}">\n{_text(hit)}\n</evidence>'


def _text(hit: Hit) -> str:
    """The passage, less the sentences that are said to language models."""
    passage = hit.passage
    text = passage.text
    for unit in reversed(passage.units):
        if addresses_model(unit.text):
            start = unit.start - passage.start
            text = text[:start] + LEFT_OUT + text[start + len(unit.text) :]
    return shown(text).strip()


def _attribute(text: str) -> str:
    return " ".join(shown(text).replace('"', "'").replace("<", "‹").split())
