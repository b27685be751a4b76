"""Settings from environment variables: folders of a home, memory, threads. No other module reads the environment.

Run parameters (as-of date, deliveries) come from the command line or Dagster's run config, law from ``models/rules``.
"""

from __future__ import annotations

import os
import re
from functools import cached_property
from pathlib import Path

from pydantic import Field, field_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

PACKAGE = Path(__file__).resolve().parent
IS_CHECKOUT = (PACKAGE.parent / "dbt_project").is_dir()
PROJECT = "project"
PROJECT_ROOT = PACKAGE.parent if IS_CHECKOUT else PACKAGE / PROJECT
"""Parent of the models, the dbt project and the expectations: the checkout, or a folder of the installed package."""

MEMORY_PER_THREAD = 500_000_000
"""Bytes of the memory limit per thread. With less, queries spill to disk or run out of memory."""

_UNITS = {"KB": 10**3, "MB": 10**6, "GB": 10**9, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}


def parse_memory_limit(memory_limit: str) -> int:
    """Convert ``3GB`` or ``512MiB`` to bytes.

    Raises:
        ValueError: ``memory_limit`` is not an amount.
    """
    found = re.fullmatch(r"([1-9][0-9]*)\s*([A-Z]+)", memory_limit.strip().upper())
    if found is None or found[2] not in _UNITS:
        raise ValueError(f"expected a memory limit like 3GB or 512MiB, found {memory_limit!r}")
    return int(found[1]) * _UNITS[found[2]]


