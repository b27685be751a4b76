"""Numbers that people read have signs between their thousands, as their language writes them; data files have none."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from pathlib import Path

import pypdf
import typst

from orchestration.filing.documents.templates import TEMPLATES
from orchestration.filing.documents.writing import write_documents

from .invented import BATCH, LINE, RELIEVED, by_law, text_of

PRINTS = '#import "page.typ": *\n#set text(font: "Libertinus Serif", fallback: false)\n'


def printed(language: str, *values: int) -> list[str]:
    source = PRINTS + "\n\n".join(f"#number({value})" for value in values)
    made = typst.compile(
        source.encode(),
        root=str(TEMPLATES / "neutral"),
        ignore_system_fonts=True,
        sys_inputs={"content": json.dumps({"language": language})},
    )
    return pypdf.PdfReader(io.BytesIO(made)).pages[0].extract_text().split("\n")


def test_a_number_is_written_as_its_language_writes_it() -> None:
    values = (0, 7, 999, 1000, 9999, 12384, 123456, 1234567)
    english = ["0", "7", "999", "1,000", "9,999", "12,384", "123,456", "1,234,567"]
    assert printed("en", *values) == english
    spanish = ["0", "7", "999", "1000", "9999", "12 384", "123 456", "1 234 567"]
    assert [re.sub(r"\s", " ", one) for one in printed("es", *values)] == spanish


def test_every_number_of_a_batch_that_people_read_has_them(tmp_path: Path) -> None:
    lines = tuple(
        replace(LINE, line_id=f"{place:032x}", person_id=f"{place:016x}", case_numbers=(f"CR{place // 300:06}",))
        for place in range(1234)
    )
    write_documents(replace(BATCH, lines=lines, part_number=2, part_count=5), tmp_path / "order")
    said = {
        path.relative_to(tmp_path).as_posix(): text_of(path)
        for path in (tmp_path / "order").rglob("*.pdf")
        if not path.name.startswith("case_")
    }
    for words in said.values():
        assert not re.search(r"(?<![\w,.])1234(?!\w)", words)
    assert "Lines 1,234 People 1,234 " in said["order/summary.pdf"]
    assert "1,234 convictions in 5 cases" in said["order/motion_proposed.pdf"]
    assert "1,234 convictions in 5 cases" in said["order/cover_letter.pdf"]
    assert "Lines in the exhibit 1,234" in said["order/order_proposed.pdf"]
    assert "lines 1,001 to 1,234 of 1,234" in said["order/sealed/list_003.pdf"]
    for name in ("summary", "motion_proposed", "order_proposed", "cover_letter"):
        assert "Batch ab12cd34ef56ab78, 2 of 5 in this submission" in said[f"order/{name}.pdf"]


def test_the_department_reads_which_batch_of_how_many_it_has_and_how_many_entries(tmp_path: Path) -> None:
    lines = tuple(replace(RELIEVED, line_id=f"{place:032x}", person_id=f"{place:016x}") for place in range(1234))
    write_documents(replace(by_law(2), lines=lines, part_number=2, part_count=1200), tmp_path)
    letter, notice = text_of(tmp_path / "department_letter.pdf"), text_of(tmp_path / "court_notices/notice_001_003.pdf")
    assert "1,234 convictions of 1,234 people" in letter and "one of 1,200 batches that go to the department" in letter
    assert "2 of 1,200 in this submission" in letter
    assert "Lines 1,001 to 1,234 of 1,234" in notice
