"""What sums give away is left out: four attacks, each noticed, and nothing is left out for nothing."""

from __future__ import annotations

import random
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import polars as pl
import pytest
from metric_rows import metrics, row

from orchestration.reporting.disclosure import bounds
from orchestration.reporting.disclosure.rule import NUMBERS, round_and_suppress

Row = Mapping[str, Any]
FOUR = {("A", "x"): 1, ("A", "y"): 11, ("B", "x"): 12, ("B", "y"): 12}


def left_out(rows: Iterable[Row], before: Iterable[Row] = ()) -> set[tuple[str, ...]]:
    true = metrics(*rows)
    return set(bounds.leave_out(true, round_and_suppress(true), _released(metrics(*before))).iter_rows())


def _released(rows: pl.DataFrame) -> pl.DataFrame:
    """A release before: what it counted, and what it showed."""
    shown = round_and_suppress(rows).select("figure_id", *(pl.col(name).alias(f"shown_{name}") for name in NUMBERS))
    return rows.join(shown, on="figure_id").with_columns(is_left_out=False)


def crossed(cells: Mapping[tuple[str, str], int]) -> list[dict[str, Any]]:
    """Counties by race with both margins and the whole."""
    rows = [row(count, place=place, group_by="race", group_code=race) for (place, race), count in cells.items()]
    for name in sorted({place for place, _ in cells}):
        rows.append(row(sum(count for (place, _), count in cells.items() if place == name), place=name))
    for name in sorted({race for _, race in cells}):
        count = sum(count for (_, race), count in cells.items() if race == name)
        rows.append(row(count, group_by="race", group_code=name))
    return [*rows, row(sum(cells.values()))]


def is_cell(one: Row) -> bool:
    return bool(one["place"] != "STATEWIDE" and one["group_by"] == "race")


def test_total_minus_parts() -> None:
    """13 to 17 are left of all but one part, which is 13 itself: nothing is given away. Where five parts of 12 at the
    most make at least 58, the sixth, 0, is still 0 to 9."""
    assert not left_out([row(13), row(13, place="A"), row(0, place="B")])
    assert not left_out([row(60), *(row(12, place=place) for place in "ABCDE"), row(0, place="F")])


def test_total_minus_parts_that_leaves_one_or_two_counts() -> None:
    """A total of 23 to 27 in two parts of 12 at most leaves 11 and 12 for each: not small. A third that is within the
    same total is 0 or 1 then."""
    two = [row(24), row(12, place="A"), row(12, place="B")]
    assert not left_out(two)
    cells = {("A", "M"): 12, ("A", "F"): 0, ("B", "M"): 11, ("B", "F"): 1}
    assert left_out(crossed(cells))


def test_four_cells_with_margins() -> None:
    """1, 11, 12 and 12: rounding leaves 0 or 1 for the first. The counties by race go, the margins stay."""
    assert left_out(crossed(FOUR)) == {("eligible", "people", "COUNTIES", "race")}


@pytest.mark.parametrize("place", ["A", "B", "C", "nowhere"])
@pytest.mark.parametrize(("women", "gone"), [(43, [("eligible", "people", "COUNTIES", "race")]), (40, [])])
def test_what_is_left_out_does_not_say_in_which_county_somebody_is(
    place: str, women: int, gone: list[tuple[str, ...]]
) -> None:
    """Of 43 and 68 people, rounding gives away whether county A has one more, of a third group: all counties go."""
    cells = {(name, group): count for name in "ABC" for group, count in (("F", 40), ("M", 70), ("X", 0))}
    cells |= {("A", "F"): women, ("A", "M"): 68}
    cells |= {(name, group): 1 for name, group in cells if (name, group) == (place, "X")}
    assert [one for one in left_out(crossed(cells)) if one[2] != "STATEWIDE"] == gone


def test_release_minus_release() -> None:
    """The cells now, their margins in the release before."""
    cells = [one for one in crossed(FOUR) if is_cell(one)]
    margins = [one for one in crossed(FOUR) if not is_cell(one)]
    assert not left_out(cells)
    assert not left_out(margins)
    assert left_out(cells, before=margins)
    assert left_out(margins, before=cells)


def test_what_the_release_before_left_out_is_not_small_for_that() -> None:
    rows = metrics(*crossed({("A", "x"): 500, ("A", "y"): 40, ("B", "x"): 30, ("B", "y"): 20}))
    is_gone = pl.col("group_by") == "race"
    nulls = (pl.when(~is_gone).then(name).alias(name) for name in (f"shown_{name}" for name in NUMBERS))
    before = _released(rows).with_columns(*nulls, is_gone.alias("is_left_out"))
    assert not bounds.leave_out(rows, round_and_suppress(rows), before).height


def test_what_the_release_before_gave_away_by_itself_holds_nothing_up() -> None:
    assert not left_out([row(40, metric="other")], before=crossed(FOUR))


def test_what_a_release_without_rows_of_nobody_gave_away_holds_nothing_up() -> None:
    """Before, 43 and 68 of 111 were shown without a row of the third group: it is 0 or 1, whatever is shown now."""
    total = row(111, place="A")
    of_two = [row(count, place="A", group_by="sex", group_code=code) for code, count in (("F", 43), ("M", 68))]
    third = row(0, place="A", group_by="sex", group_code="X")
    assert left_out([total, *of_two, third])
    assert not left_out([total, third], before=[total, *of_two])


