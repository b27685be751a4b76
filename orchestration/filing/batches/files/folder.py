"""The folder of a batch: written under a temporary name, flushed to disk, then renamed."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

from orchestration.files.atomic import build_dir, sync_all_to_disk, sync_to_disk
from orchestration.files.publish_dir import OutputConflictError, hash_file
from orchestration.filing.batches.files.answer_file import write_answer_file, write_other_courts_answer_file
from orchestration.filing.batches.files.batch_of_lines import COURT_ORDER, BatchOfLines
from orchestration.filing.batches.files.court_data import write_court_data
from orchestration.filing.batches.files.department import write_department_files
from orchestration.filing.ledger.batch import MANIFEST_FILE

NOTHING: Mapping[str, object] = MappingProxyType({})
Documents = Callable[[Path, BatchOfLines], None]
"""Function that writes the documents of a batch into a folder."""


def write_batch_folder(filed: Path, batch: BatchOfLines, documents: Sequence[Documents] = ()) -> dict[str, str]:
    """Write the files of ``batch`` to ``filed/<batch id>`` and return each file's SHA-256, the manifest's too.

    A folder left by a crash after the rename must hold the same bytes and is kept.

    Raises:
        OutputConflictError: The folder exists with other bytes. Nothing was written.
    """

    def write_files(building: Path) -> None:
        if batch.relief_by == COURT_ORDER:
            write_court_data(building, batch)
        else:
            write_department_files(building, batch)
            write_other_courts_answer_file(building, batch)
        write_answer_file(building, batch)
        for write in documents:
            write(building, batch)

    return write_whole(filed / batch.batch_id, write_files, lambda files: _format_manifest(batch, files))


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
        "as_of_date": batch.as_of_date,
        "data_as_of": batch.data_as_of,
        "law_version": batch.law_version,
        "lines": len(batch.lines),
        **({"batch_number": batch.place.number, "batch_count": batch.place.count} if batch.place else {}),
        "templates": dict(batch.templates.hashes) if batch.templates else {},
        "files": dict(files),
        **more,
    }
    return json.dumps(manifest, indent=2, sort_keys=True) + "\n"
