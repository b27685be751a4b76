"""One whole run of the shipped sample by the real command: what it says, what it writes, twice the same."""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import dagster as dg
import pypdf
import pytest
from command_line import AS_OF, in_this_process, lookback
from dagster_jobs import history_of
from held_tables import link_intake

from orchestration.defs.assets.results import ResultsConfig, results
from orchestration.defs.resources import SettingsResource
from orchestration.determinations.exports.determinations import COLUMNS
from orchestration.filing.batches.candidates import Selection, read_filing_lines
from orchestration.law.demonstration import SAYS
from orchestration.law.pack_files.columns import PACK_TABLES
from orchestration.settings import Settings, load_settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.locks import release_run_lock

ASSET_KEYS = Path(__file__).parents[1] / "golden" / "asset_keys.txt"
MAY_BE_EMPTY = {
    "ca/intake/identity_decisions",  # nobody decided anything about invented people
    "ca/intake/established_facts",
    "ca/intake/added_wordings",
    "ca/intake/untimely_deliveries",
    "ca/intake/missing_sources",  # the sample has what the remedies need
    "ca/rules/rule_ca__missing_sources",
    "ca/intake/claims",
    "ca/marts/metric_lines",  # a run reads no ledger
    "ca/marts/duplicate_reports",  # no two courts of the sample tell of one conviction
    "ca/intake/county_policies",
    "ca/intermediate/int_claims",
    "ca/intermediate/int_charges_missing_in_copies",  # the counties of the sample were cut from one state and agree
    "ca/intermediate/int_events_missing_in_copies",
    "ca/intermediate/int_claimed_charges",
    "ca/intermediate/int_claimed_arrests",
    "ca/rules/rule_ca__established",
    "ca/rules/rule_ca__owed",  # no file of the state tells what is owed
    "ca/intermediate/int_established_arrest_facts",
    "ca/intermediate/int_established_facts",
    "ca/intermediate/int_established_facts_unmatched",
    "ca/intermediate/int_established_person_facts",
    "ca/intermediate/int_unattributed_lines",  # every rejected line of the sample has an id
    "ca/intermediate/int_step_sentences",  # every sentence of the sample is told with its charge
    "ca/rules/rule_ca__unknown_priors",  # no listed charge of the sample has a disposition that nobody understands
    "ca/law/recipients",  # California: the batches of its counties, as code writes them
    "ca/law/signatures",  # no counsel has signed a row
    *(f"ca/law/{table}" for table in PACK_TABLES),  # no pack yet
    "ca/staging/stg_ca__obligations",  # California's file never tells what is owed
    "ca/intermediate/int_obligations",
}


def ask(settings: Settings, query: str) -> list[tuple[Any, ...]]:
    with open_warehouse(settings) as connection:
        return connection.execute(query).fetchall()


def test_the_run_is_done(sample_run: Any) -> None:
    assert sample_run.finished.code == 0, sample_run.finished.err


def test_the_summary_says_what_the_warehouse_holds(sample_run: Any) -> None:
    summary = json.loads(sample_run.of_the_run("results")["summary.json"])
    ((lines, accepted, rejected),) = ask(
        sample_run.settings,
        "select sum(physical_lines), (select count(*) from intake.history_rows), "
        "(select count(*) from restricted.rejects semi join (select delivery_id from intake.deliveries "
        "where delivery_kind = 'history') using (delivery_id)) from intake.deliveries where delivery_kind = 'history'",
    )
    assert (summary["physical_lines"], summary["accepted_rows"], summary["rejected_lines"]) == (
        lines,
        accepted,
        rejected,
    )
    ((people, charges, convictions),) = ask(
        sample_run.settings,
        "select (select count(distinct person_id) from intermediate.int_people), count(distinct charge_id), "
        "count(distinct charge_id) filter (where disposition_type = 'convicted' and not is_juvenile) "
        "from intermediate.int_charges",
    )
    assert (summary["people"], summary["charges"], summary["convictions"]) == (people, charges, convictions)
    outcomes = dict(ask(sample_run.settings, "select outcome, count(*) from marts.charge_reliefs group by outcome"))
    assert summary["in_scope"] + summary["in_scope_without_conviction"] == sum(outcomes.values())
    assert (summary["eligible"], summary["review"]) == (outcomes["eligible"], outcomes["review"])
    ((eligible_people,),) = ask(
        sample_run.settings,
        """select count(distinct person_id) from rules.rule_ca__findings
        where starts_with(remedy_id, 'prop64') and outcome = 'eligible'""",
    )
    assert summary["people_eligible"] == eligible_people


