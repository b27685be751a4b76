"""Typed settings: where things lie and how much of the machine a run may take.

What belongs here: everything read from the environment. Nothing else reads it. What does not: run parameters such as
the as-of date or the deliveries (command line and Dagster run config), and law (``models/rules``).
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
"""Where models, dbt project and expectations are: the checkout, or in an installed wheel a folder of the package."""

MEMORY_OF_A_THREAD = 500_000_000
"""Bytes of the memory limit for each thread: fewer spill what more would keep, and end a run where even that is too
little."""

_UNITS = {"KB": 10**3, "MB": 10**6, "GB": 10**9, "KIB": 2**10, "MIB": 2**20, "GIB": 2**30}


def bytes_of(memory_limit: str) -> int:
    """Convert ``3GB`` or ``512MiB`` to bytes.

    Raises:
        ValueError: ``memory_limit`` is not an amount.
    """
    found = re.fullmatch(r"([1-9][0-9]*)\s*([A-Z]+)", memory_limit.strip().upper())
    if found is None or found[2] not in _UNITS:
        raise ValueError(f"a memory limit is said like 3GB or 512MiB, found {memory_limit!r}")
    return int(found[1]) * _UNITS[found[2]]


def usable_threads(memory_limit: str) -> int:
    """As many threads as this process may use processors, and no more than the memory limit is enough for. What a run
    writes is the same with any number of them."""
    try:
        processors = len(os.sched_getaffinity(0))
    except AttributeError:  # not every system tells
        processors = os.cpu_count() or 1
    return max(min(processors, bytes_of(memory_limit) // MEMORY_OF_A_THREAD), 1)


class Settings(BaseSettings):
    """Settings of one process. Environment variables are ``LOOKBACK_<NAME>``.

    ``home``: folder under which everything is written (deliveries, intake, warehouse, results, filings): ``data`` of
    the checkout, or of the current folder where Lookback is installed.
    ``state``: lower-case postal code of the state, a folder name under ``models/staging``.
    ``threads``: DuckDB threads; without one, ``usable_threads``. ``memory_limit``: DuckDB's limit, e.g. ``3GB``.
    ``pieces``: pieces of people for person-grain models; empty means one per 2.5 million accepted rows.
    ``kept_runs``: how many runs are kept to be compared with later ones.
    """

    model_config = SettingsConfigDict(env_prefix="LOOKBACK_", frozen=True, ignored_types=(cached_property,))

    home: Path = PROJECT_ROOT / "data" if IS_CHECKOUT else Path("data")
    state: str = "ca"
    memory_limit: str = "3GB"
    threads: int = Field(default_factory=lambda told: usable_threads(told["memory_limit"]), ge=1)
    pieces: int | None = Field(default=None, ge=1, le=64)
    kept_runs: int = Field(default=24, ge=2)

    @field_validator("memory_limit")
    @classmethod
    def _is_an_amount(cls, memory_limit: str) -> str:
        bytes_of(memory_limit)
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
        """The DuckDB file. Its stem is the same for every state: dbt bakes it into the manifest."""
        return self.root / "warehouse" / self.state / "clearance.duckdb"

    @property
    def results(self) -> Path:
        """Results of runs."""
        return self.root / "results" / self.state

    @property
    def kept(self) -> Path:
        """What runs leave behind to be compared with later ones, a folder for each."""
        return self.root / "runs" / self.state

    @property
    def figures(self) -> Path:
        """Figures of a run and the ledger together, a folder for each run and event."""
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
        """The page of what the gates found, of the last run and over runs."""
        return self.root / "quality" / self.state / "quality.html"

    @property
    def identity_decisions(self) -> Path:
        """The file of decisions on who is who; it survives every re-delivery."""
        return self.root / "identity" / self.state / "decisions.csv"

    @property
    def established_facts(self) -> Path:
        """The file of facts that people established; it survives every re-delivery."""
        return self.root / "decisions" / self.state / "facts.csv"

    @property
    def claims(self) -> Path:
        """The file of what people say against their records; it survives every re-delivery."""
        return self.root / "decisions" / self.state / "claims.csv"

    @property
    def accepted_gates(self) -> Path:
        """The file of what people accepted of deliveries that a gate stops."""
        return self.root / "decisions" / self.state / "accepted_gates.csv"

    @property
    def signatures(self) -> Path:
        """The file of signatures that counsel gave in this installation, beside those in the law tables."""
        return self.root / "decisions" / self.state / "signatures.csv"

    @property
    def ledger(self) -> Path:
        """The ledger: what was proposed, approved, filed and answered. It is never rebuilt."""
        return self.root / "ledger" / self.state / "ledger.sqlite"

    @property
    def evidence(self) -> Path:
        """What was frozen of lines when they were filed, beside the ledger."""
        return self.root / "ledger" / self.state / "evidence.sqlite"

    @property
    def objections(self) -> Path:
        """Notices of objections to lines, a folder for each line, beside the ledger."""
        return self.root / "ledger" / self.state / "objections"

    @property
    def kept_templates(self) -> Path:
        """The templates that batches were begun with, a folder for each set, beside the ledger."""
        return self.root / "ledger" / self.state / "templates"

    @property
    def kept_laws(self) -> Path:
        """The law that lines were proposed and filed under, a folder for each version, beside the ledger."""
        return self.root / "ledger" / self.state / "law"

    @property
    def applicants(self) -> Path:
        """The file of people who asked by themselves; it survives every re-delivery."""
        return self.root / "decisions" / self.state / "applicants.csv"

    @property
    def filed(self) -> Path:
        """Batches that were filed, a folder each, named by their ids."""
        return self.root / "filed" / self.state

    @property
    def further_notices(self) -> Path:
        """Notices to courts that a later list named, of lines filed before, a folder for each time."""
        return self.root / "further_notices" / self.state

    @property
    def policy(self) -> Path:
        """The file of what counties chose, used where a run names no other."""
        return self.root / "policy" / f"{self.state}.yaml"

    @property
    def known_facts(self) -> Path:
        """The table of facts that the state's law asks about."""
        return self.law_table("facts")

    def law_table(self, name: str) -> Path:
        """A table of the state's law."""
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
        """One lock per state: a second run ends at once."""
        return self.root / "locks" / f"{self.state}.lock"

    @property
    def dbt_project(self) -> Path:
        """The engine room."""
        return PROJECT_ROOT / "dbt_project"

    @property
    def models(self) -> Path:
        """All SQL and all law."""
        return PROJECT_ROOT / "models"

    @property
    def expectations(self) -> Path:
        """The suites of the gates."""
        return PROJECT_ROOT / "expectations"

    def export(self) -> None:
        """Hand these settings on to what reads the environment itself: dbt's profile, Dagster, Great Expectations."""
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
    """Settings from the environment, with ``overrides`` (those that are not None) before it."""
    return Settings(**{name: value for name, value in overrides.items() if value is not None})  # type: ignore[arg-type]
