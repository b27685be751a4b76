"""The tables of a release: which counts, broken down by what, and how they hang together.

What belongs here: reading the counts from the marts, and telling the cell rules of every sum that ties them. What does
not: files (``writing``). Published are crossings of place, outcome and one trait of people at a time, never the full
cube: so tables hang together only in cells they share, and bounds over the published cells are exact (ADR 0032).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import duckdb
import numpy as np
import polars as pl

from orchestration.reporting.disclosure.cells import TOTAL, Cells, CountTable, Sum, assemble, keys_of
from orchestration.reporting.disclosure.rule import is_small
from orchestration.reporting.releases import counted_tables, funnel_counts
from orchestration.reporting.releases import figure_ties as same_as_figures
from orchestration.reporting.releases import headlines as headline_counts
from orchestration.reporting.releases import ties as supposed
from orchestration.reporting.releases.counted_tables import Frames, nothing_counted
from orchestration.reporting.releases.free_levels import AMONG
from orchestration.reporting.releases.vital_status import whole_of

TRAITS = ("race", "sex", "age")
DESCRIBES = (*TRAITS, *counted_tables.TRAITS)
"""Traits of people or of what they did: what moved a little there is withheld."""
STATEWIDE = "STATEWIDE"
UNITS = ("determinations", "people")
RELIEFS = ("dismiss_and_seal", "dismiss", "redesignate_infraction", "redesignate_misdemeanor")
COUNTS = {
    "outcomes": ("count",),
    "figures": ("count", "not_known", "denominator", "denominator_not_known"),
    **counted_tables.COUNTS,
}
"""The columns of each table that hold counts."""

_WHAT = {
    "outcomes": ("remedy_id", "place", "group_kind", "group_code", "vital_status", "outcome", "unit"),
    "figures": ("scenario", "place", "group_kind", "group_code", "vital_status", "measure", "unit"),
}
"""What tells the rows of a table apart, and what a figure's id is made of."""

# The dead stand apart and are broken down by nothing.
_WANTED = "(vital_status = 'living' or group_kind = 'all')"


def read_counts(connection: duckdb.DuckDBPyConnection, counted: Frames | None = None) -> Frames:
    """The true counts of the run at hand, in a fixed order. Restricted. ``counted``: those of ``lookback figures``
    (``counted_tables``); none where nobody counted them."""
    outcomes: pl.DataFrame = connection.sql(
        f"""
        unpivot (
            select remedy_id, place, group_kind, group_code, vital_status, outcome, determinations, people
            from marts.impact_outcomes
            where {_WANTED}
        )
        on determinations, people into name unit value count
        """
    ).pl()
    figures: pl.DataFrame = connection.sql(
        f"""
        select
            scenario, scenario_name, place, group_kind, group_code, vital_status, unit, measure, figure as count,
            not_known, denominator_name, denominator, denominator_not_known
        from marts.impact_figures
        where {_WANTED} and (place = '{STATEWIDE}' or group_kind = 'all')
        """
    ).pl()
    return {
        "outcomes": _ordered("outcomes", outcomes),
        "figures": _ordered("figures", figures),
        **(counted if counted is not None else nothing_counted()),
    }


def may_be_corrected_to(row: Mapping[str, Any], published: float, right: int) -> bool:
    """Whether the right value of a figure may stand in errata.csv: it is no small count; nor, of a figure by a trait of
    people, is the difference, for that would describe those few."""
    values = [right, abs(right - published)] if row.get("group_kind") in DESCRIBES else [right]
    return not is_small(np.array(values)).any()


def _ordered(name: str, frame: pl.DataFrame) -> pl.DataFrame:
    ids = pl.concat_str([pl.lit(name), *(pl.col(column) for column in _WHAT[name])], separator="/")
    named = frame.with_columns(ids.str.to_lowercase().str.replace_all(" ", "-").alias("figure_id"))
    return named.select("figure_id", pl.exclude("figure_id")).sort("figure_id")


def cells_of(frames: Frames, also: Sequence[Sum] = ()) -> Cells:
    """Every cell of the tables as one system; what is null in the frames is not known. Built the same way from true
    counts and from a published release. ``also``: further sums that somebody may suppose (``same_counts``)."""
    by_trait = _by_trait(frames["outcomes"])
    outcomes, sums = _outcome_tables(by_trait)
    figures, more = _figure_tables(_by_trait(frames["figures"]))
    ties = headline_counts.ties_to_outcomes(frames, headline_counts.outcome_cells(by_trait, _OUTCOME_DIMENSIONS))
    keys = cell_keys("outcomes", frames["outcomes"])["count"]
    counted, of_counted = counted_tables.counted_cells(frames, _outcome_groups(frames["outcomes"], keys), keys)
    undecided, of_undecided = same_as_figures.undecided_tables(frames[funnel_counts.NAME])
    return assemble(
        [*outcomes, *figures, *counted, *undecided], [*sums, *more, *ties, *of_counted, *of_undecided, *also]
    )


