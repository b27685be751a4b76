"""The monthly schedule. It is off until a person turns it on."""

import dagster as dg

from orchestration.defs.jobs import clearance


@dg.schedule(
    job=clearance,
    cron_schedule="0 14 1 * *",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.STOPPED,
    description="On the first of each month (14:00 UTC, when it has begun everywhere in the country), requests the "
    "whole run of that date with the files in the deliveries folder. Off until you turn it on.",
)
def every_month(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """Request the run of the month that begins."""
    month = context.scheduled_execution_time.date().replace(day=1).isoformat()
    return dg.RunRequest(run_key=month, partition_key=month)
