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
    Scope,
    compare,
    read_published,
)
from orchestration.reporting.metrics.residents import PopulationFileError, compute_rates, read_population
from orchestration.settings import Settings, load_settings

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
        "insert into rules.rule_ca__findings (charge_id, remedy_id, outcome) "
        "values ('c1', 'conviction_relief', 'ineligible'), ('c2', 'conviction_relief', 'review')"
    )
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
        "source": "somebody", "our_figure": "ours", "tolerance": 0.1, "state": "ca", "law": "prop64_statutory",
        "counties": "all", "period": "2019 to 2020", "explanation": "",
    }  # fmt: skip
    return PublishedFigure(**{**told, **changes})  # type: ignore[arg-type]


REAL = Scope(state="ca", is_synthetic=False, laws=("prop64_statutory",), missing=(), years=(2020, 2020))


def ours_is(value: float | None, figure_id: str = "ours") -> pl.DataFrame:
    """Our figures: one of that value, or none."""
    ids = [] if value is None else [figure_id]
    values = [] if value is None else [float(value)]
    return pl.DataFrame(
        {"figure_id": ids, "count": values, "share": values},
        schema={"figure_id": pl.String, "count": pl.Float64, "share": pl.Float64},
    )


@pytest.mark.parametrize(
    ("changes", "ours", "verdict"),
    [
        ({}, 90.0, external.SAME),
        ({}, 110.0, external.SAME),
        ({}, 89.0, external.DIFFERS),
        ({}, 111.0, external.DIFFERS),
        ({"kind": "share", "published": 0.9, "tolerance": 0.02}, 0.88, external.SAME),
        ({"kind": "share", "published": 0.9, "tolerance": 0.02}, 0.87, external.DIFFERS),
    ],
)
def test_a_figure_of_others_is_the_same_within_its_tolerance_and_else_differs(
    changes: dict[str, object], ours: float, verdict: str
) -> None:
    (found,) = compare([published(**changes)], ours_is(ours), REAL)
    assert (found.ours, found.verdict, found.because) == (ours, verdict, "")


@pytest.mark.parametrize(
    ("changes", "scope", "because"),
    [
        ({"state": "mi"}, REAL, "state: it is of MI, ours of CA"),
        ({}, replace(REAL, is_synthetic=True), "state: the people of this run are invented"),
        ({"law": "ab_1706"}, REAL, "law: this run applies no ab_1706"),
        ({}, replace(REAL, missing=("ALPINE",)), "counties: no history of Alpine was read"),
        ({"counties": "Fresno; Alpine"}, replace(REAL, missing=("ALPINE",)), "counties: no history of Alpine was read"),
        ({}, replace(REAL, years=(2021, 2026)), "period: its data reach to 2019 to 2020, ours to 2026"),
        ({}, replace(REAL, years=(2017, 2018)), "period: its data reach to 2019 to 2020, ours to 2018"),
    ],
)
def test_figures_of_another_state_law_county_or_period_are_not_comparable(
    changes: dict[str, object], scope: Scope, because: str
) -> None:
    (found,) = compare([published(**changes)], ours_is(100.0), scope)
    assert (found.ours, found.verdict, found.because) == (100.0, external.NOT_COMPARABLE, because)


def test_what_keeps_no_figure_from_being_compared() -> None:
    (found,) = compare([published(counties="Fresno")], ours_is(100.0), replace(REAL, missing=("ALPINE",)))
    assert found.verdict == external.SAME, "a county that is missing is another"
    (found,) = compare([published(period="")], ours_is(100.0), replace(REAL, years=(2026, 2026)))
    assert found.verdict == external.SAME, "no source says how far its data reach"
    (found,) = compare([published()], ours_is(None), REAL)
    assert (found.verdict, found.ours) == (external.NOT_COMPARABLE, None)


def test_every_published_figure_of_ours_has_a_source_and_a_row_without_one_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings = load_settings()
    assert len(read_published(settings)) > 5
    header, row = (settings.expectations / "ca" / "external.csv").read_text(encoding="utf-8").splitlines()[:2]
    monkeypatch.setattr(Settings, "expectations", property(lambda _: tmp_path))
    broken = tmp_path / settings.state / "external.csv"
    broken.parent.mkdir()
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
        (",all,,", ",all,in 2019,", "period is a year"),
        (",ca,", ",,", "state is empty"),
        (name, name.replace("eligible", "eligibel"), "no figure of ours is called"),
        (name, name.replace("prop64_statutory", "prop65"), "no figure of ours is called"),
        (name, "levels/eligible/convictions/county=GOTHAM", "no figure of ours is called"),
        (name, "levels/felony_free/people/given/employers_check/alone=prop65", "no figure of ours is called"),
        (name, "gap/people/all/all/all/4/given_in_time", "no figure of ours is called"),
        (name, "outcomes/prop64_statutory/gotham/all/all/living/eligible/people", "no figure of ours is called"),
        ("cfa_convictions_identified", "", "external_id is empty"),
    ):
        assert old in row, old
        broken.write_text(f"{header}\n{row.replace(old, new, 1)}\n", encoding="utf-8")
        with pytest.raises(ExternalFileError, match=f"line 2: .*{says}"):
            read_published(settings)
    broken.write_text(f"{header}\n{row}\n{row}\n", encoding="utf-8")
    with pytest.raises(ExternalFileError, match="line 3: cfa_convictions_identified is there twice"):
        read_published(settings)
    broken.write_text(f"{header}\n{row.replace(',ca,', ',mi,').replace(name, 'theirs')}\n", encoding="utf-8")
    assert read_published(settings), "a figure of another state stops nothing"


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
        ("Nowhere,W,M,35 to 44,10", "not one of the state"),
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
