"""The page of the law, the register and the law tables agree; what stands on the page stands in the law."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest

from orchestration.law.compiler.mark import is_compiled
from orchestration.law.counsel_questions import extract_section
from orchestration.law.pack_files.page import format_page_beside
from orchestration.law.reference_page import build_law_page
from orchestration.law.register import list_packs, read_pack
from orchestration.law.tables import format_value, read_law_rows, read_packs, read_table
from orchestration.law.verification_tags import find_weakest, is_read
from orchestration.settings import PROJECT_ROOT

MODELS = PROJECT_ROOT / "models"
CA = MODELS / "rules" / "ca"
PACK = read_pack(MODELS, "ca")
# Tables that hold no law of their own: which rows an element reads, and who signed.
NO_LAW = {"element_reads", "relief_words", "signatures"}


@pytest.fixture(scope="module")
def page() -> str:
    return build_law_page(MODELS, "ca")


@pytest.mark.parametrize("state", list_packs(MODELS))
def test_the_pages_of_the_law_are_current(state: str) -> None:
    pages = {f"{state}.md": build_law_page(MODELS, state)}
    pages |= {f"{state}_{file.pack.pack}.md": format_page_beside(file, MODELS) for file in read_packs(MODELS, state)}
    folder = PROJECT_ROOT / "docs" / "reference" / "law"
    assert {path.name for path in folder.glob(f"{state}*.md")} == set(pages)
    for name, page in pages.items():
        assert (folder / name).read_text("utf-8") == page, f"run make docs STATE={state}"


@pytest.mark.parametrize("state", list_packs(MODELS))
def test_every_law_table_has_keys_in_the_register_and_every_key_is_a_column(state: str) -> None:
    keys = read_pack(MODELS, state).row_keys
    tables = {path.stem.removeprefix(f"{state}_") for path in (MODELS / "rules" / state / "law").glob("*.csv")}
    of_packs = {"elements", "presumptions", "reasons", "reliefs", "remedies"}
    assert tables - NO_LAW <= set(keys) <= tables | of_packs
    for name, columns in keys.items():
        assert set(columns) <= set(read_table(MODELS, state, name)[0]), name


@pytest.mark.parametrize("state", list_packs(MODELS))
def test_every_remedy_belongs_to_one_provision(state: str) -> None:
    named = [remedy for provision in read_pack(MODELS, state).provisions for remedy in provision.remedies]
    assert sorted(named) == sorted(line["remedy_id"] for line in read_table(MODELS, state, "remedies"))


def test_every_rule_file_is_named_by_a_provision_or_beside_them_and_is_there() -> None:
    named = {rule for provision in PACK.provisions for rule in provision.rules}
    beside = {
        rule for page in CA.glob("*/README.md") for rule in re.findall(r"`(rule_ca__\w+)`", page.read_text("utf-8"))
    }
    files = {path.stem for path in CA.rglob("rule_ca__*.sql") if not is_compiled(path.read_text("utf-8"))}
    assert named <= files
    assert files == named | beside


@pytest.mark.parametrize("state", list_packs(MODELS))
def test_every_reason_belongs_to_a_provision(state: str) -> None:
    beginnings = tuple(start for provision in read_pack(MODELS, state).provisions for start in provision.reasons)
    for line in read_table(MODELS, state, "reasons"):
        assert line["reason_code"].startswith(beginnings), line["reason_code"]


def test_a_provision_that_is_there_has_remedies_and_one_that_is_missing_has_none() -> None:
    for provision in PACK.provisions:
        assert provision.status in ("complete", "partial", "missing")
        assert bool(provision.remedies) == (provision.status != "missing"), provision.provision
        assert bool(provision.rules) == (provision.status != "missing"), provision.provision


def test_what_elements_read_is_there_and_what_is_presumed_is_an_element() -> None:
    elements = {(line["remedy_id"], line["element"]) for line in read_table(MODELS, "ca", "elements")}
    names = {
        "parameters": {line["parameter"] for line in read_table(MODELS, "ca", "parameters")},
        "offense_lists": {line["offense_list"] for line in read_table(MODELS, "ca", "offense_lists")},
        "facts": {line["fact"] for line in read_table(MODELS, "ca", "facts")},
    }
    for line in read_table(MODELS, "ca", "element_reads"):
        # (The rows of a table that paths are named by are found by the path.)
        assert line["law_key"] == "path" or line["law_key"] in names[line["law_table"]], line
        assert not line["element"] or (line["remedy_id"], line["element"]) in elements, line
        assert set(line["words"].split()) <= {"met", "presumed", "not_met", "not_yet", "unknown"}, line
    for line in read_table(MODELS, "ca", "presumptions"):
        assert (line["remedy_id"], line["element"]) in elements, line


def test_every_number_that_a_rule_of_a_provision_reads_is_read_by_an_element_or_the_finding() -> None:
    """Figures and scenarios read numbers too; those of a provision's own rules must be told."""
    read = {line["law_key"] for line in read_table(MODELS, "ca", "element_reads") if line["law_table"] == "parameters"}
    for provision in PACK.provisions:
        for rule in provision.rules:
            sql = next(CA.rglob(f"{rule}.sql")).read_text("utf-8")
            for parameter in re.findall(r"law_(?:value|date|integer)\('(\w+)'\)", sql):
                assert parameter in read, f"{rule} reads {parameter}"


