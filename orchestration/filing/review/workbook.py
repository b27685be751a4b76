"""The reviewer's workbook: lines to decide, clear ones folded, a timeline per person, rules for many lines.

Every cell is text, and nothing depends on the clock.
"""

from __future__ import annotations

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any

from orchestration.files.tables import PRIVATE_MODE, TEXT_FORMAT, cut_cell, open_workbook
from orchestration.filing.batches.files.answer_file import DEMONSTRATION
from orchestration.filing.documents.content import EligibleLater
from orchestration.filing.documents.formatting import format_month
from orchestration.filing.ledger.approvals import APPROVE, GROUNDS, LATER, OBJECT
from orchestration.filing.review.review_lines import COLUMNS, ReviewLine
from orchestration.law.demonstration import SAYS

LINES, TIMELINES, RULES, LATER_ON, HELP = "Lines", "Timelines", "Rules", "Eligible later", "How to"
DECISIONS = (APPROVE, OBJECT, LATER)
YOURS = {
    "decision": f"{', '.join(DECISIONS)}; empty: undecided, which is no approval",
    "ground": f"ground of an objection: {', '.join(GROUNDS)}",
    "words": "your remark; it is kept with the evidence, not in the ledger itself",
    "decided_by": "your name; you are responsible for the decision",
}
CONDITIONS = {
    "county": "only lines of this county",
    "remedy_id": "only lines of this remedy",
    "relief": "only lines that ask for this relief",
    "section": "only lines of this section, written as in sheet Lines",
    "level": "only lines of this level",
    "basis": "only lines on statute, or on policy",
    "needs_a_human": "no: only clear lines; yes: only the others",
}
"""Conditions of a rule; an empty one matches every line."""
RULE_COLUMNS = (*CONDITIONS, *YOURS)
ROWS_FOR_RULES = 20
NOBODY_LATER: Mapping[str, Sequence[EligibleLater]] = MappingProxyType({})
LATER_COLUMNS = ("county", "relief", "month", "convictions or arrests", "people")
TIMELINE_COLUMNS = ("date", "what", "words", "details", "county", "case_numbers")
WIDE = {"needs_a_human": 34, "words": 34, "name": 28, "charge": 34, "reason": 60, "citation": 34, "details": 60}
CUT = " … (too long for a cell: lookback explain shows all)"
"""End of a value that is too long for a cell."""

SOME_WORDS = [
    "Decide in the sheet Lines, in the columns on the left: one line, one decision, one name.",
    "Lines that need a human come first; clear lines are folded: open them with the sign on the left.",
    "Or decide many at once in the sheet Rules: conditions, a decision, the reason (words) and your name. A rule "
    "decides about lines without a decision of their own; the first rule that fits a line decides.",
    "A line without a decision stays undecided. Save, then: lookback file review import FILE",
    "The sheet Eligible later shows who becomes eligible later; the public defender gets the same on the same day.",
    "This file names people. It is only for those whose work entitles them to see it.",
]


def write_review_workbook(
    path: Path,
    lines: Sequence[ReviewLine],
    timelines: Mapping[str, Sequence[Mapping[str, Any]]],
    later: Mapping[str, Sequence[EligibleLater]] = NOBODY_LATER,
    *,
    is_synthetic: bool = False,
) -> None:
    """Write the complete workbook or none, readable by its owner only.

    ``later``: by county, who becomes eligible later, as the public defender's list shows. ``is_synthetic``: everybody
    in it is invented; each line and each printed page says so.

    Raises:
        FileExistsError: The file exists; it may hold decisions.
    """
    if path.exists():
        raise FileExistsError(path)
    partial = path.with_name(f".{path.name}.partial")
    partial.unlink(missing_ok=True)
    try:
        os.close(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE_MODE))
        _write(partial, lines, timelines, later, is_synthetic=is_synthetic)
        partial.rename(path)
    except BaseException:
        partial.unlink(missing_ok=True)
        raise


def _write(
    path: Path,
    lines: Sequence[ReviewLine],
    timelines: Mapping[str, Sequence[Mapping[str, Any]]],
    later: Mapping[str, Sequence[EligibleLater]],
    *,
    is_synthetic: bool,
) -> None:
    book = open_workbook(path, "Lines to decide about")
    text = book.add_format({"num_format": TEXT_FORMAT, "valign": "top", "text_wrap": True})
    title = book.add_format({"num_format": TEXT_FORMAT, "bold": True, "valign": "top", "bottom": 1})
    heading = book.add_format(
        {"num_format": TEXT_FORMAT, "bold": True, "text_wrap": True, "valign": "top", "bottom": 1}
    )
    to_fill = book.add_format({"num_format": TEXT_FORMAT, "valign": "top", "text_wrap": True, "bg_color": "#FFF8DC"})
    names = (LINES, TIMELINES, RULES, LATER_ON, HELP)
    sheet, timeline_sheet, rules, later_on, how_to = (book.add_worksheet(name) for name in names)
    begins = _write_timelines(timeline_sheet, lines, timelines, text, heading, title)
    marks = {DEMONSTRATION: DEMONSTRATION.upper()} if is_synthetic else {}
    _write_lines(sheet, lines, marks, begins, text, heading, title, to_fill)
    _write_rules(rules, heading, to_fill)
    _write_later(later_on, later, text, heading)
    how_to.set_column(0, 0, 120, text)
    some_words = [*([SAYS] if is_synthetic else []), *SOME_WORDS, ""]
    for row, words in enumerate(some_words):
        how_to.write_string(row, 0, words, text)
    for row, (name, what) in enumerate([*YOURS.items(), *COLUMNS.items()], start=len(some_words)):
        how_to.write_string(row, 0, f"{name}: {what}", text)
    if is_synthetic:
        for one in book.worksheets():
            one.set_header(f"&C&B{SAYS}")
    book.close()


