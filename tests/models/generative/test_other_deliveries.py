"""What a sample says beside its histories is found to be what its truth says, line by line, and moves nothing else."""

from __future__ import annotations

from collections import Counter
from datetime import date
from pathlib import Path

import polars as pl
import pytest
from warehouse_runs import BuiltWarehouse, build

from orchestration.ingestion.synthetic.ca.generate import write_sample

CUT = date(2026, 3, 1)
COUNTIES = ("ALAMEDA", "ALPINE", "LOS ANGELES", "SAN JOAQUIN")
STAGES = ("staging", "intermediate")
BY_LINE = """
    select deliveries.file_name as file, cast(split_part(source_row, ':', 2) as bigint) as line_number, {word} as found
    from (select *, unnest(source_rows) as source_row from intermediate.{table}) as told
    inner join intermediate.int_deliveries as deliveries on split_part(source_row, ':', 1) = deliveries.delivery_id
    order by file, line_number
"""


@pytest.fixture(scope="module")
def sample(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sample") / "s"
    write_sample(3_000, 11, folder, COUNTIES, with_others=True)
    return folder


@pytest.fixture(scope="module")
def built(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> BuiltWarehouse:
    return build(tmp_path_factory.mktemp("with"), [sample], as_of=CUT, stages=STAGES)


@pytest.fixture(scope="module")
def histories_alone(sample: Path, tmp_path_factory: pytest.TempPathFactory) -> BuiltWarehouse:
    files = sorted(path for path in sample.iterdir() if path.suffix in (".csv", ".dat"))
    return build(tmp_path_factory.mktemp("without"), files, as_of=CUT, stages=STAGES)


def truth(sample: Path, kind: str) -> list[tuple[str, int, str]]:
    rows = pl.read_parquet(sample / "truth" / f"{kind}.parquet").sort("file", "line_number")
    return [(row["file"], row["line_number"], row["what"]) for row in rows.iter_rows(named=True)]


def found(built: BuiltWarehouse, table: str, word: str) -> list[tuple[str, int, str]]:
    rows = built.rows(BY_LINE.format(table=table, word=word))
    return [(row["file"], row["line_number"], row["found"]) for row in rows]


def test_every_court_record_is_found_to_be_what_it_is(sample: Path, built: BuiltWarehouse) -> None:
    told = truth(sample, "court_records")
    assert set(Counter(what for *_, what in told)) == {
        "completes", "agrees", "disagrees", "state_lacks_it", "person_unknown", "nothing_to_match",
    }  # fmt: skip
    assert found(built, "int_court_records", "match") == told


def test_who_is_under_supervision_is_found(sample: Path, built: BuiltWarehouse) -> None:
    word = "case when not is_person_known then 'person_unknown' when is_active = 'yes' then 'active' else 'ended' end"
    assert found(built, "int_supervision_records", word) == truth(sample, "supervised_release")


def test_every_petition_touches_a_conviction_or_says_why_not(sample: Path, built: BuiltWarehouse) -> None:
    matched = found(built, "int_prohibition_petitions", "outcome")
    unmatched = found(built, "int_prohibition_petitions_unmatched", "reason")
    assert sorted({*matched, *unmatched}) == truth(sample, "petitions")


def test_every_case_transfer_is_of_a_case_on_record_or_says_why_not(sample: Path, built: BuiltWarehouse) -> None:
    word = (
        "case when standing <> 'stands' then standing when transfer_id in (select unnest(transfer_ids) from "
        "intermediate.int_transferred_charges) then 'of_a_case_on_record' else 'no_such_case' end"
    )
    told = truth(sample, "case_transfers")
    assert set(Counter(what for *_, what in told)) == {
        "of_a_case_on_record", "contradictory", "no_such_case", "person_unknown",
    }  # fmt: skip
    assert found(built, "int_case_transfers", word) == told


def test_no_charge_of_a_history_gets_another_id_and_only_what_courts_say_is_new(
    built: BuiltWarehouse, histories_alone: BuiltWarehouse
) -> None:
    ids = "select charge_id, is_conviction from intermediate.int_charges order by charge_id"
    before = {row["charge_id"]: row["is_conviction"] for row in histories_alone.rows(ids)}
    after = {row["charge_id"]: row["is_conviction"] for row in built.rows(ids)}
    by_match = {
        row["match"]: set(row["charge_ids"])
        for row in built.rows(
            "select match, list(charge_id) as charge_ids from intermediate.int_court_records "
            "where charge_id is not null group by match"
        )
    }
    assert before.keys() <= after.keys()
    assert after.keys() - before.keys() == by_match["state_lacks_it"]
    changed = {charge_id for charge_id, is_conviction in before.items() if after[charge_id] != is_conviction}
    assert changed and changed <= by_match["completes"]


def test_what_histories_alone_tell_stays_to_the_byte(built: BuiltWarehouse, histories_alone: BuiltWarehouse) -> None:
    with_others, without = built.hashes(), histories_alone.hashes()
    stays = {table for table, value in with_others.items() if without[table] == value}
    of_histories = ("arrests", "delivered_charges", "identity_conflicts", "obligations", "people")
    assert stays >= {f"intermediate.int_{name}" for name in of_histories}
    assert "intermediate.int_charges" not in stays


@pytest.mark.long
def test_the_order_of_rows_and_shards_of_people_change_no_fact(
    sample: Path, built: BuiltWarehouse, tmp_path: Path
) -> None:
    shuffled = tmp_path / "shuffled"
    shuffled.mkdir()
    for path in sorted(sample.rglob("*.csv")) + sorted(sample.rglob("*.dat")):
        lines = path.read_bytes().splitlines(keepends=True)
        is_other = path.parent != sample
        (shuffled / path.name).write_bytes(b"".join([lines[0], *reversed(lines[1:])] if is_other else lines))
    again = build(tmp_path / "home", [shuffled], as_of=CUT, stages=STAGES, shards=7, with_dbt=True)
    for table in (
        "int_court_charges",
        "int_charges",
        "int_sentences",
        "int_supervision_records",
        "int_petition_rows",
        "int_case_transfers",
    ):
        facts = f"select * exclude (source_rows) from intermediate.{table}"
        if table in ("int_charges",):
            facts = facts.replace("(source_rows)", "(source_rows, speaking_source_row)")
        if table == "int_supervision_records":
            facts = facts.replace("(source_rows)", "(source_rows, delivery_id)")
        assert again.rows(f"{facts} order by all") == built.rows(f"{facts} order by all"), table
