"""Figures that others published beside ours: each is the same, differs or cannot be compared; none stops anything.

What belongs here: reading ``expectations/<state>/external.csv``, comparing. What does not: inventing one: only what a
source says is in that file.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from math import inf

import duckdb
import polars as pl

from orchestration.ingestion.layouts.layout import HISTORY, load_layout
from orchestration.law.tables import read_table
from orchestration.reporting.metrics.store import read_state_catalogue, read_words
from orchestration.settings import Settings
from orchestration.warehouse.current_run import is_synthetic

SAME, DIFFERS, NOT_COMPARABLE = "same", "differs", "not comparable"
ALL_COUNTIES = "all"
PERIOD = re.compile(r"(\d{4})(?: to (\d{4}))?")
ROUNDING = 1e-9
"""Rounding error of subtracted fractions: a figure exactly at its tolerance is within it."""


class ExternalFileError(ValueError):
    """The file of published figures cannot be used. The message has the line."""


@dataclass(frozen=True)
class PublishedFigure:
    """A row of the file.

    Attributes:
        external_id: Its name.
        says: What it counts, in the words of its source.
        published: The number.
        kind: ``count`` or ``share``.
        published_on: Day of publication; empty where the source has none.
        source: Where it was published.
        our_figure: Id of the figure of ours that counts the same.
        tolerance: Up to where ours is the same: of a count relative to it, of a share in shares.
        state: Postal code of the state it is of, lower case.
        law: The remedy it is about, by our id.
        counties: ``all``, or the names of the counties it is of.
        period: The year, or first and last year (``2018 to 2019``), that its data reach to; empty where no source
            says.
        explanation: What else keeps both apart, in the words of a person.
    """

    external_id: str
    says: str
    published: float
    kind: str
    published_on: str
    source: str
    our_figure: str
    tolerance: float
    state: str
    law: str
    counties: str
    period: str
    explanation: str


@dataclass(frozen=True)
class Scope:
    """What the figures of a run are about: ``missing`` are the counties of which no history was read, ``years`` those
    up to which its deliveries reach."""

    state: str
    is_synthetic: bool
    laws: Collection[str]
    missing: Collection[str]
    years: tuple[int, int]


@dataclass(frozen=True)
class ComparedFigure:
    """A published figure beside ours. ``because`` says why both are not comparable."""

    published: PublishedFigure
    ours: float | None
    verdict: str
    because: str


_WORDS = (
    "levels", "outcomes", "gap", "progress", "relief_by_year", "funnel", "disparity", "calendar", "figures",
    "statewide", "all", "living", "granted", "prohibited", "race", "sex", "age", "1", "3", "5",
)  # fmt: skip
_GROUPS = ("race", "sex", "age", "offense_group", "year_of_event")


def list_words(settings: Settings) -> frozenset[str]:
    """List every word of our figures' ids, except groups of people and offenses."""
    catalogue = read_state_catalogue(settings.models, settings.state)
    laws = _list_laws(settings)
    places = [county.lower().replace(" ", "-") for county in load_layout(settings.state).counties]
    variants = [word for words in catalogue.values() for variant in words["variants"] for word in variant.split("/")]
    keys = [f"{key}={law}" for key in ("remedy", "alone", "without") for law in laws]
    keys += [f"county={place}" for place in places]
    return frozenset({*_WORDS, *catalogue, *read_words("units"), *variants, *laws, *keys, *places})


def _list_laws(settings: Settings) -> list[str]:
    return [line["remedy_id"] for line in read_table(settings.models, settings.state, "remedies")]


def read_scope(connection: duckdb.DuckDBPyConnection, settings: Settings) -> Scope:
    """What the run in the warehouse is about."""
    rows = connection.execute(
        "select county_name, data_as_of from intake.deliveries where delivery_kind = ?", [HISTORY]
    ).fetchall()
    layout = load_layout(settings.state)
    read = {county for county, _ in rows}
    missing = [county for county in layout.counties if county not in read] if layout.whole_state not in read else []
    years = [day.year for _, day in rows]
    return Scope(
        settings.state,
        is_synthetic(connection),
        _list_laws(settings),
        missing,
        (min(years, default=0), max(years, default=0)),
    )


def read_published(settings: Settings) -> list[PublishedFigure]:
    """The rows of the state's ``external.csv``; none if there is no such file.

    Raises:
        ExternalFileError: A row cannot be used, or names a figure of this state that we cannot have.
    """
    words = list_words(settings)
    found: dict[str, PublishedFigure] = {}
    path = settings.expectations / settings.state / "external.csv"
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file), 2):
            one = _read_row(row, number)
            if one.state == settings.state and not _is_figure(one.our_figure, words):
                raise ExternalFileError(f"external.csv, line {number}: no figure of ours is called {one.our_figure!r}")
            if one.external_id in found:
                raise ExternalFileError(f"external.csv, line {number}: {one.external_id} is there twice")
            found[one.external_id] = one
    return list(found.values())


