"""Tables of figures for pages: rows are places or groups, columns are what is counted."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from orchestration.reporting.site.contents import LEFT_OUT, Contents, Row
from orchestration.reporting.site.words import (
    GROUPS,
    describe,
    format_group,
    format_place,
    is_rest,
    order_place,
)

Named = tuple[str, Sequence[Row | None]]


@dataclass(frozen=True)
class Grid:
    """A table. A cell without a row is withheld, or counts nothing: nobody can tell. ``few`` are the rows that have
    withheld counts alone: a page names them in one line."""

    title: str
    head: str
    columns: Sequence[str]
    rows: Sequence[Named]
    few: Sequence[Named]

    @property
    def figures(self) -> list[str]:
        """The ids of its figures."""
        return [row["figure_id"] for _, cells in (*self.rows, *self.few) for row in cells if row and row["figure_id"]]


def build_grid(title: str, head: str, columns: Sequence[str], rows: Iterable[Named]) -> Grid:
    """A table of these rows."""
    every = list(rows)
    shown, few = ([row for row in every if is_shown(row[1]) is word] for word in (True, False))
    return Grid(title, head, columns, shown, few)


def is_shown(cells: Iterable[Row | None]) -> bool:
    """Whether any count or value of the row is shown, or left out."""
    return any(
        row is not None and (row is LEFT_OUT or row["count"] is not None or row["value"] is not None) for row in cells
    )


def arrange_places(site: Contents, rows: Iterable[Row]) -> Grid | None:
    """Arrange one row per county, the whole state last."""
    return _arrange(site, rows, "By place", "place", "place", lambda row: format_place(site, row["place"]),
                    lambda row: order_place(row["place"]))  # fmt: skip


def arrange_groups(site: Contents, kind: str, rows: Iterable[Row]) -> Grid | None:
    """Arrange one row per group of a kind, unknown last."""
    said = GROUPS.get(kind, kind.replace("_", " "))

    def name(row: Row) -> str:
        return format_group(site, kind, row["group_code"])

    return _arrange(site, rows, f"By {said}", said, "group_code", name, lambda row: (is_rest(name(row)), name(row)))


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

    def find(first: Row, unit: str, variant: str) -> Row | None:
        return cells.get((first[down], unit, variant)) or site.find_left_out(
            first["metric"], unit, first["place"], first["group_by"]
        )

    return build_grid(
        title,
        head,
        [said for _, said in across],
        ((name(first), [find(first, unit, variant) for (_, unit, variant), _ in across]) for first in firsts.values()),
    )
