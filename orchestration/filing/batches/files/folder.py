"""The folder of a batch: written under a temporary name, flushed to disk, then renamed."""

from __future__ import annotations

import csv
import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from orchestration.files.atomic import PARTIAL_SUFFIX, build_dir, sync_all_to_disk, sync_to_disk
from orchestration.files.publish_dir import OutputConflictError, hash_file
from orchestration.files.tables import write_csv
from orchestration.filing.batches.files.answer_file import (
    DEMONSTRATION,
    write_answer_file,
    write_other_courts_answer_file,
)
from orchestration.filing.batches.files.batch_of_lines import BatchOfLines, format_folder_name
from orchestration.filing.batches.files.court_data import write_court_data
from orchestration.filing.batches.files.department import write_department_files
from orchestration.filing.batches.files.repository_list import write_list
from orchestration.filing.ledger.batch import MANIFEST_FILE
from orchestration.law.demonstration import SAYS
from orchestration.law.recipients import LIST, Recipient

DEPARTMENT = "department"
"""Whom a batch by operation of law is for, in the name of its folder."""

NOTHING: Mapping[str, object] = MappingProxyType({})
Documents = Callable[[Path, BatchOfLines], None]
"""Function that writes the documents of a batch into a folder."""


def write_batch_folder(filed: Path, batch: BatchOfLines, documents: Sequence[Documents] = ()) -> dict[str, str]:
    """Write the files of ``batch`` to a folder of ``filed``; each file's SHA-256, the manifest's too.

    A folder left by a crash after the rename must hold the same bytes and is kept.

    Raises:
        OutputConflictError: The folder exists with other bytes. Nothing was written.
    """

    def write_files(building: Path) -> None:
        if batch.asks_a_court:
            write_court_data(building, batch)
        elif batch.step == LIST:
            write_list(building, batch)
        else:
            write_department_files(building, batch)
            write_other_courts_answer_file(building, batch)
        write_answer_file(building, batch)
        if batch.is_demonstration:
            _mark_tables(building)
        for write in documents:
            write(building, batch)

    final = list_batch_folders(filed).get(batch.batch_id, filed / name_batch_folder(batch))
    return write_whole(final, write_files, lambda files: _format_manifest(batch, files))


def _mark_tables(folder: Path) -> None:
    """Add a column to each CSV file that says of each row that it is of a demonstration."""
    for path in sorted(folder.rglob("*.csv")):
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows, columns = list(reader), list(reader.fieldnames or ())
        if DEMONSTRATION not in columns:
            write_csv(path, [*columns, DEMONSTRATION], ({**row, DEMONSTRATION: SAYS} for row in rows))


def name_batch_folder(batch: BatchOfLines) -> str:
    """``fresno_<relief>_89c58a74e8c2031f``: whom it is for, the relief, and the id."""
    addressee = batch.addressee.recipient if batch.addressee else "" if batch.county_name else DEPARTMENT
    whom = "_".join(filter(None, [addressee, format_folder_name(batch.county_name)]))
    return "_".join([*(["demonstration"] if batch.is_demonstration else []), whom, batch.relief, batch.batch_id])


def read_batch_id(folder: Path) -> str:
    """The id of the batch that a folder is of. (Versions before 2026-11-29 named folders by the id alone.)"""
    return folder.name.rpartition("_")[2]


def list_batch_folders(filed: Path) -> dict[str, Path]:
    """Folders of batches by id, without those that a stopped command left."""
    folders = sorted(filed.iterdir()) if filed.is_dir() else []
    return {read_batch_id(folder): folder for folder in folders if not folder.name.endswith(PARTIAL_SUFFIX)}


def write_whole(
    final: Path, write_files: Callable[[Path], None], manifest: Callable[[Mapping[str, str]], str]
) -> dict[str, str]:
    """Write a complete folder or none, with a manifest of its files' hashes, and return each file's SHA-256.

    Raises:
        OutputConflictError: The folder exists with other bytes.
    """
    with build_dir(final) as building:
        write_files(building)
        (building / MANIFEST_FILE).write_text(manifest(hash_files_below(building)), encoding="utf-8")
        files = hash_files_below(building)
        sync_all_to_disk(building)
        if final.exists():
            if hash_files_below(final) != files:
                raise OutputConflictError(f"{final} exists with other bytes; move it away and run again")
            shutil.rmtree(building)
        else:
            building.rename(final)
            sync_to_disk(final.parent)
    return files


def write_manifest(folder: Path, batch: BatchOfLines, more: Mapping[str, object]) -> None:
    """Write the manifest of a batch that is not filed, with the entries of ``more`` added."""
    text = _format_manifest(batch, hash_files_below(folder), more)
    (folder / MANIFEST_FILE).write_text(text, encoding="utf-8")


def hash_files_below(folder: Path) -> dict[str, str]:
    """Compute the SHA-256 of every file, by its path in the folder."""
    return {name: hash_file(folder / name) for name in list_files_below(folder)}


def list_files_below(folder: Path) -> list[str]:
    """List every file by its path in the folder, sorted."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return [path.relative_to(folder).as_posix() for path in paths]


def _describe_step(step: str, addressee: Recipient) -> Mapping[str, object]:
    about = {"step": step, "recipient": addressee.recipient, "recipient_name": addressee.name}
    return about | {"every": addressee.every or None, "answer_days": addressee.answer_days}


def _format_manifest(batch: BatchOfLines, files: Mapping[str, str], more: Mapping[str, object] = NOTHING) -> str:
    manifest = {
        "batch_id": batch.batch_id,
        "state": batch.state,
        "relief_by": batch.relief_by,
        "remedy_id": batch.remedy_id,
        "relief": batch.relief,
        "basis": batch.basis,
        "county": batch.county_name or None,
        "court": batch.agency or None,
        **(_describe_step(batch.step, batch.addressee) if batch.addressee else {}),
        "as_of_date": batch.as_of_date,
        "data_as_of": batch.data_as_of,
        "law_version": batch.law_version,
        "lines": len(batch.lines),
        **({"batch_number": batch.place.number, "batch_count": batch.place.count} if batch.place else {}),
        "templates": dict(batch.templates.hashes) if batch.templates else {},
        "files": dict(files),
        **({"demonstration": SAYS} if batch.is_demonstration else {}),
        **more,
    }
    return json.dumps(manifest, indent=2, sort_keys=True) + "\n"
