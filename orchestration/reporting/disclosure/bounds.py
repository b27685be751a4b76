"""Find tables that sums would reveal: bounds of withheld counts are tightened until nothing changes.

The interval arithmetic covers the figures of a release and of the previous release. A shown count may be off by 2; a
withheld count of people is 0 to 12. The relation of parts and total (equal, at most, at least) is taken from the true
counts, so that every sum used is true. A count that did not change since the previous release is the same variable in
both.

A table is left out for all counties alike: if it were left out of one county, that would say where somebody is.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import polars as pl

from orchestration.reporting.disclosure.rule import BASE, FEWEST, NUMBERS, PEOPLE
from orchestration.reporting.metrics.store import find_answer, read_words

MANY = 10**9
"""More than any count."""
FEWEST_VALUES = 3
"""A withheld count keeps at least this many possible values, unless all of them are above 10."""
STATEWIDE, ALL = "STATEWIDE", "all"
Integers = npt.NDArray[np.int64]
_NO_SUMS = pl.DataFrame(schema={"variable": pl.Int64, "true": pl.Int64, "parts": pl.List(pl.Int64), "sum": pl.Int64})
_WHERE = ("unit", "law", "place", "group_by", "group_code", "status")
_KEY = ("what", "which", "is_unknown", *_WHERE)
_TOTALS = {"place": STATEWIDE, "status": ALL, "law": "ALL", "which": ALL}
COUNTIES = "COUNTIES"
TABLE = ("metric", "unit", "places", "group_by")
"""What is left out as one: ``places`` is the whole state, or all counties with what is elsewhere or unknown."""
READINGS = "^(given|if_filed_granted|if_all_granted)/"
"""Variants that count the same people by what is granted and by who looks: nobody knows what their counts add up to."""
FIRST_SCREEN = pl.DataFrame(
    [
        *((metric, PEOPLE, STATEWIDE, ALL) for metric in read_words("pages")),
        *((find_answer(), PEOPLE, *where) for where in ((COUNTIES, ALL), (STATEWIDE, "race"))),
        *((metric, "convictions", STATEWIDE, ALL) for metric in ("became_eligible", "filed", "granted")),
    ],
    schema=TABLE,
    orient="row",
)
"""The tables of the first page of a release, which are left out last (``site.pages.overview``)."""


@dataclass(frozen=True)
class Sums:
    """Sums of variables: ``parts`` from ``starts`` on belong to ``total``. ``is_least``, ``is_most``: whether the parts
    together are at least, or at most, the total."""

    total: Integers
    starts: Integers
    parts: Integers
    is_least: npt.NDArray[np.bool_]
    is_most: npt.NDArray[np.bool_]

    def tighten(self, low: Integers, high: Integers) -> tuple[Integers, Integers]:
        """Return the bounds of each variable that no sum can narrow further."""
        low, high = low.copy(), high.copy()
        if not len(self.total):
            return low, high
        of_part = np.repeat(np.arange(len(self.total)), np.diff(np.append(self.starts, len(self.parts))))
        least, most, only_most = self.is_least[of_part], self.is_most[of_part], (self.is_least & ~self.is_most)[of_part]
        while True:
            before = low.copy(), high.copy()
            lows, highs = (np.add.reduceat(bound[self.parts], self.starts) for bound in (low, high))
            np.maximum.at(low, self.total[self.is_most], lows[self.is_most])
            np.minimum.at(high, self.total[self.is_least], highs[self.is_least])
            others_low, others_high = lows[of_part] - low[self.parts], highs[of_part] - high[self.parts]
            whole = self.total[of_part]
            np.minimum.at(high, self.parts[most], (high[whole] - others_low)[most])
            np.maximum.at(low, self.parts[least], (low[whole] - others_high)[least])
            np.minimum.at(high, self.parts[only_most], high[whole][only_most])  # a person can be in several parts
            np.maximum.at(low, whole[only_most], low[self.parts][only_most])
            if np.array_equal(low, before[0]) and np.array_equal(high, before[1]):
                return low, high


def leave_out(true: pl.DataFrame, shown: pl.DataFrame, before: pl.DataFrame | None = None) -> pl.DataFrame:
    """Return the tables (``TABLE``) of ``shown`` that must be left out.

    ``true``: the counts behind it, in the same rows. ``before``: the previous release, with true counts, shown counts
    (``shown_...``), and whether the row was left out (``is_left_out``).
    """
    cells = _build_cells(true, shown, before)
    sums = _build_sums(cells)
    # What is narrow though nothing of this release is shown: leaving out its tables would not help.
    unshown = cells.with_columns((pl.col("is_gone") | (pl.col("release") == "now")).alias("is_gone"))
    given_away = _find_narrow(unshown, sums) if before is not None else set()
    gone = pl.DataFrame(schema=dict.fromkeys(TABLE, pl.String))
    while True:
        is_gone = is_in_tables(gone) & (pl.col("release") == "now")
        left = cells.with_columns((is_gone | pl.col("is_gone")).alias("is_gone"))
        narrow = _find_narrow(left, sums) - given_away
        if not narrow:
            return gone.sort(TABLE)
        more = _choose_tables(left.filter(pl.col("variable").is_in(list(narrow))), left)
        if not more.height:
            return gone.sort(TABLE)
        gone = pl.concat([gone, more]).unique()


def is_in_tables(tables: pl.DataFrame) -> pl.Expr:
    """Whether a row belongs to one of these tables."""
    places = pl.when(pl.col("place") == STATEWIDE).then("place").otherwise(pl.lit(COUNTIES)).alias("places")
    names = [places if name == "places" else pl.col(name) for name in TABLE]
    return pl.struct(names).is_in(tables.select(TABLE).to_struct().implode())


def _build_cells(true: pl.DataFrame, shown: pl.DataFrame, before: pl.DataFrame | None) -> pl.DataFrame:
    """Build one row per number with its true and shown count.

    A count in several rows or releases is one variable. A denominator goes by its name, the metric that counts it.
    """
    renamed = shown.select("figure_id", *(pl.col(name).alias(f"shown_{name}") for name in NUMBERS))
    now = true.join(renamed, on="figure_id", maintain_order="left").with_columns(is_left_out=pl.lit(value=False))
    frames = [now.with_columns(pl.lit("now").alias("release"))]
    if before is not None and before.height:
        frames.append(before.with_columns(pl.lit("before").alias("release")))
    cells = pl.concat(
        frame.select(
            "figure_id", "release", "metric", "variant", *_WHERE, "denominator_name", pl.lit(column).alias("column"),
            pl.col(column).alias("true"), pl.col(f"shown_{column}").alias("shown"),
            pl.col("is_left_out").alias("is_gone"),
        ).drop_nulls("true")
        for frame in frames
        for column in NUMBERS
    )  # fmt: skip
    with_all = cells.filter(pl.col("variant") == ALL)["metric"].unique().to_list()
    is_whole = (pl.col("column") == "denominator") & pl.col("metric").is_in(with_all)
    is_among = (pl.col("column") == "denominator") & ~is_whole
    called = cells.with_columns(
        pl.when(is_among).then("denominator_name").otherwise("metric").alias("what"),
        pl.when(is_whole).then(pl.lit(ALL)).when(is_among).then(pl.lit("")).otherwise("variant").alias("which"),
        (pl.col("column") == "not_known").alias("is_unknown"),
    )
    return called.with_columns((pl.struct(*_KEY, "true").rank("dense") - 1).cast(pl.Int64).alias("variable"))


def _find_narrow(cells: pl.DataFrame, sums: Sums) -> set[int]:
    """Find the variables that are partly withheld and have too few possible values."""
    if not cells.height:
        return set()
    size = int(cells["variable"].max() or 0) + 1  # type: ignore[arg-type]
    low, high = np.zeros(size, dtype=np.int64), np.full(size, MANY, dtype=np.int64)
    variable, is_gone = cells["variable"].to_numpy(), cells["is_gone"].to_numpy()
    told = cells["shown"].fill_null(-1).to_numpy()
    is_shown, is_small = ~is_gone & (told >= 0), ~is_gone & (told < 0) & (cells["unit"] == PEOPLE).to_numpy()
    np.maximum.at(low, variable[is_shown], np.maximum(told[is_shown] - BASE // 2, FEWEST))
    np.minimum.at(high, variable[is_shown], told[is_shown] + BASE // 2)
    np.minimum.at(high, variable[is_small], FEWEST - 1)
    low, high = sums.tighten(low, high)
    is_narrow = (high - low < FEWEST_VALUES - 1) & (low < FEWEST - 2)
    return set(np.unique(variable[~is_shown & is_narrow[variable]]).tolist())


def _build_sums(cells: pl.DataFrame) -> Sums:
    """Build the sums of the cells, whatever of them is shown."""
    universes = (_select_release(cells, release) for release in cells["release"].unique().sort())
    sums = pl.concat([frame for universe in universes for frame in _list_sums(universe)] or [_NO_SUMS])
    lengths, whole = sums["parts"].list.len().cast(pl.Int64), pl.col("true")
    return Sums(
        total=sums["variable"].to_numpy(),
        starts=(lengths.cum_sum() - lengths).to_numpy(),
        parts=sums["parts"].explode().to_numpy(),
        is_least=sums.select(pl.col("sum") >= whole).to_series().to_numpy(),
        is_most=sums.select(pl.col("sum") <= whole).to_series().to_numpy(),
    )


def _select_release(cells: pl.DataFrame, release: str) -> pl.DataFrame:
    """Select the figures of one release and those that only the other has: a reader of both can add them up."""
    first = cells.sort(pl.col("release") != release, maintain_order=True)
    return first.unique(["figure_id", "column"], keep="first", maintain_order=True)


def _list_sums(cells: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Yield every total with its smaller parts: (variable, true count, variables of the parts, their sum)."""
    once = cells.unique(_KEY, keep="first", maintain_order=True)
    for name, word in _TOTALS.items():
        others, is_whole = [one for one in _KEY if one != name], pl.col(name) == word
        yield _join_parts(once.filter(is_whole), once.filter(~is_whole), others, others)
    of_group = [one for one in _KEY if one not in ("group_by", "group_code")]
    is_whole = pl.col("group_by") == ALL
    yield _join_parts(once.filter(is_whole), once.filter(~is_whole), of_group, [*of_group, "group_by"])
    crossed = once.filter(pl.col("group_by").str.contains(" and ")).with_columns(crossing="group_by")
    for at in (0, 1):
        split = (("group_by", " and "), ("group_code", ", "))
        names = (pl.col(name).str.split(by).list.get(at, null_on_oob=True) for name, by in split)
        yield _join_parts(once, crossed.with_columns(*names), list(_KEY), [*_KEY, "crossing"])
    among = ["metric", "denominator_name", *_WHERE]
    counts, wholes = cells.filter(pl.col("column") == "count"), cells.filter(pl.col("column") == "denominator")
    exclusive = counts.filter(~pl.col("variant").str.contains(READINGS))
    yield _join_parts(wholes.unique([*among, "variable"]), exclusive, among, among)
    yield _join_parts(wholes, cells.filter(pl.col("column") != "denominator"), ["figure_id"], ["figure_id"])


