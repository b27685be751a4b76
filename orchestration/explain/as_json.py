"""An explanation as JSON with stable keys: those of ``docs/reference/explanation_keys.md``.

What belongs here: turning values into JSON. What does not: the keys themselves, which are the fields of
``explanation``. Everything beyond plain ASCII is written as an escape, so that no sign steers a terminal.
"""

from __future__ import annotations

import json
from dataclasses import asdict

from orchestration.explain.explanation import FORMAT_VERSION, Explanation


def explanation_as_json(explanation: Explanation) -> str:
    """The document, indented, with a line end."""
    document = {"format": "lookback-explanation", "format_version": FORMAT_VERSION, **asdict(explanation)}
    return json.dumps(document, indent=2, default=str, ensure_ascii=True) + "\n"
