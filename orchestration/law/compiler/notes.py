"""What stands beside an element: its day, until when its answer holds, its source, and what is presumed."""

from __future__ import annotations

from dataclasses import dataclass, fields


@dataclass(frozen=True)
class Notes:
    """What stands beside an element, as SQL; None where it has none."""

    over_on: str | None = None
    until: str | None = None
    source: str | None = None
    is_presumed: str | None = None
    rests_on: str | None = None
    asks_about: str | None = None


NOTES = tuple(field.name for field in fields(Notes))
