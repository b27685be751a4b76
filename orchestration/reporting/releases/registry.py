"""The releases there are, and what is known of each: outside what all may read, inside the counts behind.

What belongs here: numbers, folders, the register of releases, the errata. What does not: the files of a release
(``files``). Inside, in ``<home>/disclosure/<state>``, are the true counts and the run id of each release: whoever
protects the next one needs them, and they leave the house never.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from orchestration.files.atomic import (
    CURRENT,
    point_current_at,
    stage_current_link,
    stage_file,
    sync_all_to_disk,
    sync_to_disk,
    write_atomic,
)
from orchestration.reporting.releases.folders import inside, outside
from orchestration.settings import Settings

PACKAGE = "datapackage.json"
REGISTER = ("release", "as_of_date", "law_version", "is_synthetic", "status", "reason")
ERRATA = ("release", "figure_id", "column", "published", "right", "reason")
WITHDRAWN = "WITHDRAWN.txt"
RELEASES_FILE = "releases.csv"
ERRATA_FILE = "errata.csv"


class UnknownReleaseError(LookupError):
    """There is no release of that number, or no such figure in it."""


class EarlierRulesError(LookupError):
    """The release was made before counts were rounded: this version can list and withdraw it, and read none of it."""


class WithdrawnBeforeError(ValueError):
    """A release is withdrawn once."""


@dataclass(frozen=True)
class Release:
    """A release as its reader finds it: its folder, and what the package says of it."""

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
        """One of its tables.

        Raises:
            EarlierRulesError: An earlier version made the release.
        """
        if not self.is_rounded:
            raise EarlierRulesError(
                f"release {self.number} was made under earlier disclosure rules: this version lists and withdraws it, "
                "and recomputes none of its figures"
            )
        return pl.read_parquet(self.folder / "parquet" / f"{name}.parquet")


def list_releases(settings: Settings) -> list[int]:
    """The numbers of the releases there are, in order; withdrawn ones too."""
    folder = outside(settings)
    found = folder.iterdir() if folder.is_dir() else []
    return sorted(int(path.name) for path in found if path.name.isdigit() and (path / PACKAGE).is_file())


def read_release(settings: Settings, number: int) -> Release:
    """A release from its files.

    Raises:
        UnknownReleaseError: There is none of this number.
    """
    folder = outside(settings) / str(number)
    if not (folder / PACKAGE).is_file():
        raise UnknownReleaseError(f"there is no release {number} in {outside(settings)}")
    package = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
    return Release(folder, package["lookback"])


def keep_inside(settings: Settings, number: int, counts: pl.DataFrame, run_id: str, hashes: Mapping[str, str]) -> None:
    """Keep the counts behind a release beside what it shows of them, the run it came from, and hashes of its tables."""
    folder = inside(settings)
    folder.mkdir(parents=True, exist_ok=True)
    counts.write_parquet(folder / f"{number}.parquet")
    told = {"release": number, "run_id": run_id, "counts": dict(hashes)}
    (folder / f"{number}.json").write_text(json.dumps(told, indent=2) + "\n", encoding="utf-8")
    sync_all_to_disk(folder)


def read_kept_counts(settings: Settings, number: int) -> pl.DataFrame | None:
    """The counts behind a release with what it shows of them; None of one that an earlier version made."""
    if not read_release(settings, number).is_rounded:
        return None
    return pl.read_parquet(inside(settings) / f"{number}.parquet")


def run_behind(settings: Settings, number: int) -> str:
    """The run that a release came from."""
    return str(json.loads((inside(settings) / f"{number}.json").read_text(encoding="utf-8"))["run_id"])


def read_event(settings: Settings, number: int) -> int | None:
    """The last event of the ledger that a release knows; None where it has none."""
    release = read_release(settings, number)
    if release.is_rounded:
        event: int | None = release.facts["ledger_event"]
        return event
    last: int | None = pl.read_parquet(release.folder / "parquet" / "levels.parquet")["ledger_event"].max()  # type: ignore[assignment]
    return last


def list_events(settings: Settings, run_id: str) -> set[int]:
    """The events up to which a release tells of a run."""
    events = {
        read_event(settings, number) for number in list_releases(settings) if run_behind(settings, number) == run_id
    }
    return {event for event in events if event is not None}


def format_csv(columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> str:
    """A small table as text."""
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return buffer.getvalue()


def read_rows(path: Path) -> list[dict[str, str]]:
    """The rows of a small table; none where there is no file."""
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines())) if path.is_file() else []


def write_register(settings: Settings) -> None:
    """``releases.csv`` and ``errata.csv`` beside the releases: every release, and what is said of it since."""
    folder = outside(settings)
    write_atomic(
        folder / RELEASES_FILE,
        format_csv(REGISTER, [_describe_release(folder / str(n)) for n in list_releases(settings)]),
    )
    _begin_errata(folder)


def add_release(settings: Settings, building: Path, number: int) -> Path:
    """Give a release that is written in ``building`` its name, in the register too, and let ``current`` show it.
    What needs room on the disk is written before: a full one leaves no release that is told nowhere."""
    folder = outside(settings)
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
    """What the register says of the release in a folder."""
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
    """Say of a release that it is withdrawn, and why. Its files stay: who cited it must find what was cited, and what
    was once out is known. Once for all: what readers were told first stands, and may be said again.

    Raises:
        UnknownReleaseError: There is none of this number.
        WithdrawnBeforeError: It is withdrawn for another reason.
    """
    release = read_release(settings, number)
    if (release.folder / WITHDRAWN).is_file() and _read_reason(release.folder) != reason:
        raise WithdrawnBeforeError(f"release {number} is withdrawn already: {_read_reason(release.folder)}")
    text = (
        f"Release {number} is withdrawn. Do not use its figures; they stay here for those who cited them.\n{reason}\n"
    )
    write_atomic(release.folder / WITHDRAWN, text)
    write_register(settings)


def _read_reason(folder: Path) -> str:
    return (folder / WITHDRAWN).read_text(encoding="utf-8").splitlines()[-1]


def find_last_standing(settings: Settings) -> int | None:
    """The newest release that is not withdrawn; None where there is none."""
    folder = outside(settings)
    standing = [number for number in list_releases(settings) if not (folder / str(number) / WITHDRAWN).is_file()]
    return max(standing, default=None)


def point_at_the_newest(settings: Settings) -> None:
    """``current`` beside the releases is the newest that is not withdrawn; there is none where all are."""
    folder = outside(settings)
    number = find_last_standing(settings)
    if number is not None:
        point_current_at(folder / str(number))
    else:
        (folder / CURRENT).unlink(missing_ok=True)


def add_erratum(settings: Settings, row: Mapping[str, object]) -> None:
    """One more wrong figure of a release, with the right one. What stands there already is not said twice: the command
    is given again where the disk was full behind this."""
    path = outside(settings) / ERRATA_FILE
    rows = read_rows(path)
    if {name: str(row[name]) for name in ERRATA} not in rows:
        write_atomic(path, format_csv(ERRATA, [*rows, row]))
