"""The run id, a hash of everything that a run depends on.

The same inputs, law, policy, as-of date and software give the same id on any machine, and the same id gives the same
bytes. The version of the law is in ``law.version``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

from orchestration.settings import PACKAGE, PROJECT

HASH_DIGITS = 12
SOFTWARE_SUFFIXES = {
    "orchestration": {".py", ".csv", ".html"},
    "models": {".sql", ".csv", ".law"},
    "dbt_project": {".sql", ".yml"},
}
"""File suffixes that affect the output of a run, by folder."""
COMPILED_LAW = (b"-- Compiled from ", b"{#- Compiled from ")
"""How models and macros begin that the compiler writes from packs: they are law."""


def compute_software_version(root: Path, version: str) -> str:
    """Return ``2026.11.0+code.<hash>``, which tells apart two states of the code under one version number."""
    hashes = [hash_folder(_locate(root, folder), endings) for folder, endings in sorted(SOFTWARE_SUFFIXES.items())]
    return f"{version}+code.{hashlib.sha256(' '.join(hashes).encode()).hexdigest()[:HASH_DIGITS]}"


def compute_code_version(root: Path) -> str:
    """Hash the files of ``compute_software_version`` without packs, law tables and what is compiled from packs."""
    law_tables = {"models": "law"}
    hashes = [
        hash_folder(_locate(root, folder), endings - {".law"}, law_tables.get(folder, "target"), COMPILED_LAW)
        for folder, endings in sorted(SOFTWARE_SUFFIXES.items())
    ]
    return hashlib.sha256(" ".join(hashes).encode()).hexdigest()[:HASH_DIGITS]


def compute_run_id(
    *, state: str, as_of_date: date, software: str, law: str, inputs: Sequence[str], manual_input_ids: Sequence[str]
) -> str:
    """Return 16 hex digits of SHA-256 over everything that a run depends on.

    ``law``: the law version, which includes the policy. ``inputs``: one word per current delivery (its SHA-256, county
    and cut date) and per override. ``manual_input_ids``: ids of identity decisions, established facts and claims. The
    order of ``inputs`` and ``manual_input_ids`` does not matter.
    """
    words = [
        state,
        as_of_date.isoformat(),
        software,
        law,
        "inputs",
        *sorted(inputs),
        "people",
        *sorted(manual_input_ids),
    ]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]


def _locate(root: Path, folder: str) -> Path:
    """Return the folder; in an installed wheel ``root`` is a folder of the package."""
    return PACKAGE if root == PACKAGE / PROJECT and folder == PACKAGE.name else root / folder


def hash_folder(
    folder: Path, endings: Iterable[str], without: str = "target", without_beginnings: tuple[bytes, ...] = ()
) -> str:
    """Hash names and contents of the files below ``folder`` with these suffixes; line ends count as LF.

    ``without``: a folder left out. ``without_beginnings``: files left out that begin so.
    """
    digest = hashlib.sha256()
    for path in sorted(file for file in folder.rglob("*") if file.suffix in endings and file.is_file()):
        if {"target", PROJECT, without} & set(path.relative_to(folder).parts):
            continue
        content = path.read_bytes()
        if content.startswith(without_beginnings):
            continue
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(content.replace(b"\r\n", b"\n")).digest())
    return digest.hexdigest()[:HASH_DIGITS]
