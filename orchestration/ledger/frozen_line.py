"""A line as it was filed: the document that lies beside the chain under its hash.

What belongs here: the shape of the document, writing and reading it. What does not: where its values come from
(``filing.frozen``), how it is shown (``explain.as_filed``). It says everything without warehouse, delivery or law.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, is_dataclass
from typing import Any

FORMAT, FORMAT_VERSION = "lookback-filed-line", 1


def _plain(value: object) -> object:
    """Plain values are what their fields say; a day, and whatever else JSON has no word for, is text."""
    return vars(value) if is_dataclass(value) else str(value)


as_kept = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=_plain).encode
"""A part of the document as it stands in it. Parts that many lines share are written once and put in."""


def document_of(parts: Mapping[str, str]) -> str:
    """An object of JSON from its parts, each as ``as_kept`` writes it, in the order of their names."""
    return "{" + ",".join(f'"{name}":{part}' for name, part in sorted(parts.items())) + "}"


def whole_document(parts: Mapping[str, str]) -> str:
    """The document that is kept and hashed: ``parts`` has one for each field of ``FrozenLine``."""
    return document_of({"format": as_kept(FORMAT), "format_version": as_kept(FORMAT_VERSION), **parts})


@dataclass(frozen=True)
class FrozenLine:
    """What was frozen: the line as ``filing_lines`` has it (days as text), the rows of the law, the explanation as the
    JSON of ``lookback explain``, what the run was, and the words to put beside an entry of the state repository."""

    line_id: str
    state: str
    run_id: str
    law_version: str
    note: str
    line: Mapping[str, Any]
    law_rows: Sequence[Mapping[str, Any]]
    explanation: Mapping[str, Any]

    def as_text(self) -> str:
        """The document that is kept and hashed."""
        return whole_document({name: as_kept(value) for name, value in vars(self).items()})


def read_frozen(text: str) -> FrozenLine:
    """The document read back. Raises ``ValueError`` where it is none."""
    document = json.loads(text)
    if document.pop("format", None) != FORMAT or document.pop("format_version", None) != FORMAT_VERSION:
        raise ValueError("this is no line that was frozen by this version")
    return FrozenLine(**document)
