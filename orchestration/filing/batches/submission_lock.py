"""Lock of a submission, so that two processes never write the files of one batch.

The operating system holds it and releases it when the process ends.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from filelock import FileLock, Timeout

from orchestration.settings import Settings


class SubmissionLockedError(RuntimeError):
    """Another process is filing lines of this state in this home."""


@contextmanager
def lock_submission(settings: Settings) -> Iterator[None]:
    """Hold the lock for the block.

    Raises:
        SubmissionLockedError: Another process holds it.
    """
    path = settings.ledger.with_name("submit.lock")
    path.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(path, blocking=False)
    try:
        lock.acquire()
    except Timeout:
        raise SubmissionLockedError(
            f"another command is filing lines of {settings.state}; nothing was done: run this one again later"
        ) from None
    try:
        yield
    finally:
        lock.release()
