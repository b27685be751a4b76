"""What the run of the sample leaves behind, and what a comparison says where one thing about it is another."""

from __future__ import annotations

import json
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import polars as pl
import pytest
from command_line import Finished

from orchestration.determinations.snapshots import store
from orchestration.determinations.snapshots.store import (
    KeptRun,
    UnknownRunError,
    find_run,
    hash_law_row,
    keep_run,
    list_kept_runs,
    read_run,
)
from orchestration.reporting.comparison.causes import CORRECTIONS, IDENTITY, LAW, LEFT, NEW, POLICY, REVIEW
from orchestration.reporting.comparison.compare_runs import (
    Comparison,
    compare_runs,
    compare_with_run_before,
)
from orchestration.reporting.metrics.store import WHOLE, read_metrics
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.connection import connect_to_read, open_warehouse

ELIGIBLE = "remedy_id = 'conviction_relief' and outcome = 'eligible'"
ANY = "convictions_eligible_any"


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
            where {ELIGIBLE} and charge_id not in (
                select charge_id from rules.rule_ca__findings
                where outcome in ('eligible', 'review') and remedy_id <> 'conviction_relief'
            )
            order by all limit 1
            """
        ).fetchall()
    return charge_id, person_id


def not_eligible(charge_id: str) -> str:
    return (
        "update rules.rule_ca__findings set outcome = 'ineligible' "
        f"where charge_id = '{charge_id}' and remedy_id = 'conviction_relief'"
    )


def steps(first: KeptRun, second: KeptRun, figure: str = ANY) -> dict[str, tuple[Any, Any]]:
    """Gains and losses by cause. The figures kept with the second run are set to what the causes say: a table that is
    changed by hand is not counted again here (sums are checked on figures counted by hand, and on runs)."""
    bridge = unchecked(first, second).of(figure)[0]
    return {step.cause: (step.gains, step.losses) for step in bridge.steps}


def unchecked(first: KeptRun, second: KeptRun) -> Comparison:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("orchestration.reporting.comparison.compare_runs.check_sums", lambda bridges: None)
        return compare_runs("ca", first, second)


def test_a_run_that_is_kept_in_several_files_is_compared(
    base: KeptRun, copied_sample: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(store, "PEOPLE_IN_A_FILE", 700)
    charge_id, _ = one_eligible(copied_sample)
    with another_run(copied_sample, tmp_path, not_eligible(charge_id)) as second:
        assert len([*second.folder.glob("findings.*.parquet")]) > 1
        changes = steps(base, second).values()
    assert (sum(gains for gains, _ in changes), sum(losses for _, losses in changes)) == (0, 1)


def test_a_run_is_kept_once_with_all_its_tables(sample_run: Any) -> None:
    (folder,) = [path for path in sample_run.settings.kept.iterdir() if path.is_dir()]
    assert list_kept_runs(sample_run.settings) == [folder.name]
    files = sample_run.files("runs")
    assert {Path(name).name for name in files} > {"run.json", "counts.parquet", "events.parquet", "order.txt"}


def test_what_is_kept_is_as_restricted_as_the_warehouse_and_names_nobody(sample_run: Any) -> None:
    warehouse = stat.S_IMODE(sample_run.settings.warehouse.stat().st_mode)
    for path in sample_run.settings.kept.rglob("*"):
        assert not stat.S_IMODE(path.stat().st_mode) & 0o077, path
        assert path.is_dir() or stat.S_IMODE(path.stat().st_mode) == warehouse
    with connect_to_read(sample_run.settings) as connection:
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


def test_the_headlines_are_those_of_the_run_and_compared_with_itself_nothing_changed(sample_run: Any) -> None:
    run = find_run(sample_run.settings, "last")
    comparison = compare_runs("ca", run, run)
    with open_warehouse(sample_run.settings) as connection:
        figures = read_metrics(connection, law="ALL", metric=["eligible", "in_review"], **WHOLE)
    expected = {row["figure_id"]: (row["count"], row["not_known"]) for row in figures.iter_rows(named=True)}
    told = {one.headline.figure_id: (one.after.count, one.after.not_known) for one in comparison.in_place()}
    assert told == {figure_id: expected[figure_id] for figure_id in told} and len(told) == 6
    assert len({bridge.place for bridge in comparison.bridges}) > 5
    assert not any(bridge.is_changed for bridge in comparison.bridges)


def test_who_left_the_data_left_it_and_backwards_is_new(copied_sample: Settings, base: KeptRun, tmp_path: Path) -> None:
    _, person = one_eligible(copied_sample)
    with open_warehouse(copied_sample) as connection:
        tables = connection.execute(
            "select distinct schema_name || '.' || table_name from duckdb_columns() "
            "where column_name = 'person_id' and schema_name in ('intermediate', 'rules', 'marts') "
            "and (schema_name, table_name) in (select (schema_name, table_name) from duckdb_tables())"
        ).fetchall()
    gone = [f"delete from {table} where person_id = '{person}'" for (table,) in tables]
    with another_run(copied_sample, tmp_path, *gone) as other:
        for figure in (ANY, "people_eligible_whole"):
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
        "update rules.rule_ca__findings set outcome = 'eligible' where remedy_id = 'prop64_policy' "
        "and charge_id in (select charge_id from intermediate.int_charges where county_name = '{county}')"
    )
    for county, is_chosen in (("SACRAMENTO", True), ("FRESNO", False)):
        with another_run(copied_sample, tmp_path, chosen, given.format(county=county)) as other:
            assert (POLICY in steps(base, other)) == is_chosen


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


def test_a_tag_of_counsel_is_no_change_of_the_law(base: KeptRun) -> None:
    from orchestration.law.register import read_pack
    from orchestration.law.tables import read_law_rows

    settings = load_settings()
    rows = read_law_rows(settings.models, "ca", read_pack(settings.models, "ca").row_keys)
    signed = [replace(row, lines=tuple({**line, "verified": "V"} for line in row.lines)) for row in rows]
    assert [hash_law_row(row) for row in rows] == [hash_law_row(row) for row in signed]
    other = replace(rows[0], lines=tuple(dict.fromkeys(line, "x") for line in rows[0].lines))
    assert hash_law_row(other) != hash_law_row(rows[0])
    assert set(base.law_rows) == {f"{row.law_table} {row.row_key}" for row in rows}


def test_the_oldest_runs_go_and_a_run_made_again_is_the_last(copied_sample: Settings, tmp_path: Path) -> None:
    settings = load_settings(home=tmp_path, kept_runs=2)
    with open_warehouse(copied_sample) as connection:
        connection.execute("begin")
        for run_id in ("aaaa1", "bbbb2", "aaaa1", "cccc3"):
            connection.execute("update marts.run_summary set run_id = ?", [run_id])
            keep_run(settings, connection)
        connection.execute("rollback")
    assert list_kept_runs(settings) == ["aaaa1", "cccc3"]
    assert sorted(path.name for path in settings.kept.iterdir()) == ["aaaa1", "cccc3", "order.txt"]
    latest = compare_with_run_before(settings, "cccc3")
    assert latest is not None
    assert (latest.first.run_id, latest.second.run_id) == ("aaaa1", "cccc3")
    assert compare_with_run_before(settings, "aaaa1") is compare_with_run_before(settings, "bbbb2") is None
    assert find_run(settings, "previous").run_id == find_run(settings, "aaaa").run_id == "aaaa1"
    for name in ("bbbb2", "aaa", "nothing"):
        with pytest.raises(UnknownRunError, match="no run matches"):
            find_run(settings, name)


def test_a_run_that_was_not_kept_whole_is_none(base: KeptRun, tmp_path: Path) -> None:
    with pytest.raises(UnknownRunError, match="holds no kept run"):
        read_run(tmp_path)
    about = json.loads((base.folder / "run.json").read_text())
    (tmp_path / "run.json").write_text(json.dumps({**about, "layout": 3, "files": {}}))
    with pytest.raises(UnknownRunError, match="another version of Lookback and cannot be compared"):
        compare_runs("ca", read_run(tmp_path), base)


def test_the_command_says_it_in_every_form(
    copied_sample: Settings, base: KeptRun, quick_command: Callable[..., Finished]
) -> None:
    home = copied_sample.root
    told = quick_command("compare", base.run_id[:6], "last", "--home", home)
    assert told.code == 0
    assert "Internal: small numbers are shown" in told.out
    assert "need `lookback figures`" in told.out, "nobody did"
    asked = ("compare", "last", "last", "--home", home, "--figure", ANY, "--format")
    bridges = json.loads(quick_command(*asked, "json").out)["bridges"]
    assert {bridge["figure"] for bridge in bridges} == {ANY} and len(bridges) > 5
    assert quick_command(*asked, "csv").out.count("\n") == 1 + 2 * len(bridges)
    page = home / "changed.html"
    assert quick_command(*asked, "html", "--after-the-cell-rules", "--out", page).code == 0
    assert "<h1>What changed" in page.read_text() and "Internal" not in page.read_text()


def test_wrong_names_are_wrong_use(
    copied_sample: Settings, base: KeptRun, quick_command: Callable[..., Finished]
) -> None:
    home = copied_sample.root
    for arguments, says in (
        (("nowhere", "last"), "no run matches 'nowhere'"),
        (("previous", "last"), "there is no previous one yet"),
        (("last", "last", "--figure", "nothing"), "--figure must be one of"),
        (("last", "last", "--out", "x"), "--out needs --format"),
    ):
        finished = quick_command("compare", *arguments, "--home", home)
        assert finished.code == 2
        assert says in finished.err
