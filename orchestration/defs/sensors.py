"""Sensor of the deliveries folder. It is off until a person turns it on."""

from datetime import date

import dagster as dg

from orchestration.defs.jobs import clearance
from orchestration.defs.partitions import find_latest_month
from orchestration.defs.resources import SettingsResource
from orchestration.ingestion.deliveries.arrivals import Seen, look_for_arrivals
from orchestration.ingestion.layouts.layout import load_layout


@dg.sensor(
    job=clearance,
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.STOPPED,
    description="Checks the deliveries folder once a minute. When new files no longer change, it "
    "requests one whole run of the current month. Files whose cut date is after the first of the month wait for the "
    "next. Off until you turn it on.",
)
def new_deliveries(context: dg.SensorEvaluationContext, settings: SettingsResource) -> dg.SensorResult:
    """Request one run for all new files since the last evaluation."""
    loaded, month = settings.load(), find_latest_month()
    layout = load_layout(loaded.state)
    found = look_for_arrivals(loaded.deliveries, layout, date.fromisoformat(month), Seen.read(context.cursor))
    if not found.new:
        return dg.SensorResult(
            skip_reason=f"no new complete delivery ({found.changing} files came or changed since the last check, "
            f"{found.waiting} wait for a later month)",
            cursor=found.seen.written(),
        )
    run = dg.RunRequest(
        run_key=f"{month} {' '.join(found.new)}",
        partition_key=month,
        tags={"lookback/new_deliveries": str(len(found.new))},
    )
    return dg.SensorResult(run_requests=[run], cursor=found.seen.written())
