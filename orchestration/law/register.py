"""The register of a state's rule pack, ``models/rules/<state>/register.yml``: provisions, key columns of law tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from orchestration.files.yaml import read_yaml
from orchestration.law.pack_files.columns import ROW_KEYS

REGISTER_FILE = "register.yml"


@dataclass(frozen=True)
class Provision:
    """One provision of a pack: its meaning, its status, and the remedies and rules that implement it.

    ``in_operation``: from when the law is in force and operates, or that it does not operate yet, in a sentence.
    ``former_sections``: the law table that says what current law makes of each former section, if it has one.
    """

    provision: str
    status: str
    in_words: str
    verified: str = ""
    in_operation: str = ""
    covers: str = ""
    left_out: str = ""
    remedies: Sequence[str] = field(default_factory=tuple)
    rules: Sequence[str] = field(default_factory=tuple)
    reasons: Sequence[str] = field(default_factory=tuple)
    questions: Sequence[Mapping[str, str]] = field(default_factory=tuple)
    former_sections: str = ""


@dataclass(frozen=True)
class Pack:
    """The rule pack of a state. ``time_zone``: tz database name for the state's offices."""

    state: str
    name: str
    version: str
    time_zone: str
    row_keys: Mapping[str, Sequence[str]]
    provisions: Sequence[Provision]


def read_pack(models: Path, state: str) -> Pack:
    """Read the pack of a state.

    Raises:
        LookupError: The register has none.
    """
    path = models / "rules" / state / REGISTER_FILE
    if not path.is_file():
        raise LookupError(f"{state or 'no state'} has no pack: models/rules/{state}/{REGISTER_FILE} is missing")
    pack: Mapping[str, Any] = read_yaml(path.read_text(encoding="utf-8"))
    provisions = [Provision(**_strip_texts(entry)) for entry in pack["provisions"]]
    return Pack(state, str(pack["name"]), str(pack["version"]), str(pack["time_zone"]), pack["row_keys"], provisions)


def _strip_texts(entry: Mapping[str, Any]) -> dict[str, Any]:
    return {name: value.strip() if isinstance(value, str) else value for name, value in entry.items()}


def read_row_keys(models: Path, state: str) -> Mapping[str, Sequence[str]]:
    """Read what makes a row of each law table that row: of packs, and of the state's own tables."""
    return {**ROW_KEYS, **read_registered_row_keys(models, state)}


def read_registered_row_keys(models: Path, state: str) -> Mapping[str, Sequence[str]]:
    """Read what makes a row of each of the state's own law tables that row; none if the register has no such state."""
    is_registered = (models / "rules" / state / REGISTER_FILE).is_file()
    return read_pack(models, state).row_keys if is_registered else {}


def list_packs(models: Path) -> list[str]:
    """List the states with a pack."""
    return sorted(path.parent.name for path in (models / "rules").glob(f"*/{REGISTER_FILE}"))
