"""On the sample: every row of the law by how many determinations it decided, in the warehouse and by the command."""

from __future__ import annotations

import csv
import json
from typing import Any

import pytest
from command_line import in_this_process

from orchestration.law.register import read_pack
from orchestration.law.tables import read_law_rows
from orchestration.law.verification_tags import MEANINGS, find_weakest
from orchestration.settings import PROJECT_ROOT
from orchestration.warehouse.connection import open_warehouse

MODELS = PROJECT_ROOT / "models"


@pytest.fixture
def warehouse(sample_run: Any) -> Any:
    with open_warehouse(sample_run.settings) as connection:
        yield connection


def test_the_warehouse_and_the_files_have_the_same_rows_of_law_and_the_same_doubt(warehouse: Any) -> None:
    told = {
        (table, key): doubt
        for table, key, doubt in warehouse.execute(
            "select law_table, row_key, doubt from rules.rule_ca__law_rows"
        ).fetchall()
    }
    rows = read_law_rows(MODELS, "ca", read_pack(MODELS, "ca").row_keys)
    assert told == {(row.law_table, row.row_key): list(MEANINGS).index(find_weakest(row.verified)) for row in rows}


def test_every_determination_waits_on_its_remedy_and_on_one_reason(warehouse: Any) -> None:
    ((determinations,),) = warehouse.execute(
        "select (select count(*) from marts.determinations) + (select count(*) from marts.arrest_determinations)"
    ).fetchall()
    for table in ("remedies", "reasons"):
        ((counted,),) = warehouse.execute(
            "select sum(determinations) from marts.law_row_usage where law_table = ?", [table]
        ).fetchall()
        assert counted == determinations > 100


def test_the_counts_are_those_of_a_plain_count_of_the_determinations(warehouse: Any) -> None:
    for law_table, column in (
        ("reasons", "reason_code"),
        ("elements", "remedy_id || ' ' || deciding_element"),
        ("prop64_matrix", "case when starts_with(path, 'P64-') then path end"),
    ):
        wrong = warehouse.execute(
            f"""
            with plain as (
                select {column} as row_key, count(*) as determinations, count(distinct person_id) as people
                from marts.determinations
                where {column} is not null and starts_with(remedy_id, 'prop64') group by all
            )
            select plain.row_key from plain
            left join marts.law_row_usage as used on used.law_table = ? and used.row_key = plain.row_key
            where used.determinations is null or used.determinations < plain.determinations
                or used.people < plain.people
                or (? = 'prop64_matrix' and used.determinations <> plain.determinations)
            """,
            [law_table, law_table],
        ).fetchall()
        assert wrong == [], law_table


def test_a_determination_shows_the_weakest_row_that_decided_it(warehouse: Any) -> None:
    """Every determination by the rows that decided it, put together here one by one."""
    rows = warehouse.execute(
        """
        select determinations.verified, list(law_rows.verified) as tags
        from marts.determinations as determinations
        inner join rules.rule_ca__findings as findings using (charge_id, remedy_id)
        inner join (
            select findings.charge_id, findings.remedy_id, grounds.law_table, grounds.row_key
            from rules.rule_ca__findings as findings
            inner join rules.rule_ca__deciding_law_rows as grounds
                on findings.remedy_id = grounds.remedy_id
                and findings.reason_code = grounds.reason_code
                and findings.outcome = grounds.outcome
                and coalesce(findings.path, '') = coalesce(grounds.path, '')
                and coalesce(findings.deciding_element, '') = coalesce(grounds.deciding_element, '')
                and findings.presumed_facts = grounds.presumed_facts
            union all
            select unit_id, remedy_id, law_table, row_key from rules.rule_ca__deciding_law_rows_by_unit
            where unit = 'charge'
        ) as decided using (charge_id, remedy_id)
        inner join rules.rule_ca__law_rows as law_rows
            on decided.law_table = law_rows.law_table and decided.row_key = law_rows.row_key
        group by determinations.charge_id, determinations.remedy_id, determinations.verified
        """
    ).fetchall()
    order = list(MEANINGS).index
    assert len(rows) > 100
    assert {find_weakest(verified) for verified, _ in rows} == set(MEANINGS) - {
        "P",
        "S",
        "M",
    }  # marks of other states, and of arrests
    for verified, tags in rows:
        assert order(find_weakest(verified)) == max(order(find_weakest(tag)) for tag in tags)


def test_what_is_presumed_by_our_reading_shows_on_the_determination(warehouse: Any) -> None:
    presumed = warehouse.execute(
        "select distinct verified from marts.determinations where list_contains(presumed_facts, 'sentence_completed')"
    ).fetchall()
    assert presumed
    assert all(verified.endswith("inference") for (verified,) in presumed)


def test_the_command_lists_what_waits_by_how_much_waits(sample_run: Any) -> None:
    done = in_this_process("law", "unsigned", "--home", sample_run.home, "--format", "csv")
    assert done.code == 0, done.err
    lines = list(csv.DictReader(done.out.splitlines()))
    numbers = [int(line["determinations"]) for line in lines]
    assert numbers == sorted(numbers, reverse=True)
    assert numbers[0] > 10
    assert all(find_weakest(line["verified"]) != "V" for line in lines)
    as_json = json.loads(in_this_process("law", "unsigned", "--home", sample_run.home, "--format", "json").out)
    assert [row["row_key"] for row in as_json["rows"]] == [line["row_key"] for line in lines]
    assert as_json["is_other_law_than_now"] is False


def test_the_status_says_what_is_complete_and_who_signed() -> None:
    done = in_this_process("law", "status", "--format", "json")
    assert done.code == 0, done.err
    said = json.loads(done.out)
    assert said["provisions"][0]["status"] == "complete"
    assert said["provisions"][0]["signed_by"] == "nobody yet"
    assert said["parts_unsigned"] == said["parts"] - said["parts_by_weakest_mark"]["V"]
    assert said["code"]["verified_by"] == "nobody yet"
    assert "Proposition 64" in in_this_process("law", "status").out