def _outcome_groups(outcomes: pl.DataFrame, keys: Sequence[str]) -> dict[tuple[str, str, str, str, str], list[str]]:
    """The cells of the living, of each remedy, by unit, outcome, place and one trait."""
    found: dict[tuple[str, str, str, str, str], list[str]] = defaultdict(list)
    keyed = outcomes.with_columns(pl.Series("key", keys, dtype=pl.String)).filter(pl.col("vital_status") == "living")
    for *what, key in keyed.select("unit", "outcome", "place", "group_kind", "group_code", "key").iter_rows():
        unit, outcome, place, kind, code = what
        found[unit, outcome, place, kind, code].append(key)
    return found


def same_counts(counts: Frames) -> list[Sum]:
    """Cells that count nearly the same and are equal in these counts: what is eligible under a remedy, what gets relief
    under a policy, a headline in one group, a stage, a step of the funnel, a line of a report (``supposed``)."""
    outcomes = counts["outcomes"]
    keys = cell_keys("outcomes", outcomes)["count"]
    figures = counts["figures"]
    wholes = headline_counts.outcome_cells(_by_trait(outcomes), _OUTCOME_DIMENSIONS)
    told = [
        *counted_tables.told_by_counted(counts),
        *_told_by_outcomes(outcomes, keys),
        *_told_by_figures(figures),
    ]
    return [
        *_eligible_and_relieved(counts),
        *same_as_figures.same_as_figures(
            figures, cell_keys("figures", figures), outcomes, keys, counts[funnel_counts.NAME]
        ),
        *_with_charges(counts, keys),
        *supposed.same(told),
        *headline_counts.by_law(counts["level_parts"], wholes),
        *counted_tables.same_in_reports(counts, outcomes, keys),
        *funnel_counts.same_in_every_way(counts[funnel_counts.NAME]),
        *funnel_counts.same_as_determined(counts[funnel_counts.NAME], outcomes, keys),
    ]


def _eligible_and_relieved(counts: Frames) -> Iterator[Sum]:
    """What is eligible under a remedy and gets relief under a policy, by place and trait, of living and dead."""
    outcomes = _by_trait(counts["outcomes"]).filter(
        pl.col("outcome").is_in(["eligible", TOTAL]) & (pl.col("count") > 0)
    )
    named = pl.Series("key", cell_keys("outcomes", outcomes)["count"])
    unit = pl.col("unit").replace("determinations", "convictions")
    ours = outcomes.with_columns(unit.alias("unit"), named).select(*_PLACED, "outcome", "count", "key")
    relief = _by_trait(counts["figures"]).filter(pl.col("measure") == "some_relief")
    keys = cell_keys("figures", relief)
    theirs = pl.concat(
        relief.with_columns(pl.lit(outcome).alias("outcome"), pl.Series("other", keys[column])).select(
            *_PLACED, "outcome", pl.col(column).alias("count"), "other"
        )
        for column, outcome in (("count", "eligible"), ("denominator", TOTAL))
    )
    both = ours.join(theirs, on=[*_PLACED, "outcome", "count"], how="inner", maintain_order="left_right")
    yield from (Sum(key, (other,)) for key, other in both.select("key", "other").iter_rows())


_MEASURES = {outcome: measure for measure, outcome in headline_counts.OF_OUTCOME.items()}


def _told_by_outcomes(outcomes: pl.DataFrame, keys: Sequence[str]) -> Iterator[pl.DataFrame]:
    """As headlines call it; a determination may be of a conviction, a charge or an arrest."""
    of_unit = {"people": ("people",), "determinations": ("convictions", "charges", "arrests")}
    is_one_way = (outcomes["place"] == STATEWIDE) | (outcomes["group_kind"] == "all")
    is_living = outcomes["vital_status"] == "living"
    for unit, names in of_unit.items():
        for name in names:
            its = outcomes.with_columns(
                pl.lit(name).alias("unit"), pl.col("outcome").replace(_MEASURES).alias("measure")
            )
            chosen = is_one_way & is_living & (outcomes["unit"] == unit)
            yield supposed.told(its, keys, "count", column="count").filter(
                chosen & outcomes["outcome"].is_in(list(_MEASURES))
            )
            whole = supposed.told(its, keys, "count", column="denominator", measure="in_scope")
            yield whole.filter(chosen & (outcomes["outcome"] == TOTAL))


