"""Tables of figures for pages: rows are places or groups, columns are what is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from orchestration.reporting.site.contents import Contents, Row
from orchestration.reporting.site.words import (
    GROUPS,
    describe,
    format_group,
    format_place,
    order_place,
)


@dataclass(frozen=True)
class Grid:
    """A table. A cell without a figure is withheld or counts nothing: readers cannot tell which."""

    title: str
    head: str
    columns: Sequence[str]
    rows: Sequence[tuple[str, Sequence[Row | None]]]

    @property
    def figures(self) -> list[str]:
        """The ids of its figures."""
        return [row["figure_id"] for _, cells in self.rows for row in cells if row is not None]


def arrange_places(site: Contents, rows: Iterable[Row]) -> Grid | None:
    """Arrange one row per county, the whole state last."""
    return _arrange(site, rows, "By place", "place", "place", lambda row: format_place(site, row["place"]),
                    lambda row: order_place(row["place"]))  # fmt: skip


def arrange_groups(site: Contents, kind: str, rows: Iterable[Row]) -> Grid | None:
    """Arrange one row per group of a kind, unknown last."""
    said = GROUPS.get(kind, kind.replace("_", " "))

    def name(row: Row) -> str:
        return format_group(site, kind, row["group_code"])

    last = ("Other", "Unknown", "not ", "several ")
    return _arrange(site, rows, f"By {said}", said, "group_code", name,
                    lambda row: (name(row).startswith(last) and name(row) != "Other Asian", name(row)))  # fmt: skip


def _arrange(
    site: Contents,
    rows: Iterable[Row],
    title: str,
    head: str,
    down: str,
    name: Callable[[Row], str],
    order: Callable[[Row], Any],
) -> Grid | None:
    every = list(rows)
    if not every:
        return None
    across = sorted(
        {(row["unit"] != "people", row["unit"], row["variant"]): describe(site, row) for row in every}.items()
    )
    cells = {(row[down], row["unit"], row["variant"]): row for row in every}
    firsts = {row[down]: row for row in sorted(every, key=order)}
    return Grid(
        title,
        head,
        [said for _, said in across],
        [
            (name(first), [cells.get((one, unit, variant)) for (_, unit, variant), _ in across])
            for one, first in firsts.items()
        ],
    )
