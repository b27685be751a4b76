"""The runs that are kept for comparisons: a folder each under ``<home>/runs/<state>``, and the order they were made in.

What belongs here: writing a run's folder whole or not at all, letting the oldest go, finding one by name. What does
not: what is in it (``kept_rows``), comparing (``comparing``). The folder is as restricted as the warehouse: its ids are
pseudonyms that whoever has the state's ids can compute.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

import duckdb

from orchestration.determinations.snapshots.countings import Counting, counting_of, let_go_of_countings
from orchestration.determinations.snapshots.keys import keys_at_hand, write_rows
from orchestration.determinations.snapshots.queries import KEYS_AND_FACTS, QUERIES
from orchestration.files.atomic import force_to_disk, replace_dir
from orchestration.ingestion.deliveries.layout import HISTORY
from orchestration.law.policies.choices import EVERY_OTHER_COUNTY
from orchestration.law.register import read_pack
from orchestration.law.tables import HASH_DIGITS, LawRow, law_rows
from orchestration.settings import Settings
from orchestration.warehouse.run_identity import code_version

LAYOUT = 3
"""Of what is kept. Runs kept in another layout cannot be compared with those of this one."""

ABOUT, ORDER = "run.json", "order.txt"
APART = frozenset({"citation", "verified", "note"})
LAST, PREVIOUS = "last", "previous"
SHORTEST_NAME = 4
"""Digits of a run's id that are enough to name it, where no other begins so."""


class NoSuchRun(LookupError):
    """No run of that name is kept. The message is one line."""


@dataclass(frozen=True)
class KeptRun:
    """One kept run: where it lies, and what it rests on.

    ``law_rows``: row of the law to hash; ``policies``: county to hash of its choices; ``sources``: what came
    in beside histories, as kind, county and cut date; ``remedies``: remedy to name, unit, basis and
    who grants it. ``counted``: the levels of the run as somebody counted them; None where nobody did.
    """

    folder: Path
    run_id: str
    as_of_date: date
    version: str
    code: str
    law_version: str
    allowances: str
    law_rows: Mapping[str, str]
    policies: Mapping[str, str]
    sources: Sequence[str]
    remedies: Mapping[str, Mapping[str, str]]
    counted: Counting | None = None

    def choices(self, county: str) -> str | None:
        """A hash of what the prosecutor of a county chose; None where nothing was chosen for it."""
        return self.policies.get(county, self.policies.get(EVERY_OTHER_COUNTY))

    def rows(self, table: str) -> str:
        """The file of one table."""
        return str(self.folder / f"{table}.parquet")


def keep_run(settings: Settings, connection: duckdb.DuckDBPyConnection) -> Path:
    """Keep the run at hand as the last one, and let go of the oldest beyond ``settings.kept_runs``. Its folder: of
    the same run the same bytes."""
    about = _about(settings, connection)
    folder: Path = settings.kept / about["run_id"]
    with replace_dir(folder) as building, keys_at_hand(connection, KEYS_AND_FACTS):
        for table, query in QUERIES.items():
            write_rows(connection, query.format(state=settings.state, scenario=about["scenario"]), building, table)
        (building / ABOUT).write_text(json.dumps(about, indent=1, sort_keys=True) + "\n", encoding="utf-8")
    order = [*(run_id for run_id in kept_order(settings) if run_id != about["run_id"]), about["run_id"]]
    gone, kept = order[: -settings.kept_runs], order[-settings.kept_runs :]
    _write_order(settings, kept)
    for run_id in gone:
        shutil.rmtree(settings.kept / run_id, ignore_errors=True)
        let_go_of_countings(settings.kept, run_id)
    return folder


def convictions_of(folder: Path) -> int:
    """How many convictions a kept run holds."""
    with duckdb.connect() as connection:
        ((count,),) = connection.execute(
            "select count(*) from read_parquet(?)", [str(folder / "convictions.parquet")]
        ).fetchall()
    return int(count)


def kept_order(settings: Settings) -> list[str]:
    """Ids of the kept runs, the last one last."""
    path = settings.kept / ORDER
    return path.read_text(encoding="utf-8").split() if path.exists() else []


