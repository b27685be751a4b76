"""Several deliveries read side by side: some are parsed, others forced to the disk.

What belongs here: how many at a time, and in which order. What does not: one delivery (``read``), which deliveries
there are (``deliveries``) and which are in force (``in_force``).
"""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import BoundedSemaphore

from orchestration.ingestion.deliveries.discovery import Delivery, Refusal
from orchestration.ingestion.deliveries.progress import Progress
from orchestration.ingestion.deliveries.read_delivery import Receipt, read_delivery
from orchestration.ingestion.layouts.layout import Layout
from orchestration.ingestion.layouts.refusal import RefusedDeliveryError

FILES_AT_A_TIME = 2
"""Deliveries read at the same time: each may hold an eighth of the memory limit in rows that wait to be written."""

_FILES_UNDER_WAY = 8
"""Those read, and those that wait for the disk and hold no rows any more: most of what a small delivery costs."""


def read_side_by_side(
    deliveries: Sequence[Delivery],
    layout: Layout,
    intake_home: Path,
    *,
    threads: int,
    memory_limit: str,
    progress: Progress | None = None,
) -> list[Receipt | Refusal]:
    """Receipt or refusal of each delivery, in their order. The large ones are read first: while one is written, another
    is parsed. ``layout`` is the state's; ``threads``, ``memory_limit`` as in ``read_delivery``, which also says what is
    written below ``intake_home`` and what is raised."""
    reading = BoundedSemaphore(min(threads, FILES_AT_A_TIME))

    def read(delivery: Delivery) -> Receipt | Refusal:
        try:
            return read_delivery(
                delivery,
                layout,
                intake_home,
                threads=threads,
                memory_limit=memory_limit,
                progress=progress,
                reading=reading,
            )
        except RefusedDeliveryError as error:
            return error.refusal

    large_first = sorted(deliveries, key=lambda delivery: (-delivery.size_bytes, delivery.sha256))
    with ThreadPoolExecutor(_FILES_UNDER_WAY) as executor:
        results = dict(zip(large_first, executor.map(read, large_first), strict=True))
    return [results[delivery] for delivery in deliveries]