def _write_lines(
    sheet: Any,
    lines: Sequence[ReviewLine],
    marks: Mapping[str, str],
    begins: Mapping[str, int],
    text: Any,
    heading: Any,
    title: Any,
    to_fill: Any,
) -> None:
    names = [*YOURS, *marks, *COLUMNS]
    for place, name in enumerate(names):
        sheet.set_column(place, place, WIDE.get(name, 16), text)
        sheet.write_string(0, place, name, heading)
    sheet.freeze_panes(1, len(YOURS))
    sheet.outline_settings(True, False, False, False)  # the row with their number is above the folded rows
    row = 1
    marked = [line for line in lines if line.marks]
    clear = [line for line in lines if not line.marks]
    for line in marked:
        _write_line(sheet, row, line, names, marks, begins, text, to_fill)
        row += 1
    if clear:
        sheet.set_row(row, None, None, {"collapsed": True})
        sheet.write_string(row, len(YOURS), f"{len(clear):,} clear lines are folded here", title)
        for line in clear:
            row += 1
            sheet.set_row(row, None, None, {"level": 1, "hidden": True})
            _write_line(sheet, row, line, names, marks, begins, text, to_fill)
    last = max(row, 1)
    sheet.data_validation(1, 0, last, 0, {"validate": "list", "source": list(DECISIONS)})
    sheet.data_validation(1, 1, last, 1, {"validate": "list", "source": list(GROUNDS)})
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)


def _write_line(
    sheet: Any,
    row: int,
    line: ReviewLine,
    names: Sequence[str],
    marks: Mapping[str, str],
    begins: Mapping[str, int],
    text: Any,
    to_fill: Any,
) -> None:
    for place, name in enumerate(names):
        if name in YOURS:
            sheet.write_blank(row, place, None, to_fill)
        elif name == "timeline":
            place_of_person = begins[line.line.person_id]
            sheet.write_url(
                row, place, f"internal:'{TIMELINES}'!A{place_of_person + 1}", text, f"row {place_of_person + 1}"
            )
        else:
            sheet.write_string(row, place, cut_cell(marks.get(name) or line.cells[name], CUT), text)


def _write_timelines(
    sheet: Any,
    lines: Sequence[ReviewLine],
    timelines: Mapping[str, Sequence[Mapping[str, Any]]],
    text: Any,
    heading: Any,
    title: Any,
) -> dict[str, int]:
    """Write a block per person, in the order of the lines, and return where each begins."""
    for place, name in enumerate(TIMELINE_COLUMNS):
        sheet.set_column(place, place, WIDE.get(name, 20), text)
        sheet.write_string(0, place, name, heading)
    sheet.freeze_panes(1, 0)
    begins: dict[str, int] = {}
    row = 1
    for line in lines:
        if line.line.person_id in begins:
            continue
        begins[line.line.person_id] = row
        cells = line.cells
        who = ", ".join(filter(None, [cells["name"], cells["date_of_birth"], f"state id {cells['state_ids']}"]))
        sheet.write_string(row, 0, cut_cell(who, CUT), title)
        row += 1
        for happening in timelines.get(line.line.person_id, ()):
            day = happening["date_earliest"]
            shown = (
                f"{day}" if happening["date_precision"] == "day" else f"{day or '?'} ({happening['date_precision']})"
            )
            values = [shown, happening["kind"].replace("_", " "), happening["words"], happening["details"]]
            for place, value in enumerate([*values, happening["county_name"], happening["case_numbers"]]):
                sheet.write_string(row, place, cut_cell(str(value or ""), CUT), text)
            row += 1
        row += 1
    return begins


def _write_later(sheet: Any, later: Mapping[str, Sequence[EligibleLater]], text: Any, heading: Any) -> None:
    for place, name in enumerate(LATER_COLUMNS):
        sheet.set_column(place, place, 24, text)
        sheet.write_string(0, place, name, heading)
    rows = [(county, one) for county, its in sorted(later.items()) for one in its]
    for row, (county, one) in enumerate(rows, 1):
        month = "the day is not known" if one.month is None else format_month(one.month, "en")
        counted = (f"{one.determinations:,}", f"{one.people:,}")
        for place, value in enumerate((county, one.remedy_id.replace("_", " "), month, *counted)):
            sheet.write_string(row, place, value, text)


def _write_rules(sheet: Any, heading: Any, to_fill: Any) -> None:
    for place, name in enumerate(RULE_COLUMNS):
        sheet.set_column(place, place, WIDE.get(name, 18))
        sheet.write_string(0, place, name, heading)
        for row in range(1, ROWS_FOR_RULES + 1):
            sheet.write_blank(row, place, None, to_fill)
    for row, (name, what) in enumerate(CONDITIONS.items(), start=ROWS_FOR_RULES + 2):
        sheet.write_string(row, len(RULE_COLUMNS) + 1, f"{name}: {what}")
