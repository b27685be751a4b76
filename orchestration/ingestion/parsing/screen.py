"""A vectorized check for lines that must be parsed strictly.

A suspicious line may be plain, but a line passed as plain is plain: strict quoting, no byte to repair, not blank, not
too long.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt

from orchestration.ingestion.layouts.layout import Layout
from orchestration.ingestion.parsing.byte_positions import LINE_FEED as _LF
from orchestration.ingestion.parsing.byte_positions import Bytes, Flags, Positions, find_byte, find_bytes_outside
from orchestration.ingestion.parsing.byte_stream import LONGEST_LINE

_TAB, _CR, SPACE, DEL = 0x09, 0x0D, 0x20, 0x7F


@dataclass(frozen=True)
class Screened:
    """The lines of one block: line ``i`` is ``data[starts[i]:ends[i]]``, without its line feed."""

    starts: Positions
    ends: Positions
    suspicious: Flags


def find_line_bounds(data: bytes) -> tuple[Positions, Positions]:
    """Find start and end of each physical line without line feeds. A last line without a line feed counts."""
    return _compute_bounds(data, find_byte(np.frombuffer(data, np.uint8), _LF))


def screen_block(data: bytes, layout: Layout) -> Screened:
    """Find the bounds of all lines of a block, and the lines that need strict parsing."""
    array = np.frombuffer(data, np.uint8)
    unusual = find_bytes_outside(array, SPACE, DEL - 1)
    what = array[unusual]
    starts, ends = _compute_bounds(data, unusual[what == _LF])
    suspicious = (ends - starts > LONGEST_LINE) | (ends - starts < layout.field_count - 1)
    bad_bytes = _find_bytes_to_repair(array, unusual[what != _LF])
    bad_quotes = _find_bad_quotes(array, starts, ends, layout)
    for positions in (bad_bytes, bad_quotes):
        suspicious[np.searchsorted(ends, positions)] = True
    return Screened(starts, ends, suspicious)


def _compute_bounds(data: bytes, ends: Positions) -> tuple[Positions, Positions]:
    if data and not data.endswith(b"\n"):
        ends = np.append(ends, len(data))
    starts = np.zeros(len(ends), np.int64)
    starts[1:] = ends[:-1] + 1
    return starts, ends


def _find_bytes_to_repair(array: Bytes, unusual: Positions) -> Positions:
    """Select control bytes, carriage returns within a line, and bytes that are no UTF-8 from the unusual positions."""
    if not len(unusual):
        return unusual
    what = array[unusual]
    is_control = ((what < SPACE) & (what != _TAB)) | (what == DEL)
    is_return = what == _CR
    is_control[is_return] = _take_bytes(array, unusual[is_return] + 1) != _LF
    is_high = what > DEL
    is_bad = is_control if _check_utf8(what[is_high], unusual[is_high]) else is_control | is_high
    bad: Positions = unusual[is_bad]
    return bad


def _check_utf8(high: Bytes, positions: Positions) -> bool:
    """Return whether the non-ASCII bytes at these positions are UTF-8; each run of them is decoded separately."""
    begins_a_run = np.flatnonzero(np.diff(positions) != 1) + 1
    try:
        np.insert(high, begins_a_run, SPACE).tobytes().decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _find_bad_quotes(array: Bytes, starts: Positions, ends: Positions, layout: Layout) -> Positions:
    """Find positions of lines that are not strictly quoted.

    Quotes of a line open and close in turn; a doubled quote closes and opens again. A line is strict if their number is
    even, each opening quote follows the line start, a delimiter or a quote, and each closing quote precedes the line
    end, a delimiter or a quote.
    """
    quote, delimiter = ord(layout.quote), ord(layout.delimiter)
    quotes = find_byte(array, quote)
    if not len(quotes):
        return quotes
    first_of_line = np.searchsorted(quotes, starts)
    count_of_line = np.diff(np.append(first_of_line, len(quotes)))
    is_odd = count_of_line % 2 == 1
    turn = np.arange(len(quotes))
    if is_odd.any():
        turn -= np.repeat(first_of_line, count_of_line)
    is_opening = turn % 2 == 0
    opening, closing = quotes[is_opening], quotes[~is_opening]
    before = _take_bytes(array, opening - 1)
    after = _take_bytes(array, closing + 1)
    bad_opening = opening[~((before == delimiter) | (before == _LF) | (before == quote))]
    bad_closing = closing[~((after == delimiter) | (after == _LF) | (after == _CR) | (after == quote))]
    return np.concatenate([ends[is_odd], bad_opening, bad_closing])


def _take_bytes(array: Bytes, positions: Positions) -> npt.NDArray[Any]:
    """Return the bytes at positions; a line feed for positions outside the block."""
    outside = (positions < 0) | (positions >= len(array))
    return np.where(outside, _LF, array[np.where(outside, 0, positions)])
