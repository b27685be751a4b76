"""Headline figures in a release: statewide, of the living, by no trait, with the parts they add up from.

What belongs here: reading them from the files of ``lookback figures``, their cells, and every sum that ties them to
each other and to the other tables. What does not: counting (``levels``), the cell rules (``disclosure``). Parts by race
or county are left out: with them these tables would hang together in more than the cells they share.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import polars as pl

from orchestration.reporting.disclosure.cells import TOTAL, CountTable, Sum, keys_of
from orchestration.reporting.releases import counted_files
from orchestration.reporting.releases import free_levels as levels_of_the_free
from orchestration.reporting.releases import ties as supposed

PARTS_SHOWN = ("law", "state", "year", "fact")
COUNTS: Mapping[str, tuple[str, ...]] = {"levels": ("count", "not_known", "denominator"), "level_parts": ("count",)}
FORM = "sentence_form"
TEXTS = ("name", "definition", "numerator_is", "denominator_is", "does_not_mean", "sentence", FORM)
"""What a headline is, in words; the sentence holds its counts, and stands only where all of them are shown. Its form
has blanks for them: its counties and groups are said by it."""

_WHERE = {"place": pl.String, "group_kind": pl.String, "group_code": pl.String, "vital_status": pl.String}
_WHAT = {"figure_id": pl.String, "measure": pl.String, "basis": pl.String, "viewer": pl.String, **_WHERE}
_SCHEMAS: Mapping[str, Mapping[str, type[pl.DataType]]] = {
    "levels": {
        **_WHAT, "unit": pl.String, "count": pl.Int64, "not_known": pl.Int64, "denominator_name": pl.String,
        "denominator": pl.Int64, "ledger_event": pl.Int64, **dict.fromkeys(TEXTS, pl.String),
    },
    "level_parts": {
        **_WHAT, "unit": pl.String, "part_kind": pl.String, "part": pl.String, "count": pl.Int64,
    },
}  # fmt: skip
OF_OUTCOME = {
    "eligible": "eligible",
    "eligible_later": "not_yet",
    "in_review": "review",
    "undeterminable": "undeterminable",
}
PEOPLE = "people"
_HERE = ("STATEWIDE", "all", "all", "living")

Frames = Mapping[str, pl.DataFrame]


def no_headlines() -> Frames:
    """The tables without a row: of a run whose figures nobody counted."""
    return {name: pl.DataFrame(schema=schema) for name, schema in _SCHEMAS.items()}


def read_headlines(folder: Path | None) -> Frames:
    """The headlines of the run from the folder of its figures. Restricted."""
    if folder is None:
        return no_headlines()
    told = json.loads((folder / counted_files.HEADLINES).read_text(encoding="utf-8"))
    return frames_of(told["figures"], told["about"]["event"])


def frames_of(figures: Sequence[Mapping[str, Any]], event: int) -> Frames:
    """The tables from the figures of the file."""
    levels, parts = [], []
    for one in figures:
        measure = one["figure_id"].split("/")[1]
        what = (one["figure_id"], measure, one["basis"], one["viewer"], *_HERE, one["unit"])
        texts = [one.get(name) if name == FORM else one[name] for name in TEXTS]  # (counted before forms were kept)
        levels.append(
            (*what, one["count"], one["not_known"], one["denominator_name"], one["denominator"], event, *texts)
        )
        for by in (by for by in one["sums"] if by["by"] in PARTS_SHOWN):
            for part, count in by["parts"].items():
                figure_id = f"{one['figure_id']}/{by['by']}={part}"
                parts.append((figure_id, *what[1:], by["by"], part, count))
    return {
        name: pl.DataFrame(rows, schema=_SCHEMAS[name], orient="row").sort("figure_id")
        for name, rows in (("levels", levels), ("level_parts", parts))
    }


LEVEL = ("measure", "unit", "basis", "viewer")
_PART = (*LEVEL, "part_kind", "part")
_AMONG = ("denominator_name", "unit")


def level_tables(frames: Frames) -> tuple[list[CountTable], list[Sum]]:
    """The cells of both tables, and what ties them: parts to their headline, a headline to what it is counted among."""
    levels, parts = frames["levels"], frames["level_parts"]
    if not levels.height:
        return [], []
    among = levels.unique(_AMONG, maintain_order=True)
    rest = levels.with_columns((pl.col("denominator") - pl.col("count")).alias("rest"))
    tables = [
        CountTable(levels, LEVEL, {"count": "levels/yes"}),
        CountTable(levels, LEVEL, {"not_known": "levels/unknown"}),
        CountTable(among, _AMONG, {"denominator": "levels/among"}),
        CountTable(rest, LEVEL, {"rest": "levels/rest"}, is_shown=False),
        CountTable(parts, _PART, {"count": "levels/part"}),
    ]
    return tables, [*_rests(levels), *_parts(parts), *_filed(levels), *levels_of_the_free.ties(levels, ())]


def _rests(levels: pl.DataFrame) -> Iterator[Sum]:
    yes, rest = keys_of(levels, LEVEL, "levels/yes"), keys_of(levels, LEVEL, "levels/rest")
    for whole, one, other in zip(keys_of(levels, _AMONG, "levels/among"), yes, rest, strict=True):
        yield Sum(whole, (one, other))


def _parts(parts: pl.DataFrame) -> Iterator[Sum]:
    keyed = parts.with_columns(
        pl.Series("whole", keys_of(parts, LEVEL, "levels/yes"), dtype=pl.String),
        pl.Series("key", keys_of(parts, _PART, "levels/part"), dtype=pl.String),
    )
    for (whole, _), rows in keyed.group_by(["whole", "part_kind"], maintain_order=True):
        yield Sum(str(whole), tuple(rows["key"].to_list()))


def _filed(levels: pl.DataFrame) -> Iterator[Sum]:
    """What was filed is what granted is counted among; what became eligible is so now or was filed."""
    names = set(levels.select("measure", "unit").iter_rows())
    among = set(levels.select(_AMONG).iter_rows())
    for unit in levels.filter(pl.col("measure") == "filed")["unit"]:
        filed, eligible = _level("filed", unit), _level("eligible", unit)
        yield Sum(filed, (f"levels/among/denominator_name=filed/unit={unit}",))
        if ("eligible", unit) in names and ("became_eligible", unit) in among:
            became = f"levels/among/denominator_name=became_eligible/unit={unit}"
            yield Sum(eligible, (became,), is_at_most=True)
            yield Sum(became, (eligible, filed), is_at_most=True)


def _level(measure: str, unit: str) -> str:
    return f"levels/yes/measure={measure}/unit={unit}/basis=none/viewer=none"


OutcomeCells = Mapping[tuple[str, str], Mapping[str, tuple[str, int | None]]]
"""By unit (determinations, people) and outcome: the statewide cell of the living of each remedy, and its count."""


def outcome_cells(outcomes: pl.DataFrame, dimensions: Sequence[str]) -> OutcomeCells:
    """These cells of the table of outcomes, with a column for each trait."""
    found: dict[tuple[str, str], dict[str, tuple[str, int | None]]] = defaultdict(dict)
    whole = outcomes.filter(
        pl.col("vital_status") == "living", *(pl.col(name) == TOTAL for name in ("place", "race", "sex", "age"))
    )
    rows = whole.select("unit", "outcome", "remedy_id", "count").iter_rows()
    for (unit, outcome, remedy, count), key in zip(rows, keys_of(whole, dimensions, ""), strict=True):
        found[unit, outcome][remedy] = (f"outcomes/{unit}{key}", count)
    return found


def ties_to_outcomes(frames: Frames, outcomes: OutcomeCells) -> list[Sum]:
    """What ties headlines to the table of outcomes, whatever the counts.

    Whoever is eligible under a law is eligible, and nobody is who is so under none: a union is at most the sum of what
    it is made of, and at least each. Of other outcomes people are counted by their best there, and by any here.
    """
    sums: list[Sum] = []
    levels = frames["levels"]
    for row in levels.filter(pl.col("measure").is_in(list(OF_OUTCOME))).iter_rows(named=True):
        outcome, unit = OF_OUTCOME[row["measure"]], row["unit"]
        sums += _union(_level(row["measure"], unit), unit, outcomes, outcome, is_whole=outcome == "eligible")
    for unit in levels.filter(pl.col("denominator_name") == "in_scope")["unit"].unique(maintain_order=True):
        sums += _union(f"levels/among/denominator_name=in_scope/unit={unit}", unit, outcomes, TOTAL, is_whole=True)
    return sums


def _union(mine: str, unit: str, outcomes: OutcomeCells, outcome: str, *, is_whole: bool) -> Iterator[Sum]:
    is_people = unit == PEOPLE
    theirs = tuple(key for key, _ in outcomes.get((PEOPLE if is_people else "determinations", outcome), {}).values())
    if is_people:
        yield from (Sum(key, (mine,), is_at_most=True) for key in theirs)
    if theirs and (is_whole or not is_people):
        yield Sum(mine, theirs, is_at_most=True)


def told_by_levels(frames: Frames) -> Iterator[pl.DataFrame]:
    """What each headline and part nearly says (``supposed``): whoever looks, and whatever counts as relief."""
    levels, parts = frames["levels"], frames["level_parts"]
    for column, keys in level_keys("levels", levels).items():
        measure = pl.col("denominator_name" if column == "denominator" else "measure")
        yield supposed.told(levels, keys, column, column=column, measure=measure)
    # A line that was recorded is so whether it is told among what was filed, granted, or is eligible.
    measure = pl.when(pl.col("part_kind") == "state").then(pl.lit("line")).otherwise(pl.col("measure"))
    part = parts.with_columns(pl.concat_str(measure, "part_kind", "part", separator="/").alias("measure"))
    yield supposed.told(part, level_keys("level_parts", parts)["count"], "count", column="count")


def by_law(parts: pl.DataFrame, outcomes: OutcomeCells) -> Iterator[Sum]:
    """Parts by law that are in these counts the outcome of the law."""
    its_parts = parts.filter(pl.col("part_kind") == "law", pl.col("measure") == "eligible")
    keyed = its_parts.with_columns(pl.Series("key", keys_of(its_parts, _PART, "levels/part"), dtype=pl.String))
    for (unit,), rows in keyed.group_by(["unit"], maintain_order=True):
        theirs = outcomes.get((PEOPLE if unit == PEOPLE else "determinations", "eligible"), {})
        for law, (cell, count) in theirs.items():
            its = rows.filter(pl.col("part").str.split(" and ").list.contains(law))
            if its.height and int(its["count"].sum()) == count:
                yield Sum(cell, tuple(its["key"].to_list()))


def without_telling_sentences(levels: pl.DataFrame) -> pl.DataFrame:
    """The table after the cell rules, without the sentences that say what is withheld."""
    is_shown = pl.all_horizontal(pl.col(column).is_not_null() for column in COUNTS["levels"])
    return levels.with_columns(pl.when(is_shown).then(pl.col("sentence")).alias("sentence"))


def level_keys(name: str, frame: pl.DataFrame) -> dict[str, list[str]]:
    """The name of the cell behind each count of a table, row by row."""
    if name == "level_parts":
        return {"count": keys_of(frame, _PART, "levels/part")}
    return {
        "count": keys_of(frame, LEVEL, "levels/yes"),
        "not_known": keys_of(frame, LEVEL, "levels/unknown"),
        "denominator": keys_of(frame, _AMONG, "levels/among"),
    }
