"""Months, the schedule, the watch over the deliveries folder, and the form of a run: what asks for which run."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import dagster as dg
import pytest
import small_deliveries
import yaml
from command_line import AS_OF, SAMPLE
from dagster_jobs import complaints, environment_of, history_of, run_job

from orchestration.defs.assets.ingestion import TakeInConfig
from orchestration.defs.jobs import link_newest
from orchestration.defs.partitions import COUNTIES, MONTHS, find_latest_month, is_a_month
from orchestration.defs.resources import SettingsResource
from orchestration.defs.run import DAGSTER_YAML
from orchestration.defs.schedules import every_month
from orchestration.defs.sensors import new_deliveries
from orchestration.ingestion.layouts.layout import load_layout
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.current_run import UnclearDayError


@pytest.fixture
def settings(tmp_path: Path) -> Iterator[Settings]:
    settings = load_settings(home=tmp_path / "home")
    with environment_of(settings):
        yield settings


@pytest.fixture(scope="module")
def repository(sample_run: Any) -> dg.RepositoryDefinition:
    from orchestration.definitions import defs

    with environment_of(sample_run.settings):
        return defs().get_repository_def()


def look(cursor: str | None) -> dg.SensorResult:
    result = new_deliveries(dg.build_sensor_context(cursor=cursor, resources={"settings": SettingsResource()}))
    assert isinstance(result, dg.SensorResult)
    return result


def test_the_partitions_are_first_days_of_months_up_to_the_current_one() -> None:
    now = datetime(2026, 11, 25, 12, tzinfo=UTC)
    keys = MONTHS.get_partition_keys(current_time=now)
    assert (keys[0], keys[-1]) == ("2025-01-01", "2026-11-01")
    assert {date.fromisoformat(key).day for key in keys} == {1}
    assert MONTHS.get_partition_keys(current_time=datetime(2026, 12, 1, tzinfo=UTC))[-1] == "2026-12-01"
    assert find_latest_month() == MONTHS.get_partition_keys()[-1]
    assert [is_a_month(day) for day in (AS_OF, "2026-06-02", "2024-12-01", "2999-01-01")] == [True, False, False, False]


def test_the_counties_are_those_of_the_state(repository: dg.RepositoryDefinition) -> None:
    assert sorted(COUNTIES.get_partition_keys()) == sorted(load_layout("ca").counties)
    assert len(COUNTIES.get_partition_keys()) == 58
    assert repository.get_job("batch_of_one_county_again").partitions_def == COUNTIES


def test_the_whole_run_is_by_month_and_holds_everything_but_one_county_again(
    repository: dg.RepositoryDefinition, asset_graph: Any, assets_of_a_run: list[Any]
) -> None:
    job = repository.get_job("clearance")
    assert job.partitions_def == MONTHS
    selected = job.asset_layer.executable_asset_keys
    left_out = {key.path[-1] for key in {*assets_of_a_run} - selected}
    assert left_out == {"batch_of_one_county"}
    checks = {key for key in asset_graph.asset_check_keys if key.asset_key in assets_of_a_run}
    assert set(job.asset_layer.asset_graph.asset_check_keys) == checks


@pytest.mark.parametrize(
    ("tick", "month"),
    [
        (datetime(2026, 12, 1, 14, tzinfo=UTC), "2026-12-01"),
        (datetime(2027, 1, 1, 14, tzinfo=UTC), "2027-01-01"),
    ],
)
def test_the_schedule_asks_for_the_month_that_begins(tick: datetime, month: str) -> None:
    request = every_month(dg.build_schedule_context(scheduled_execution_time=tick))
    assert isinstance(request, dg.RunRequest)
    assert (request.partition_key, request.run_key) == (month, month)
    assert month in MONTHS.get_partition_keys(current_time=tick)


def test_schedule_and_sensor_are_off_until_somebody_turns_them_on(repository: dg.RepositoryDefinition) -> None:
    assert [(one.name, one.default_status) for one in repository.schedule_defs] == [
        ("every_month", dg.DefaultScheduleStatus.STOPPED)
    ]
    assert [(one.name, one.default_status) for one in repository.sensor_defs] == [
        ("new_deliveries", dg.DefaultSensorStatus.STOPPED)
    ]


def test_the_sensor_asks_once_for_a_delivery_that_lies_still(settings: Settings) -> None:
    small_deliveries.good(settings.deliveries, people=1)
    first = look(None)
    assert first.run_requests == []
    assert "no new complete delivery (1 files came or changed" in str(first.skip_reason)
    second = look(first.cursor)
    (request,) = second.run_requests or []
    assert request.partition_key == find_latest_month()
    third = look(second.cursor)
    assert third.run_requests == []
    small_deliveries.good(settings.deliveries, "fresno", people=1)
    fourth = look(third.cursor)
    fifth = look(fourth.cursor)
    assert fourth.run_requests == []
    (other,) = fifth.run_requests or []
    assert other.run_key != request.run_key
    for kept in (str(second.cursor), str(request.run_key), repr(request.tags), repr(fifth)):
        assert "sacramento" not in kept
        assert "csv" not in kept


def test_the_sensor_looks_at_an_empty_home_and_asks_for_nothing(settings: Settings) -> None:
    assert look(look(None).cursor).run_requests == []


def test_the_job_on_the_sample_is_there_only_while_no_delivery_lies_in_the_home(settings: Settings) -> None:
    from orchestration.definitions import defs

    partitioned = defs().get_job_def("clearance_of_the_sample").partitioned_config
    assert partitioned is not None
    config = partitioned.get_run_config_for_partition_key(AS_OF)
    for op in ("take_in", "results"):
        assert config["ops"][op]["config"] == {"deliveries": [str(SAMPLE)]}
    small_deliveries.good(settings.deliveries, people=1)
    assert "clearance_of_the_sample" not in {one.name for one in defs().get_repository_def().get_all_jobs()}


def test_the_description_of_the_job_links_to_the_month_of_the_newest_delivery(settings: Settings) -> None:
    assert link_newest() == ""
    small_deliveries.good(settings.deliveries, cut="20260302", people=1)
    small_deliveries.good(settings.deliveries, "fresno", cut="20260201", people=1)
    assert link_newest().startswith("**[Start here: 2026-04-01, the month of the newest delivery](/locations/")
    assert "/jobs/clearance?partition=2026-04-01)" in link_newest()


def test_every_field_of_the_form_has_a_default_and_says_what_it_is() -> None:
    for name, field in TakeInConfig.model_fields.items():
        assert not field.is_required(), name
        assert len(str(field.description).split()) >= 8, name
    request = TakeInConfig().build_request(AS_OF, Path("deliveries"))
    assert (request.as_of_date, request.paths, request.policy) == (date(2026, 6, 1), (Path("deliveries"),), None)


@pytest.mark.parametrize(
    "fields", [{"as_of_date": "2026-07-01"}, {"data_as_of": "March"}, {"chosen_cuts": {"FRESNO": "soon"}}]
)
def test_a_form_that_is_wrong_is_said_before_anything_is_done(fields: dict[str, Any]) -> None:
    with pytest.raises(UnclearDayError):
        TakeInConfig(**fields).build_request(AS_OF, Path("deliveries"))


def test_a_month_and_another_day_in_one_run_are_a_contradiction_in_one_line(settings: Settings) -> None:
    small_deliveries.good(settings.deliveries, people=1)
    (line,) = complaints(run_job(settings, "clearance", AS_OF, {"take_in": {"as_of_date": "2026-07-01"}}))
    assert "the partition says 2026-06-01 and as_of_date says 2026-07-01" in line
    assert not settings.warehouse.exists()


def test_a_run_from_the_form_without_a_month_asks_for_one(settings: Settings) -> None:
    small_deliveries.good(settings.deliveries, people=1)
    (line,) = complaints(run_job(settings, "clearance", None, {"take_in": {"as_of_date": AS_OF}}))
    assert "choose a partition" in line
    assert not settings.warehouse.exists()


def test_a_home_without_deliveries_says_where_they_are_expected(settings: Settings) -> None:
    (line,) = complaints(run_job(settings, "clearance", AS_OF))
    assert f"expected files of the state in {settings.deliveries}, found none" in line
    assert not settings.warehouse.exists()


def test_data_that_is_too_old_is_said_in_one_sentence_among_the_checks(settings: Settings) -> None:
    small_deliveries.good(settings.deliveries, cut="20240101", people=1)
    checks = run_job(settings, "clearance", AS_OF).get_asset_check_evaluations()
    (check,) = (check for check in checks if not check.passed)
    assert (check.asset_key.path, check.check_name, check.severity.name) == (
        ["ca", "intake", "untimely_deliveries"],
        "intake_gate",
        "ERROR",
    )
    assert check.description is not None and check.description.startswith("found SACRAMENTO: ")
    assert "--allow-stale COUNTY" in check.description


def test_a_run_of_the_command_stands_under_its_month(sample_run: Any) -> None:
    with history_of(sample_run.settings) as instance:
        (run,) = instance.get_runs()
        assert run.tags["dagster/partition"] == AS_OF
        assert run.tags["dagster/code_location"] == run.remote_job_origin.location_name == "lookback_ca"
        for table in ("filings/county_batches", "results/summary"):
            key = dg.AssetKey(["ca", *table.split("/")])
            assert instance.get_materialized_partitions(key) == {AS_OF}, table
        assert not instance.get_materialized_partitions(dg.AssetKey(["ca", "marts", "filing_lines"]))
        counties = instance.get_materialized_partitions(dg.AssetKey(["ca", "filings", "batch_of_one_county"]))
    assert len(counties) >= 7
    assert counties <= set(COUNTIES.get_partition_keys())


def test_runs_go_one_after_the_other_and_nothing_is_told_to_anybody() -> None:
    config = yaml.safe_load(DAGSTER_YAML)
    assert config["concurrency"]["runs"]["max_concurrent_runs"] == 1
    assert config["run_monitoring"]["enabled"] is True
    assert (config["telemetry"]["enabled"], config["nux"]["enabled"]) == (False, False)
