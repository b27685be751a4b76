"""Typed settings: where data is stored, who runs the program, and how much of the machine a run may take.

Everything read from the environment, the user's file and ``<home>/lookback.toml`` is read here. Run parameters such as
the as-of date or the deliveries are not settings (command line and Dagster run config), and neither is law.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Set
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator
from pydantic_settings import (
    BaseSettings,
    InitSettingsSource,
    PydanticBaseSettingsSource,
    SettingsConfigDict,
)

PACKAGE = Path(__file__).resolve().parent
IS_CHECKOUT = (PACKAGE.parent / "dbt_project").is_dir()
PROJECT = "project"
PROJECT_ROOT = PACKAGE.parent if IS_CHECKOUT else PACKAGE / PROJECT
"""Where models, dbt project and expectations are: the checkout, or in an installed wheel a folder of the package."""

HOME_FILE = "lookback.toml"
"""Settings of a home, in the home itself."""

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


def find_user_file() -> Path:
    """Find the file in which a user names their home: ``~/.config/lookback/config.toml``."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "lookback" / "config.toml"


class SettingsFileError(ValueError):
    """A settings file is no TOML, or sets something that is no setting of that file."""


class Contact(BaseModel):
    """An office that people of a county can call, as notices print it."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    county: str
    office: str
    telephone: str


class Settings(BaseSettings):
    """Settings of one process. An option of a command comes first, then the environment (``LOOKBACK_<NAME>``), then the
    user's file (``home`` alone), then ``<home>/lookback.toml``. Nothing is read from the working folder.

    ``home``: folder under which everything is written (deliveries, intake, warehouse, results, filings): ``data`` of
    the checkout, or of the current folder where Lookback is installed.
    ``state``: lower-case postal code of the state, a folder name under ``models/staging``.
    ``threads``: DuckDB threads; without one, ``usable_threads``. ``memory_limit``: DuckDB's limit, e.g. ``3GB``.
    ``pieces``: pieces of people for person-grain models; empty means one per 2.5 million accepted rows.
    ``kept_runs``: how many runs are kept to be compared with later ones.
    ``log_level``: least severe messages that ``<home>/logs/lookback.log`` keeps.
    ``policy``: file of what counties chose, relative to the home, used where a run names no other.
    ``office``: the office that runs the program, as notices name it. ``contacts``: whom people can call.
    ``courts``: how each county's court takes a batch, by county, as ``lookback file submit`` prints it.
    """

    model_config = SettingsConfigDict(env_prefix="LOOKBACK_", frozen=True, ignored_types=(cached_property,))

    home: Path = PROJECT_ROOT / "data" if IS_CHECKOUT else Path("data")
    state: str = "ca"
    memory_limit: str = "3GB"
    threads: int = Field(default_factory=lambda told: usable_threads(told["memory_limit"]), ge=1)
    pieces: int | None = Field(default=None, ge=1, le=64)
    kept_runs: int = Field(default=24, ge=2)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    policy: Path | None = None
    office: str = ""
    contacts: tuple[Contact, ...] = ()
    courts: dict[str, str] = Field(default_factory=dict)

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        """Order the sources: options, environment, the user's file, the home's file."""
        user = InitSettingsSource(settings_cls, read_settings_file(find_user_file(), {"home"}))
        named = (source().get("home") for source in (init_settings, env_settings, user))
        home = Path(next(filter(None, named), cls.model_fields["home"].default)).expanduser()
        in_home = read_settings_file(home / HOME_FILE, set(cls.model_fields) - {"home"})
        return init_settings, env_settings, user, InitSettingsSource(settings_cls, in_home)

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
    def policy_file(self) -> Path:
        """The file of what counties chose, used where a run names no other."""
        return self.root / (self.policy or Path("policy") / f"{self.state}.yaml")

    @property
    def log_file(self) -> Path:
        """What commands did and how they ended, without any person's data."""
        return self.root / "logs" / "lookback.log"

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


def read_settings_file(path: Path, known: Set[str] | None = None) -> dict[str, Any]:
    """Read a settings file, which may set what is in ``known``; empty if there is none.

    Raises:
        SettingsFileError: the file is no TOML, or sets something else.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return {}
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SettingsFileError(f"{path} is no TOML file: {error}") from None
    if known is not None and (unknown := sorted(values.keys() - known)):
        raise SettingsFileError(f"{path} sets {', '.join(unknown)}; it may set {', '.join(sorted(known))}")
    return values


def load_settings(**overrides: object) -> Settings:
    """Load the settings, with ``overrides`` (those that are not None) before every other source.

    Raises:
        SettingsFileError: the user's or the home's settings file cannot be used.
        ValidationError: a value is not allowed.
    """
    return Settings(**{name: value for name, value in overrides.items() if value is not None})  # type: ignore[arg-type]
