"""Jobs: a whole run, one county's batch again, and a whole run on the sample for a first look."""

import dagster as dg

from orchestration.defs.code_location import name_location
from orchestration.defs.keys import BATCH_OF_ONE_COUNTY
from orchestration.defs.partitions import MONTHS
from orchestration.ingestion.deliveries.arrivals import find_newest_cut
from orchestration.ingestion.layouts.layout import load_layout
from orchestration.settings import PROJECT_ROOT, Settings, load_settings
from orchestration.warehouse.dbt.batched_tests import ON_DEMAND

ONE_COUNTY = dg.AssetSelection.assets(BATCH_OF_ONE_COUNTY)
EVERYTHING = dg.AssetSelection.all() - ONE_COUNTY - dg.AssetSelection.tag(ON_DEMAND, "")


def _link(settings: Settings, job: str, month: str, which: str) -> str:
    """Begin a job's description with a link that chooses its month: Dagster's dialogs have no default partition."""
    path = format_path(settings, job, month)
    return f"**[Start here: {month}, {which}]({path})** Then *Materialize all…* and *Launch 1 run*.\n\n"


def format_path(settings: Settings, job: str, month: str) -> str:
    """Format the address of a job in the UI with a month chosen for *Materialize all*."""
    return f"/locations/{name_location(settings)}/jobs/{job}?partition={month}"


def find_newest_month(settings: Settings) -> str:
    """Find the month for the newest delivery in the deliveries folder; empty if none says its date."""
    folder = settings.deliveries
    newest = find_newest_cut(folder, load_layout(settings.state)) if folder.is_dir() else None
    return next((key for key in MONTHS.get_partition_keys() if newest and key >= newest.isoformat()), "")


def link_newest() -> str:
    """Link to the run of the month of the newest delivery; empty if there is none."""
    settings = load_settings()
    month = find_newest_month(settings)
    return _link(settings, "clearance", month, "the month of the newest delivery") if month else ""


clearance = dg.define_asset_job(
    "clearance",
    selection=EVERYTHING,
    description=f"{link_newest()}A whole run for one date: from the state's deliveries through every gate to county "
    "batches and figures. Choose a month as partition; its first day is the as-of date. Every other field may stay "
    "as it is. A failed gate ends the run, and nothing after it is built or published.",
)

batch_of_one_county_again = dg.define_asset_job(
    "batch_of_one_county_again",
    selection=ONE_COUNTY,
    description="Writes the batch of one county again from the run in the warehouse, if its files were "
    "lost or damaged. Choose the county as partition. The files of all other counties stay as they are.",
)


SAMPLE_JOB = "clearance_of_the_sample"
SAMPLE_FIRST = """For a first look: a whole run on the shipped sample of invented people, for the month you choose. \
It exists only while the deliveries folder has no delivery of the state, because it writes where the state's own \
results would be."""


@dg.definitions
def jobs() -> dg.Definitions:
    """Define the jobs; the one on the sample only if there is a sample and no delivery."""
    settings = load_settings()
    sample = PROJECT_ROOT / "data" / "sample" / settings.state
    has_deliveries = settings.deliveries.is_dir() and any(settings.deliveries.iterdir())
    if not sample.is_dir() or has_deliveries:
        return dg.Definitions(jobs=[clearance, batch_of_one_county_again])
    of_sample = {"config": {"deliveries": [str(sample)]}}
    clearance_of_the_sample = dg.define_asset_job(
        SAMPLE_JOB,
        selection=EVERYTHING,
        config={"ops": {"take_in": of_sample, "results": of_sample}},
        description=_link(settings, SAMPLE_JOB, "2026-06-01", "the month of the tutorial") + SAMPLE_FIRST,
    )
    return dg.Definitions(jobs=[clearance, batch_of_one_county_again, clearance_of_the_sample])
