"""The public defender's list of a county: the prosecutor's lines, and who becomes eligible later."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from orchestration.filing.documents.by_order import LINES_PER_LIST, build_list_row
from orchestration.filing.documents.content import DefenderContent
from orchestration.filing.documents.figures import format_county, sort_lines
from orchestration.filing.documents.files import DocumentFolder
from orchestration.filing.documents.formatting import format_month
from orchestration.filing.documents.templates import TEMPLATES, read_templates_in_force
from orchestration.filing.documents.typesetting import Typesetter


def write_defender_list(
    content: DefenderContent, folder: Path, *, templates: Path = TEMPLATES, lines_per_list: int = LINES_PER_LIST
) -> list[Path]:
    """Write the list to ``folder`` in as many files as needed, and return the files by name."""
    in_force = read_templates_in_force(content.state, content.as_of_date, templates)
    typesetter = Typesetter(in_force, content.as_of_date, by=content.prepared_by)
    folder.mkdir(parents=True, exist_ok=True)
    written = DocumentFolder(folder)
    lines = sort_lines(content.lines)
    starts = range(0, max(len(lines), 1), lines_per_list)
    later = sorted(content.later, key=lambda row: (row.remedy_id, row.month or date.max))
    for volume, start in enumerate(starts, 1):
        told = {
            "county": format_county(content.county),
            "as_of_date": content.as_of_date,
            "data_as_of": content.data_as_of,
            "law_version": content.law_version,
            "volume_number": volume,
            "volume_count": len(starts),
            "line_count": len(lines),
            "first_number": min(start + 1, len(lines)),
            "last_number": min(start + lines_per_list, len(lines)),
            "later": [
                {
                    "remedy": row.remedy_id.replace("_", " "),
                    "month": "the day is not known" if row.month is None else format_month(row.month, "en"),
                    "determinations": row.determinations,
                    "people": row.people,
                }
                for row in later
            ],
            "lines": [
                {"number": number, **build_list_row(line)}
                for number, line in enumerate(lines[start : start + lines_per_list], start + 1)
            ],
        }
        written.document(
            f"public_defender_list_{volume:03}.pdf", "defender_list", typesetter.set_document("defender_list", told)
        )
    return written.paths
