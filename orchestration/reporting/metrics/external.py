"""Compare our figures with published ones. A difference needs an explanation; without one nothing is written.

``expectations/external.csv`` holds only figures that a source states. Figures of synthetic people are not compared.
"""

from __future__ import annotations

import csv
from collections.abc import Collection, Mapping, Sequence
from dataclasses import astuple, dataclass, fields
from datetime import date
from math import inf
from pathlib import Path

import polars as pl

from orchestration.ingestion.layouts.layout import load_layout
from orchestration.law.tables import read_table
from orchestration.reporting.metrics.store import read_catalogue, read_units
from orchestration.settings import Settings

WITHIN, MISS, NOT_COMPARED, NO_FIGURE = "within", "miss", "not_compared", "no_figure_of_ours"

ROUNDING = 1e-9
"""Rounding error of subtracted fractions: a figure exactly at its tolerance is within it."""


class ExternalFileError(ValueError):
    """The file of published figures cannot be used. The message has the line."""


class UnexplainedDifferenceError(RuntimeError):
    """Our figure differs from a published one without an explanation. Nothing is written."""


@dataclass(frozen=True)
class PublishedFigure:
    """A row of the file. ``our_figure``: id of ours, compared as count or share by ``kind``. ``tolerance``: relative
    for a count, absolute for a share. ``explanation``: a person's explanation of the difference."""

    external_id: str
    says: str
    published: float
    kind: str
    published_on: str
    source: str
    our_figure: str
    tolerance: float
    applies_to: str
    explanation: str


@dataclass(frozen=True)
class ComparedFigure:
    """A published figure beside ours."""

    published: PublishedFigure
    ours: float | None
    verdict: str


_WORDS = (
    "levels", "outcomes", "gap", "progress", "relief_by_year", "funnel", "disparity", "calendar", "figures",
    "statewide", "all", "living", "granted", "prohibited", "race", "sex", "age", "1", "3", "5",
)  # fmt: skip
_GROUPS = ("race", "sex", "age", "offense_group", "year_of_event")


def list_words(settings: Settings) -> frozenset[str]:
    """List every word of our figures' ids, except groups of people and offenses."""
    catalogue = read_catalogue()
    laws = [line["remedy_id"] for line in read_table(settings.models, settings.state, "remedies")]
    places = [county.lower().replace(" ", "-") for county in load_layout(settings.state).counties]
    variants = [word for words in catalogue.values() for variant in words["variants"] for word in variant.split("/")]
    keys = [f"{key}={law}" for key in ("remedy", "alone", "without") for law in laws]
    return frozenset(
        {*_WORDS, *catalogue, *read_units(), *variants, *laws, *keys, *places, *(f"county={place}" for place in places)}
    )


def read_published(path: Path, words: Collection[str]) -> list[PublishedFigure]:
    """Read the file. ``words``: those of our figures' ids.

    Raises:
        ExternalFileError: A row cannot be used, or names a figure that cannot exist.
    """
    with path.open(encoding="utf-8", newline="") as file:
        found = [_parse_row(row, number) for number, row in enumerate(csv.DictReader(file), 2)]
    for number, one in enumerate(found, 2):
        parts = one.our_figure.split("/")
        if not all(part in words or (part.partition("=")[0] in _GROUPS and part[-1] != "=") for part in parts):
            raise ExternalFileError(f"external.csv, line {number}: there is no figure {one.our_figure!r}")
        if one.external_id in {other.external_id for other in found[: number - 2]}:
            raise ExternalFileError(f"external.csv, line {number}: {one.external_id} occurs twice")
    return found


def _parse_row(row: Mapping[str, str], number: int) -> PublishedFigure:
    try:
        found = {field.name: row[field.name].strip() for field in fields(PublishedFigure)}
        numbers = {name: float(found[name]) for name in ("published", "tolerance")}
    except (KeyError, ValueError, AttributeError):
        raise ExternalFileError(f"external.csv, line {number}: a column is missing, or a number is invalid") from None
    for name in ("external_id", "says", "source", "our_figure", "applies_to"):
        if not found[name]:
            raise ExternalFileError(f"external.csv, line {number}: {name} is empty")
    if found["kind"] not in ("count", "share"):
        raise ExternalFileError(f"external.csv, line {number}: kind must be count or share, found {found['kind']!r}")
    if not _is_date(found["published_on"]):
        raise ExternalFileError(f"external.csv, line {number}: published_on must be a date (2023-04-06) or empty")
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


def compare(published: Sequence[PublishedFigure], figures: pl.DataFrame, *, is_synthetic: bool) -> list[ComparedFigure]:
    """Compare each published figure with ours (``figures``: ids, counts and shares).

    Raises:
        UnexplainedDifferenceError: One differs without an explanation.
    """
    ours = {row["figure_id"]: row for row in figures.select("figure_id", "count", "share").iter_rows(named=True)}
    found = [_compare_one(one, ours.get(one.our_figure, {}).get(one.kind), is_synthetic) for one in published]
    silent = [one for one in found if one.verdict == MISS and not one.published.explanation]
    if silent:
        told = "; ".join(
            f"{one.published.external_id} is {one.published.published:g}, ours is {one.ours:g}" for one in silent
        )
        raise UnexplainedDifferenceError(f"figures differ from published ones; explain each in external.csv: {told}")
    return found


def _compare_one(published: PublishedFigure, value: float | None, is_synthetic: bool) -> ComparedFigure:
    if is_synthetic:
        return ComparedFigure(published, value, NOT_COMPARED)
    if value is None:
        return ComparedFigure(published, None, NO_FIGURE)
    allowed = published.tolerance * (published.published if published.kind == "count" else 1)
    return ComparedFigure(published, value, WITHIN if abs(value - published.published) <= allowed + ROUNDING else MISS)


def build_frame(compared: Sequence[ComparedFigure]) -> pl.DataFrame:
    """Build one row per published figure."""
    names = [field.name for field in fields(PublishedFigure)]
    rows = [(*astuple(one.published), one.ours, one.verdict) for one in compared]
    types = {name: pl.Float64 if name in ("published", "tolerance") else pl.String for name in names}
    return pl.DataFrame(rows, schema={**types, "ours": pl.Float64, "verdict": pl.String}, orient="row")
