"""The files of compiled law: one model per remedy, the wide facts, and their contracts, as the compiler writes them."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from pathlib import Path

from orchestration.files.atomic import write_atomic
from orchestration.law.compiler.columns_read import list_words
from orchestration.law.compiler.elements_model import ElementsModel
from orchestration.law.compiler.fact_contract import ANY, FactContract, read_contract, refuse_unpromised
from orchestration.law.compiler.fact_texts import Column
from orchestration.law.compiler.findings import list_columns
from orchestration.law.compiler.long_lines import fold_lines
from orchestration.law.compiler.mark import MARK, is_compiled
from orchestration.law.compiler.matrix import (
    Matrix,
    list_element_columns,
    list_finding_columns,
    write_elements,
    write_findings,
)
from orchestration.law.compiler.model import write_model
from orchestration.law.compiler.petitions import list_columns as list_columns_of_petitions
from orchestration.law.compiler.petitions import list_petitions, write_petition_paths
from orchestration.law.compiler.remedy import Remedy
from orchestration.law.compiler.state_views import write_decisions, write_statuses_macro
from orchestration.law.compiler.wide_facts import WideFacts
from orchestration.law.pack_files.files import PackFile
from orchestration.law.pack_files.source import PackError
from orchestration.law.tables import read_packs

CONTRACTS, STATUSES_MACRO = "_compiled.yml", "macros/compiled_statuses.sql"
_HERE = Path(__file__).parent
Model = tuple[str, list[Column], str]
"""What it is about, its columns, its SQL."""


def compile_state(files: Sequence[PackFile], state: str, words: Path, contract: FactContract = ANY) -> dict[str, str]:
    """Compile the packs of a state into the text of its files, by name.

    ``words``: the file of the macros that compiled law is written in. ``contract``: what its facts promise.

    Raises:
        PackError: A pack has a key or a construct that is not compiled, or asks of facts what nobody promises.
    """
    refuse_unpromised(files, contract)
    remedies = {name: (file, Remedy(file, files, name, contract)) for file, name in list_remedies(files)}
    matrices = [Matrix(file, files, name) for file in files if reads_paths(file) for name in file.pack.remedies]
    all_of_them = [remedy for _, remedy in remedies.values()]
    every = _write_header(f"the packs of {state}", files, state, words)
    petitions = [*list_petitions(files)]
    models: dict[str, Model] = {}
    for name, (file, remedy) in remedies.items():
        header = _write_header(file.source.path.name, files, state, words)
        elements = ElementsModel(remedy)
        of = f"{remedy.remedy.name}, as {file.source.path.name} says"
        about = f"{of}: what is asked of each {remedy.unit} that a path is or may be for, and how it stands."
        text = fold_lines(elements.write_model(header))
        models[f"{name}_elements"] = (about, [*elements.list_columns()], text)
        about = f"{of}: one row per {remedy.unit} that a path is or may be for."
        models[name] = (about, [*list_columns()], fold_lines(write_model(remedy, header)))
    for matrix in matrices:
        header = _write_header(matrix.file.source.path.name, files, state, words)
        of = f"{matrix.pack.remedies[matrix.remedy_id].name}, as {matrix.file.source.path.name} says"
        about = f"{of}: one row per charge, path and element."
        models[f"{matrix.remedy_id}_elements"] = (about, [*list_element_columns()], write_elements(matrix, header))
        about = f"{of}: one row per charge that a path is for."
        models[matrix.remedy_id] = (about, [*list_finding_columns()], write_findings(matrix, header))
    for one in petitions:
        header = _write_header(one.file.source.path.name, files, state, words)
        about = f"Paths of petitions about {one.own} that may be within reach, as {one.file.source.path.name} says."
        text = fold_lines(write_petition_paths(one, header))
        models[one.remedy_id] = (about, [*list_columns_of_petitions()], text)
    answers = {fact for one in matrices for fact in one.established}
    read = list_words([text for _, _, text in models.values()], words)
    facts = WideFacts([*all_of_them, *petitions], read, answers)
    about = "What the packs of the state read of each unit: one row per unit."
    models["wide_facts"] = (about, [*facts.list_columns()], facts.write_model(every))
    by_rows = [matrix.remedy_id for matrix in matrices]
    about = "The findings of all remedies of the state: one row per unit and remedy."
    columns = [*(list_finding_columns() if matrices else list_columns())]
    models["decisions"] = (about, columns, write_decisions(state, all_of_them, by_rows, every))
    named = {f"rule_{state}__{name}": model for name, model in models.items()}
    found = {f"{name}.sql": text for name, (_, _, text) in named.items()}
    tables = {name: (about, columns) for name, (about, columns, _) in named.items()}
    macro = fold_lines(write_statuses_macro(state, all_of_them, by_rows, every))
    return {**found, STATUSES_MACRO: macro, CONTRACTS: _write_contracts(state, tables)}


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
        (folder / name).parent.mkdir(exist_ok=True)
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


def refuse_outdated(models: Path, state: str) -> None:
    """Refuse packs of a state that are not compiled, or changed since.

    Raises:
        PackError: They are, with the command that compiles them.
    """
    if files := read_packs(models, state):
        folder = models / "rules" / state
        command = f"lookback law compile {state}"
        if not (folder / f"rule_{state}__decisions.sql").is_file():
            raise PackError(folder, f"the packs are not compiled: {command}")
        if list_outdated(models, state):
            raise PackError(files[0].source.path, f"the packs of {state}, or the compiler, changed since: {command}")


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
    """List the remedies that are compiled path by path: not petitions, and no pack whose paths are rows of a table."""
    for file in files:
        if not reads_paths(file):
            yield from ((file, name) for name, remedy in file.pack.remedies.items() if not remedy.hint)


def reads_paths(file: PackFile) -> bool:
    """Whether a pack asks facts of a table whose rows are paths: these are joined, not laid side by side."""
    common = [words for _, words in file.pack.common]
    return any(getattr(part, "by_path", False) for part in (*file.pack.elements.values(), *common))
