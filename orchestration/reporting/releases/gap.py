"""The second-chance gap in a release: who became eligible, who got relief in time, who is eligible and not cleared.

What belongs here: reading the counts, their cells and ties, and shares of what is shown. What does not: counting
(``levels``), the cell rules (``disclosure``). Who became eligible is the cell that
headlines count what was filed among.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import polars as pl

from orchestration.reporting.disclosure.cells import CountTable, Sum, keys_of
from orchestration.reporting.metrics.intervals import share
from orchestration.reporting.releases import counted_files
from orchestration.reporting.releases.groups import AMONG, OF_PEOPLE, TOO_DEEP, with_groups
from orchestration.reporting.releases.headlines import PEOPLE

NAME = "gap"
ONCE = ("became_eligible", "day_not_known", "eligible_and_not_cleared")
EACH_YEAR = ("too_early_to_tell", "could_have_been_given", "given_in_time", "given_on_an_unknown_day")
COUNTS: Mapping[str, tuple[str, ...]] = {NAME: (*ONCE, *EACH_YEAR)}

Frames = Mapping[str, pl.DataFrame]
_READ = {
    "unit": pl.String, "law": pl.String, "trait": pl.String, "group_code": pl.String, "years": pl.String,
    **dict.fromkeys(COUNTS[NAME], pl.Int64),
}  # fmt: skip
_OF_YEARS = (*AMONG, "years")


def read_gap(folder: Path | None) -> Frames:
    """By unit, law, all or one race, and years."""
    read = counted_files.table(folder, counted_files.GAP, _READ).rename({"trait": "group_kind"})
    what = ("unit", "law", "group_kind", "group_code", "years")
    ids = pl.concat_str([pl.lit(NAME), *(pl.col(name) for name in what)], separator="/")
    return {
        NAME: read.with_columns(
            ids.str.to_lowercase().str.replace_all(" ", "-").alias("figure_id"),
            pl.lit("STATEWIDE").alias("place"),
            pl.col("years").cast(pl.Int64),
        )
        .select("figure_id", "unit", "law", "place", "group_kind", "group_code", "years", *COUNTS[NAME])
        .sort("figure_id")
    }


def _named(frame: pl.DataFrame) -> pl.DataFrame:
    grouped = with_groups(frame.with_columns(pl.lit("became_eligible").alias("denominator_name")))
    return grouped.with_columns(pl.col("law").alias("remedy"), pl.col("years").cast(pl.String).alias("years"))


def gap_keys(frame: pl.DataFrame) -> dict[str, list[str]]:
    """The name of the cell behind each count, row by row."""
    named = _named(frame)
    return {
        "became_eligible": keys_of(named, AMONG, "levels/among"),
        "day_not_known": keys_of(named, AMONG, "gap/day-not-known"),
        "eligible_and_not_cleared": keys_of(named, AMONG, "gap/not-cleared"),
        **{column: keys_of(named, _OF_YEARS, f"gap/{column}") for column in EACH_YEAR},
    }


def gap_tables(frames: Frames) -> tuple[list[CountTable], list[Sum]]:
    """The cells and what ties them: races and laws to the whole, and each share's rest."""
    if not frames[NAME].height:
        return [], []
    frame = _named(frames[NAME])
    once = frame.unique(AMONG, maintain_order=True)
    tables = []
    for column, counts in zip(ONCE, ("levels/among", "gap/day-not-known", "gap/not-cleared"), strict=True):
        of_people = pl.col("unit") == PEOPLE
        laws = frozenset({"remedy"})
        tables += [
            CountTable(once.filter(of_people), AMONG, {column: counts}, OF_PEOPLE, laws, too_deep=TOO_DEEP),
            CountTable(once.filter(~of_people), AMONG, {column: counts}, OF_PEOPLE, too_deep=TOO_DEEP),
        ]
    tables += [
        CountTable(frame, _OF_YEARS, {column: f"gap/{column}"}, OF_PEOPLE, too_deep=TOO_DEEP) for column in EACH_YEAR
    ]
    hidden = frame.with_columns(
        (pl.col("became_eligible") - pl.col("eligible_and_not_cleared")).alias("cleared"),
        (pl.col("could_have_been_given") - pl.col("given_in_time") - pl.col("given_on_an_unknown_day")).alias("late"),
    )
    tables += [
        CountTable(hidden.unique(AMONG, maintain_order=True), AMONG, {"cleared": "gap/cleared"}, is_shown=False),
        CountTable(hidden, _OF_YEARS, {"late": "gap/late"}, is_shown=False),
        CountTable(_between(frame), _OF_YEARS, {"between": "gap/between"}, is_shown=False),
    ]
    return tables, list(dict.fromkeys([*_sums(frames[NAME]), *_longer(frame)]))


def _sums(frame: pl.DataFrame) -> Iterator[Sum]:
    keys, named = gap_keys(frame), _named(frame)
    cleared, late = keys_of(named, AMONG, "gap/cleared"), keys_of(named, _OF_YEARS, "gap/late")
    for at in range(frame.height):
        of = {column: keys[column][at] for column in COUNTS[NAME]}
        yield Sum(of["became_eligible"], (of["eligible_and_not_cleared"], cleared[at]))
        parts = (of["day_not_known"], of["too_early_to_tell"], of["could_have_been_given"])
        yield Sum(of["became_eligible"], parts)
        yield Sum(of["could_have_been_given"], (of["given_in_time"], of["given_on_an_unknown_day"], late[at]))


def _between(frame: pl.DataFrame) -> pl.DataFrame:
    """Of whom three years have passed and not five: what two published counts leave, though nobody shows it."""
    ordered = frame.sort(*AMONG, pl.col("years").cast(pl.Int64))
    longer = ordered.with_columns(
        pl.col("could_have_been_given").shift(-1).over(AMONG).alias("longer"),
        pl.col("years").shift(-1).over(AMONG).alias("longer_years"),
    ).filter(pl.col("longer_years").is_not_null())
    return longer.with_columns((pl.col("could_have_been_given") - pl.col("longer")).alias("between"))


def _longer(frame: pl.DataFrame) -> Iterator[Sum]:
    between = _between(frame)
    wholes = keys_of(between, _OF_YEARS, "gap/could_have_been_given")
    parts = keys_of(between.with_columns(pl.col("longer_years").alias("years")), _OF_YEARS, "gap/could_have_been_given")
    for whole, part, rest in zip(wholes, parts, keys_of(between, _OF_YEARS, "gap/between"), strict=True):
        yield Sum(whole, (part, rest))


def with_shares_shown(shown: pl.DataFrame) -> pl.DataFrame:
    """The table after the cell rules with both shares and their intervals, where their counts are shown."""
    columns: dict[str, pl.Series] = {}
    for name, part, whole in (
        ("uptake", "given_in_time", "could_have_been_given"),
        ("current_gap", "eligible_and_not_cleared", "became_eligible"),
    ):
        values = [
            share(count, among) if count is not None and among is not None else (None, None, None)
            for count, among in shown.select(part, whole).iter_rows()
        ]
        for at, suffix in enumerate(("", "_low", "_high")):
            columns[f"{name}{suffix}"] = pl.Series([value[at] for value in values], dtype=pl.Float64)
    return shown.with_columns(**columns)
