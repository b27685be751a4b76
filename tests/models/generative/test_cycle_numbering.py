"""Facts come from content: other numbering, other order, other packing of the same rows leaves every fact as it is.

What belongs here: one sample, changed in ways that change nothing. What does not: new facts in a later delivery
(``test_next_delivery``).
"""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from random import Random

import polars as pl
import pytest
from raw_files import COLUMNS, conviction, line, person
from warehouse_runs import BuiltWarehouse, build

from orchestration.ingestion.synthetic.ca.generate import write_sample
from orchestration.ingestion.synthetic.ca.rates import QuirkRates
from tests.models.generative.truth_and_facts import difference

Files = dict[str, list[list[str]]]
"""File name to its rows of 95 values."""

COUNTIES = ("SACRAMENTO", "YOLO")
SACRAMENTO, YOLO = "sacramento_20260301.csv", "yolo_20260301.csv"
NAME, CYCLE_ORDER, COUNT_ORDER = (COLUMNS.index(name) for name in ("PRI_NAME", "CYC_ORDER", "CNT_ORDER"))
STRANGER = person(999_999)

# Which file, line and count number a fact was found under may change; so may what is made of these.
ATTRIBUTES = {
    *("delivery_id", "source_line", "source_lines", "source_rows", "speaking_row_number", "speaking_source_row"),
    *("cycle_key", "step_key", "count_key"),
}
TABLES = (
    *(
        "int_people",
        "int_person_links",
        "int_identity_conflicts",
        "int_arrests",
        "int_delivered_charges",
        "int_charges",
    ),
    *("int_convictions", "int_sentences", "int_sentence_terms", "int_events", "int_obligations"),
)


def _rows(path: Path) -> list[list[str]]:
    text = path.read_bytes().decode("latin-1")
    rows = [row[:95] for row in csv.reader(io.StringIO(text)) if row]
    return [row for row in rows if "RECORD_ID" not in row[0]]


