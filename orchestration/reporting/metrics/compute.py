"""All figures of the run at hand and the ledger, counted, checked and handed out as one folder.

What belongs here: the order of the steps, shared by the command and the asset. What does not: the steps.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import polars as pl

from orchestration.files.publish_dir import publish_dir
from orchestration.filing.batches.candidates import Selection
from orchestration.filing.batches.status import read_status
from orchestration.ingestion.deliveries.layout import load_layout
from orchestration.law.tables import read_table
from orchestration.reporting.comparison.ledger_counts import keep_counting
from orchestration.reporting.metrics import external, reports
from orchestration.reporting.metrics.catalogue import read_catalogue
from orchestration.reporting.metrics.counts import Counts, Facts, asked, count, prepare
from orchestration.reporting.metrics.disparity import disparity
from orchestration.reporting.metrics.figure_names import Names
from orchestration.reporting.metrics.files import with_ids, write_frames, write_headlines
from orchestration.reporting.metrics.funnel_reader import funnel_of
from orchestration.reporting.metrics.funnel_table import funnel_table
from orchestration.reporting.metrics.gap import gap
from orchestration.reporting.metrics.headlines import Headline, SumBroken, headlines
from orchestration.reporting.metrics.law_effects import law_effects
from orchestration.reporting.metrics.ledger_lines import LedgerRead, last_event, read_lines
from orchestration.reporting.metrics.residents import Population, rates, read_population
from orchestration.reporting.metrics.vital_status import of_the_living
from orchestration.reporting.releases.build import is_synthetic
from orchestration.reporting.releases.counted_files import is_counted
from orchestration.reporting.releases.registry import events_told
from orchestration.settings import Settings
from orchestration.warehouse.current_run import run_at_hand
from orchestration.warehouse.run_history import STAGE_ORDER

Refused = (SumBroken, reports.NotTied, external.NotExplained)
"""What stops everything: no figure is handed out."""

Frames = Mapping[str, pl.DataFrame]


@dataclass(frozen=True)
class Produced:
    """What was handed out."""

    folder: Path
    facts: Facts
    headlines: Sequence[Headline]
    compared: Sequence[external.Compared]


def population_of(settings: Settings, path: Path) -> Population:
    """The file of residents. Raises ``PopulationInvalid``."""
    return read_population(path, load_layout(settings.state).county_named)


def produce(
    settings: Settings,
    connection: duckdb.DuckDBPyConnection,
    gates: Sequence[str],
    population: Population | None = None,
) -> Produced:
    """Count and hand out. ``gates``: those that the run passed. Raises one of ``Refused``, ``LedgerError``,
    ``ExternalInvalid``."""
    read = read_lines(settings, connection)
    prepare(connection, settings.state, read)
    counts = count(connection, settings.state, read.events)
    catalogue = read_catalogue()
    found = headlines(counts, catalogue)
    funnel = funnel_of(connection, settings)
    frames = {
        "levels": with_ids(counts.levels),
        "records": with_ids(counts.records),
        "parts": counts.parts,
        "law_effects": law_effects(counts),
        "disparity": disparity(asked(connection, "stages_by_group", settings.state)),
        "gap": gap(asked(connection, "gap_units", settings.state)),
        "eligible_later": asked(connection, "eligible_later", settings.state),
        "funnel": funnel_table(connection, settings, funnel),
        "of_the_living": of_the_living(connection, read.lines, funnel),
        **_reports(settings, connection, read),
    }
    compared = external.compare(
        external.read_published(settings.expectations / "external.csv", names_of(settings).is_ours),
        {**_ours(counts, frames), **_outcomes(connection)},
        is_synthetic=is_synthetic(connection),
    )
    frames["external"] = external.as_frame(compared)
    if population is not None:
        frames[f"rates_{population.sha256[:12]}"] = rates(counts.levels, population)
    facts = counts.facts
    target = settings.figures / facts.as_of_date.isoformat() / f"{facts.run_id}-{facts.event}"
    with publish_dir(target) as folder:
        write_headlines(facts, catalogue, found, gates, folder)
        write_frames(frames, folder, facts.allowances)
    keep_counting(settings, connection, facts.run_id, facts.event, events_told(settings, facts.run_id))
    return Produced(target, facts, found, compared)


def count_where_nobody_did(settings: Settings, connection: duckdb.DuckDBPyConnection) -> None:
    """Hand out the figures of a run at hand whose gates passed, unless they lie there with the last event of the
    ledger. Raises as ``produce``."""
    if not is_counted(settings, run_at_hand(connection).run_id, last_event(settings)):
        produce(settings, connection, STAGE_ORDER)


def names_of(settings: Settings) -> Names:
    """How figures of ours can be called."""
    laws = [line["remedy_id"] for line in read_table(settings.models, settings.state, "remedies")]
    return Names(read_catalogue(), load_layout(settings.state).counties, laws)


def _outcomes(connection: duckdb.DuckDBPyConnection) -> Mapping[str, float]:
    """What was determined in the state and in each county, by the ids of published figures; the living."""
    rows = connection.execute(
        """
        select
            lower(replace(concat_ws(
                '/', 'outcomes', remedy_id, place, group_kind, group_code, vital_status, outcome, unit
            ), ' ', '-')),
            count
        from (
            unpivot (from marts.impact_outcomes where group_kind = 'all' and vital_status = 'living')
            on determinations, people into name unit value count
        )
        """
    ).fetchall()
    return {str(figure_id): float(count) for figure_id, count in rows}


def _reports(settings: Settings, connection: duckdb.DuckDBPyConnection, read: LedgerRead) -> Frames:
    """The reports the law asks for, each total tied to the ledger. Raises ``NotTied``."""
    waiting = asked(connection, "not_in_the_ledger", settings.state)
    granted = reports.granted_by_county_and_year(read.lines, asked(connection, "prohibited", settings.state))
    progress = {
        relief_by: reports.progress_by_county(
            read.lines, waiting.filter(pl.col("relief_by") == relief_by).drop("relief_by"), relief_by
        )
        for relief_by in (reports.COURT_ORDER, reports.OPERATION_OF_LAW)
    }
    tie = reports.ledger_tie(read.lines)
    reports.check_tied(granted, progress, tie, read_status(settings, Selection()).counts)
    return {
        "reports/relief_granted_and_prohibited": granted,
        "reports/ab1706_progress": progress[reports.COURT_ORDER],
        "reports/automatic_relief_progress": progress[reports.OPERATION_OF_LAW],
        "reports/ledger_lines_by_state": tie,
    }


def _ours(counts: Counts, frames: Frames) -> Mapping[str, float]:
    """Our figures by the names that external.csv uses."""
    ours: dict[str, float] = {}
    for name in ("levels", "records"):
        ours.update(frames[name].select("figure_id", "count").iter_rows())
    for row in frames["reports/ab1706_progress"].filter(pl.col("county") == reports.ALL).iter_rows(named=True):
        ours[f"reports/ab1706/{row['law']}/processed"] = row["processed"]
        ours[f"reports/ab1706/{row['law']}/processed_share"] = row["processed"] / row["identified"]
    whole = frames["gap"].filter(pl.col("trait") == "all", pl.col("uptake").is_not_null())
    for unit, law, years, uptake in whole["unit", "law", "years", "uptake"].iter_rows():
        ours[f"gap/{unit}/{law}/uptake/{years}"] = uptake
    return ours
