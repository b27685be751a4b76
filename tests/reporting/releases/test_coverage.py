"""How much of the state a release is of: counties, lists, and what is missing with who waits for it."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb
import polars as pl
import pytest
from release_by_hand import publish, some_figures

from orchestration.reporting.releases.build import assemble_release
from orchestration.reporting.releases.coverage import format_coverage, is_partial, read_coverage
from orchestration.reporting.releases.what_changed import COLUMNS, Changes
from orchestration.reporting.site.states import write_states_site
from orchestration.settings import load_settings

WHOLE = {"counties": 58, "counties_of_state": 58, "lists": [], "missing": []}


@pytest.fixture
def warehouse() -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        connection.execute("create schema intake; create schema rules")
        connection.execute("create table intake.deliveries (delivery_kind varchar, county_name varchar)")
        connection.execute("create table rules.rule_ca__missing_sources (source varchar, person_id varchar)")
        connection.execute(
            "create table intake.missing_sources (source varchar, called varchar, is_never_told boolean)"
        )
        yield connection


def deliver(warehouse: duckdb.DuckDBPyConnection, *deliveries: tuple[str, str]) -> None:
    for one in deliveries:
        warehouse.execute("insert into intake.deliveries values (?, ?)", list(one))


def test_counties_and_lists_are_counted(warehouse: duckdb.DuckDBPyConnection) -> None:
    settings = load_settings(state="ca")
    deliver(warehouse, ("history", "FRESNO"), ("history", "FRESNO"), ("history", "KERN"))
    coverage = read_coverage(warehouse, settings)
    assert is_partial(coverage)
    without = coverage["counties_without_history"]
    assert len(without) == 56 and "ALPINE" in without and "KERN" not in without
    assert format_coverage({"coverage": coverage}) == "2 of 58 counties; lists: none"
    deliver(warehouse, ("petitions", "KERN"), ("supervised_release", "STATEWIDE"), ("history", "STATEWIDE"))
    coverage = read_coverage(warehouse, settings)
    assert not is_partial(coverage) and coverage["counties_without_history"] == []
    assert format_coverage({"coverage": coverage}) == (
        "58 of 58 counties; lists: Supervised Release File, petitions (1 of 58 counties)"
    )


def test_what_is_missing_is_named_with_rounded_people(warehouse: duckdb.DuckDBPyConnection) -> None:
    deliver(warehouse, ("history", "STATEWIDE"))
    for source, people, is_never_told in (("many", 1_002, False), ("few", 3, False), ("never", 0, True)):
        warehouse.execute(
            "insert into intake.missing_sources values (?, ?, ?)", [source, f"{source} file", is_never_told]
        )
        warehouse.execute(
            f"insert into rules.rule_ca__missing_sources select '{source}', 'p' || range from range({people})"
        )
    coverage = read_coverage(warehouse, load_settings(state="ca"))
    assert is_partial(coverage)
    assert format_coverage({"coverage": coverage}).endswith(
        "; missing: many file (about 1,000 people wait for it), few file (fewer than 13 people wait for it)"
    )


def test_what_the_state_never_tells_is_named_and_makes_no_part_of_it(warehouse: duckdb.DuckDBPyConnection) -> None:
    deliver(warehouse, ("history", "STATEWIDE"))
    warehouse.execute("insert into intake.missing_sources values ('x', 'column x', true)")
    warehouse.execute("insert into rules.rule_ca__missing_sources values ('x', 'p')")
    coverage = read_coverage(warehouse, load_settings(state="ca"))
    assert not is_partial(coverage)
    assert "column x" in format_coverage({"coverage": coverage})


def test_a_run_of_an_earlier_version_says_that_nobody_looked(warehouse: duckdb.DuckDBPyConnection) -> None:
    deliver(warehouse, ("history", "STATEWIDE"))
    warehouse.execute("drop table intake.missing_sources")
    coverage = read_coverage(warehouse, load_settings(state="ca"))
    assert is_partial(coverage)
    assert format_coverage({"coverage": coverage}).endswith("what is missing was not looked for")
    assert format_coverage({}) == "", "a release of an earlier version"


def test_no_release_says_under_which_account_a_gate_was_accepted(tmp_path: Path) -> None:
    day = " on 2026-06-01: they word them so"
    accepted = (
        f"old data allowed for YOLO; words accepted for 'a; b.csv' by Ada Clerk{day}; x accepted for y by ada{day}"
    )
    changes = Changes(pl.DataFrame(schema=dict.fromkeys(COLUMNS, pl.String)), {"from": {"allowances": accepted}})
    runs = {"quality.json": {"runs": [{"allowances": accepted, "number": 1}]}}
    release = assemble_release({"allowances": accepted}, some_figures(), None, changes, runs, run_id="a")
    hidden = f"old data allowed for YOLO; words accepted for 'a; b.csv'{day}; x accepted for y{day}"
    assert release.facts["allowances"] == release.facts["what_changed"]["from"]["allowances"] == hidden
    assert release.documents == {"quality.json": {"runs": [{"allowances": hidden, "number": 1}]}}


def test_every_page_and_the_page_of_all_states_say_it(tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path, state="ca")
    folder = publish(settings, some_figures(), coverage=WHOLE | {"counties": 2, "counties_without_history": ["YOLO"]})
    counties = (folder / "site" / "counties.html").read_text(encoding="utf-8")
    assert "<title>Yolo: delivered nothing</title>" in counties
    assert "<title>Lake: fewer than 13, or none</title>" in counties
    says = "2 of 58 counties; lists: none"
    pages = [page for page in (folder / "site").rglob("*.html") if page.parent.name != "models"]
    assert len(pages) > 20
    assert [page.name for page in pages if says not in page.read_text(encoding="utf-8")] == []
    assert says in (folder / "README.md").read_text(encoding="utf-8")
    over_states = write_states_site(settings)
    assert says in over_states.read_text(encoding="utf-8")
    assert says in (over_states.parent / "states.csv").read_text(encoding="utf-8")
