"""All figures of the run at hand and the ledger, counted, checked and handed out as one folder.

What belongs here: the order of the steps, shared by the command and the asset. What does not: the steps.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.filing.handed_out import handing_out
from orchestration.levels.catalogue import read_catalogue
from orchestration.levels.counting import Facts, count, prepare
from orchestration.levels.headlines import Headline, headlines
from orchestration.levels.law_effects import law_effects
from orchestration.levels.ledger_lines import read_lines
from orchestration.levels.writing import with_ids, write_frames, write_headlines
from orchestration.settings import Settings


@dataclass(frozen=True)
class Produced:
    """What was handed out."""

    folder: Path
    facts: Facts
    headlines: Sequence[Headline]


def produce(settings: Settings, connection: duckdb.DuckDBPyConnection, gates: Sequence[str]) -> Produced:
    """Count and hand out. ``gates``: those that the run passed. Raises ``SumBroken``, ``LedgerUnusable``."""
    read = read_lines(settings, connection)
    prepare(connection, settings.state, read)
    counts = count(connection, settings.state, read.events)
    catalogue = read_catalogue()
    found = headlines(counts, catalogue)
    facts = counts.facts
    target = settings.figures / facts.as_of_date.isoformat() / f"{facts.run_id}-{facts.event}"
    with handing_out(target) as folder:
        write_headlines(facts, catalogue, found, gates, folder)
        frames = {
            "levels": with_ids(counts.levels),
            "records": with_ids(counts.records),
            "parts": counts.parts,
            "law_effects": law_effects(counts),
        }
        write_frames(frames, folder)
    return Produced(target, facts, found)
