"""Typed settings: where data is stored, who runs the program, and how much of the machine a run may take.

Everything read from the environment, the user's file and ``<home>/lookback.toml`` is read here. Run parameters such as
the as-of date or the deliveries are not settings (command line and Dagster run config), and neither is law.
"""

from __future__ import annotations

import os
import re
import resource
import shlex
import tomllib
from collections.abc import Set
from functools import cached_property
from pathlib import Path
from typing import Annotated, Any, Literal

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
DISTRIBUTION = "lookback-clearance"
"""Our name on a package index, where ``lookback`` is somebody else's. The command is ``lookback``."""

PROJECT_ROOT = PACKAGE.parent if IS_CHECKOUT else PACKAGE / PROJECT
"""Parent of the models, the dbt project and the expectations: the checkout, or a folder of the installed package."""

HOME_FILE = "lookback.toml"
"""Settings of a home, in the home itself."""

HOME_FOLDERS = frozenset(
    {"access", "dagster", "dbt", "decisions", "deliveries", "disclosure", "figures", "filed", "filings"}
    | {"further_notices", "identity", "intake", "ledger", "locks", "logs", "policy", "published", "quality"}
    | {"research", "results", "runs", "scenarios", "warehouse"}
)
"""Folders of a home. Nothing under them is open to other accounts."""

MEMORY_PER_THREAD = 500_000_000
"""Bytes of the memory limit per thread. With less, queries spill to disk or run out of memory."""

LEAST_MEMORY, LEAST_ADDRESS_SPACE = 1_000_000_000, 4_000_000_000
"""Bytes without which a command ends in the middle: of memory, and of addresses (libraries and stacks of threads)."""

LONGEST_HOME = 400
"""Bytes of a home's path: SQLite opens no file whose path has more than 512."""

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


