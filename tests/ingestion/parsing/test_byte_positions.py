"""Bytes are found where they stand, also where one piece that is looked at ends and the next begins."""

from __future__ import annotations

import numpy as np
import pytest

from orchestration.ingestion.parsing import byte_positions
from orchestration.ingestion.parsing.byte_positions import count_line_feeds, find_byte, find_bytes_outside


@pytest.mark.parametrize("piece", [1, 7, 1 << 17])
def test_positions_and_counts_are_those_of_every_byte(monkeypatch: pytest.MonkeyPatch, piece: int) -> None:
    monkeypatch.setattr(byte_positions, "_AT_A_TIME", piece)
    data = bytes(range(256)) + b"\n\n" + bytes(reversed(range(256))) + b"\n"
    array = np.frombuffer(data, np.uint8)
    assert find_byte(array, 0x0A).tolist() == [at for at, byte in enumerate(data) if byte == 0x0A]
    beyond = [at for at, byte in enumerate(data) if not 0x20 <= byte <= 0x7E]
    assert find_bytes_outside(array, 0x20, 0x7E).tolist() == beyond
    assert count_line_feeds(data) == data.count(b"\n")


def test_nothing_holds_nothing() -> None:
    nothing = np.frombuffer(b"", np.uint8)
    assert find_byte(nothing, 0x0A).tolist() == find_bytes_outside(nothing, 0x20, 0x7E).tolist() == []
    assert count_line_feeds(b"") == 0
