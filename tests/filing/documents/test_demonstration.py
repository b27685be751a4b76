"""Papers that an account of a demonstration had a part in say so on each page; no other does."""

from __future__ import annotations

import csv
import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pypdf
import pytest

from orchestration.filing.batches.batch_content import write_batch_documents
from orchestration.filing.batches.files.batch_of_lines import BatchOfLines, build_batch
from orchestration.filing.batches.files.folder import list_batch_folders, name_batch_folder, write_batch_folder
from orchestration.filing.documents.content import DefenderContent, ObjectionContent
from orchestration.filing.documents.defenders import write_defender_list
from orchestration.filing.documents.objections import write_objection_notices
from orchestration.filing.documents.writing import write_documents
from orchestration.filing.ledger.frozen_line import FrozenLine
from orchestration.law.demonstration import SAYS
from tests.filing.batches.test_batch_content import ROW

from .invented import BATCH, LINE, by_law, many

DAY = date(2026, 6, 1)


def pages_below(folder: Path, name: str = "*.pdf") -> list[str]:
    readers = [pypdf.PdfReader(path) for path in sorted(folder.rglob(name))]
    return [page.extract_text() for reader in readers for page in reader.pages]


@pytest.mark.parametrize("who", [{"proposed_by": "Demo-Analyst"}, {"approved_by": "Ruth Ortega; demo-reviewer"}])
def test_each_page_of_a_batch_says_that_it_is_a_demonstration(tmp_path: Path, who: dict[str, str]) -> None:
    write_documents(replace(BATCH, lines=(LINE, *many(4)), **who), tmp_path / "order")
    write_documents(replace(by_law(3), **who), tmp_path / "law")
    pages = pages_below(tmp_path)
    assert len(pages) > 8 and all(SAYS in " ".join(page.split()) for page in pages)
    for folder, paper in (("order", "motion_proposed.pdf"), ("law", "department_letter.pdf")):
        assert json.loads((tmp_path / folder / "documents.json").read_text())["demonstration"] == SAYS
        words = " ".join(" ".join(pages_below(tmp_path / folder, paper)).split())
        assert "No counsel has read what is not V" in words and "read and signed" not in words


def test_so_does_each_notice_of_an_objection_and_each_list_of_a_defender(tmp_path: Path) -> None:
    objection = ObjectionContent(LINE, "ca", "danger", "", "demo-reviewer", DAY, None, "", "law")
    write_objection_notices(objection, tmp_path / "objection")
    write_defender_list(
        DefenderContent("ca", "SAN JOAQUIN", DAY, DAY, "law", (LINE,), prepared_by="demo-reviewer"), tmp_path / "list"
    )
    assert all("DEMONSTRATION" in page for page in pages_below(tmp_path))


def test_a_paper_of_other_people_does_not(tmp_path: Path) -> None:
    write_documents(replace(BATCH, lines=(LINE,), proposed_by="Demo Analyst", approved_by="A. Reviewer"), tmp_path)
    assert not any("DEMONSTRATION" in page for page in pages_below(tmp_path))
    assert "demonstration" not in (tmp_path / "documents.json").read_text()
    motion = " ".join(" ".join(pages_below(tmp_path, "motion_proposed.pdf")).split())
    assert "was read and signed, by counsel or for the office, before it was approved" in motion
    write_documents(replace(BATCH, lines=(LINE,), approved_by=""), tmp_path / "not yet")
    motion = " ".join(" ".join(pages_below(tmp_path / "not yet", "motion_proposed.pdf")).split())
    assert "waits to be read and signed" in motion and "was read and signed" not in motion


def build(approved_by: str) -> BatchOfLines:
    filled = {"other_court_county_names": [], "other_court_case_numbers": [], "section_text": "HS 11357", **ROW}
    filled |= {"relief_by": "court_order", "as_of_date": "2026-06-01", "data_as_of": "2026-03-01"}
    line = FrozenLine("d" * 32, "ca", "r", "law", "", {**filled, "person_names": [], "is_sealed": False}, [], {})
    return build_batch("ab12cd34ef56ab78", [line], proposed_by="Ada Analyst", approved_by=approved_by)


def test_the_folder_its_manifest_and_its_tables_say_so_too(tmp_path: Path) -> None:
    batch = build("demo-reviewer")
    write_batch_folder(tmp_path, batch)
    folder = tmp_path / "demonstration_san_joaquin_redesignate_misdemeanor_ab12cd34ef56ab78"
    assert list_batch_folders(tmp_path) == {"ab12cd34ef56ab78": folder}
    assert json.loads((folder / "manifest.json").read_text())["demonstration"] == SAYS
    tables = sorted(folder.rglob("*.csv"))
    assert [path.name for path in tables] == ["answers.csv", "lines.csv"]
    for path in tables:
        with path.open(encoding="utf-8-sig", newline="") as file:
            assert [row["demonstration"] for row in csv.DictReader(file)] == [SAYS]
    assert json.loads((folder / "lines.jsonl").read_text())["demonstration"] == SAYS


def test_a_batch_of_an_earlier_version_keeps_its_folder_and_others_are_named_by_county_and_relief(
    tmp_path: Path,
) -> None:
    batch = build("Ruth Ortega")
    assert name_batch_folder(batch) == "san_joaquin_redesignate_misdemeanor_ab12cd34ef56ab78"
    documents = [lambda folder, batch: write_batch_documents(folder, batch, tmp_path)]
    files = write_batch_folder(tmp_path / "new", batch, documents)
    (tmp_path / "old").mkdir()
    (tmp_path / "new" / name_batch_folder(batch)).rename(tmp_path / "old" / batch.batch_id)
    assert write_batch_folder(tmp_path / "old", batch, documents) == files
    assert [path.name for path in (tmp_path / "old").iterdir()] == [batch.batch_id]
