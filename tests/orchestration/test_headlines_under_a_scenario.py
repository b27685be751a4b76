"""Headline figures under a changed law: the queries of any run over its tables, beside the law of the run, in ranges
outside."""

from __future__ import annotations

import csv
import shutil
from collections.abc import Callable
from pathlib import Path

import polars as pl
import pytest
from command_line import Finished
from orchestration.reporting.comparison.scenario_headlines import figures_of
from orchestration.reporting.comparison.scenario_metrics import count_under
from orchestration.reporting.disclosure.ranges import told_as
from orchestration.reporting.metrics.catalogue import read_catalogue
from orchestration.reporting.metrics.counts import Counts, count, prepare
from orchestration.reporting.metrics.files import with_ids
from orchestration.reporting.metrics.ledger_lines import read_lines
from orchestration.reporting.releases.ranged_tables import compared_scenarios
from scenarios_to_try import FLOOR, LATE, OWN, nothing_withheld, own_values

from orchestration.law.scenarios.build import build_scenarios
from orchestration.law.scenarios.registry import About
from orchestration.law.scenarios.scenario import schema_of
from orchestration.law.scenarios.scenario_file import read_law, read_scenario
from orchestration.settings import PROJECT_ROOT, Settings, load_settings
from orchestration.warehouse.connection import open_warehouse

SHIPPED = PROJECT_ROOT / "docs" / "how-to" / "scenarios"


@pytest.fixture(scope="module")
def built(copied_sample: Settings, tmp_path_factory: pytest.TempPathFactory) -> dict[str, About]:
    """The law with its own values, one that the sample feels, and two of the examples, of which one moves nothing."""
    folder = tmp_path_factory.mktemp("files")
    (folder / "own.yml").write_text(own_values(copied_sample))
    (folder / "floor.yml").write_text(FLOOR)
    files = [folder / "own.yml", folder / "floor.yml", SHIPPED / "sb_834.yml", SHIPPED / "no_1973_floor.yml"]
    law = read_law(copied_sample.models, copied_sample.state)
    return {about.name: about for about in build_scenarios(copied_sample, [read_scenario(file, law) for file in files])}


def test_headlines_under_a_law_with_its_own_values_are_those_of_the_run(
    copied_sample: Settings, built: dict[str, About]
) -> None:
    with open_warehouse(copied_sample) as connection:
        assert list(count_under(copied_sample, connection, [OWN])) == [OWN]
        figures = figures_of(connection, "current", OWN)
        prepare(connection, "ca", read_lines(copied_sample, connection))
        counts = count(connection, "ca", 0)
    assert len(figures) > 1_000 and all(one.before == one.after for one in figures)
    expected = counted_by_id(counts)
    assert {one.figure_id: one.before.count for one in figures} == {
        figure_id: expected[figure_id] for figure_id in (one.figure_id for one in figures)
    }
    assert {entry.figure_id for entry in read_catalogue().entries if entry.basis != "given"} - {
        one.figure_id for one in figures
    } == {
        f"levels/{measure}/{unit}" for measure in ("filed", "granted") for unit in ("convictions", "arrests", "people")
    }


def test_headlines_under_a_scenario_are_those_of_a_run_whose_tables_are_the_scenarios(
    copied_sample: Settings, built: dict[str, About], tmp_path: Path
) -> None:
    """Another way to the same: the tables that the scenario built put in the place of those of the run, and the whole
    counted as any run is."""
    home = load_settings(home=tmp_path)
    shutil.copytree(copied_sample.warehouse.parent, home.warehouse.parent)
    with open_warehouse(copied_sample) as connection:
        list(count_under(copied_sample, connection, [LATE]))
        figures = figures_of(connection, "current", LATE)
    with open_warehouse(home) as connection:
        schema = schema_of(LATE)
        tables = connection.execute(
            "select table_name from duckdb_tables() where schema_name = ? and starts_with(table_name, 'rule_')",
            [schema],
        ).fetchall()
        assert len(tables) > 2
        for (table,) in tables:
            connection.execute(f"create or replace table rules.{table} as from {schema}.{table}")
        prepare(connection, "ca", read_lines(home, connection))
        expected = counted_by_id(count(connection, "ca", 0))
    moved = [one for one in figures if one.change]
    assert {one.group_kind for one in moved} >= {
        "all",
        "county",
        "race",
        "sex",
        "age",
        "remedy",
        "offense_group",
        "year",
    }
    assert {one.measure for one in moved if one.is_whole} >= {
        "eligible",
        "some_relief",
        "conviction_free",
        "felony_free",
    }
    for one in figures:
        assert one.after.count == expected.get(one.figure_id, 0), one.figure_id