def test_the_same_count_in_two_tables() -> None:
    """What one metric counts by county another is counted among by race: each table is safe by itself; together they
    are the four cells with margins."""
    filed = [{**one, "metric": "filed", "figure_id": f"filed/{one['figure_id']}"} for one in crossed(FOUR)]
    of_counties = [one for one in filed if one["place"] != "STATEWIDE"]
    granted = [
        row(0, metric="granted", denominator_name="filed", denominator=one["count"],
            **{name: one[name] for name in ("place", "group_by", "group_code")})
        for one in filed if one["place"] == "STATEWIDE" and one["group_by"] == "race"
    ]  # fmt: skip
    assert not left_out(of_counties)
    assert not left_out(granted)
    assert left_out([*of_counties, *granted])


def test_a_count_that_another_table_shows_takes_no_coarser_table_with_it() -> None:
    """Of 177 people 135 and 45 are shown: 0 or 1 is left for a third group. Those who filed are counted among them, and
    those who appealed among those who filed, so that all tables by sex go; the numbers of the whole state stay."""
    rows = []
    for sex, count in {"all": 177, "M": 133, "F": 44, "X": 0}.items():
        group = {"group_by": "all" if sex == "all" else "sex", "group_code": sex}
        rows.append(row(count, **group))
        rows.append(row(0, metric="filed", denominator_name="eligible", denominator=count, **group))
        rows.append(row(0, metric="appealed", denominator_name="filed", denominator=0, **group))
    assert left_out(rows) == {(metric, "people", "STATEWIDE", "sex") for metric in ("appealed", "eligible", "filed")}


def test_a_denominator_less_a_count() -> None:
    """Of 13 to 17, 13 to 17 are counted: 0 to 4 are not."""
    same = {"metric": "outcomes", "denominator_name": "outcomes"}
    assert not left_out([row(13, variant="yes", denominator=14, **same), row(1, variant="no", denominator=14, **same)])


def test_readings_of_the_same_people_are_never_added_up() -> None:
    """Of 26 people 13 would be left with none, by either of two viewers, and nobody is yet: 13 and 13 are no parts of
    26, so that nobody can work out the others. Where variants exclude each other, they are parts."""
    of_all = {"place": "LAKE", "denominator": 26, "denominator_name": "with_conviction"}
    counts = {f"{basis}/{viewer}": count for basis, count in (("if_all_granted", 13), ("given", 0)) for viewer in "ab"}
    rows = [row(count, metric="conviction_free", variant=name, **of_all) for name, count in counts.items()]
    assert not left_out(rows)
    rows = [row(count, metric="outcome", variant=name.replace("/", " "), **of_all) for name, count in counts.items()]
    assert left_out(rows) == {("outcome", "people", "COUNTIES", "all")}


def test_what_stands_on_the_first_screen_is_left_out_last() -> None:
    """A narrow count of a county is in the table of the first screen alone: the metric's other tables go before."""
    rows = [row(0, place="A"), row(43, place="B"), row(68, place="C"), row(111)]
    rows += [row(111, group_by="sex", group_code="F"), row(0, place="A", group_by="age", group_code="old")]
    assert left_out(rows) == {("eligible", "people", "COUNTIES", "age"), ("eligible", "people", "COUNTIES", "all")}
    headline = [{**one, "metric": "conviction_free"} for one in rows]
    asked = metrics(*headline)
    cells = bounds._build_cells(asked, round_and_suppress(asked), None)
    narrow = cells.filter(place="A", group_by="all")
    order = []
    while (tables := bounds._choose_tables(narrow, cells)).height:
        order.append(set(tables.iter_rows()))
        cells = cells.with_columns(is_gone=pl.col("is_gone") | bounds.is_in_tables(tables))
    assert [sorted(group for *_, group in one) for one in order] == [["age"], ["sex"], ["all"], ["all"]]
    assert order[-2] | order[-1] == {
        ("conviction_free", "people", places, "all") for places in ("COUNTIES", "STATEWIDE")
    }


def test_breaking_the_tightening_is_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(bounds.Sums, "tighten", lambda self, low, high: (low, high))
    assert not left_out(crossed(FOUR))


@pytest.mark.parametrize("seed", range(12))
def test_every_world_that_fits_is_counted(seed: int) -> None:
    """Whoever tries all whole numbers in a small table finds at least three for each withheld cell, or none of 10 or
    less."""
    chance = random.Random(seed)
    cells = {(place, race): chance.choice((0, 1, 5, 9, 11, 12, 13, 14)) for place in "AB" for race in "xy"}
    rows = metrics(*crossed(cells))
    shown = round_and_suppress(rows)
    gone = bounds.leave_out(rows, shown)
    told = dict(shown.filter(~bounds.is_in_tables(gone)).select("figure_id", "count").iter_rows())
    a, b, c, d = (counts.ravel() for counts in np.meshgrid(*[np.arange(18)] * 4))
    worlds = np.stack([a, b, c, d, a + b, c + d, a + c, b + d, a + b + c + d])
    again = np.where(worlds >= 13, (worlds + 2) // 5 * 5, -1)
    ids = [one["figure_id"] for one in crossed(cells)]
    fits = np.logical_and.reduce([again[at] == (told[one] or -1) for at, one in enumerate(ids) if one in told])
    for name, counts in zip(ids, worlds, strict=True):
        possible = np.unique(counts[fits])
        assert told.get(name) is not None or len(possible) >= 3 or possible.min() > 10, (cells, name, possible)