def _is_figure(figure_id: str, words: Collection[str]) -> bool:
    parts = figure_id.split("/")
    return all(part in words or (part.partition("=")[0] in _GROUPS and part[-1] != "=") for part in parts)


def _read_row(row: Mapping[str, str], number: int) -> PublishedFigure:
    try:
        found = {field.name: row[field.name].strip() for field in fields(PublishedFigure)}
        numbers = {name: float(found[name]) for name in ("published", "tolerance")}
    except (KeyError, ValueError, AttributeError):
        raise ExternalFileError(f"external.csv, line {number}: a column is missing, or a number is invalid") from None
    for name in ("external_id", "says", "source", "our_figure", "state", "law", "counties"):
        if not found[name]:
            raise ExternalFileError(f"external.csv, line {number}: {name} is empty")
    if found["kind"] not in ("count", "share"):
        raise ExternalFileError(f"external.csv, line {number}: kind must be count or share, found {found['kind']!r}")
    if not _is_date(found["published_on"]):
        raise ExternalFileError(f"external.csv, line {number}: published_on must be a date (2023-04-06) or empty")
    if found["period"] and not PERIOD.fullmatch(found["period"]):
        raise ExternalFileError(
            f"external.csv, line {number}: period is a year, first to last (2018 to 2019), or empty"
        )
    if not 0 <= numbers["tolerance"] < 1:  # NaN fails both comparisons
        raise ExternalFileError(f"external.csv, line {number}: tolerance must be from 0 to below 1")
    if not 0 <= numbers["published"] < (inf if found["kind"] == "count" else 1 + ROUNDING):
        raise ExternalFileError(f"external.csv, line {number}: published is no {found['kind']}")
    texts = {name: text for name, text in found.items() if name not in numbers}
    return PublishedFigure(published=numbers["published"], tolerance=numbers["tolerance"], **texts)


def _is_date(text: str) -> bool:
    try:
        return not text or date.fromisoformat(text).isoformat() == text
    except ValueError:
        return False


def compare(published: Sequence[PublishedFigure], figures: pl.DataFrame, scope: Scope) -> list[ComparedFigure]:
    """Each published figure beside ours (``figures``: ids, counts and shares)."""
    asked = figures.filter(pl.col("figure_id").is_in([one.our_figure for one in published]))
    ours = {row["figure_id"]: row for row in asked.select("figure_id", "count", "share").iter_rows(named=True)}
    return [_compare_one(one, ours.get(one.our_figure, {}).get(one.kind), scope) for one in published]


def _compare_one(published: PublishedFigure, ours: float | None, scope: Scope) -> ComparedFigure:
    because = _find_obstacle(published, scope)
    if not because and ours is None:
        because = "no figure of ours: nothing is counted, or it is withheld"
    if because or ours is None:
        return ComparedFigure(published, ours, NOT_COMPARABLE, because)
    allowed = published.tolerance * (published.published if published.kind == "count" else 1)
    is_same = abs(ours - published.published) <= allowed + ROUNDING
    return ComparedFigure(published, ours, SAME if is_same else DIFFERS, "")


def _find_obstacle(published: PublishedFigure, scope: Scope) -> str:
    """Why two figures are not about the same: state, law, counties or period; empty where they are."""
    if published.state != scope.state:
        return f"state: it is of {published.state.upper()}, ours of {scope.state.upper()}"
    if scope.is_synthetic:
        return "state: the people of this run are invented"
    if published.law not in scope.laws:
        return f"law: this run applies no {published.law}"
    asked = {name.strip().upper() for name in published.counties.split(";")}
    lacking = [county for county in scope.missing if asked == {ALL_COUNTIES.upper()} or county in asked]
    if lacking:
        names = ", ".join(county.title() for county in lacking[:3])
        others = f" and {len(lacking) - 3} more counties" if len(lacking) > 3 else ""
        return f"counties: no history of {names}{others} was read"
    if period := PERIOD.fullmatch(published.period):
        first, last = int(period[1]), int(period[2] or period[1])
        if scope.years[1] < first or scope.years[0] > last:
            return f"period: its data reach to {published.period}, ours to {scope.years[1]}"
    return ""


def count_verdicts(compared: Sequence[ComparedFigure]) -> dict[str, int]:
    """How many figures have each verdict."""
    return {verdict: sum(one.verdict == verdict for one in compared) for verdict in (SAME, DIFFERS, NOT_COMPARABLE)}


def build_frame(compared: Sequence[ComparedFigure]) -> pl.DataFrame:
    """Build one row per published figure."""
    names = [field.name for field in fields(PublishedFigure)]
    rows = [(*astuple(one.published), one.ours, one.verdict, one.because) for one in compared]
    types = {name: pl.Float64 if name in ("published", "tolerance") else pl.String for name in names}
    schema = {**types, "ours": pl.Float64, "verdict": pl.String, "because": pl.String}
    return pl.DataFrame(rows, schema=schema, orient="row")
