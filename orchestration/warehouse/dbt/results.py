"""Results of models and tests."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class NodeResult:
    """The result of one dbt node: ``unique_id``, ``status`` in dbt's words, seconds, failing rows of a test."""

    unique_id: str
    status: str
    seconds: float
    failures: int | None
    message: str


def describe_failures(failures: int) -> str:
    """Say how many rows fail a test, as dbt does; empty if none."""
    return f"Got {failures} results, configured to fail if != 0" if failures else ""
