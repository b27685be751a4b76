"""The rows of a sheet in the words of its format (SpreadsheetML), made column by column.

What belongs here: how a line of text values becomes a row. What does not: the workbook around it (``workbook``). A
library that writes cell by cell takes twenty times as long (measured), and a state has millions of cells.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import polars as pl
from xlsxwriter.utility import xl_col_to_name

LONGEST = 32_767
"""Characters that a cell can hold (the format's limit)."""

CUT_OFF = " … (too long for a cell: the CSV file has it whole)"
"""The end of a value that a cell cannot hold."""

_CONTROL = [chr(code) for code in range(0x20) if chr(code) not in "\t\n"] + ["\ufffe", "\uffff"]
_SIGNS = ["&", "<", ">", *_CONTROL]
_WRITTEN = ["&amp;", "&lt;", "&gt;", *(f"_x{ord(sign):04X}_" for sign in _CONTROL)]


def rows_as_xml(lines: pl.DataFrame, names: Sequence[str], first_row: int, style: int) -> str:
    """Each line as a row of text cells, the first as row ``first_row`` (from 1); an empty value is an empty cell.

    ``style``: number of the cells' format. A value no cell can hold is cut off and says so: one long record must not
    keep a state's batches back, and the machine file has it whole.
    """
    if lines.is_empty():
        return ""
    texts, rows = _expressions(tuple(names), first_row, style)
    return "".join(lines.select(texts).select(rows).to_series())


@lru_cache(maxsize=16)
def _expressions(names: tuple[str, ...], first_row: int, style: int) -> tuple[list[pl.Expr], pl.Expr]:
    """What gives the texts of a sheet, and of them its rows. For a county's small batch putting these together takes
    longer than the rows themselves, and all batches of a state have the same columns."""
    texts = [_that_fits(pl.col(name).fill_null("")).alias(name) for name in names]
    row = pl.int_range(first_row, first_row + pl.len()).cast(pl.String)
    cells = [_cell(name, xl_col_to_name(place), row, style) for place, name in enumerate(names)]
    return texts, pl.concat_str(pl.lit('<row r="'), row, pl.lit('">'), *cells, pl.lit("</row>"))


def _that_fits(text: pl.Expr) -> pl.Expr:
    cut = pl.concat_str(text.str.slice(0, LONGEST - len(CUT_OFF)), pl.lit(CUT_OFF))
    return pl.when(text.str.len_chars() > LONGEST).then(cut).otherwise(text)


def _cell(name: str, column: str, row: pl.Expr, style: int) -> pl.Expr:
    begin = pl.concat_str(pl.lit(f'<c r="{column}'), row, pl.lit(f'" s="{style}"'))
    # What reads like an escaped sign is no sign: its underscore is escaped itself.
    text = pl.col(name).str.replace_all("_(x[0-9A-Fa-f]{4}_)", "_x005F_${1}").str.replace_many(_SIGNS, _WRITTEN)
    written = pl.concat_str(begin, pl.lit(' t="inlineStr"><is><t xml:space="preserve">'), text, pl.lit("</t></is></c>"))
    return pl.when(pl.col(name) == "").then(pl.concat_str(begin, pl.lit("/>"))).otherwise(written)
