"""What runs when: the jobs, the monthly schedule, the watch over two folders, one executor for all.

What belongs here: these definitions. What does not: assets, and what a new delivery or answer is (``intake.arrivals``,
``after_filing.responses``). Schedule and sensors are off until a person turns them on.
"""

from datetime import date
from functools import reduce
from operator import or_

import dagster as dg

from orchestration.defs.keys import (
    AGEING,
    ANSWERS,
    APPROVALS,
    BATCH_OF_ONE_COUNTY,
    BLIND_SAMPLE,
    BLIND_SAMPLE_RESULT,
    COUNSEL,
    ENCRYPTED_BATCHES,
    FURTHER_COURTS_TOLD,
    HOLDS,
    LANDED,
    ORDERS,
    PROPOSED_LINES,
    RECHECKED,
    RELEASED_HOLDS,
    REVIEW_DECISIONS,
    REVIEW_WORKBOOKS,
    SUBMITTED_BATCHES,
    TOLD_TWICE,
)
from orchestration.defs.partitions import latest_month
from orchestration.filing.responses.inbox import look_for_answers
from orchestration.ingestion.deliveries.arrivals import Seen, look_for_arrivals
from orchestration.ingestion.deliveries.layout import load_layout
from orchestration.settings import PROJECT_ROOT, load_settings

ONE_COUNTY = dg.AssetSelection.assets(BATCH_OF_ONE_COUNTY)
THE_LEDGER = dg.AssetSelection.assets(PROPOSED_LINES, SUBMITTED_BATCHES)
WORKBOOKS_ALONE = dg.AssetSelection.assets(REVIEW_WORKBOOKS)
DECISIONS_ALONE = dg.AssetSelection.assets(REVIEW_DECISIONS)
LOOKED_AT_AGAIN = dg.AssetSelection.assets(AGEING, LANDED, RECHECKED)
BY_HAND = {
    name: dg.AssetSelection.assets(key)
    for name, key in (
        ("approvals", APPROVALS),
        ("hold", HOLDS),
        ("release_of_a_hold", RELEASED_HOLDS),
        ("orders", ORDERS),
        ("decisions_of_counsel", COUNSEL),
        ("blind_sample", BLIND_SAMPLE),
        ("blind_sample_result", BLIND_SAMPLE_RESULT),
        ("told_twice", TOLD_TWICE),
        ("courts_told_later", FURTHER_COURTS_TOLD),
        ("encryption", ENCRYPTED_BATCHES),
    )
}
ANSWERS_ALONE = dg.AssetSelection.assets(ANSWERS)
OF_THE_LEDGER = reduce(
    or_, BY_HAND.values(), THE_LEDGER | WORKBOOKS_ALONE | DECISIONS_ALONE | LOOKED_AT_AGAIN | ANSWERS_ALONE
)
EVERYTHING = dg.AssetSelection.all() - ONE_COUNTY - OF_THE_LEDGER

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

answers_that_came_back = dg.define_asset_job(
    "answers_that_came_back",
    selection=ANSWERS_ALONE,
    description="Takes in what courts and departments answered: every file in the folder for responses. Choose the "
    "current month as partition. A file that was taken in before changes nothing; what cannot be taken in is written "
    "beside, with the reason. No run of the law is needed for it, and none is made.",
)


filing_of_approved_lines = dg.define_asset_job(
    "filing",
    selection=THE_LEDGER,
    description="Gives the lines of the run that the warehouse holds to the ledger, and files what people approved. "
    "Say in the configuration who answers for it. Nothing is approved here, and what was "
    "filed once is never filed again.",
)

lines_for_reviewers = dg.define_asset_job(
    "lines_for_reviewers",
    selection=WORKBOOKS_ALONE,
    description="Writes the lines that wait for a reviewer into workbooks, and the same lines for each county's public "
    "defender on the same day. Say in the configuration who answers for it. Nothing is decided by it.",
)

decisions_of_reviewers = dg.define_asset_job(
    "decisions_of_reviewers",
    selection=DECISIONS_ALONE,
    description="Takes the decisions that reviewers wrote into their workbooks into the ledger, each under the name "
    "that stands beside it, and writes the notices of objections. Name the workbooks in the configuration.",
)

