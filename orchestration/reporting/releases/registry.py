"""Where releases lie, which there are, and what is known of each: outside what all may read, inside the counts behind.

What belongs here: numbers, folders, the register of releases, the errata. What does not: the files of a release
(``writing``). Inside, in ``<home>/disclosure/<state>``, lie the true counts and the run id of each release: whoever
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

import numpy as np
import polars as pl

from orchestration.files.atomic import (
    CURRENT,
    force_all_to_disk,
    force_to_disk,
    link_coming_current,
    point_current_at,
    write_coming_file,
    write_whole,
)
from orchestration.reporting.disclosure.attack import Known, known_from
from orchestration.reporting.disclosure.cells import Floats
from orchestration.reporting.disclosure.complementary import Suppression
from orchestration.reporting.releases.counted_tables import Frames, nothing_counted
from orchestration.reporting.releases.folders import inside, outside
from orchestration.reporting.releases.tables import COUNTS, cell_keys, cells_of
from orchestration.settings import Settings

PACKAGE = "datapackage.json"
REGISTER = ("release", "as_of_date", "law_version", "is_synthetic", "status", "reason")
ERRATA = ("release", "figure_id", "column", "published", "right", "reason")
WITHDRAWN = "WITHDRAWN.txt"
RELEASES_FILE = "releases.csv"
ERRATA_FILE = "errata.csv"


class NoSuchRelease(LookupError):
    """There is no release of that number, or no such figure in it."""


class WithdrawnBefore(ValueError):
    """A release is withdrawn once."""


@dataclass(frozen=True)
class Release:
    """A release as its reader finds it: its folder, what the package says of it, its tables."""

    folder: Path
    facts: Mapping[str, Any]
    frames: Frames

    @property
    def number(self) -> int:
        """Its number."""
        return int(self.facts["release"])

    def known(self) -> Known:
        """What it tells, as the attack sees it: from its files alone."""
        cells = cells_of(self.frames)
        return known_from(cells, cells.is_shown & False)


def numbers(settings: Settings) -> list[int]:
    """The numbers of the releases there are, in order; withdrawn ones too."""
    folder = outside(settings)
    found = folder.iterdir() if folder.is_dir() else []
    return sorted(int(path.name) for path in found if path.name.isdigit() and (path / PACKAGE).is_file())


def read_release(settings: Settings, number: int) -> Release:
    """A release from its files. Raises ``NoSuchRelease``."""
    folder = outside(settings) / str(number)
    if not (folder / PACKAGE).is_file():
        raise NoSuchRelease(f"there is no release {number} in {outside(settings)}")
    package = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))
    tables = {name: folder / "parquet" / f"{name}.parquet" for name in COUNTS}
    told = {name: pl.read_parquet(path) for name, path in tables.items() if path.is_file()}
    frames = {**nothing_counted(), **told}  # releases before these were published have none
    return Release(folder, package["lookback"], frames)


def last_shown(settings: Settings, number: int) -> dict[str, float]:
    """What each cell was when a release up to ``number`` showed it last, withdrawn or not, or the right value that was
    said of it since: what is out is known."""
    shown: dict[str, float] = {}
    said = {
        (row["release"], row["figure_id"], row["column"]): float(row["right"])
        for row in read_rows(outside(settings) / ERRATA_FILE)
        if row["right"].isdigit()
    }
    for earlier in (one for one in numbers(settings) if one <= number):
        for name, frame in read_release(settings, earlier).frames.items():
            for column, keys in cell_keys(name, frame).items():
                told = zip(frame["figure_id"].to_list(), keys, frame[column].to_list(), strict=True)
                shown.update(
                    (key, said.get((str(earlier), figure, column), float(count)))
                    for figure, key, count in told
                    if count is not None
                )
    return shown


def true_counts(settings: Settings, number: int) -> dict[str, float]:
    """The counts behind a release, by cell."""
    frame = pl.read_parquet(inside(settings) / f"{number}.parquet")
    return dict(zip(frame["cell"].to_list(), frame["count"].to_list(), strict=True))


def kept_worlds(settings: Settings, number: int, keys: Sequence[str]) -> list[Floats]:
    """The possible worlds that proved a release safe, as values of its cells ``keys``. None where it kept none."""
    path = inside(settings) / f"{number}-worlds.parquet"
    if not path.is_file():
        return []
    frame = pl.read_parquet(path)
    place = {key: at for at, key in enumerate(frame["cell"].to_list())}
    order = np.array([place[key] for key in keys], dtype=np.int64)
    return [column.to_numpy()[order] for column in frame.drop("cell").iter_columns()]


def keep_inside(settings: Settings, number: int, found: Suppression, run_id: str, counts: Mapping[str, str]) -> None:
    """Keep the counts behind a release, the possible worlds that proved it safe, the run it came from, and hashes of
    the true tables."""
    cells = found.cells
    folder = inside(settings)
    folder.mkdir(parents=True, exist_ok=True)
    pl.DataFrame({"cell": cells.keys, "count": cells.values}).write_parquet(folder / f"{number}.parquet")
    worlds = {f"world_{at}": world[: len(cells.keys)] for at, world in enumerate(found.worlds)}
    pl.DataFrame({"cell": cells.keys, **worlds}).write_parquet(folder / f"{number}-worlds.parquet")
    (folder / f"{number}.json").write_text(
        json.dumps({"release": number, "run_id": run_id, "counts": dict(counts)}, indent=2) + "\n", encoding="utf-8"
    )
    force_all_to_disk(folder)


def run_behind(settings: Settings, number: int) -> str:
    """The run that a release came from."""
    return str(json.loads((inside(settings) / f"{number}.json").read_text(encoding="utf-8"))["run_id"])


def event_of(frames: Frames) -> int | None:
    """The last event of the ledger that the headlines of a release know; None where it has none."""
    events = frames["levels"]["ledger_event"].to_list()
    return max(events) if events else None


def events_told(settings: Settings, run_id: str) -> set[int]:
    """The events up to which a release tells of a run."""
    of_run = [number for number in numbers(settings) if run_behind(settings, number) == run_id]
    told = {event_of(read_release(settings, number).frames) for number in of_run}
    return {event for event in told if event is not None}


def as_csv(columns: Sequence[str], rows: Sequence[Mapping[str, object]]) -> str:
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
    write_whole(folder / RELEASES_FILE, as_csv(REGISTER, [_of_register(folder / str(n)) for n in numbers(settings)]))
    _begin_errata(folder)


def appear(settings: Settings, building: Path, number: int) -> Path:
    """Give a release that is written in ``building`` its name, in the register too, and let ``current`` show it.
    What needs room on the disk is written before: a full one leaves no release that is told nowhere."""
    folder = outside(settings)
    rows = [*(_of_register(folder / str(before)) for before in numbers(settings)), _of_register(building)]
    _begin_errata(folder)
    register = write_coming_file(folder / RELEASES_FILE, as_csv(REGISTER, rows))
    try:
        current = link_coming_current(folder / str(number))
    except OSError:
        register.unlink()
        raise
    building.rename(folder / str(number))
    register.replace(folder / RELEASES_FILE)
    current.replace(folder / CURRENT)
    force_to_disk(folder)
    return folder / str(number)


def _of_register(folder: Path) -> Mapping[str, object]:
    """What the register says of the release in a folder."""
    release = json.loads((folder / PACKAGE).read_text(encoding="utf-8"))["lookback"]
    is_withdrawn = (folder / WITHDRAWN).is_file()
    told = {"status": "withdrawn" if is_withdrawn else "published", "reason": _reason(folder) if is_withdrawn else ""}
    return {**{name: release[name] for name in REGISTER[:4]}, **told}


def _begin_errata(folder: Path) -> None:
    if not (folder / ERRATA_FILE).is_file():
        write_whole(folder / ERRATA_FILE, as_csv(ERRATA, []))


def withdraw(settings: Settings, number: int, reason: str) -> None:
    """Say of a release that it is withdrawn, and why. Its files stay: who cited it must find what was cited, and what
    was once out is known. Once for all: what readers were told first stands, and may be said again. Raises
    ``NoSuchRelease``, ``WithdrawnBefore``."""
    release = read_release(settings, number)
    if (release.folder / WITHDRAWN).is_file() and _reason(release.folder) != reason:
        raise WithdrawnBefore(f"release {number} is withdrawn already: {_reason(release.folder)}")
    text = (
        f"Release {number} is withdrawn. Do not use its figures; they stay here for those who cited them.\n{reason}\n"
    )
    write_whole(release.folder / WITHDRAWN, text)
    write_register(settings)


def _reason(folder: Path) -> str:
    return (folder / WITHDRAWN).read_text(encoding="utf-8").splitlines()[-1]


def last_standing(settings: Settings) -> int | None:
    """The newest release that is not withdrawn; None where there is none."""
    folder = outside(settings)
    standing = [number for number in numbers(settings) if not (folder / str(number) / WITHDRAWN).is_file()]
    return max(standing, default=None)


def point_at_the_newest(settings: Settings) -> None:
    """``current`` beside the releases is the newest that is not withdrawn; there is none where all are."""
    folder = outside(settings)
    number = last_standing(settings)
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
        write_whole(path, as_csv(ERRATA, [*rows, row]))
