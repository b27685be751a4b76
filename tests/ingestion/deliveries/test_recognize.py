"""A file that is no history file is refused with one sentence; header variants and bad first rows cost nothing."""

from __future__ import annotations

import gzip
import random
from pathlib import Path

import pytest
from backports import zstd

from orchestration.ingestion.deliveries.discovery import find_deliveries
from orchestration.ingestion.deliveries.read_delivery import RefusedDeliveryError
from tests.support.doj_files import HEADER, LAYOUT, SECRET, deliver, file_of, read, read_both, row, rows

NAMES = HEADER.split(b",")
SWAPPED = b",".join([NAMES[0], NAMES[2], NAMES[1], *NAMES[3:]])
RENAMED = HEADER.replace(b"CII_NUMBER,PRI_NAME", b"CII_NUMBER,FULL_NAME")
WIDE_HEADER = "expected a header of 95 columns from RECORD_ID to END_OF_REC, found "
A_FILE = "expected a file of 95 columns that begin with RECORD_ID"
A_HEADER_OR_ROWS = "expected a header or rows of 95 columns"

OTHER_FILES = {
    "empty": (b"", f"{A_FILE}, found an empty file"),
    "blank lines": (b"\n \n\r\n", f"{A_FILE}, found blank lines only"),
    "byte order mark only": (b"\xef\xbb\xbf", f"{A_FILE}, found blank lines only"),
    "header only": (HEADER + b"\n\n", f"{A_FILE} and at least one row, found a header only"),
    "reordered header": (
        file_of(*rows(3), header=SWAPPED),
        WIDE_HEADER + "SUBJECT_ID instead of SUBJECT_STATUS as column 2",
    ),
    "renamed column": (
        file_of(*rows(3), header=RENAMED),
        WIDE_HEADER + "another name instead of PRI_NAME as column 13",
    ),
    "short header": (file_of(*rows(3), header=b",".join(NAMES[:90])), WIDE_HEADER + "one of 90 columns"),
    "long header": (file_of(*rows(3), header=HEADER + b",MORE"), WIDE_HEADER + "one of 96 columns"),
    "reordered header without its first name": (
        file_of(*rows(3), header=b",".join(reversed(NAMES))),
        WIDE_HEADER + "END_OF_REC instead of RECORD_ID as column 1",
    ),
    "header with an open quote": (file_of(*rows(3), header=b'"' + HEADER), WIDE_HEADER + "one with unbalanced quotes"),
    "header with semicolons": (
        file_of(*rows(3), header=HEADER.replace(b",", b";")),
        WIDE_HEADER + "semicolons between the columns",
    ),
    "header with tabs": (file_of(*rows(3), header=HEADER.replace(b",", b"\t")), WIDE_HEADER + "tabs between"),
    "tar": (b"a.csv".ljust(257, b"\0") + b"ustar" + file_of(*rows(3)), f"{A_FILE}, found a tar archive"),
    "another table": (
        b"id,name\n1,x\n",
        f"{A_HEADER_OR_ROWS}, found no header and 0 such rows among the first 2 lines",
    ),
    "prose": (b"Dear county,\nhere is your file.\n" * 9, f"{A_HEADER_OR_ROWS}, found no header and 0 such rows"),
    "95 other columns": (
        file_of(*[b",".join([b"1"] * 95)] * 9, header=None),
        f"{A_HEADER_OR_ROWS} with # at the segment",
    ),
    "binary": (random.Random(4).randbytes(5000), A_HEADER_OR_ROWS),
    "NULs": (bytes(3000), f"{A_FILE}, found blank lines only"),
    "gzip without its ending": (gzip.compress(file_of(*rows(3))), f"{A_FILE}, found gzip bytes under a name"),
    "zstd without its ending": (zstd.compress(file_of(*rows(3))), f"{A_FILE}, found zstd bytes under a name"),
    "spreadsheet": (b"PK\x03\x04" + bytes(99), f"{A_FILE}, found a zip archive or a spreadsheet"),
    "UTF-16": (file_of(*rows(3)).decode().encode("utf-16"), f"{A_FILE}, found UTF-16 text"),
    "carriage returns only": (
        file_of(*rows(3), end=b"\r"),
        "expected a header of 95 columns from RECORD_ID to END_OF_REC on a line of its own, found lines that end with",
    ),
    "reordered header below a title": (file_of(HEADER[::-1], SWAPPED, *rows(9), header=None), WIDE_HEADER),
}


