"""Every physical line is what the truth says it is, read by Python's csv module and not by intake."""

from __future__ import annotations

import re
from collections import Counter, defaultdict

import polars as pl

from orchestration.ingestion.synthetic.ca.columns import COLUMNS
from tests.ingestion.synthetic.samples import Sample, fields

CONTROL = "".join(map(chr, (*range(32), 127)))
AT = {name: position for position, name in enumerate(COLUMNS)}


def test_physical_lines_are_the_newlines_of_each_file(statewide: Sample) -> None:
    for file in statewide.files:
        data = (statewide.folder / file["file"]).read_bytes()
        assert data.count(b"\n") == file["physical_lines"]
        assert data.endswith(b"\n")
        assert len(data) == file["bytes"] == file["text_bytes"]
        assert file["physical_lines"] == file["header_lines"] + file["accepted_lines"] + file["rejected_lines"]


def test_exactly_the_named_lines_are_malformed(statewide: Sample) -> None:
    named = {(file, line): reason for file, line, reason in statewide.truth("malformed_lines").iter_rows()}
    found = {}
    for file, number, line, values in statewide.parsed:
        if not line:
            found[file["file"], number] = "blank"
        elif values is None:
            found[file["file"], number] = "open_quote"
        elif len(values) != 95 and not (len(values) == 96 and not values[-1]):
            found[file["file"], number] = "field_count"
    assert found == named
    assert set(named.values()) == {"blank", "open_quote", "field_count"}


def test_exactly_the_named_lines_are_to_be_repaired(statewide: Sample) -> None:
    named = defaultdict(set)
    for file, number, kind in statewide.truth("repaired_lines").iter_rows():
        named[file, number].add(kind)
    malformed = set(statewide.truth("malformed_lines").select("file", "line_number").iter_rows())
    found = defaultdict(set)
    for file, number, line, values in statewide.parsed:
        if (file["file"], number) in malformed:
            continue
        if len(values or []) == 96:
            found[file["file"], number].add("trailing_comma")
        if re.search(r"[\x00-\x1f\x7f]", line):
            found[file["file"], number].add("control_byte")
        if not line.isascii():
            found[file["file"], number].add("latin1")
    assert found == named


def test_headers_are_the_95_names_in_their_variants(statewide: Sample) -> None:
    for file in statewide.files:
        data = (statewide.folder / file["file"]).read_bytes()
        assert data.startswith(b"\xef\xbb\xbf") == file["has_bom"]
        first = data.removeprefix(b"\xef\xbb\xbf").split(b"\n")[0].decode("latin-1").rstrip("\r")
        assert (b"\r\n" in data) == file["is_crlf"]
        if file["header_lines"]:
            assert fields(first) == [*COLUMNS, *([""] if file["has_header_trailing_comma"] else [])]
            assert first.startswith('"') == file["has_header_quotes"]
        else:
            assert "RECORD_ID" not in first


def test_every_count_of_a_person_stands_whole_in_each_file_of_the_person(statewide: Sample) -> None:
    parts = pl.max_horizontal("sentence_parts", 1) + pl.col("relief_row_on_count").cast(pl.Int64)
    rows_of = statewide.truth("counts").group_by("true_person").agg(parts.sum().alias("rows"))
    expected: Counter[str] = Counter()
    for person in statewide.truth("people").join(rows_of, on="true_person").iter_rows(named=True):
        for county in person["counties"]:
            expected[county] += person["rows"]
    accepted = {file["county"]: file["accepted_lines"] for file in statewide.files}
    assert dict(expected) == accepted


def test_values_stand_in_their_columns(statewide: Sample) -> None:
    people = statewide.truth("people")
    subjects = {subject for ids in people["subject_ids"] for subject in ids}
    orders = set(statewide.truth("counts")["count_order_text"])
    types = set(statewide.truth("events")["step_type"])
    charges = set(statewide.truth("counts")["charge_text"])
    levels = {"FELONY", "MISDEMEANOR", "INFRACTION"}
    nulls = {"", "NULL", "-"}
    separators = [AT[name] for name in COLUMNS if name.endswith("_SEG_SEP")]
    for _, row in statewide.rows():
        assert row[AT["SUBJECT_ID"]] in subjects
        assert row[AT["POB_NAME"]] == "SYNTHETIC"
        assert row[AT["PRI_NAME"]].lstrip(CONTROL).startswith("SYNTH")
        assert row[AT["CNT_ORDER"]] in orders
        assert row[AT["STP_TYPE_DESCR"]] in types
        assert row[AT["OFFENSE_DESCR"]] in charges
        assert row[AT["OFFENSE_TOC"]].strip() in {"F", "M", "I"} | nulls
        assert row[AT["SENT_LOC_DESCR"]] in {"JAIL", "PRISON", "PROBATION", "FINE", ""}
        assert row[AT["CONV_STAT_DESCR"]].strip() in levels | nulls
        assert all(row[position] == "#" for position in separators)
        assert row[AT["END_OF_REC"]].lstrip(CONTROL) == "#"


def test_convictions_in_the_files_are_those_of_the_truth(statewide: Sample) -> None:
    convicted = statewide.truth("counts").filter("is_conviction", pl.col("count_order_text").str.len_bytes() == 12)
    people = statewide.truth("people").select("true_person", "subject_ids", "counties")
    subject_of = {s: p["true_person"] for p in people.iter_rows(named=True) for s in p["subject_ids"]}
    shown = {
        (subject_of[row[AT["SUBJECT_ID"]]], row[AT["CNT_ORDER"]])
        for _, row in statewide.rows()
        if row[AT["DISP_DESCR"]].startswith("CONVICTED") and len(row[AT["CNT_ORDER"]]) == 12
    }
    assert shown == set(convicted.select("true_person", "count_order_text").iter_rows())
