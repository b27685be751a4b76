"""What comes in beside histories is known by its header, read by the same rules, and refused by one clear line."""

from __future__ import annotations

import gzip
import json
from datetime import date
from pathlib import Path

import pytest
from other_files import COLUMNS, ids, write_other

from orchestration.ingestion.deliveries.arrivals import Seen, look_for_arrivals
from orchestration.ingestion.deliveries.discovery import find_deliveries
from orchestration.ingestion.deliveries.select_current import check_others, choose_in_force, find_too_old
from tests.support.doj_files import LAYOUT, SECRET, Outcome, deliver, file_of, read, row

CALLED = {kind.kind: kind.called for kind in LAYOUT.others}
SUPERVISED, COURT, PETITIONS, TRANSFERS = "supervised_release", "court_records", "petitions", "case_transfers"
ROW = {
    SUPERVISED: ids(1) | {"SUPERVISED_BY": "LOCAL"},
    COURT: ids(1) | {"CASE_NUMBER": SECRET},
    PETITIONS: ids(1) | {"CASE_NUMBER": SECRET},
    TRANSFERS: ids(1) | {"FROM_CASE_NUMBER": SECRET},
}
KINDS = tuple(ROW)


def header(kind: str) -> bytes:
    return ",".join(COLUMNS[kind]).encode()


def line(kind: str, **changes: str) -> bytes:
    return ",".join((ROW[kind] | changes).get(column, "") for column in COLUMNS[kind]).encode()


def outcome(folder: Path, content: bytes, name: str = "alameda_petitions_20260101.csv") -> Outcome:
    (folder / name).write_bytes(content)
    (delivery,), refusals = find_deliveries([folder / name], LAYOUT)
    assert refusals == []
    return read(delivery, folder / "home")


@pytest.mark.parametrize("kind", KINDS)
def test_each_kind_is_known_by_its_header_beside_histories(tmp_path: Path, kind: str) -> None:
    write_other(tmp_path, kind, [ROW[kind]], county="los_angeles")
    deliver(tmp_path, file_of(row(1)))
    found, refusals = find_deliveries([tmp_path], LAYOUT)
    assert refusals == []
    county = "STATEWIDE" if kind == SUPERVISED else "LOS ANGELES"
    assert {(one.kind, one.county, one.data_as_of) for one in found} == {
        ("history", "ALAMEDA", date(2026, 1, 1)),
        (kind, county, date(2026, 3, 1)),
    }


@pytest.mark.parametrize("kind", KINDS)
def test_each_layout_is_described_and_all_its_columns_are_kept(kind: str) -> None:
    layout = LAYOUT.of_kind(kind)
    assert layout.kept_columns == tuple(name.lower() for name in COLUMNS[kind])
    page = (Path(__file__).parents[3] / "docs" / "reference" / "other_deliveries.md").read_text(encoding="utf-8")
    assert all(f"`{name}`" in page for name in COLUMNS[kind])
    assert ",".join(COLUMNS[kind]) in page


@pytest.mark.parametrize(
    "content",
    [
        b"\xef\xbb\xbf" + file_of(line(PETITIONS), header=header(PETITIONS), end=b"\r\n"),
        file_of(line(PETITIONS), header=header(PETITIONS).lower()),
        file_of(line(PETITIONS) + b",", header=header(PETITIONS) + b","),
        file_of(line(PETITIONS), header=b",".join(b'"%s"' % name for name in header(PETITIONS).split(b","))),
    ],
)
def test_variants_of_header_and_line_ends_cost_nothing(tmp_path: Path, content: bytes) -> None:
    read_ = outcome(tmp_path, content)
    assert (read_.receipt.header_lines, read_.receipt.accepted, read_.reasons) == (1, 1, {})
    assert read_.rows[0]["cii_number"] == ids(1)["CII_NUMBER"]