def test_every_row_that_is_not_read_stands_on_the_page_with_its_tag(page: str) -> None:
    lines = page.splitlines()
    shown = {"reasons": "`{}`", "parameters": "`{}`", "facts": "`{}`"}
    for row in read_law_rows(MODELS, "ca", PACK.row_keys):
        if row.law_table in shown and not is_read(row.verified):
            name = shown[row.law_table].format(row.row_key.split(" ")[0])
            assert any(name in line and line.endswith(f"| {row.verified} |") for line in lines), row


def test_the_page_has_the_questions_of_every_provision_word_for_word(page: str) -> None:
    for provision in PACK.provisions:
        for question in provision.questions:
            paths = [CA / question["page"], *CA.glob(f"*/{question['page']}")]
            pages = [path.read_text("utf-8") for path in paths if path.is_file()]
            section = extract_section(pages[0], question["heading"])
            assert section.splitlines()[-1] in page


def test_a_heading_that_was_renamed_is_an_error() -> None:
    with pytest.raises(LookupError, match="no heading"):
        extract_section("# One\n\ntext\n", "Two")


def test_a_section_ends_at_the_next_heading_of_its_rank_and_holds_those_below() -> None:
    assert extract_section("# A\n## B\nb\n### C\nc\n## D\nd\n", "B") == "b\n### C\nc"


def test_no_row_of_the_page_has_another_number_of_cells_than_its_heads(page: str) -> None:
    cells = 0
    for line in page.splitlines():
        if line.startswith("|"):
            now = len(re.split(r"(?<!\\)\|", line))
            assert cells in (0, now), line
            cells = now
        else:
            cells = 0


@pytest.mark.parametrize(
    ("tag", "word"),
    [
        ("V", "V"),
        ("V (form)", "V"),
        ("V-limit/M-subdiv", "M"),
        ("V-elements/C-level", "C"),
        ("V (4573.6)/inference", "inference"),
        ("inference+CfA", "inference"),
        ("V text / legal question", "inference"),
        ("V; C", "C"),
    ],
)
def test_the_weakest_part_of_a_tag_counts(tag: str, word: str) -> None:
    assert find_weakest(tag) == word


@pytest.mark.parametrize(
    ("value", "unit", "words"),
    [
        ("10", "years", "10 years"),
        ("1", "years", "1 year"),
        ("2016-11-08", "date", "2016-11-08"),
        ("", "years", "none"),
        ("undecided", "case|count|undecided", "undecided (or case, count)"),
    ],
)
def test_a_value_is_said_with_its_unit_or_with_what_else_could_be_chosen(value: str, unit: str, words: str) -> None:
    assert format_value({"value": value, "unit": unit}) == words


def test_every_row_of_every_law_table_can_be_shown() -> None:
    for row in read_law_rows(MODELS, "ca", PACK.row_keys):
        assert row.citation or row.law_table == "reasons", row
        assert row.verified and isinstance(row.words, str)
    words = {row.row_key: row.words for row in read_law_rows(MODELS, "ca", {"claims": ["claim"]})}
    assert words["not_me"] == "The record is of another person."


def test_a_signature_file_begins_with_its_columns() -> None:
    with (CA / "law" / "ca_signatures.csv").open(encoding="utf-8", newline="") as file:
        assert next(csv.reader(file)) == [
            "law_table",
            "row_key",
            "row_hash",
            "signed_by",
            "bar_number",
            "signed_on",
            "words",
        ]


def test_the_page_is_the_same_wherever_it_is_written(page: str, tmp_path: Path) -> None:
    import shutil

    shutil.copytree(MODELS / "rules", tmp_path / "models" / "rules")
    assert build_law_page(tmp_path / "models", "ca") == page
