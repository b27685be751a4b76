"""The law that lines were proposed and filed under, kept beside the ledger: its tables, and what counties had chosen.

What belongs here: keeping it under the law version, reading it back, and how it differs from the law that lies here
now. What does not: deciding under it (``scenario.law_of_then``). With the tables lie the rules in SQL, which are
compared with those of now and never run, and which software read them.
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
from orchestration.law.software import describe_software, format_software
from orchestration.law.version import compute_law_version
from orchestration.settings import Settings

POLICIES_FILE = "county_policies.csv"
RULES, SOFTWARE_FILE = "rules", "software.json"
PARAMETERS = "parameters"

Rows = Sequence[Mapping[str, str]]

NAMES: Mapping[str, tuple[str, ...]] = {
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
"""Columns of tables that hold words the rules in SQL name. A table of then that lacks one of today's was read by other
rules: today's cannot be asked about it."""

SAYS_NOTHING = frozenset({"signatures"})
"""Tables that change no outcome."""


@dataclass(frozen=True)
class LawOfThen:
    """A law that was kept, beside that of now. ``changed``: tables that say something else, whole as they were;
    ``parameters``: the names of those that do. ``policies``: choices of counties, where they were others; None where
    not. ``cannot_run``: why today's rules cannot be asked about it; empty where they can. ``other_rules``: files of the
    rules in SQL that read otherwise now, or are gone or new; None where a version before this kept the law, without
    them. ``software``: what read it then: its version, and the commit of its source where there was one."""

    law_version: str
    changed: Mapping[str, Rows] = field(default_factory=dict)
    parameters: frozenset[str] = frozenset()
    policies: Rows | None = None
    cannot_run: str = ""
    other_rules: frozenset[str] | None = None
    software: Mapping[str, str] = field(default_factory=dict)

    @property
    def is_as_now(self) -> bool:
        """Whether its tables say what today's say."""
        return not self.changed and self.policies is None

    @property
    def read_by(self) -> str:
        """The software of then, as a person finds it again."""
        return format_software(self.software)


def keep_law(settings: Settings, connection: duckdb.DuckDBPyConnection, of_the_run: str) -> None:
    """Keep the law of the run at hand. Kept before, or where other tables lie here by now, nothing is written."""
    final = settings.kept_laws / of_the_run
    if of_the_run.split(".policy.")[0] != compute_law_version(settings.models, settings.state, None):
        return
    if final.exists():
        return
    final.parent.mkdir(parents=True, exist_ok=True)
    with FileLock(final.with_name("keeping.lock")):  # two commands may propose at the same time
        if not final.exists():
            _keep(settings, connection, final)


def _keep(settings: Settings, connection: duckdb.DuckDBPyConnection, final: Path) -> None:
    with build_dir(final) as building:
        for name, path in _list_tables(settings).items():
            (building / f"{name}.csv").write_bytes(path.read_bytes())
        columns, rows = _read_policies(connection)
        text = io.StringIO()
        csv.writer(text, lineterminator="\n").writerows([columns, *rows])
        (building / POLICIES_FILE).write_text(text.getvalue(), encoding="utf-8")
        (building / RULES).mkdir()
        for name, path in _list_rules(settings).items():
            (building / RULES / name).write_bytes(path.read_bytes())
        (building / SOFTWARE_FILE).write_text(_describe_software(settings), encoding="utf-8")
        sync_all_to_disk(building)
        building.rename(final)
        sync_to_disk(settings.kept_laws)


def _describe_software(settings: Settings) -> str:
    return json.dumps(describe_software(settings.models.parent), indent=2, sort_keys=True) + "\n"


def read_law_of_then(settings: Settings, connection: duckdb.DuckDBPyConnection, of_then: str) -> LawOfThen | None:
    """The law of that version beside the one that lies here; None where it was not kept."""
    folder = settings.kept_laws / of_then
    if not folder.is_dir():
        return None
    changed: dict[str, Rows] = {}
    cannot_run = ""
    for name, path in _list_tables(settings).items():
        then, now = _read(folder / f"{name}.csv"), _read(path)
        if name in SAYS_NOTHING or _count_rows(then) == _count_rows(now):
            continue
        cannot_run = cannot_run or _explain_unusable(name, then, now)
        changed[name] = then
    columns, rows = _read_policies(connection)
    policies = _read(folder / POLICIES_FILE)
    here = [dict(zip(columns, ("" if value is None else str(value) for value in row), strict=True)) for row in rows]
    return LawOfThen(
        of_then,
        changed,
        _compare_parameters(changed.get(PARAMETERS), settings),
        None if _count_rows(policies) == _count_rows(here) else policies,
        cannot_run,
        **_read_by(settings, folder),
    )


def _read_by(settings: Settings, folder: Path) -> dict[str, Any]:
    """What is known of the rules in SQL and the software that read the law kept in ``folder``."""
    if not (folder / SOFTWARE_FILE).is_file():
        return {}
    then = _read_files({path.name: path for path in (folder / RULES).glob("*.sql")})
    software = json.loads((folder / SOFTWARE_FILE).read_text(encoding="utf-8"))
    return {"other_rules": frozenset(_compare_names(then, _read_files(_list_rules(settings)))), "software": software}


def _compare_names(then: Mapping[str, bytes], now: Mapping[str, bytes]) -> set[str]:
    return {name for name in then.keys() | now.keys() if then.get(name) != now.get(name)}


def _read_files(files: Mapping[str, Path]) -> dict[str, bytes]:
    return {name: path.read_bytes().replace(b"\r\n", b"\n") for name, path in files.items()}


def _compare_parameters(then: Rows | None, settings: Settings) -> frozenset[str]:
    """Names of the parameters with another value, span or citation."""
    if then is None:
        return frozenset()
    now = _read(_list_tables(settings)[PARAMETERS])
    counted_then, counted_now = _count_rows(then), _count_rows(now)
    other = (counted_then - counted_now) + (counted_now - counted_then)
    return frozenset(dict(row)["parameter"] for row in other)


def _explain_unusable(name: str, then: Rows, now: Rows) -> str:
    columns_then, columns_now = ({column for row in rows for column in row} for rows in (then, now))
    if columns_then != columns_now:
        return f"its table {name} has other columns"
    if name in NAMES:
        words_then, words_now = ({tuple(row[part] for part in NAMES[name]) for row in rows} for rows in (then, now))
        if missing := sorted(words_now - words_then):
            return f"its table {name} lacks {' '.join(missing[0])}, which the rules ask for"
    return ""


def _list_tables(settings: Settings) -> dict[str, Path]:
    """The law tables that lie here, by name."""
    folder, prefix = settings.models / "rules" / settings.state / "law", f"{settings.state}_"
    return {path.stem.removeprefix(prefix): path for path in sorted(folder.glob(f"{prefix}*.csv"))}


def _list_rules(settings: Settings) -> dict[str, Path]:
    """The rules in SQL that lie here, by name of their file."""
    return {path.name: path for path in sorted((settings.models / "rules" / settings.state).rglob("*.sql"))}


def _read_policies(connection: duckdb.DuckDBPyConnection) -> tuple[list[str], list[tuple[object, ...]]]:
    result = connection.execute("select * from intake.county_policies order by all")
    return [column[0] for column in result.description or []], result.fetchall()


def _read(path: Path) -> list[dict[str, str]]:
    if not path.is_file():
        return []
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def _count_rows(rows: Rows) -> Counter[tuple[tuple[str, str], ...]]:
    return Counter(tuple(sorted(row.items())) for row in rows)