def _with_charges(counts: Frames, outcome_keys: Sequence[str]) -> Iterator[Sum]:
    """What a law determines of the living is of convictions, as the policies have them, and of charges that are none,
    as headlines have these."""
    found: dict[tuple[str, ...], list[tuple[str, int]]] = defaultdict(list)
    figures = counts["figures"].filter(
        pl.col("scenario") == same_as_figures.OF_THE_RUN, pl.col("measure") == "some_relief",
        pl.col("unit") == "convictions", pl.col("vital_status") == "living",
    )  # fmt: skip
    charges = {
        name: counts[name].filter(pl.col("unit") == "charges", pl.col("measure") == "eligible")
        for name in ("levels", "levels_by_group")
    }
    for name, frame in {"figures": figures, **charges}.items():
        keys = cell_keys(name, frame)
        for column, outcome in (("count", "eligible"), ("denominator", TOTAL)):
            rows = frame.select("place", "group_kind", "group_code", column).iter_rows()
            for (*where, count), key in zip(rows, keys[column], strict=True):
                found[outcome, *where].append((key, count))
    outcomes = counts["outcomes"].with_columns(pl.Series("key", outcome_keys, dtype=pl.String))
    determined = outcomes.filter(pl.col("unit") == "determinations", pl.col("vital_status") == "living")
    for key, count, *what in determined.select(
        "key", "count", "outcome", "place", "group_kind", "group_code"
    ).iter_rows():
        yield from whole_of(key, count, found.get(tuple(what), []))


_LEFT = {"no_felony": "felony_free", "no_conviction": "conviction_free", "no_recent_conviction": "recent_free"}
"""What is left of people's records: as figures and as headlines call it."""


def _told_by_figures(figures: pl.DataFrame) -> Iterator[pl.DataFrame]:
    chosen = figures.filter(
        pl.col("vital_status") == "living", pl.col("unit") == "people", pl.col("measure").is_in(["some_relief", *_LEFT])
    )
    keys = cell_keys("figures", chosen)
    for column in ("count", "not_known"):
        yield supposed.told(chosen, keys[column], column, column=column, measure=pl.col("measure").replace(_LEFT))
    yield supposed.told(
        chosen, keys["denominator"], "denominator", column="denominator", measure=pl.col("denominator_name")
    )
    # Of convictions headlines count those of people who are left with none, but among the same.
    convictions = figures.filter(
        pl.col("vital_status") == "living", pl.col("unit") == "convictions", pl.col("measure").is_in(list(_LEFT))
    )
    yield supposed.told(
        convictions,
        cell_keys("figures", convictions)["denominator"],
        "denominator",
        column="denominator",
        measure=pl.col("denominator_name").replace(AMONG),
    )


_PLACED = ("unit", "vital_status", "place", *TRAITS)


def _by_trait(frame: pl.DataFrame) -> pl.DataFrame:
    """Group kind and code as a dimension per trait, with ALL where the row is not broken down by it."""
    if set(TRAITS) <= set(frame.columns):
        return frame
    traits = [
        pl.when(pl.col("group_kind") == trait).then(pl.col("group_code")).otherwise(pl.lit(TOTAL)).alias(trait)
        for trait in TRAITS
    ]
    place = pl.when(pl.col("place") == STATEWIDE).then(pl.lit(TOTAL)).otherwise(pl.col("place")).alias("place")
    return frame.with_columns(*traits, place)


_ASKED_FOR = {"outcome": "eligible"}
"""The first question to a state is who is eligible: other outcomes are withheld for company before it."""

_OUTCOME_DIMENSIONS = ("remedy_id", "vital_status", "place", *TRAITS, "outcome")


def _outcome_tables(frame: pl.DataFrame) -> tuple[list[CountTable], list[Sum]]:
    determinations, people = (frame.filter(pl.col("unit") == unit) for unit in UNITS)
    within = frozenset({*TRAITS, "outcome"})
    # Who is eligible anywhere is eligible statewide; other outcomes are the best in a place: worse ones, perhaps.
    anywhere = people.filter(pl.col("outcome").is_in(["eligible", TOTAL]))
    counts = {"count": "outcomes/people"}
    tables = [
        CountTable(
            determinations,
            _OUTCOME_DIMENSIONS,
            {"count": "outcomes/determinations"},
            within | {"place"},
            asked_for=_ASKED_FOR,
        ),
        CountTable(people, _OUTCOME_DIMENSIONS, counts, within, asked_for=_ASKED_FOR),
        CountTable(
            anywhere, _OUTCOME_DIMENSIONS, counts, frozenset(TRAITS), frozenset({"place"}), asked_for=_ASKED_FOR
        ),
    ]
    both = people.join(determinations.select(_OUTCOME_DIMENSIONS), on=_OUTCOME_DIMENSIONS, how="inner")
    pairs = zip(*(keys_of(both, _OUTCOME_DIMENSIONS, f"outcomes/{unit}") for unit in UNITS), strict=True)
    return tables, [Sum(of_people, (of_all,), is_at_most=True) for of_all, of_people in pairs]


