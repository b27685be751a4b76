"""Messages that can be shown: what a library says, without the values it quotes.

DuckDB and dbt quote the value that broke ("Could not convert string 'DOE,JANE' to INT32"). Such a message would carry a
person's data into logs and Dagster's history; so everything quoted and every longer number is left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

_QUOTED = re.compile(r"'[^']*'|\"[^\"]*\"|`[^`]*`")
_NUMBER = re.compile(r"\d{5,}")
_OPEN_QUOTE = re.compile(r"['\"`].*", re.DOTALL)


class StepError(RuntimeError):
    """A step broke in a way nobody foresaw. The message holds the kind of error and no value."""


def without_values(text: str) -> str:
    """``text`` on one line with quoted values and long numbers replaced by ``…``; nothing after an unpaired quote."""
    text = _NUMBER.sub("…", _QUOTED.sub("…", text))
    return " ".join(_OPEN_QUOTE.sub("…", text).split())


@contextmanager
def no_values_in_errors() -> Iterator[None]:
    """Raise what is not ours as a ``StepError`` without values; our own errors (of ``orchestration``) pass."""
    try:
        yield
    except Exception as error:
        if type(error).__module__.startswith("orchestration."):
            raise
        raise StepError(f"{type(error).__name__}: {without_values(str(error))}") from None
