"""Steps of long work: code says when one starts, and a command that shows progress listens."""

from __future__ import annotations

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

LOGGER = logging.getLogger("lookback.steps")


class StepListener(Protocol):
    """What is told of steps."""

    def start(self, step: str) -> None:
        """A step starts."""

    def end(self, step: str, seconds: float | None) -> None:
        """A step ends after this many seconds; None if it failed."""

    def tell(self, line: str) -> None:
        """How far the step is."""


_LISTENERS: list[StepListener] = []


@contextmanager
def report_step(step: str) -> Iterator[None]:
    """Tell the listeners that a step starts, and how long it took."""
    for listener in _LISTENERS:
        listener.start(step)
    started, seconds = time.monotonic(), None
    try:
        yield
        seconds = time.monotonic() - started
        LOGGER.info("step %s took %.1f s", step, seconds)
    except Exception as error:
        LOGGER.error("step %s failed: %s", step, type(error).__name__)
        raise
    finally:
        for listener in _LISTENERS:
            listener.end(step, seconds)


def report_progress(line: str) -> None:
    """Tell the listeners how far a step is."""
    LOGGER.info(line)
    for listener in _LISTENERS:
        listener.tell(line)


@contextmanager
def listen_to_steps(listener: StepListener) -> Iterator[None]:
    """Let ``listener`` hear of steps inside the block."""
    _LISTENERS.append(listener)
    try:
        yield
    finally:
        _LISTENERS.remove(listener)
