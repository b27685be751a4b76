"""Registry of releases: public folders, register and errata, and the restricted counts behind each.

``<home>/disclosure/<state>`` holds the true counts and run id of each release, which the disclosure control of the next
one needs. They never leave the office.
"""

from __future__ import annotations

import csv
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from orchestration.files import tables
from orchestration.files.atomic import (
    CURRENT,
    point_current_at,
    stage_current_link,
    stage_file,
    sync_all_to_disk,
    sync_to_disk,
    write_atomic,
)
from orchestration.reporting.releases.folders import find_public_folder, find_restricted_folder
from orchestration.settings import Settings

PACKAGE = "datapackage.json"
REGISTER = ("release", "as_of_date", "law_version", "is_synthetic", "status", "reason")
ERRATA = ("release", "figure_id", "column", "published", "right", "reason")
WITHDRAWN = "WITHDRAWN.txt"
RELEASES_FILE = "releases.csv"
ERRATA_FILE = "errata.csv"


class UnknownReleaseError(LookupError):
    """There is no release of this number, or no such figure in it."""


class EarlierRulesError(LookupError):
    """The release was made before counts were rounded: this version can only list and withdraw it."""


class WithdrawnBeforeError(ValueError):
    """The release was withdrawn before."""


@dataclass(frozen=True)
class Release:
    """A release as readers find it: its folder and its package description."""

    folder: Path
    facts: Mapping[str, Any]

    @property
    def number(self) -> int:
        """Its number."""
        return int(self.facts["release"])

    @property
    def is_rounded(self) -> bool:
        """Whether its counts are rounded; earlier versions published exact ones."""
        return "metrics" in self.facts

    def read_table(self, name: str) -> pl.DataFrame:
        """Read one of its tables.

        Raises:
            EarlierRulesError: An earlier version made the release.
        """
        if not self.is_rounded:
            raise EarlierRulesError(
                f"release {self.number} was made under earlier disclosure rules: this version can list and withdraw it "
                "but not recompute its figures"
            )
        return pl.read_parquet(self.folder / "parquet" / f"{name}.parquet")


def list_releases(settings: Settings) -> list[int]:
    """List the numbers of all releases in order, withdrawn ones included."""
    folder = find_public_folder(settings)
    found = folder.iterdir() if folder.is_dir() else []
    return sorted(int(path.name) for path in found if path.name.isdigit() and (path / PACKAGE).is_file())


def read_release(settings: Settings, number: int) -> Release:
    """Read a release from its files.

    Raises:
        UnknownReleaseError: There is none of this number.
    """
    folder = find_public_folder(settings) / str(number)
    if not (folder / PACKAGE).is_file():
        raise UnknownReleaseError(f"there is no release {number} in {find_public_folder(settings)}")
    package = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
    return Release(folder, package["lookback"])


