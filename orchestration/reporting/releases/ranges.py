"""What a release tells in ranges, as a table: each with an id, so that it can be quoted, found again and verified.

What belongs here: rows and ids of what ``quality.json`` and ``scenarios.json`` tell. What does not: which counts are
told, and as which ranges (``told_in_ranges``). No row tells more than these files do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import polars as pl

NAME = "ranges"
QUALITY = "quality"
CHANGE = "change"
COUNTS = ("low", "high", "among_low", "among_high")
SCHEMA = {
    "figure_id": pl.String, "subject": pl.String, "measure": pl.String, "kind": pl.String, "unit": pl.String,
    "run": pl.Int64, "place": pl.String, "group_kind": pl.String, "group_code": pl.String, "direction": pl.String,
    **dict.fromkeys(COUNTS, pl.Int64),
}  # fmt: skip
STATEWIDE, ALL = "STATEWIDE", "all"
_GROUP_KIND = {"race_group": "race", "sex_group": "sex", "age_band": "age"}

Row = Mapping[str, Any]
Range = Sequence[int] | None


def table(quality: Mapping[str, Any], scenarios: Sequence[Mapping[str, Any]]) -> pl.DataFrame:
    """All of them."""
    rows = [*of_quality(quality), *(row for one in scenarios for row in of_scenario(one))]
    return pl.DataFrame(rows, schema=SCHEMA, orient="row").sort("figure_id")


def share_id(measure: str, kind: str, run: int | None = None) -> str:
    """Of a share over the runs; ``run`` is None for the newest, whose id stays from release to release."""
    which = "newest" if run is None else f"run={run}"
    return _id(QUALITY, "over_the_runs", measure, kind or ALL, which)


def county_id(measure: str, kind: str, place: str = STATEWIDE) -> str:
    """Of what the data lacks in a county; without a kind, of all that it is counted among."""
    return _id(QUALITY, "by_county", measure, kind or "counted_among", place)


def conflict_id(kind: str) -> str:
    """Of ids of people that contradict each other."""
    return _id(QUALITY, "identity_conflicts", kind.replace(", ", "/"))


def copies_id(kind: str) -> str:
    """Of copies of one history that disagree."""
    return _id(QUALITY, "copies_that_disagree", kind)


def scenario_id(name: str, unit: str, word: str, counted: str, breakdown: str = "", group: str = "") -> str:
    """Of who gains or loses; ``counted``: determinations, or their people."""
    return _id("scenarios", name, word, unit, counted, *_words(breakdown, group))


def headline_id(name: str, figure_id: str, breakdown: str = "", group: str = "") -> str:
    """Of the change of a headline."""
    return _id("scenarios", name, CHANGE, figure_id, *_words(breakdown, group))


def of_quality(told: Mapping[str, Any]) -> Iterator[Row]:
    """Rows of ``quality.json``; what was not counted, or is not told by county, has none."""
    for at, run in enumerate(reversed(told["runs"])):
        for share in (one for one in run["shares"] if one["is_counted"]):
            what = share["measure"], share["kind"]
            figure_id = share_id(*what, run["number"] if at else None)
            yield _row(figure_id, QUALITY, *what, run=run["number"], told=share["count"], among=share["out_of"])
    for measure, found in told["by_county"].items():
        yield from _by_county(measure, found) if found else ()
    for one in told["conflicts"] or ():
        yield _row(conflict_id(one["kind"]), QUALITY, "identity_conflicts", one["kind"], told=one["count"])
    for one in told.get("copies") or ():  # releases of earlier versions have none
        yield _row(copies_id(one["kind"]), QUALITY, "copies_that_disagree", one["kind"], told=one["count"])


def _by_county(measure: str, found: Mapping[str, Any]) -> Iterator[Row]:
    for column in found["columns"]:
        what = QUALITY, measure, column["kind"]
        yield _row(county_id(*what[1:]), *what, told=column["statewide"])
        for county, told in zip(found["counties"], column["counties"], strict=False):
            yield _row(county_id(*what[1:], county), *what, told=told, where=(county, ALL, ALL))


def of_scenario(one: Mapping[str, Any]) -> Iterator[Row]:
    """Rows of a scenario of ``scenarios.json``."""
    name = one["name"]
    for unit in one["units"]:
        for word in ("gains", "losses"):
            told = unit[word]
            what = name, word, unit["unit"]
            for counted, column in (("determinations", "count"), ("people", "people")):
                figure_id = scenario_id(name, unit["unit"], word, counted)
                yield _row(figure_id, *what, unit=counted, told=told[column])
            for breakdown, rows in told["by"].items():
                for row in rows:
                    figure_id = scenario_id(name, unit["unit"], word, "determinations", breakdown, row["group"])
                    where = _where(breakdown, row["group"])
                    yield _row(figure_id, *what, unit="determinations", told=row["count"], where=where)
    for headline in one.get("headlines", ()):
        its = headline["figure_id"]
        is_none = headline["count"] is not None and headline["count"][1] == 0
        way = "" if is_none else "more" if headline["is_more"] else "fewer"
        what = name, CHANGE, its
        yield _row(headline_id(name, its), *what, unit="people", told=headline["count"], direction=way)
        for breakdown, rows in headline["by"].items():
            for row in rows:
                figure_id, where = headline_id(name, its, breakdown, row["group"]), _where(breakdown, row["group"])
                yield _row(figure_id, *what, unit="people", told=row["count"], where=where, direction=way)


def _row(
    figure_id: str,
    subject: str,
    measure: str,
    kind: str,
    *,
    told: Range,
    among: Range = None,
    unit: str = "",
    run: int | None = None,
    where: tuple[str, str, str] = (STATEWIDE, ALL, ALL),
    direction: str = "",
) -> Row:
    place, group_kind, group_code = where
    return {
        "figure_id": figure_id, "subject": subject, "measure": measure, "kind": kind, "unit": unit, "run": run,
        "place": place, "group_kind": group_kind, "group_code": group_code, "direction": direction,
        **dict(zip(COUNTS, [*(told or (None, None)), *(among or (None, None))], strict=True)),
    }  # fmt: skip


def _where(breakdown: str, group: str) -> tuple[str, str, str]:
    return (group, ALL, ALL) if breakdown == "place" else (STATEWIDE, _GROUP_KIND[breakdown], group)


def _words(breakdown: str, group: str) -> Sequence[str]:
    if not breakdown:
        return ()
    return (f"{'county' if breakdown == 'place' else _GROUP_KIND[breakdown]}={group}",)


def _id(*words: str) -> str:
    return "/".join(words).lower().replace(" ", "-")
