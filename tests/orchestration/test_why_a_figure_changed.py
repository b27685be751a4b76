"""What the run of the sample leaves behind, and what a comparison says where one thing about it is another."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest
from command_line import Finished

from orchestration.determinations.snapshots import store as kept
from orchestration.determinations.snapshots.store import KeptRun, NoSuchRun, find_run, keep_run, kept_order, read_run
from orchestration.reporting.comparison.causes import CORRECTIONS, IDENTITY, LAW, LEFT, NEW, POLICY, REVIEW
from orchestration.reporting.comparison.compare_runs import compare_runs
from orchestration.reporting.comparison.disclose import published
from orchestration.reporting.comparison.headlines import WAITING
from orchestration.reporting.comparison.latest import since_the_run_before
from orchestration.reporting.comparison.page import what_changed_page
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.connection import open_warehouse

ELIGIBLE = "remedy_id = 'conviction_relief' and outcome = 'eligible'"
AUTOMATIC = "convictions_eligible_conviction_relief"


@pytest.fixture(scope="module")
def base(copied_sample: Settings) -> KeptRun:
    with open_warehouse(copied_sample) as connection:
        return read_run(keep_run(copied_sample, connection))


@contextmanager
def another_run(settings: Settings, tmp_path: Path, *changes: str) -> Iterator[KeptRun]:
    """The run as it would be kept if the warehouse said otherwise; it says as before afterwards."""
    elsewhere = load_settings(home=tmp_path)
    with open_warehouse(settings) as connection:
        connection.execute("begin")
        try:
            for change in (*changes, "update marts.run_summary set run_id = 'another'"):
                connection.execute(change)
            yield read_run(keep_run(elsewhere, connection))
        finally:
            connection.execute("rollback")


def one_eligible(settings: Settings) -> tuple[str, str]:
    """A conviction eligible by operation of law, of a person with no other conviction; and the person."""
    with open_warehouse(settings) as connection:
        ((charge_id, person_id),) = connection.execute(
            f"""
            select charge_id, person_id from rules.rule_ca__findings
            inner join (
                from intermediate.int_convictions select person_id group by 1 having count(*) = 1
            ) using (person_id)
            where {ELIGIBLE} order by all limit 1
            """
        ).fetchall()
    return charge_id, person_id


def not_eligible(charge_id: str) -> str:
    return f"update rules.rule_ca__conviction_relief set outcome = 'ineligible' where charge_id = '{charge_id}'"


def steps(first: KeptRun, second: KeptRun, figure: str = AUTOMATIC) -> dict[str, tuple[Any, Any]]:
    bridge = compare_runs("ca", first, second).of(figure)[0]
    return {step.cause: (step.gains, step.losses) for step in bridge.steps}


def test_a_run_is_kept_with_the_same_bytes_by_whatever_machine_made_it(sample_run: Any, sample_run_again: Any) -> None:
    (folder,) = [path for path in sample_run.settings.kept.iterdir() if path.is_dir()]
    assert kept_order(sample_run.settings) == [folder.name]
    files = sample_run.files("runs")
    assert {Path(name).name for name in files} > {"run.json", "convictions.parquet", "events.parquet", "order.txt"}
    assert files == sample_run_again.files("runs")


def test_what_is_kept_is_as_restricted_as_the_warehouse_and_names_nobody(sample_run: Any) -> None:
    warehouse = stat.S_IMODE(sample_run.settings.warehouse.stat().st_mode)
    for path in sample_run.settings.kept.rglob("*"):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o007, path
        assert path.is_dir() or stat.S_IMODE(path.stat().st_mode) == warehouse
    with duckdb.connect(str(sample_run.settings.warehouse), read_only=True) as connection:
        people = connection.execute(
            "select person_name, unnest(state_ids)::varchar, birth_date_earliest::varchar from intermediate.int_people"
        ).fetchall()
        cases = connection.execute("select distinct case_numbers from intermediate.int_charges").fetchall()
    never = {word for row in [*people, *cases] for word in row if word and len(word) > 4}
    assert len(never) > 3_000
    for path in sample_run.settings.kept.rglob("*.parquet"):
        frame = pl.read_parquet(path)
        texts = [column for column in frame.columns if frame.schema[column] == pl.String]
        assert not never & {text for column in texts for text in frame[column].drop_nulls().unique().to_list()}, path
        assert all(frame.schema[column] != pl.Date or column == "eligible_on" for column in frame.columns)


def test_the_headlines_are_those_of_the_run(sample_run: Any) -> None:
    run = find_run(sample_run.settings, "last")
    told = {bridge.headline.figure: bridge for bridge in compare_runs("ca", run, run).in_place()}
    with duckdb.connect(str(sample_run.settings.warehouse), read_only=True) as connection:
        figures = connection.execute(
            """
            select measure, sum(figure), sum(not_known) from marts.impact_figures
            where scenario = 'county_choices' and unit = 'people' and place = 'STATEWIDE' and group_kind = 'all'
                and vital_status = 'living' and measure in
                ('some_relief', 'no_felony', 'no_conviction', 'no_recent_conviction')
            group by measure
            """
        ).fetchall()
        remedies = connection.execute(
            "select remedy_id, count(*) from rules.rule_ca__findings inner join intermediate.int_convictions "
            "using (charge_id, person_id) inner join intermediate.int_people using (person_id) "
            "where outcome = 'eligible' and not is_deceased group by remedy_id"
        ).fetchall()
        waiting = connection.execute(
            "select outcome, count(distinct charge_id), count(distinct person_id) from rules.rule_ca__findings "
            "inner join intermediate.int_convictions using (charge_id, person_id) "
            "inner join intermediate.int_people using (person_id) where not is_deceased group by outcome"
        ).fetchall()
    assert len(figures) == 4
    assert len(remedies) >= 2
    levels = {outcome: counts for outcome, *counts in waiting}
    for word, (outcome, _) in WAITING.items():
        found = [told[f"{unit}_{word}_any"].after for unit in ("convictions", "people")]
        assert found == levels[outcome] and found[0], word
    for measure, figure, not_known in figures:
        bridge = told[f"people_{measure}"]
        assert (bridge.before, bridge.not_known_after) == (figure, not_known), measure
    for remedy, count in remedies:
        assert told[f"convictions_eligible_{remedy}"].after == count


def test_a_run_compared_with_itself_has_no_step_anywhere(base: KeptRun) -> None:
    comparison = compare_runs("ca", base, base)
    assert len(comparison.bridges) > 50
    assert not any(bridge.is_changed for bridge in comparison.bridges)


def test_who_left_the_data_left_it_and_backwards_is_new(copied_sample: Settings, base: KeptRun, tmp_path: Path) -> None:
    _, person = one_eligible(copied_sample)
    with open_warehouse(copied_sample) as connection:
        tables = connection.execute(
            "select distinct schema_name || '.' || table_name from duckdb_columns() "
            "where column_name = 'person_id' and schema_name in ('intermediate', 'rules', 'marts') "
            "and table_name in (select table_name from duckdb_tables())"
        ).fetchall()
    gone = [f"delete from {table} where person_id = '{person}'" for (table,) in tables]
    with another_run(copied_sample, tmp_path, *gone) as other:
        for figure in (AUTOMATIC, "convictions_eligible_any", "people_eligible_any"):
            assert steps(base, other, figure) == {LEFT: (0, 1)}
            assert steps(other, base, figure) == {NEW: (1, 0)}


@pytest.mark.parametrize(
    ("change", "cause"),
    [
        ("update intermediate.int_charges set level = 'felony' where charge_id = '{charge}'", CORRECTIONS),
        ("update intermediate.int_people set is_deceased = not is_deceased where person_id = '{person}'", CORRECTIONS),
        (
            "insert into intermediate.int_established_person_facts by name "
            "select '{person}' as person_id, 0 as person_bucket, 'fact' as fact, 'no' as value, 'f' as fact_id, "
            "'somebody' as established_by, date '2026-05-01' as established_on, 'seen' as why",
            REVIEW,
        ),
        (
            "insert into intermediate.int_claimed_charges by name select 'c' as claim_id, '{charge}' as charge_id, "
            "'{person}' as person_id, 0 as person_bucket, 'not_mine' as claim, true as is_holding",
            REVIEW,
        ),
        (
            "insert into intermediate.int_identity_conflicts by name select 'a' as conflict_type, "
            "'{person}' as person_id, '0123456789abcdef' as other_person_id, false as sends_to_review, "
            "'d' as decision_id",
            IDENTITY,
        ),
        (
            "insert into intermediate.int_identity_conflicts by name select 'a' as conflict_type, "
            "'{person}' as person_id, '0123456789abcdef' as other_person_id, true as sends_to_review, "
            "null as decision_id",
            NEW,
        ),
        ("delete from intermediate.int_arrests where person_id = '{person}'", LEFT),
        ("delete from intermediate.int_sentences where person_id = '{person}'", CORRECTIONS),
    ],
)
def test_what_is_kept_tells_one_cause_from_another(
    copied_sample: Settings, base: KeptRun, tmp_path: Path, change: str, cause: str
) -> None:
    charge, person = one_eligible(copied_sample)
    told = change.format(charge=charge, person=person)
    with another_run(copied_sample, tmp_path, told, not_eligible(charge)) as other:
        assert steps(base, other) == {cause: (0, 1)}


def test_the_choices_of_a_county_are_the_cause_where_a_policy_decides(
    copied_sample: Settings, base: KeptRun, tmp_path: Path
) -> None:
    chosen = (
        "insert into intake.county_policies values "
        "('p', 'SACRAMENTO', 'dismiss', '11357'), ('p', 'SACRAMENTO', 'dismiss', '11358')"
    )
    given = (
        "update rules.rule_ca__prop64_findings set outcome = 'eligible' where remedy_id = 'prop64_policy' "
        "and charge_id in (select charge_id from intermediate.int_charges where county_name = '{county}')"
    )
    for county, is_chosen in (("SACRAMENTO", True), ("FRESNO", False)):
        with another_run(copied_sample, tmp_path, chosen, given.format(county=county)) as other:
            assert (POLICY in steps(base, other, "convictions_eligible_prop64_policy")) == is_chosen


def test_a_row_of_law_that_decided_is_the_cause_and_another_is_not(
    copied_sample: Settings, base: KeptRun, tmp_path: Path
) -> None:
    charge, _ = one_eligible(copied_sample)
    with another_run(copied_sample, tmp_path, not_eligible(charge)) as other:
        about = replace(other, law_rows={**other.law_rows, "remedies conviction_relief": "otherwise"})
        assert steps(base, about) == {LAW: (0, 1)}
        alone = replace(
            other,
            as_of_date=base.as_of_date.replace(year=2027),
            law_rows={**other.law_rows, "remedies arrest_relief": "otherwise"},
        )
        assert LAW not in steps(base, alone)


def test_a_tag_of_counsel_is_no_change_of_the_law(monkeypatch: pytest.MonkeyPatch, base: KeptRun) -> None:
    from orchestration.law.register import read_pack
    from orchestration.law.tables import law_rows

    settings = load_settings()
    rows = law_rows(settings.models, "ca", read_pack(settings.models, "ca").row_keys)
    signed = [replace(row, lines=tuple({**line, "verified": "V"} for line in row.lines)) for row in rows]
    assert [kept._what_it_decides(row) for row in rows] == [kept._what_it_decides(row) for row in signed]
    other = replace(rows[0], lines=tuple(dict.fromkeys(line, "x") for line in rows[0].lines))
    assert kept._what_it_decides(other) != kept._what_it_decides(rows[0])
    assert set(base.law_rows) == {f"{row.law_table} {row.row_key}" for row in rows}


def test_the_oldest_runs_go_and_a_run_made_again_is_the_last(copied_sample: Settings, tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path, kept_runs=2)
    with open_warehouse(copied_sample) as connection:
        connection.execute("begin")
        for run_id in ("aaaa1", "bbbb2", "aaaa1", "cccc3"):
            connection.execute("update marts.run_summary set run_id = ?", [run_id])
            keep_run(settings, connection)
        connection.execute("rollback")
    assert kept_order(settings) == ["aaaa1", "cccc3"]
    assert sorted(path.name for path in settings.kept.iterdir()) == ["aaaa1", "cccc3", "order.txt"]
    latest = since_the_run_before(settings, "cccc3")
    assert latest is not None
    assert (latest.first.run_id, latest.second.run_id) == ("aaaa1", "cccc3")
    assert since_the_run_before(settings, "aaaa1") is since_the_run_before(settings, "bbbb2") is None
    assert find_run(settings, "previous").run_id == find_run(settings, "aaaa").run_id == "aaaa1"
    for name in ("bbbb2", "aaa", "nothing"):
        with pytest.raises(NoSuchRun, match="no run is called"):
            find_run(settings, name)


def test_a_run_that_was_not_kept_whole_is_none(base: KeptRun, tmp_path: Path) -> None:
    with pytest.raises(NoSuchRun, match="holds no kept run"):
        read_run(tmp_path)
    about = json.loads((base.folder / "run.json").read_text())
    (tmp_path / "run.json").write_text(json.dumps({**about, "layout": 0}))
    with pytest.raises(NoSuchRun, match="another version"):
        read_run(tmp_path)


def test_the_command_says_it_in_every_form(
    copied_sample: Settings, base: KeptRun, quick_command: Callable[..., Finished]
) -> None:
    home = copied_sample.root
    told = quick_command("compare", base.run_id[:6], "last", "--home", home)
    assert told.code == 0
    assert "Internal: small numbers are shown" in told.out
    eligible = compare_runs("ca", base, base).of(AUTOMATIC)[0].before
    assert eligible > 1_000 and f" {eligible:,}  convictions of living people eligible" in told.out
    assert "lookback figures counted both runs" in told.out, "nobody did"
    asked = ("compare", "last", "last", "--home", home, "--figure", AUTOMATIC, "--format")
    bridges = json.loads(quick_command(*asked, "json").out)["bridges"]
    assert {bridge["figure"] for bridge in bridges} == {AUTOMATIC} and len(bridges) > 5
    assert quick_command(*asked, "csv").out.count("\n") == 1 + 2 * len(bridges)
    page = home / "changed.html"
    assert quick_command(*asked, "html", "--out", page).code == 0
    assert "<h1>What changed" in page.read_text()


def test_wrong_names_are_wrong_use(
    copied_sample: Settings, base: KeptRun, quick_command: Callable[..., Finished]
) -> None:
    home = copied_sample.root
    for arguments, says in (
        (("nowhere", "last"), "no run is called 'nowhere'"),
        (("previous", "last"), "there is no previous one yet"),
        (("last", "last", "--figure", "nothing"), "--figure must be one of"),
        (("last", "last", "--out", "x"), "--out needs --format"),
    ):
        finished = quick_command("compare", *arguments, "--home", home)
        assert finished.code == 2
        assert says in finished.err


def test_the_page_asks_for_nothing_and_the_published_one_shows_no_small_count(
    copied_sample: Settings, base: KeptRun, tmp_path: Path
) -> None:
    charge, _ = one_eligible(copied_sample)
    with another_run(copied_sample, tmp_path, not_eligible(charge)) as other:
        comparison = compare_runs("ca", base, other)
        inside, outside = what_changed_page(comparison), what_changed_page(published(comparison))
    for page in (inside, outside):
        assert "://" not in page.replace("http://www.w3.org/", "") and "<script" not in page
        assert page.count("<svg") >= 1
    before = comparison.of(AUTOMATIC)[0].before
    assert f"{before:,} - 1 = {before - 1:,}" in inside and "small numbers are shown" in inside
    assert f"{before:,} - 1" not in outside and "small numbers are shown" not in outside
    assert "By county" not in outside
