"""The parsed dbt project, cached in the process, and by dbt in the home until a file of the project changes."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from orchestration.settings import Settings

_PARSED: dict[str, Any] = {}
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
    return [
        "--project-dir", str(settings.dbt_project),
        "--profiles-dir", str(settings.dbt_project),
        "--target-path", str(settings.dbt_target / "target"),
        "--log-path", str(settings.dbt_target / "logs"),
        "--log-level", "none",
        "--log-level-file", "none",
        "--no-version-check",
        "--no-send-anonymous-usage-stats",
        "--no-write-json",
        "--vars", json.dumps({"state": settings.state, "project_dir": str(settings.dbt_project)}),
    ]  # fmt: skip


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
