"""One filing at a time: the lock that a submission holds, so that two never write the files of one batch.

It is the operating system's: it ends with the process, however that ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from orchestration.settings import Settings


class SubmissionLockedError(RuntimeError):
    """Another process files lines of the same state in the same home."""


@contextmanager
def lock_submission(settings: Settings) -> Iterator[None]:
    """Hold the lock for the block. Raises ``SubmissionLockedError`` at once where another process holds it."""
    path = settings.ledger.with_name("submit.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path, blocking=False)
    try:
        lock.acquire()
    except Timeout:
        raise SubmissionLockedError(
            f"lines of {settings.state} are being filed by another command; this one did nothing"
        ) from None
    try:
        yield
    finally:
        lock.release()
