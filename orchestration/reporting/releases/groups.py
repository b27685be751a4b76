"""The groups of releases: codes of race and sex, merged by one list of the state, kept from release to release.

What belongs here: the lists (``groups_of_states/<state>.csv``) and adding figures up. What does not: groups inside the
building: ``lookback figures`` has each code as recorded.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path

import polars as pl

from orchestration.reporting.releases.registry import Release, read_rows

LISTS = Path(__file__).with_name("groups_of_states")
COUNTS = ("count", "people", "denominator", "denominator_people", "not_known", "not_known_people")
UNLISTED = "not understood"
WORDS = ("several recorded", "not recorded", UNLISTED)
"""Groups of people without one code (``dbt_project/macros/groups.sql``)."""
TRAITS = ("race", "sex")
POSSIBLY = "race possibly"

Groups = Mapping[str, Mapping[str, str]]
"""Of each trait the published group of each code."""


def read_groups(models: Path, state: str, previous: Release | None) -> Groups:
    """Read the published group of each code: as in the previous release, else by the list of the state.

    A list that changed between two releases would reveal small counts. A state without a list merges no code of its
    vocabulary.
    """
    if previous is not None and "groups" in previous.facts:
        kept: Groups = previous.facts["groups"]
        return kept
    names = read_rows(models / "staging" / state / "vocabulary" / f"{state}_group_names.csv")
    groups = {
        trait: {code: code for code in (*(row["group_code"] for row in names if row["group_kind"] == trait), *WORDS)}
        for trait in TRAITS
    }
    if previous is not None and previous.is_rounded:
        groups["race"] |= previous.facts.get("race_groups", {})
        return groups
    for row in read_rows(LISTS / f"{state}.csv"):
        groups[row["group_by"]][row["group_code"]] = row["published_as"]
    return groups


def list_published(groups: Groups, trait: str) -> list[str]:
    """List the published groups of a trait, in order."""
    return list(dict.fromkeys(groups[trait].values()))


def merge_groups(figures: pl.DataFrame, groups: Groups) -> pl.DataFrame:
    """Add up the rows of codes that are one group. A code that is on no list counts as not understood.

    People with several races are counted beside each (``race possibly``), so those cannot be added up: there, only
    codes that are a group of their own stay.
    """
    kinds, codes = pl.col("group_by").str.split(" and "), pl.col("group_code").str.split(", ")
    every_code = [(kinds.list.get(at, null_on_oob=True), codes.list.get(at, null_on_oob=True)) for at in (0, 1)]
    published = [_publish_code(*code, groups) for code in every_code]
    own = [code for code, group in groups["race"].items() if code == group and code not in WORDS]
    keys = [name for name in figures.columns if name not in ("figure_id", *COUNTS)]
    is_there = {name: pl.col(name).is_not_null().any() for name in COUNTS}
    return (
        figures.filter((pl.col("group_by") != POSSIBLY) | pl.col("group_code").is_in(own))
        .with_columns(pl.concat_str(published, separator=", ", ignore_nulls=True).alias("published"))
        .with_columns(
            pl.col("published").alias("group_code"),
            pl.when(*(_is_listed(*code, groups) for code in every_code)).then(_publish_ids(groups)).alias("figure_id"),
        )
        .group_by(keys, maintain_order=True)
        .agg(
            pl.col("figure_id").drop_nulls().first(),
            *(pl.when(is_there[name]).then(pl.col(name).sum()).alias(name) for name in COUNTS),
        )
        .select(figures.columns)
    )


def _is_listed(kind: pl.Expr, code: pl.Expr, groups: Groups) -> pl.Expr:
    listed = (kind.ne_missing(trait) | code.is_in(list(codes)) for trait, codes in groups.items())
    return pl.all_horizontal(*listed)


def _publish_ids(groups: Groups) -> pl.Expr:
    """Name the published group in ids, where they name the trait and its code."""
    figure_id = pl.col("figure_id")
    for trait, listed in groups.items():
        for group in dict.fromkeys(listed.values()):
            codes = "|".join(re.escape(_name_in_ids(code)) for code, of in listed.items() if group == of != code)
            if codes:
                pattern, name = rf"(^|/){trait}([/=])(?:{codes})(/|$)", _name_in_ids(group)
                figure_id = figure_id.str.replace(pattern, f"${{1}}{trait}${{2}}{name}${{3}}")
    return figure_id


def _name_in_ids(code: str) -> str:
    return code.lower().replace(" ", "-")


def _publish_code(kind: pl.Expr, code: pl.Expr, groups: Groups) -> pl.Expr:
    for trait, listed in groups.items():
        known = {**{group: group for group in listed.values()}, **listed}
        code = pl.when(kind == trait).then(code.replace_strict(known, default=UNLISTED)).otherwise(code)
    return code