looking_again = dg.define_asset_job(
    "looking_again",
    selection=LOOKED_AT_AGAIN,
    description="Looks again at every line that was proposed or filed: how long it waits and on whom, whether relief "
    "that was given shows in the newest delivery, and what the law of then and of now say of it. The ledger stays as "
    "it is: nothing is withdrawn or taken in by this.",
)

WHAT_BY_HAND = {
    "approvals": "Approves lines for filing without a workbook. Say in the configuration who answers for it, and why "
    "or which lines. Nothing under a hold, on law that nobody signed, or proposed by the same person is approved.",
    "hold": "Stops approvals and filing of what the configuration names, at once, until the hold is released. It waits "
    "for no run. Say why: the reason is shown wherever the hold stops something.",
    "release_of_a_hold": "Releases a hold: what it stopped goes its way again. Say in the configuration which one, as "
    "lookback file status shows it, who answers for it, and why it need not stand any longer.",
    "orders": "Tells the ledger what came to single lines outside a batch: vacated, reinstated, appealed, corrected "
    "and the like, for all that are named or for none. Words about people come in files, not in the configuration.",
    "decisions_of_counsel": "Says what counsel decided about relief that was given and that the run would not give: it "
    "stands, or counsel asks whoever gave it to take it back. Name the report, who decided, and a file that says why.",
    "blind_sample": "Draws determinations of the run that the warehouse holds for a human reader who does not know "
    "what we decided, into a new folder; the key lies elsewhere. The same number to begin with draws the same.",
    "blind_sample_result": "Says how often the human reader of a blind sample decided otherwise than we did, in which "
    "direction, and between which rates that lies, by remedy and by race. Name the workbook and the key.",
    "told_twice": "Writes the list of convictions that two courts of one transferred case tell, into a file beside the "
    "ledger; and where the configuration names one of them, decides which telling is filed, or takes that back.",
    "courts_told_later": "Writes notices to courts that a later list of transferred cases names, of lines that were "
    "filed before, with a letter for the department. Each court of a line is told once. Nothing is sent.",
    "encryption": "Encrypts the files of a filed batch to the public key of its county and removes the plain ones, all "
    "but the manifest. Not even this office can read them again: there is no way back.",
}
by_hand = [
    dg.define_asset_job(name, selection=selection, description=WHAT_BY_HAND[name])
    for name, selection in BY_HAND.items()
]


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


@dg.sensor(
    job=answers_that_came_back,
    minimum_interval_seconds=60,
    default_status=dg.DefaultSensorStatus.STOPPED,
    description="Looks into the folder for responses once a minute. When answer files lie there that are new and no "
    "longer change, it asks for one run that takes them all in. What cannot be taken in is written beside, with the "
    "reason, for a person to mend. Off until you turn it on.",
)
def new_answers(context: dg.SensorEvaluationContext) -> dg.SensorResult:
    """One run for all answer files that are new since the last look."""
    found = look_for_answers(load_settings().responses, Seen.read(context.cursor))
    if not found.new:
        return dg.SensorResult(
            skip_reason=f"no new answer file lies still ({found.changing} came or changed since the last look)",
            cursor=found.seen.written(),
        )
    run = dg.RunRequest(
        run_key=" ".join(found.new),
        partition_key=latest_month(),
        tags={"lookback/new_answers": str(len(found.new))},
    )
    return dg.SensorResult(run_requests=[run], cursor=found.seen.written())


SAMPLE_FIRST = """For a first look: the whole run on the shipped sample of invented people, for the month you choose \
(2026-06-01 is the one the tutorial shows). It is there only while no delivery of the state lies in the deliveries \
folder, because what it writes stands where the state's own results would."""


@dg.definitions
def automation() -> dg.Definitions:
    """Jobs, schedule, sensor and the executor; the job on the sample where there is one and nothing else to run."""
    settings = load_settings()
    jobs = [
        clearance,
        batch_of_one_county_again,
        filing_of_approved_lines,
        lines_for_reviewers,
        decisions_of_reviewers,
        *by_hand,
        answers_that_came_back,
        looking_again,
    ]
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
        sensors=[new_deliveries, new_answers],
        executor=dg.in_process_executor,
    )
