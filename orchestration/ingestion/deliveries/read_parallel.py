"""Read several deliveries in parallel: while some are parsed, others are synced to disk."""

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
"""Deliveries read in parallel; each can hold an eighth of the memory limit in waiting rows."""

_FILES_UNDER_WAY = 8
"""Deliveries read or being synced. Syncing holds no rows and is most of the cost of a small delivery."""


def read_side_by_side(
    deliveries: Sequence[Delivery],
    layout: Layout,
    intake_home: Path,
    *,
    threads: int,
    memory_limit: str,
    progress: Progress | None = None,
) -> list[Receipt | Refusal]:
    """Read deliveries, the largest first, and return the receipt or refusal of each in their order.

    ``layout`` is the state's; see ``read_delivery`` for the other arguments, files and errors.
    """
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