def test_the_figures_of_the_summary_agree_with_its_totals(sample_run: Any) -> None:
    summary = json.loads(sample_run.of_the_run("results")["summary.json"])
    relief = Counter[tuple[str, str]]()
    for row in summary["figures"]:
        if row["metric"] == "policy_some_relief" and row["place"] == "STATEWIDE":
            relief[row["unit"], row["law"]] += row["count"]
    assert relief["convictions", "county_choices"] == summary["eligible"]
    assert relief["people", "county_choices"] == summary["people_eligible"]
    policies = ("county_choices", "dismiss_all_prop64", "dismiss_all_prop64_and_related")
    counts = [relief["convictions", policy] for policy in policies]
    assert counts == sorted(counts) and len(set(counts)) == 3
    assert {row["place"] for row in summary["figures"]} >= {"ALPINE", "LOS ANGELES", "ELSEWHERE"}
    every = sample_run.of_the_run("results")["figures.csv"].decode()
    for group in ("race,H,", "race,several recorded,", "sex,F,", "age,25 to 34,", "age,not known,"):
        assert f",{group}" in every


def test_the_chart_of_the_ui_is_the_one_that_was_written(sample_run: Any) -> None:
    with history_of(sample_run.settings) as instance:
        event = instance.get_latest_materialization_event(dg.AssetKey(["ca", "results", "summary"]))
    assert event is not None
    assert event.asset_materialization is not None
    metadata = event.asset_materialization.metadata
    embedded = str(metadata["chart: Proposition 64 alone: what 3 policies would do"].value)
    chart = embedded.removeprefix("![figures](data:image/svg+xml;base64,").removesuffix(")")
    assert base64.b64decode(chart) == sample_run.of_the_run("results")["figures.svg"]


def test_the_first_screen_says_for_whom_no_felony_is_left_and_shows_no_policy_without_one(sample_run: Any) -> None:
    said = sample_run.finished.out
    rows = ask(
        sample_run.settings,
        "select split_part(variant, '/', 2), count, denominator from marts.metrics where metric = 'felony_free' "
        "and unit = 'people' and law = 'ALL' and place = 'STATEWIDE' and group_by = 'all' and status = 'living' "
        "and variant like 'if_all_granted/%' and variant not like '%/%/%'",
    )
    counts = {viewer: count for viewer, count, _ in rows}
    assert (
        f"Of {rows[0][2]:,} people with a felony, {counts['employers_check']:,} would be left with none on an "
        f"employer's check, and {counts['court_counting_priors']:,} as a court counts priors."
    ) in said
    assert counts["employers_check"] > counts["court_counting_priors"]
    table = said[said.index("What the law gives") : said.index("All of it is synthetic")]
    assert "policy" not in table and "convictions or arrests" in table
    ((without, convicted),) = ask(
        sample_run.settings,
        "select count(*) filter (where not is_conviction), count(*) filter (where is_conviction) "
        "from marts.determinations where remedy_id = 'prop64_statutory' and outcome = 'undeterminable'",
    )
    not_known = next(line for line in table.splitlines() if "not known" in line).split()
    assert without > 0 and not_known[-1] == f"{convicted:,}"


def test_what_is_printed_is_what_was_written(sample_run: Any) -> None:
    summary = json.loads(sample_run.of_the_run("results")["summary.json"])
    said = sample_run.finished.out
    for figure in ("physical_lines", "accepted_rows", "people", "charges", "convictions", "arrests"):
        assert f"{summary[figure]:,}" in said, figure
    for row in summary["figures"]:
        assert row["metric"] != "outcome" or row["law"].split("_")[0] in said
    ((run_id,),) = ask(sample_run.settings, "select run_id from intake.run_parameters")
    for where in (
        f"filings/ca/{AS_OF}/{run_id}",
        f"results/ca/{AS_OF}/{run_id}",
    ):
        assert str(sample_run.home / where) in said
    for room in ("filings", "results"):
        assert (sample_run.home / room / "ca" / AS_OF / "current").readlink() == Path(run_id)


def test_warnings_stand_above_the_table(sample_run: Any) -> None:
    printed = sample_run.finished.out
    assert 0 < printed.index("Warning: ") < printed.index("What the law gives, by remedy")
    assert "Warning: " not in printed.partition("What the law gives, by remedy")[2]


def test_the_summary_of_a_batch_of_invented_people_says_so(sample_run: Any) -> None:
    files = sample_run.of_the_run("filings")
    summaries = [content for name, content in files.items() if name.endswith("summary.pdf")]
    pages = [page.extract_text() for one in summaries for page in pypdf.PdfReader(io.BytesIO(one)).pages]
    assert pages and all(SAYS in " ".join(page.split()) for page in pages)
    manifests = [json.loads(content) for name, content in files.items() if name.endswith("manifest.json")]
    assert {one["demonstration"] for one in manifests} == {SAYS}


