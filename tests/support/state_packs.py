"""Where packs are: in ``models/rules``, beside the cases while they are not shipped, or of a law that is invented."""

from __future__ import annotations

import csv
from pathlib import Path

from orchestration.law.register import list_packs
from orchestration.settings import PROJECT_ROOT

CASES = PROJECT_ROOT / "tests" / "models" / "states"
LAWS = PROJECT_ROOT / "tests" / "models" / "law" / "laws"
"""Invented laws."""

SHIPPED = ", ".join(list_packs(PROJECT_ROOT / "models"))
"""The states that are shipped, as messages list them."""


def find_packs(state: str) -> Path:
    """Find the folder of a state's packs."""
    shipped = PROJECT_ROOT / "models" / "rules" / state
    if shipped.is_dir():
        return shipped
    return LAWS if (LAWS / f"{state}.law").is_file() else CASES


def _list_states() -> list[str]:
    with (CASES / "cases.csv").open(encoding="utf-8", newline="") as file:
        return sorted({case["case_id"][:2].lower() for case in csv.DictReader(file)})


STATES = _list_states()
