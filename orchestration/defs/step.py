"""What every step of a run stands in: the lock of the state, the right run in the warehouse, errors without values.

What belongs here: this one context manager. What does not: the steps.
"""

from collections.abc import Iterator
from contextlib import contextmanager

from orchestration.defs.partitions import month_of_the_run
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.current_run import check_day, check_gates_passed, parsed_day
from orchestration.warehouse.errors import no_values_in_errors
from orchestration.warehouse.locks import take_run_lock
from orchestration.warehouse.quality_gates.run import GATES


@contextmanager
def step(*, begins_a_run: bool = False, hands_out: bool = False) -> Iterator[Settings]:
    """Hold the state's lock until the process ends (a run from the UI is a process) and give the settings.

    A step that is started by itself works on what the warehouse holds: with a partition chosen that must be the run of
    that day, unless the step ``begins_a_run``. A step that ``hands_out`` files goes on only where every gate was passed
    by the run at hand. Raises ``AnotherRun``, ``OtherDayAtHand``, ``GatesNotPassed``.
    """
    settings = load_settings()
    with no_values_in_errors():
        take_run_lock(settings)
        day = None if begins_a_run else parsed_day("the partition", month_of_the_run())
        if day is not None or hands_out:
            with open_warehouse(settings) as connection:
                if day is not None:
                    check_day(connection, day)
                if hands_out:
                    check_gates_passed(connection, GATES)
        yield settings
