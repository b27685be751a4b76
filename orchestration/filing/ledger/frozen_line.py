"""Frozen line: the document kept beside the chain under its hash.

It can be read without warehouse, delivery or law tables.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, is_dataclass, replace
from typing import Any

FORMAT, FORMAT_VERSION = "lookback-filed-line", 1


def _convert_to_plain(value: object) -> object:
    """Turn dataclasses into dicts, and days and other types without a JSON form into text."""
    return vars(value) if is_dataclass(value) else str(value)


format_kept = json.JSONEncoder(
    sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=_convert_to_plain
).encode
"""Format a part of the document. Parts that many lines share are formatted once and inserted."""


def format_document(parts: Mapping[str, str]) -> str:
    """Format a JSON object from parts that ``format_kept`` formatted, sorted by name."""
    return "{" + ",".join(f'"{name}":{part}' for name, part in sorted(parts.items())) + "}"


def format_whole_document(parts: Mapping[str, str]) -> str:
    """Format the document that is kept and hashed; ``parts`` has one entry for each field of ``FrozenLine``."""
    return format_document({"format": format_kept(FORMAT), "format_version": format_kept(FORMAT_VERSION), **parts})


@dataclass(frozen=True)
class FrozenLine:
    """A frozen line: its row of ``filing_lines`` (days as text), law rows, the explanation as JSON of ``lookback
    explain``, the run, and the note for an entry of the state repository."""

    line_id: str
    state: str
    run_id: str
    law_version: str
    note: str
    line: Mapping[str, Any]
    law_rows: Sequence[Mapping[str, Any]]
    explanation: Mapping[str, Any]

    def as_text(self) -> str:
        """Format the document that is kept and hashed."""
        return format_whole_document({name: format_kept(value) for name, value in vars(self).items()})


def read_frozen(text: str) -> FrozenLine:
    """Parse the document.

    Raises:
        ValueError: The text is no frozen line.
    """
    document = json.loads(text)
    told = (document.pop("format", None), document.pop("format_version", None)) if isinstance(document, dict) else None
    if told != (FORMAT, FORMAT_VERSION):
        raise ValueError("the text is no frozen line of this version")
    return FrozenLine(**document)


def read_without_reasons(text: str) -> FrozenLine:
    """Parse the document without its explanation and law rows, which are nine tenths of it.

    Raises:
        ValueError: The text is no frozen line.
    """
    # JSON escapes quotes inside a text, so these signs are names of parts. The last ones are the document's own, unless
    # a part within its line has such a name; the rest is no JSON in that case.
    line_at = text.rfind(',"line":{')
    begins = text.rfind(',"law_version":"', 0, line_at)
    is_of_the_format = (
        f',"format":{format_kept(FORMAT)},"format_version":{format_kept(FORMAT_VERSION)},"law_rows":[' in text
    )
    if is_of_the_format and begins >= 0:
        try:
            return FrozenLine(**json.loads(f"{{{text[begins + 1 :]}"), law_rows=[], explanation={})
        except ValueError:
            pass
    return replace(read_frozen(text), law_rows=[], explanation={})
