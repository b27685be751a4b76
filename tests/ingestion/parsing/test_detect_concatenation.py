"""A file that holds its own beginning again is refused by name; one that repeats rows of a person is not.

What belongs here: files joined with themselves, with and without header, and what must not be taken for one. What does
not: single lines (``test_rows_and_rejects``).
"""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from orchestration.ingestion.deliveries import read_delivery as reading
from orchestration.ingestion.deliveries.read_delivery import RefusedDeliveryError, read_delivery
from tests.support.doj_files import HEADER, LAYOUT, SECRET, deliver, file_of, read_both, row, rows

THIRTY = file_of(*rows(30))
BARE = file_of(*rows(30), header=None)
JOINED = {
    "with its header": (THIRTY + THIRTY, 33),
    "without a header": (BARE + BARE, 31),
    "its header once": (THIRTY + BARE, 32),
    "behind a byte order mark": (b"\xef\xbb\xbf" + THIRTY + b"\xef\xbb\xbf" + THIRTY, 33),
    "the last line without its end": (THIRTY[:-1] + THIRTY, 32),
    "three times": (THIRTY * 3, 33),
    "with a later cut, of more people": (THIRTY + file_of(*rows(40)), 33),
    "behind rows of others": (THIRTY + file_of(*rows(7, first=300)) + THIRTY, 41),
    "with line ends of Windows": (file_of(*rows(30), end=b"\r\n") * 2, 33),
}


@pytest.mark.parametrize("content,line", JOINED.values(), ids=JOINED.keys())
@pytest.mark.parametrize("block_bytes", [reading.BLOCK_BYTES, 6_000])
def test_a_file_joined_with_itself_is_refused_and_says_where(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, content: bytes, line: int, block_bytes: int
) -> None:
    monkeypatch.setattr(reading, "BLOCK_BYTES", block_bytes)
    delivery = deliver(tmp_path, content)
    with pytest.raises(RefusedDeliveryError) as refused:
        read_delivery(delivery, LAYOUT, tmp_path / "intake")
    assert f"found its first rows again on line {line}: it was joined with itself" in str(refused.value)
    assert SECRET not in str(refused.value)
    assert not list((tmp_path / "intake").rglob("*.parquet"))


def test_a_packed_file_of_two_members_that_are_the_same_is_joined_with_itself(tmp_path: Path) -> None:
    delivery = deliver(tmp_path, gzip.compress(THIRTY, mtime=0) * 2, name="alameda_20260101.csv.gz")
    with pytest.raises(RefusedDeliveryError, match="joined with itself"):
        read_delivery(delivery, LAYOUT, tmp_path / "intake")


SOUND = {
    "each row of a person twice: parts of a sentence": [line for line in rows(30) for _ in range(2)],
    "all rows of one person again: one part of each count, then another": [
        row(1, CNT_ORDER=f"101001{count:03d}000") for _ in range(2) for count in range(1, 31)
    ],
    "few people, again": rows(4) * 12,
    "another part of the county, behind the header of its own": [*rows(30), HEADER, *rows(30, first=31)],
    "the same people again, one digit other": [*rows(30), *(row(n, CNT_ORDER="101001002000") for n in range(1, 31))],
}


@pytest.mark.parametrize("lines", SOUND.values(), ids=SOUND.keys())
def test_rows_that_stand_twice_for_a_reason_are_kept(tmp_path: Path, lines: list[bytes]) -> None:
    receipt = read_both(tmp_path, file_of(*lines)).receipt
    assert receipt.accepted == len(lines) - lines.count(HEADER)
