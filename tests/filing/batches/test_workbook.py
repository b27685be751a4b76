"""The workbook keeps every value as it stands in the record: text, zeros and signs included."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import polars as pl
import pytest
from orchestration.files.xlsx_rows import rows_as_xml
from orchestration.filing.batches.workbook import write_workbook

from orchestration.filing.batches import workbook

COLUMNS = {"case_numbers": "every case number", "name": "name as recorded"}

HOSTILE = [
    ("0012345", "=1+1"),
    ("1E5", '=HYPERLINK("http://example.org")'),
    ("03/04", "+SUM(A1)"),
    ("12345678901234567890", "-2"),
    ("TRUE", "@cmd"),
    ("", 'ÑANDÚ,Ö <&> "quoted"'),
    (" 007 ", "_x0041_"),
    ("2001-01-01", "line\nbreak"),
    ("\x07", "a\rb"),
]


def _lines() -> pl.DataFrame:
    return pl.DataFrame(HOSTILE, schema=["case_numbers", "name"], orient="row")


def _texts(archive: zipfile.ZipFile) -> list[str]:
    """Shared strings in their order."""
    shared = archive.read("xl/sharedStrings.xml").decode()
    return [_unescaped(text) for text in re.findall(r"<si><t[^>]*>(.*?)</t></si>", shared, re.DOTALL)]


def _unescaped(text: str) -> str:
    for name, sign in (("lt", "<"), ("gt", ">"), ("quot", '"'), ("amp", "&")):
        text = text.replace(f"&{name};", sign)
    return text


def test_every_cell_is_text_and_reads_as_it_was_recorded(tmp_path: Path) -> None:
    write_workbook(tmp_path / "lines.xlsx", _lines(), COLUMNS, "invented")
    with zipfile.ZipFile(tmp_path / "lines.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    ElementTree.fromstring(sheet)
    cells = re.findall(r'<c r="([A-Z]+)(\d+)"([^>]*?)(?:/>|>(.*?)</c>)', sheet, re.DOTALL)
    assert "<f>" not in sheet, "no cell may be a formula"
    read: dict[tuple[str, int], str] = {}
    for column, row, attributes, content in cells:
        assert not content or 't="s"' in attributes or 't="inlineStr"' in attributes, "no cell may be a number"
        text = re.fullmatch(r'<is><t xml:space="preserve">(.*)</t></is>', content, re.DOTALL)
        read[column, int(row)] = _unescaped(text[1]) if text else ""
    for number, (case_numbers, name) in enumerate(HOSTILE, start=2):
        assert read["A", number] == case_numbers.replace("\x07", "_x0007_")
        assert read["B", number] == name.replace("_x0041_", "_x005F_x0041_").replace("\r", "_x000D_")
    assert {row for _, row in read} == set(range(1, len(HOSTILE) + 2))
    assert f'<dimension ref="A1:B{len(HOSTILE) + 1}"/>' in sheet


def test_what_reads_like_two_escaped_signs_that_share_an_underscore_is_read_as_it_was_recorded() -> None:
    lines = pl.DataFrame({"name": ["_x0041_x0042_", "_x004_"]})
    xml = rows_as_xml(lines, ["name"], first_row=2, style=1)
    assert ">_x005F_x0041_x005F_x0042_<" in xml and ">_x004_<" in xml


def test_what_can_be_filtered_ends_with_the_last_line_of_its_sheet(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(workbook, "ROWS_OF_A_SHEET", 4)
    for count, last_rows in ((9, (5, 5, 2)), (8, (5, 5)), (1, (2,)), (0, (1,))):
        write_workbook(tmp_path / "lines.xlsx", _lines().head(count), COLUMNS, "A & <B>")
        with zipfile.ZipFile(tmp_path / "lines.xlsx") as archive:
            book = archive.read("xl/workbook.xml").decode()
            sheets = [archive.read(f"xl/worksheets/sheet{at + 1}.xml").decode() for at in range(len(last_rows))]
            properties = archive.read("docProps/core.xml").decode()
        filtered = re.findall(r'_FilterDatabase" localSheetId="(\d)"[^>]*>[^!]+!\$A\$1:\$B\$(\d+)<', book)
        assert sorted(filtered) == [(str(place), str(row)) for place, row in enumerate(last_rows)]
        for sheet, row in zip(sheets, last_rows, strict=True):
            assert re.findall(r'<(?:dimension|autoFilter) ref="A1:B(\d+)"', sheet) == [str(row)] * 2
        assert "<dc:title>A &amp; &lt;B&gt;</dc:title>" in properties


def test_a_workbook_without_lines_has_its_heading(tmp_path: Path) -> None:
    write_workbook(tmp_path / "lines.xlsx", _lines().clear(), COLUMNS, "invented")
    with zipfile.ZipFile(tmp_path / "lines.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    assert re.findall(r'<row r="(\d+)"', sheet) == ["1"]


def test_lines_that_a_sheet_cannot_hold_go_on_in_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workbook, "ROWS_OF_A_SHEET", 4)
    write_workbook(tmp_path / "lines.xlsx", _lines(), COLUMNS, "invented")
    with zipfile.ZipFile(tmp_path / "lines.xlsx") as archive:
        rows = [
            re.findall(r'<row r="(\d+)"', archive.read(f"xl/worksheets/sheet{number}.xml").decode())
            for number in (1, 2, 3)
        ]
    assert rows == [["1", "2", "3", "4", "5"], ["1", "2", "3", "4", "5"], ["1", "2"]]


def test_the_format_of_every_cell_is_the_one_for_text(tmp_path: Path) -> None:
    write_workbook(tmp_path / "lines.xlsx", _lines(), COLUMNS, "invented")
    with zipfile.ZipFile(tmp_path / "lines.xlsx") as archive:
        styles = archive.read("xl/styles.xml").decode()
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    formats = re.findall(r"<xf ([^>]*)", styles.split("<cellXfs", 1)[1])
    used = {int(number) for number in re.findall(r'<c r="[A-Z]+\d+" s="(\d+)"', sheet)}
    assert used and all('numFmtId="49"' in formats[number] for number in used)


def test_the_same_lines_give_the_same_bytes_and_no_clock(tmp_path: Path) -> None:
    for name in ("one.xlsx", "two.xlsx"):
        write_workbook(tmp_path / name, _lines(), COLUMNS, "invented")
    assert (tmp_path / "one.xlsx").read_bytes() == (tmp_path / "two.xlsx").read_bytes()
    with zipfile.ZipFile(tmp_path / "one.xlsx") as archive:
        assert {entry.compress_type for entry in archive.infolist()} == {zipfile.ZIP_STORED}
        assert "2000-01-01" in archive.read("docProps/core.xml").decode()


def test_the_columns_are_explained_on_a_sheet_of_their_own(tmp_path: Path) -> None:
    write_workbook(tmp_path / "lines.xlsx", _lines(), COLUMNS, "invented")
    with zipfile.ZipFile(tmp_path / "lines.xlsx") as archive:
        assert re.findall(r'<sheet name="([^"]+)"', archive.read("xl/workbook.xml").decode()) == ["Lines", "Columns"]
        assert {*COLUMNS, *COLUMNS.values()} <= set(_texts(archive))


def test_a_value_that_no_cell_can_hold_is_cut_off_and_says_where_it_is_whole(tmp_path: Path) -> None:
    lines = pl.DataFrame({"case_numbers": ["1" * 40_000, "2" * 32_767], "name": ["invented", "other"]})
    write_workbook(tmp_path / "lines.xlsx", lines, COLUMNS, "invented")
    with zipfile.ZipFile(tmp_path / "lines.xlsx") as archive:
        sheet = archive.read("xl/worksheets/sheet1.xml").decode()
    texts = [_unescaped(text) for text in re.findall(r"<is><t[^>]*>(.*?)</t></is>", sheet, re.DOTALL)]
    (cut,) = [text for text in texts if text.startswith("111")]
    assert len(cut) == 32_767
    assert cut.endswith("1 … (too long for a cell: the CSV file has it whole)")
    assert "2" * 32_767 in texts
    assert {"invented", "other"} <= set(texts)
