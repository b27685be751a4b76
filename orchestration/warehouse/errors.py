"""Redaction of values in error messages of libraries.

DuckDB and dbt quote the value that failed ("Could not convert string 'DOE,JANE' to INT32"). Such a message would carry
a person's data into logs and Dagster's history. So everything from the first quote on, and every longer number, is cut.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager

from orchestration.files.disk_full import NO_SPACE, mentions_full_disk

_NUMBER = re.compile(r"\d{5,}")
_FROM_FIRST_VALUE = re.compile(r"(?:['\"`]|\bLine: ).*", re.DOTALL)
"""From the first quote, or a quoted line of a file, to the end: a value can contain quotes itself ('O'BRIEN,ANN')."""


class StepError(RuntimeError):
    """A step failed unexpectedly. The message has the class of the error and no value."""


def redact_values(text: str) -> str:
    """Return ``text`` on one line, cut at the first quoted value, with longer numbers replaced by ``…``.

    The notice of a full disk, which follows a quoted file name, is kept.
    """
    shown = " ".join(_NUMBER.sub("…", _FROM_FIRST_VALUE.sub("…", text)).split())
    return f"{shown}: {NO_SPACE}" if mentions_full_disk(text) and not mentions_full_disk(shown) else shown


@contextmanager
def redact_errors() -> Iterator[None]:
    """Turn errors of libraries into a ``StepError`` without values; errors of ``orchestration`` pass.

    Raises:
        StepError: A library raised an error in the block.
    """
    try:
        yield
    except Exception as error:
        if type(error).__module__.startswith("orchestration."):
            raise
        raise StepError(f"{type(error).__name__}: {redact_values(str(error))}") from None
