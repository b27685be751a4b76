"""The parsed dbt project, cached in the process, and by dbt in the home until a file of the project changes."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from filelock import FileLock

from orchestration.files.yaml import read_yaml
from orchestration.settings import Settings
from orchestration.warehouse.dbt.measures import read_measures

_PARSED: dict[str, Any] = {}
_WRITTEN: dict[str, Mapping[str, Any]] = {}
_KEPT_PARSED = 2
OPTIONAL_STAGED = (
    "supervision_records",
    "registrations",
    "court_records",
    "petitions",
    "case_transfers",
    "charge_facts",
)
"""What only some states tell in their files (macro ``staged``)."""

STANDARD = "standard"
"""The staging, in a folder of that name, of every state without staging models of its own."""

PARSED_FILE = "parsed_project.sha256"
"""Hash of the project that dbt's parse in this home is of."""


class ParseFailedError(RuntimeError):
    """dbt cannot parse the project."""


def load_project(settings: Settings) -> Any:
    """Return dbt's own manifest object of the project.

    Raises:
        ParseFailedError: A model, a macro or a YAML file is wrong.
    """
    fingerprint = hash_project(settings)
    if fingerprint not in _PARSED:
        while len(_PARSED) >= _KEPT_PARSED:
            del _PARSED[next(iter(_PARSED))]
        _PARSED[fingerprint] = _parse_project(settings, fingerprint)
    return _PARSED[fingerprint]


def load_manifest(settings: Settings) -> Mapping[str, Any]:
    """Return the manifest as dbt writes it to ``manifest.json``."""
    project, fingerprint = load_project(settings), hash_project(settings)
    if fingerprint not in _WRITTEN:
        _WRITTEN.clear()
        _WRITTEN[fingerprint] = project.writable_manifest().to_dict(omit_none=False)
    return _WRITTEN[fingerprint]


def build_project_arguments(settings: Settings) -> list[str]:
    """Build dbt's options for the project, with logs off because they would quote values."""
    folder = str(write_project(settings))
    return [
        "--project-dir", folder,
        "--profiles-dir", folder,
        "--target-path", str(settings.dbt_target / "target"),
        "--log-path", str(settings.dbt_target / "logs"),
        "--log-level", "none",
        "--log-level-file", "none",
        "--no-version-check",
        "--no-send-anonymous-usage-stats",
        "--no-write-json",
    ]  # fmt: skip


def write_project(settings: Settings) -> Path:
    """Write the dbt project of the state into the home, and return its folder.

    It is the engine room and the models, linked, with a ``dbt_project.yml`` that knows which state it is of: dbt has to
    be told the state's folders of macros and tests, to leave out those of other states, and which models the state has.
    """
    state = settings.state
    folder = settings.dbt_target / "project"
    folder.mkdir(parents=True, exist_ok=True)
    _link(folder.parent / "models", settings.models)
    for name in ("macros", "tests", ".dbtignore"):
        _link(folder / name, settings.dbt_project / name)
    project, profiles = (
        read_yaml((settings.dbt_project / name).read_text(encoding="utf-8"))
        for name in ("dbt_project.yml", "profiles.yml")
    )
    models, seeds, sources = (project[kind]["lookback"] for kind in ("models", "seeds", "sources"))
    for room in ("staging", "rules"):
        for path in (settings.models / room).glob("[a-z][a-z]"):
            is_on = {"+enabled": path.name == state}
            # (dbt takes every file below a model path for a model.)
            models[room][path.name] = is_on | {"macros": {"+enabled": False}, "tests": {"+enabled": False}}
            seeds.setdefault(room, {})[path.name] = is_on
            sources.setdefault(room, {})[path.name] = is_on
    project["vars"] = variables = _find_variables(settings)
    staging = variables["staging"]
    no_files = {"macros": {"+enabled": False}, "tests": {"+enabled": False}}
    models["staging"][STANDARD] = {"+enabled": staging == STANDARD} | no_files
    seeds["staging"][STANDARD] = {"+enabled": staging == STANDARD}
    sources["staging"][STANDARD] = {"+enabled": staging == STANDARD}
    for room, folder_name in dict.fromkeys((("staging", state), ("rules", state), ("staging", staging))):
        for kind in ("macro", "test"):
            if (settings.models / room / folder_name / f"{kind}s").is_dir():
                project[f"{kind}-paths"].append(f"../models/{room}/{folder_name}/{kind}s")
    models["rules"]["every_state"]["+enabled"] = models["marts"]["+enabled"] = variables["has_rules"]
    output = profiles["lookback"]["outputs"]["duckdb"]
    # (Relative to this folder, so that a home that was copied opens its own warehouse.)
    home = "/".join([".."] * len(folder.relative_to(settings.root).parts))
    warehouse = f"{home}/{settings.warehouse.relative_to(settings.root)}"
    output["path"] = f"{{{{ env_var('LOOKBACK_WAREHOUSE', '{warehouse}') }}}}"
    output["config_options"] |= {
        "temp_directory": f"{output['path']}.tmp",
        "file_search_path": f"{{{{ env_var('LOOKBACK_HOME', '{home}') }}}}",
    }
    for name, content in (("dbt_project.yml", project), ("profiles.yml", profiles)):
        _write_if_other(folder / name, json.dumps(content, indent=1))  # (JSON is YAML)
    return folder


