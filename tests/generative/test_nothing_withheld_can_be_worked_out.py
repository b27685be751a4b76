"""Whoever knows everything that was published cannot narrow a withheld count down, whatever the counts are."""

from __future__ import annotations

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tables_with_totals import collapsed, cubes, with_totals

from orchestration.reporting.disclosure.attack import Contradiction, Known, bounds, known_from, possible, too_narrow
from orchestration.reporting.disclosure.before import Before, movement, together
from orchestration.reporting.disclosure.cells import Cells, Sum, assemble
from orchestration.reporting.disclosure.complementary import CannotProtect, Suppression, protect
from orchestration.reporting.disclosure.rule import NARROWEST, SMALLEST_SHOWN, is_small, primary

EXAMPLES = settings(max_examples=20)


def check_safe(found: Suppression, before: Before | None = None) -> None:
    """By the exact bounds: every withheld count lies in its interval, and no interval is short."""
    cells = found.cells
    assert not (is_small(cells.values) & cells.is_shown & ~found.is_withheld).any()
    known = together(known_from(cells, found.is_withheld), before)
    watched = np.zeros(len(known.cells.values), dtype=bool)
    watched[: len(found.is_withheld)] = found.is_withheld
    for key, (low, high) in bounds(known, watched).items():
        assert low - 1e-6 <= cells.values[cells.place_of[key]] <= high + 1e-6
        assert high - low >= NARROWEST - 1e-6, key
    assert not too_narrow(known, watched).any()
    assert len(possible(known, found.worlds)) == len(found.worlds), "what proves it fits the files"


@given(cubes(2))
@EXAMPLES
def test_a_table_with_totals_is_safe(counts: dict[tuple[str, ...], int]) -> None:
    check_safe(protect(assemble([with_totals(counts, ("county", "race"))])))


@given(cubes(3))
@EXAMPLES
def test_tables_of_one_release_that_share_cells_are_safe_together(counts: dict[tuple[str, ...], int]) -> None:
    by_race = with_totals(collapsed(counts, (0, 1)), ("county", "race"))
    by_sex = with_totals(collapsed(counts, (0, 2)), ("county", "sex"))
    cells = assemble([by_race, by_sex])
    assert len(cells.keys) < by_race.frame.height + by_sex.frame.height, "totals of counties are the same cells"
    check_safe(protect(cells))


@given(cubes(3))
@settings(max_examples=8)
def test_a_cube_is_safe(counts: dict[tuple[str, ...], int]) -> None:
    check_safe(protect(assemble([with_totals(counts, ("county", "race", "outcome"))])))


@given(cubes(2), st.data())
@EXAMPLES
def test_people_of_several_counties_are_counted_once_and_safe(
    counts: dict[tuple[str, ...], int], data: st.DataObject
) -> None:
    of_race = {
        race: [count for (_, other), count in counts.items() if other == race] for race in {key[1] for key in counts}
    }
    whole = {("ALL", race): data.draw(st.integers(max(parts), sum(parts))) for race, parts in of_race.items()}
    table = with_totals(counts, ("county", "race"), overlaps=frozenset({"county"}), whole=whole)
    everybody = pl.DataFrame([("ALL", "ALL", sum(whole.values()))], schema=table.frame.schema, orient="row")
    check_safe(protect(assemble([with_frame(table, everybody)])))


def with_frame(table: object, more: pl.DataFrame) -> object:
    from dataclasses import replace

    return replace(table, frame=pl.concat([table.frame, more]))  # type: ignore[attr-defined,type-var]


@given(cubes(2), st.data())
@EXAMPLES
def test_what_is_left_over_is_safe_though_it_is_never_shown(
    counts: dict[tuple[str, ...], int], data: st.DataObject
) -> None:
    """18 of 20: that two are left is as small a count as if it stood there."""
    yes = {key: data.draw(st.integers(0, count)) for key, count in counts.items()}
    rest = {key: counts[key] - yes[key] for key in counts}
    tables = [
        with_totals(counts, ("county", "race"), "among"),
        with_totals(yes, ("county", "race"), "yes"),
        hidden(with_totals(rest, ("county", "race"), "rest")),
    ]
    names = [key.removeprefix("among") for key in assemble(tables[:1]).keys]
    cells = assemble(tables, [Sum(f"among{name}", (f"yes{name}", f"rest{name}")) for name in names])
    found = protect(cells)
    check_safe(found)
    known = known_from(cells, found.is_withheld)
    left = is_small(cells.values) & ~cells.is_shown
    assert not too_narrow(known, left).any()


def hidden(table: object) -> object:
    from dataclasses import replace

    return replace(table, is_shown=False)  # type: ignore[type-var]


