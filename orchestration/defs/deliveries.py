"""The assets that come from delivered files: rows in force, rejects, the deliveries themselves."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import dagster as dg
from pydantic import Field
from rich.console import Console

from orchestration.defs.keys import (
    CONVICTION_COUNTS,
    COUNTY_POLICIES,
    DELIVERIES,
    DELIVERY_PROFILES,
    ESTABLISHED_FACTS,
    HISTORY_ROWS,
    IDENTITY_DECISIONS,
    REJECTS,
    RUN_PARAMETERS,
)
from orchestration.defs.step import step
from orchestration.intake.progress import NoProgress, Progress, progress_for
from orchestration.settings import load_settings
from orchestration.warehouse.take_in import MAX_DATA_AGE_DAYS, TakeInRequest, take_in


class TakeInConfig(dg.Config):
    """Which deliveries a run rests on, and the day it is made for."""

    as_of_date: str = Field(description="The day the run is made for, like 2026-06-01. Nothing later counts.")
    deliveries: list[str] = Field(
        default_factory=list, description="Files or folders; empty means the state's deliveries folder."
    )
    data_as_of: str | None = Field(default=None, description="Cut date of files whose name and sidecar give none.")
    chosen_cuts: dict[str, str] = Field(default_factory=dict, description="County to cut date, instead of the newest.")
    allow_stale: list[str] = Field(default_factory=list, description="Counties whose data may be old; ALL allows any.")
    allow_missing: list[str] = Field(default_factory=list, description="Counties of the last run that may be absent.")
    allow_changed: list[str] = Field(
        default_factory=list, description="Counties whose history may have changed; ALL allows any."
    )
    max_data_age_days: int = Field(default=MAX_DATA_AGE_DAYS, description="Age at which data counts as old.")
    policy: str | None = Field(
        default=None, description="File of what counties chose; empty means the state's policy file, if there is one."
    )
    show_progress: bool = Field(default=False, description="Show progress on the terminal.")

    def request(self) -> TakeInRequest:
        """The same as the pure package wants it. Raises ``ValueError`` for a date that is none."""
        return TakeInRequest(
            paths=tuple(Path(path) for path in self.deliveries) or (load_settings().deliveries,),
            as_of_date=date.fromisoformat(self.as_of_date),
            data_as_of=date.fromisoformat(self.data_as_of) if self.data_as_of else None,
            chosen_cuts={county: date.fromisoformat(cut) for county, cut in self.chosen_cuts.items()},
            allow_stale=tuple(self.allow_stale),
            allow_missing=tuple(self.allow_missing),
            allow_changed=tuple(self.allow_changed),
            max_data_age_days=self.max_data_age_days,
            policy=Path(self.policy) if self.policy else None,
        )


@contextmanager
def progress_shown(is_shown: bool) -> Iterator[Progress]:
    """Progress of reading files on the terminal, or none."""
    if not is_shown:
        yield NoProgress()
        return
    with progress_for(Console(stderr=True)) as progress:
        yield progress


@dg.multi_asset(
    name="take_in",
    group_name="intake",
    specs=[
        dg.AssetSpec(
            DELIVERIES,
            description="The files in force on the as-of date: county, cut date, and what reading them gave.",
            kinds={"csv"},
        ),
        dg.AssetSpec(
            HISTORY_ROWS,
            description="Every accepted row of the files in force, as text, exactly as the state sent it.",
            kinds={"parquet"},
        ),
        dg.AssetSpec(
            REJECTS,
            description="Every line that could not be read, with file, line and reason. Restricted: it holds raw text.",
            kinds={"parquet"},
        ),
        dg.AssetSpec(
            RUN_PARAMETERS, description="One row: the day the run is made for, pieces, version and allowances by name."
        ),
        dg.AssetSpec(
            IDENTITY_DECISIONS,
            description="What people decided about who is who. Restricted: it holds ids of persons.",
            kinds={"csv"},
        ),
        dg.AssetSpec(
            ESTABLISHED_FACTS,
            description="Facts that people established, since no file tells them. Restricted: it holds ids of persons.",
            kinds={"csv"},
        ),
        dg.AssetSpec(
            COUNTY_POLICIES,
            description="What the prosecutor of each county chose beyond the statute, one row per choice.",
            kinds={"yaml"},
        ),
        dg.AssetSpec(
            DELIVERY_PROFILES,
            description="Per county and needed column how many rows are filled and well formed, beside those of the "
            "delivery before.",
        ),
        dg.AssetSpec(
            CONVICTION_COUNTS,
            description="Convictions per county and year as each delivery tells them, beside the delivery before.",
        ),
    ],
)
def take_in_deliveries(config: TakeInConfig) -> Iterator[dg.MaterializeResult]:
    """Read the deliveries of a run and register those in force."""
    with progress_shown(config.show_progress) as progress, step() as settings:
        taken_in = take_in(settings, config.request(), progress)
    refused = [f"{refusal.file_name}: {refusal.reason}" for refusal in taken_in.refusals]
    yield dg.MaterializeResult(
        asset_key=DELIVERIES,
        metadata={
            "files in force": len(taken_in.in_force),
            "files refused": len(refused),
            "refusals": dg.MetadataValue.json(refused),
            "older files set aside": len(taken_in.set_aside),
        },
    )
    yield dg.MaterializeResult(asset_key=HISTORY_ROWS, metadata={"dagster/row_count": taken_in.accepted_rows})
    yield dg.MaterializeResult(asset_key=REJECTS, metadata={"dagster/row_count": taken_in.rejected_lines})
    yield dg.MaterializeResult(asset_key=RUN_PARAMETERS, metadata={"dagster/row_count": 1})
    yield dg.MaterializeResult(asset_key=IDENTITY_DECISIONS, metadata={"dagster/row_count": taken_in.decisions})
    yield dg.MaterializeResult(asset_key=ESTABLISHED_FACTS, metadata={"dagster/row_count": taken_in.facts})
    yield dg.MaterializeResult(asset_key=COUNTY_POLICIES, metadata={"dagster/row_count": taken_in.choices})
    yield dg.MaterializeResult(asset_key=DELIVERY_PROFILES, metadata={"dagster/row_count": taken_in.column_profiles})
    yield dg.MaterializeResult(asset_key=CONVICTION_COUNTS, metadata={"dagster/row_count": taken_in.conviction_counts})
