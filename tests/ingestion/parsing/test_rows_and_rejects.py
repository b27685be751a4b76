"""Every physical line is a row or a reject with a reason, in both lanes alike."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.support.doj_files import HEADER, LAYOUT, SECRET, file_of, read_both, row, rows

OPEN_QUOTE = row(7, PRI_NAME='"OPEN')
BARE_QUOTE = row(7, HEIGHT="5' 9\"")
TEXT_AFTER_QUOTE = row(7, PRI_NAME='"AB"C')
SHORT = b",".join([b"1"] * 94)
LONG = row(7) + b",more"
PADDING = len(HEADER) * b"x"

MALFORMED = {
    "empty line": (b"", "blank"),
    "only spaces": (b"   ", "blank"),
    "many spaces": (b" " * 300, "blank"),
    "spaces and CR": (b"  \r", "blank"),
    "only NULs": (b"\0" * 400, "blank"),
    "one word": (b"hello", "field_count"),
    "one field short": (SHORT, "field_count"),
    "one field more": (LONG, "field_count"),
    "two trailing commas": (row(7) + b",,", "field_count"),
    "open quote": (OPEN_QUOTE, "open_quote"),
    "open quote in the last field": (row(7, END_OF_REC='"#'), "open_quote"),
    "bare quote": (BARE_QUOTE, "open_quote"),
    "two bare quotes": (row(7, HEIGHT='5"9"'), "open_quote"),
    "text after a closing quote": (TEXT_AFTER_QUOTE, "open_quote"),
    "space before a quote": (row(7, PRI_NAME=' "AB"'), "open_quote"),
    "space after a quote": (row(7, PRI_NAME='"AB" '), "open_quote"),
    "quote after the last field": (row(7) + b'"', "open_quote"),
    "lone quote": (b'"', "open_quote"),
    "header again": (HEADER, "repeated_header"),
    "header again, quoted and in small letters": (
        b",".join(b'"%s"' % name for name in HEADER.lower().split(b",")) + b",",
        "repeated_header",
    ),
    "header again behind a byte order mark": (b"\xef\xbb\xbf" + HEADER, "repeated_header"),
    "too long": (row(7, COMMENT_TEXT="x" * 1_000_001), "line_too_long"),
    "binary": (bytes(range(11, 256)), "open_quote"),
}


PLACES = {"first": 0, "middle": 3, "last": 6, "last without line end": 6}
PLANTED = [
    pytest.param(line, reason, place, id=f"{name}, {place}")
    for name, (line, reason) in MALFORMED.items()
    for place in PLACES
    if line or place != "last without line end"  # nothing after the last line end is no line
]


@pytest.mark.parametrize("line,reason,place", PLANTED)
def test_a_malformed_line_costs_itself_only(tmp_path: Path, line: bytes, reason: str, place: str) -> None:
    good = rows(6)
    at = PLACES[place]
    content = file_of(*good[:at], line, *good[at:])
    if place == "last without line end":
        content = content[:-1]
    outcome = read_both(tmp_path, content)
    assert outcome.reasons == {at + 2: reason}
    assert [int(one["subject_id"]) for one in outcome.rows] == [1, 2, 3, 4, 5, 6]
    assert outcome.receipt.physical_lines == 8
    assert outcome.rejects[0]["raw_text"] == line[:1_000_000].decode("latin-1")


def test_all_malformed_lines_at_once(tmp_path: Path) -> None:
    good = rows(len(MALFORMED))
    lines = [line for pair in zip(good, [bad for bad, _ in MALFORMED.values()], strict=True) for line in pair]
    outcome = read_both(tmp_path, file_of(*lines))
    assert list(outcome.reasons.values()) == [reason for _, reason in MALFORMED.values()]
    assert outcome.lines == [2 * number for number in range(1, len(good) + 1)]
    assert outcome.receipt.lane == "mixed"


def test_a_clean_file_needs_no_exact_lane(tmp_path: Path) -> None:
    outcome = read_both(tmp_path, file_of(*rows(50)))
    assert outcome.receipt.lane == "fast"
    assert outcome.receipt.accepted == 50
    assert outcome.receipt.rejected == outcome.receipt.repaired == {}


def test_a_quoted_newline_makes_two_rejects(tmp_path: Path) -> None:
    outcome = read_both(tmp_path, file_of(row(1), row(2, PRI_NAME='"A\nB"'), row(3)))
    assert outcome.reasons == {3: "open_quote", 4: "open_quote"}
    assert outcome.lines == [2, 5]


def test_two_open_quotes_do_not_swallow_the_row_between(tmp_path: Path) -> None:
    outcome = read_both(tmp_path, file_of(OPEN_QUOTE, row(2), OPEN_QUOTE, row(4)))
    assert outcome.reasons == {2: "open_quote", 4: "open_quote"}
    assert outcome.lines == [3, 5]


def test_values_are_exactly_as_received(tmp_path: Path) -> None:
    line = row(1, PRI_NAME='"O""NEIL, ""X"""', GENDER="  M ", OFN="", COMMENT_TEXT='""', RACE_CODE=" ", CYC_AGE="\t3")
    (found,) = read_both(tmp_path, file_of(line)).rows
    assert found["pri_name"] == 'O"NEIL, "X"'
    assert (found["gender"], found["race_code"], found["cyc_age"]) == ("  M ", " ", "\t3")
    assert found["ofn"] is None and found["comment_text"] is None
    assert found["stp_type_descr"] == "COURT ACTION   "
    assert list(found) == ["delivery_id", "source_line", *LAYOUT.kept_columns, "person_bucket"]


