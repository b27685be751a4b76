"""A batch by operation of law: a letter to the department, a notice for each court, and no motion."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from orchestration.filing.documents.writing import write_documents

from .invented import RELIEVED, by_law, files_of, text_of


def test_no_motion_and_no_order_is_written_and_each_court_gets_its_notice(tmp_path: Path) -> None:
    write_documents(by_law(12), tmp_path, lines_per_list=8)
    assert set(files_of(tmp_path)) == {
        *("summary.pdf", "department_letter.pdf", "documents.json"),
        *("court_notices/notice_001_001.pdf", "court_notices/notice_001_002.pdf", "court_notices/notice_002_001.pdf"),
    }


def test_every_court_of_a_transferred_case_is_told_with_the_number_it_gave(tmp_path: Path) -> None:
    write_documents(by_law(4), tmp_path)
    here = text_of(tmp_path / "court_notices/notice_001_001.pdf")
    there = text_of(tmp_path / "court_notices/notice_002_001.pdf")
    assert "CASC STANISLAUS" in there and "ORIGINAL-9" in there and "CR000000" not in there
    assert "CR000000" in here and "ORIGINAL-9" not in here
    for words in (here, there):
        assert "CONFIDENTIAL" in words and "Penal Code 1203.425(a)" in words
        assert "this notice is proposed and changes nothing" in words


def test_the_letter_names_no_one_and_says_which_note_is_asked_for(tmp_path: Path) -> None:
    write_documents(by_law(4), tmp_path)
    words = text_of(tmp_path / "department_letter.pdf")
    assert "“relief granted”" in words and "4 convictions of 2 people" in words
    for name in ("department_letter.pdf", "summary.pdf"):
        for told in ("SYNTH", "panic", "CR00", "ORIGINAL-9", "25328413"):
            assert told not in text_of(tmp_path / name)


def test_a_line_without_a_court_is_counted_and_no_notice_is_made_up(tmp_path: Path) -> None:
    batch = by_law(3)
    nowhere = replace(RELIEVED, court="", court_code="", case_numbers=(), line_id="c" * 32)
    write_documents(replace(batch, lines=(*batch.lines, nowhere)), tmp_path)
    assert "1 line has no court on record" in text_of(tmp_path / "department_letter.pdf")
    notices = [text_of(path) for path in (tmp_path / "court_notices").glob("*.pdf")]
    assert len(notices) == 2
    assert sum("of 3" in words for words in notices) == 1
