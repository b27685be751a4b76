"""How old the texts are that the packs of a state were written from."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from orchestration.law.tables import read_packs

OLD_AFTER = timedelta(days=365)
"""A legislature that meets every year has met again."""


def list_old_texts(models: Path, state: str, day: date) -> list[str]:
    """List in a sentence each pack whose text was read more than a year before a day, or on a day that it does not
    name.

    Raises:
        PackError: A pack is invalid.
    """
    sentences = []
    for file in read_packs(models, state):
        read_on = file.pack.text_as_of
        if read_on is None:
            sentences.append(f"{file.pack.title}: the pack does not say of what day its text is; read it again.")
        elif day - read_on > OLD_AFTER:
            sentences.append(f"{file.pack.title}: the text is of {read_on}; read it again for {day}.")
    return sentences
