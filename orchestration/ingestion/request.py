"""The ingestion options of a run: as text from the command line and the UI, and parsed.

A new option is a field of both classes here and a parameter of ``cli/run.py``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from pydantic import BaseModel, Field

from orchestration.warehouse.current_run import choose_day, parse_day

MAX_DATA_AGE_DAYS = 400
"""Default age at which a delivery is stale: a yearly delivery and a month of grace."""


@dataclass(frozen=True)
class IngestionRequest:
    """The parsed options. ``paths``: files or folders. ``data_as_of``: cut date of files that name none.

    ``chosen_cuts``: cut date by county, to replace the newest. ``allow_stale``, ``allow_missing``: counties that may be
    old or absent. ``allow_changed``: counties whose history may change beyond the thresholds of the intake gate.
    ``leave_out``: counties whose histories are not read. ``ALL`` in ``allow_stale`` or ``allow_changed`` allows any
    county. ``policy``: the policy file; by default the state's file in the home folder, if it exists.
    """

    paths: tuple[Path, ...]
    as_of_date: date
    data_as_of: date | None = None
    chosen_cuts: Mapping[str, date] = field(default_factory=dict)
    allow_stale: tuple[str, ...] = ()
    allow_missing: tuple[str, ...] = ()
    allow_changed: tuple[str, ...] = ()
    leave_out: tuple[str, ...] = ()
    max_data_age_days: int = MAX_DATA_AGE_DAYS
    policy: Path | None = None

    def format_allowances(self) -> str:
        """Format the overrides, which every figure shows."""
        words = [f"old data allowed for {county}" for county in sorted(self.allow_stale)]
        if self.max_data_age_days > MAX_DATA_AGE_DAYS:
            words.append(f"data up to {self.max_data_age_days} days old allowed for every county")
        words += [f"missing allowed: {county}" for county in sorted(self.allow_missing)]
        words += [f"history left out: {county}" for county in sorted(self.leave_out)]
        words += [f"changed history allowed for {county}" for county in sorted(self.allow_changed)]
        return "; ".join(words)

    def format_max_age(self) -> list[str]:
        """Format an age limit other than the default as an input of the run id, since it can stop a run."""
        is_usual = self.max_data_age_days == MAX_DATA_AGE_DAYS
        return [] if is_usual else [f"data at most {self.max_data_age_days} days old"]


class IngestionOptions(BaseModel):
    """The options as text: the asset's run configuration, also built by the command line."""

    as_of_date: str = Field(
        default="",
        description="As-of date of the run, like 2026-06-01; later records do not count. Leave it empty to use the "
        "partition. The command line can run other days than the first of a month.",
    )
    deliveries: list[str] = Field(
        default=[],
        description="Files or folders as the state sent them. Default: everything in <home>/deliveries/<state>.",
    )
    policy: str = Field(
        default="",
        description="File of county prosecutors' choices beyond the statute. Default: "
        "<home>/policy/<state>.yaml, if it exists.",
    )
    data_as_of: str = Field(
        default="",
        description="Cut date of files that name none, like 2026-03-01: the last day of records in the file.",
    )
    chosen_cuts: dict[str, str] = Field(
        default={},
        description="Cut date by county, like FRESNO: 2026-01-01, to use another delivery than the newest.",
    )
    allow_stale: list[str] = Field(
        default=[],
        description="Counties whose data may be old; ALL allows every county. Every figure shows it.",
    )
    allow_missing: list[str] = Field(
        default=[],
        description="Counties of the last run that may be missing. Every figure shows it.",
    )
    allow_changed: list[str] = Field(
        default=[],
        description="Counties whose history may differ from the previous delivery; ALL allows any. Every figure shows "
        "it.",
    )
    leave_out: list[str] = Field(
        default=[],
        description="Counties whose history is not read, because their file is bad. Every figure shows it.",
    )
    max_data_age_days: int = Field(
        default=MAX_DATA_AGE_DAYS, description="Age in days at which a county's data counts as old."
    )

    def build_request(self, month: str | None, default_folder: Path) -> IngestionRequest:
        """Build the request; ``month`` is the partition.

        Raises:
            UnclearDayError: The day is missing, ambiguous or invalid.
        """
        cuts = {county: parse_day(f"chosen_cuts of {county}", cut) for county, cut in self.chosen_cuts.items()}
        return IngestionRequest(
            paths=tuple(Path(path) for path in self.deliveries) or (default_folder,),
            as_of_date=choose_day(month, self.as_of_date),
            data_as_of=parse_day("data_as_of", self.data_as_of),
            chosen_cuts={county: cut for county, cut in cuts.items() if cut is not None},
            allow_stale=tuple(self.allow_stale),
            allow_missing=tuple(self.allow_missing),
            allow_changed=tuple(self.allow_changed),
            leave_out=tuple(self.leave_out),
            max_data_age_days=self.max_data_age_days,
            policy=Path(self.policy.strip()) if self.policy.strip() else None,
        )
