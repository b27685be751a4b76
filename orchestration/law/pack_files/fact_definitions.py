"""The definitions of facts, as the YAML beside the models that tell them gives them, and the facts a pack reads."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from orchestration.files.yaml import read_yaml
from orchestration.law.pack_files.checks import expand, list_parts
from orchestration.law.pack_files.common import make_common_elements
from orchestration.law.pack_files.files import PackFile
from orchestration.law.pack_files.schema import Operative, PersonStatus, UnitFact


@dataclass(frozen=True)
class FactDefinition:
    """A fact: what makes it so, what silence of the record means, where that stands, and how it was read."""

    fact: str
    of: str
    means: str
    silence: str
    cite: str
    mark: str


def read_facts(models: Path, state: str) -> list[Mapping[str, Any]]:
    """Read what the models of a state promise of facts: its own, and the shared ones that it has not replaced.

    ``of`` says whether it is a fact of a charge, an arrest or a person.
    """
    own = _read_folder(models / "rules" / state)
    shared = _read_folder(models / "rules" / "every_state")
    replaced = {path.stem.partition("__")[2] for path in (models / "rules" / state).rglob(f"rule_{state}__*.sql")}
    kept = {name: facts for name, facts in shared.items() if name.partition("__")[2] not in replaced}
    return [one for facts in (*own.values(), *kept.values()) for one in facts]


def _read_folder(folder: Path) -> dict[str, list[Mapping[str, Any]]]:
    found: dict[str, list[Mapping[str, Any]]] = {}
    for path in sorted(folder.rglob("*.yml")):
        if path.name.startswith("_compiled"):
            continue
        for model in read_yaml(path.read_bytes()).get("models", []):
            if facts := model.get("config", {}).get("meta", {}).get("facts"):
                of = "arrest" if "arrest" in model["name"] else "person" if "person" in model["name"] else "charge"
                found[model["name"]] = [{**one, "of": of} for one in facts]
    return found


def find_definitions(file: PackFile, facts: Sequence[Mapping[str, Any]]) -> list[FactDefinition]:
    """Find the definitions of the facts that a pack reads, of charges or of arrests, a family of facts once."""
    found: dict[tuple[str, str], FactDefinition] = {}
    for fact, of in dict.fromkeys(_list_read(file)):
        fitting = [one for one in facts if of in (one["of"], "person") or one["of"] == "person"]
        named = [one for one in fitting if one["fact"] == fact]
        for one in (named or [one for one in fitting if fnmatch(fact, str(one["fact"]))])[:1]:
            words = {key: " ".join(str(one.get(key, "")).split()) for key in ("means", "silence", "cite", "mark")}
            found[str(one["fact"]), one["of"]] = FactDefinition(str(one["fact"]), one["of"], **words)
    return list(found.values())


def _list_read(file: PackFile) -> Iterator[tuple[str, str]]:
    """List each fact that is read, and whether it is one of a charge, an arrest or a person."""
    for number, path in enumerate(file.pack.paths):
        of = "arrest" if path.unit == "arrest" else "charge"
        own = expand(file, path, number)
        parts = [*make_common_elements(file.pack, path).values()]
        parts += [file.pack.elements[name] for name in [*own, *list_parts(file, own)]]
        for part in parts:
            if isinstance(part, UnitFact):
                yield part.fact, of
            elif isinstance(part, PersonStatus):
                yield part.status, "person"
            elif isinstance(part, Operative):
                yield from ((day.if_.fact, of) for day in part.from_ if day.if_)
    for alternatives in file.pack.selectors.values():
        yield from ((fact, one.of) for one in alternatives for fact in one.facts)
