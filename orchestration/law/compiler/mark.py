"""How compiled models and macros are known: by their first line."""

from __future__ import annotations

MARK = "-- Compiled from "
"""How the first line of a compiled model begins."""


def is_compiled(text: str) -> bool:
    """Say whether the compiler wrote the text of a model or macro."""
    return text.replace("{#- ", "-- ", 1).startswith(MARK)
