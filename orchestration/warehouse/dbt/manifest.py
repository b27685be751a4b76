"""The project as dbt parsed it, kept: parsing takes longer than everything else before the first row is read.

What belongs here: where a parsed project is kept, under which name, and taking it from there. What does not: parsing
(``dbt``). It follows from the files that dbt parses, from where they lie and from the versions of dbt and of what it
rests on alone: their hash is its name, so what is found under it is what parsing would give, whoever kept it. ``make
setup`` prepares it in the environment for every home (``python -m orchestration.warehouse.dbt.manifest``), with its
templates compiled; where the models changed since, the first run parses and keeps it in its home. Compiled templates
are code: they are taken from the environment alone, where all other code lies.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sys
import tempfile
from collections.abc import Mapping
from contextlib import suppress
from importlib.metadata import version
from importlib.util import MAGIC_NUMBER
from pathlib import Path
from typing import Any

from orchestration.settings import Settings, load_settings
from orchestration.warehouse.dbt.spared import compile_when_used
from orchestration.warehouse.dbt.templates import compiled_templates, take_compiled

_FOR_DBT = "manifest.msgpack"
_FOR_READERS = "manifest.json"
_TEMPLATES = "templates.marshal"
_PARSERS = ("dbt-core", "dbt-adapters", "dbt-common", "dbt-duckdb", "Jinja2")


def project_fingerprint(settings: Settings) -> str:
    """SHA-256 over every file that dbt parses, where they lie, and the versions of what parses them."""
    digest = hashlib.sha256()
    for folder in (settings.models, settings.dbt_project):
        for path in sorted(folder.rglob("*")):
            if path.is_file() and "target" not in path.parts and "logs" not in path.parts:
                digest.update(str(path.relative_to(folder)).encode())
                digest.update(path.read_bytes())
    digest.update(settings.state.encode())
    digest.update(str(settings.dbt_project).encode())  # dbt keeps where its seeds lie
    digest.update(" ".join(version(package) for package in _PARSERS).encode())
    digest.update(MAGIC_NUMBER)  # Python's, of compiled code
    return digest.hexdigest()


def kept_manifest(settings: Settings, fingerprint: str) -> Any | None:
    """dbt's own manifest object of the project with this fingerprint; None where nobody kept one that can be read."""
    compile_when_used()
    from dbt.contracts.graph.manifest import Manifest
    from dbt.parser.manifest import extended_mashumuro_decoder

    packed = _kept(settings, fingerprint, _FOR_DBT)
    if packed is None:
        return None
    try:
        manifest = Manifest.from_msgpack(packed, decoder=extended_mashumuro_decoder)
    except Exception:  # damaged on the disk, whatever the libraries raise then: parsed anew
        return None
    manifest.build_flat_graph()
    take_compiled(_read(kept_in_environment(settings) / fingerprint / _TEMPLATES) or b"")
    return manifest


def kept_for_readers(settings: Settings, fingerprint: str) -> Mapping[str, Any] | None:
    """The manifest as dbt writes it for others; None where nobody kept one that can be read."""
    try:
        manifest: Mapping[str, Any] = json.loads(_kept(settings, fingerprint, _FOR_READERS) or b"")
    except ValueError:
        return None
    return manifest


def keep_manifest(manifest: Any, folder: Path, fingerprint: str, templates: bytes = b"") -> None:
    """Keep both forms under ``folder``, with the compiled ``templates`` if there are any, and nothing of an older
    project. What is there is whole: it is written under another name and renamed."""
    from dbt.parser.manifest import extended_mashumaro_encoder

    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="partial-", dir=folder, ignore_cleanup_errors=True) as partial:
        written = Path(partial) / fingerprint
        written.mkdir()
        manifest.write(str(written / _FOR_READERS))
        (written / _FOR_DBT).write_bytes(manifest.to_msgpack(extended_mashumaro_encoder))
        if templates:
            (written / _TEMPLATES).write_bytes(templates)
        for file in written.iterdir():
            with file.open("rb") as handle:
                os.fsync(handle.fileno())
        for other in folder.iterdir():
            if not other.name.startswith("partial-"):
                shutil.rmtree(other, ignore_errors=True)
        with suppress(OSError):  # another process has just kept the same
            written.rename(folder / fingerprint)


def kept_in_home(settings: Settings) -> Path:
    """Where a home keeps its parsed project."""
    return settings.dbt_target / "parsed"


def kept_in_environment(settings: Settings) -> Path:
    """Where ``make setup`` keeps it."""
    return Path(sys.prefix) / "share" / "lookback" / "parsed" / settings.state


def _kept(settings: Settings, fingerprint: str, name: str) -> bytes | None:
    in_home = _read(kept_in_home(settings) / fingerprint / name)
    return _read(kept_in_environment(settings) / fingerprint / name) if in_home is None else in_home


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except FileNotFoundError:
        return None


def _prepare() -> None:
    """Parse the project of every state we have models of, for all homes."""
    from orchestration.warehouse.dbt.runner import parsed_by_dbt

    for models in sorted((load_settings().models / "staging").iterdir()):
        if not models.is_dir():
            continue
        with tempfile.TemporaryDirectory() as home:
            settings = load_settings(home=Path(home), state=models.name)
            settings.export()
            fingerprint = project_fingerprint(settings)
            if not (kept_in_environment(settings) / fingerprint).exists():
                manifest = parsed_by_dbt(settings)
                keep_manifest(manifest, kept_in_environment(settings), fingerprint, compiled_templates(manifest))


if __name__ == "__main__":
    _prepare()
