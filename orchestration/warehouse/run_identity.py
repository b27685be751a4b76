"""What a run is: the id made of everything it rests on.

What belongs here: these names. What does not: the version of the law (``law.version``). The same inputs, law, policy,
as-of date and software give the same run id, on any machine: a run of the same id gives the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from orchestration.settings import PACKAGE, PROJECT

HASH_DIGITS = 12
SOFTWARE = {"orchestration": {".py", ".csv", ".html"}, "models": {".sql", ".csv"}, "dbt_project": {".sql", ".yml"}}
"""The files that shape what a run writes, by folder and ending."""


def compute_software_version(root: Path, version: str) -> str:
    """``2026.11.0+code.<hash>``: two states of the code under one version number are two, so that a run of the one
    never meets files of the other under its id."""
    hashes = [hash_files(_locate(root, folder), endings) for folder, endings in sorted(SOFTWARE.items())]
    return f"{version}+code.{hashlib.sha256(' '.join(hashes).encode()).hexdigest()[:HASH_DIGITS]}"


def compute_code_version(root: Path) -> str:
    """Hash everything in ``compute_software_version`` but the law tables, which change by themselves."""
    law_tables = {"models": "law"}
    hashes = [
        hash_files(_locate(root, folder), endings, without=law_tables.get(folder, "target"))
        for folder, endings in sorted(SOFTWARE.items())
    ]
    return hashlib.sha256(" ".join(hashes).encode()).hexdigest()[:HASH_DIGITS]


def compute_run_id(
    *, state: str, as_of_date: date, software: str, law: str, inputs: Sequence[str], people_said: Sequence[str]
) -> str:
    """16 hex digits of SHA-256 of everything a run rests on.

    ``software``: its version. ``law``: the law version, which holds the policy. ``inputs``: one word per delivery in
    force (its SHA-256, county and cut date) and per allowance. ``people_said``: ids of decisions on identity, of
    established facts and of claims. The order of both does not matter.
    """
    words = [state, as_of_date.isoformat(), software, law, "inputs", *sorted(inputs), "people", *sorted(people_said)]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]


def _locate(root: Path, folder: str) -> Path:
    """In an installed wheel ``root`` is a folder of the package."""
    return PACKAGE if root == PACKAGE / PROJECT and folder == PACKAGE.name else root / folder


def hash_files(folder: Path, endings: Iterable[str], without: str = "target") -> str:
    """Hash the names and contents of the files below ``folder`` with these endings; line ends count as LF."""
    digest = hashlib.sha256()
    for path in sorted(file for file in folder.rglob("*") if file.suffix in endings and file.is_file()):
        if {"target", PROJECT, without} & set(path.relative_to(folder).parts):
            continue
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).digest())
    return digest.hexdigest()[:HASH_DIGITS]
