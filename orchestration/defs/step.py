"""What every step of a run stands in: the lock of the state, and errors that quote no values.

What belongs here: this one context manager. What does not: the steps.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from orchestration.settings import Settings, load_settings
from orchestration.warehouse.messages import no_values_in_errors
from orchestration.warehouse.run_lock import take_run_lock


@contextmanager
def step() -> Iterator[Settings]:
    """Hold the state's lock until the process ends (a run from the UI is a process) and give the settings."""
    settings = load_settings()
    with no_values_in_errors():
        take_run_lock(settings)
        yield settings