def test_crlf_and_lf_may_alternate(tmp_path: Path) -> None:
    content = HEADER + b"\r\n" + row(1) + b"\r\n" + row(2) + b"\n\r\n" + row(3) + b"\r\n" + row(4) + b"\r"
    outcome = read_both(tmp_path, content)
    assert outcome.lines == [2, 3, 5, 6]
    assert outcome.reasons == {4: "blank"}
    assert outcome.receipt.repaired == {}


REPAIRS = {
    "trailing comma": (row(2) + b",", {"trailing_comma": 1}),
    "trailing comma before CR": (row(2) + b",\r", {"trailing_comma": 1}),
    "quoted trailing field": (row(2) + b',""', {"trailing_comma": 1}),
    "NUL": (row(2, OFN="12\x0034"), {"control_byte": 1}),
    "NUL before a quote": (row(2, PRI_NAME=f'\0"{SECRET},ANNA 2"', OFN="1234"), {"control_byte": 1}),
    "lone CR": (row(2, OFN="12\r34"), {"control_byte": 1}),
    "two CRs at the end": (row(2, OFN="1234") + b"\r\r", {"control_byte": 1}),
    "DEL": (row(2, OFN="12\x7f34"), {"control_byte": 1}),
    "escape characters": (row(2, OFN="\x1b12\x1a34\x1b"), {"control_byte": 1}),
    "all at once": (
        row(2, OFN="12\x0034", GENDER="\xd1") + b",",
        {"control_byte": 1, "latin1": 1, "trailing_comma": 1},
    ),
}


@pytest.mark.parametrize("line,repaired", REPAIRS.values(), ids=REPAIRS.keys())
def test_a_known_quirk_in_a_last_line_without_line_end(tmp_path: Path, line: bytes, repaired: dict[str, int]) -> None:
    outcome = read_both(tmp_path, file_of(row(1)) + line)
    assert (outcome.lines, outcome.receipt.repaired) == ([2, 3], repaired)


@pytest.mark.parametrize("line,repaired", REPAIRS.values(), ids=REPAIRS.keys())
def test_a_known_quirk_is_repaired_and_counted(tmp_path: Path, line: bytes, repaired: dict[str, int]) -> None:
    outcome = read_both(tmp_path, file_of(row(1), line, row(3)))
    assert outcome.lines == [2, 3, 4]
    assert outcome.receipt.repaired == repaired
    assert outcome.rows[1]["ofn"] in (None, "1234")
    assert outcome.rows[1]["pri_name"] == f"{SECRET},ANNA 2"


def test_latin1_is_decoded_and_utf8_is_kept(tmp_path: Path) -> None:
    latin1 = row(1, PRI_NAME="PE\xd1A")
    utf8 = row(2, PRI_NAME="PEÑA".encode().decode("latin-1"))
    outcome = read_both(tmp_path, file_of(latin1, utf8, row(3)))
    assert [one["pri_name"] for one in outcome.rows[:2]] == ["PEÑA", "PEÑA"]
    assert outcome.receipt.repaired == {"latin1": 1}
    only_utf8 = read_both(tmp_path, file_of(utf8, row(3)))
    assert only_utf8.rows[0]["pri_name"] == "PEÑA"
    assert only_utf8.receipt.lane == "fast"


def test_a_whole_file_of_trailing_commas_stays_fast(tmp_path: Path) -> None:
    good = [line + b"," for line in rows(500)]
    bad = [row(9) + b",x", row(9, END_OF_REC="") + b",,"]
    outcome = read_both(tmp_path, file_of(*good, *bad, header=HEADER + b","))
    assert outcome.receipt.accepted == 500
    assert outcome.receipt.repaired == {"trailing_comma": 500}
    assert outcome.receipt.lane == "mixed"
    assert outcome.reasons == {502: "field_count", 503: "field_count"}


def test_an_empty_last_field_is_no_trailing_comma(tmp_path: Path) -> None:
    outcome = read_both(tmp_path, file_of(row(1, END_OF_REC=""), row(2)))
    assert outcome.receipt.repaired == {}
    assert outcome.receipt.accepted == 2


def test_a_person_stays_in_one_bucket(tmp_path: Path) -> None:
    keys = {
        ("A000000130", "1"): 2,
        ("0000000130", "1"): 2,
        (" A130 ", "1"): 2,
        ("A12 34-56", "1"): 123456 % 64,
        ("A123456789", "1"): 123456789 % 64,
        ("1" * 30, "1"): int("1" * 30) % 64,
        ("", "00000070"): 6,
        ("   ", "00000070"): 6,
        ("NULL  ", "70"): 6,
        ("", ""): 0,
        ("-", "x"): 0,
    }
    lines = [row(1, CII_NUMBER=cii, SUBJECT_ID=subject) for cii, subject in keys]
    outcome = read_both(tmp_path, file_of(*lines))
    assert [one["person_bucket"] for one in outcome.rows] == list(keys.values())


def test_a_wide_line_is_no_reason_to_look_for_headers(tmp_path: Path) -> None:
    outcome = read_both(tmp_path, file_of(row(1, COMMENT_TEXT=PADDING.decode()), row(2, SUBJECT_ID="SUBJECT_ID")))
    assert outcome.receipt.accepted == 2
