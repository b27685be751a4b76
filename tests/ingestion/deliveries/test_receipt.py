"""A receipt means finished; bytes are read once; nothing is left of a crash; conservation is checked."""

from __future__ import annotations

import dataclasses
import gzip
import hashlib
import json
import os
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from backports import zstd

from orchestration.ingestion.deliveries import read_delivery as reading
from orchestration.ingestion.deliveries.read_delivery import RefusedDeliveryError, locate_delivery_folder, read_delivery
from orchestration.ingestion.deliveries.receipt import BytesReceipt, ConservationError, remove_leftovers
from orchestration.ingestion.load import IngestionResult
from orchestration.ingestion.parsing import writer as rows_writer
from orchestration.ingestion.parsing.byte_stream import ByteStream
from orchestration.ingestion.parsing.vectorized import BlockRows, read_block
from tests.support.doj_files import LAYOUT, SECRET, Outcome, deliver, file_of, read, row, rows

MIXED = file_of(*rows(40), b"bad", row(41) + b",", row(42, PRI_NAME="\xd1"), b"")


WHOLE = file_of(*rows(30))


@pytest.mark.parametrize(
    ("content", "seems_cut_off"),
    [
        (WHOLE[:-40], True),
        (WHOLE[: WHOLE.rfind(SECRET.encode()) + 3], True),
        (gzip.compress(WHOLE[:-40]), True),
        (WHOLE, False),
        (WHOLE[:-1], False),
        (WHOLE[:-40] + b"\n", False),
        (WHOLE + row(31) + b",,,", False),
        (WHOLE + b"\x1a", False),
        (file_of(*rows(3), b"bad", *rows(3, first=4))[:-1], False),
    ],
    ids=[
        *("in_a_column", "in_quotes", "packed", "whole", "without_the_last_line_end", "a_short_line_with_its_end"),
        *("too_many_columns", "an_end_of_file_sign", "a_short_line_before_the_last"),
    ],
)
@pytest.mark.parametrize("force_exact", [False, True])
def test_a_file_that_ends_within_a_row_seems_cut_off_and_what_stands_before_is_read(
    tmp_path: Path, content: bytes, seems_cut_off: bool, force_exact: bool
) -> None:
    ending = ".csv.gz" if content.startswith(b"\x1f\x8b") else ".csv"
    outcome = read(deliver(tmp_path / "in", content, f"alameda_20260101{ending}"), tmp_path / "home", force_exact)
    assert outcome.receipt.seems_cut_off is seems_cut_off
    if seems_cut_off:
        assert (outcome.receipt.accepted, sum(outcome.receipt.rejected.values())) == (29, 1)
        taken_in = IngestionResult((), (outcome.receipt,), (), (), 0, 0, 0)
        (line,) = taken_in.list_odd()
        assert f"alameda_20260101{ending} seems truncated" in line and SECRET not in line