def count_usable_threads(memory_limit: str) -> int:
    """Return the number of processors this process may use, capped by the memory limit.

    The number of threads does not change what a run writes.
    """
    try:
        processors = len(os.sched_getaffinity(0))
    except AttributeError:  # macOS and Windows lack it
        processors = os.cpu_count() or 1
    return max(min(processors, parse_memory_limit(memory_limit) // MEMORY_PER_THREAD), 1)


class Settings(BaseSettings):
    """Settings of one process. Environment variables are ``LOOKBACK_<NAME>``.

    ``home``: folder for everything that Lookback writes: ``data`` of the checkout, or of the current folder if
    installed. ``state``: lower-case postal code of the state, a folder name under ``models/staging``. ``threads``:
    DuckDB threads, by default ``count_usable_threads``. ``memory_limit``: DuckDB's limit, e.g. ``3GB``. ``pieces``:
    pieces of people for person-grain models, by default one per 2.5 million accepted rows. ``kept_runs``: number of
    runs kept for later comparisons.
    """

    model_config = SettingsConfigDict(env_prefix="LOOKBACK_", frozen=True, ignored_types=(cached_property,))

    home: Path = PROJECT_ROOT / "data" if IS_CHECKOUT else Path("data")
    state: str = "ca"
    memory_limit: str = "3GB"
    threads: int = Field(default_factory=lambda values: count_usable_threads(values["memory_limit"]), ge=1)
    pieces: int | None = Field(default=None, ge=1, le=64)
    kept_runs: int = Field(default=24, ge=2)

    @field_validator("memory_limit")
    @classmethod
    def _check_memory_limit(cls, memory_limit: str) -> str:
        parse_memory_limit(memory_limit)
        return memory_limit

    @property
    def root(self) -> Path:
        """The home folder, absolute."""
        return self.home.expanduser().resolve()

    @property
    def deliveries(self) -> Path:
        """Files as the state sent them."""
        return self.root / "deliveries" / self.state

    @property
    def intake(self) -> Path:
        """Parquet rows, rejects and receipts, by state and SHA-256."""
        return self.root / "intake"

    @property
    def warehouse(self) -> Path:
        """The DuckDB file. Every state uses the same stem because dbt stores it in the manifest."""
        return self.root / "warehouse" / self.state / "clearance.duckdb"

    @property
    def results(self) -> Path:
        """Results of runs."""
        return self.root / "results" / self.state

    @property
    def kept(self) -> Path:
        """Snapshots of runs for later comparisons, a folder for each run."""
        return self.root / "runs" / self.state

    @property
    def figures(self) -> Path:
        """Figures of runs and of the ledger, a folder for each run and event."""
        return self.root / "figures" / self.state

    @property
    def filings(self) -> Path:
        """County filing batches of runs."""
        return self.root / "filings" / self.state

    @property
    def scenarios(self) -> Path:
        """Comparisons of scenarios, a folder for each pair."""
        return self.root / "scenarios" / self.state

    @property
    def quality_page(self) -> Path:
        """The page of gate results, of the last run and over all runs."""
        return self.root / "quality" / self.state / "quality.html"

    @property
    def identity_decisions(self) -> Path:
        """Decisions on which records are one person; kept when a state delivers again."""
        return self.root / "identity" / self.state / "decisions.csv"

    @property
    def established_facts(self) -> Path:
        """Facts that people established; kept when a state delivers again."""
        return self.root / "decisions" / self.state / "facts.csv"

    @property
    def claims(self) -> Path:
        """Claims of people against their records; kept when a state delivers again."""
        return self.root / "decisions" / self.state / "claims.csv"

    @property
    def signatures(self) -> Path:
        """Signatures of counsel in this installation, in addition to those in the law tables."""
        return self.root / "decisions" / self.state / "signatures.csv"

    @property
    def ledger(self) -> Path:
        """The ledger of proposed, approved, filed and answered lines. It is never rebuilt."""
        return self.root / "ledger" / self.state / "ledger.sqlite"

    @property
    def evidence(self) -> Path:
        """Evidence frozen when lines were filed, beside the ledger."""
        return self.root / "ledger" / self.state / "evidence.sqlite"

    @property
    def objections(self) -> Path:
        """Notices of objections to lines, a folder for each line, beside the ledger."""
        return self.root / "ledger" / self.state / "objections"

    @property
    def kept_templates(self) -> Path:
        """Templates that batches were started with, a folder for each set, beside the ledger."""
        return self.root / "ledger" / self.state / "templates"

    @property
    def kept_laws(self) -> Path:
        """Law versions under which lines were proposed and filed, a folder for each, beside the ledger."""
        return self.root / "ledger" / self.state / "law"

    @property
    def applicants(self) -> Path:
        """People who applied themselves; kept when a state delivers again."""
        return self.root / "decisions" / self.state / "applicants.csv"

    @property
    def filed(self) -> Path:
        """Filed batches, a folder for each, named by batch id."""
        return self.root / "filed" / self.state

    @property
    def further_notices(self) -> Path:
        """Notices about filed lines to courts that a later list named, a folder for each time."""
        return self.root / "further_notices" / self.state

    @property
    def policy(self) -> Path:
        """The choices of counties, used if a run names no other file."""
        return self.root / "policy" / f"{self.state}.yaml"

    @property
    def known_facts(self) -> Path:
        """The law table of facts that the state's law depends on."""
        return self.law_table("facts")

    def law_table(self, name: str) -> Path:
        """Return the path of a law table of the state."""
        return self.models / "rules" / self.state / "law" / f"{self.state}_{name}.csv"

    @property
    def dbt_target(self) -> Path:
        """dbt's manifest, compiled SQL and logs."""
        return self.root / "dbt" / self.state

    @property
    def dagster_home(self) -> Path:
        """Dagster's run history."""
        return self.root / "dagster"

    @property
    def lock_file(self) -> Path:
        """The lock of the state; a second run of it ends at once."""
        return self.root / "locks" / f"{self.state}.lock"

    @property
    def dbt_project(self) -> Path:
        """Folder of the dbt project."""
        return PROJECT_ROOT / "dbt_project"

    @property
    def models(self) -> Path:
        """Folder of all SQL and law tables."""
        return PROJECT_ROOT / "models"

    @property
    def expectations(self) -> Path:
        """Folder of the gate suites."""
        return PROJECT_ROOT / "expectations"

    def export(self) -> None:
        """Export these settings as environment variables for dbt's profile, Dagster and Great Expectations."""
        self.warehouse.parent.mkdir(parents=True, exist_ok=True)
        os.environ.update(
            {
                "LOOKBACK_HOME": str(self.root),
                "LOOKBACK_STATE": self.state,
                "LOOKBACK_THREADS": str(self.threads),
                "LOOKBACK_MEMORY_LIMIT": self.memory_limit,
                "LOOKBACK_WAREHOUSE": str(self.warehouse),
                "DAGSTER_HOME": str(self.dagster_home),
                "GX_ANALYTICS_ENABLED": "false",
                "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            }
        )
        os.environ.pop("LOOKBACK_PIECES", None)
        if self.pieces is not None:
            os.environ["LOOKBACK_PIECES"] = str(self.pieces)


def load_settings(**overrides: object) -> Settings:
    """Load settings from the environment; ``overrides`` that are not None take precedence."""
    return Settings(**{name: value for name, value in overrides.items() if value is not None})  # type: ignore[arg-type]