@pytest.mark.parametrize("content,reason", OTHER_FILES.values(), ids=OTHER_FILES.keys())
def test_another_kind_of_file_is_refused_with_a_sentence(tmp_path: Path, content: bytes, reason: str) -> None:
    delivery = deliver(tmp_path / "in", content)
    deliver(tmp_path / "in", file_of(*rows(3)), "butte_20260101.csv")
    found, refusals = find_deliveries([tmp_path / "in"], LAYOUT)
    assert [one.county for one in found] == ["BUTTE"]
    (refusal,) = refusals
    assert refusal.file_name == "alameda_20260101.csv"
    assert refusal.reason.startswith(reason)
    assert SECRET not in refusal.reason and "\n" not in refusal.reason
    with pytest.raises(RefusedDeliveryError) as caught:
        read(delivery, tmp_path / "home")
    assert caught.value.refusal.reason == refusal.reason
    assert list((tmp_path / "home" / "ca").iterdir()) == []


@pytest.mark.parametrize(
    "header",
    [
        HEADER,
        HEADER + b",",
        HEADER.lower(),
        HEADER + b"\r",
        b"\xef\xbb\xbf" + HEADER,
        b",".join(b'"%s"' % name for name in NAMES),
        b"\xef\xbb\xbf" + b",".join(b'"%s"' % name for name in NAMES) + b",\r",
        b",".join(b" %s " % name for name in NAMES),
        b"\0" + HEADER + b"\x1a",
    ],
)
def test_a_header_variant_is_one_header_line(tmp_path: Path, header: bytes) -> None:
    outcome = read_both(tmp_path, file_of(*rows(3), header=header))
    assert (outcome.receipt.header_lines, outcome.receipt.physical_lines) == (1, 4)
    assert outcome.lines == [2, 3, 4]
    assert outcome.receipt.rejected == outcome.receipt.repaired == {}


def test_carriage_returns_among_the_names_of_a_header_are_left_out_and_named(tmp_path: Path) -> None:
    outcome = read_both(tmp_path, file_of(*rows(3), header=HEADER.replace(b",", b"\r,", 2) + b"\r"))
    assert (outcome.lines, outcome.receipt.rejected) == ([2, 3, 4], {})
    assert outcome.receipt.oddities == ("has carriage returns in its header, which were left out",)


def test_a_header_that_ends_with_a_carriage_return_alone_costs_the_row_joined_to_it(tmp_path: Path) -> None:
    outcome = read_both(tmp_path, b"a title\n" + HEADER + b"\r" + file_of(*rows(3), header=None))
    assert (outcome.lines, outcome.reasons) == ([3, 4], {1: "field_count", 2: "field_count"})
    assert outcome.receipt.oddities == (
        "has a carriage return alone behind its header: the row joined to it was rejected as line 2",
    )


def test_blank_lines_before_the_header_are_rejects(tmp_path: Path) -> None:
    outcome = read_both(tmp_path, b"\n  \n" + file_of(*rows(2)))
    assert outcome.reasons == {1: "blank", 2: "blank"}
    assert outcome.lines == [4, 5]


def test_a_title_before_the_header_is_a_reject(tmp_path: Path) -> None:
    outcome = read_both(tmp_path, b"DOJ extract\n\n" + file_of(*rows(2)))
    assert outcome.reasons == {1: "field_count", 2: "blank"}
    assert (outcome.lines, outcome.receipt.header_lines) == ([4, 5], 1)


@pytest.mark.parametrize("mark", [b"", b"\xef\xbb\xbf"])
def test_without_a_header_the_first_line_is_data(tmp_path: Path, mark: bytes) -> None:
    outcome = read_both(tmp_path, mark + file_of(*rows(3), header=None))
    assert outcome.lines == [1, 2, 3]
    assert outcome.receipt.header_lines == 0
    assert outcome.receipt.repaired == {}


@pytest.mark.parametrize("first", [b"", b"garbage", b"\0\0\0\1", row(1) + b",,,", row(1, PRI_NAME='"OPEN'), b"\xff"])
def test_one_bad_first_line_does_not_cost_a_file_without_header(tmp_path: Path, first: bytes) -> None:
    outcome = read_both(tmp_path, file_of(first, *rows(3), header=None))
    assert list(outcome.reasons) == [1]
    assert outcome.lines == [2, 3, 4]


def test_a_header_saves_a_file_of_bad_rows_only(tmp_path: Path) -> None:
    outcome = read_both(tmp_path, file_of(b"a,b", b"c"))
    assert outcome.receipt.accepted == 0
    assert outcome.receipt.rejected == {"field_count": 2}


def test_a_single_row_without_a_line_end_is_a_file(tmp_path: Path) -> None:
    outcome = read_both(tmp_path, HEADER + b"\n" + row(1))
    assert outcome.lines == [2]
    assert read_both(tmp_path, row(1)).lines == [1]


def test_rows_are_known_by_their_count_order_too(tmp_path: Path) -> None:
    masked = {"REQ_SEG_SEP": "x", "PII_SEG_SEP": "x", "SENT_SEG_SEP": "x", "END_OF_REC": "x"}
    outcome = read_both(tmp_path, file_of(*[row(number, **masked) for number in range(5)], header=None))
    assert outcome.receipt.accepted == 5
