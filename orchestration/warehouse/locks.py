"""The run lock: one run per state, for commands and for steps started in the Dagster UI.

It is a lock of the operating system, so it ends with the process.
"""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

from orchestration.settings import Settings

_HELD: dict[Path, FileLock] = {}

_TIMEOUT_SECONDS = 0.5
"""Seconds to wait for the lock: a process that only checks it holds it for less than one."""


class AnotherRunError(RuntimeError):
    """Another process runs the same state in the same home."""


def acquire_run_lock(settings: Settings) -> None:
    """Acquire the state's lock for this process, unless it holds it already.

    Raises:
        AnotherRunError: Another process holds it.
    """
    if settings.lock_file in _HELD:
        return
    settings.lock_file.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.lock_file, timeout=_TIMEOUT_SECONDS)
    try:
        lock.acquire()
    except Timeout:
        raise AnotherRunError(
            f"another run of {settings.state} is active in {settings.root}; this one did nothing"
        ) from None
    _HELD[settings.lock_file] = lock


def release_run_lock(settings: Settings) -> None:
    """Release the state's lock if this process holds it."""
    lock = _HELD.pop(settings.lock_file, None)
    if lock is not None:
        lock.release()


def is_any_run_active(settings: Settings) -> bool:
    """Return whether a process, this one included, runs any state of this home."""
    if _HELD:
        return True
    return any(_is_held(lock_file) for lock_file in sorted(settings.lock_file.parent.glob("*.lock")))


def is_run_active(settings: Settings) -> bool:
    """Return whether a process, this one included, runs this state in this home.

    False in a home that this process can only read: the warehouse file has its own lock.
    """
    if settings.lock_file in _HELD:
        return True
    try:
        return settings.lock_file.exists() and _is_held(settings.lock_file)
    except OSError:
        return False


def _is_held(lock_file: Path) -> bool:
    lock = FileLock(lock_file, blocking=False)
    try:
        lock.acquire()
    except Timeout:
        return True
    lock.release()
    return False
