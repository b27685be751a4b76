"""Jobs: a whole run, one county's batch again, and a whole run on the sample for a first look."""

import dagster as dg

from orchestration.defs.keys import BATCH_OF_ONE_COUNTY
from orchestration.settings import PROJECT_ROOT, load_settings

ONE_COUNTY = dg.AssetSelection.assets(BATCH_OF_ONE_COUNTY)
EVERYTHING = dg.AssetSelection.all() - ONE_COUNTY

clearance = dg.define_asset_job(
    "clearance",
    selection=EVERYTHING,
    description="A whole run for one date: from the state's deliveries through every gate to county batches and "
    "figures. Choose a month as partition; its first day is the as-of date. Every other field may stay "
    "as it is. A failed gate ends the run, and nothing after it is built or published.",
)

batch_of_one_county_again = dg.define_asset_job(
    "batch_of_one_county_again",
    selection=ONE_COUNTY,
    description="Writes the batch of one county again from the run in the warehouse, if its files were "
    "lost or damaged. Choose the county as partition. The files of all other counties stay as they are.",
)


SAMPLE_FIRST = """For a first look: a whole run on the shipped sample of invented people, for the month you choose \
(the tutorial uses 2026-06-01). It exists only while the deliveries folder has no delivery of the state, \
because it writes where the state's own results would be."""


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
        "clearance_of_the_sample",
        selection=EVERYTHING,
        config={"ops": {"take_in": of_sample, "results": of_sample}},
        description=SAMPLE_FIRST,
    )
    return dg.Definitions(jobs=[clearance, batch_of_one_county_again, clearance_of_the_sample])