def test_county_batches_hold_every_line_by_court_order_once_or_say_why_not(sample_run: Any) -> None:
    written, left_out = [], []
    for name, data in sample_run.of_the_run("filings").items():
        rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig")))) if name.endswith(".csv") else []
        if Path(name).name == "not_proposed.csv":
            left_out += [row["charge_id"] for row in rows]
            continue
        for row in rows:
            written.append((row["county"], row["line_id"], row["relief"]))
            assert row["county"].lower().replace(" ", "_") == Path(name).parts[-3]
            assert Path(name).parts[-2] == f"{Path(name).parts[-3]}_{row['relief']}_{row['batch_id']}"
    with open_warehouse(sample_run.settings) as connection:
        lines = read_filing_lines(connection, Selection(relief_by="court_order"))
    assert {line.unit_id for line in lines if not line.candidate.key.is_complete} == set(left_out) != set()
    proposed = [line for line in lines if line.unit_id not in left_out]
    expected = [(line.candidate.county_name, line.line_id, line.candidate.key.relief) for line in proposed]
    assert sorted(written) == sorted(expected) and len(expected) > 100


def test_every_manifest_has_the_hashes_of_its_batch(sample_run: Any) -> None:
    files = sample_run.of_the_run("filings")
    folders = {str(Path(name).parent) for name in files if Path(name).name == "manifest.json"}
    assert len(folders) > 10
    for folder in folders:
        manifest = json.loads(files[f"{folder}/manifest.json"])
        there = {Path(name).name: data for name, data in files.items() if str(Path(name).parent) == folder}
        assert manifest["files"] == {
            file: hashlib.sha256(data).hexdigest() for file, data in there.items() if file != "manifest.json"
        }
        rows = list(csv.DictReader(io.StringIO(there["lines.csv"].decode("utf-8-sig"))))
        assert (manifest["status"], manifest["lines"]) == ("proposed", len(rows))
        assert {row["batch_id"] for row in rows} == {manifest["batch_id"]}
        assert not {"charge_id", "person_id"} & set(rows[0])


def test_determinations_hold_every_count_and_arrest_under_every_remedy_in_the_file_of_its_county(
    sample_run: Any, tmp_path: Path
) -> None:
    assert not [name for name in sample_run.of_the_run("results") if "determinations" in name], "on demand"
    shutil.copytree(sample_run.home / "warehouse", tmp_path / "warehouse")
    link_intake(sample_run.home, tmp_path)
    folder = tmp_path / "results" / "ca" / AS_OF / "current"
    done = in_this_process("determinations", "--county", "fresno", "--home", tmp_path)
    assert (done.code, [path.name for path in folder.iterdir()]) == (0, ["fresno.determinations.csv"]), done.err
    of_fresno = (folder / "fresno.determinations.csv").read_bytes()
    assert in_this_process("determinations", "--home", tmp_path).code == 0
    files = {path.name: path.read_bytes() for path in folder.iterdir()}
    assert files["fresno.determinations.csv"] == of_fresno
    lines = []
    for name, data in files.items():
        rows = list(csv.DictReader(io.StringIO(data.decode())))
        counties = {row["county"].lower().replace(" ", "_") or "county_unknown" for row in rows}
        assert counties == {name.removesuffix(".determinations.csv")}
        order = [
            (row["name"], row["date_of_birth"] or "9", row["arrest_date"], row["conviction_date"], row["charge_id"])
            for row in rows
        ]
        assert order == sorted(order)
        assert list(rows[0]) == list(COLUMNS)
        lines += [
            (row["charge_id"] or row["arrest_id"], row["remedy"], row["outcome"], row["relief"] or None) for row in rows
        ]
        assert all(row["name"] and row["reason"] and row["statutory_reason"] for row in rows)
    in_scope = ask(
        sample_run.settings,
        """
        select charge_id, speaking_remedy_id, outcome, relief from marts.charge_reliefs
        union all by name
        select charge_id, remedy_id as speaking_remedy_id, outcome,
            case when outcome = 'eligible' then relief end as relief
        from marts.determinations where remedy_id = 'conviction_relief'
        union all by name
        select arrest_id as charge_id, remedy_id as speaking_remedy_id, outcome,
            case when outcome = 'eligible' then relief end as relief
        from marts.arrest_determinations
        """,
    )
    assert sorted(lines, key=str) == sorted(in_scope, key=str)
    assert {remedy for _, remedy, _, _ in lines} == {"prop64_statutory", "conviction_relief", "arrest_relief"}


