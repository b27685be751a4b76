"""The only reader of ``marts.metrics`` and its dictionary, ``catalogue.yml``. ``models/marts`` counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import polars as pl

from orchestration.law.cleared_charges import clears_charges
from orchestration.law.relief_ways import read_relief_ways
from orchestration.law.tables import read_table
from orchestration.warehouse.dbt.measures import read_catalogue_file, read_measures

PUBLISHED = "published_metrics"
"""The table of figures that may be published, also where they count nobody."""
STATEWIDE = "STATEWIDE"
WHOLE = {"place": STATEWIDE, "group_by": "all", "status": "living"}
"""The rows about all living people of the state."""
RECORDS = "records"
NUMBERS = ("count", "denominator", "not_known", "value")

Catalogue = Mapping[str, Mapping[str, Any]]


def read_metrics(
    connection: duckdb.DuckDBPyConnection, schema: str = "marts", *, table: str = "metrics", **filters: object
) -> pl.DataFrame:
    """Read the figures, ordered by ``figure_id``. ``filters``: column to its value or list of values."""
    asked = {name: value if isinstance(value, list) else [value] for name, value in filters.items()}
    where = " and ".join(f"list_contains(${name}, {name})" for name in asked) or "true"
    rows: pl.DataFrame = connection.sql(
        f"select * from {schema}.{table} where {where} order by figure_id", params=asked or None
    ).pl()
    return rows


def read_facts(connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Read the provenance of every figure: days, law, software, run, overrides, and number and day of the ledger's
    last event."""
    result = connection.execute(
        """
        select
            as_of_date, data_as_of_earliest, data_as_of_latest, law_version, version as software, run_id,
            coalesce(allowances, '') as allowances, last_event.event_number as event
        from marts.run_summary
        cross join ledger.last_event as last_event
        """
    )
    names = [column[0] for column in result.description or []]
    (row,) = result.fetchall()
    # A run of an earlier version keeps no day: the next `lookback figures` copies it.
    (last,) = connection.sql("from ledger.last_event").pl().rows(named=True)
    return {**dict(zip(names, row, strict=True)), "event_on": last.get("event_on")}


@cache
def read_catalogue(reliefs: tuple[tuple[str, str], ...] = (), *, has_charges: bool = False) -> Catalogue:
    """Read the catalogue, in order: per metric its texts, ``units``, ``variants``, ``parts``, ``group_bys``,
    ``section``, and whether it is ``published`` and a ``headline``.

    ``reliefs`` (``list_reliefs``) has a metric each; without them those metrics are left out. ``has_charges``
    (``clears_charges``): charges without a conviction are a unit where their relief is told.
    """
    read = read_catalogue_file()
    sections, records = read["sections"], _name_records(read)
    metrics = [one for metric in read["metrics"] for one in _name_reliefs(metric, reliefs)]
    return {
        metric["metric"]: {
            "denominator": "",
            "headline": False,
            "published": True,
            "parts": [],
            **metric,
            "units": _list_units(metric, has_charges=has_charges),
            "section": sections[metric["section"]]["title"],
            "group_bys": sections[metric["section"]]["group_bys"],
            "variants": records if metric.get("variants") == RECORDS else metric.get("variants", {}),
        }
        for metric in metrics
    }


def read_state_catalogue(models: Path, state: str) -> Catalogue:
    """Read the catalogue with the reliefs and units of a state."""
    return read_catalogue(list_reliefs(models, state), has_charges=clears_charges(models, state))


def _list_units(metric: Mapping[str, Any], *, has_charges: bool) -> list[str]:
    """List the units that are told, people last where others are added."""
    more = metric.get("where_cleared", []) if has_charges else []
    return sorted([*metric["units"], *more], key=lambda unit: unit == "people") if more else metric["units"]


def list_reliefs(models: Path, state: str) -> tuple[tuple[str, str], ...]:
    """List the reliefs of a state of which a charge gets the best, the best first, each with its words."""
    ways = read_relief_ways()
    lines = [
        line
        for line in read_table(models, state, "reliefs")
        if line["relief_by"] in ways and ways[line["relief_by"]].picks_best
    ]
    return tuple((line["relief"], line["words"]) for line in sorted(lines, key=lambda line: int(line["rank"])))


