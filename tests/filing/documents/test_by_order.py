"""A batch that asks a court: motion and order name no one, the exhibit holds every line, the bytes are the same."""

from __future__ import annotations

import hashlib
import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pypdf
import pytest
from repository import ROOT

from orchestration.filing.documents.writing import write_documents
from orchestration.filing.ledger.answers import list_answers

from .invented import BATCH, HOSTILE, LINE, SIXTY, by_law, files_of, many, text_of

PUBLIC = ("summary.pdf", "cover_letter.pdf", "motion_proposed.pdf", "order_proposed.pdf")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    made = tmp_path_factory.mktemp("batch")
    write_documents(replace(BATCH, lines=(LINE, *many(24))), made, lines_per_list=15)
    return made


def test_the_files_are_those_a_court_is_told_of(folder: Path) -> None:
    names = set(files_of(folder))
    assert names == {
        *PUBLIC,
        "documents.json",
        "sealed/SHA256SUMS",
        *(f"sealed/list_{number:03}.pdf" for number in (1, 2)),
        *(f"sealed/case_{number:05}.pdf" for number in range(1, 14)),
    }


def test_what_can_be_public_names_no_one_and_no_case(folder: Path) -> None:
    told = [
        *("SYNTH", "JOSÉ", "ORCHID", "panic", "25328413", "March 25, 1970", "July 10, 1998"),
        *("CR0", "MCR-17", LINE.line_id, LINE.person_id, LINE.count_number),
    ]
    for name in PUBLIC:
        words = text_of(folder / name)
        assert "San Joaquin".upper() in words.upper()
        metadata = str(pypdf.PdfReader(folder / name).metadata)
        for word in told:
            assert word not in words, name
            assert word not in metadata, name
    lists = (folder / "documents.json").read_text() + (folder / "sealed/SHA256SUMS").read_text()
    for word in told:
        assert word not in lists


def test_motion_and_order_name_the_sealed_exhibit_by_batch_and_hash(folder: Path) -> None:
    index = (folder / "sealed/SHA256SUMS").read_bytes()
    for name in ("motion_proposed.pdf", "order_proposed.pdf"):
        words = text_of(folder / name)
        assert BATCH.batch_id in words
        assert hashlib.sha256(index).hexdigest() in words
    named = {line.split("  ")[1]: line.split("  ")[0] for line in index.decode().splitlines()}
    sealed = {name: content for name, content in files_of(folder / "sealed").items() if name != "SHA256SUMS"}
    assert {name: hashlib.sha256(content).hexdigest() for name, content in sealed.items()} == named


def test_what_is_asked_carries_proposed_cites_the_statute_and_says_who_has_not_read_it(folder: Path) -> None:
    for name in ("motion_proposed.pdf", "order_proposed.pdf"):
        words = text_of(folder / name)
        assert "Proposed" in words
        assert "Health and Safety Code 11361.8(e),(f)" in words
        assert "not reviewed by counsel" in words
    assert "has no effect until a judge has signed it" in text_of(folder / "order_proposed.pdf")


def test_every_line_stands_in_one_case_file_and_in_one_list(folder: Path) -> None:
    sealed = folder / "sealed"
    cases = " ".join(text_of(path) for path in sorted(sealed.glob("case_*.pdf")))
    for line in (LINE, *many(24)):
        assert cases.count(f"Line {line.line_id}") == 1
    lists = [text_of(path) for path in sorted(sealed.glob("list_*.pdf"))]
    assert [words.count("dismiss and seal;") + words.count("dismiss and seal,") for words in lists] == [15, 10]
    assert "lines 16 to 25 of 25" in lists[1]


def test_sealed_files_are_marked_on_every_page(folder: Path) -> None:
    for path in (folder / "sealed").glob("*.pdf"):
        for page in pypdf.PdfReader(path).pages:
            assert "CONFIDENTIAL. For filing under seal" in page.extract_text()


def test_pages_are_numbered(folder: Path) -> None:
    pages = pypdf.PdfReader(folder / "sealed/list_001.pdf").pages
    assert len(pages) > 1
    for number, page in enumerate(pages, 1):
        assert f"Page {number} of {len(pages)}" in page.extract_text()