def measure_memory() -> int:
    """Measure the bytes of memory of this machine, or of the container if that has less."""
    amounts = [os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")]
    for file in ("/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"):
        try:
            amounts.append(int(Path(file).read_text(encoding="ascii")))
        except (OSError, ValueError):
            continue  # no such control group, or one without a limit ("max")
    return min(amounts)


def find_lack_of_memory() -> str:
    """Return in one line what memory this process lacks; empty if it has enough."""
    (addresses, _), memory = resource.getrlimit(resource.RLIMIT_AS), measure_memory()
    if addresses != resource.RLIM_INFINITY and addresses < LEAST_ADDRESS_SPACE:
        return f"too little memory: {addresses / 1e9:.1f} GB of addresses (ulimit -v); at least 4 GB are needed"
    return f"too little memory: {memory / 1e9:.1f} GB; at least 1 GB is needed" if memory < LEAST_MEMORY else ""


def choose_memory_limit() -> str:
    """Choose DuckDB's limit if nobody names one: 3 GB, or three quarters of a smaller machine."""
    return f"{min(3000, max(measure_memory() * 3 // 4_000_000, 500))}MB".replace("3000MB", "3GB")


def count_usable_threads(memory_limit: str) -> int:
    """Return the number of processors this process may use, capped by the memory limit.

    The number of threads does not change what a run writes.
    """
    try:
        processors = len(os.sched_getaffinity(0))
    except AttributeError:  # macOS and Windows lack it
        processors = os.cpu_count() or 1
    return max(min(processors, parse_memory_limit(memory_limit) // MEMORY_PER_THREAD), 1)


def find_user_file() -> Path:
    """Find the file in which a user names their home: ``~/.config/lookback/config.toml``."""
    return Path(os.environ.get("XDG_CONFIG_HOME") or Path.home() / ".config") / "lookback" / "config.toml"


def find_people_file() -> Path:
    """Find the file of the installation that says who is who: no home can set it."""
    return Path(os.environ.get("LOOKBACK_PEOPLE") or "/etc/lookback/people.toml")


def find_caller() -> int:
    """Find the number of the account that acts: whoever called ``sudo``, else that of this process."""
    caller = os.environ.get("SUDO_UID", "")
    return int(caller) if caller.isdecimal() else os.getuid()


def is_container() -> bool:
    """Whether this process is in a container, where accounts of the operating system say nothing about people."""
    files = (Path("/.dockerenv"), Path("/run/.containerenv"))
    return any(map(Path.exists, files)) or any(map(os.environ.get, ("container", "KUBERNETES_SERVICE_HOST")))


class SettingsFileError(ValueError):
    """A settings file is no TOML, or sets something that is no setting of that file."""


class HomeError(ValueError):
    """The path of a home cannot be used. The message is one line."""


def check_home(home: Path) -> None:
    """Check the path of a home: some libraries open no file under a longer one, or one that is no text, and DuckDB
    takes a comma for the end of a folder that it looks for files in.

    Raises:
        HomeError: It cannot be used.
    """
    path = os.fsencode(home.expanduser().absolute())
    if not os.fsdecode(path).isprintable():
        raise HomeError(f"the path of the home must be UTF-8 text without control characters, found {path!r}")
    if b"," in os.fsencode(home.expanduser().resolve()):
        raise HomeError(f"the path of the home must have no comma, found {os.fsdecode(path)}: rename the folder")
    if len(path) > LONGEST_HOME or any(len(part) > 255 for part in path.split(b"/")):
        raise HomeError(f"the path of the home must have at most {LONGEST_HOME} bytes, and 255 in a name: {len(path)}")


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
    ``state``: lower-case postal code of the state, a folder name under ``models/staging``; without one, the only state
    with a warehouse in the home, else empty.
    ``threads``: DuckDB threads; without one, ``count_usable_threads``. ``memory_limit``: DuckDB's limit, e.g. ``3GB``.
    ``shards``: shards of people, 1 to 1024; empty means one per 400,000 accepted rows. ``shard_memory``: memory of
    one shard; so many shards are built at once as have room in ``memory_limit``, or in a machine of a cluster.
    ``largest_group``: ids that may be one person's and are built as they are, though their rows need more memory.
    ``on``: where shards are built: ``processes`` of this machine, or a ``ray`` cluster at ``ray_address`` (empty: this
    machine).
    ``kept_runs``: how many runs are kept to be compared with later ones.
    ``log_level``: least severe messages that ``<home>/logs/lookback.log`` keeps.
    ``policy``: file of what counties chose, relative to the home, used where a run names no other.
    ``office``: the office that runs the program, as notices name it. ``contacts``: whom people can call.
    ``courts``: how each county's court takes a batch, by county, as ``lookback file submit`` prints it.
    ``ui_addresses``: addresses under which browsers reach the UI beside 127.0.0.1 and localhost, like
    ``https://lookback.agency.example``: that of a proxy with a login.
    """

    model_config = SettingsConfigDict(env_prefix="LOOKBACK_", frozen=True, ignored_types=(cached_property,))

    home: Path = PROJECT_ROOT / "data" if IS_CHECKOUT else Path("data")
    state: str = Field(default_factory=lambda values: find_only_state(values["home"]))
    memory_limit: str = Field(default_factory=choose_memory_limit)
    threads: int = Field(default_factory=lambda values: count_usable_threads(values["memory_limit"]), ge=1, le=256)
    shards: int | None = Field(default=None, ge=1, le=1024)
    shard_memory: str = "1500MB"
    largest_group: int = Field(default=0, ge=0)
    on: Literal["processes", "ray"] = "processes"
    ray_address: str = ""
    kept_runs: int = Field(default=24, ge=2, le=1000)
    log_level: Literal["DEBUG", "INFO", "WARNING", "ERROR"] = "INFO"
    policy: Path | None = None
    office: str = ""
    contacts: tuple[Contact, ...] = ()
    courts: dict[str, str] = Field(default_factory=dict)
    ui_addresses: tuple[Annotated[str, Field(pattern=r"^https?://[a-z0-9.-]+(:[0-9]+)?$")], ...] = ()

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
        check_home(home)
        in_home = read_settings_file(home / HOME_FILE, set(cls.model_fields) - {"home"})
        return init_settings, env_settings, user, InitSettingsSource(settings_cls, in_home)

    @field_validator("shard_memory")
    @classmethod
    def _check_shard_memory(cls, shard_memory: str) -> str:
        if parse_memory_limit(shard_memory) < MEMORY_PER_THREAD:
            raise ValueError(f"must be at least 500MB, found {shard_memory}")
        return shard_memory

    @field_validator("memory_limit")
    @classmethod
    def _check_memory_limit(cls, memory_limit: str) -> str:
        asked, most = parse_memory_limit(memory_limit), measure_memory()
        if not MEMORY_PER_THREAD <= asked <= most:
            raise ValueError(f"must be from 500MB to {most // 10**6}MB, found {memory_limit}")
        return memory_limit

    @property
    def root(self) -> Path:
        """The home folder, absolute."""
        return self.home.expanduser().resolve()

    @property
    def options(self) -> str:
        """The options by which a command finds this home, and in a home of several states this state."""
        state = f" --state {self.state}" if self.state and len({self.state, *list_states(self.root)}) > 1 else ""
        return f"--home {shlex.quote(str(self.root))}{state}"

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
    def last_warehouse(self) -> Path:
        """The DuckDB file of the last whole run, while a later one is made or after it failed."""
        return self.root / "warehouse" / self.state / "last" / "clearance.duckdb"

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
    def added_wordings(self) -> Path:
        """The file of wordings that people added to the vocabulary."""
        return self.root / "decisions" / self.state / "vocabulary.csv"

    @property
    def accepted_gates(self) -> Path:
        """The file of what people accepted of deliveries that a gate stops."""
        return self.root / "decisions" / self.state / "accepted_gates.csv"

    @property
    def signatures(self) -> Path:
        """Signatures of counsel in this installation, in addition to those in the law tables."""
        return self.root / "decisions" / self.state / "signatures.csv"

    @property
    def counsel_decisions(self) -> Path:
        """What counsel decided in this installation about questions that the law leaves open."""
        return self.root / "decisions" / self.state / "counsel.csv"

    @property
    def access_log(self) -> Path:
        """The log of searches for people: when, by which account, whom they showed."""
        return self.root / "access" / self.state / "searches.csv"

    @property
    def demonstration_signatures(self) -> Path:
        """The file of signatures of a demonstration: they count for invented people alone."""
        return self.root / "decisions" / self.state / "demonstration_signatures.csv"

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
        """Batches that were filed, a folder each, named by county, relief and id."""
        return self.root / "filed" / self.state

    @property
    def further_notices(self) -> Path:
        """Notices about filed lines to courts that a later list named, a folder for each time."""
        return self.root / "further_notices" / self.state

    @property
    def policy_file(self) -> Path:
        """The file of what counties chose, used where a run names no other."""
        return self.root / (self.policy or Path("policy") / f"{self.state}.yaml")

    @property
    def log_file(self) -> Path:
        """What commands did and how they ended, without any person's data."""
        return self.root / "logs" / "lookback.log"

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
                "LOOKBACK_ON": self.on,
                "LOOKBACK_RAY_ADDRESS": self.ray_address,
                "DAGSTER_HOME": str(self.dagster_home),
                "GX_ANALYTICS_ENABLED": "false",
                "DBT_SEND_ANONYMOUS_USAGE_STATS": "false",
            }
        )
        os.environ.pop("LOOKBACK_SHARDS", None)
        if self.shards is not None:
            os.environ["LOOKBACK_SHARDS"] = str(self.shards)


def list_states(home: Path) -> list[str]:
    """List the states with a warehouse in the home."""
    return sorted(path.parent.name for path in (home.expanduser() / "warehouse").glob("*/clearance.duckdb"))


def find_only_state(home: Path) -> str:
    """Find the only state with a warehouse in the home; empty if there is none, or several."""
    states = list_states(home)
    return states[0] if len(states) == 1 else ""


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