@given(cubes(2), st.data())
@EXAMPLES
def test_the_next_release_gives_nothing_of_either_away(counts: dict[tuple[str, ...], int], data: st.DataObject) -> None:
    first = protect(assemble([with_totals(counts, ("county", "race"))]))
    later = {key: max(0, count + data.draw(st.integers(-3, 12))) for key, count in counts.items()}
    cells = assemble([with_totals(later, ("county", "race"))])
    before = published_before(first, cells, is_same=False)
    found = protect(cells, before)
    check_safe(found, before)
    for at, key in enumerate(cells.keys):
        earlier = first.cells.place_of[key]
        if "/race=" in key and not found.is_withheld[at] and not first.is_withheld[earlier]:
            assert not 1 <= abs(cells.values[at] - first.cells.values[earlier]) < SMALLEST_SHOWN, "a few newcomers"


def published_before(first: Suppression, cells: Cells, *, is_same: bool) -> Before:
    moved = movement(cells, first.cells, is_same=is_same)
    known = known_from(first.cells, first.is_withheld)
    return Before(known, moved, frozenset({"race"}), first.cells.values, [*first.worlds])


@given(cubes(2))
@EXAMPLES
def test_the_same_release_again_withholds_the_same(counts: dict[tuple[str, ...], int]) -> None:
    cells = assemble([with_totals(counts, ("county", "race"))])
    first = protect(cells)
    again = protect(cells, published_before(first, cells, is_same=True))
    assert (first.is_withheld == again.is_withheld).all()


ALPINE = {("ALPINE", "B"): 4, ("ALPINE", "W"): 60, ("YOLO", "B"): 40, ("YOLO", "W"): 90, ("KERN", "B"): 30,
          ("KERN", "W"): 33}  # fmt: skip


def test_a_table_that_withholds_small_cells_alone_is_broken_by_the_attack() -> None:
    cells = assemble([with_totals(ALPINE, ("county", "race"))])
    small = primary(cells)
    assert small.sum() == 1
    known = known_from(cells, small)
    assert bounds(known, small) == {"people/county=ALPINE/race=B": (4.0, 4.0)}
    assert too_narrow(known, small).sum() == 1
    check_safe(protect(cells))


def test_a_table_with_company_in_one_direction_only_is_broken_by_the_attack() -> None:
    cells = assemble([with_totals(ALPINE, ("county", "race"))])
    withheld = primary(cells)
    withheld[cells.place_of["people/county=ALPINE/race=W"]] = True
    assert too_narrow(known_from(cells, withheld), withheld).sum() == 2


def test_company_that_is_too_small_hides_nothing() -> None:
    counts = {("ALPINE", "B"): 1, ("ALPINE", "W"): 2, ("ALPINE", "H"): 500}
    cells = assemble([with_totals(counts, ("county", "race"))])
    small = primary(cells)
    assert bounds(known_from(cells, small), small)["people/county=ALPINE/race=W"] == (1.0, 2.0)
    found = protect(cells)
    assert found.is_key_withheld("people/county=ALPINE/race=H")


def test_two_releases_of_the_same_data_that_withhold_different_cells_are_broken_by_the_attack() -> None:
    cells = assemble([with_totals(ALPINE, ("county", "race"))])
    first = protect(cells)
    others = first.is_withheld.copy()
    for key in ("people/county=YOLO/race=B", "people/county=YOLO/race=W", "people/county=KERN/race=B",
                "people/county=KERN/race=W"):  # fmt: skip
        at = cells.place_of[key]
        others[at] = not others[at]
    before = published_before(first, cells, is_same=True)
    watched = np.concatenate([others, np.zeros(len(others), dtype=bool)])
    alone = known_from(cells, others)
    assert not too_narrow(alone, others).any(), "each release alone gives nothing away"
    assert too_narrow(together(alone, before), watched).any()


def test_what_was_shown_before_cannot_be_hidden_any_more() -> None:
    """The rule was forgotten in the first release: a release of the same data is refused, not called safe."""
    cells = assemble([with_totals(ALPINE, ("county", "race"))])
    nothing = np.zeros(len(cells.values), dtype=bool)
    before = Before(known_from(cells, nothing), 0.0, values=cells.values)
    with pytest.raises(CannotProtect):
        protect(cells, before)


def test_published_counts_that_do_not_add_up_are_a_contradiction() -> None:
    cells = assemble([with_totals(ALPINE, ("county", "race"))])
    known = known_from(cells, primary(cells))
    wrong = known.cells.values.copy()
    wrong[cells.place_of["people"]] += 1
    with pytest.raises(Contradiction):
        too_narrow(Known(replaced(cells, wrong), known.lowest, known.highest), primary(cells))


def replaced(cells: Cells, values: np.ndarray) -> Cells:
    from dataclasses import replace

    return replace(cells, values=values)


def test_a_count_that_two_tables_tell_differently_is_refused() -> None:
    one = with_totals({("YOLO", "B"): 20}, ("county", "race"))
    other = with_totals({("YOLO", "M"): 21}, ("county", "sex"))
    with pytest.raises(ValueError, match="two tables"):
        assemble([one, other])
