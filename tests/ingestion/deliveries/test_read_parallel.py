"""Several deliveries at once: as many are read as memory allows for, and no other waits for the disk."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from small_deliveries import good

import orchestration.ingestion.deliveries.read_delivery as reading_one
from orchestration.ingestion.deliveries import receipt
from orchestration.ingestion.deliveries.discovery import find_deliveries
from orchestration.ingestion.deliveries.read_delivery import Receipt
from orchestration.ingestion.deliveries.read_parallel import FILES_AT_A_TIME, read_side_by_side
from orchestration.ingestion.layouts.layout import load_layout

COUNTIES = ("alameda", "kern", "merced", "napa", "sacramento", "yolo")
LAYOUT = load_layout("ca")


def _read(folder: Path, threads: int = 2) -> list[str]:
    for place, county in enumerate(COUNTIES):
        good(folder, county, first=1 + 10 * place)
    found, _ = find_deliveries([folder], LAYOUT)
    results = read_side_by_side(found, LAYOUT, folder / "intake", threads=threads, memory_limit="1GB")
    assert [result.file_name for result in results] == [delivery.file_name for delivery in found]
    return [result.county for result in results if isinstance(result, Receipt)]


@pytest.mark.parametrize("threads", [1, FILES_AT_A_TIME, 8])
def test_no_more_are_read_at_a_time_than_memory_allows_for(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, threads: int
) -> None:
    lock, now, most = threading.Lock(), [0], [0]
    read = reading_one._read

    def counted(*arguments: object) -> object:
        with lock:
            now[0] += 1
            most[0] = max(most[0], now[0])
        try:
            threading.Event().wait(0.05)
            return read(*arguments)  # type: ignore[arg-type]
        finally:
            with lock:
                now[0] -= 1

    monkeypatch.setattr(reading_one, "_read", counted)
    assert len(_read(tmp_path, threads)) == len(COUNTIES)
    assert most[0] == min(threads, FILES_AT_A_TIME)


def test_no_delivery_waits_for_what_another_forces_to_the_disk(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    all_are_read = threading.Barrier(len(COUNTIES), timeout=30)
    force = receipt.sync_all_to_disk

    def when_all_are_read(folder: Path) -> None:
        all_are_read.wait()
        force(folder)

    monkeypatch.setattr(receipt, "sync_all_to_disk", when_all_are_read)
    assert len(_read(tmp_path)) == len(COUNTIES)