def test_accents_long_names_and_hostile_words_print_as_text(folder: Path) -> None:
    words = " ".join(text_of(path) for path in sorted((folder / "sealed").glob("case_*.pdf")))
    joined = words.replace(" ", "")
    assert "SYNTHNÚÑEZ,JOSÉ" in words
    assert SIXTY in joined and len(SIXTY) == 60
    shown = HOSTILE.replace("\u202e", "[U+202E]").replace("\u202c", "[U+202C]")
    shown = shown.replace("\x07", "[U+0007]").replace("\u6f22", "[U+6F22]")
    assert shown.replace(" ", "") in joined


def pieces(path: Path, number: int = 0) -> list[tuple[str, float]]:
    """Each piece of text of a page, with how far from the left it begins."""
    found: list[tuple[str, float]] = []

    def see(text: str, where: list[float], within: list[float], *_: object) -> None:
        if text.strip():
            found.append((text.strip(), where[4] + within[4]))

    pypdf.PdfReader(path).pages[number].extract_text(visitor_text=see)
    return found


def test_long_words_stay_in_their_column_and_hold_no_sign_that_is_not_there(folder: Path) -> None:
    path = folder / "sealed/list_001.pdf"
    told = pieces(path)
    of_column = {words: begins for words, begins in told if words in ("Name", "Born")}
    letters = [begins for words, begins in told if words == "X"]
    widest_letter = 7.0
    assert len(letters) >= 33 and of_column["Name"] <= min(letters)
    assert max(letters) + widest_letter < of_column["Born"]
    assert 500 < max(begins for _, begins in told) < float(pypdf.PdfReader(path).pages[0].mediabox.width) - 0.8 * 72
    assert "\u200b" not in pypdf.PdfReader(path).pages[0].extract_text(), "what is copied can be searched for"


@pytest.mark.parametrize(
    "citation", ["Penal Code 1203.425(a)(1)(B)(iv)(I)(ia)", "Health and Safety Code 11361.8(e),(f); 11362.1(a)(1)"]
)
def test_a_section_and_its_subdivisions_stand_on_one_line(citation: str, tmp_path: Path) -> None:
    write_documents(
        replace(by_law(2), lines=tuple(replace(line, citation=citation) for line in by_law(2).lines)), tmp_path
    )
    told = [words for words, _ in pieces(tmp_path / "court_notices/notice_001_001.pdf")]
    for section in citation.split()[2:]:
        if section[0].isdigit():
            assert any(section in words for words in told), told


def test_a_policy_of_the_county_cites_no_statute(tmp_path: Path) -> None:
    line = replace(
        LINE, basis="policy", statutory_path="", citation="policy of the county; no statute", relief="dismiss"
    )
    write_documents(replace(BATCH, basis="policy", relief="dismiss", lines=(line,)), tmp_path)
    for name in PUBLIC:
        assert "11361.8" not in text_of(tmp_path / name)
    assert "authority" in text_of(tmp_path / "order_proposed.pdf")


def test_a_policy_says_what_the_statute_gives_and_orders_no_section_that_is_not_named(tmp_path: Path) -> None:
    """A felony that the policy redesignates names no section; of two the statute gives one something by itself."""
    by_policy = replace(LINE, basis="policy", relief="redesignate_misdemeanor", new_section="", statutory_path="")
    given = replace(
        by_policy,
        line_id="e" * 32,
        case_numbers=("CR000002",),
        statute_gives="redesignate_infraction",
        statutory_new_section="11358(b)",
        statutory_citation="Health and Safety Code 11361.8(f)",
    )
    batch = replace(BATCH, basis="policy", relief="redesignate_misdemeanor", lines=(by_policy, given))
    write_documents(batch, tmp_path)
    order, motion = text_of(tmp_path / "order_proposed.pdf"), text_of(tmp_path / "motion_proposed.pdf")
    assert "Each conviction in the exhibit is redesignated as a misdemeanor." in order
    assert "(redesignate as an infraction: 1). It is not asked for here." in motion
    for word, said in (("review", "not decided: a person must look"), ("no_change", "no change"), ("", "nothing")):
        write_documents(replace(batch, lines=(replace(by_policy, statute_gives=word),)), tmp_path / f"{word}-")
        assert f"By statute alone {said}" in text_of(tmp_path / f"{word}-/sealed/case_00001.pdf")
    first, second = (text_of(tmp_path / f"sealed/case_{number:05}.pdf") for number in (1, 2))
    nothing, something = (first, second) if "By statute alone nothing" in first else (second, first)
    assert "By statute alone nothing" in nothing
    assert "redesignate as an infraction, 11358(b) (Health and Safety Code 11361.8(f)), not asked for here" in something
    by_statute = replace(
        BATCH, relief="redesignate_misdemeanor", lines=(replace(given, basis="statute", new_section="11358(a)"),)
    )
    write_documents(by_statute, tmp_path / "statute")
    assert "as a misdemeanor, under the section the exhibit names." in text_of(tmp_path / "statute/order_proposed.pdf")
    assert "By statute alone" not in text_of(tmp_path / "statute/sealed/case_00001.pdf")
    some = replace(
        by_statute, lines=(*by_statute.lines, replace(LINE, relief="redesignate_misdemeanor", new_section=""))
    )
    write_documents(some, tmp_path / "some")
    assert "under the section the exhibit names where it names one." in text_of(tmp_path / "some/order_proposed.pdf")


