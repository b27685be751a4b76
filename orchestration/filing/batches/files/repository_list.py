"""Files of a batch by list: the list for its recipient, and copies of it for those who are to know it.

What a line holds is the recipient's row of the law table ``recipients``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from orchestration.files.tables import write_csv
from orchestration.filing.batches.files.batch_of_lines import (
    BatchOfLines,
    format_birth_day,
    format_folder_name,
    format_text,
)
from orchestration.filing.batches.files.court_data import OF_THE_LINE
from orchestration.filing.ledger.frozen_line import FrozenLine
from orchestration.law.recipients import COPY, COURT, LINE_COLUMNS, STATE, Recipient, select_step

LIST_FILE, COPIES = "list.csv", "copies"

OF_A_LIST_LINE: Mapping[str, str] = {
    **{name: column for name, column in OF_THE_LINE.items() if name in LINE_COLUMNS},
    "entry": "unit",
    "court_code": "court_code",
    "judicial_district": "judicial_district",
    "docket_number": "docket_number",
    "tracking_number": "tracking_number",
    "disposition": "disposition_type",
    "disposition_date": "conviction_date",
    "arrest_date": "arrest_date",
    "relief_in_words": "relief_words",
}
"""Name in the file to column of ``filing_lines``."""


def write_list(folder: Path, batch: BatchOfLines) -> None:
    """Write the list, and a copy for each recipient of copies: one file, or one each county or court."""
    if batch.addressee is None:
        raise ValueError("a list has a recipient")
    _write(folder / LIST_FILE, batch, batch.addressee, batch.lines)
    for copy in select_step(batch.recipients, COPY):
        of_place: dict[str, list[FrozenLine]] = defaultdict(list)
        for frozen in batch.lines:
            of_place[_name_place(copy, frozen.line)].append(frozen)
        for place, lines in sorted(of_place.items()):
            _write(folder / COPIES / f"{place}.csv", batch, copy, lines)


def _name_place(copy: Recipient, line: Mapping[str, Any]) -> str:
    county = format_text(line["county_name"]) if copy.per != STATE else ""
    court = line["agency_code"] or line["agency_name"] or line.get("court_code")
    agency = format_text(court) if copy.per == COURT else ""
    return "_".join(filter(None, [copy.recipient, format_folder_name(county), format_folder_name(agency)]))


def _write(path: Path, batch: BatchOfLines, recipient: Recipient, lines: Sequence[FrozenLine]) -> None:
    columns = ("line_id", "batch_id", *recipient.columns)
    write_csv(path, columns, ({name: _format(batch, frozen, name) for name in columns} for frozen in lines))


def _format(batch: BatchOfLines, frozen: FrozenLine, name: str) -> str:
    line: Mapping[str, Any] = frozen.line
    if name == "date_of_birth":
        return format_birth_day(line)
    if name == "other_names":
        return format_text([other for other in line["person_names"] if other != line["person_name"]])
    own = {"line_id": frozen.line_id, "batch_id": batch.batch_id, "law_version": frozen.law_version}
    return own[name] if name in own else format_text(line.get(OF_A_LIST_LINE[name]))