def _name_reliefs(metric: Mapping[str, Any], reliefs: Sequence[tuple[str, str]]) -> list[Mapping[str, Any]]:
    """Return the metric, or in its place one for each relief if it is of reliefs."""
    if "[relief]" not in metric["metric"]:
        return [metric]

    def fill(value: Any, relief: str, words: str) -> Any:
        if not isinstance(value, str):
            return value
        capitalized = words[:1].upper() + words[1:]
        return value.replace("[relief]", relief).replace("[words]", words).replace("[Words]", capitalized)

    return [{name: fill(value, *one) for name, value in metric.items()} for one in reliefs]


def read_words(of: str) -> Mapping[str, str]:
    """Read a list of words: of ``units``, ``viewers``, or of what people are left without (``screen``, ``pages``)."""
    words: Mapping[str, str] = read_catalogue_file()[of]
    return words


def find_answer() -> str:
    """The metric that a run and a release are quoted with."""
    return next(iter(read_words("pages")))


def list_viewers(metric: str) -> Mapping[str, str]:
    """List the viewers who are told of one by one since they see other records, by their words; usually none."""
    viewers = read_measures()["records"].get(metric, {}).get("viewers", [])
    return {read_words("viewers")[one]: one for one in viewers}


def _name_records(read: Mapping[str, Any]) -> Mapping[str, str]:
    """Name the variants of records by viewer and kind of relief counted."""
    return {
        f"{basis}/{viewer}": f"{of_viewer}, counting {of_basis}"
        for basis, of_basis in read["bases"].items()
        for viewer, of_viewer in read["viewers"].items()
    }


def describe(metric: str, unit: str, catalogue: Catalogue) -> Mapping[str, Any]:
    """Return the words of a metric in a unit; people's convictions have words of their own."""
    words = catalogue[metric]
    return {**words, **words.get(f"in_{unit}", {})}


def format_text(text: str, row: Mapping[str, Any], catalogue: Catalogue, facts: Mapping[str, object]) -> str:
    """Fill a text of the catalogue with a row and its provenance. Withheld numbers become words."""
    variant = catalogue[row["metric"]]["variants"].get(row["variant"], row["variant"])
    viewer, _, basis = str(variant).partition(", counting ")
    place = "the state" if row["place"] == STATEWIDE else str(row["place"]).title()
    numbers = {name: f"{row[name]:,}" if isinstance(row.get(name), int | float) else row.get(name) for name in NUMBERS}
    event = format_event(row.get("ledger_event") or facts.get("event"), facts.get("event_on"))  # type: ignore[arg-type]
    words = {"variant": variant, "viewer": viewer, "basis": basis, "place": place, "event": event}
    return text.format(**{**facts, **row, **numbers, **words})


def format_event(event: int | None, day: object) -> str:
    """Format the event of the ledger up to which a figure counts, with its day: what was filed or answered after the
    as-of date is dated by it."""
    return f"ledger event {event:,}, {day}" if event and day else f"ledger event {event or 0:,}"


def format_sentence(row: Mapping[str, Any], catalogue: Catalogue, facts: Mapping[str, object]) -> str:
    """Format the sentence that quotes a row."""
    return format_text(describe(row["metric"], row["unit"], catalogue)["sentence"], row, catalogue, facts)


def select_headlines(figures: pl.DataFrame, catalogue: Catalogue) -> pl.DataFrame:
    """Select the statewide headline rows about living people, in catalogue order."""
    told = pl.DataFrame(
        [
            (metric, unit, variant)
            for metric, words in catalogue.items()
            if words["headline"]
            for unit in words["units"]
            for variant in words["variants"] or [""]
        ],
        schema=["metric", "unit", "variant"],
        orient="row",
    ).with_row_index("headline_order")
    return (
        figures.filter(pl.col("law") == "ALL", *(pl.col(name) == value for name, value in WHOLE.items()))
        .join(told, on=["metric", "unit", "variant"])
        .sort("headline_order")
        .drop("headline_order")
    )
