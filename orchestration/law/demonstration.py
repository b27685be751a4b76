"""Demonstrations: two accounts, and signatures of an invented counsel, that count for invented people alone.

Every paper that a demonstration account had a part in says so on each page.
"""

from __future__ import annotations

from collections.abc import Collection

from orchestration.settings import Settings
from orchestration.warehouse.current_run import is_synthetic
from orchestration.warehouse.open_run import open_warehouse_to_read

ANALYST, REVIEWER, COUNSEL = "demo-analyst", "demo-reviewer", "demo-counsel"
NAMES = frozenset({ANALYST, REVIEWER, COUNSEL})
SAYS = "DEMONSTRATION: invented people, signed by nobody, not for filing"


class NotSyntheticError(ValueError):
    """A demonstration was asked for, and the run at hand is not one of synthetic deliveries alone."""


def is_demonstration(names: Collection[str]) -> bool:
    """Whether any of the names is one of a demonstration, however it is typed."""
    return any(" ".join(name.split()).casefold() in NAMES for name in names)


def check_demonstration(settings: Settings, names: Collection[str]) -> None:
    """Check that names of a demonstration act on invented people alone.

    Raises:
        NotSyntheticError: they do not.
        ExplanationError: there is no run to know it by.
    """
    if not is_demonstration(names):
        return
    with open_warehouse_to_read(settings) as connection:
        if not is_synthetic(connection):
            raise NotSyntheticError(
                f"{', '.join(sorted(NAMES))} are for demonstrations: they count only if every delivery of the run is "
                "synthetic, and this run has real ones; act under your own name"
            )
