"""A line as it was filed: the document that lies beside the chain under its hash.

It says everything without warehouse, delivery or law.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, is_dataclass, replace
from typing import Any

FORMAT, FORMAT_VERSION = "lookback-filed-line", 1


def _plain(value: object) -> object:
    """Plain values are what their fields say; a day, and whatever else JSON has no word for, is text."""
    return vars(value) if is_dataclass(value) else str(value)


format_kept = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=_plain).encode
"""A part of the document as it stands in it. Parts that many lines share are written once and put in."""


def format_document(parts: Mapping[str, str]) -> str:
    """An object of JSON from its parts, each as ``format_kept`` writes it, in the order of their names."""
    return "{" + ",".join(f'"{name}":{part}' for name, part in sorted(parts.items())) + "}"


def format_whole_document(parts: Mapping[str, str]) -> str:
    """The document that is kept and hashed: ``parts`` has one for each field of ``FrozenLine``."""
    return format_document({"format": format_kept(FORMAT), "format_version": format_kept(FORMAT_VERSION), **parts})


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
        return format_whole_document({name: format_kept(value) for name, value in vars(self).items()})


def read_frozen(text: str) -> FrozenLine:
    """The document read back. Raises ``ValueError`` where it is none."""
    document = json.loads(text)
    told = (document.pop("format", None), document.pop("format_version", None)) if isinstance(document, dict) else None
    if told != (FORMAT, FORMAT_VERSION):
        raise ValueError("this is no line that was frozen by this version")
    return FrozenLine(**document)


def read_without_reasons(text: str) -> FrozenLine:
    """The document without its explanation and rows of the law, which are nine tenths of it: they are not looked at.
    Raises ``ValueError`` where it is none."""
    # (A quotation mark inside a text stands behind a backslash, so these signs are names of parts. The last ones are
    # those of the document itself, unless a part within its line bears such a name: then what follows is no JSON.)
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