def _find_variables(settings: Settings) -> dict[str, Any]:
    """Find what the state has. The project folder is a variable so that dbt parses a moved project again."""
    state = settings.state
    rules, staging = settings.models / "rules" / state, find_staging(settings.models, state)
    prefix = "stg" if staging == STANDARD else f"stg_{state}"
    own_rules = sorted(path.stem.partition("__")[2] for path in rules.rglob(f"rule_{state}__*.sql"))
    has_packs = any(rules.glob("*.law"))
    return {
        "state": state,
        "project_dir": str(settings.dbt_project),
        "staging": staging,
        "standard_seeds": state if staging == STANDARD else "no_state",
        "measures": read_measures(),
        "own_rules": own_rules,
        "has_packs": has_packs,
        "has_rules": has_packs or "findings" in own_rules,
        "not_delivered": [
            name
            for name in OPTIONAL_STAGED
            if not any((settings.models / "staging" / staging).rglob(f"{prefix}__{name}.sql"))
        ],
    }


def find_staging(models: Path, state: str) -> str:
    """Find the folder of the state's staging models: its own, else that of the standard layout."""
    has_own = any((models / "staging" / state).rglob(f"stg_{state}__*.sql"))
    return state if has_own else STANDARD


def _link(link: Path, target: Path) -> None:
    if target.exists() and (not link.is_symlink() or link.readlink() != target):
        new = link.with_name(f"{link.name}.{os.getpid()}")
        new.symlink_to(target)
        new.replace(link)


def _write_if_other(path: Path, content: str) -> None:
    """Leave the file alone where it has this content: other processes read it, and may write it at the same time."""
    if not path.is_file() or path.read_text(encoding="utf-8") != content:
        new = path.with_name(f"{path.name}.{os.getpid()}")
        new.write_text(content, encoding="utf-8")
        new.replace(path)


def _parse_project(settings: Settings, fingerprint: str) -> Any:
    from dbt.cli.main import dbtRunner

    settings.export()
    parsed = settings.dbt_target / PARSED_FILE
    arguments = ["parse", *build_project_arguments(settings)]
    with FileLock(settings.dbt_target / "parse.lock"):  # (dbt replaces its last parse in place)
        if not parsed.is_file() or parsed.read_text(encoding="utf-8") != fingerprint:
            # dbt's partial parse fails in an old home if macros or descriptions moved to other files since.
            arguments.append("--no-partial-parse")
            parsed.unlink(missing_ok=True)
        result = dbtRunner().invoke(arguments)
        if not result.success:
            raise ParseFailedError(f"dbt cannot parse the project: {result.exception}")
        parsed.write_text(fingerprint, encoding="utf-8")
    return result.result


def hash_project(settings: Settings) -> str:
    """Hash every file that dbt parses, and the project folder, whose path dbt stores for seeds.

    Law tables are data that a run loads: dbt does not read them.
    """
    digest = hashlib.sha256(f"{settings.dbt_project} {settings.state}".encode())
    for folder in (settings.models, settings.dbt_project):
        for path in sorted(folder.rglob("*")):
            is_law = path.suffix == ".law" or (path.suffix == ".csv" and "rules" in path.parts)
            if path.is_file() and not is_law and "target" not in path.parts and "logs" not in path.parts:
                digest.update(str(path.relative_to(folder)).encode())
                digest.update(path.read_bytes())
    digest.update(json.dumps(read_measures()).encode())
    return digest.hexdigest()