def test_annotated_files_hold_every_accepted_row_and_every_count_where_it_was_told(sample_run: Any) -> None:
    files = {name: data for name, data in sample_run.of_the_run("results").items() if name.endswith(".results.csv")}
    deliveries = ask(
        sample_run.settings,
        "select delivery_id, file_name, accepted_rows from intake.deliveries where delivery_kind = 'history'",
    )
    assert sorted(files) == sorted(f"{name}.results.csv" for _, name, _ in deliveries)
    for delivery, name, accepted in deliveries:
        header, *rows = list(csv.reader(io.StringIO(files[f"{name}.results.csv"].decode("latin-1"), newline="")))
        assert len(rows) == accepted
        assert {len(row) for row in rows} == {len(header)}
        told = ask(
            sample_run.settings,
            "select row_number() over (order by source_line), cii_number, cnt_order, "
            "starts_with(disp_descr, 'CONVICTED'), delivery_id || ':' || source_line "
            f"from intake.history_rows where delivery_id = '{delivery}'",
        )
        assert [(row[header.index("CII_NUMBER")], row[header.index("CNT_ORDER")]) for row in rows] == [
            (state_id or "", order or "") for _, state_id, order, _, _ in sorted(told)
        ]
        places = {place: (number, is_convicted) for number, _, _, is_convicted, place in told}
        expected = {}
        for charge, sources in ask(
            sample_run.settings,
            "select reliefs.charge_id, source_rows from marts.charge_reliefs as reliefs "
            "inner join intermediate.int_charges as charges on reliefs.charge_id = charges.charge_id",
        ):
            here = sorted(places[source] for source in sources if source in places)
            if here:
                expected[charge] = next((number for number, is_convicted in here if is_convicted), here[0][0])
        assert {row[95]: number for number, row in enumerate(rows, 1) if row[95]} == expected


def test_results_written_again_without_annotated_files_leave_those_that_are_there(
    sample_run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for room in ("warehouse", "results"):
        shutil.copytree(sample_run.home / room, tmp_path / room, symlinks=True)
    kept = {str(path): path.stat().st_ino for path in (tmp_path / "results").rglob("*.*")}
    assert len(kept) == len(sample_run.of_the_run("results"))
    monkeypatch.setenv("LOOKBACK_HOME", str(tmp_path))
    written = list(results(ResultsConfig(), SettingsResource()))
    release_run_lock(load_settings())
    assert [one.asset_key.path[-1] for one in written] == ["summary", "kept_run"]
    assert {str(path): path.stat().st_ino for path in (tmp_path / "results").rglob("*.*")} == kept


@pytest.mark.parametrize("folder", ["filings", "results", "runs"])
def test_another_process_writes_the_same_bytes(sample_run: Any, files_written_again: Any, folder: str) -> None:
    """(That the tables are the same each time: ``test_dbt_build``.)"""
    assert sample_run.files(folder)
    assert sample_run.files(folder) == files_written_again.files(folder)


@pytest.mark.long
@pytest.mark.parametrize("folder", ["filings", "results", "runs"])
def test_two_runs_write_the_same_bytes(sample_run: Any, sample_run_again: Any, folder: str) -> None:
    assert sample_run.files(folder) == sample_run_again.files(folder)


@pytest.mark.long
def test_two_runs_fill_every_table_with_the_same_content(sample_run: Any, sample_run_again: Any) -> None:
    first = lookback("hash", "--home", sample_run.home)
    assert first.code == 0
    assert first.out == lookback("hash", "--home", sample_run_again.home).out
    assert len(first.out.splitlines()) > 30


def test_every_asset_was_built_and_holds_rows(sample_run: Any, assets_of_a_run: list[Any]) -> None:
    with history_of(sample_run.settings) as instance:
        for key in assets_of_a_run:
            event = instance.get_latest_materialization_event(key)
            assert event is not None, f"{key.to_user_string()} was not built"
            materialization = event.asset_materialization
            assert materialization is not None
            rows = materialization.metadata.get("dagster/row_count")
            if rows is not None and key.to_user_string() not in MAY_BE_EMPTY:
                assert int(rows.value) > 0, f"{key.to_user_string()} is empty"


def test_no_asset_appears_or_disappears_unseen(asset_graph: Any) -> None:
    of_dbt = ("law", "staging", "intermediate", "rules", "marts", "research")  # described or a file each
    keys = sorted(key.to_user_string() for key in asset_graph.materializable_asset_keys if key.path[1] not in of_dbt)
    assert keys == ASSET_KEYS.read_text().split(), f"write the new list of keys to {ASSET_KEYS.name} if this is meant"