def _join_parts(wholes: pl.DataFrame, parts: pl.DataFrame, on: list[str], by: list[str]) -> pl.DataFrame:
    summed = parts.group_by(by, maintain_order=True).agg(
        pl.col("variable").alias("parts"), pl.col("true").sum().alias("sum"), pl.col("true").max().alias("largest")
    )
    found = wholes.join(summed, on=on, nulls_equal=True).filter(pl.col("largest") <= pl.col("true"))
    return found.select("variable", "true", "parts", "sum")


def _choose_tables(narrow: pl.DataFrame, cells: pl.DataFrame) -> pl.DataFrame:
    """Choose the next tables to leave out for each count that is too narrow and still in one: that of its group in the
    whole state or in all counties; if no table of a group or county has it, those of all groups in all counties, of all
    groups, of all counties, and the rest. Counts that are in no table any more are asked last: what others show with
    them may go first. A table of the first screen goes where the metric has no other left."""
    places = pl.when(pl.col("place") == STATEWIDE).then("place").otherwise(pl.lit(COUNTIES)).alias("places")
    is_left = (pl.col("release") == "now") & ~pl.col("is_gone")
    tables = cells.filter(is_left).with_columns(places).select(TABLE).unique()
    is_county, is_group = pl.col("places") != STATEWIDE, pl.col("group_by") != ALL
    left = narrow.filter(is_left)
    asked = (left if left.height else narrow).with_columns(places).sort("figure_id")
    found = []
    for (_,), its in asked.group_by(["variable"], maintain_order=True):
        finest = its.sort(is_group & is_county, is_group, is_county, descending=True).row(0, named=True)
        of_metric = tables.filter(*(pl.col(name) == finest[name] for name in ("metric", "unit")))
        later = of_metric.join(FIRST_SCREEN, on=TABLE, how="anti")
        of_metric = later if later.height else of_metric
        same = (pl.col(name) == finest[name] for name in ("places", "group_by"))
        steps = [
            pl.all_horizontal(*same, is_group | is_county),
            is_group & is_county,
            is_group,
            is_county,
            pl.lit(value=True),
        ]
        found.append(next((rows for step in steps if (rows := of_metric.filter(step)).height), of_metric.clear()))
    return pl.concat(found).unique()
