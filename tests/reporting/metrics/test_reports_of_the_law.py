"""The reports the law asks for, each total tied to the ledger; figures of others; rates per resident."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from levels_by_hand import ByHand, by_hand
from orchestration.reporting.metrics.counts import asked, count, prepare
from orchestration.reporting.metrics.funnel_counts import Funnel, StepCount
from orchestration.reporting.metrics.ledger_lines import stages
from orchestration.reporting.metrics.reports import (
    COURT_ORDER,
    OPERATION_OF_LAW,
    STAGE_GROUPS,
    NotTied,
    StatusCounts,
    check_tied,
    granted_by_county_and_year,
    ledger_tie,
    progress_by_county,
)
from orchestration.reporting.metrics.vital_status import of_the_living

from orchestration.reporting.metrics import external
from orchestration.reporting.metrics.compute import names_of
from orchestration.reporting.metrics.external import ExternalInvalid, NotExplained, Published, compare, read_published
from orchestration.reporting.metrics.residents import PopulationInvalid, rates, read_population
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


def made_of(told: ByHand) -> tuple[pl.DataFrame, dict[str, pl.DataFrame], pl.DataFrame, StatusCounts]:
    read = told.ledger()
    prepare(told.connection, "ca", read)
    waiting = asked(told.connection, "not_in_the_ledger", "ca")
    status = Counter((line.county_name, line.remedy_id, line.relief, line.state) for line in read.lines)
    return (
        granted_by_county_and_year(read.lines, asked(told.connection, "prohibited", "ca")),
        {
            by: progress_by_county(read.lines, waiting.filter(pl.col("relief_by") == by).drop("relief_by"), by)
            for by in (COURT_ORDER, OPERATION_OF_LAW)
        },
        ledger_tie(read.lines),
        status,
    )


def test_relief_is_told_by_county_and_year_granted_and_prohibited(told: ByHand) -> None:
    granted, *_ = made_of(told)
    assert list(granted.iter_rows()) == [
        ("arrest_relief", "FRESNO", "2026", 1, None),  # nobody tells of prohibitions there
        ("conviction_relief", "ALAMEDA", "2025", 1, 1),
        ("conviction_relief", "FRESNO", "not known", 0, 1),
    ]


def test_progress_adds_up_and_what_was_challenged_once_is_told_beside_it(told: ByHand) -> None:
    _, progress, tie, _ = made_of(told)
    found = {row["county"]: row for row in progress[COURT_ORDER].iter_rows(named=True)}
    assert found["ALAMEDA"]["adds_up"] == "2 + 0 + 0 + 0 + 1 = 3"
    assert found["FRESNO"]["adds_up"] == "0 + 1 + 1 + 0 + 1 = 3"
    assert found["ALL"]["adds_up"] == "2 + 1 + 1 + 0 + 2 = 6"
    assert found["ALL"]["ever_challenged"] == 2
    assert dict(tie["state", "not_told"].iter_rows())["granted"] == 0
    assert tie["lines"].sum() == 6 and tie["not_told"].sum() == 5


def test_every_total_is_that_of_the_ledger_and_a_line_that_is_lost_stops_everything(told: ByHand) -> None:
    granted, progress, tie, status = made_of(told)
    check_tied(granted, progress, tie, status)
    with pytest.raises(NotTied, match="lines by state"):
        check_tied(granted, progress, tie.filter(pl.col("state") != "denied"), status)
    with pytest.raises(NotTied, match="granted is not what the ledger says: arrest_relief 2 for 1"):
        check_tied(granted.with_columns(pl.col("granted") * 2), progress, tie, status)
    with pytest.raises(NotTied, match="granted is not what the ledger says: arrest_relief 0 for 1"):
        check_tied(granted.filter(pl.col("law") != "arrest_relief"), progress, tie, status)
    by_court = progress[COURT_ORDER]
    for broken, says in (
        (by_court.with_columns(pl.col("processed") + 1), "progress under prop64_statutory"),
        (by_court.filter(pl.col("county") != "FRESNO"), "identified by county"),
        (by_court.clear(), "all lines"),
    ):
        with pytest.raises(NotTied, match=says):
            check_tied(granted, {**progress, COURT_ORDER: broken}, tie, status)


def test_every_stage_has_its_place_in_the_report() -> None:
    assert set(STAGE_GROUPS) == {stage.stage for stage in stages().values()}


def published(**changes: object) -> Published:
    told = {
        "external_id": "x", "says": "people", "published": 100.0, "kind": "count", "published_on": "",
        "source": "somebody", "our_figure": "ours", "tolerance": 0.1, "applies_to": "all", "explanation": "",
    }  # fmt: skip
    return Published(**{**told, **changes})  # type: ignore[arg-type]


def test_a_published_figure_that_is_missed_asks_for_a_sentence() -> None:
    for ours in (90.0, 110.0):
        (found,) = compare([published()], {"ours": ours}, is_synthetic=False)
        assert found.verdict == external.WITHIN
    with pytest.raises(NotExplained, match="x says 100, ours is 89"):
        compare([published()], {"ours": 89.0}, is_synthetic=False)
    (found,) = compare([published(explanation="Two counties sent nothing.")], {"ours": 89.0}, is_synthetic=False)
    assert found.verdict == external.MISS
    (found,) = compare([published(kind="share", published=0.9, tolerance=0.02)], {"ours": 0.88}, is_synthetic=False)
    assert found.verdict == external.WITHIN
    (found,) = compare([published()], {}, is_synthetic=False)
    assert found.verdict == external.NO_FIGURE


def test_invented_people_are_compared_with_no_state() -> None:
    (found,) = compare([published()], {"ours": 1.0}, is_synthetic=True)
    assert (found.verdict, found.ours) == (external.NOT_COMPARED, 1.0)


def test_every_published_figure_of_ours_has_a_source_and_a_row_without_one_is_refused(tmp_path: Path) -> None:
    shipped = PROJECT_ROOT / "expectations" / "external.csv"
    is_ours = names_of(load_settings()).is_ours
    assert len(read_published(shipped, is_ours)) > 5
    broken = tmp_path / "external.csv"
    header, row = shipped.read_text(encoding="utf-8").splitlines()[:2]
    name = "levels/eligible/convictions/remedy=prop64_statutory"
    for old, new, says in (
        (row.split(",")[5], "", "source is empty"),
        ("144000", "many", "a number is none"),
        ("144000", "nan", "published is no count"),
        (",count,", ",share,", "published is no share"),
        (",count,", ",rate,", "kind is count or share"),
        (",0.1,", ",-0.1,", "tolerance is a share"),
        (",0.1,", ",10,", "tolerance is a share"),
        (",0.1,", ",nan,", "tolerance is a share"),
        (",0.1,", ",,", "a number is none"),
        (",count,,", ",count,6 April 2023,", "published_on is a day"),
        (name, name.replace("eligible", "eligibel"), "no figure of ours is called"),
        (name, name.replace("prop64_statutory", "prop65"), "no figure of ours is called"),
        (name, name.replace("convictions", "charges"), "no figure of ours is called"),
        (name, f"{name}/race=B/sex=F", "no figure of ours is called"),
        (name, "levels/eligible/convictions/county=GOTHAM", "no figure of ours is called"),
        (name, "levels/eligible/convictions/alone=prop64_statutory", "no figure of ours is called"),
        (name, "levels/felony_free/people/given/employers_check/alone=prop65", "no figure of ours is called"),
        (name, "gap/convictions/ALL/uptake/5", "no figure of ours is called"),
        (name, "gap/people/ALL/uptake/4", "no figure of ours is called"),
        (name, "reports/ab1706/prop64_statutory/granted", "no figure of ours is called"),
        (name, "outcomes/prop64_statutory/gotham/all/all/living/eligible/people", "no figure of ours is called"),
        ("cfa_convictions_identified", "", "external_id is empty"),
    ):
        assert old in row, old
        broken.write_text(f"{header}\n{row.replace(old, new, 1)}\n", encoding="utf-8")
        with pytest.raises(ExternalInvalid, match=f"line 2: .*{says}"):
            read_published(broken, is_ours)
    broken.write_text(f"{header}\n{row}\n{row}\n", encoding="utf-8")
    with pytest.raises(ExternalInvalid, match="line 3: cfa_convictions_identified stands there twice"):
        read_published(broken, is_ours)


def test_each_shipped_figure_is_within_its_tolerance_at_its_edge_and_missed_beyond() -> None:
    shipped = read_published(PROJECT_ROOT / "expectations" / "external.csv", names_of(load_settings()).is_ours)
    for one in shipped:
        step = one.tolerance * (one.published if one.kind == "count" else 1)
        for edge in (one.published - step, one.published, one.published + step):
            (found,) = compare([one], {one.our_figure: edge}, is_synthetic=False)
            assert found.verdict == external.WITHIN, one.external_id
        for beyond in (one.published - 1.01 * step, one.published + 1.01 * step):
            assert not one.explanation, "no figure of ours was ever compared: nobody can have explained a miss"
            with pytest.raises(NotExplained, match=f"{one.external_id} says"):
                compare([one], {one.our_figure: beyond}, is_synthetic=False)
            (found,) = compare(
                [replace(one, explanation="Two counties sent nothing.")], {one.our_figure: beyond}, is_synthetic=False
            )
            assert (found.verdict, found.ours) == (external.MISS, beyond)


def known_county(name: str) -> str | None:
    return name.upper() if name.upper() in ("ALAMEDA", "FRESNO") else None


def population_file(folder: Path, *lines: str) -> Path:
    path = folder / "residents.csv"
    path.write_text("\n".join(["county,race,sex,age_band,residents", *lines]) + "\n", encoding="utf-8")
    return path


def test_rates_are_per_resident_of_the_same_group(told: ByHand, tmp_path: Path) -> None:
    read = told.ledger()
    prepare(told.connection, "ca", read)
    levels = count(told.connection, "ca", read.events).levels
    path = population_file(tmp_path, "Alameda,W,M,35 to 44,1000", "Fresno,W,M,35 to 44,500", "Fresno,B,M,35 to 44,500")
    found = rates(levels, read_population(path, known_county)).filter(pl.col("measure") == "eligible")
    told_rates = {
        (row["group_1"], row["group_2"]): (row["count"], row["residents"], row["per_1000_residents"])
        for row in found.iter_rows(named=True)
    }
    assert told_rates["all", "none"] == (3, 2000, 1.5)
    assert told_rates["ALAMEDA", "none"] == (2, 1000, 2.0)
    assert told_rates["FRESNO", "W"] == (1, 500, 2.0)
    assert told_rates["W", "none"] == (3, 1500, 2.0)


def test_a_group_that_the_file_does_not_tell_has_no_rate(told: ByHand, tmp_path: Path) -> None:
    read = told.ledger()
    prepare(told.connection, "ca", read)
    levels = count(told.connection, "ca", read.events).levels
    path = population_file(tmp_path, "Alameda,B,M,35 to 44,0")
    found = rates(levels, read_population(path, known_county)).filter(pl.col("measure") == "eligible")
    rows = {row["group_1"]: (row["residents"], row["per_1000_residents"]) for row in found.iter_rows(named=True)}
    assert rows["W"] == (None, None) and rows["FRESNO"] == (None, None) and rows["all"] == (0, None)


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
    with pytest.raises(PopulationInvalid, match=f"line 2: .*{says}"):
        read_population(population_file(tmp_path, line), known_county)


def test_the_same_group_twice_and_a_missing_column_are_refused(tmp_path: Path) -> None:
    line = "Alameda,W,M,35 to 44,10"
    with pytest.raises(PopulationInvalid, match=r"line 3: .*twice"):
        read_population(population_file(tmp_path, line, line), known_county)
    path = tmp_path / "other.csv"
    path.write_text("county,residents\nAlameda,10\n", encoding="utf-8")
    with pytest.raises(PopulationInvalid, match="needs the columns"):
        read_population(path, known_county)


def test_of_each_report_and_step_is_known_how_many_are_of_the_living(told: ByHand) -> None:
    """Of two lines the run tells the count; and of an eligible conviction the person is dead."""
    told.person("DEAD", is_dead=True)
    told.conviction("DEAD", "d0", DISMISSED, county="FRESNO")
    told.conviction("P0", "r0", ("conviction_relief", "eligible", "relieve_conviction"), county="ALAMEDA")
    told.line("r0", "conviction_relief", "relieve_conviction", "recorded", given_on="2026-03-01")
    read = told.ledger()
    prepare(told.connection, "ca", read)
    steps = [
        StepCount("court_order", "STATEWIDE", "court", 9, 0, None, None, 7),
        StepCount("court_order", "KERN", "court", 2, 0, None, None),
    ]
    funnel = Funnel("run", date(2026, 6, 1), date(2026, 6, 1), 1, 0, steps)
    rows = of_the_living(told.connection, read.lines, funnel)
    found = {tuple(row[:4]): row[4] for row in rows.iter_rows()}
    assert {key: count for key, count in found.items() if key[0] == "relief_by_year"} == {
        ("relief_by_year", "conviction_relief", place, year): 1
        for place in ("ALAMEDA", "STATEWIDE")
        for year in ("2026", "ALL")
    }
    progress = {key[1:]: count for key, count in found.items() if key[0] == "relief_progress"}
    assert progress["prop64_statutory", "STATEWIDE", "processed"] == 1
    assert progress["prop64_statutory", "STATEWIDE", "not_in_the_ledger"] == 2, "of three that wait one is dead"
    assert progress["prop64_statutory", "STATEWIDE", "identified"] == 3
    assert progress["prop64_statutory", "FRESNO", "identified"] == 1
    assert ("prop64_statutory", "FRESNO", "challenged") not in progress, "of whom, the run does not tell"
    (step,) = rows.filter(pl.col("table") == "funnel").to_dicts()
    assert (step["count_of_the_living"], step["states"]) == (7, "appealed filed objected")
