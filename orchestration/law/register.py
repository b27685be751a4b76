"""The register of rule packs, ``models/rules/packs.yml``: provisions, and the key columns of law tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestration.files.yaml import read_yaml
from orchestration.law.pack_files.columns import ROW_KEYS

REGISTER_FILE = "register.yml"
"""A state's entry of the register in its own folder, beside its rules."""


@dataclass(frozen=True)
class Provision:
    """One provision of a pack: its meaning, its status, and the remedies and rules that implement it."""

    provision: str
    status: str
    in_words: str
    verified: str = ""
    covers: str = ""
    left_out: str = ""
    remedies: Sequence[str] = field(default_factory=tuple)
    rules: Sequence[str] = field(default_factory=tuple)
    reasons: Sequence[str] = field(default_factory=tuple)
    questions: Sequence[Mapping[str, str]] = field(default_factory=tuple)


@dataclass(frozen=True)
class Pack:
    """The rule pack of a state. ``time_zone``: tz database name for the state's offices."""

    state: str
    version: str
    time_zone: str
    row_keys: Mapping[str, Sequence[str]]
    provisions: Sequence[Provision]


def read_pack(models: Path, state: str) -> Pack:
    """Read the pack of a state.

    Raises:
        LookupError: The register has none.
    """
    pack = _read_packs(models).get(state)
    if pack is None:
        raise LookupError(f"models/rules/packs.yml has no pack of {state}")
    provisions = [Provision(**_strip_texts(entry)) for entry in pack["provisions"]]
    return Pack(state, str(pack["version"]), str(pack["time_zone"]), pack["row_keys"], provisions)


def _strip_texts(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.strip() if isinstance(value, str) else value for name, value in entry.items()}


def read_row_keys(models: Path, state: str) -> Mapping[str, Sequence[str]]:
    """Read what makes a row of each law table that row: of packs, and of the state's own tables."""
    return {**ROW_KEYS, **read_registered_row_keys(models, state)}


def read_registered_row_keys(models: Path, state: str) -> Mapping[str, Sequence[str]]:
    """Read what makes a row of each of the state's own law tables that row; none if the register has no such state."""
    known = (models / "rules" / "packs.yml").exists() and state in _read_packs(models)
    return read_pack(models, state).row_keys if known else {}


def list_packs(models: Path) -> list[str]:
    """List the states with a pack."""
    return sorted(_read_packs(models))


def _read_packs(models: Path) -> Mapping[str, Any]:
    register: Mapping[str, Any] = read_yaml((models / "rules" / "packs.yml").read_text(encoding="utf-8"))
    packs: dict[str, Any] = dict(register["packs"])
    for path in sorted((models / "rules").glob(f"*/{REGISTER_FILE}")):  # a state that brings its own
        packs[path.parent.name] = read_yaml(path.read_text(encoding="utf-8"))
    return packs
