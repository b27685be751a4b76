"""Documents of a batch that asks a court: summary, letter, proposed motion and order, and the sealed exhibit.

Motion and order name no person. Names are in ``sealed/`` only, and the order refers to it by the hash of its index.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from orchestration.filing.documents.content import BatchContent, LineContent
from orchestration.filing.documents.figures import compute_figures, sort_lines
from orchestration.filing.documents.files import SEALED, DocumentFolder
from orchestration.filing.documents.typesetting import Typesetter

LINES_PER_LIST = 500
"""A longer list continues in a further file. The typesetter caches its last ten documents at some 100 kB for each line:
ten lists of this length take 0.65 GB (measured), and no batch takes more."""


UNMOVED_TEMPLATES = ("case_exhibit", "line_list", "summary", "cover_letter", "order")
"""Templates of an order that the law asks of the court without a motion, after a list."""
ORDER_TEMPLATES = (*UNMOVED_TEMPLATES[:-1], "motion", "order")
"""Templates of these documents."""


OF_A_LIST = ("batch_id", "law_version", "relief", "relief_words", "county", "line_count")
"""Figures of the batch that a list shows."""


def write_order_documents(
    content: BatchContent, typesetter: Typesetter, written: DocumentFolder, lines_per_list: int = LINES_PER_LIST
) -> None:
    """Write the documents. The exhibit comes first, since motion and order name its hash."""
    lines = sort_lines(content.lines)
    said = compute_figures(content, lines)
    exhibits = _write_cases(said, lines, typesetter, written)
    volumes = _write_lists(said, lines, exhibits, typesetter, written, lines_per_list)
    index = written.write_exhibit_index()
    said |= {"volume_count": volumes, "exhibit_sha256": index}
    for name, template in (
        ("summary.pdf", "summary"),
        ("cover_letter.pdf", "cover_letter"),
        ("motion_proposed.pdf", "motion"),
        ("order_proposed.pdf", "order"),
    ):
        if template == "motion" and content.step:
            continue  # the law asks for the order, and nobody moves for it
        written.document(name, template, typesetter.set_document(template, said))


def _write_cases(
    said: Mapping[str, Any], lines: Sequence[LineContent], typesetter: Typesetter, written: DocumentFolder
) -> list[str]:
    """Write a file for each case, and map each line to the name of its exhibit."""
    names: list[str] = []
    cases: list[tuple[str, Mapping[str, Any]]] = []
    places = {line.line_id: place for place, line in enumerate(lines, 1)}
    for number, (_, of_case) in enumerate(groupby(lines, key=lambda line: line.case_key), 1):
        case_lines = list(of_case)
        name = f"{number:05}"
        first = case_lines[0]
        told = {
            "exhibit_name": name,
            "batch_id": said["batch_id"],
            "law_version": said["law_version"],
            "relief": said["relief"],
            "relief_words": said["relief_words"],
            "county": said["county"],
            "court": first.court,
            "court_code": first.court_code,
            "case_numbers": first.case_numbers,
            "people": _list_people(case_lines, places),
        }
        cases.append((name, told))
        names.extend([name] * len(case_lines))
    made = typesetter.set_documents(("case_exhibit", told) for _, told in cases)
    for (name, _), content in zip(cases, made, strict=True):
        written.document(Path(SEALED) / f"case_{name}.pdf", "case_exhibit", content)
    return names


def _list_people(lines: Sequence[LineContent], places: Mapping[str, int]) -> list[Mapping[str, Any]]:
    """List the people of a case; each line has its number in the lists, by which the order excludes lines."""
    people: dict[str, list[LineContent]] = {}
    for line in lines:
        people.setdefault(line.person_id, []).append(line)
    return [
        {
            "person_name": of_person[0].person_name,
            "other_names": of_person[0].other_names,
            "birth_day": of_person[0].birth_day,
            "state_ids": of_person[0].state_ids,
            "is_deceased": any(line.is_deceased for line in of_person),
            "lines": [{"number": places[line.line_id], **vars(line)} for line in of_person],
        }
        for of_person in people.values()
    ]


def _write_lists(
    said: Mapping[str, Any],
    lines: Sequence[LineContent],
    exhibits: Sequence[str],
    typesetter: Typesetter,
    written: DocumentFolder,
    lines_per_list: int,
) -> int:
    """Write all lines in as many lists as needed, and return how many."""
    starts = range(0, len(lines), lines_per_list)
    for volume, start in enumerate(starts, 1):
        told = {
            **{name: said[name] for name in OF_A_LIST},
            "volume_number": volume,
            "volume_count": len(starts),
            "first_number": start + 1,
            "last_number": min(start + lines_per_list, len(lines)),
            "lines": [
                {"number": number, "exhibit_name": exhibit, **build_list_row(line)}
                for number, (line, exhibit) in enumerate(
                    zip(lines[start : start + lines_per_list], exhibits[start : start + lines_per_list], strict=True),
                    start + 1,
                )
            ],
        }
        written.document(
            Path(SEALED) / f"list_{volume:03}.pdf", "line_list", typesetter.set_document("line_list", told)
        )
    return len(starts)


def build_list_row(line: LineContent) -> dict[str, Any]:
    """Build a line's row of a list."""
    return {
        "line_id": line.line_id,
        "case_numbers": line.case_numbers,
        "person_name": line.person_name,
        "birth_day": line.birth_day,
        "count_number": line.count_number,
        "charge_text": line.charge_text,
        "day": line.day,
        "relief": line.relief,
        "relief_words": line.relief_words,
        "new_section": line.new_section,
        "citation": line.citation,
    }
