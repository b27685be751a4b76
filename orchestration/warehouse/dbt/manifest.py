"""The parsed dbt project, cached in the process, and by dbt in the home until a file of the project changes."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from orchestration.files.yaml import read_yaml
from orchestration.settings import Settings

_PARSED: dict[str, Any] = {}
OPTIONAL_STAGED = ("supervision_records", "court_records", "petitions", "case_transfers")
"""Staged deliveries that only some states have (macro ``staged``)."""

PARSED_FILE = "parsed_project.sha256"
"""Hash of the project that dbt's parse in this home is of."""


class ParseFailedError(RuntimeError):
    """dbt cannot parse the project."""


def load_project(settings: Settings) -> Any:
    """Return dbt's own manifest object of the project.

    Raises:
        ParseFailedError: A model, a macro or a YAML file is wrong.
    """
    fingerprint = _hash_project(settings)
    if fingerprint not in _PARSED:
        _PARSED.clear()
        _PARSED[fingerprint] = _parse_project(settings, fingerprint)
    return _PARSED[fingerprint]


def load_manifest(settings: Settings) -> Mapping[str, Any]:
    """Return the manifest as dbt writes it to ``manifest.json``."""
    manifest: Mapping[str, Any] = load_project(settings).writable_manifest().to_dict(omit_none=False)
    return manifest


def build_project_arguments(settings: Settings) -> list[str]:
    """Build dbt's options for the project, with logs off because they would quote values.

    dbt stores the paths of seeds. The project folder is a variable so that dbt parses a moved project again.
    """
    state = settings.state
    rules, staging = (settings.models / room / state for room in ("rules", "staging"))
    own_rules = sorted(path.stem.partition("__")[2] for path in rules.rglob(f"rule_{state}__*.sql"))
    is_by_engine = any(rules.glob("*.law"))
    variables = {
        "state": state,
        "project_dir": str(settings.dbt_project),
        "own_rules": own_rules,
        "engine": is_by_engine,
        "has_rules": is_by_engine or "findings" in own_rules,
        "not_delivered": [name for name in OPTIONAL_STAGED if not any(staging.rglob(f"stg_{state}__{name}.sql"))],
    }
    return [
        "--project-dir", str(_find_project_folder(settings)),
        "--profiles-dir", str(settings.dbt_project),
        "--target-path", str(settings.dbt_target / "target"),
        "--log-path", str(settings.dbt_target / "logs"),
        "--log-level", "none",
        "--log-level-file", "none",
        "--no-version-check",
        "--no-send-anonymous-usage-stats",
        "--no-write-json",
        "--vars", json.dumps(variables),
    ]  # fmt: skip


def _find_project_folder(settings: Settings) -> Path:
    """Return the folder of ``dbt_project.yml``: the engine room, or a copy in the home that knows every state.

    A state is a folder of two letters below ``models/staging`` or ``models/rules``; dbt has to be told to leave out
    those of other states, and what is no model in each.
    """
    project = read_yaml((settings.dbt_project / "dbt_project.yml").read_text(encoding="utf-8"))
    models, seeds, sources = (project[kind]["lookback"] for kind in ("models", "seeds", "sources"))
    folders = [path for room in ("staging", "rules") for path in (settings.models / room).glob("[a-z][a-z]")]
    missing = {path.name for path in folders} - set(models["staging"])
    if not missing:
        return settings.dbt_project
    for state in missing:
        is_on = {"+enabled": f"{{{{ var('state', '') == '{state}' }}}}"}
        no_models = {"macros": {"+enabled": False}, "tests": {"+enabled": False}}
        for room in ("staging", "rules"):
            models[room][state] = is_on | no_models
            project["macro-paths"].append(f"../models/{room}/{state}/macros")
        seeds["staging"][state] = is_on
        sources["rules"][state] = is_on
    folder = settings.dbt_target / "project"
    folder.mkdir(parents=True, exist_ok=True)
    for paths in ("model-paths", "seed-paths", "macro-paths", "test-paths"):
        project[paths] = [os.path.relpath(settings.dbt_project / path, folder) for path in project[paths]]
    (folder / "dbt_project.yml").write_text(json.dumps(project, indent=1), encoding="utf-8")  # (JSON is YAML)
    return folder


def _parse_project(settings: Settings, fingerprint: str) -> Any:
    from dbt.cli.main import dbtRunner

    settings.export()
    parsed = settings.dbt_target / PARSED_FILE
    arguments = ["parse", *build_project_arguments(settings)]
    if not parsed.is_file() or parsed.read_text(encoding="utf-8") != fingerprint:
        # dbt's partial parse fails in an old home if macros or descriptions moved to other files since.
        arguments.append("--no-partial-parse")
        parsed.unlink(missing_ok=True)
    result = dbtRunner().invoke(arguments)
    if not result.success:
        raise ParseFailedError(f"dbt cannot parse the project: {result.exception}")
    parsed.write_text(fingerprint, encoding="utf-8")
    return result.result


def _hash_project(settings: Settings) -> str:
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
    return digest.hexdigest()
