"""Annotated files hold every accepted row, in order and as received, and what was determined on the right row."""

from __future__ import annotations

import csv
import gzip
import io
from pathlib import Path

import pytest
from backports import zstd

from orchestration.determinations.exports.annotated_deliveries import (
    RESULTS_SUFFIX,
    WARNING_FILE,
    RowMismatchError,
    list_annotated_names,
)
from orchestration.ingestion.deliveries.discovery import Delivery, DeliveryGoneError
from orchestration.ingestion.parsing.strict import parse_line
from tests.support.doj_files import HEADER, deliver, file_of, row, rows

from .small_run import ADDED, LAYOUT, Count, SmallRun

COUNTS = 11
NOTHING = b"," * COUNTS
ON_THE_COUNT = ',c1,00F0001,eligible,no_change,dismiss,dismiss,"Reason, with ""words"".",HS 1,,3,yes'


def annotated(tmp_path: Path, delivery: Delivery, *counts: Count) -> list[bytes]:
    """The lines of the annotated file of one delivery, without the header's and the line feeds."""
    run = SmallRun(tmp_path / "home", [delivery])
    for count in counts:
        run.add(count)
    (file,) = run.annotate(tmp_path / "results")
    assert file.rows == run.receipts[0].accepted
    assert file.counts == len(counts)
    header, *lines = (tmp_path / "results" / file.file_name).read_bytes().split(b"\n")
    assert header.decode() == f"{','.join(LAYOUT.columns)},{ADDED}"
    assert lines.pop() == b""
    return lines


def test_rows_stand_in_their_order_byte_by_byte_as_received(tmp_path: Path) -> None:
    lines = rows(50)
    assert annotated(tmp_path, deliver(tmp_path, file_of(*lines))) == [line + NOTHING for line in lines]


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
@pytest.mark.parametrize(
    "header", [HEADER, HEADER + b",", b"\xef\xbb\xbf" + HEADER, None, b'"RECORD_ID",' + HEADER[10:]]
)
def test_headers_marks_and_line_ends_of_every_kind_are_understood(
    tmp_path: Path, header: bytes | None, end: bytes
) -> None:
    lines = rows(3)
    content = file_of(*lines, header=header, end=end)
    assert annotated(tmp_path, deliver(tmp_path, content)) == [line + NOTHING for line in lines]


def test_a_mark_before_the_first_row_is_no_part_of_it(tmp_path: Path) -> None:
    lines = rows(3)
    content = b"\xef\xbb\xbf" + file_of(*lines, header=None)
    assert annotated(tmp_path, deliver(tmp_path, content)) == [line + NOTHING for line in lines]


