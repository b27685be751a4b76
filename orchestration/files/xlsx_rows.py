"""The rows of a sheet in the words of its format (SpreadsheetML), made line by line.

What belongs here: how a line of text values becomes a row. What does not: the workbook around it (``workbook``). A
library that writes cell by cell takes far longer, and a state has millions of cells; and most batches are small: for
these, putting expressions of polars together takes longer than the rows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import polars as pl
from xlsxwriter.utility import xl_col_to_name

LONGEST = 32_767
"""Characters that a cell can hold (the format's limit)."""

CUT_OFF = " … (too long for a cell: the CSV file has it whole)"
"""The end of a value that a cell cannot hold."""

_ESCAPED = re.compile("[&<>\\x00-\\x08\\x0b-\\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
"""What no cell can hold as it is. What reads like an escaped sign is no sign: its underscore is escaped itself."""

_NAMED = {"&": "&amp;", "<": "&lt;", ">": "&gt;"}


def rows_as_xml(lines: pl.DataFrame, names: Sequence[str], first_row: int, style: int) -> str:
    """Each line as a row of text cells, the first as row ``first_row`` (from 1); an empty value is an empty cell.

    ``style``: number of the cells' format. A value no cell can hold is cut off and says so: one long record must not
    keep a state's batches back, and the machine file has it whole.
    """
    cells = [f'<c r="{xl_col_to_name(place)}' for place in range(len(names))]
    written: list[str] = []
    for row, texts in enumerate(zip(*(_texts(lines[name]) for name in names), strict=True), start=first_row):
        filled, empty = f'{row}" s="{style}" t="inlineStr"><is><t xml:space="preserve">', f'{row}" s="{style}"/>'
        written.append(f'<row r="{row}">')
        written += [
            f"{cell}{filled}{text}</t></is></c>" if text else cell + empty
            for cell, text in zip(cells, texts, strict=True)
        ]
        written.append("</row>")
    return "".join(written)


def _texts(values: pl.Series) -> list[str]:
    """The values of one column as the format writes them. Few columns hold anything to escape: all of a column are
    asked at once."""
    texts = [value or "" for value in values.to_list()]
    if max(map(len, texts), default=0) > LONGEST:
        texts = [text if len(text) <= LONGEST else text[: LONGEST - len(CUT_OFF)] + CUT_OFF for text in texts]
    if _ESCAPED.search("\n".join(texts)):
        texts = [_ESCAPED.sub(_escape, text) for text in texts]
    return texts


def _escape(found: re.Match[str]) -> str:
    sign = found[0]
    return _NAMED.get(sign) or f"_x{ord(sign):04X}_"