def bytes_below(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def no_reading(*_: object) -> None:
    raise AssertionError("the delivery was parsed again")


def test_the_receipt_tells_what_was_read(tmp_path: Path) -> None:
    delivery = deliver(tmp_path / "in", MIXED)
    receipt = read(delivery, tmp_path / "home").receipt
    told = receipt.model_dump(mode="json")
    folder = locate_delivery_folder(tmp_path / "home", LAYOUT, delivery.sha256)
    assert told == {
        "delivery_id": delivery.delivery_id,
        "sha256": delivery.sha256,
        "layout_version": LAYOUT.version,
        "reader_version": 3,
        "physical_lines": 45,
        "header_lines": 1,
        "accepted": 42,
        "rejected": {"blank": 1, "field_count": 1},
        "repaired": {"latin1": 1, "trailing_comma": 1},
        "lane": "mixed",
        "seems_cut_off": False,
        "oddities": [],
        "file_name": "alameda_20260101.csv",
        "county": "ALAMEDA",
        "data_as_of": "2026-01-01",
        "column_map": None,
        "rows_glob": f"{folder}/rows/buckets-*.parquet",
        "files": {
            path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
            for path in folder.rglob("*")
            if path.is_file() and path.name != "receipt.json"
        },
        "mended": "",
    }
    assert len(told["files"]) == 3
    kept = json.loads((folder / "receipt.json").read_text())
    assert kept == {key: told[key] for key in BytesReceipt.model_fields if told[key] is not None}


def test_the_same_file_gives_the_same_bytes_on_any_number_of_threads(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "BLOCK_BYTES", 3000)
    lines = [line for number in range(1, 400) for line in (row(number), b"bad" * (number % 7 == 0) or row(number + 1))]
    delivery = deliver(tmp_path / "in", file_of(*lines))
    outcomes: list[Outcome] = [
        read(delivery, tmp_path / str(threads), threads=threads, memory_limit="80KB") for threads in (1, 2, 5)
    ]
    assert len(outcomes[0].rows) == 741
    one, two, five = (bytes_below(tmp_path / str(threads)) for threads in (1, 2, 5))
    assert one == two == five


@pytest.mark.parametrize("most,files", [(41, 2), (42, 1)])
def test_a_small_delivery_lies_in_one_file_and_rows_lie_by_people_and_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, most: int, files: int
) -> None:
    monkeypatch.setattr(rows_writer, "_ROWS_OF_ONE_FILE", most)
    monkeypatch.setattr(reading, "BLOCK_BYTES", 3000)
    twice = [line for number in range(1, 22) for line in (row(number, OFN="\x00"), row(number))]
    delivery = deliver(tmp_path / "in", file_of(*twice))
    read(delivery, tmp_path / "home")
    found = sorted((locate_delivery_folder(tmp_path / "home", LAYOUT, delivery.sha256) / "rows").iterdir())
    names = ["buckets-00-63"] if files == 1 else ["buckets-00-15", "buckets-16-31"]
    assert [path.stem for path in found] == names
    rows_found = [one for path in found for one in pq.read_table(path).to_pylist()]
    places = [(one["person_bucket"], one["source_line"]) for one in rows_found]
    assert len(places) == 42 and places == sorted(places)
    assert {one["delivery_id"] for one in rows_found} == {delivery.delivery_id}


def test_a_finished_delivery_is_not_parsed_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    delivery = deliver(tmp_path / "in", MIXED)
    first = read_delivery(delivery, LAYOUT, tmp_path / "home")
    monkeypatch.setattr(reading, "_read", no_reading)
    assert read_delivery(delivery, LAYOUT, tmp_path / "home") == first


def test_other_name_county_and_cut_of_the_same_bytes_are_told_without_parsing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    delivery = deliver(tmp_path / "in", MIXED)
    first = read_delivery(delivery, LAYOUT, tmp_path / "home")
    monkeypatch.setattr(reading, "_read", no_reading)
    renamed = dataclasses.replace(delivery, file_name="butte_20260202.csv", county="BUTTE", data_as_of=date(2026, 2, 2))
    second = read_delivery(renamed, LAYOUT, tmp_path / "home")
    assert (second.file_name, second.county, second.data_as_of) == ("butte_20260202.csv", "BUTTE", date(2026, 2, 2))
    assert second.accepted == first.accepted


def test_another_layout_version_is_read_again(tmp_path: Path) -> None:
    delivery = deliver(tmp_path / "in", MIXED)
    read_delivery(delivery, LAYOUT, tmp_path / "home")
    newer = dataclasses.replace(LAYOUT, version="doj_history-ffffffff")
    assert read_delivery(delivery, newer, tmp_path / "home").layout_version == newer.version


@pytest.mark.parametrize("left", ["partial", "no receipt", "broken receipt"])
def test_what_a_crash_left_is_replaced(tmp_path: Path, left: str) -> None:
    delivery = deliver(tmp_path / "in", MIXED)
    folder = locate_delivery_folder(tmp_path / "home", LAYOUT, delivery.sha256)
    leftover = folder.with_name(folder.name + ".partial") if left == "partial" else folder
    (leftover / "rows").mkdir(parents=True)
    (leftover / "rows" / "buckets-48-63.parquet").write_bytes(b"half a file")
    if left == "broken receipt":
        (leftover / "receipt.json").write_bytes(b'{"accepted": 1')
    assert len(read(delivery, tmp_path / "home").rows) == 42
    assert [path.name for path in folder.parent.iterdir()] == [delivery.sha256]


