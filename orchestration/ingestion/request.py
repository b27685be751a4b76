"""What a run is asked to read: the options as the command line and the UI give them, and as the ingestion takes them.

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
"""Default age at which a delivery is stale: a state that sends yearly, and a month's grace."""


@dataclass(frozen=True)
class TakeInRequest:
    """What to take in. ``paths``: files or folders. ``data_as_of``: cut date of files that name none.

    ``chosen_cuts``: county to cut date, where not the newest is wanted. ``allow_stale`` and ``allow_missing``: counties
    that may be old or absent; ``allow_changed``: counties whose history may differ from that of the delivery before by
    more than the bands of the intake gate; ``leave_out``: counties whose histories are not read, though they lie there.
    The word ``ALL`` in ``allow_stale`` and ``allow_changed`` allows any county.
    ``policy``: the file of what counties chose; without one the state's file under the home folder, if there is one.
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
        """Format what was let pass by name: it shows on every figure."""
        words = [f"old data allowed for {county}" for county in sorted(self.allow_stale)]
        if self.max_data_age_days > MAX_DATA_AGE_DAYS:
            words.append(f"data up to {self.max_data_age_days} days old allowed for every county")
        words += [f"missing allowed: {county}" for county in sorted(self.allow_missing)]
        words += [f"history left out: {county}" for county in sorted(self.leave_out)]
        words += [f"changed history allowed for {county}" for county in sorted(self.allow_changed)]
        return "; ".join(words)

    def format_asked_age(self) -> list[str]:
        """Format an age other than the usual, as a part of what a run is: one it stopped is not the one that passed."""
        is_usual = self.max_data_age_days == MAX_DATA_AGE_DAYS
        return [] if is_usual else [f"data at most {self.max_data_age_days} days old"]


class IngestionOptions(BaseModel):
    """The options as text: the configuration of the asset, and what the command line hands it."""

    as_of_date: str = Field(
        default="",
        description="The day the run is made for, like 2026-06-01; nothing later counts. Leave it empty: the partition "
        "says it. A day that is no first of a month can be run by the command line.",
    )
    deliveries: list[str] = Field(
        default=[],
        description="Files or folders as the state sent them. Empty means everything in <home>/deliveries/<state>.",
    )
    policy: str = Field(
        default="",
        description="File of what the prosecutors of counties chose beyond the statute. Empty means "
        "<home>/policy/<state>.yaml, if it is there.",
    )
    data_as_of: str = Field(
        default="",
        description="Cut date of files that name none, like 2026-03-01: up to then the state had put records in.",
    )
    chosen_cuts: dict[str, str] = Field(
        default={},
        description="County to cut date, where not the newest delivery is to count, like FRESNO: 2026-01-01.",
    )
    allow_stale: list[str] = Field(
        default=[],
        description="Counties whose data may be old; ALL allows every county. It shows on every figure.",
    )
    allow_missing: list[str] = Field(
        default=[],
        description="Counties of the last run that may be absent now. It shows on every figure.",
    )
    allow_changed: list[str] = Field(
        default=[],
        description="Counties whose history may differ from the delivery before; ALL allows any. It shows on every "
        "figure.",
    )
    leave_out: list[str] = Field(
        default=[],
        description="Counties whose history is not read, because their file is bad. It shows on every figure.",
    )
    max_data_age_days: int = Field(
        default=MAX_DATA_AGE_DAYS, description="Age in days at which a county's data counts as old."
    )

    def build_request(self, month: str | None, default_folder: Path) -> TakeInRequest:
        """Build the request; ``month`` is the partition.

        Raises:
            UnclearDayError: no day is given, or two that differ, or a text that is no day.
        """
        cuts = {county: parse_day(f"chosen_cuts of {county}", cut) for county, cut in self.chosen_cuts.items()}
        return TakeInRequest(
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
