"""The manifest of a run's shards: a line for each stage of each, with the hashes of what it was made of and of what it
wrote.

A stage of a shard whose line is there and whose files are as the line says is not run again.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from orchestration.warehouse.shards.shard import ShardResult, hash_file

MANIFEST = "manifest.jsonl"


@dataclass(frozen=True)
class MadeOf:
    """Hashes of what a shard is made of: rows of its people, other inputs with the law tables, and SQL."""

    rows: str
    law: str
    sql: str


def name_folder(folder: Path, shard: int, stage: str) -> Path:
    """Name the folder of a stage of a shard."""
    return folder / f"shard_{shard:03d}" / stage


def add_line(folder: Path, result: ShardResult, made_of: MadeOf) -> None:
    """Add the line of a shard whose stage ended, and wait until it is on the disk."""
    with (folder / MANIFEST).open("a", encoding="utf-8") as file:
        file.write(json.dumps({**vars(result), "made_of": vars(made_of)}, sort_keys=True) + "\n")
        file.flush()
        os.fsync(file.fileno())


def read_finished(folder: Path, made_of: MadeOf, stage: str) -> Mapping[int, ShardResult]:
    """Read the results of shards whose stage is whole: made of this, and every file as it was written."""
    file = folder / MANIFEST
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    found: dict[int, ShardResult] = {}
    for line in lines:
        try:
            read = json.loads(line)
        except json.JSONDecodeError:
            continue  # a run was killed while it wrote the line
        if read.pop("made_of") == vars(made_of) and read["stage"] == stage:
            found[read["shard"]] = ShardResult(**read)
    return {shard: result for shard, result in found.items() if not result.failed and _is_whole(folder, result)}


def _is_whole(folder: Path, result: ShardResult) -> bool:
    of_shard = name_folder(folder, result.shard, result.stage)
    return all(
        (of_shard / name).is_file() and hash_file(of_shard / name) == sha for name, sha in result.outputs.items()
    )
