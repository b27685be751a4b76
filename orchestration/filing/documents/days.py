"""Days in words, English and Spanish, as exactly as the record tells them.

A day that is not known is said to be not on record; it is never left empty, and never today.
"""

from __future__ import annotations

from datetime import date

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
    """``July 10, 1998``; ``10 de julio de 1998``."""
    month = MONTHS[language][day.month - 1]
    return f"{day.day} de {month} de {day.year}" if language == "es" else f"{month} {day.day}, {day.year}"


def format_month(day: date, language: str) -> str:
    """``July 1998``; ``julio de 1998``."""
    month = MONTHS[language][day.month - 1]
    return f"{month} de {day.year}" if language == "es" else f"{month} {day.year}"


def format_recorded_day(day: RecordedDay, language: str) -> str:
    """The day, the month, the year, or the span that the record tells."""
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
