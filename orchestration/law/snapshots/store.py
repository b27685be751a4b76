"""Snapshots of the law beside the ledger: law tables, packs, policies, SQL rules and the software that read them.

Each is stored under its law version and compared with the current law. The stored rules are compared and never run.
"""

from __future__ import annotations

import csv
import io
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import duckdb
from filelock import FileLock

from orchestration.files.atomic import build_dir, sync_all_to_disk, sync_to_disk
from orchestration.law.pack_files.columns import PEOPLE_TABLES
from orchestration.law.pack_files.files import PackFile, read_pack_files
from orchestration.law.pack_files.lines import list_lines
from orchestration.law.pack_files.source import ENDING, PackError
from orchestration.law.software import describe_software, format_software
from orchestration.law.tables import read_csv_table, read_table
from orchestration.law.version import compute_law_version
from orchestration.settings import Settings

POLICIES_FILE = "county_policies.csv"
RULES, PACKS, SOFTWARE_FILE = "rules", "packs", "software.json"
PARAMETERS = "parameters"

Rows = Sequence[Mapping[str, str]]

NAME_COLUMNS: Mapping[str, tuple[str, ...]] = {
    "parameters": ("parameter",),
    "offense_lists": ("offense_list",),
    "remedies": ("remedy_id",),
    "elements": ("remedy_id", "element"),
    "reasons": ("reason_code",),
    "presumptions": ("remedy_id", "presumption"),
    "facts": ("fact",),
    "claims": ("claim",),
    "scenarios": ("scenario",),
}
"""Columns with names that the SQL rules use. If an older table lacks a current name, the current rules cannot run on
it."""

IRRELEVANT_TABLES = frozenset({"signatures", "recipients", "relief_words"})
"""Tables that change no outcome."""


@dataclass(frozen=True)
class PreviousLaw:
    """A stored law, compared with the current one.

    ``changed``: whole tables that differ; ``parameters``: names of those that differ. ``policies``: choices of counties
    if they differ, else None. ``cannot_run``: why the current rules cannot run on it; empty if they can.
    ``packs``: folder of its packs if its compiled tables can differ, else None.
    ``other_rules``: SQL rules that differ, are gone or are new; None if an earlier version stored the law without them.
    ``software``: version and commit of the software that read it.
    """

    law_version: str
    changed: Mapping[str, Rows] = field(default_factory=dict)
    parameters: frozenset[str] = frozenset()
    policies: Rows | None = None
    packs: Path | None = None
    cannot_run: str = ""
    other_rules: frozenset[str] | None = None
    software: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_unchanged(self) -> bool:
        """Whether its tables and policies equal the current ones."""
        return not self.changed and self.policies is None and self.packs is None

    @property
    def read_by(self) -> str:
        """The software that read it, for a reader."""
        return format_software(self.software)


def store_law(settings: Settings, connection: duckdb.DuckDBPyConnection, run_law: str) -> None:
    """Store the law of the current run, unless it is stored already or the law tables changed since the run."""
    final = settings.kept_laws / run_law
    if run_law.split(".policy.")[0] != compute_law_version(settings.models, settings.state, None):
        return
    if final.exists():
        return
    final.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(final.with_name("keeping.lock")):  # two commands may propose at the same time
        if not final.exists():
            _write_law(settings, connection, final)


def _write_law(settings: Settings, connection: duckdb.DuckDBPyConnection, final: Path) -> None:
    with build_dir(final) as building:
        for name, path in _list_tables(settings).items():
            (building / f"{name}.csv").write_bytes(path.read_bytes())
        columns, rows = _read_policies(connection)
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([columns, *rows])
        (building / POLICIES_FILE).write_text(text.getvalue(), encoding="utf-8")
        for folder, files in ((PACKS, _list_packs(settings)), (RULES, _list_rules(settings))):
            (building / folder).mkdir()
            for name, path in files.items():
                (building / folder / name).write_bytes(path.read_bytes())
        (building / SOFTWARE_FILE).write_text(_describe_software(settings), encoding="utf-8")
        sync_all_to_disk(building)
        building.rename(final)
        sync_to_disk(settings.kept_laws)


def _describe_software(settings: Settings) -> str:
    return json.dumps(describe_software(settings.models.parent), indent=2, sort_keys=True) + "\n"


