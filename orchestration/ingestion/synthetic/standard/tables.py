"""What is invented for a state: ``synthetic/<state>/sample.yml`` and ``offenses.csv``, as data alone."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from datetime import date
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field

FOLDER = Path(__file__).parents[1]


class Part(BaseModel):
    """A part of a table: unknown keys are errors."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Place(Part):
    """A county or city: its code in the files of the state, and how often cases are of it."""

    code: str
    weight: float
    district: str = ""


class Court(Part):
    """A kind of court: the levels whose cases it has, its code, case numbers and dockets (formats of the
    fields of a case; without one, the docket is the case number)."""

    levels: tuple[str, ...]
    code: str
    case_number: str
    docket: str = ""


class Disposition(Part):
    """A wording of a disposition, what it means in our words, and how often it is used, by level where given."""

    means: str
    weight: float
    levels: tuple[str, ...] = ()


class Extract(Part):
    """A file of the state's own extract: its rows are charges (``charges``) or parts of sentences (``sentences``);
    ``where`` a field has one of these values. ``columns``: a format of the fields of the row for each column."""

    name: str
    rows: str = "charges"
    where: Mapping[str, tuple[str, ...]] = {}
    delimiter: str = ","
    columns: Mapping[str, str]


class Offense(Part):
    """An offense that people are charged with."""

    weight: float
    title: str
    section: str
    subsection: str
    words: str
    level: str
    grade: str
    max_days: str
    has_victim: bool
    note: str


class StateTables(Part):
    """The tables of one state.

    ``statute``: how its files write a statute. ``has_state_id``: files tell the state's number of a person.
    ``one_charge_a_case``: each charge has a case number of its own. ``cut_date``: of its files, where nothing else is
    said. ``as_of``: the day they are run for, if not the usual one. ``youngest``: age from which people are charged.
    ``recent``: share of cases of the last months. ``conditional_pardons``: share of convictions with one. ``domestic``:
    share of charges marked as domestic, where files tell it. ``flags``: share of charges of which a fact is so, by how
    their section begins.
    """

    statute: str
    has_state_id: bool
    one_charge_a_case: bool
    places: Mapping[str, Place]
    courts: Mapping[str, Court]
    dispositions: Mapping[str, Disposition]
    cut_date: date = date(2026, 3, 1)
    as_of: date | None = None
    youngest: int = 18
    recent: float = 0
    conditional_pardons: float = 0
    domestic: float | None = None
    flags: Mapping[str, Mapping[str, float]] = {}
    extracts: tuple[Extract, ...] = ()
    words: Mapping[str, Mapping[str, str]] = {}
    offenses: tuple[Offense, ...] = Field(default=())


def load_tables(state: str) -> StateTables:
    """Load the tables of a state."""
    folder = FOLDER / state
    with (folder / "offenses.csv").open(encoding="utf-8", newline="") as file:
        offenses = list(csv.DictReader(file))
    told = yaml.safe_load((folder / "sample.yml").read_text(encoding="utf-8"))
    return StateTables.model_validate({**told, "offenses": offenses})
