"""What runs when: one executor for UI and command line, and the job that does everything."""

import dagster as dg


@dg.definitions
def automation() -> dg.Definitions:
    """The clearance job and its executor."""
    return dg.Definitions(
        jobs=[
            dg.define_asset_job(
                "clearance",
                selection=dg.AssetSelection.all(),
                description="From the state's deliveries to county batches and figures, through every gate.",
            )
        ],
        executor=dg.in_process_executor,
    )
