"""Worlds prove a release safe only where they fit everything that is published, and are not looked for twice."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from tables_with_totals import with_totals

from orchestration.reporting.disclosure import complementary, solving
from orchestration.reporting.disclosure.attack import known_from, possible, too_narrow
from orchestration.reporting.disclosure.before import Before, movement, together
from orchestration.reporting.disclosure.cells import Cells, Floats, assemble
from orchestration.reporting.disclosure.complementary import Suppression, protect
from orchestration.reporting.disclosure.rule import primary
from orchestration.reporting.disclosure.seen import Seen
from orchestration.reporting.disclosure.worlds import Reach, Worlds

COUNTS = {("ALPINE", "B"): 4, ("ALPINE", "W"): 60, ("YOLO", "B"): 40, ("YOLO", "W"): 90, ("KERN", "B"): 30,
          ("KERN", "W"): 33}  # fmt: skip
BLACK_IN_ALPINE, WHITE_IN_ALPINE = "people/county=ALPINE/race=B", "people/county=ALPINE/race=W"
EVERYBODY, KERN = "people", "people/county=KERN"


def cells_of(more: int = 0) -> Cells:
    return assemble([with_totals({**COUNTS, ("YOLO", "W"): 90 + more}, ("county", "race"))])


def after(first: Suppression, cells: Cells, *, is_same: bool) -> Before:
    moved = movement(cells, first.cells, is_same=is_same)
    known = known_from(first.cells, first.is_withheld)
    return Before(known, moved, frozenset({"race"}), first.cells.values, [*first.worlds])


def test_every_world_that_was_found_fits_what_is_published() -> None:
    cells = cells_of()
    found = protect(cells)
    assert len(found.worlds) > 1
    assert len(possible(known_from(cells, found.is_withheld), found.worlds)) == len(found.worlds)


@pytest.mark.parametrize(
    ("key", "change"),
    [
        (EVERYBODY, lambda _: 258.0),  # a count that stands there
        (BLACK_IN_ALPINE, lambda value: value + 1),  # a sum no longer holds
        (BLACK_IN_ALPINE, lambda _: 0.0),  # whoever is withheld is somebody
        (KERN, lambda _: np.nan),
    ],
)
def test_a_world_that_does_not_fit_proves_nothing(key: str, change: Callable[[float], float]) -> None:
    cells = cells_of()
    found = protect(cells)
    known = known_from(cells, found.is_withheld)
    wrong = cells.values.copy()
    wrong[cells.place_of[key]] = change(wrong[cells.place_of[key]])
    assert possible(known, [wrong]) == []


def test_worlds_of_nowhere_do_not_save_a_release_that_gives_counts_away() -> None:
    cells = cells_of()
    alone = primary(cells)
    worlds = protect(cells).worlds
    assert too_narrow(known_from(cells, alone), alone, worlds=worlds).sum() == 1


def test_the_same_release_again_is_proven_without_a_solver(monkeypatch: pytest.MonkeyPatch) -> None:
    first = protect(cells_of())
    monkeypatch.setattr(solving, "linprog", nobody)
    again = protect(cells_of(), after(first, cells_of(), is_same=True))
    assert (again.is_withheld == first.is_withheld).all()
    with pytest.raises(AssertionError, match="asked"):
        protect(cells_of(), replace(after(first, cells_of(), is_same=True), worlds=()))


def nobody(*_: object, **__: object) -> None:
    raise AssertionError("the solver was asked")


@pytest.mark.parametrize("more", [0, 12, 400])
def test_with_or_without_the_worlds_of_then_the_next_release_is_safe(more: int) -> None:
    first = protect(cells_of())
    cells = cells_of(more)
    before = after(first, cells, is_same=more == 0)
    for known_before in (before, replace(before, worlds=())):
        found = protect(cells, known_before)
        known = together(known_from(cells, found.is_withheld), before)
        assert len(possible(known, found.worlds)) == len(found.worlds)
        assert not too_narrow(known, np.isnan(known.cells.values)).any()


def test_worlds_of_then_that_do_not_fit_now_are_left_out() -> None:
    """Then Alpine was withheld by race; somebody published the same data with other cells since."""
    first = protect(cells_of())
    false = first.cells.values.copy()
    false[first.cells.place_of[EVERYBODY]] += 40
    before = after(first, cells_of(12), is_same=False)
    found = protect(cells_of(12), replace(before, worlds=[*before.worlds, false]))
    known = together(known_from(found.cells, found.is_withheld), before)
    assert len(possible(known, found.worlds)) == len(found.worlds)


def place(cells: Cells, *keys: str) -> np.ndarray:
    return np.array([cells.place_of[key] for key in keys], dtype=np.int64)


def test_a_world_moves_what_is_withheld_and_no_more_and_by_the_width_at_most() -> None:
    cells = cells_of()
    withheld = protect(cells).is_withheld
    worlds = Worlds(cells, withheld, None, cells.values)
    up = place(cells, BLACK_IN_ALPINE)
    world = worlds.spread(up, up[:0], cells.values, cells.values, 5.0)
    assert world[up[0]] == pytest.approx(9.0)
    assert np.allclose(world[~withheld], cells.values[~withheld])


def test_what_cannot_be_otherwise_says_so() -> None:
    cells = cells_of()
    worlds = Worlds(cells, primary(cells), None, cells.values)
    at = place(cells, BLACK_IN_ALPINE)
    stuck = worlds.spread(at, at[:0], cells.values, cells.values, 5.0)
    assert stuck[at[0]] == pytest.approx(4.0), "alone in its line"
    far = worlds.spread(at, at[:0], cells.values, cells.values, 5.0, Reach.AT_ITS_COST)
    assert far[at[0]] == pytest.approx(9.0)
    assert sums_hold(cells, far)
    cheapest = worlds.otherwise(at, 5.0)
    assert cheapest is not None
    assert cheapest[at[0]] == pytest.approx(9.0) and sums_hold(cells, cheapest)
    assert cheapest[cells.place_of[EVERYBODY]] == cells.values[cells.place_of[EVERYBODY]], "totals cost most"


def sums_hold(cells: Cells, world: Floats) -> bool:
    return bool(np.allclose(cells.equal @ world, 0.0, atol=1e-6))


def test_a_zero_that_is_shown_never_moves() -> None:
    cells = assemble([with_totals({**COUNTS, ("ALPINE", "A"): 0}, ("county", "race"))])
    worlds = Worlds(cells, primary(cells), None, cells.values)
    zero = place(cells, "people/county=ALPINE/race=A")
    assert not worlds.can_be_otherwise()[zero[0]]
    assert worlds.otherwise(zero, 5.0) is None


def test_what_was_shown_before_holds_a_cell_in_reach_of_it() -> None:
    """The release before showed 60; nothing moved by more than 12."""
    first = cells_of()
    nothing = np.zeros(len(first.values), dtype=bool)
    before = Before(known_from(first, nothing), 12.0, values=first.values)
    cells = cells_of(3)
    worlds = Worlds(cells, primary(cells), before, np.concatenate([cells.values, first.values]), is_before_still=True)
    at = place(cells, WHITE_IN_ALPINE)
    assert worlds.otherwise(at, 12.0) is not None
    assert worlds.otherwise(at, 12.5) is None


def test_what_moved_in_a_world_that_was_looked_for_in_vain_is_withheld_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """The release before stands in the way, so a world is taken in and not enough; the next step needs it no more."""
    first = cells_of()
    nothing = np.zeros(len(first.values), dtype=bool)
    before = Before(known_from(first, nothing), 400.0, values=first.values)
    asked = []

    def in_vain_at_first(worlds: Worlds, batch: np.ndarray, seen: Seen, width: float) -> bool:
        asked.append(len(batch))
        far = worlds.spread(place(cells, BLACK_IN_ALPINE), batch[:0], seen.low, seen.high, width, Reach.AT_ITS_COST)
        seen.add(far)
        return False

    cells = cells_of(12)
    monkeypatch.setattr(complementary, "_widen", in_vain_at_first)
    monkeypatch.setattr(complementary, "_along_lines", lambda *_: None)
    found = protect(cells, before)
    known = together(known_from(cells, found.is_withheld), before)
    assert asked
    assert len(possible(known, found.worlds)) == len(found.worlds)
