"""What runs when: the jobs, the monthly schedule, the watch over the deliveries folder, one executor for all.

What belongs here: these definitions. What does not: assets, and what a new delivery is (``intake.arrivals``). Schedule
and sensor are off until a person turns them on.
"""

from datetime import date

import dagster as dg

from orchestration.defs.keys import BATCH_OF_ONE_COUNTY
from orchestration.defs.partitions import latest_month
from orchestration.ingestion.deliveries.arrivals import Seen, look_for_arrivals
from orchestration.ingestion.deliveries.layout import load_layout
from orchestration.settings import PROJECT_ROOT, load_settings

ONE_COUNTY = dg.AssetSelection.assets(BATCH_OF_ONE_COUNTY)
EVERYTHING = dg.AssetSelection.all() - ONE_COUNTY

clearance = dg.define_asset_job(
    "clearance",
    selection=EVERYTHING,
    description="The whole run for one day: from the state's deliveries through every gate to county batches and "
    "figures. Choose a month as partition; its first day is the day the run is made for. Every other field may stay "
    "as it is. A failed gate ends the run, and nothing behind it is built or handed out.",
)

batch_of_one_county_again = dg.define_asset_job(
    "batch_of_one_county_again",
    selection=ONE_COUNTY,
    description="Writes the batch of one county again, from the run that the warehouse holds, where its files were "
    "lost or damaged. Choose the county as partition. The files of all other counties stay as they are.",
)


@dg.schedule(
    job=clearance,
    cron_schedule="0 14 1 * *",
    execution_timezone="UTC",
    default_status=dg.DefaultScheduleStatus.STOPPED,
    description="On the first of each month, when it has begun everywhere in the country (14:00 UTC), asks for the "
    "whole run of that day with the deliveries that lie in the deliveries folder. Off until you turn it on.",
)
def every_month(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
    """The run of the month that begins."""
    month = context.scheduled_execution_time.date().replace(day=1).isoformat()
    return dg.RunRequest(run_key=month, partition_key=month)


@dg.sensor(
    job=clearance,
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.STOPPED,
    description="Looks into the deliveries folder once a minute. When new files lie there and no longer change, it "
    "asks for one whole run of the current month. Files whose cut date is after the first of the month wait for the "
    "next. Off until you turn it on.",
)
def new_deliveries(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """One run for all files that are new since the last look."""
    settings = load_settings()
    month = latest_month()
    found = look_for_arrivals(
        settings.deliveries, load_layout(settings.state), date.fromisoformat(month), Seen.read(context.cursor)
    )
    if not found.new:
        return dg.SensorResult(
            skip_reason=f"no new delivery lies still ({found.changing} came or changed since the last look, "
            f"{found.waiting} wait for a later month)",
            cursor=found.seen.written(),
        )
    run = dg.RunRequest(
        run_key=f"{month} {' '.join(found.new)}",
        partition_key=month,
        tags={"lookback/new_deliveries": str(len(found.new))},
    )
    return dg.SensorResult(run_requests=[run], cursor=found.seen.written())


SAMPLE_FIRST = """For a first look: the whole run on the shipped sample of invented people, for the month you choose \
(2026-06-01 is the one the tutorial shows). It is there only while no delivery of the state lies in the deliveries \
folder, because what it writes stands where the state's own results would."""


@dg.definitions
def automation() -> dg.Definitions:
    """Jobs, schedule, sensor and the executor; the job on the sample where there is one and nothing else to run."""
    settings = load_settings()
    jobs = [clearance, batch_of_one_county_again]
    sample = PROJECT_ROOT / "data" / "sample" / settings.state
    has_deliveries = settings.deliveries.is_dir() and any(settings.deliveries.iterdir())
    if sample.is_dir() and not has_deliveries:
        of_sample = {"config": {"deliveries": [str(sample)]}}
        config = {"ops": {"take_in": of_sample, "results": of_sample}}
        jobs.append(
            dg.define_asset_job(
                "clearance_of_the_sample", selection=EVERYTHING, config=config, description=SAMPLE_FIRST
            )
        )
    return dg.Definitions(
        jobs=jobs,
        schedules=[every_month],
        sensors=[new_deliveries],
        executor=dg.in_process_executor,
    )
