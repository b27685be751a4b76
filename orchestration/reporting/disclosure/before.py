"""The release before: what it shows is known as well, and what changed since may not give away what is withheld.

What belongs here: tying the cells of two releases together. What does not: reading releases (``publication``).

A cell moves by no more than ``movement`` from one release to the next, and that number is published: 0 where both rest
on the same data, law and day and count the same. And a difference is a count as well: where a cell that is broken down
by a trait of people moved by one to ten since it was last shown, it is withheld, for the difference would describe
those few who came or went.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from scipy import sparse

from orchestration.reporting.disclosure.attack import Known
from orchestration.reporting.disclosure.cells import Booleans, Cells, Floats
from orchestration.reporting.disclosure.rule import SMALLEST_SHOWN, is_small


@dataclass(frozen=True)
class Before:
    """What the release before told (``known``); the most by which a cell moved since; the dimensions that are traits of
    people; what each cell was when any release showed it last, by its name (``last_shown``; None: this release alone is
    known); and, for those who publish alone, the true counts behind it (``values``) and the possible ``worlds`` that
    proved it safe (a value for each of its cells)."""

    known: Known
    movement: float
    traits: frozenset[str] = frozenset()
    values: Floats | None = None
    worlds: Sequence[Floats] = ()
    last_shown: Mapping[str, float] | None = None

    def moved_a_little(self, cells: Cells) -> Booleans:
        """Cells of this release whose difference from what was shown last is a small count of people with a trait: in
        the release before, or in one before that where this withheld it."""
        shown = self.last_shown
        if shown is None:
            earlier = self.known.cells
            shown = dict(zip(earlier.keys, earlier.values.tolist(), strict=True))
        found = [(cells.place_of[key], value) for key, value in shown.items() if key in cells.place_of]
        places = np.array([at for at, _ in found], dtype=np.int64)
        differences = np.abs(cells.values[places] - np.array([value for _, value in found], dtype=float))
        moved = np.zeros(len(cells.values), dtype=bool)
        for at in places[is_small(differences)].tolist():
            moved[at] = any(f"/{trait}=" in cells.keys[at] for trait in self.traits)
        return moved

    def still_withheld(self, cells: Cells) -> Booleans:
        """Where nothing moved, showing what was withheld before would undo it: the same cells stay withheld."""
        withheld = np.zeros(len(cells.values), dtype=bool)
        if self.movement == 0:
            for at, other in shared(cells, self.known.cells):
                withheld[at] = cells.is_shown[at] and bool(np.isnan(self.known.cells.values[other]))
        return withheld


def movement(cells: Cells, earlier: Cells, *, is_same: bool) -> float:
    """The most by which a cell moved from the true counts of ``earlier`` to those of ``cells``. Where data changed at
    all it is at least ten: the rule itself tells that a cell may be withheld for having moved so little."""
    moved = max((abs(cells.values[at] - earlier.values[other]) for at, other in shared(cells, earlier)), default=0.0)
    return 0.0 if is_same and moved == 0 else float(max(moved, SMALLEST_SHOWN - 1))


def together(known: Known, before: Before | None) -> Known:
    """What both releases tell, as one: the cells of this release first."""
    if before is None:
        return known
    own, earlier = known.cells, before.known.cells
    shift = len(own.values)
    return Known(
        replace(
            own,
            keys=(*own.keys, *(f"before/{key}" for key in earlier.keys)),
            values=np.concatenate([own.values, earlier.values]),
            is_shown=np.concatenate([own.is_shown, earlier.is_shown]),
            breadth=np.concatenate([own.breadth, earlier.breadth]),
            equal=sparse.block_diag([own.equal, earlier.equal], format="csr"),
            at_most=sparse.block_diag([own.at_most, earlier.at_most], format="csr"),
        ),
        np.concatenate([known.lowest, before.known.lowest]),
        np.concatenate([known.highest, before.known.highest]),
        tuple((at, shift + other, before.movement) for at, other in shared(own, earlier)),
    )


def worlds_of_both(cells: Cells, before: Before) -> list[Floats]:
    """The worlds that proved the release before, as values of both releases. They may not fit this one."""
    pairs = np.array(shared(cells, before.known.cells), dtype=np.int64).reshape(-1, 2)
    worlds = []
    for then in before.worlds:
        now = cells.values.copy()
        if before.movement == 0:
            now[pairs[:, 0]] = then[pairs[:, 1]]
        worlds.append(np.concatenate([now, then]))
    return worlds


def shared(cells: Cells, earlier: Cells) -> list[tuple[int, int]]:
    """The places of the cells that both have."""
    return [(cells.place_of[key], at) for key, at in earlier.place_of.items() if key in cells.place_of]
