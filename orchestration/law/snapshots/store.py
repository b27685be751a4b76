"""Snapshots of the law beside the ledger, as text: law tables, packs, policies, SQL rules and the software that read
them.

Each is stored under its law version, for a reader. Nothing reads it back.
"""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
from filelock import FileLock

from orchestration.files.atomic import build_dir, sync_all_to_disk, sync_to_disk
from orchestration.files.tables import format_csv
from orchestration.law.pack_files.source import ENDING
from orchestration.law.software import describe_software
from orchestration.law.version import compute_run_law
from orchestration.settings import Settings


def store_law(settings: Settings, connection: duckdb.DuckDBPyConnection, run_law: str) -> None:
    """Store the law of the current run, unless it is stored already or the law tables changed since the run."""
    final = settings.kept_laws / run_law
    if run_law.split(".policy.")[0] != compute_run_law(settings, None):
        return
    if final.exists():
        return
    final.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(final.with_name("keeping.lock")):  # two commands may propose at the same time
        if not final.exists():
            _write_law(settings, connection, final)


def _write_law(settings: Settings, connection: duckdb.DuckDBPyConnection, final: Path) -> None:
    rules = settings.models / "rules" / settings.state
    files = {
        **_list_tables(rules, settings.state),
        **{f"packs/{path.name}": path for path in sorted(rules.glob(f"*{ENDING}"))},
        **{f"rules/{path.name}": path for path in sorted(rules.rglob("*.sql"))},
    }
    software = json.dumps(describe_software(settings.models.parent), indent=2, sort_keys=True)
    with build_dir(final) as building:
        for folder in ("packs", "rules"):
            (building / folder).mkdir()
        for name, path in files.items():
            (building / name).write_bytes(path.read_bytes())
        if settings.counsel_decisions.exists():
            (building / "counsel.csv").write_bytes(settings.counsel_decisions.read_bytes())
        (building / "county_policies.csv").write_bytes(_format_policies(connection))
        (building / "software.json").write_text(f"{software}\n", encoding="utf-8")
        sync_all_to_disk(building)
        building.rename(final)
        sync_to_disk(settings.kept_laws)


def _list_tables(rules: Path, state: str) -> dict[str, Path]:
    """List the law tables by file name: those beside the packs, and those of ``law/``."""
    paths = [*sorted(rules.glob(f"{state}_*.csv")), *sorted((rules / "law").glob(f"{state}_*.csv"))]
    return {path.name.removeprefix(f"{state}_"): path for path in paths}


def _format_policies(connection: duckdb.DuckDBPyConnection) -> bytes:
    result = connection.execute("select * from intake.county_policies order by all")
    return format_csv([name for name, *_ in result.description or []], result.fetchall())
