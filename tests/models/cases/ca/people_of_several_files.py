"""People of several files of cases in one delivery: each is known by numbers of their own, none is in another's way.

What belongs here: who they are together. What does not: what is expected of each, and people whose test counts all.
"""

from __future__ import annotations

import evidence_people
import identity_people
import quirk_people
from raw_files import Row


def rows_of_all() -> list[Row]:
    """Every row of every person."""
    return [*identity_people.identity_rows(), *quirk_people.quirk_rows(), *evidence_people.ROWS]