def keep_inside(settings: Settings, number: int, counts: pl.DataFrame, run_id: str, hashes: Mapping[str, str]) -> None:
    """Keep the true and shown counts of a release, its run, and hashes of its tables. Restricted."""
    folder = find_restricted_folder(settings)
    folder.mkdir(parents=True, exist_ok=True)
    counts.write_parquet(folder / f"{number}.parquet")
    told = {"release": number, "run_id": run_id, "counts": dict(hashes)}
    (folder / f"{number}.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    sync_all_to_disk(folder)


def read_kept_counts(settings: Settings, number: int) -> pl.DataFrame | None:
    """Read the true and shown counts of a release; None if an earlier version made it."""
    if not read_release(settings, number).is_rounded:
        return None
    return pl.read_parquet(find_restricted_folder(settings) / f"{number}.parquet")


def run_behind(settings: Settings, number: int) -> str:
    """Return the run behind a release."""
    return str(json.loads((find_restricted_folder(settings) / f"{number}.json").read_text(encoding="utf-8"))["run_id"])


def read_event(settings: Settings, number: int) -> int | None:
    """Return the last ledger event of a release; None if it has none."""
    release = read_release(settings, number)
    if release.is_rounded:
        event: int | None = release.facts["ledger_event"]
        return event
    last: int | None = pl.read_parquet(release.folder / "parquet" / "levels.parquet")["ledger_event"].max()  # type: ignore[assignment]
    return last


def list_events(settings: Settings, run_id: str) -> set[int]:
    """List the ledger events up to which releases of a run were counted."""
    events = {
        read_event(settings, number) for number in list_releases(settings) if run_behind(settings, number) == run_id
    }
    return {event for event in events if event is not None}


def format_csv(columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> str:
    """Format a small table as CSV."""
    return tables.format_csv(columns, [[row[name] for name in columns] for row in rows]).decode()


def read_rows(path: Path) -> list[dict[str, str]]:
    """Read the rows of a small table; none without a file."""
    lines = path.read_text(encoding="utf-8").splitlines() if path.is_file() else []
    return [{name: tables.strip_guard(value) for name, value in row.items()} for row in csv.DictReader(lines)]


def write_register(settings: Settings) -> None:
    """Write ``releases.csv`` and ``errata.csv``: every release, and everything published about it since."""
    folder = find_public_folder(settings)
    write_atomic(
        folder / RELEASES_FILE,
        format_csv(REGISTER, [_describe_release(folder / str(n)) for n in list_releases(settings)]),
    )
    _begin_errata(folder)


def add_release(settings: Settings, building: Path, number: int) -> Path:
    """Give a release written in ``building`` its name, add it to the register, and point ``current`` to it.

    Everything that needs disk space is written before, so that a full disk leaves no unregistered release.
    """
    folder = find_public_folder(settings)
    rows = [
        *(_describe_release(folder / str(before)) for before in list_releases(settings)),
        _describe_release(building),
    ]
    _begin_errata(folder)
    register = stage_file(folder / RELEASES_FILE, format_csv(REGISTER, rows))
    try:
        current = stage_current_link(folder / str(number))
    except OSError:
        register.unlink()
        raise
    building.rename(folder / str(number))
    register.replace(folder / RELEASES_FILE)
    current.replace(folder / CURRENT)
    sync_to_disk(folder)
    return folder / str(number)


def _describe_release(folder: Path) -> Mapping[str, object]:
    """Return the register's entry for the release in a folder."""
    release = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))["lookback"]
    is_withdrawn = (folder / WITHDRAWN).is_file()
    told = {
        "status": "withdrawn" if is_withdrawn else "published",
        "reason": _read_reason(folder) if is_withdrawn else "",
    }
    return {**{name: release[name] for name in REGISTER[:4]}, **told}


def _begin_errata(folder: Path) -> None:
    if not (folder / ERRATA_FILE).is_file():
        write_atomic(folder / ERRATA_FILE, format_csv(ERRATA, []))


def withdraw(settings: Settings, number: int, reason: str) -> None:
    """Mark a release as withdrawn, with the reason. Its files stay for readers who cited it.

    The first reason stays; the same withdrawal can be repeated.

    Raises:
        UnknownReleaseError: There is none of this number.
        WithdrawnBeforeError: It is withdrawn for another reason.
    """
    release = read_release(settings, number)
    if (release.folder / WITHDRAWN).is_file() and _read_reason(release.folder) != reason:
        raise WithdrawnBeforeError(f"release {number} was withdrawn before: {_read_reason(release.folder)}")
    text = f"Release {number} is withdrawn. Do not use its figures; they remain for readers who cited them.\n{reason}\n"
    write_atomic(release.folder / WITHDRAWN, text)
    write_register(settings)


def _read_reason(folder: Path) -> str:
    return (folder / WITHDRAWN).read_text(encoding="utf-8").splitlines()[-1]


def find_last_standing(settings: Settings) -> int | None:
    """Return the newest release that is not withdrawn; None if there is none."""
    folder = find_public_folder(settings)
    standing = [number for number in list_releases(settings) if not (folder / str(number) / WITHDRAWN).is_file()]
    return max(standing, default=None)


def point_at_the_newest(settings: Settings) -> None:
    """Point ``current`` to the newest release that is not withdrawn, or remove it if there is none."""
    folder = find_public_folder(settings)
    number = find_last_standing(settings)
    if number is not None:
        point_current_at(folder / str(number))
    else:
        (folder / CURRENT).unlink(missing_ok=True)


def add_erratum(settings: Settings, row: Mapping[str, object]) -> None:
    """Add one wrong figure of a release with the correct value. A second call adds nothing, so that the command can be
    repeated after a full disk."""
    path = find_public_folder(settings) / ERRATA_FILE
    rows = read_rows(path)
    if {name: " ".join(str(row[name]).split()) for name in ERRATA} not in rows:
        write_atomic(path, format_csv(ERRATA, [*rows, row]))
