"""Content as the data a template reads: text, numbers, lists and dictionaries, every text safe to print."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any

from orchestration.filing.documents.content import RecordedDay
from orchestration.filing.documents.days import format_day, format_recorded_day

PRINTED = (
    (0x0020, 0x007E),
    (0x00A0, 0x00AC),
    (0x00AE, 0x024F),
    (0x0300, 0x036F),
    (0x0370, 0x04FF),
    (0x1E00, 0x1EFF),
    (0x2010, 0x2027),
    (0x2030, 0x2037),
    (0x2039, 0x203E),
    (0x20A0, 0x20BF),
)
"""Ranges of characters that the fonts in the typesetter's package can show."""


def format_data(value: Any, language: str) -> Any:
    """``value`` in words a template can print. Raises ``TypeError`` for what has no words."""
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, RecordedDay):
        return format_recorded_day(value, language)
    if isinstance(value, date):
        return format_day(value, language)
    if is_dataclass(value):
        return {field.name: format_data(getattr(value, field.name), language) for field in fields(value)}
    if isinstance(value, Mapping):
        return {str(key): format_data(inner, language) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [format_data(inner, language) for inner in value]
    raise TypeError(f"nothing prints a {type(value).__name__}")


def printable(text: str) -> str:
    """Text with every character that cannot be shown, or that would turn the reading order, by its number:
    ``[U+202E]``. Nothing is left out."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(letter if _is_shown(letter) else f"[U+{ord(letter):04X}]" for letter in composed)


@cache
def _is_shown(letter: str) -> bool:
    code = ord(letter)
    return any(first <= code <= last for first, last in PRINTED) and unicodedata.category(letter) != "Cn"