def test_a_bad_row_never_costs_a_file(tmp_path: Path) -> None:
    lines = [line(PETITIONS), b"too,few", b"", line(PETITIONS) + b',"open', header(PETITIONS), line(PETITIONS)]
    read_ = outcome(tmp_path, file_of(*lines, header=header(PETITIONS)))
    assert read_.reasons == {3: "field_count", 4: "blank", 5: "open_quote", 6: "repeated_header"}
    assert read_.lines == [2, 7]


def test_hostile_values_are_text_and_huge_lines_are_rejected(tmp_path: Path) -> None:
    formula = line(PETITIONS, CASE_NUMBER="=HYPERLINK(1)", SECTION="\x00\x1b[31m11358")
    read_ = outcome(tmp_path, file_of(formula, line(PETITIONS, SECTION="9" * 1_000_001), header=header(PETITIONS)))
    assert read_.reasons == {3: "line_too_long"}
    assert (read_.rows[0]["case_number"], read_.rows[0]["section"]) == ("=HYPERLINK(1)", "[31m11358")


def test_packed_files_are_read(tmp_path: Path) -> None:
    content = gzip.compress(file_of(line(PETITIONS), header=header(PETITIONS)))
    assert outcome(tmp_path, content, "alpine_petitions_20260101.csv.gz").receipt.accepted == 1


@pytest.mark.parametrize(
    ("name", "content", "reason"),
    [
        (
            "alameda_petitions_20260101.csv",
            file_of(line(PETITIONS), header=header(PETITIONS).replace(b",OUTCOME,", b",")),
            "expected a header of a list of petitions, 9 columns from CII_NUMBER to OUTCOME_DATE, found OUTCOME_DATE "
            "instead of OUTCOME as column 8",
        ),
        (
            "alameda_court_records_20260101.csv",
            file_of(line(COURT), header=header(COURT).replace(b"CHARGE", b"OFFENSE")),
            "expected a header of a list of court records, 15 columns from CII_NUMBER to PROBATION_REVOKED_DATE, found "
            "another name instead of CHARGE as column 6",
        ),
        (
            "alameda_court_records_20260101.csv",
            file_of(line(COURT), header=None),
            "expected a header or rows of 95 columns, found no header and 0 such rows among the first 1 lines",
        ),
        (
            "supervised_release_20260101.csv",
            header(SUPERVISED) + b"\n",
            "expected a Supervised Release File of 7 columns that begin with CII_NUMBER and at least one row, found a "
            "header only",
        ),
        (
            "alameda_supervised_release_20260101.csv",
            file_of(line(SUPERVISED), header=header(SUPERVISED)),
            "expected a Supervised Release File of the whole state, found one of a county",
        ),
        (
            "alameda_petitions_20260101.csv",
            file_of(line(COURT), header=header(COURT)),
            "expected a county of the state or statewide in its name, found 'alameda_petitions'",
        ),
        (
            "alameda_case_transfers_20260101.csv",
            file_of(line(TRANSFERS), header=header(TRANSFERS).replace(b"TO_COUNTY_NAME", b"COUNTY_NAME")),
            "expected a header of a list of case transfers, 7 columns from CII_NUMBER to TRANSFER_DATE, found another "
            "name instead of TO_COUNTY_NAME as column 5",
        ),
        (
            "court_records_20260101.csv",
            file_of(line(COURT), header=header(COURT)),
            "expected a county of the state or statewide in its name, found ''",
        ),
    ],
)
def test_a_wrong_file_is_refused_by_one_line_that_names_nobody(
    tmp_path: Path, name: str, content: bytes, reason: str
) -> None:
    (tmp_path / name).write_bytes(content)
    found, (refusal,) = find_deliveries([tmp_path], LAYOUT)
    said = refusal.reason.partition("; to read it as it is")[0]
    assert (found, refusal.file_name, said) == ([], name, reason)
    assert SECRET not in refusal.reason and ids(1)["CII_NUMBER"] not in refusal.reason


def test_a_list_without_rows_says_that_there_are_none(tmp_path: Path) -> None:
    read_ = outcome(tmp_path, header(PETITIONS) + b"\n")
    assert (read_.receipt.accepted, read_.receipt.physical_lines) == (0, 1)


