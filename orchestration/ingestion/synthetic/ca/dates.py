"""Date texts of the raw file (YYYYMMDD, partial, impossible, missing), as positions in one table.

Days are counted from 1970-01-01.
"""

from datetime import date, timedelta

import numpy as np
import polars as pl

from orchestration.ingestion.synthetic.ca.counter import Ints, Keys, draw_below
from orchestration.ingestion.synthetic.ca.nulls import NULLS

EPOCH = date(1970, 1, 1)
_FIRST, _LAST = date(1900, 1, 1), date(2110, 12, 31)
_FIRST_DAY = (_FIRST - EPOCH).days
_DAYS = [_FIRST + timedelta(days=n) for n in range((_LAST - _FIRST).days + 1)]
_YEARS = np.array([day.year for day in _DAYS], dtype=np.int64)
_MONTHS = np.array([day.month for day in _DAYS], dtype=np.int64)
_MONTH_DAYS = np.array([100 * day.month + day.day for day in _DAYS], dtype=np.int64)
_N_YEARS = _LAST.year - _FIRST.year + 1
IMPOSSIBLE_TEXTS = ("00000000", "20180231", "19991301", "19870532")

_YEAR_ONLY = len(_DAYS)
_MONTH_ONLY = _YEAR_ONLY + _N_YEARS
_IMPOSSIBLE = _MONTH_ONLY + 12 * _N_YEARS
_NULL = _IMPOSSIBLE + len(IMPOSSIBLE_TEXTS)


def count_days(day: date) -> int:
    """Count the days since 1970-01-01."""
    return (day - EPOCH).days


def list_date_texts() -> pl.Series:
    """List the table of date texts."""
    exact = [f"{day:%Y%m%d}" for day in _DAYS]
    years = [f"{year}0000" for year in range(_FIRST.year, _LAST.year + 1)]
    months = [f"{year}{month:02d}00" for year in range(_FIRST.year, _LAST.year + 1) for month in range(1, 13)]
    return pl.Series([*exact, *years, *months, *IMPOSSIBLE_TEXTS, *NULLS])


def extract_year(days: Ints) -> Ints:
    """Return the calendar year of each day."""
    return _YEARS[days - _FIRST_DAY]


def compute_age(birth: Ints, day: Ints) -> Ints:
    """Compute whole years from birth to each day, by birthday (29 February: on 1 March in other years)."""
    born, at = birth - _FIRST_DAY, day - _FIRST_DAY
    return _YEARS[at] - _YEARS[born] - (_MONTH_DAYS[at] < _MONTH_DAYS[born])


def write_exact(days: Ints) -> Ints:
    """Return text positions of full dates."""
    return days - _FIRST_DAY


def write_year_only(days: Ints) -> Ints:
    """Return text positions of YYYY0000."""
    return _YEAR_ONLY + _YEARS[days - _FIRST_DAY] - _FIRST.year


def write_month_only(days: Ints) -> Ints:
    """Return text positions of YYYYMM00."""
    at = days - _FIRST_DAY
    return _MONTH_ONLY + 12 * (_YEARS[at] - _FIRST.year) + _MONTHS[at] - 1


def write_impossible(keys: Keys) -> Ints:
    """Return text positions of impossible dates."""
    return _IMPOSSIBLE + draw_below(keys, "impossible date", len(IMPOSSIBLE_TEXTS))


def write_missing(null: Ints) -> Ints:
    """Return text positions of missing dates, each in the given way of writing null (position in ``nulls.NULLS``)."""
    return _NULL + null
