"""Documents of a batch by operation of law: summary, letter to the department, a notice for each court.

Every court of a transferred case is notified, with the number the case has there.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from orchestration.filing.documents.by_order import LINES_PER_LIST, build_list_row
from orchestration.filing.documents.content import BatchContent, CourtCase, LineContent
from orchestration.filing.documents.figures import compute_figures, format_county_in_full, sort_lines
from orchestration.filing.documents.files import DocumentFolder
from orchestration.filing.documents.typesetting import Typesetter

NOTICES = "court_notices"
LAW_TEMPLATES = ("summary", "department_letter", "court_notice")
"""Templates of these documents."""
FURTHER_LETTER = "further_courts_letter"
FURTHER_TEMPLATES = ("court_notice", FURTHER_LETTER)
"""Templates of notices to further courts, and of the letter to the department about them."""


def write_law_documents(
    content: BatchContent, typesetter: Typesetter, written: DocumentFolder, lines_per_list: int = LINES_PER_LIST
) -> None:
    """Write the documents. A long notice continues in further files."""
    lines = sort_lines(content.lines)
    said = compute_figures(content, lines)
    written.document("summary.pdf", "summary", typesetter.set_document("summary", said))
    written.document("department_letter.pdf", "department_letter", typesetter.set_document("department_letter", said))
    _write_notices(said, _group_by_court(lines), typesetter, written, lines_per_list)


def write_further_notices(
    content: BatchContent, typesetter: Typesetter, written: DocumentFolder, told: Mapping[str, Collection[str]]
) -> None:
    """Write notices about lines filed before, and the letter to the department about them.

    ``told`` maps line id to the counties of the courts to notify. Notices started by an earlier version have no letter.
    """
    lines = sort_lines(content.lines)
    courts: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        meant = {(case.court_code, case.court) for case in line.other_courts if case.county in told[line.line_id]}
        for court, rows in _group_by_court([line]).items():
            if court in meant:
                courts[court] += rows
    said = compute_figures(content, lines)
    if FURTHER_LETTER in content.templates:
        said |= {"further_court_count": len(courts), "further_courts": _build_entries_of_courts(courts)}
        written.document("department_letter.pdf", FURTHER_LETTER, typesetter.set_document(FURTHER_LETTER, said))
    _write_notices(said, courts, typesetter, written, LINES_PER_LIST)


def _build_entries_of_courts(courts: Mapping[tuple[str, str], Sequence[Mapping[str, Any]]]) -> list[dict[str, Any]]:
    """Count, for each further court, its entries and those whose number there is known."""
    return [
        {"court": name, "lines": len(rows), "numbers_known": sum(bool(row["numbers_there"]) for row in rows)}
        for (_, name), rows in sorted(courts.items())
    ]


def _write_notices(
    said: Mapping[str, Any],
    courts: Mapping[tuple[str, str], Sequence[Mapping[str, Any]]],
    typesetter: Typesetter,
    written: DocumentFolder,
    lines_per_list: int,
) -> None:
    notices: list[tuple[str, Mapping[str, Any]]] = []
    for number, ((code, court), rows) in enumerate(sorted(courts.items()), 1):
        starts = range(0, len(rows), lines_per_list)
        for volume, start in enumerate(starts, 1):
            told = {
                **said,
                "court_name": court,
                "court_code": code,
                "line_count": len(rows),
                "volume_number": volume,
                "volume_count": len(starts),
                "first_number": start + 1,
                "last_number": min(start + lines_per_list, len(rows)),
                "lines": [
                    {"number": place, **row}
                    for place, row in enumerate(rows[start : start + lines_per_list], start + 1)
                ],
            }
            notices.append((f"notice_{number:03}_{volume:03}.pdf", told))
    made = typesetter.set_documents(("court_notice", told) for _, told in notices)
    for (name, _), content in zip(notices, made, strict=True):
        written.document(Path(NOTICES) / name, "court_notice", content)


def _group_by_court(lines: Sequence[LineContent]) -> dict[tuple[str, str], list[dict[str, Any]]]:
    """Build the rows of each court's notice. A transferred case is in the notice of each court, with its number there
    and its numbers at the others."""
    courts: dict[tuple[str, str], list[dict[str, Any]]] = defaultdict(list)
    for line in lines:
        cases = _find_case_by_court(line)
        for court, case in cases.items():
            elsewhere = [
                f"{other.county or other.court}: {'; '.join(other.case_numbers) or 'number not known'}"
                for key, other in cases.items()
                if key != court
            ]
            row = {**build_list_row(line), "numbers_there": case.case_numbers, "numbers_elsewhere": elsewhere}
            # templates kept for batches of earlier versions use the last one
            courts[court].append({**row, "is_original": court != (line.court_code, line.court)})
    return courts


def _find_case_by_court(line: LineContent) -> dict[tuple[str, str], CourtCase]:
    """Return the case at each of its courts, the line's own first. A case that came back has further numbers there."""
    own = CourtCase(line.court, line.court_code, line.case_numbers, line.county)
    cases: dict[tuple[str, str], CourtCase] = {}
    for case in (own, *line.other_courts):
        key = (case.court_code, case.court)
        if key != ("", ""):
            before = cases.get(key, replace(case, case_numbers=()))
            cases[key] = replace(before, case_numbers=tuple(dict.fromkeys((*before.case_numbers, *case.case_numbers))))
    return {key: replace(case, county=format_county_in_full(case.county)) for key, case in cases.items()}
