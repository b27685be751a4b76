"""Tables that no run builds: what one more answer would change, and the review queue made of it.

A command that reads them builds them once for the run that the warehouse holds. The next run drops them.
"""

from __future__ import annotations

from orchestration.files.steps import report_step
from orchestration.settings import Settings
from orchestration.warehouse.dbt.batched_tests import ON_DEMAND
from orchestration.warehouse.locks import acquire_run_lock, release_run_lock
from orchestration.warehouse.open_run import open_warehouse_to_read, read_run_shown

LAST_TABLE = "marts", "review_queue"
STEP = "build_on_demand"


def ensure_on_demand(settings: Settings) -> None:
    """Build the tables of ``ON_DEMAND`` where the warehouse lacks them.

    Raises:
        NoWarehouseError: There is no whole run, or it was made by another version.
        RunUnderWayError: A run or another program uses the warehouse.
        AnotherRunError: A run began meanwhile.
        StageFailedError: A model or a test failed.
    """
    with open_warehouse_to_read(settings) as connection:
        read_run_shown(connection)
        is_built = connection.execute(
            "select count(*) > 0 from duckdb_tables() where schema_name = ? and table_name = ?", LAST_TABLE
        ).fetchone()
    if is_built == (True,):
        return
    # (The import takes seconds.)
    from orchestration.warehouse.dbt.runner import build_stage

    acquire_run_lock(settings)
    try:
        with report_step(STEP):
            build_stage(settings, ON_DEMAND)
    finally:
        release_run_lock(settings)
