"""A batch by operation of law: a letter to the department, a notice for each court, and no motion."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from orchestration.filing.documents.by_law import FURTHER_LETTER, write_further_notices
from orchestration.filing.documents.content import BatchContent, CourtCase
from orchestration.filing.documents.files import DocumentFolder
from orchestration.filing.documents.templates import read_templates_in_force
from orchestration.filing.documents.typesetting import Typesetter
from orchestration.filing.documents.writing import write_documents

from .invented import BATCH, LINE, RELIEVED, by_law, files_of, text_of


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
    assert (
        "CASC STANISLAUS" in there
        and "ORIGINAL-9 Transferred case. At other courts: San Joaquin County: CR000000" in there
    )
    assert "CR000000 Transferred case. At other courts: Stanislaus County: ORIGINAL-9" in here
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


def with_courts(*others: CourtCase, in_doubt: int = 0) -> BatchContent:
    batch = by_law(2)
    first = replace(batch.lines[0], other_courts=others, transfers_in_doubt=in_doubt)
    return replace(batch, lines=(first, batch.lines[1]))


def test_a_number_that_is_not_known_is_said_to_be_so_and_no_other_stands_for_it(tmp_path: Path) -> None:
    nowhere = CourtCase("a court of Fresno County; the record does not say which", "", (), "FRESNO")
    write_documents(with_courts(nowhere), tmp_path)
    words = [text_of(path) for path in sorted((tmp_path / "court_notices").glob("*.pdf"))]
    (there,) = [said for said in words if "a court of Fresno County; the record does not say which" in said]
    assert (
        "the number at this court is not known Transferred case. At other courts: San Joaquin County: CR000000" in there
    )
    (here,) = [said for said in words if said is not there]
    assert "At other courts: Fresno County: number not known" in here


def test_a_case_that_came_back_stands_once_in_the_notice_of_its_court_with_both_numbers(tmp_path: Path) -> None:
    write_documents(with_courts(CourtCase(RELIEVED.court, RELIEVED.court_code, ("BACK-7",), RELIEVED.county)), tmp_path)
    (notice,) = (tmp_path / "court_notices").iterdir()
    words = text_of(notice)
    assert "CR000000 BACK-7" in words and "Lines 1 to 2 of 2" in words and "Transferred case" not in words


def test_the_letter_says_that_a_transfer_is_in_doubt_and_names_no_court_of_it(tmp_path: Path) -> None:
    write_documents(with_courts(in_doubt=2), tmp_path / "doubt")
    write_documents(with_courts(), tmp_path / "sure")
    words = text_of(tmp_path / "doubt" / "department_letter.pdf")
    assert "which court has the cases of 1 line: what courts tell of their transfer contradicts itself" in words
    assert "contradicts itself" not in text_of(tmp_path / "sure" / "department_letter.pdf")
    assert len(list((tmp_path / "doubt" / "court_notices").iterdir())) == 1


def test_a_batch_by_order_asks_one_court_even_of_a_transferred_case(tmp_path: Path) -> None:
    there = CourtCase("a court of Fresno County; the record does not say which", "", ("F1",), "FRESNO")
    write_documents(replace(BATCH, lines=(replace(LINE, other_courts=(there,)),)), tmp_path)
    assert "Courts 1 " in text_of(tmp_path / "summary.pdf")


def test_the_department_is_told_of_further_courts_unless_an_earlier_version_began_the_notices(tmp_path: Path) -> None:
    content = with_courts(CourtCase("a court of Fresno County; the record does not say which", "", (), "FRESNO"))
    told = {line.line_id: {"FRESNO"} for line in content.lines}
    in_force = read_templates_in_force(content.state, content.as_of_date)
    letter = {FURTHER_LETTER: in_force.named(FURTHER_LETTER).sha256}
    for name, templates in (("now", letter), ("before", {})):
        (tmp_path / name).mkdir()
        typesetter = Typesetter(in_force, content.as_of_date)
        write_further_notices(replace(content, templates=templates), typesetter, DocumentFolder(tmp_path / name), told)
    assert files_of(tmp_path / "before").keys() == {"court_notices/notice_001_001.pdf"}
    assert files_of(tmp_path / "now").keys() == {"court_notices/notice_001_001.pdf", "department_letter.pdf"}
    words = text_of(tmp_path / "now" / "department_letter.pdf")
    assert "has named 1 further court for cases of these" in words and "SYNTH" not in words
    assert "a court of Fresno County; the record does not say which 1 0 What we ask" in words
    assert "Statute Penal Code 1203.425(a)" in words and "notices/ the same notices as data" in words