@pytest.mark.parametrize(
    ("count", "shown"), [("004000", "Count 4 "), ("012345", "Count 12 (012345) "), ("A", "Count A "), ("1", "Count 1 ")]
)
def test_a_count_is_printed_as_a_person_reads_it(count: str, shown: str, tmp_path: Path) -> None:
    write_documents(replace(BATCH, lines=(replace(LINE, count_number=count),)), tmp_path)
    assert shown in text_of(tmp_path / "sealed/case_00001.pdf")


def test_an_attempt_is_no_finished_crime_in_the_motion(tmp_path: Path) -> None:
    write_documents(replace(BATCH, lines=(replace(LINE, section="11359", section_text="attempt HS 11359"),)), tmp_path)
    assert "attempt HS 11359" in text_of(tmp_path / "motion_proposed.pdf")


def test_the_letter_names_every_file_and_says_which_name_people(folder: Path) -> None:
    words = text_of(folder / "cover_letter.pdf")
    files = ("lines.csv", "lines.jsonl", "answers.csv", "manifest.json", "documents.json")
    for name in (*files, *list_answers("court_order", "filed")):
        assert name in words, name
    assert "name the same people" in words and "not for filing" in words


def test_the_summary_is_one_page_however_many_sections_there_are(tmp_path: Path) -> None:
    lines = tuple(replace(line, section=f"1135{place}") for place, line in enumerate(many(60)))
    write_documents(replace(BATCH, lines=lines, court="CASC SAN JOAQUIN " + "X" * 60), tmp_path)
    reader = pypdf.PdfReader(tmp_path / "summary.pdf")
    assert len(reader.pages) == 1
    assert "52 other sections" in text_of(tmp_path / "summary.pdf")


def test_the_order_lines_come_in_does_not_show(folder: Path, tmp_path: Path) -> None:
    write_documents(replace(BATCH, lines=tuple(reversed((LINE, *many(24))))), tmp_path, lines_per_list=15)
    assert files_of(tmp_path) == files_of(folder)


def test_another_process_at_another_place_and_hour_writes_the_same_bytes(folder: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from dataclasses import replace; from pathlib import Path\n"
        "from documents.invented import BATCH, LINE, many\n"
        "from orchestration.filing.documents.writing import write_documents\n"
        "write_documents(replace(BATCH, lines=(LINE, *many(24))), Path(sys.argv[1]), lines_per_list=15)"
    )
    environment = {
        **os.environ,
        "TZ": "Pacific/Kiritimati",
        "HOME": str(tmp_path),
        "LANG": "C",
        "SOURCE_DATE_EPOCH": "86400",
        "PYTHONPATH": os.pathsep.join([str(Path(__file__).parent.parent), str(ROOT)]),
    }
    made = tmp_path / "made"
    subprocess.run([sys.executable, "-c", program, str(made)], check=True, env=environment, cwd=tmp_path)
    assert files_of(made) == files_of(folder)


def test_the_list_of_documents_names_each_with_template_and_hash(folder: Path) -> None:
    told = json.loads((folder / "documents.json").read_text())
    for name, entry in told["documents"].items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == entry["sha256"]
        assert entry["template"] in told["templates"]
    assert {"page", "wording", "order", "motion"} <= set(told["templates"])


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"lines": ()}, "at least one line"),
        ({"relief": "dismiss"}, "share one remedy"),
        ({"relief_by": "magic"}, "has no documents"),
    ],
)
def test_a_batch_that_is_none_is_refused(changes: dict[str, object], why: str, tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=why):
        write_documents(replace(BATCH, **changes), tmp_path / "never")  # type: ignore[arg-type]
    assert not (tmp_path / "never").exists()