def _custody_with_a_term() -> list[list[str]]:
    """A convicted person with a custody step that carries a sentence part of its own and no charge."""
    who = person(888_888)
    step = {"STP_TYPE_DESCR": "CUSTODY:JAIL", "DISP_DESCR": "", "CONV_STAT_DESCR": "", "OFN": ""}
    term = {"SENT_LOC_DESCR": "JAIL", "SENT_LENGTH": "30", "SENT_TIME_CODE": "D"}
    rows = [conviction(who, "484 PC-THEFT"), conviction(who, "", CNT_ORDER="101003001000", **step, **term)]
    return [next(csv.reader([line(row)])) for row in rows]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> Files:
    """Two counties with more repetitions, odd numbers and doubtful ids than usual, and no damaged lines."""
    names = [name for name in QuirkRates.names() if name.startswith(("file_", "row_"))]
    rates = replace(
        QuirkRates().without(*names),
        repeated_cycle=0.05, malformed_count_order=0.02, earlier_relief=0.2, identical_sentence_parts=0.05,
        two_subject_ids_one_cii=0.02, blank_cii_on_some_rows=0.02, blank_cii_on_all_rows=0.02, event_date_blank=0.02,
        several_case_numbers=0.1,
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("sample") / "sample"
    write_sample(400, 4711, folder, COUNTIES, rates=rates)
    found = {
        name: _rows(next(path for path in folder.iterdir() if path.name.startswith(name.removesuffix(".csv"))))
        for name in (SACRAMENTO, YOLO)
    }
    return {name: rows + _custody_with_a_term() for name, rows in found.items()}


def _build(folder: Path, files: Files) -> BuiltWarehouse:
    folder.mkdir(parents=True)
    paths = []
    for name, rows in files.items():
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([COLUMNS, *rows])
        paths.append(folder / name)
        paths[-1].write_bytes(text.getvalue().encode("latin-1"))
    return build(folder / "home", paths, stages=("staging", "intermediate"))


def _facts(warehouse: BuiltWarehouse, without: frozenset[str] = frozenset()) -> dict[str, pl.DataFrame]:
    """Every table of facts as text, without attributes, and without the rows of a person known by these ids."""
    facts = {}
    for table in TABLES:
        columns = [
            row["column_name"]
            for row in warehouse.rows(
                "select column_name from information_schema.columns where table_schema = 'intermediate' "
                "and table_name = ? order by all",
                table,
            )
        ]
        kept = [column for column in columns if column not in ATTRIBUTES]
        # A count is one row a delivery; a link is one row a combination of ids, and a row without any is its own.
        unique = "distinct" if table == "int_delivered_charges" else ""
        where = "where link_basis <> 'no_id'" if table == "int_person_links" else ""
        texts = ", ".join(f"cast({column} as varchar) as {column}" for column in kept)
        rows = warehouse.rows(f"select {unique} {texts} from intermediate.{table} {where}")
        rows = [row for row in rows if not without & {row.get("person_id"), row.get("person_number")}]
        facts[table] = pl.DataFrame(rows, schema=dict.fromkeys(kept, pl.String))
    return facts


@pytest.fixture(scope="module")
def facts(files: Files, tmp_path_factory: pytest.TempPathFactory) -> dict[str, pl.DataFrame]:
    return _facts(_build(tmp_path_factory.mktemp("base") / "base", files))


def _renumbered(rows: list[list[str]]) -> list[list[str]]:
    """Cycles numbered from the other end: 101 becomes 899. Numbers too short to tell stay as they are."""
    changed = []
    for row in rows:
        row = list(row)
        row[CYCLE_ORDER] = str(1000 - int(row[CYCLE_ORDER])) if row[CYCLE_ORDER].isdigit() else row[CYCLE_ORDER]
        if len(row[COUNT_ORDER]) >= 10 and row[COUNT_ORDER].isdigit():
            row[COUNT_ORDER] = f"{1000 - int(row[COUNT_ORDER][:3])}{row[COUNT_ORDER][3:]}"
        changed.append(row)
    return changed


def _shuffled(rows: list[list[str]], seed: int) -> list[list[str]]:
    return Random(seed).sample(rows, len(rows))


def rows_in_another_order(files: Files) -> Files:
    return {name: _shuffled(rows, 1) for name, rows in files.items()}


def cycles_numbered_otherwise_in_every_file(files: Files) -> Files:
    return {name: _renumbered(rows) for name, rows in files.items()}


def cycles_numbered_otherwise_in_one_file(files: Files) -> Files:
    return files | {YOLO: _renumbered(files[YOLO])}


def one_file_in_two_parts(files: Files) -> Files:
    first = [row for row in files[SACRAMENTO] if len(row[NAME]) % 2]  # a person has one name here, whatever the ids
    second = [row for row in files[SACRAMENTO] if not len(row[NAME]) % 2]
    assert first and second
    return {YOLO: files[YOLO], SACRAMENTO: first, "Sacramento 2026-03-01.dat": second}


def one_file_three_times(files: Files) -> Files:
    again = {"sacramento 20260301.dat": files[SACRAMENTO], "Sacramento_2026-03-01.csv": _shuffled(files[SACRAMENTO], 2)}
    return files | again


@pytest.mark.long  # two of them at once: the test below
@pytest.mark.parametrize(
    "change",
    [
        rows_in_another_order,
        cycles_numbered_otherwise_in_every_file,
        cycles_numbered_otherwise_in_one_file,
        one_file_in_two_parts,
        one_file_three_times,
    ],
)
def test_no_fact_changes_with(
    files: Files, facts: dict[str, pl.DataFrame], tmp_path: Path, change: Callable[[Files], Files]
) -> None:
    changed = _facts(_build(tmp_path / "changed", change(files)))
    differences = {table: difference(facts[table], changed[table]) for table in TABLES}
    assert {table: text for table, text in differences.items() if text} == {}


def test_no_fact_of_others_changes_with_another_order_other_numbers_and_an_added_stranger(
    files: Files, facts: dict[str, pl.DataFrame], tmp_path: Path
) -> None:
    rows = [next(csv.reader([line(conviction(STRANGER, "11357(B) HS-POSS MARIJ 28.5"))]))]
    otherwise = rows_in_another_order(cycles_numbered_otherwise_in_every_file(files))
    warehouse = _build(tmp_path / "changed", otherwise | {YOLO: rows + otherwise[YOLO]})
    (stranger,) = warehouse.rows(
        "select distinct person_id, cast(person_number as varchar) as person_number from intermediate.int_person_links "
        "join intermediate.int_people using (person_id) where state_ids = ['999999']"
    )
    others = _facts(warehouse, without=frozenset(stranger.values()))
    differences = {table: difference(facts[table], others[table]) for table in TABLES}
    assert {table: text for table, text in differences.items() if text} == {}
