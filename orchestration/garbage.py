"""How seldom Python looks for garbage in a process that does one thing and ends.

What belongs here: that. What does not: memory of the warehouse (``warehouse.connection``).

dbt, Dagster and Great Expectations keep hundreds of thousands of small objects to the end of a process. Looking through
them again and again for circles that nobody holds, and once more before leaving, took a tenth of a run on an empty
delivery (docs/adr/0040).
"""

from __future__ import annotations

import atexit
import gc
from collections.abc import Iterator
from contextlib import contextmanager

NEW_OBJECTS_BEFORE_A_LOOK = 50_000
"""Python's own habit is 2,000 at most. What a circle of our own making can hold until then is a few megabytes."""


@contextmanager
def seldom_looked_for() -> Iterator[None]:
    """Within the block Python looks for garbage seldom; what is there at its start is never looked through again."""
    before = gc.get_threshold()
    gc.freeze()
    gc.set_threshold(NEW_OBJECTS_BEFORE_A_LOOK, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()


@contextmanager
def what_is_made_stays() -> Iterator[None]:
    """Within the block, for imports and the like, Python does not look at all; what was made there is never looked
    through (inside ``seldom_looked_for``: until that ends)."""
    looked = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if looked:
            gc.enable()


def leave_at_once() -> None:
    """At the end of this process, after all else that is done there, nothing is looked through once more: the memory
    goes back with the process."""
    atexit.unregister(gc.freeze)
    atexit.register(gc.freeze)
