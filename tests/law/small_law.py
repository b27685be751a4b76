"""A small law of an invented state, written for a test: its register, its tables, its signatures."""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from pathlib import Path

import yaml

from orchestration.law.signatures import COLUMNS

REASONS = [
    {"reason_code": "read", "reason_text": "It was read.", "citation": "Code 1", "verified": "V"},
    {"reason_code": "remembered", "reason_text": "It is remembered.", "citation": "Code 2", "verified": "V/M-subdiv"},
    {"reason_code": "read_so", "reason_text": "It is read so.", "citation": "Code 3", "verified": "inference"},
]


def write_law(
    models: Path,
    *,
    reasons: Sequence[Mapping[str, str]] = REASONS,
    signatures: Sequence[Mapping[str, str]] = (),
    status: str = "complete",
) -> Path:
    """The folder of models with a pack of the state ``xx``."""
    law = models / "rules" / "xx" / "law"
    law.mkdir(parents=True, exist_ok=True)
    provision = {"provision": "Code 1 to 3", "status": status, "in_words": "Words."}
    pack = {
        "name": "Xx",
        "version": "1",
        "time_zone": "UTC",
        "row_keys": {"reasons": ["reason_code"]},
        "provisions": [provision],
    }
    (law.parent / "register.yml").write_text(yaml.safe_dump(pack))
    _write(law / "xx_reasons.csv", reasons, list(REASONS[0]))
    columns = [*COLUMNS]
    _write(law / "xx_signatures.csv", signatures, columns)
    return models


def _write(path: Path, lines: Sequence[Mapping[str, str]], columns: Sequence[str]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, columns, lineterminator="\n")
        writer.writeheader()
        writer.writerows(lines)
