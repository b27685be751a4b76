"""Messages that can be shown: what a library says, without the values it quotes.

DuckDB and dbt quote the value that broke ("Could not convert string 'DOE,JANE' to INT32"). Such a message would carry a
person's data into logs and Dagster's history; so everything from the first quote on, and every longer number, is left
out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from orchestration.files.disk_full import NO_SPACE, says_full

_NUMBER = re.compile(r"\d{5,}")
_VALUE_BEGINS = re.compile(r"(?:['\"`]|\bLine: ).*", re.DOTALL)
"""From the first quote, or a line of a file that is shown, to the end: a value can hold quotes itself ('O'BRIEN,ANN'),
so nobody can tell where it ends."""


class StepError(RuntimeError):
    """A step broke in a way nobody foresaw. The message holds the kind of error and no value."""


def redact_values(text: str) -> str:
    """``text`` on one line up to the first quoted value, which is ``…`` as every longer number is. That a disk is full
    is said behind the name of a file: it stays."""
    shown = " ".join(_NUMBER.sub("…", _VALUE_BEGINS.sub("…", text)).split())
    return f"{shown}: {NO_SPACE}" if says_full(text) and not says_full(shown) else shown


@contextmanager
def redact_errors() -> Iterator[None]:
    """Raise what is not ours as a ``StepError`` without values; our own errors (of ``orchestration``) pass."""
    try:
        yield
    except Exception as error:
        if type(error).__module__.startswith("orchestration."):
            raise
        raise StepError(f"{type(error).__name__}: {redact_values(str(error))}") from None
