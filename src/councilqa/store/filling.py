"""Papers put together again from what is kept of them.

Every question opens the papers that it quotes. Their types are built here one by one, since to check every cell of a
large paper against a schema takes longer than to find the answer; whatever is amiss shows in a block that is no slice
of the text.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from councilqa.domain.documents import (
    Block,
    Document,
    Draft,
    Footnote,
    Heading,
    ListItem,
    Metadata,
    Page,
    Paragraph,
    Placed,
    Row,
    Slice,
    Table,
)

Fields = Mapping[str, Any]
_KINDS: Mapping[str, type[Block]] = {
    "heading": Heading,
    "paragraph": Paragraph,
    "item": ListItem,
    "table": Table,
    "footnote": Footnote,
}


class Filling:
    """Puts the text back into what was kept as places in it.

    Raises AttributeError, KeyError, TypeError or ValueError for anything else.
    """

    def __init__(self, text: str) -> None:
        self._text = text

    def document(self, body: Fields, *, source: str, metadata: Metadata) -> Document:
        """The paper, under the path and with the metadata that hold now."""
        draft = self._draft(body["draft"])
        return Document(
            id=body["id"],
            source=source,
            draft=draft,
            placed=self._all_placed(body["placed"], draft.blocks),
            metadata=metadata,
            abbreviations=tuple((short, long) for short, long in body["abbreviations"]),
        )

    def _draft(self, kept: Fields) -> Draft:
        return Draft(
            text=self._text,
            blocks=tuple(self._block(each) for each in kept["blocks"]),
            pages=tuple(Page(**each) for each in kept["pages"]),
            title=kept["title"],
            notes=tuple(kept["notes"]),
        )

    def _all_placed(self, kept: Sequence[Fields], blocks: Sequence[Block]) -> tuple[Placed, ...]:
        """Every block has its place, in the same order; what was kept twice is built once."""
        paired = len(kept) == len(blocks) and all(
            each["block"]["start"] == block.start and each["block"]["kind"] == block.kind
            for each, block in zip(kept, blocks, strict=True)
        )
        if paired:
            return tuple(self._placed(each, block) for each, block in zip(kept, blocks, strict=True))
        return tuple(self._placed(each, self._block(each["block"])) for each in kept)

    def _placed(self, kept: Fields, block: Block) -> Placed:
        lead_in = kept["lead_in"]
        return Placed(
            block=block,
            section=tuple(kept["section"]),
            paragraph=kept["paragraph"],
            lead_in=None if lead_in is None else self._slice(lead_in),
        )

    def _block(self, kept: Fields) -> Block:
        fields = {name: value for name, value in kept.items() if name not in ("text", "kind")}
        if "rows" in fields:
            fields["rows"] = tuple(Row(cells=tuple(map(self._slice, row["cells"]))) for row in fields["rows"])
        return _KINDS[kept["kind"]](text=self._of(kept), **fields)

    def _slice(self, kept: Fields) -> Slice:
        return Slice(text=self._of(kept), start=kept["start"])

    def _of(self, kept: Fields) -> str:
        text, start = kept["text"], kept["start"]
        return text if isinstance(text, str) else self._text[start : start + text]
