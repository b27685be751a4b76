"""A line as it was filed: the document that lies beside the chain under its hash.

What belongs here: the shape of the document, writing and reading it. What does not: where its values come from
(``filing.frozen``), how it is shown (``explain.as_filed``). It says everything without warehouse, delivery or law.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

FORMAT, FORMAT_VERSION = "lookback-filed-line", 1


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
        document = {"format": FORMAT, "format_version": FORMAT_VERSION, **vars(self)}
        return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=True, default=str)


def read_frozen(text: str) -> FrozenLine:
    """The document read back. Raises ``ValueError`` where it is none."""
    document = json.loads(text)
    if document.pop("format", None) != FORMAT or document.pop("format_version", None) != FORMAT_VERSION:
        raise ValueError("this is no line that was frozen by this version")
    return FrozenLine(**document)
