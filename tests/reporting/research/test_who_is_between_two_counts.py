"""Two counts that lie a few apart stop an answer, unless many people are behind each alone: then it is chance."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import duckdb
import numpy as np
import polars as pl
import pytest

from orchestration.reporting.disclosure.attack import known_from, too_narrow
from orchestration.reporting.disclosure.cells import TOTAL, CountTable, Sum, assemble, key_of
from orchestration.reporting.disclosure.complementary import protect
from orchestration.reporting.research.differencing import Counts, Gap, gaps, sentences
from orchestration.reporting.research.differencing_pairs import between_in
from orchestration.reporting.research.parse_query import NotUnderstood, people_of
from orchestration.reporting.research.question import read_question

RUN = "run"
COUNTIES = ("FRESNO", "KERN", "YOLO")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """100 people in each of three counties, numbered on; every third of another race, and each convicted once."""
    place = tmp_path_factory.mktemp("research")
    with duckdb.connect(str(place / f"{RUN}.duckdb")) as connection:
        connection.execute("create schema research")
        counties = " ".join(f"when {at} then '{name}'" for at, name in enumerate(COUNTIES))
        connection.execute(
            f"create table research.people as select range as person_number, range % 100 as n, case range // 100 "
            f"{counties} end as county, case when range % 3 = 0 then 'B' else 'W' end as race from range(300)"
        )
        connection.execute("create table research.convictions as select person_number, n from research.people")
    return place


def counted(folder: Path, where: str, source: str, groups: str = "county", run_id: str = RUN) -> Counts:
    select = f"select {groups}, count(distinct people.person_number) as people from people where {where}"
    question = read_question(f"-- groups: {groups}\n-- counts: people\n{select} group by {groups}")
    with duckdb.connect(str(folder / f"{RUN}.duckdb"), read_only=True) as connection:
        connection.execute("set schema = 'research'")
        frame = connection.sql(question.sql).pl()
    return Counts(source, frame, question.groups, ("people",), people_of(question), run_id)


def stops(folder: Path, ours: str, theirs: str, **how: str) -> list[Gap]:
    between = between_in(folder, threads=1)
    return gaps(counted(folder, ours, "a", **how), [counted(folder, theirs, "b", **how)], between=between)


def test_counts_of_other_people_are_near_by_chance(folder: Path) -> None:
    ours, theirs = counted(folder, "n < 48", "a"), counted(folder, "n >= 48", "b")
    assert len(gaps(ours, [theirs])) == 1, "48 and 52 of each county, as numbers"
    assert gaps(ours, [theirs], between=between_in(folder, threads=1)) == []


@pytest.mark.parametrize("but", ["n <> 7", "n > 3", "n between 1 and 98"])
def test_all_but_a_few_stops(folder: Path, but: str) -> None:
    assert [gap.rows for gap in stops(folder, but, "true") if gap.groups] == [3]


def test_a_few_beside_many_others_stop_too(folder: Path) -> None:
    """Of one the few alone would be told by whoever finds a third count of the many."""
    (by_county, whole) = stops(folder, "n between 4 and 59", "n between 0 and 51"), stops(folder, "n < 50", "n >= 11")
    assert [gap.rows for gap in by_county] == [3], "4 in the one alone and 8 in the other"
    assert whole == [], "11 in the one alone, 50 in the other: 39 apart"


def test_sums_over_a_group_are_looked_at_as_well(folder: Path) -> None:
    ours = counted(folder, "n > 0 or county <> 'KERN'", "a")
    theirs = counted(folder, "true", "b", groups="race")
    (whole,) = gaps(ours, [theirs], between=between_in(folder, threads=1))
    assert (whole.groups, whole.rows) == ((), 1)
    other = counted(folder, "n < 98 and county <> 'YOLO' or n >= 2 and county = 'YOLO'", "b", groups="race")
    assert gaps(counted(folder, "n < 98", "a"), [other]) == [], "294 both: equal"


def test_what_is_withheld_and_the_same_by_chance_is_told_apart(folder: Path) -> None:
    ours = counted(folder, "n < 50", "a")
    same, others = counted(folder, "n < 50", "release"), counted(folder, "n >= 50", "release")
    between = between_in(folder, threads=1)
    assert [gap.is_withheld_there for gap in gaps(ours, [], [same], between)] == [True]
    assert gaps(ours, [], [others], between) == [] and len(gaps(ours, [], [others])) == 1


def test_of_another_run_nobody_knows_and_the_numbers_decide(folder: Path) -> None:
    ours = counted(folder, "n < 48", "a")
    (gap,) = gaps(ours, [counted(folder, "n >= 48", "answer 0123", run_id="then")], between=between_in(folder, 1))
    assert gap.is_of_another_run and "answer 0123 (of another run" in gap.sentence()
    (gone,) = gaps(ours, [counted(folder, "n >= 48", "b")], between=between_in(folder / "nowhere", 1))
    assert not gone.is_of_another_run
    (unread,) = gaps(ours, [replace(counted(folder, "n >= 48", "b"), people={})], between=between_in(folder, 1))
    assert unread.rows == 3
    wrong = {"people": ["select county, no_such_column from people"]}
    assert gaps(ours, [replace(counted(folder, "n >= 48", "b"), people=wrong)], between=between_in(folder, 1))


def test_who_is_in_an_answer_cut_by_a_limit_is_not_known() -> None:
    with pytest.raises(NotUnderstood, match="limit"):
        people_of(read_question("-- counts: people\nselect count(*) as people from people limit 1"))


def test_many_gaps_are_told_by_the_greatest_and_a_number() -> None:
    found = [Gap(f"release {at}", ("county",), "people", at) for at in range(1, 8)]
    assert sentences(found).startswith("7 counts of people by county lie 1 to 10 away from release 7; 6 counts")
    assert sentences(found).endswith("release 4; and 6 more like these")


@pytest.mark.parametrize("cut", range(4, 11))
def test_what_passes_as_chance_narrows_nothing_and_what_stops_would(folder: Path, cut: int) -> None:
    """By linear programming over a release, by county and race, and an answer beside it. How many are behind one of the
    two alone nobody is told, but that nobody is where the one is a part of the other."""
    release = f"(n < {cut} or n > 40)"
    passing = f"(n < {cut} or n > 55 or n between 20 and 30)"
    stopping = f"({release} and n > 2)"
    between = between_in(folder, threads=1)
    of_counties = [counted(folder, release, "release")]
    assert gaps(counted(folder, passing, "a"), of_counties), "a few apart as numbers"
    assert gaps(counted(folder, passing, "a"), of_counties, between=between) == []
    assert gaps(counted(folder, stopping, "a"), of_counties, between=between)
    assert not narrowed(folder, release, passing, is_part=False)
    assert narrowed(folder, release, stopping, is_part=True)


def narrowed(folder: Path, release: str, answer: str, *, is_part: bool) -> bool:
    """Whether the attack narrows down what the release withholds, or how many are behind one of the two alone."""
    parts = counted(folder, release, "", groups="county, race").frame
    by = {name: parts.group_by(name).agg(pl.col("people").sum()) for name in ("county", "race")}
    totals = [by["county"].with_columns(race=pl.lit(TOTAL)), by["race"].with_columns(county=pl.lit(TOTAL))]
    frame = pl.concat([parts, *(one.select(parts.columns) for one in totals)])
    table = CountTable(frame, ("county", "race"), {"people": "people"}, frozenset({"county", "race"}))
    released = assemble([table])
    is_withheld = set(np.array(released.keys)[protect(released).is_withheld].tolist())
    counts = {
        "ours": answer, "ours_alone": f"{answer} and not {release}",
        "theirs_alone": f"{release} and not {answer}", "either": f"{release} or {answer}",
    }  # fmt: skip
    tables = [
        CountTable(counted(folder, where, "").frame, ("county",), {"people": name}, is_shown=name == "ours")
        for name, where in counts.items()
        if not is_part or name in ("ours", "theirs_alone")
    ]
    ties = []
    for county in COUNTIES:
        theirs, ours, ours_alone, theirs_alone, either = (
            key_of(name, {"county": county}) for name in ("people", *counts)
        )
        wholes = [Sum(either, (ours, theirs_alone)), Sum(either, (theirs, ours_alone))]
        ties += [Sum(theirs, (ours, theirs_alone))] if is_part else wholes
    cells = assemble([table, *tables], ties)
    unknown = np.array([key in is_withheld for key in cells.keys]) | ~cells.is_shown
    return bool(too_narrow(known_from(cells, unknown), unknown).any())
