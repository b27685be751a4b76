"""The files of compiled law: one model per remedy, the wide facts, and their contracts, as the compiler writes them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from orchestration.files.atomic import write_atomic
from orchestration.law.compiler.columns_read import list_words
from orchestration.law.compiler.fact_contract import ANY, FactContract, read_contract, refuse_unpromised
from orchestration.law.compiler.fact_texts import Column
from orchestration.law.compiler.findings import list_columns
from orchestration.law.compiler.mark import MARK, is_compiled
from orchestration.law.compiler.model import write_model
from orchestration.law.compiler.remedy import Remedy
from orchestration.law.compiler.wide_facts import WideFacts
from orchestration.law.pack_files.files import PackFile
from orchestration.law.pack_files.source import PackError
from orchestration.law.tables import read_packs

CONTRACTS = "_compiled.yml"
_HERE = Path(__file__).parent


def compile_state(files: Sequence[PackFile], state: str, words: Path, contract: FactContract = ANY) -> dict[str, str]:
    """Compile the packs of a state into the text of its files, by name.

    ``words``: the file of the macros that compiled law is written in. ``contract``: what its facts promise.

    Raises:
        PackError: A pack has a key or a construct that is not compiled, or asks of facts what nobody promises.
    """
    refuse_unpromised(files, contract)
    remedies = {name: (file, Remedy(file, files, name, contract)) for file, name in list_remedies(files)}
    found = {}
    for name, (file, remedy) in remedies.items():
        header = _write_header(file.source.path.name, files, state, words)
        found[f"rule_{state}__{name}.sql"] = write_model(remedy, header)
    facts = WideFacts([remedy for _, remedy in remedies.values()], list_words(found.values(), words))
    header = _write_header(f"the packs of {state}", files, state, words)
    found[f"rule_{state}__wide_facts.sql"] = facts.write_model(header)
    tables: dict[str, tuple[str, list[Column]]] = {
        f"rule_{state}__wide_facts": (
            "What the packs of the state read of each unit: one row per unit.",
            [*facts.list_columns()],
        )
    }
    for name, (file, remedy) in remedies.items():
        about = (
            f"{remedy.remedy.name}, as {file.source.path.name} says: one row per charge that a path is or may be for."
        )
        tables[f"rule_{state}__{name}"] = (about, [*list_columns()])
    found[CONTRACTS] = _write_contracts(state, tables)
    return found


def write_state(models: Path, state: str) -> list[str]:
    """Compile the packs of a state and write its models; drop those of remedies that are no more. Return their names.

    Raises:
        PackError: A pack is invalid, or has a key or a construct that is not compiled.
    """
    folder = models / "rules" / state
    files = read_packs(models, state)
    found = compile_state(files, state, find_words(models), read_contract(models, state))
    for path in sorted(folder.rglob("*.sql")):
        if path.name in found and not (path.parent == folder and is_compiled(path.read_text(encoding="utf-8"))):
            raise PackError(
                files[0].source.path, f"expected a remedy whose model has a name of its own, found {path.name}"
            )
    for path in folder.glob(f"rule_{state}__*.sql"):
        if path.name not in found and is_compiled(path.read_text(encoding="utf-8")):
            path.unlink()
    for name, text in found.items():
        write_atomic(folder / name, text)
    return sorted(found)


def list_outdated(models: Path, state: str) -> list[str]:
    """List the compiled models of a state whose first line does not name the hash of packs and compiler as they are."""
    said = f"hash {hash_sources(read_packs(models, state), find_words(models))}."
    outdated = []
    for path in sorted((models / "rules" / state).glob(f"rule_{state}__*.sql")):
        first = path.read_text(encoding="utf-8").partition("\n")[0]
        if is_compiled(first) and not first.endswith(said):
            outdated.append(f"{path.name}: packs or compiler changed since: lookback law compile {state}")
    return outdated


def list_compiled_states(models: Path) -> list[str]:
    """List the states that have compiled models."""
    return sorted(path.parent.name for path in (models / "rules").glob(f"*/{CONTRACTS}"))


def find_words(models: Path) -> Path:
    """Find the macros that compiled law is written in."""
    return models.parent / "dbt_project" / "macros" / "compiled_law.sql"


def _write_header(names: str, files: Sequence[PackFile], state: str, words: Path) -> str:
    return f"{MARK}{names} by lookback law compile {state}, hash {hash_sources(files, words)}."


def hash_sources(files: Sequence[PackFile], words: Path) -> str:
    """Hash the packs of a state, as they were parsed, and the compiler with its words."""
    packs = {file.pack.pack: file.source.content for file in files}
    said = json.dumps({"packs": packs, "compiler": _hash_compiler(words)}, default=str, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()[:16]


@cache
def _hash_compiler(words: Path) -> str:
    texts = [path.read_text(encoding="utf-8") for path in (*sorted(_HERE.glob("*.py")), words)]
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def _write_contracts(state: str, tables: Mapping[str, tuple[str, Sequence[Column]]]) -> str:
    lines = [f"# Written by lookback law compile {state}.", "version: 2", "models:"]
    return (
        "\n".join(
            [*lines, *(line for name, (about, columns) in tables.items() for line in _write_one(name, about, columns))]
        )
        + "\n"
    )


def _write_one(name: str, about: str, columns: Sequence[Column]) -> Iterator[str]:
    yield f"  - name: {name}"
    yield f"    description: {json.dumps(about, ensure_ascii=False)}"
    yield "    columns:"
    for column, kind, described in columns:
        said = json.dumps(described, ensure_ascii=False)
        yield f'      - {{ name: {column}, data_type: "{kind}", description: {said} }}'


def list_remedies(files: Sequence[PackFile]) -> Iterator[tuple[PackFile, str]]:
    """List the remedies that are compiled: not petitions, and no pack with facts of a table whose rows are paths."""
    for file in files:
        if not reads_paths(file):
            yield from ((file, name) for name, remedy in file.pack.remedies.items() if not remedy.hint)


def reads_paths(file: PackFile) -> bool:
    """Whether a pack asks facts of a table whose rows are paths: these are left to the engine as yet."""
    common = [words for _, words in file.pack.common]
    return any(getattr(part, "by_path", False) for part in (*file.pack.elements.values(), *common))