@pytest.mark.parametrize(
    "damage",
    ["lost", "cut short", "rejects lost", "of another delivery", "one bit", "edited", "one file more", "counts edited"],
)
def test_a_finished_delivery_whose_files_are_not_whole_is_read_again(tmp_path: Path, damage: str) -> None:
    delivery = deliver(tmp_path / "in", MIXED)
    whole = read(delivery, tmp_path / "home")
    folder = locate_delivery_folder(tmp_path / "home", LAYOUT, delivery.sha256)
    (part, *_) = sorted((folder / "rows").iterdir())
    if damage == "lost":
        part.unlink()
    elif damage == "cut short":
        part.write_bytes(part.read_bytes()[:-9])
    elif damage == "rejects lost":
        (folder / "rejects.parquet").unlink()
    elif damage == "of another delivery":
        shutil.copy(folder / "rejects.parquet", part)
    elif damage == "one bit":
        content = bytearray(part.read_bytes())
        content[len(content) // 3] ^= 1
        part.write_bytes(content)
    elif damage == "edited":
        rows = pq.read_table(part)
        names = pa.array(["DISMISSED"] * len(rows))
        place = rows.schema.get_field_index("disp_descr")
        pq.write_table(rows.set_column(place, "disp_descr", names), part)
    elif damage == "one file more":
        shutil.copy(part, part.with_name("buckets-64-64.parquet"))
    else:
        counts = folder / "columns.json"
        counts.write_text(counts.read_text() + "\n")
    again = read(delivery, tmp_path / "home")
    assert (again.rows, again.rejects) == (whole.rows, whole.rejects)
    assert Path(again.receipt.mended).is_relative_to(folder), "the file is named"
    assert read(delivery, tmp_path / "home").receipt.mended == ""


def test_a_receipt_of_an_earlier_version_has_no_hashes_and_its_delivery_is_read_again(tmp_path: Path) -> None:
    delivery = deliver(tmp_path / "in", MIXED)
    first = read_delivery(delivery, LAYOUT, tmp_path / "home")
    file = locate_delivery_folder(tmp_path / "home", LAYOUT, delivery.sha256) / "receipt.json"
    told = json.loads(file.read_text())
    del told["files"]
    file.write_text(json.dumps(told))
    assert read_delivery(delivery, LAYOUT, tmp_path / "home") == first
    assert json.loads(file.read_text())["files"] == first.files


def test_leftovers_of_deliveries_that_did_not_come_again_are_removed(tmp_path: Path) -> None:
    read(deliver(tmp_path / "in", MIXED), tmp_path / "home")
    (tmp_path / "home" / "ca" / "abc.partial" / "rows").mkdir(parents=True)
    remove_leftovers(tmp_path / "home" / "ca")
    remove_leftovers(tmp_path / "home" / "zz")
    assert len(list((tmp_path / "home" / "ca").iterdir())) == 1


def test_a_crash_at_the_rename_leaves_no_receipt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    delivery = deliver(tmp_path / "in", MIXED)

    def fail(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr(os, "fsync", fail)
    with pytest.raises(OSError, match="disk full"):
        read_delivery(delivery, LAYOUT, tmp_path / "home")
    assert list((tmp_path / "home" / "ca").iterdir()) == []


def test_lost_lines_fail_the_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    delivery = deliver(tmp_path / "in", MIXED)

    def lossy(*arguments: Any) -> BlockRows:
        block = read_block(*arguments)
        return dataclasses.replace(block, table=block.table.slice(1))

    monkeypatch.setattr(reading, "read_block", lossy)
    with pytest.raises(ConservationError, match=r"45 physical lines, but 1 header \+ 41 accepted \+ 2 rejected"):
        read_delivery(delivery, LAYOUT, tmp_path / "home")
    assert list((tmp_path / "home" / "ca").iterdir()) == []


def test_a_file_that_changed_since_it_was_found_is_refused(tmp_path: Path) -> None:
    delivery = deliver(tmp_path / "in", MIXED)
    delivery.path.write_bytes(MIXED + row(99))
    with pytest.raises(RefusedDeliveryError, match="the file changed since"):
        read_delivery(delivery, LAYOUT, tmp_path / "home")


def test_a_file_that_vanished_is_refused(tmp_path: Path) -> None:
    delivery = deliver(tmp_path / "in", MIXED)
    delivery.path.unlink()
    with pytest.raises(RefusedDeliveryError, match="No such file"):
        read_delivery(delivery, LAYOUT, tmp_path / "home")


def pack_zst(content: bytes) -> bytes:
    half = len(content) // 2
    return zstd.compress(content[:half]) + zstd.compress(content[half:])


def pack_gz(content: bytes) -> bytes:
    half = len(content) // 2
    return gzip.compress(content[:half]) + gzip.compress(content[half:])


@pytest.mark.parametrize("ending,pack", [(".csv.gz", pack_gz), (".dat.zst", pack_zst), (".DAT.GZ", pack_gz)])
def test_packed_files_give_the_same_rows(tmp_path: Path, ending: str, pack: object) -> None:
    assert callable(pack)
    plain = read(deliver(tmp_path / "in", MIXED), tmp_path / "plain")
    packed = read(deliver(tmp_path / "in", pack(MIXED), f"alameda_20260101{ending}"), tmp_path / "packed")
    no_id = [{**found, "delivery_id": ""} for found in plain.rows]
    assert [{**found, "delivery_id": ""} for found in packed.rows] == no_id
    assert packed.receipt.physical_lines == plain.receipt.physical_lines


@pytest.mark.parametrize(("ending", "pack"), [(".gz", gzip.compress), (".zst", zstd.compress)])
def test_padding_of_a_packed_file_is_skipped_and_named(tmp_path: Path, ending: str, pack: Callable[..., bytes]) -> None:
    content = pack(file_of(*rows(3))) + bytes(200_000) + pack(row(4)) + bytes(70_000)
    outcome = read(deliver(tmp_path / "in", content, f"alameda_20260101.csv{ending}"), tmp_path / "home")
    assert outcome.lines == [2, 3, 4, 5]
    assert outcome.receipt.oddities == ("has 270,000 NUL bytes beside its packed content, which were skipped",)
    (line,) = IngestionResult((), (outcome.receipt,), (), (), 0, 0, 0).list_odd()
    assert line.startswith(f"alameda_20260101.csv{ending} has 270,000 NUL bytes")


@pytest.mark.parametrize("ending", [".gz", ".zst"])
@pytest.mark.parametrize("damage", ["cut short", "other bytes", "changed", "trailing garbage"])
def test_a_damaged_packed_file_is_refused(tmp_path: Path, ending: str, damage: str) -> None:
    content = file_of(*rows(2000))
    with_checksum = {zstd.CompressionParameter.checksum_flag: 1}
    packed = gzip.compress(content) if ending == ".gz" else zstd.compress(content, options=with_checksum)
    broken = {
        "cut short": packed[: len(packed) // 2],
        "other bytes": content,
        "changed": packed[:-6] + bytes([packed[-6] ^ 0xFF]) + packed[-5:],
        "trailing garbage": packed + b"garbage",
    }[damage]
    delivery = deliver(tmp_path / "in", broken, f"alameda_20260101.csv{ending}")
    with pytest.raises(RefusedDeliveryError) as caught:
        read_delivery(delivery, LAYOUT, tmp_path / "home")
    assert caught.value.refusal.reason.startswith("expected a")
    assert SECRET not in str(caught.value)
    assert list((tmp_path / "home" / "ca").iterdir()) == []


def test_a_file_that_unpacks_to_a_flood_is_refused_and_never_unpacked_at_once(tmp_path: Path) -> None:
    packer = zstd.ZstdCompressor()
    flood = packer.compress(file_of(*rows(3))) + b"".join(packer.compress(bytes(1 << 20)) for _ in range(100))
    zst = deliver(tmp_path / "in", flood + packer.flush(), "alameda_20260101.csv.zst")
    with pytest.raises(RefusedDeliveryError, match="at most 1,000 times its size"):
        read_delivery(zst, LAYOUT, tmp_path / "home")
    gz = deliver(tmp_path / "in", gzip.compress(bytes(4 << 20)), "kern_20260101.csv.gz")
    for delivery in (zst, gz):
        with ByteStream(delivery.path) as stream:
            assert [len(stream.read(1_000_000)) for _ in range(4)] == [1_000_000] * 4


def test_a_frame_that_wants_more_memory_than_usual_is_refused(tmp_path: Path) -> None:
    packer = zstd.ZstdCompressor(options={zstd.CompressionParameter.window_log: 28})
    content = packer.compress(file_of(*rows(3))) + packer.flush()
    with pytest.raises(RefusedDeliveryError, match="expected a zstd file"):
        read_delivery(deliver(tmp_path / "in", content, "alameda_20260101.csv.zst"), LAYOUT, tmp_path / "home")


@pytest.mark.parametrize("limit", ["3", "3 parsecs", "GB", ""])
def test_a_memory_limit_that_is_none_is_said_to_be(tmp_path: Path, limit: str) -> None:
    with pytest.raises(ValueError, match="memory limit"):
        read_delivery(deliver(tmp_path / "in", MIXED), LAYOUT, tmp_path / "home", memory_limit=limit)