_FIGURE_DIMENSIONS = ("unit", "scenario", "measure", "vital_status", "place", *TRAITS)
_AMONG_DIMENSIONS = ("unit", "scenario", "denominator_name", "vital_status", "place", *TRAITS)


def _figure_tables(frame: pl.DataFrame) -> tuple[list[CountTable], list[Sum]]:
    among = frame.with_columns(_scope_of_the_denominator()).unique(_AMONG_DIMENSIONS, maintain_order=True)
    rest = frame.with_columns((pl.col("denominator") - pl.col("count")).alias("rest"))
    tables = []
    for unit, adds_up in (("convictions", True), ("people", False)):
        sums_up = frozenset({*TRAITS, "place"} if adds_up else TRAITS)
        overlaps = frozenset() if adds_up else frozenset({"place"})
        of_unit = pl.col("unit") == unit
        tables += [
            CountTable(frame.filter(of_unit), _FIGURE_DIMENSIONS, {"count": "figures/yes"}, sums_up, overlaps),
            CountTable(frame.filter(of_unit), _FIGURE_DIMENSIONS, {"not_known": "figures/unknown"}, sums_up),
            CountTable(among.filter(of_unit), _AMONG_DIMENSIONS, {"denominator": "figures/among"}, sums_up, overlaps),
            CountTable(
                among.filter(of_unit), _AMONG_DIMENSIONS, {"denominator_not_known": "figures/among-unknown"}, sums_up
            ),
            # 18 of 20 tells of the two: what is left is a count as well, though nobody shows it.
            CountTable(rest.filter(of_unit), _FIGURE_DIMENSIONS, {"rest": "figures/rest"}, is_shown=False),
        ]
    return tables, [*_rests(frame), *_reliefs(frame)]


def _scope_of_the_denominator() -> pl.Expr:
    """A scenario has a denominator of its own only where its scope decides; the others are the same for all."""
    is_own = pl.col("denominator_name") == "in_scope"
    return pl.when(is_own).then(pl.col("scenario")).otherwise(pl.lit(TOTAL)).alias("scenario")


def _rests(frame: pl.DataFrame) -> list[Sum]:
    yes, rest = (keys_of(frame, _FIGURE_DIMENSIONS, f"figures/{word}") for word in ("yes", "rest"))
    among = keys_of(frame.with_columns(_scope_of_the_denominator()), _AMONG_DIMENSIONS, "figures/among")
    return [Sum(whole, (one, other)) for whole, one, other in zip(among, yes, rest, strict=True)]


def _reliefs(frame: pl.DataFrame) -> list[Sum]:
    """A conviction gets one relief, a person at least one of those that are counted."""
    some = frame.filter(pl.col("measure") == "some_relief")
    keys = {
        measure: keys_of(some.with_columns(pl.lit(measure).alias("measure")), _FIGURE_DIMENSIONS, "figures/yes")
        for measure in ("some_relief", *RELIEFS)
    }
    sums = []
    for at, unit in enumerate(some["unit"].to_list()):
        whole, parts = keys["some_relief"][at], tuple(keys[relief][at] for relief in RELIEFS)
        sums.append(Sum(whole, parts, is_at_most=unit == "people"))
        if unit == "people":
            sums += [Sum(part, (whole,), is_at_most=True) for part in parts]
    return sums


def cell_keys(name: str, frame: pl.DataFrame) -> dict[str, list[str]]:
    """The name of the cell behind each count of a table, row by row."""
    if name in counted_tables.COUNTS:
        return counted_tables.counted_keys(name, frame)
    by_trait = _by_trait(frame)
    if name == "outcomes":
        units = by_trait["unit"].to_list()
        keys = keys_of(by_trait, _OUTCOME_DIMENSIONS, "")
        return {"count": [f"outcomes/{unit}{key}" for unit, key in zip(units, keys, strict=True)]}
    among = by_trait.with_columns(_scope_of_the_denominator())
    return {
        "count": keys_of(by_trait, _FIGURE_DIMENSIONS, "figures/yes"),
        "not_known": keys_of(by_trait, _FIGURE_DIMENSIONS, "figures/unknown"),
        "denominator": keys_of(among, _AMONG_DIMENSIONS, "figures/among"),
        "denominator_not_known": keys_of(among, _AMONG_DIMENSIONS, "figures/among-unknown"),
    }
