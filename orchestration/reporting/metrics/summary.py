"""The summary of a run: a few figures with their denominators, the same for a file, a terminal and the UI.

What belongs here: reading the figures from the marts and giving them names. What does not: suppression for publication.
``summary.json`` stays inside the building: small counts are not suppressed in it. It holds the policies statewide by
group and in all by county; ``figures.csv`` holds every group of every county.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from orchestration.reporting.metrics.arrest_figures import ArrestRelief, read_arrest_relief
from orchestration.reporting.metrics.petition_hints import HintFigures, read_hints
from orchestration.reporting.metrics.policy_figures import PolicyFigures, by_policy, read_figures
from orchestration.reporting.metrics.remedy_figures import RemedyFigures, read_remedies
from orchestration.reporting.metrics.waiting_questions import Waiting, read_waiting

SUMMARY_FILE = "summary.json"


@dataclass(frozen=True)
class CountyFigures:
    """One county: what the law reaches there, and what was determined. ``in_scope`` counts convictions as in the total,
    the others charges, ``people_*`` people."""

    county_name: str
    in_scope: int
    in_scope_without_conviction: int
    eligible_by_statute: int
    eligible_by_policy: int
    review: int
    people_eligible: int


@dataclass(frozen=True)
class RunSummary:
    """Figures of one run. People are counted once across files and counties."""

    as_of_date: date
    data_as_of_earliest: date
    data_as_of_latest: date
    allowances: str
    deliveries: int
    physical_lines: int
    accepted_rows: int
    repaired_lines: int
    rejected_lines: int
    other_deliveries: int
    supervised_release_data_as_of: date | None
    people_under_supervision: int
    charges_completed_by_courts: int
    convictions_added_by_courts: int
    charges_courts_disagree_about: int
    court_charges_without_match: int
    petitions: int
    petitions_unmatched: int
    case_transfers: int
    case_transfers_unmatched: int
    case_transfers_contradictory: int
    people: int
    people_with_identity_conflict: int
    identity_decisions: int
    identity_decisions_unmatched: int
    charges: int
    convictions: int
    charges_not_parsed: int
    juvenile_charges_kept_apart: int
    sentence_parts_of_no_charge: int
    repeated_court_cases: int
    in_scope: int
    in_scope_without_conviction: int
    eligible: int
    eligible_by_policy_alone: int
    review: int
    people_eligible: int
    by_county: tuple[CountyFigures, ...]
    policies: tuple[PolicyFigures, ...]
    remedies: tuple[RemedyFigures, ...]
    arrest_relief: ArrestRelief
    hints: tuple[HintFigures, ...]
    waiting: Waiting

    def as_json(self) -> str:
        """Deterministic JSON text, ISO dates."""
        return json.dumps(asdict(self), indent=2, sort_keys=True, default=str) + "\n"


_DECISIONS = """
with on_record as (
    select 'state:' || unnest(state_ids) as id_key from intermediate.int_people
    union
    select 'issuer:' || unnest(issuer_person_ids) as id_key from intermediate.int_people
)
select
    count(*),
    count(*) filter (
        where id_key not in (select on_record.id_key from on_record)
            or other_id_key not in (select on_record.id_key from on_record)
    )
from intake.identity_decisions
"""
"""Decisions on who is who, and those that name an id which nobody in the deliveries has."""


def read_summary(connection: duckdb.DuckDBPyConnection, figures: pl.DataFrame | None = None) -> RunSummary:
    """The figures of the run that the warehouse holds; ``figures`` (``read_figures``) where they are read already."""
    names = [
        "as_of_date",
        "data_as_of_earliest",
        "data_as_of_latest",
        "allowances",
        "deliveries",
        "physical_lines",
        "accepted_rows",
        "rejected_lines",
        "other_deliveries",
        "supervised_release_data_as_of",
        "people_under_supervision",
        "charges_completed_by_courts",
        "convictions_added_by_courts",
        "charges_courts_disagree_about",
        "court_charges_without_match",
        "petitions",
        "petitions_unmatched",
        "case_transfers",
        "case_transfers_unmatched",
        "case_transfers_contradictory",
        "people",
        "people_with_identity_conflict",
        "charges",
        "convictions",
        "charges_not_parsed",
        "juvenile_charges_kept_apart",
        "sentence_parts_of_no_charge",
        "repeated_court_cases",
        "in_scope",
        "in_scope_without_conviction",
        "eligible",
        "eligible_by_policy_alone",
        "review",
        "people_eligible",
    ]
    (row,) = connection.execute(f"select {', '.join(names)} from marts.run_summary").fetchall()
    counties = connection.execute(
        """
        select
            county_name,
            sum(conviction_count),
            sum(charge_count) - sum(conviction_count),
            coalesce(sum(charge_count) filter (where outcome = 'eligible' and basis = 'statute'), 0),
            coalesce(sum(charge_count) filter (where outcome = 'eligible' and basis = 'policy'), 0),
            coalesce(sum(charge_count) filter (where outcome = 'review'), 0),
            coalesce(max(people_eligible), 0)
        from marts.impact_relief
        group by county_name
        order by county_name
        """
    ).fetchall()
    ((repaired,),) = connection.execute(
        "select coalesce(sum(repaired_lines), 0)::bigint from intake.deliveries where delivery_kind = 'history'"
    ).fetchall()
    ((decisions,),) = connection.execute("select count(*) from intake.identity_decisions").fetchall()
    unmatched = 0
    if decisions:
        ((decisions, unmatched),) = connection.execute(_DECISIONS).fetchall()
    return RunSummary(
        **dict(zip(names, row, strict=True)),
        repaired_lines=repaired,
        identity_decisions=decisions,
        identity_decisions_unmatched=unmatched,
        by_county=tuple(CountyFigures(*county) for county in counties),
        policies=by_policy(read_figures(connection) if figures is None else figures),
        remedies=read_remedies(connection),
        arrest_relief=read_arrest_relief(connection),
        hints=read_hints(connection),
        waiting=read_waiting(connection),
    )


def write_summary(
    connection: duckdb.DuckDBPyConnection, folder: Path, figures: pl.DataFrame | None = None
) -> RunSummary:
    """Write ``summary.json`` into ``folder``. Returns the summary (``read_summary``)."""
    summary = read_summary(connection, figures)
    (folder / SUMMARY_FILE).write_text(summary.as_json(), encoding="utf-8")
    return summary