def test_the_same_bytes_give_the_same_receipt_whatever_they_are_called(tmp_path: Path) -> None:
    first = outcome(tmp_path, file_of(line(PETITIONS), header=header(PETITIONS)))
    kept = tmp_path / "home" / "ca" / first.receipt.sha256 / "receipt.json"
    assert json.loads(kept.read_text())["layout_version"].startswith("petitions-")
    again = outcome(tmp_path, file_of(line(PETITIONS), header=header(PETITIONS)), "statewide_petitions_20260201.csv")
    assert again.receipt.sha256 == first.receipt.sha256
    assert (again.receipt.county, again.receipt.data_as_of) == ("STATEWIDE", date(2026, 2, 1))


def test_the_newest_cut_per_kind_and_county_is_in_force(tmp_path: Path) -> None:
    deliver(tmp_path, file_of(row(1)), "alameda_20260301.csv")
    for cut in ("20260101", "20260201", "20270101"):
        write_other(tmp_path, COURT, [ROW[COURT] | {"CASE_NUMBER": cut}], "alameda", cut)
    write_other(tmp_path, PETITIONS, [ROW[PETITIONS]], "alameda", "20250101")
    write_other(tmp_path, COURT, [ROW[COURT]], "fresno", "20250101")
    found, _ = find_deliveries([tmp_path], LAYOUT)
    in_force = choose_in_force(found, date(2026, 6, 1), {"ALAMEDA": date(2026, 3, 1)})
    assert [one.file_name for one in in_force] == [
        "alameda_20260301.csv",
        "alameda_court_records_20260201.csv",
        "fresno_court_records_20250101.csv",
        "alameda_petitions_20250101.csv",
    ]


def test_only_a_kind_that_grows_stale_can_be_too_old(tmp_path: Path) -> None:
    for kind in KINDS:
        write_other(tmp_path, kind, [ROW[kind]], cut="20240101")
    found, _ = find_deliveries([tmp_path], LAYOUT)
    grow_stale = [kind.kind for kind in LAYOUT.others if kind.grows_stale]
    old = find_too_old(found, date(2026, 6, 1), 400, grow_stale)
    assert [one.kind for one in old] == [SUPERVISED]
    assert find_too_old(found, date(2026, 6, 1), 400, grow_stale, allow_stale={"statewide"}) == []
    assert find_too_old(found, date(2026, 6, 1), 400, grow_stale, allow_stale=True) == []
    assert find_too_old(found, date(2026, 6, 1), 882, grow_stale) == []


def test_what_the_last_run_had_and_this_one_lacks_is_missed_by_name(tmp_path: Path) -> None:
    write_other(tmp_path, PETITIONS, [ROW[PETITIONS]], "alameda")
    found, _ = find_deliveries([tmp_path], LAYOUT)
    previous = {(PETITIONS, "ALAMEDA"), (COURT, "ALAMEDA"), (SUPERVISED, "STATEWIDE")}
    problems = check_others(found, previous, CALLED)
    assert [problem.message for problem in problems] == [
        "ALAMEDA: the last run had a list of court records, this one has none in force",
        "STATEWIDE: the last run had a Supervised Release File, this one has none in force",
    ]
    assert check_others(found, previous, CALLED, allow_missing=["alameda", "statewide"]) == []


def test_the_watch_over_the_folder_lets_a_list_wait_for_its_cut_date(tmp_path: Path) -> None:
    for kind in KINDS:
        write_other(tmp_path, kind, [ROW[kind]], cut="20260701")
    lying = look_for_arrivals(tmp_path, LAYOUT, date(2026, 6, 1), Seen()).seen
    look = look_for_arrivals(tmp_path, LAYOUT, date(2026, 6, 1), lying)
    assert (look.new, look.waiting) == ((), len(KINDS))
    assert len(look_for_arrivals(tmp_path, LAYOUT, date(2026, 7, 1), lying).new) == len(KINDS)
