"""The funnel among the files of the figures: counted with them, from the same run and ledger.

What belongs here: its form, as a release reads it. What does not: counting (``funnel``), the cell rules
(``publication.funnel_counts``). Restricted: small numbers are not suppressed.
"""

from __future__ import annotations

import duckdb
import polars as pl

from orchestration.reporting.metrics.funnel_counts import Funnel
from orchestration.reporting.metrics.funnel_steps import STEPS
from orchestration.reporting.releases.funnel_counts import BETWEEN
from orchestration.settings import Settings


def funnel_table(connection: duckdb.DuckDBPyConnection, settings: Settings, funnel: Funnel) -> pl.DataFrame:
    """One row per way of relief, place and step."""
    remedies = dict(
        connection.execute(
            f"select relief_by, string_agg(remedy_id, '{BETWEEN}' order by remedy_id) "
            f"from rules.{settings.state}_remedies where unit <> 'arrest' group by relief_by"
        ).fetchall()
    )
    return pl.DataFrame(
        {
            "relief_by": [one.relief_by for one in funnel.counts],
            "remedies": [remedies[one.relief_by] for one in funnel.counts],
            "place": [one.place for one in funnel.counts],
            "step": [one.step for one in funnel.counts],
            "comes_from": [STEPS[one.step].comes_from for one in funnel.counts],
            "count": [one.convictions for one in funnel.counts],
            "with_day": [one.with_day for one in funnel.counts],
            "median_days": [one.median_days for one in funnel.counts],
            "oldest_days": [one.oldest_days for one in funnel.counts],
            "days_until": [str(funnel.today) for _ in funnel.counts],
            "ledger_event": [funnel.ledger_event for _ in funnel.counts],
        }
    )
