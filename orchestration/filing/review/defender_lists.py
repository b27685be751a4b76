"""Public defenders' lists, written with a reviewer's workbook: the same lines on the same day, one folder a county.

Lines without a known county are on no list, and are counted.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from orchestration.files.atomic import build_dir
from orchestration.filing.batches.batch_content import build_contents
from orchestration.filing.batches.candidates import FilingLine, Selection
from orchestration.filing.batches.files.batch_of_lines import format_folder_name
from orchestration.filing.documents.content import DefenderContent, EligibleLater, LineContent
from orchestration.filing.documents.defenders import write_defender_list
from orchestration.warehouse.connection import fetch_dicts
from orchestration.warehouse.open_run import RunShown


@dataclass(frozen=True)
class DefenderLists:
    """Folder of the lists, number of counties, and number of lines without a known county."""

    folder: Path
    counties: int
    lines_without_county: int


def find_lists_folder(workbook: Path) -> Path:
    """Return the folder of the lists that belong to a workbook."""
    return workbook.with_name(f"{workbook.stem}_public_defender")


@contextmanager
def write_defender_lists(
    workbook: Path,
    connection: duckdb.DuckDBPyConnection,
    state: str,
    run: RunShown,
    selection: Selection,
    lines: Sequence[FilingLine],
    counties_of_the_state: Collection[str],
    prepared_by: str = "",
) -> Iterator[DefenderLists]:
    """Write the lists under a temporary name, and rename them if the block, which writes the workbook, succeeds.

    A county gets a list if it has lines or people who become eligible later, or if it was requested.

    Raises:
        FileExistsError: Lists exist; they may have been sent.
        TemplateError: A template cannot be used.
    """
    folder = find_lists_folder(workbook)
    if folder.exists():
        raise FileExistsError(folder)
    contents = build_contents(connection, lines)
    of_county: dict[str, list[LineContent]] = defaultdict(list)
    for content in contents.values():
        of_county[content.county].append(content)
    later = read_eligible_later(connection)
    asked = {selection.county_name} if selection.county_name else of_county.keys() | later.keys()
    counties = sorted(asked & set(counties_of_the_state))
    cuts = _read_cuts(connection)
    with build_dir(folder, mode=0o700) as building:
        for county in counties:
            content_of_county = DefenderContent(
                state,
                county,
                run.as_of_date,
                cuts.get(county, max(cuts.values())),
                run.law_version,
                tuple(of_county[county]),
                tuple(later[county]),
                prepared_by,
            )
            write_defender_list(content_of_county, building / format_folder_name(county))
        elsewhere = sum(len(some) for county, some in of_county.items() if county not in counties)
        yield DefenderLists(folder, len(counties), elsewhere)
        building.rename(folder)


def read_eligible_later(connection: duckdb.DuckDBPyConnection) -> dict[str, list[EligibleLater]]:
    """Read who becomes eligible later, by county, for the public defender and the prosecutor alike."""
    rows = fetch_dicts(
        connection,
        """
        select
            law as remedy_id, place as county_name, count as determinations, people,
            try_cast(variant || '-01' as date) as eligible_month
        from marts.metrics
        where metric = 'calendar' and unit = 'determinations' and place <> 'STATEWIDE'
        order by county_name, remedy_id, eligible_month nulls last
        """,
    )
    found: dict[str, list[EligibleLater]] = defaultdict(list)
    for row in rows:
        found[row["county_name"]].append(
            EligibleLater(row["remedy_id"], row["eligible_month"], row["determinations"], row["people"])
        )
    return found


def _read_cuts(connection: duckdb.DuckDBPyConnection) -> dict[str, date]:
    """Read the day that each county's histories are as of."""
    return dict(
        connection.execute(
            "select county_name, max(data_as_of) from intermediate.int_deliveries where delivery_kind = 'history' "
            "group by county_name"
        ).fetchall()
    )
