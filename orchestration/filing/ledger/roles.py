"""Which roles may cause an event (``roles.csv``)."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from functools import cache
from pathlib import Path

from pydantic import TypeAdapter

from orchestration.people import Role


@cache
def read_roles() -> Mapping[str, frozenset[Role]]:
    """Read the roles of each kind of event. A kind without a row is caused by nobody."""
    with Path(__file__).with_name("roles.csv").open(encoding="utf-8", newline="") as file:
        rows = {row["event"]: row["roles"].split() for row in csv.DictReader(file)}
    return TypeAdapter(dict[str, frozenset[Role]]).validate_python(rows)
