"""The rule for every published count: round to the nearest 5, withhold counts that round to 10 or less."""

from __future__ import annotations

import polars as pl

BASE = 5
"""Counts are rounded to the nearest multiple of this."""
FEWEST = 13
"""Smallest count that rounds to more than 10, and fewest people behind any published number."""
WITHHELD = f"<{FEWEST}"
"""How pages show a withheld count. In files it is empty, and the column ``withheld`` names it."""
PEOPLE = "people"
NUMBERS = ("count", "denominator", "not_known")
SAYS = (
    f"Every count is rounded to the nearest {BASE} by itself, so that parts need not add up to their total. A count "
    f"that rounds to 10 or less, zero included, is shown as {WITHHELD}, as is a count of records of fewer than "
    f"{FEWEST} people. Shares and intervals are computed from shown numbers."
)
"""Text of the rule on each page and in the dictionary."""
_Z = 1.959963984540054


def round_count(count: pl.Expr, people: pl.Expr | None = None) -> pl.Expr:
    """Round the count; null if withheld.

    ``people``: number of people behind the count, if it does not count people itself; unknown counts as too few.
    """
    rounded = (count.cast(pl.Int64) + BASE // 2) // BASE * BASE
    is_enough = count >= FEWEST
    if people is not None:
        is_enough &= (people >= FEWEST).fill_null(value=False)
    return pl.when(is_enough).then(rounded)


def round_one(count: int | None, people: int | None = None) -> int | None:
    """Round a single count; None if withheld."""
    if count is None or min(count, count if people is None else people) < FEWEST:
        return None
    return (count + BASE // 2) // BASE * BASE


def format_count(count: int | None) -> str:
    """Format a count: ``1,235``, or ``<13`` if withheld."""
    return WITHHELD if count is None else f"{count:,}"


def round_and_suppress(frame: pl.DataFrame) -> pl.DataFrame:
    """Apply the rule to figures: round, drop columns of people, list withheld numbers in ``withheld``, and compute
    ``share`` with its 95 % interval from shown numbers."""
    is_people = pl.col("unit") == PEOPLE
    counts = frame.with_columns(
        pl.when(is_people).then("count").otherwise("people").alias("people"),
        *(pl.when(is_people).then(name).otherwise(f"{name}_people").alias(f"{name}_people") for name in NUMBERS[1:]),
    )
    shown = counts.with_columns(
        round_count(pl.col("count"), pl.col("people")).alias("count"),
        round_count(pl.col("denominator"), pl.col("denominator_people")).alias("denominator"),
        round_count(pl.col("not_known"), pl.col("not_known_people")).alias("not_known"),
        pl.concat_str([pl.when(_is_withheld(name)).then(pl.lit(f"{name} ")).otherwise(pl.lit("")) for name in NUMBERS])
        .str.strip_chars()
        .alias("withheld"),
    )
    value = pl.when((pl.col("people") >= FEWEST) & pl.col("count").is_not_null() & ~_is_extreme())
    shown = shown.with_columns(value.then((pl.col("value") / BASE).round() * BASE).alias("value"))
    return add_shares(shown.drop("people", "denominator_people", "not_known_people"))


def _is_withheld(name: str) -> pl.Expr:
    people = "people" if name == "count" else f"{name}_people"
    return pl.col(name).is_not_null() & round_count(pl.col(name), pl.col(people)).is_null()


def _is_extreme() -> pl.Expr:
    """Whether the value is a minimum or maximum, which is one person's own."""
    words = pl.concat_str("metric", "variant", "value_unit", separator=" ", ignore_nulls=True)
    return words.str.contains("oldest|newest|minimum|maximum|longest|shortest|share|ratio")


def add_shares(frame: pl.DataFrame) -> pl.DataFrame:
    """Add the count's share of the denominator with its 95 % interval (Wilson), if both are shown."""
    whole = pl.col("denominator")
    share = pl.when(whole > 0).then(pl.col("count") / whole)
    middle, width = share + _Z**2 / (2 * whole), _Z * (share * (1 - share) / whole + (_Z / whole / 2) ** 2).sqrt()
    least, most = ((middle + sign * width) / (1 + _Z**2 / whole) for sign in (-1, 1))
    return frame.with_columns(
        share.round(4).alias("share"),
        least.clip(0, 1).round(4).alias("share_low"),
        most.clip(0, 1).round(4).alias("share_high"),
    )
