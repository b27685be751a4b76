"""Every kind of document is tagged, says its language and title, has its fonts in it, and numbers its pages.

Typst writes PDF/UA-1 or refuses; here two other programs read what was written: a checker of PDF/UA-1 holds it against
every rule of the standard that a machine can ask, and qpdf (by pikepdf) reads the tags.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pikepdf
import pypdf
import pytest
from page import ValidationProfile, validate_pdf

from orchestration.filing.documents.writing import write_documents

from .invented import BATCH, by_law, many
from .of_a_person import documents_of_a_person


@pytest.fixture(scope="module")
def documents(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("documents")
    write_documents(replace(BATCH, lines=many(12)), folder / "order")
    write_documents(by_law(12), folder / "law")
    documents_of_a_person(folder / "person")
    return sorted(folder.rglob("*.pdf"))


def elements(node: pikepdf.Object) -> Iterator[str]:
    """The types of all structure elements below ``node``."""
    if isinstance(node, pikepdf.Array):
        for child in node:
            yield from elements(child)
    elif isinstance(node, pikepdf.Dictionary):
        if "/S" in node:
            yield str(node["/S"])
        if "/K" in node:
            yield from elements(node["/K"])


def fonts(pdf: pikepdf.Pdf) -> Iterator[pikepdf.Object]:
    for page in pdf.pages:
        for font in page.get("/Resources", {}).get("/Font", {}).values():
            yield from font.get("/DescendantFonts", [font])


def test_all_kinds_are_here(documents: list[Path]) -> None:
    kinds = {re.sub(r"(_[0-9d]+)+$", "", path.stem) for path in documents} | {path.stem for path in documents}
    assert kinds >= {
        *(
            "summary",
            "cover_letter",
            "motion_proposed",
            "order_proposed",
            "case",
            "list",
            "department_letter",
            "notice",
        ),
        *("objection_court", "objection_public_defender", "public_defender_list"),
        *("notice_en", "notice_es", "petition_cr_180", "petition_cr_400", "petition_cr_409"),
    }


def failed_rules(path: Path) -> list[str]:
    """The rules of PDF/UA-1 that the file breaks."""
    report = validate_pdf(path, profile=ValidationProfile.PDF_UA_1)
    assert report.rules.total > 100
    return [f"{path.name}: {failure.rule_id}: {failure.message}" for failure in report.failures]


def test_every_kind_conforms_to_the_standard(documents: list[Path]) -> None:
    assert [broken for path in documents for broken in failed_rules(path)] == []


@pytest.mark.parametrize(
    ("what", "rule"),
    [
        ("/Lang", "LANGUAGE"),
        ("/StructTreeRoot", "STRUCT-TREE"),
        ("/Metadata", "METADATA"),
        ("/ViewerPreferences", "VIEWER-PREFERENCES"),
    ],
)
def test_the_checker_sees_what_is_missing(documents: list[Path], what: str, rule: str, tmp_path: Path) -> None:
    with pikepdf.open(next(path for path in documents if path.stem == "notice_en")) as pdf:
        del pdf.Root[what]
        pdf.save(tmp_path / "broken.pdf")
    found = failed_rules(tmp_path / "broken.pdf")
    assert any(rule in broken for broken in found), found


def test_they_are_tagged_with_language_title_and_headings(documents: list[Path]) -> None:
    for path in documents:
        with pikepdf.open(path) as pdf:
            assert pdf.Root.MarkInfo.Marked, path.name
            assert str(pdf.Root.Lang) == ("es-US" if path.stem == "notice_es" else "en-US"), path.name
            assert pdf.Root.ViewerPreferences.DisplayDocTitle, path.name
            with pdf.open_metadata() as metadata:
                assert metadata["dc:title"], path.name
                assert metadata["pdfuaid:part"] == "1", path.name
            found = list(elements(pdf.Root.StructTreeRoot.K))
            assert found.count("/H1") >= 1, path.name
            if "/Table" in found:
                assert "/TH" in found or "/TD" in found, path.name
            if path.stem.startswith(("list", "notice", "public_defender")):
                assert "/THead" in found and "/TH" in found, path.name


def test_their_fonts_are_in_them_and_are_those_of_the_typesetter(documents: list[Path]) -> None:
    for path in documents:
        with pikepdf.open(path) as pdf:
            seen = list(fonts(pdf))
            assert seen, path.name
            for font in seen:
                assert {"/FontFile", "/FontFile2", "/FontFile3"} & set(font.FontDescriptor.keys()), path.name
                name = str(font.BaseFont).partition("+")[2]
                assert name.startswith(("LibertinusSerif", "NewComputerModern", "NewCM", "DejaVuSansMono")), name


def test_qpdf_finds_nothing_wrong_with_them(documents: list[Path]) -> None:
    for path in documents:
        with pikepdf.open(path) as pdf:
            assert pdf.check_pdf_syntax() == [], path.name


def test_every_page_is_numbered_and_carries_the_day_it_is_made_for(documents: list[Path]) -> None:
    for path in documents:
        reader = pypdf.PdfReader(path)
        made = reader.metadata.creation_date if reader.metadata else None
        assert made is not None and made.strftime("%Y-%m") == "2026-06", path.name
        for number, page in enumerate(reader.pages, 1):
            numbered = f"Página {number} de" if path.stem == "notice_es" else f"Page {number} of"
            assert f"{numbered} {len(reader.pages)}" in page.extract_text(), path.name