def counted_by_id(counts: Counts) -> dict[str, int]:
    every = [with_ids(frame).select("figure_id", "count") for frame in (counts.levels, counts.records)]
    return dict(pl.concat(every).iter_rows())


def test_a_release_tells_headlines_under_a_scenario_as_ranges_of_their_change(
    copied_sample: Settings, built: dict[str, About]
) -> None:
    (copied_sample.scenarios / "current_and_sb_834").mkdir(parents=True, exist_ok=True)
    with open_warehouse(copied_sample) as connection:
        list(count_under(copied_sample, connection, ["sb_834"]))
        (told,) = compared_scenarios(connection, copied_sample, nothing_withheld(), 0)
        figures = {one.figure_id: one for one in figures_of(connection, "current", "sb_834")}
        (later,) = compared_scenarios(connection, copied_sample, nothing_withheld(), 7)
    assert later["headlines"] == [], "the ledger moved since: counted again first"
    headlines = {one["figure_id"]: one for one in told["headlines"]}
    assert len(headlines) == 4 + 5 * 3 and all("/people" in figure_id for figure_id in headlines)
    shown = 0
    for figure_id, one in headlines.items():
        assert one["count"] == told_as(abs(figures[figure_id].change))
        assert one["is_more"] == (figures[figure_id].change > 0)
        for breakdown, rows in one["by"].items():
            kind = {"place": "county", "race_group": "race", "sex_group": "sex", "age_band": "age"}[breakdown]
            for row in rows:
                assert row["count"] == told_as(abs(figures[f"{figure_id}/{kind}={row['group']}"].change))
                shown += row["count"] is not None
    assert shown > 10


def test_headlines_under_scenarios_are_counted_and_compared_by_command(
    copied_sample: Settings, built: dict[str, About], command: Callable[..., Finished]
) -> None:
    home = ("--home", copied_sample.home)
    done = command("scenario", "compare", "current", "no_1973_floor", *home)
    assert "lookback scenario figures no_1973_floor" in done.out, "nobody counted them"
    done = command("scenario", "figures", "no_such", *home)
    assert done.code == 1 and "no scenario is called 'no_such'" in done.err
    done = command("scenario", "figures", "no_1973_floor", "sb_834", *home)
    assert done.code == 0 and "every headline is as it is now" in done.out and "Left with no felony" in done.out
    done = command("scenario", "compare", "no_1973_floor", "sb_834", *home)
    assert done.code == 0 and "Headlines of the living" in done.out
    folder = copied_sample.scenarios / "no_1973_floor_and_sb_834"
    rows = list(csv.DictReader((folder / "headline_figures.csv").read_text(encoding="utf-8").splitlines()))
    (felony,) = (row for row in rows if row["figure_id"] == FELONY_FREE)
    assert int(felony["count_after"]) - int(felony["count_before"]) == int(felony["change"]) > 0
    assert felony["disclosure"].startswith("internal")
    page = (folder / "comparison.html").read_text(encoding="utf-8")
    assert f"<td>{int(felony['change']):+,}</td>" in page
    with open_warehouse(copied_sample) as connection:
        connection.execute(f"update {schema_of('sb_834')}.headline_figures set ledger_event = 3")
    done = command("scenario", "compare", "no_1973_floor", "sb_834", *home)
    assert "Headline figures under sb_834 are not counted, or not as of the same ledger" in done.out
    with open_warehouse(copied_sample) as connection:
        connection.execute(f"update {schema_of('sb_834')}.headline_figures set ledger_event = 0")


FELONY_FREE = "levels/felony_free/people/if_all_granted/after_dismissal_and_sealing"
