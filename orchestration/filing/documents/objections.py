"""Notices of an objection, to the public defender and the court, with case, ground and last day to answer.

If the law sets no day, the notice says so: an invented day could cost somebody a right.
"""

from __future__ import annotations

import csv
from datetime import date, timedelta
from pathlib import Path

from orchestration.filing.documents.content import ObjectionContent
from orchestration.filing.documents.figures import format_county
from orchestration.filing.documents.files import DocumentFolder
from orchestration.filing.documents.templates import TEMPLATES, read_templates_in_force
from orchestration.filing.documents.typesetting import Typesetter

PARAMETER = "objection_answer_days"


def read_answer_days(parameters: Path, day: date) -> tuple[int | None, str]:
    """Read the days to answer an objection under the law of ``day``, and the citation.

    None means that the law tables set no number, which differs from zero days.
    """
    with parameters.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            if row["parameter"] != PARAMETER or date.fromisoformat(row["effective_from"]) > day:
                continue
            if row["effective_to"] and date.fromisoformat(row["effective_to"]) < day:
                continue
            return (int(row["value"]) if row["value"] else None), row["citation"]
    return None, ""


def write_objection_notices(content: ObjectionContent, folder: Path, *, templates: Path = TEMPLATES) -> list[Path]:
    """Write both notices to ``folder``, dated the day of the objection, and return the files by name."""
    in_force = read_templates_in_force(content.state, content.objected_on, templates)
    typesetter = Typesetter(in_force, content.objected_on, by=content.objected_by)
    folder.mkdir(parents=True, exist_ok=True)
    written = DocumentFolder(folder)
    days = content.answer_days
    told = {
        "line": content.line,
        "county": format_county(content.line.county),
        "ground": content.ground,
        "words": content.words,
        "objected_by": content.objected_by,
        "objected_on": content.objected_on,
        "answer_days": days,
        "answer_citation": content.answer_citation,
        "last_day": None if days is None else content.objected_on + timedelta(days=days),
        "law_version": content.law_version,
    }
    for addressee in ("court", "public defender"):
        name = f"objection_{addressee.replace(' ', '_')}_{content.line.line_id[:12]}.pdf"
        written.document(
            name, "objection_notice", typesetter.set_document("objection_notice", {**told, "addressee": addressee})
        )
    return written.paths