def read_previous_law(
    settings: Settings, connection: duckdb.DuckDBPyConnection, law_version: str
) -> PreviousLaw | None:
    """Read a stored law and compare it with the current one; None if it was not stored."""
    folder = settings.kept_laws / law_version
    if not folder.is_dir():
        return None
    changed: dict[str, Rows] = {}
    cannot_run = ""
    try:
        packs_then = read_pack_files(folder / PACKS, settings.state)
    except PackError:
        packs_then, cannot_run = [], "this version cannot read its packs"
    for name in _list_tables(settings) | dict.fromkeys(PEOPLE_TABLES if packs_then else ()):
        stored = _merge_lines(name, _read_csv(folder / f"{name}.csv"), packs_then)
        # (Of tables that people do not read, the rows of packs are compared as packs.)
        read_current = read_table if name in PEOPLE_TABLES else read_csv_table
        current = read_current(settings.models, settings.state, name)
        if name in IRRELEVANT_TABLES or _count_rows(stored) == _count_rows(current):
            continue
        cannot_run = cannot_run or _explain_unusable(name, stored, current)
        changed[name] = stored
    if _list_packs(settings) and not (folder / PACKS).is_dir():
        cannot_run = "it was kept before the law was written as packs"
    columns, rows = _read_policies(connection)
    policies = _read_csv(folder / POLICIES_FILE)
    here = [dict(zip(columns, ("" if value is None else str(value) for value in row), strict=True)) for row in rows]
    return PreviousLaw(
        law_version,
        changed,
        _compare_parameters(changed.get(PARAMETERS), settings),
        None if _count_rows(policies) == _count_rows(here) else policies,
        _find_other_packs(settings, folder, changed),
        cannot_run,
        **_compare_software(settings, folder),
    )


def _merge_lines(table: str, own: Rows, packs: Sequence[PackFile]) -> Rows:
    return list_lines(packs, {table: [dict(row) for row in own]})[table] if table in PEOPLE_TABLES and packs else own


def _find_other_packs(settings: Settings, folder: Path, changed: Mapping[str, Rows]) -> Path | None:
    """Return the folder of the stored packs if they differ, or if parameters, whose values they hold, differ."""
    stored = _read_files({path.name: path for path in (folder / PACKS).glob(f"*{ENDING}")})
    is_equal = stored == _read_files(_list_packs(settings)) and not (stored and PARAMETERS in changed)
    return None if is_equal or not stored else folder / PACKS


def _compare_software(settings: Settings, folder: Path) -> dict[str, Any]:
    """Compare the SQL rules stored in ``folder`` with the current ones, and read the software that used them."""
    if not (folder / SOFTWARE_FILE).is_file():
        return {}
    stored = _read_files({path.name: path for path in (folder / RULES).glob("*.sql")})
    software = json.loads((folder / SOFTWARE_FILE).read_text(encoding="utf-8"))
    return {"other_rules": frozenset(_compare_names(stored, _read_files(_list_rules(settings)))), "software": software}


def _compare_names(stored: Mapping[str, bytes], current: Mapping[str, bytes]) -> set[str]:
    return {name for name in stored.keys() | current.keys() if stored.get(name) != current.get(name)}


def _read_files(files: Mapping[str, Path]) -> dict[str, bytes]:
    return {name: path.read_bytes().replace(b"\r\n", b"\n") for name, path in files.items()}


def _compare_parameters(stored: Rows | None, settings: Settings) -> frozenset[str]:
    """Return the names of parameters with another value, span or citation."""
    if stored is None:
        return frozenset()
    current = read_table(settings.models, settings.state, PARAMETERS)
    counted_stored, counted_current = _count_rows(stored), _count_rows(current)
    other = (counted_stored - counted_current) + (counted_current - counted_stored)
    return frozenset(dict(row)["parameter"] for row in other)


def _explain_unusable(name: str, stored: Rows, current: Rows) -> str:
    columns_stored, columns_current = ({column for row in rows for column in row} for rows in (stored, current))
    if columns_stored != columns_current:
        return f"its table {name} has other columns"
    if name in NAME_COLUMNS:
        words_stored, words_current = (
            {tuple(row[part] for part in NAME_COLUMNS[name]) for row in rows} for rows in (stored, current)
        )
        if missing := sorted(words_current - words_stored):
            return f"its table {name} lacks {' '.join(missing[0])}, which the rules need"
    return ""


def _list_tables(settings: Settings) -> dict[str, Path]:
    """List the current law tables by name: those beside the packs, and those of ``law/``."""
    folder, prefix = settings.models / "rules" / settings.state, f"{settings.state}_"
    paths = [*sorted(folder.glob(f"{prefix}*.csv")), *sorted((folder / "law").glob(f"{prefix}*.csv"))]
    return {path.stem.removeprefix(prefix): path for path in paths}


def _list_packs(settings: Settings) -> dict[str, Path]:
    """List the current packs by file name."""
    return {path.name: path for path in sorted((settings.models / "rules" / settings.state).glob(f"*{ENDING}"))}


def _list_rules(settings: Settings) -> dict[str, Path]:
    """List the current SQL rules by file name."""
    return {path.name: path for path in sorted((settings.models / "rules" / settings.state).rglob("*.sql"))}


def _read_policies(connection: duckdb.DuckDBPyConnection) -> tuple[list[str], list[tuple[object, ...]]]:
    result = connection.execute("select * from intake.county_policies order by all")
    return [column[0] for column in result.description or []], result.fetchall()


def _read_csv(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _count_rows(rows: Rows) -> Counter[tuple[tuple[str, str], ...]]:
    return Counter(tuple(sorted(row.items())) for row in rows)
