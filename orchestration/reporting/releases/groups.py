"""Headlines by one group at a time in a release: county, race, sex, age, remedy, offense group, year; each law alone.

What belongs here: reading them from the files of ``lookback figures``, their cells, and every sum that ties them to
their headlines and to the other tables. What does not: crossings of two of these (they stay inside: ADR 0039), counting
(``levels``), the cell rules (``disclosure``). A cell is named as its headline is, and by its group.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import polars as pl

from orchestration.reporting.disclosure.cells import TOTAL, CountTable, Sum, keys_of
from orchestration.reporting.releases import counted_files
from orchestration.reporting.releases import free_levels as levels_of_the_free
from orchestration.reporting.releases.headlines import LEVEL, OF_OUTCOME, PEOPLE, level_keys

NAME, EFFECTS = "levels_by_group", "law_effects"
COUNTS: Mapping[str, tuple[str, ...]] = {
    NAME: ("count", "not_known", "denominator"),
    EFFECTS: ("alone", "after_the_others"),
}
GROUPS = ("place", "race", "sex", "age", "remedy", "offense_group", "year")
OF_PEOPLE = frozenset({"race", "sex", "age"})
"""Groups that a person is in one of; the others can hold a person twice."""
TOO_DEEP = 3
"""These tables have so many dimensions more than others to be summed over, which is no reason to show them more."""
STATEWIDE = "STATEWIDE"

Frames = Mapping[str, pl.DataFrame]
_READ = {
    "figure_id": pl.String, "measure": pl.String, "unit": pl.String, "trait_1": pl.String, "group_1": pl.String,
    "trait_2": pl.String, "vital_status": pl.String, "count": pl.Int64, "not_known": pl.Int64,
    "denominator_name": pl.String, "denominator": pl.Int64,
}  # fmt: skip
_OF_RECORDS = {"basis": pl.String, "viewer": pl.String, "laws": pl.String}
_KEPT = (
    "figure_id", *LEVEL[:1], "basis", "viewer", "place", "group_kind", "group_code", "vital_status", "unit", "count",
    "not_known", "denominator_name", "denominator",
)  # fmt: skip
_OF_EFFECTS = {
    "measure": pl.String, "unit": pl.String, "basis": pl.String, "viewer": pl.String, "law": pl.String,
    "alone": pl.Int64, "after_the_others": pl.Int64,
}  # fmt: skip


def read_grouped(folder: Path | None, headlines: pl.DataFrame) -> Frames:
    """The groups of every headline that the release tells, and what each law gives."""
    none = pl.lit("none")
    levels = counted_files.table(folder, counted_files.LEVELS, _READ).with_columns(
        none.alias("basis"), none.alias("viewer"), pl.lit(TOTAL).alias("laws")
    )
    records = counted_files.table(folder, counted_files.RECORDS, {**_READ, **_OF_RECORDS})
    every = pl.concat([levels, records.select(levels.columns)]).filter(
        pl.col("vital_status") == "living",
        pl.col("laws") == TOTAL,
        pl.col("trait_1").is_in(["county", *GROUPS]),
        pl.col("trait_2") == "none",
    )
    is_county = pl.col("trait_1") == "county"
    named = every.with_columns(
        # (The years in which something falls due are parts of headlines, with ids of their own.)
        _as_id("figure_id").str.replace("/year=", "/year_of_event="),
        pl.when(is_county).then(pl.col("group_1")).otherwise(pl.lit(STATEWIDE)).alias("place"),
        pl.when(is_county).then(pl.lit("all")).otherwise(pl.col("trait_1")).alias("group_kind"),
        pl.when(is_county).then(pl.lit("all")).otherwise(pl.col("group_1")).alias("group_code"),
    ).join(headlines.select(LEVEL), on=LEVEL, how="semi")
    return {NAME: named.select(_KEPT).sort("figure_id"), EFFECTS: _effects(folder, headlines)}


def _effects(folder: Path | None, headlines: pl.DataFrame) -> pl.DataFrame:
    read = counted_files.table(folder, counted_files.LAW_EFFECTS, _OF_EFFECTS)
    ids = pl.concat_str([pl.lit(EFFECTS), *(pl.col(name) for name in (*LEVEL, "law"))], separator="/")
    return (
        read.join(headlines.select(LEVEL), on=LEVEL, how="semi")
        .with_columns(ids.alias("figure_id"), pl.lit(STATEWIDE).alias("place"), pl.lit("all").alias("group_kind"))
        .select("figure_id", "measure", "basis", "viewer", "law", "place", "group_kind", "unit", *COUNTS[EFFECTS])
        .sort("figure_id")
    )


def _as_id(column: str) -> pl.Expr:
    return pl.col(column).str.to_lowercase().str.replace_all(" ", "-")


DIMENSIONS = (*LEVEL, *GROUPS)
AMONG = ("denominator_name", "unit", *GROUPS)
_EFFECT = (*LEVEL, "law")


def with_groups(frame: pl.DataFrame) -> pl.DataFrame:
    """A column for each group, with ALL where the row is not of it."""
    kinds = [
        pl.when(pl.col("group_kind") == kind).then(pl.col("group_code")).otherwise(pl.lit(TOTAL)).alias(kind)
        for kind in GROUPS[1:]
    ]
    place = pl.when(pl.col("place") == STATEWIDE).then(pl.lit(TOTAL)).otherwise(pl.col("place")).alias("place")
    return frame.with_columns(*kinds, place)


def grouped_tables(frames: Frames) -> tuple[list[CountTable], list[Sum]]:
    """The cells of both tables, and what ties them: groups to their headline, each to what it is counted among, and
    what was filed to what became eligible."""
    if not frames[NAME].height:
        return [], []
    columns = [*LEVEL, "place", "group_kind", "group_code", "count", "not_known", "denominator_name", "denominator"]
    every = with_groups(pl.concat([frames[NAME].select(columns), frames["levels"].select(columns)]))
    tables: list[CountTable] = []
    for is_people in (True, False):
        its = every.filter((pl.col("unit") == PEOPLE) == is_people)
        tables += _tables(its, OF_PEOPLE if is_people else frozenset(GROUPS) - {"remedy"})
    rest = every.with_columns((pl.col("denominator") - pl.col("count")).alias("rest"))
    tables.append(_table(rest, DIMENSIONS, {"rest": "levels/rest"}, is_shown=False))
    grouped = with_groups(frames[NAME])
    sums = [*_rests(grouped), *_filed(grouped), *_not_known(every), *_of_the_free(grouped)]
    of_laws, more = _effect_tables(frames)
    return [*tables, *of_laws], [*sums, *more]


def _tables(frame: pl.DataFrame, adds_up: frozenset[str]) -> Iterator[CountTable]:
    overlaps = frozenset(GROUPS) - adds_up
    among = frame.unique(AMONG, maintain_order=True)
    yield _table(frame, DIMENSIONS, {"count": "levels/yes"}, adds_up, overlaps)
    yield _table(frame, DIMENSIONS, {"not_known": "levels/unknown"}, adds_up)
    yield _table(among, AMONG, {"denominator": "levels/among"}, adds_up, overlaps)


def _table(
    frame: pl.DataFrame,
    dimensions: tuple[str, ...],
    values: Mapping[str, str],
    adds_up: frozenset[str] = frozenset(),
    overlaps: frozenset[str] = frozenset(),
    is_shown: bool = True,
) -> CountTable:
    return CountTable(frame, dimensions, values, adds_up, overlaps, is_shown, too_deep=TOO_DEEP)


def _rests(grouped: pl.DataFrame) -> Iterator[Sum]:
    keys = group_keys(NAME, grouped)
    rests = keys_of(grouped, DIMENSIONS, "levels/rest")
    for whole, one, other in zip(keys["denominator"], keys["count"], rests, strict=True):
        yield Sum(whole, (one, other))


def _filed(grouped: pl.DataFrame) -> Iterator[Sum]:
    """What was filed is what granted is counted among; what became eligible is so now or was filed."""
    keys = group_keys(NAME, grouped)
    found = dict(zip(grouped.select("measure", "unit", *GROUPS).iter_rows(), keys["count"], strict=True))
    among = dict(zip(grouped.select("measure", "unit", *GROUPS).iter_rows(), keys["denominator"], strict=True))
    for (measure, *where), filed in found.items():
        if measure != "filed":
            continue
        became, eligible = among["filed", *where], found.get(("eligible", *where))
        if ("granted", *where) in among:
            yield Sum(filed, (among["granted", *where],))
        if eligible is not None:
            yield Sum(eligible, (became,), is_at_most=True)
            yield Sum(became, (eligible, filed), is_at_most=True)


def _of_the_free(grouped: pl.DataFrame) -> Iterator[Sum]:
    is_by_person = pl.col("group_kind").is_in(list(OF_PEOPLE))
    yield from levels_of_the_free.ties(grouped.filter(is_by_person), GROUPS)
    yield from levels_of_the_free.ties(grouped.filter(~is_by_person), GROUPS, is_by_person=False)


def _not_known(every: pl.DataFrame) -> Iterator[Sum]:
    """Where groups overlap, whoever may be eligible may be so in a group at least; not each in the whole, for another
    group can say yes of them."""
    keyed = every.with_columns(pl.Series("key", keys_of(every, DIMENSIONS, "levels/unknown"), dtype=pl.String))
    whole = dict(
        keyed.filter(pl.col("group_kind") == "all", pl.col("place") == TOTAL)
        .select(pl.concat_list(LEVEL).list.join("/"), "key")
        .iter_rows()
    )
    kind = pl.when(pl.col("place") != TOTAL).then(pl.lit("place")).otherwise(pl.col("group_kind")).alias("kind")
    overlapping = keyed.with_columns(kind, pl.concat_list(LEVEL).list.join("/").alias("what")).filter(
        pl.col("kind") != "all", ~pl.col("kind").is_in(list(OF_PEOPLE))
    )
    for (what, _), rows in overlapping.group_by(["what", "kind"], maintain_order=True):
        yield Sum(whole[what], tuple(rows["key"].to_list()), is_at_most=True)


def _effect_tables(frames: Frames) -> tuple[list[CountTable], list[Sum]]:
    """No law gives more alone, and no more is lost without it, than all give together; what the others give is a count
    too."""
    effects = frames[EFFECTS]
    whole = frames["levels"].select(*LEVEL, pl.col("count").alias("together"))
    both = effects.join(whole, on=LEVEL, how="inner", maintain_order="left")
    others = both.with_columns((pl.col("together") - pl.col("after_the_others")).alias("others"))
    tables = [
        CountTable(effects, _EFFECT, {"alone": "effects/alone"}),
        CountTable(effects, _EFFECT, {"after_the_others": "effects/after"}),
        CountTable(others, _EFFECT, {"others": "effects/others"}, is_shown=False),
    ]
    keys, together = group_keys(EFFECTS, both), keys_of(both, LEVEL, "levels/yes")
    rests = keys_of(both, _EFFECT, "effects/others")
    sums = [
        Sum(alone, (all_of_them,), is_at_most=True) for alone, all_of_them in zip(keys["alone"], together, strict=True)
    ]
    lost = zip(together, keys["after_the_others"], rests, strict=True)
    return tables, [*sums, *(Sum(all_of_them, (after, rest)) for all_of_them, after, rest in lost)]


def group_keys(name: str, frame: pl.DataFrame) -> dict[str, list[str]]:
    """The name of the cell behind each count of a table, row by row."""
    if name == EFFECTS:
        return {
            "alone": keys_of(frame, _EFFECT, "effects/alone"),
            "after_the_others": keys_of(frame, _EFFECT, "effects/after"),
        }
    grouped = frame if set(GROUPS) <= set(frame.columns) else with_groups(frame)
    return {
        "count": keys_of(grouped, DIMENSIONS, "levels/yes"),
        "not_known": keys_of(grouped, DIMENSIONS, "levels/unknown"),
        "denominator": keys_of(grouped, AMONG, "levels/among"),
    }


def same_as_parts(frames: Frames) -> Iterator[Sum]:
    """What is so under a remedy, or what a law gives alone, that is in these counts what the parts by law add up to."""
    parts = frames["level_parts"].filter(pl.col("part_kind") == "law")
    grouped = frames[NAME].filter(pl.col("group_kind") == "remedy")
    effects = frames[EFFECTS]
    cells = [
        *zip(
            grouped.select(*LEVEL, "group_code", "count").iter_rows(), group_keys(NAME, grouped)["count"], strict=True
        ),
        *zip(effects.select(*LEVEL, "law", "alone").iter_rows(), group_keys(EFFECTS, effects)["alone"], strict=True),
    ]
    laws = pl.col("part").str.replace_all(" or ", " and ").str.split(" and ")
    keyed = parts.with_columns(
        pl.Series("key", level_keys("level_parts", parts)["count"], dtype=pl.String), laws.alias("laws")
    )
    by_level = dict(keyed.group_by(LEVEL, maintain_order=True))
    for (*what, law, count), key in cells:
        rows = by_level.get(tuple(what))
        its = rows.filter(pl.col("laws").list.contains(law)) if rows is not None else parts
        if count and rows is not None and int(its["count"].sum()) == count:
            yield Sum(key, tuple(its["key"].to_list()))


OutcomeGroups = Mapping[tuple[str, str, str, str, str], Sequence[str]]
"""The cells of the living by unit, outcome, place, group kind and code: one of each remedy that has the row."""


def ties_to_outcomes(grouped: pl.DataFrame, outcomes: OutcomeGroups) -> Iterator[Sum]:
    """As the headlines: eligible under a law is eligible, and who is so under none is not; by county and trait."""
    rows = grouped.filter(pl.col("group_kind").is_in(["all", *OF_PEOPLE]))
    keys = group_keys(NAME, rows)
    where = ("unit", "place", "group_kind", "group_code")
    seen: set[str] = set()
    what = rows.select("measure", "denominator_name", *where).iter_rows()
    for (measure, name, unit, *place), count, among in zip(what, keys["count"], keys["denominator"], strict=True):
        if measure in OF_OUTCOME:
            outcome = OF_OUTCOME[measure]
            yield from _union(count, unit, outcomes, outcome, place, is_whole=outcome == "eligible")
        if name == "in_scope" and among not in seen:
            seen.add(among)
            yield from _union(among, unit, outcomes, TOTAL, place, is_whole=True)


def _union(
    mine: str, unit: str, outcomes: OutcomeGroups, outcome: str, place: Sequence[str], *, is_whole: bool
) -> Iterator[Sum]:
    of_unit = PEOPLE if unit == PEOPLE else "determinations"
    theirs = tuple(outcomes.get((of_unit, outcome, place[0], place[1], place[2]), ()))
    if unit == PEOPLE:
        yield from (Sum(key, (mine,), is_at_most=True) for key in theirs)
    if theirs and (is_whole or unit != PEOPLE):
        yield Sum(mine, theirs, is_at_most=True)
