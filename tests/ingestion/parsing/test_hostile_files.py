"""Whatever bytes come: every line is accounted for, both lanes agree, and nothing of a row gets into a message."""

from __future__ import annotations

import io
import logging
import re
import tempfile
import time
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rich.console import Console

from orchestration.ingestion.deliveries import read_delivery as reading
from orchestration.ingestion.deliveries.progress import LineProgress, create_progress
from orchestration.ingestion.deliveries.read_delivery import read_delivery
from orchestration.ingestion.parsing import vectorized
from orchestration.ingestion.parsing.strict import parse_line, split_strictly
from orchestration.ingestion.parsing.vectorized import read_block
from tests.support.doj_files import HEADER, LAYOUT, SECRET, deliver, file_of, read, read_both, row, rows

NASTY = [
    b'"',
    b'""',
    b",",
    b",,",
    b"\n",
    b"\r",
    b"\r\n",
    b"\0",
    b"\t",
    b"\xd1",
    "Ñ".encode(),
    b"\xff",
    b" ",
    b"x",
    b"RECORD_ID",
]
nasty_bytes = st.lists(st.sampled_from(NASTY), max_size=4).map(b"".join)


@st.composite
def mutated_line(draw: st.DrawFn) -> bytes:
    line = row(draw(st.integers(1, 200)))
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(line)))
        end = min(len(line), start + draw(st.integers(0, 5)))
        line = line[:start] + draw(nasty_bytes) + line[end:]
    return line


lines = st.one_of(mutated_line(), nasty_bytes, st.just(HEADER), st.binary(max_size=60))


@settings(max_examples=400)
@given(st.lists(lines, min_size=1, max_size=12), st.sampled_from([b"\n", b"\r\n"]), st.booleans())
def test_both_lanes_agree_on_mutated_blocks(some: list[bytes], end: bytes, has_last_end: bool) -> None:
    block = end.join(some) + (end if has_last_end else b"")
    if not block:
        return
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(vectorized, "_WORTH_A_LOOK_FOR_BLANKS", 1)
        fast, exact = read_block(block, LAYOUT), read_block(block, LAYOUT, force_exact=True)
    assert fast.table.sort_by("source_line").to_pylist() == exact.table.to_pylist()
    assert (fast.rejects, fast.repaired, fast.line_count) == (exact.rejects, exact.repaired, exact.line_count)
    physical = block.count(b"\n") + (not block.endswith(b"\n"))
    numbers = fast.table["source_line"].to_pylist() + fast.rejects["source_line"].to_pylist()
    assert sorted(numbers) == list(range(physical))


@settings(max_examples=25)
@given(st.lists(lines, min_size=1, max_size=30), st.integers(40, 2000))
def test_every_line_of_a_mutated_file_is_accounted_for(some: list[bytes], block_bytes: int) -> None:
    with tempfile.TemporaryDirectory() as folder, pytest.MonkeyPatch.context() as patch:
        whole = read_both(Path(folder) / "whole", file_of(row(1), *some))

        patch.setattr(reading, "BLOCK_BYTES", block_bytes)
        in_blocks = read_both(Path(folder) / "blocks", file_of(row(1), *some))
    assert in_blocks.rows == whole.rows
    assert in_blocks.rejects == whole.rejects


def test_a_line_longer_than_a_block_costs_itself_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BLOCK_BYTES", 300_000)
    giant = row(3, COMMENT_TEXT="x" * 5_000_000)
    outcome = read_both(tmp_path, file_of(row(1), row(2), giant, row(4), giant, giant, row(7)) + giant)
    assert outcome.lines == [2, 3, 5, 8]
    assert outcome.reasons == dict.fromkeys((4, 6, 7, 9), "line_too_long")
    assert {len(reject["raw_text"]) for reject in outcome.rejects} == {1_000_000}


@pytest.mark.parametrize("blank", [b"", b" \t\x01\r"])
def test_blank_lines_are_not_parsed_one_by_one(tmp_path: Path, blank: bytes) -> None:
    delivery = deliver(tmp_path / "in", file_of(row(1), *[blank] * 300_000, row(2)))
    outcome = read(delivery, tmp_path / "home")
    assert (outcome.lines, outcome.receipt.rejected, outcome.receipt.lane) == ([2, 300_003], {"blank": 300_000}, "fast")


def test_a_line_just_short_enough_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reading, "BLOCK_BYTES", 300_000)
    room = 1_000_000 - len(row(2))
    outcome = read_both(
        tmp_path, file_of(row(1), row(2, COMMENT_TEXT="x" * room), row(2, COMMENT_TEXT="x" * (room + 1)))
    )
    assert outcome.lines == [2, 3]
    assert outcome.reasons == {4: "line_too_long"}


def test_no_row_gets_into_logs_or_progress(
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
    capfd: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("orchestration.ingestion.deliveries.progress._SECONDS_BETWEEN_LINES", 0.0)
    bad = [row(5) + b",more", row(6, PRI_NAME=f'"{SECRET}'), b"x", row(7, GENDER="\0"), row(8, PRI_NAME="\xd1")]
    with caplog.at_level(logging.DEBUG):
        read_both(tmp_path, file_of(*rows(3), *bad))
        console = Console(file=io.StringIO(), width=200)
        with LineProgress(console) as progress:
            delivery = deliver(tmp_path / "in", file_of(*rows(3), *bad))
            receipt = read_delivery(delivery, LAYOUT, tmp_path / "again", progress=progress)
    assert isinstance(console.file, io.StringIO)
    said = [caplog.text, *capfd.readouterr(), console.file.getvalue(), receipt.model_dump_json()]
    assert all(SECRET not in text for text in said)
    assert "alameda_20260101.csv: 100 %, 5 rows, " in console.file.getvalue()


def test_a_terminal_gets_a_bar_while_a_file_is_read() -> None:
    console = Console(file=io.StringIO(), force_terminal=True, width=200)
    with create_progress(console) as progress:
        file = progress.start("alameda_20260101.csv", 1_800)
        file.advance(1_800, 3)
        time.sleep(0.3)  # bars are drawn ten times a second
        file.finish()
    assert isinstance(console.file, io.StringIO)
    shown = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", console.file.getvalue())
    assert re.search(r"alameda_20260101\.csv \S+ 1\.8/1\.8 kB 3 rows, [1-9][\d,]*/s", shown)


@given(st.binary(max_size=400))
def test_no_line_makes_the_exact_lane_fail(line: bytes) -> None:
    verdict = parse_line(line.replace(b"\n", b""), LAYOUT)
    assert isinstance(verdict, str) or len(verdict[0]) == 95


STRICT_FIELD = re.compile(r'"([^"]*(?:""[^"]*)*)"|([^,"]*)')


def strictly_split_by_pattern(text: str) -> list[str] | None:
    """The rules of RFC 4180 for one line, written another way."""
    fields, position = [], 0
    while found := STRICT_FIELD.match(text, position):
        quoted, plain = found.groups()
        fields.append(plain if quoted is None else quoted.replace('""', '"'))
        position = found.end() + 1
        if found.end() == len(text):
            return fields
        if text[found.end()] != ",":
            return None
    return None


@settings(max_examples=2000)
@given(st.text(alphabet='",,""a ', max_size=14))
def test_quoting_is_strict(text: str) -> None:
    assert split_strictly(text, ",", '"') == strictly_split_by_pattern(text)
