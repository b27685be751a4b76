"""What came out of each remedy: determinations by outcome, people reached, and which source decided.

What belongs here: reading ``marts.remedy_figures`` and the table a terminal shows of relief by operation of law. What
does not: counting (``models/marts``), the figures of policies (``figures``). Restricted: small numbers are not
suppressed.
"""

from __future__ import annotations

from dataclasses import dataclass

import duckdb
from rich.table import Table

OUTCOMES = ("eligible", "not_yet", "review", "undeterminable", "ineligible", "already_relieved")
SOURCES = ("history", "supervised_release", "court_records", "petitions", "established_facts")
OPERATION_OF_LAW = "operation_of_law"


@dataclass(frozen=True)
class RemedyFigures:
    """One remedy. ``outcomes`` and ``decided_by`` count determinations and add up to ``determinations`` each; who is
    held up by a missing file would be eligible if the Supervised Release File were at hand and silent."""

    remedy_id: str
    name: str
    unit: str
    relief_by: str
    effect: str
    determinations: int
    people: int
    outcomes: dict[str, int]
    not_yet_with_a_day: int
    people_eligible: int
    people_not_yet: int
    held_up_by_missing_file: int
    people_held_up_by_missing_file: int
    decided_by: dict[str, int]


def read_remedies(connection: duckdb.DuckDBPyConnection) -> tuple[RemedyFigures, ...]:
    """The remedies of the state's law, by their ids."""
    decided_by = [f"decided_by_{source}" for source in SOURCES]
    rows = connection.execute(
        "select remedy_id, remedy_name, unit, relief_by, effect, determinations, people, not_yet_with_a_day, "
        "people_eligible, people_not_yet, held_up_by_missing_file, people_held_up_by_missing_file, "
        f"{', '.join((*OUTCOMES, *decided_by))} from marts.remedy_figures order by remedy_id"
    ).fetchall()
    remedies = []
    for remedy_id, name, unit, relief_by, effect, determinations, people, with_a_day, *others in rows:
        people_eligible, people_not_yet, held_up, people_held_up, *counts = others
        remedies.append(
            RemedyFigures(
                remedy_id=remedy_id,
                name=name,
                unit=unit,
                relief_by=relief_by,
                effect=effect,
                determinations=determinations,
                people=people,
                outcomes=dict(zip(OUTCOMES, counts[: len(OUTCOMES)], strict=True)),
                not_yet_with_a_day=with_a_day,
                people_eligible=people_eligible,
                people_not_yet=people_not_yet,
                held_up_by_missing_file=held_up,
                people_held_up_by_missing_file=people_held_up,
                decided_by=dict(zip(SOURCES, counts[len(OUTCOMES) :], strict=True)),
            )
        )
    return tuple(remedies)


def automatic_relief_table(remedies: tuple[RemedyFigures, ...]) -> Table | None:
    """Relief by operation of law, a column each; None where the state has none."""
    automatic = [remedy for remedy in remedies if remedy.relief_by == OPERATION_OF_LAW]
    if not automatic:
        return None
    table = Table(title="Automatic relief: by operation of law, no court is asked", title_justify="left")
    table.add_column("")
    for remedy in automatic:
        table.add_column(remedy.name, justify="right")
    rows = {
        "determinations": [remedy.determinations for remedy in automatic],
        " eligible now": [remedy.outcomes["eligible"] for remedy in automatic],
        " eligible later, on a known day": [remedy.not_yet_with_a_day for remedy in automatic],
        " not yet, the day not known": [remedy.outcomes["not_yet"] - remedy.not_yet_with_a_day for remedy in automatic],
        " to review": [remedy.outcomes["review"] for remedy in automatic],
        " not determinable": [remedy.outcomes["undeterminable"] for remedy in automatic],
        " not eligible": [remedy.outcomes["ineligible"] for remedy in automatic],
        " relieved before": [remedy.outcomes["already_relieved"] for remedy in automatic],
        "people eligible now": [remedy.people_eligible for remedy in automatic],
        "only the Supervised Release File is missing": [remedy.held_up_by_missing_file for remedy in automatic],
        " of people": [remedy.people_held_up_by_missing_file for remedy in automatic],
    }
    for words, counts in rows.items():
        table.add_row(words, *(f"{count:,}" for count in counts))
    return table
