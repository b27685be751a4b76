"""Format days and values for documents."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from functools import cache
from typing import Any

from orchestration.filing.documents.content import RecordedDay

MONTHS = {
    "en": (
        *("January", "February", "March", "April", "May", "June"),
        *("July", "August", "September", "October", "November", "December"),
    ),
    "es": (
        *("enero", "febrero", "marzo", "abril", "mayo", "junio"),
        *("julio", "agosto", "septiembre", "octubre", "noviembre", "diciembre"),
    ),
}
NOT_ON_RECORD = {"en": "not on record", "es": "no consta"}


def format_day(day: date, language: str) -> str:
    """Format a day: ``July 10, 1998``; ``10 de julio de 1998``."""
    month = MONTHS[language][day.month - 1]
    return f"{day.day} de {month} de {day.year}" if language == "es" else f"{month} {day.day}, {day.year}"


def format_month(day: date, language: str) -> str:
    """Format a month: ``July 1998``; ``julio de 1998``."""
    month = MONTHS[language][day.month - 1]
    return f"{month} de {day.year}" if language == "es" else f"{month} {day.year}"


def format_recorded_day(day: RecordedDay, language: str) -> str:
    """Format the day, month, year or span on record."""
    earliest, latest = day.earliest, day.latest
    if earliest is None and latest is None:
        return NOT_ON_RECORD[language]
    if earliest is None or latest is None:
        known = format_day(earliest or latest, language)  # type: ignore[arg-type]
        if earliest is None:
            return f"a más tardar el {known}" if language == "es" else f"on or before {known}"
        return f"desde el {known}" if language == "es" else f"on or after {known}"
    if earliest == latest:
        return format_day(earliest, language)
    if day.precision == "month" and (earliest.year, earliest.month) == (latest.year, latest.month):
        return format_month(earliest, language)
    if day.precision == "year" and earliest.year == latest.year:
        return str(earliest.year)
    first, last = format_day(earliest, language), format_day(latest, language)
    return f"entre el {first} y el {last}" if language == "es" else f"between {first} and {last}"


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
"""Ranges of characters in the fonts of the typesetter's package."""


def format_data(value: Any, language: str) -> Any:
    """Turn ``value`` into text that a template can print.

    Raises:
        TypeError: The type has no text form.
    """
    if value is None or isinstance(value, bool | int):
        return value
    if isinstance(value, str):
        return escape_unprintable(value)
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


def escape_unprintable(text: str) -> str:
    """Replace each character that cannot be shown, or that would reverse the text, by its number: ``[U+202E]``."""
    composed = unicodedata.normalize("NFC", text)
    return "".join(letter if _is_shown(letter) else f"[U+{ord(letter):04X}]" for letter in composed)


@cache
def _is_shown(letter: str) -> bool:
    code = ord(letter)
    return any(first <= code <= last for first, last in PRINTED) and unicodedata.category(letter) != "Cn"