def find_run(settings: Settings, name: str) -> KeptRun:
    """The kept run of that id, or of the beginning of one; or ``last``, ``previous``. Raises ``NoSuchRun``."""
    order = kept_order(settings)
    places = {LAST: -1, PREVIOUS: -2}
    if name in places:
        if len(order) < -places[name]:
            raise NoSuchRun(f"{_how_many(order)} kept in {settings.kept}: there is no {name} one yet")
        return read_run(settings.kept / order[places[name]])
    found = [run_id for run_id in order if run_id.startswith(name)] if len(name) >= SHORTEST_NAME else []
    if len(found) != 1:
        known = f"; kept are {', '.join(order)}" if order else ""
        raise NoSuchRun(f"{'no run' if not found else 'more than one run'} is called {name!r}{known}")
    return read_run(settings.kept / found[0])


def read_run(folder: Path, event: int | None = None) -> KeptRun:
    """The run that is kept in ``folder``, with its levels as they were counted up to that event of the ledger, or last.
    Raises ``NoSuchRun`` where it is not whole or of another layout."""
    try:
        about = json.loads((folder / ABOUT).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise NoSuchRun(f"{folder} holds no kept run") from None
    if about["layout"] != LAYOUT:
        raise NoSuchRun(f"{folder} was kept by another version of Lookback and cannot be compared: run it again")
    names = ("run_id", "version", "code", "law_version", "allowances", "law_rows", "policies", "sources", "remedies")
    told = {name: about[name] for name in names}
    counted = counting_of(folder.parent, about["run_id"], event)
    return KeptRun(folder=folder, as_of_date=date.fromisoformat(about["as_of_date"]), **told, counted=counted)


def _about(settings: Settings, connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    ((run_id, day, version, law, allowances),) = connection.execute(
        "select run_id, as_of_date, version, law_version, allowances from marts.run_summary"
    ).fetchall()
    ((scenario,),) = connection.execute(
        f"select scenario from rules.{settings.state}_scenarios where policy = 'of_the_county'"
    ).fetchall()
    pack = read_pack(settings.models, settings.state)
    rows = law_rows(settings.models, settings.state, pack.row_keys)
    choices = connection.execute(
        "select county_name, string_agg(option || '=' || value, chr(31) order by option, value) "
        "from intake.county_policies group by county_name order by county_name"
    ).fetchall()
    sources = connection.execute(
        "select distinct concat_ws(' ', delivery_kind, county_name, data_as_of) from intake.deliveries "
        f"where delivery_kind <> '{HISTORY}' order by all"
    ).fetchall()
    remedies = connection.execute(
        f"select remedy_id, remedy_name, unit, basis, relief_by from rules.{settings.state}_remedies order by all"
    ).fetchall()
    return {
        "layout": LAYOUT,
        "run_id": run_id,
        "as_of_date": day.isoformat(),
        "version": version,
        "code": code_version(settings.models.parent),
        "law_version": law,
        "allowances": allowances,
        "scenario": scenario,
        "law_rows": {f"{row.law_table} {row.row_key}": _what_it_decides(row) for row in rows},
        "policies": {county: hashlib.sha256(chosen.encode()).hexdigest()[:HASH_DIGITS] for county, chosen in choices},
        "sources": [source for (source,) in sources],
        "remedies": {
            remedy: {"name": name, "unit": unit, "basis": basis, "relief_by": relief_by}
            for remedy, name, unit, basis, relief_by in remedies
        },
    }


def _what_it_decides(row: LawRow) -> str:
    """A hash of what a row says but for who vouches for it and where it stands: that decides nothing."""
    said = [sorted((name, value) for name, value in line.items() if name not in APART) for line in row.lines]
    return hashlib.sha256(json.dumps(sorted(said)).encode()).hexdigest()[:HASH_DIGITS]


def _write_order(settings: Settings, order: Sequence[str]) -> None:
    coming = settings.kept / f".{ORDER}.coming"
    coming.write_text("\n".join(order) + "\n", encoding="utf-8")
    force_to_disk(coming)
    coming.replace(settings.kept / ORDER)
    force_to_disk(settings.kept)


def _how_many(order: Sequence[str]) -> str:
    return {0: "no run is", 1: "one run is"}.get(len(order), f"{len(order)} runs are")
