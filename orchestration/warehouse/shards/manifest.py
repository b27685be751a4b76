"""The manifest of a run's shards: a line for the inputs and each stage of each shard, with the hashes of what it was
made of and of what it wrote.

A stage of a shard whose line is there and whose files are as the line says is not run again.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from orchestration.files.steps import report_progress
from orchestration.warehouse.shards.shard import ShardResult, hash_file

MANIFEST = "manifest.jsonl"
INPUTS = "inputs"
"""Folder of the tables that every shard is given, and the stage of their line."""


@dataclass(frozen=True)
class MadeOf:
    """Hashes of what a shard is made of: rows of its people, other inputs with the law tables, and SQL."""

    rows: str
    law: str
    sql: str


def name_folder(folder: Path, shard: int) -> Path:
    """Name the folder of a shard, which has one for each stage."""
    return folder / f"shard_{shard:03d}"


def add_line(folder: Path, result: ShardResult, made_of: MadeOf) -> None:
    """Add the line of a shard whose stage ended, and wait until it is on the disk."""
    with (folder / MANIFEST).open("a", encoding="utf-8") as file:
        file.write(json.dumps({**vars(result), "made_of": vars(made_of)}, sort_keys=True) + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_finished(folder: Path, made_of: MadeOf, stage: str) -> Mapping[int, ShardResult]:
    """Read the results of shards whose stage is whole: made of this, and every file as it was written."""
    found: dict[int, ShardResult] = {}
    for (of_stage, shard), (made, result) in _read_lines(folder).items():
        if of_stage != stage or made != made_of or result.failed:
            continue
        if damaged := _find_damaged(folder, result):
            report_progress(f"{damaged} was damaged since it was written: its shard is built anew")
        else:
            found[shard] = result
    return found


def find_damaged_file(folder: Path) -> Path | None:
    """Find a file of any stage that is missing or has other bytes than when it was written."""
    for _, result in _read_lines(folder).values():
        if not result.failed and (damaged := _find_damaged(folder, result)):
            return damaged
    return None


def hash_manifest(folder: Path) -> str:
    """Hash what the manifest says of the stages that are whole: what each was made of, and its files.

    In which order shards ended, and what they took, does not count.
    """
    lines = [
        json.dumps([stage, shard, vars(made), result.outputs], sort_keys=True)
        for (stage, shard), (made, result) in sorted(_read_lines(folder).items(), key=lambda line: line[0])
        if not result.failed
    ]
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _read_lines(folder: Path) -> Mapping[tuple[str, int], tuple[MadeOf, ShardResult]]:
    """Read the last line of each stage of each shard."""
    return {(result.stage, result.shard): (made, result) for made, result in _parse(folder / MANIFEST)}


def _parse(file: Path) -> Iterator[tuple[MadeOf, ShardResult]]:
    for line in file.read_bytes().splitlines() if file.is_file() else ():
        try:
            read = json.loads(line)
            made = MadeOf(**read.pop("made_of"))
            yield made, ShardResult(**read)
        except (ValueError, TypeError, KeyError, AttributeError):
            continue  # a run was killed while it wrote the line, or the line is damaged


def _find_damaged(folder: Path, result: ShardResult) -> Path | None:
    of_shard = folder if result.stage == INPUTS else name_folder(folder, result.shard)
    for name, sha256 in result.outputs.items():
        path = of_shard / result.stage / name
        if not path.is_file() or hash_file(path) != sha256:
            return path
    return None
