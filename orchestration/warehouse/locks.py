"""One run per state: the lock that a command holds, and every step of a run started elsewhere (the Dagster UI) too.

What belongs here: taking and letting go of the lock file. What does not: what a run does while it holds it. The lock is
the operating system's: it ends with the process, however that ends.
"""

from __future__ import annotations

from pathlib import Path

from filelock import FileLock, Timeout

from orchestration.settings import Settings

_HELD: dict[Path, FileLock] = {}

_A_MOMENT = 0.5
"""Seconds that taking the lock may last: who only looks whether a run is under way holds it for less than one."""


class AnotherRunError(RuntimeError):
    """Another process is at work on the same state in the same home."""


def take_run_lock(settings: Settings) -> None:
    """Take the state's lock for this process; nothing happens where it holds it already. Raises ``AnotherRunError``."""
    if settings.lock_file in _HELD:
        return
    settings.lock_file.parent.mkdir(parents=True, exist_ok=True)
    lock = FileLock(settings.lock_file, timeout=_A_MOMENT)
    try:
        lock.acquire()
    except Timeout:
        raise AnotherRunError(
            f"another run of {settings.state} is under way in {settings.root}; this one did nothing"
        ) from None
    _HELD[settings.lock_file] = lock


def let_go_of_run_lock(settings: Settings) -> None:
    """Let go of the state's lock, if this process holds it."""
    lock = _HELD.pop(settings.lock_file, None)
    if lock is not None:
        lock.release()


def any_run_is_under_way(settings: Settings) -> bool:
    """Whether any process, this one too, is at work in this home, on whatever state."""
    if _HELD:
        return True
    return any(_is_held(lock_file) for lock_file in sorted(settings.lock_file.parent.glob("*.lock")))


def run_is_under_way(settings: Settings) -> bool:
    """Whether any process, this one too, is at work on this state in this home. Where this process may not look (a
    home it can only read), it says no: the warehouse file has a lock of its own."""
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