def test_a_mark_is_taken_from_the_beginning_of_a_file_and_not_of_each_block(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("orchestration.determinations.exports.annotated_deliveries.BLOCK_BYTES", 1_000)
    lines = rows(50)
    content = b"\xef\xbb\xbf" + file_of(*lines)
    assert annotated(tmp_path, deliver(tmp_path, content)) == [line + NOTHING for line in lines]


def test_added_cells_are_no_formulas_and_those_of_the_state_keep_their_bytes_with_a_warning(tmp_path: Path) -> None:
    hostile = row(1, COMMENT_TEXT="=1+1")
    delivery = deliver(tmp_path, file_of(hostile))
    count = Count("c1", {delivery.delivery_id: [2]}, {}, case_numbers="=2+2")
    (line,) = annotated(tmp_path, delivery, count)
    assert line.startswith(hostile + b",c1,'=2+2,eligible,") and line.endswith(b",3,yes")
    assert "double click" in (tmp_path / "results" / WARNING_FILE).read_text()


def test_a_last_line_without_an_end_is_a_row(tmp_path: Path) -> None:
    lines = rows(3)
    assert annotated(tmp_path, deliver(tmp_path, file_of(*lines)[:-1])) == [line + NOTHING for line in lines]


@pytest.mark.parametrize(
    ("received", "written"),
    [
        (row(7) + b",", row(7)),
        (row(7) + b',""', row(7)),
        (row(7) + b",\r", row(7)),
        (row(7, COMMENT_TEXT="A\x00B\x07"), row(7, COMMENT_TEXT="AB")),
        (row(7, COMMENT_TEXT="A\tB  "), row(7, COMMENT_TEXT="A\tB  ")),
        (row(7, PRI_NAME='"NU\xd1EZ,JOS\xc9"'), row(7, PRI_NAME='"NU\xd1EZ,JOS\xc9"')),
        (row(7, PRI_NAME='"O""HARA, ANN"'), row(7, PRI_NAME='"O""HARA, ANN"')),
        (row(7, END_OF_REC=""), row(7, END_OF_REC="")),
        (row(7, END_OF_REC='"#"'), row(7, END_OF_REC='"#"')),
        (row(7, END_OF_REC='""'), row(7, END_OF_REC='""')),
        (row(7, PRI_NAME='"NU\xd1EZ,\x00JOS\xc9"') + b",", row(7, PRI_NAME='"NU\xd1EZ,JOS\xc9"')),
        (
            "ÑÉ".encode().join(row(7, PRI_NAME='"?"').split(b"?")),
            "ÑÉ".encode().join(row(7, PRI_NAME='"?"').split(b"?")),
        ),
    ],
)
def test_what_intake_repaired_is_gone_and_nothing_else(tmp_path: Path, received: bytes, written: bytes) -> None:
    content = file_of(*rows(6), received, row(8))
    assert annotated(tmp_path, deliver(tmp_path, content)) == [line + NOTHING for line in [*rows(6), written, row(8)]]
    assert not isinstance(parse_line(written, LAYOUT), str)


def test_lines_that_are_no_rows_are_left_out_and_the_numbers_of_the_others_stay(tmp_path: Path) -> None:
    broken = [b"", b"hello", row(9) + b",more", row(9, PRI_NAME='"OPEN'), HEADER, b"  \r"]
    content = file_of(row(1), *broken[:3], row(2), *broken[3:], row(3))
    delivery = deliver(tmp_path, content)
    count = Count("c1", {delivery.delivery_id: [6]}, {delivery.delivery_id: [6]})
    lines = annotated(tmp_path, delivery, count)
    assert lines == [row(1) + NOTHING, row(2) + ON_THE_COUNT.encode(), row(3) + NOTHING]


def test_what_was_determined_stands_on_the_first_row_of_the_conviction(tmp_path: Path) -> None:
    delivery = deliver(tmp_path, file_of(*rows(6)))
    key = delivery.delivery_id
    lines = annotated(tmp_path, delivery, Count("c1", {key: [7, 4, 3, 6]}, {key: [4, 6]}))
    assert lines == [line + (ON_THE_COUNT.encode() if n == 3 else NOTHING) for n, line in enumerate(rows(6), start=1)]


def test_without_a_conviction_it_stands_on_the_first_row_of_the_count(tmp_path: Path) -> None:
    delivery = deliver(tmp_path, file_of(*rows(6)))
    lines = annotated(tmp_path, delivery, Count("c1", {delivery.delivery_id: [5, 4]}, {}))
    assert [line.endswith(NOTHING) for line in lines] == [True, True, False, True, True, True]


def test_a_count_told_in_two_deliveries_stands_in_both(tmp_path: Path) -> None:
    first = deliver(tmp_path / "a", file_of(*rows(4)), "alameda_20260101.csv")
    second = deliver(tmp_path / "b", file_of(*rows(4, first=2)), "fresno_20260101.csv")
    run = SmallRun(tmp_path / "home", [first, second])
    run.add(Count("c1", {first.delivery_id: [3], second.delivery_id: [2]}, {second.delivery_id: [2]}))
    files = run.annotate(tmp_path / "results")
    assert [file.counts for file in files] == [1, 1]
    for name, line in (("alameda_20260101.csv", 2), ("fresno_20260101.csv", 1)):
        written = list(csv.reader(io.StringIO((tmp_path / "results" / (name + RESULTS_SUFFIX)).read_text())))
        assert {len(fields) for fields in written} == {len(LAYOUT.columns) + COUNTS}
        assert [number for number, fields in enumerate(written) if fields[95] == "c1"] == [line]


@pytest.mark.parametrize(("ending", "pack"), [(".gz", gzip.compress), (".zst", zstd.compress)])
@pytest.mark.parametrize("name", ["alameda_20260101.csv", "alameda_20260101.dat"])
def test_packed_files_are_written_plain(tmp_path: Path, ending: str, pack: object, name: str) -> None:
    content = file_of(*rows(5))
    delivery = deliver(tmp_path, pack(content), name + ending)  # type: ignore[operator]
    assert annotated(tmp_path, delivery) == [line + NOTHING for line in rows(5)]
    assert (tmp_path / "results" / f"{name}{ending}{RESULTS_SUFFIX}").exists()


def test_case_numbers_are_written_in_the_encoding_of_their_row(tmp_path: Path) -> None:
    latin = row(1, PRI_NAME='"NU\xd1EZ"')
    delivery = deliver(tmp_path, file_of(latin, row(2)))
    key = delivery.delivery_id
    run = SmallRun(tmp_path / "home", [delivery])
    run.add(Count("c1", {key: [2]}, {}, case_numbers="F\xd1\u20ac"))
    run.add(Count("c2", {key: [3]}, {}, case_numbers="F\xd1"))
    run.annotate(tmp_path / "results")
    _, first, second, _ = (tmp_path / "results" / f"alameda_20260101.csv{RESULTS_SUFFIX}").read_bytes().split(b"\n")
    assert b",c1,F\xd1?," in first
    assert ",c2,F\xd1,".encode() in second


def test_two_deliveries_of_one_name_have_two_files(tmp_path: Path) -> None:
    first = deliver(tmp_path / "a", file_of(*rows(2)))
    second = deliver(tmp_path / "b", file_of(*rows(3)))
    run = SmallRun(tmp_path / "home", [first, second])
    files = run.annotate(tmp_path / "results", [tmp_path / "a", tmp_path / "b"])
    assert [file.file_name for file in files] == [
        f"alameda_20260101.csv.{one.delivery_id}{RESULTS_SUFFIX}" for one in (first, second)
    ]
    assert [file.rows for file in files] == [2, 3]


def test_names_are_safe_and_differ_even_where_capitals_do_not_count() -> None:
    names = list_annotated_names({"1": "San Joaquin_1.csv", "2": "san_joaquin_1.CSV", "3": "../x?.dat", "4": "a.csv"})
    assert names == {
        "1": f"San_Joaquin_1.csv.1{RESULTS_SUFFIX}",
        "2": f"san_joaquin_1.CSV.2{RESULTS_SUFFIX}",
        "3": f"_x_.dat{RESULTS_SUFFIX}",
        "4": f"a.csv{RESULTS_SUFFIX}",
    }


def test_rows_that_cross_blocks_are_all_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("orchestration.determinations.exports.annotated_deliveries.BLOCK_BYTES", 1_000)
    lines = [row(number) + (b"," if number % 7 == 0 else b"") for number in range(1, 300)]
    delivery = deliver(tmp_path, file_of(*lines))
    key = delivery.delivery_id
    counts = [Count(f"c{number}", {key: [number]}, {}) for number in (2, 3, 150, 300)]
    written = annotated(tmp_path, delivery, *counts)
    assert [line.split(b",")[96] for line in written if not line.endswith(NOTHING)] == [b"c2", b"c3", b"c150", b"c300"]
    assert [line.split(b",")[0] for line in written] == [str(number).encode() for number in range(1, 300)]


def test_a_delivery_that_is_gone_or_has_changed_is_named(tmp_path: Path) -> None:
    delivery = deliver(tmp_path / "in", file_of(*rows(2)))
    run = SmallRun(tmp_path / "home", [delivery])
    with pytest.raises(DeliveryGoneError, match=r"^alameda_20260101\.csv is no longer where deliveries are looked for"):
        run.annotate(tmp_path / "results", [tmp_path / "home"])
    delivery.path.write_bytes(file_of(*rows(3)))
    with pytest.raises(DeliveryGoneError):
        run.annotate(tmp_path / "results")


def test_nothing_is_handed_out_where_rows_are_missing(tmp_path: Path) -> None:
    run = SmallRun(tmp_path / "home", [deliver(tmp_path, file_of(*rows(3)))])
    run.connection.execute("update intake.deliveries set accepted_rows = 4")
    with pytest.raises(RowMismatchError, match="accepted 4 rows, but 3 were written"):
        run.annotate(tmp_path / "results")


def test_nothing_is_handed_out_where_a_count_finds_no_row(tmp_path: Path) -> None:
    delivery = deliver(tmp_path, file_of(row(1), b"hello", row(2)))
    run = SmallRun(tmp_path / "home", [delivery])
    run.add(Count("c1", {delivery.delivery_id: [3]}, {}))
    with pytest.raises(RowMismatchError, match="on line 3, which is no accepted row"):
        run.annotate(tmp_path / "results")


def test_nothing_is_handed_out_where_two_counts_stand_on_one_row(tmp_path: Path) -> None:
    delivery = deliver(tmp_path, file_of(row(1)))
    run = SmallRun(tmp_path / "home", [delivery])
    for name in ("c1", "c2"):
        run.add(Count(name, {delivery.delivery_id: [2]}, {}))
    with pytest.raises(LookupError, match="2 counts in scope are on 1 rows"):
        run.annotate(tmp_path / "results")
