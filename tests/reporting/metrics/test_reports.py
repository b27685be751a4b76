"""The reports the law asks for, each total tied to the ledger; figures of others; rates per resident."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from levels_by_hand import ByHand, by_hand

from orchestration.reporting.metrics import external
from orchestration.reporting.metrics.external import (
    ExternalFileError,
    PublishedFigure,
    UnexplainedDifferenceError,
    compare,
    list_words,
    read_published,
)
from orchestration.reporting.metrics.residents import PopulationFileError, compute_rates, read_population
from orchestration.settings import PROJECT_ROOT, load_settings

DISMISSED = ("prop64_statutory", "eligible", "dismiss_and_seal")


@pytest.fixture
def told() -> ByHand:
    """Six lines of two counties, and two eligible convictions that nobody proposed yet."""
    told = by_hand()
    for number, county in enumerate(("ALAMEDA", "ALAMEDA", "FRESNO")):
        told.person(f"P{number}")
        told.conviction(f"P{number}", f"c{number}", DISMISSED, county=county)
    told.line("c0", "prop64_statutory", "dismiss_and_seal", "granted", given_on="2026-02-01")
    told.line(None, "prop64_statutory", "dismiss_and_seal", "denied")
    told.line(
        None, "prop64_statutory", "dismiss_and_seal", "objected", filed_on=None, is_challenged=True, county="FRESNO"
    )
    told.line(None, "prop64_statutory", "dismiss_and_seal", "filed", is_challenged=True, county="FRESNO")
    told.line(None, "conviction_relief", "relieve_conviction", "recorded", given_on="2025-12-31")
    told.line(None, "arrest_relief", "relieve_arrest", "court_notified", given_on="2026-01-01", county="FRESNO")
    told.connection.execute(
        "insert into intermediate.int_prohibition_petitions values "
        "('p1', 'c1', 'granted', '2025-03-01', '2025-03-01'), ('p2', 'c2', 'denied', '2025-03-01', '2025-03-01'), "
        "('p3', 'c2', 'granted', null, null)"
    )
    return told


def read_report(told: ByHand, metric: str, status: str = "all") -> dict[tuple[str, ...], int]:
    rows = told.count().filter(pl.col("metric") == metric, pl.col("status") == status)
    return {row[:3]: row[3] for row in rows.select("law", "place", "variant", "count").iter_rows()}


def test_relief_is_told_by_county_and_year_granted_and_prohibited(told: ByHand) -> None:
    granted = read_report(told, "granted_in_year")
    assert {key: count for key, count in granted.items() if key[1] != "STATEWIDE"} == {
        ("arrest_relief", "FRESNO", "2026"): 1, ("conviction_relief", "ALAMEDA", "2025"): 1,
    }  # fmt: skip
    prohibited = read_report(told, "prohibited_in_year")
    assert {key: count for key, count in prohibited.items() if key[1] != "STATEWIDE"} == {
        ("conviction_relief", "ALAMEDA", "2025"): 1, ("conviction_relief", "FRESNO", "not known"): 1,
    }  # fmt: skip


def test_progress_adds_up_and_what_was_challenged_once_is_told_beside_it(told: ByHand) -> None:
    progress = read_report(told, "progress")
    columns = ("processed", "challenged", "outstanding", "not_pursued", "not_in_the_ledger")
    found = {
        place: [progress.get(("prop64_statutory", place, column), 0) for column in columns]
        for place in ("ALAMEDA", "FRESNO", "STATEWIDE")
    }
    assert found == {"ALAMEDA": [2, 0, 0, 0, 1], "FRESNO": [0, 1, 1, 0, 1], "STATEWIDE": [2, 1, 1, 0, 2]}
    identified = {
        row["denominator"] for row in rows_of(told, "progress/lines/prop64_statutory/processed/statewide/all")
    }
    assert identified == {6}
    assert read_report(told, "ever_challenged")["prop64_statutory", "STATEWIDE", ""] == 2
    lines = told.count().filter(pl.col("metric") == "ledger_lines")
    assert (lines["count"].sum(), lines["not_known"].sum()) == (6, 5)


def rows_of(told: ByHand, figure_id: str) -> list[dict[str, Any]]:
    return told.count().filter(pl.col("figure_id") == figure_id).rows(named=True)


@pytest.mark.parametrize(
    "broken",
    [
        "delete from marts.metrics where metric = 'ledger_lines' and variant = 'denied'",
        "update marts.metrics set count = count * 2 where metric = 'granted_in_year'",
        "delete from marts.metrics where metric = 'granted_in_year' and law = 'arrest_relief'",
        "update marts.metrics set count = count + 1 where metric = 'progress' and variant = 'processed'",
        "delete from marts.metrics where metric = 'progress' and place = 'FRESNO'",
        "delete from marts.metrics where metric = 'progress'",
    ],
)
def test_every_total_is_that_of_the_ledger_and_a_line_that_is_lost_stops_everything(told: ByHand, broken: str) -> None:
    told.count()
    assert told.failures("assert_reports_are_what_the_ledger_says") == []
    told.connection.execute(broken)
    assert told.failures("assert_reports_are_what_the_ledger_says")


def test_of_each_report_is_known_how_many_are_of_the_living(told: ByHand) -> None:
    told.person("DEAD", is_dead=True)
    told.conviction("DEAD", "d0", DISMISSED, county="FRESNO")
    told.conviction("P0", "r0", ("conviction_relief", "eligible", "relieve_conviction"), county="ALAMEDA")
    told.line("r0", "conviction_relief", "relieve_conviction", "recorded", given_on="2026-03-01")
    assert read_report(told, "granted_in_year", "living") == {
        ("conviction_relief", place, "2026"): 1 for place in ("ALAMEDA", "STATEWIDE")
    }
    progress = read_report(told, "progress", "living")
    assert progress["prop64_statutory", "STATEWIDE", "processed"] == 1
    assert progress["prop64_statutory", "STATEWIDE", "not_in_the_ledger"] == 2, "of three that wait one is dead"
    assert ("prop64_statutory", "FRESNO", "challenged") not in progress, "of whom, the run does not tell"


def published(**changes: object) -> PublishedFigure:
    told = {
        "external_id": "x", "says": "people", "published": 100.0, "kind": "count", "published_on": "",
        "source": "somebody", "our_figure": "ours", "tolerance": 0.1, "applies_to": "all", "explanation": "",
    }  # fmt: skip
    return PublishedFigure(**{**told, **changes})  # type: ignore[arg-type]


def ours_is(value: float | None, figure_id: str = "ours") -> pl.DataFrame:
    """Our figures: one of that value, or none."""
    ids = [] if value is None else [figure_id]
    values = [] if value is None else [float(value)]
    return pl.DataFrame(
        {"figure_id": ids, "count": values, "share": values},
        schema={"figure_id": pl.String, "count": pl.Float64, "share": pl.Float64},
    )


def test_a_published_figure_that_is_missed_asks_for_a_sentence() -> None:
    for ours in (90.0, 110.0):
        (found,) = compare([published()], ours_is(ours), is_synthetic=False)
        assert found.verdict == external.WITHIN
    with pytest.raises(UnexplainedDifferenceError, match="x says 100, ours is 89"):
        compare([published()], ours_is(89.0), is_synthetic=False)
    (found,) = compare([published(explanation="Two counties sent nothing.")], ours_is(89.0), is_synthetic=False)
    assert found.verdict == external.MISS
    (found,) = compare([published(kind="share", published=0.9, tolerance=0.02)], ours_is(0.88), is_synthetic=False)
    assert found.verdict == external.WITHIN
    (found,) = compare([published()], ours_is(None), is_synthetic=False)
    assert found.verdict == external.NO_FIGURE


def test_invented_people_are_compared_with_no_state() -> None:
    (found,) = compare([published()], ours_is(1.0), is_synthetic=True)
    assert (found.verdict, found.ours) == (external.NOT_COMPARED, 1.0)


def test_every_published_figure_of_ours_has_a_source_and_a_row_without_one_is_refused(tmp_path: Path) -> None:
    shipped = PROJECT_ROOT / "expectations" / "external.csv"
    words = list_words(load_settings())
    assert len(read_published(shipped, words)) > 5
    broken = tmp_path / "external.csv"
    header, row = shipped.read_text(encoding="utf-8").splitlines()[:2]
    name = "levels/eligible/convictions/remedy=prop64_statutory"
    for old, new, says in (
        (row.split(",")[5], "", "source is empty"),
        ("144000", "many", "a number is invalid"),
        ("144000", "nan", "published is no count"),
        (",count,", ",share,", "published is no share"),
        (",count,", ",rate,", "kind must be count or share"),
        (",0.1,", ",-0.1,", "tolerance must be"),
        (",0.1,", ",10,", "tolerance must be"),
        (",0.1,", ",nan,", "tolerance must be"),
        (",0.1,", ",,", "a number is invalid"),
        (",count,,", ",count,6 April 2023,", "published_on must be a date"),
        (name, name.replace("eligible", "eligibel"), "there is no figure"),
        (name, name.replace("prop64_statutory", "prop65"), "there is no figure"),
        (name, "levels/eligible/convictions/county=GOTHAM", "there is no figure"),
        (name, "levels/felony_free/people/given/employers_check/alone=prop65", "there is no figure"),
        (name, "gap/people/all/all/all/4/given_in_time", "there is no figure"),
        (name, "outcomes/prop64_statutory/gotham/all/all/living/eligible/people", "there is no figure"),
        ("cfa_convictions_identified", "", "external_id is empty"),
    ):
        assert old in row, old
        broken.write_text(f"{header}\n{row.replace(old, new, 1)}\n", encoding="utf-8")
        with pytest.raises(ExternalFileError, match=f"line 2: .*{says}"):
            read_published(broken, words)
    broken.write_text(f"{header}\n{row}\n{row}\n", encoding="utf-8")
    with pytest.raises(ExternalFileError, match="line 3: cfa_convictions_identified occurs twice"):
        read_published(broken, words)


def test_each_shipped_figure_is_within_its_tolerance_at_its_edge_and_missed_beyond() -> None:
    shipped = read_published(PROJECT_ROOT / "expectations" / "external.csv", list_words(load_settings()))
    for one in shipped:
        step = one.tolerance * (one.published if one.kind == "count" else 1)
        for edge in (one.published - step, one.published, one.published + step):
            (found,) = compare([one], ours_is(edge, one.our_figure), is_synthetic=False)
            assert found.verdict == external.WITHIN, one.external_id
        for beyond in (one.published - 1.01 * step, one.published + 1.01 * step):
            assert not one.explanation, "no figure of ours was ever compared: nobody can have explained a miss"
            with pytest.raises(UnexplainedDifferenceError, match=f"{one.external_id} says"):
                compare([one], ours_is(beyond, one.our_figure), is_synthetic=False)
            (found,) = compare(
                [replace(one, explanation="Two counties sent nothing.")],
                ours_is(beyond, one.our_figure),
                is_synthetic=False,
            )
            assert (found.verdict, found.ours) == (external.MISS, beyond)


def population_file(folder: Path, *lines: str) -> Path:
    path = folder / "residents.csv"
    path.write_text("\n".join(["county,race,sex,age_band,residents", *lines]) + "\n", encoding="utf-8")
    return path


def test_rates_are_per_resident_of_the_same_group(told: ByHand, tmp_path: Path) -> None:
    path = population_file(tmp_path, "Alameda,W,M,35 to 44,1000", "Fresno,W,M,35 to 44,500", "Fresno,B,M,35 to 44,500")
    found = compute_rates(told.count(), read_population(path, "ca")).filter(pl.col("metric") == "eligible")
    told_rates = {
        (row["place"], row["group_code"]): (row["count"], row["residents"], row["per_1000_residents"])
        for row in found.iter_rows(named=True)
    }
    assert told_rates["STATEWIDE", "all"] == (3, 2000, 1.5)
    assert told_rates["ALAMEDA", "all"] == (2, 1000, 2.0)
    assert told_rates["FRESNO", "W"] == (1, 500, 2.0)
    assert told_rates["STATEWIDE", "W"] == (3, 1500, 2.0)


def test_a_group_that_the_file_does_not_tell_has_no_rate(told: ByHand, tmp_path: Path) -> None:
    path = population_file(tmp_path, "Alameda,B,M,35 to 44,0")
    found = compute_rates(told.count(), read_population(path, "ca")).filter(pl.col("metric") == "eligible")
    rows = {
        (row["place"], row["group_code"]): (row["residents"], row["per_1000_residents"])
        for row in found.iter_rows(named=True)
    }
    assert rows["STATEWIDE", "W"] == rows["FRESNO", "all"] == (None, None) and rows["STATEWIDE", "all"] == (0, None)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("Nowhere,W,M,35 to 44,10", "no county"),
        ("Alameda,W,M,35 to 44,-1", "no number"),
        ("Alameda,W,M,35 to 44,1.5", "no number"),
        ("Alameda,,M,35 to 44,10", "missing"),
        ("Alameda,W,M,35 to 44", "no number"),
    ],
)
def test_a_line_of_residents_that_cannot_be_read_is_refused(line: str, says: str, tmp_path: Path) -> None:
    with pytest.raises(PopulationFileError, match=f"line 2: .*{says}"):
        read_population(population_file(tmp_path, line), "ca")


def test_the_same_group_twice_and_a_missing_column_are_refused(tmp_path: Path) -> None:
    line = "Alameda,W,M,35 to 44,10"
    with pytest.raises(PopulationFileError, match=r"line 3: .*twice"):
        read_population(population_file(tmp_path, line, line), "ca")
    path = tmp_path / "other.csv"
    path.write_text("county,residents\nAlameda,10\n", encoding="utf-8")
    with pytest.raises(PopulationFileError, match="needs the columns"):
        read_population(path, "ca")
