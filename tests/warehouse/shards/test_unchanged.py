"""Who is built anew in a later run: everybody for whom something may have changed, and nobody else."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.warehouse.shards.components import route_people
from orchestration.warehouse.shards.plan import PlannedModel, RoutedTable, ShardPlan
from orchestration.warehouse.shards.unchanged import GONE, LINES, find_basis

HISTORY = RoutedTable(
    "intake", "history_rows", {"state_number": "cii", "issuer_number": "subject", "name": "name", "birth_date": "born"}
)
QUERIES = {HISTORY: "select * from intake.history_rows"}
Row = tuple[str | None, str | None, str, str, str, str]
"""State id, issuer's id, name, birth date, disposition, date of disposition."""
PEOPLE: tuple[Row, ...] = (
    ("A100", "9001", "ROE,JANE", "19800101", "CONVICTED", "20200101"),
    ("A100", "9001", "ROE,JANE", "19800101", "DISMISSED", "20210101"),
    ("A200", "9002", "DOE,A", "19700101", "CONVICTED", "20200101"),
    ("A300", "9003", "POE,B", "19600101", "CONVICTED", "20200101"),
    ("A12345678", None, "LEE,C", "19500101", "CONVICTED", "20200101"),
    (None, None, "NOBODY,X", "19400101", "CONVICTED", "20200101"),
    *((f"A7{number:03}", None, f"MANY,{number}", "19900101", "CONVICTED", "20200101") for number in range(20)),
)
EVERYBODY = {"100", "200", "300", "12345678", "NOBODY,X"}
FACTS = "fact_id varchar, id_key varchar, unit varchar, value varchar"


def model(stage: str, table: str, *columns: tuple[str, str]) -> PlannedModel:
    return PlannedModel(table, stage, table, stage, "", False, True, False, columns, (), is_taken_over=True)


PLAN = ShardPlan(
    (
        model("staging", "stg_zz__people", ("person_key", "VARCHAR"), ("source_line", "BIGINT")),
        model("intermediate", "int_person_links", ("person_id", "VARCHAR")),
        model("rules", "findings", ("person_id", "VARCHAR"), ("valid_until", "DATE")),
    ),
    (),
    (),
    (HISTORY,),
)


@dataclass(frozen=True)
class Month:
    """A delivery of one county, and what else a run is made of."""

    rows: tuple[Row, ...] = PEOPLE
    delivery: str = "h1"
    county: str = "KERN"
    cut: date = date(2026, 3, 1)
    as_of: date = date(2026, 6, 1)
    rejects: tuple[str, ...] = ()
    facts: tuple[tuple[str, str, str, str], ...] = ()
    decisions: tuple[tuple[str, str, str], ...] = ()
    law: tuple[date, ...] = (date(2020, 1, 1),)
    expires: dict[str, date] = field(default_factory=dict)


FIRST = Month()
NEXT = Month(delivery="h2", cut=date(2026, 4, 1), as_of=date(2026, 7, 1))


def run(month: Month, folder: Path, last: Path | None = None) -> tuple[set[str], set[int]] | None:
    """Route the people of a month. Return who of the last run is built anew and the lines that are moved; None if
    everybody is built anew."""
    with duckdb.connect() as connection:
        connection.execute(
            "create schema intake; create schema restricted; create schema law;"
            "create table intake.history_rows (source_line bigint, cii varchar, subject varchar, name varchar, "
            "born varchar, disposition varchar, disp_date varchar, delivery_id varchar, person_bucket integer);"
            f"create table intake.established_facts ({FACTS});"
            "create table intake.identity_decisions (decision_id varchar, id_key varchar, other_id_key varchar);"
            "create table restricted.rejects (delivery_id varchar, source_line bigint, raw_text varchar);"
            "create table law.paths (effective_from date);"
        )
        for line, row in enumerate(month.rows, start=2):
            connection.execute(
                "insert into intake.history_rows values (?, ?, ?, ?, ?, ?, ?, ?, ?)", [line, *row, month.delivery, line]
            )
        for line, text in enumerate(month.rejects, start=1000):
            connection.execute("insert into restricted.rejects values (?, ?, ?)", [month.delivery, line, text])
        for fact in month.facts:
            connection.execute("insert into intake.established_facts values (?, ?, ?, ?)", [*fact])
        for decision in month.decisions:
            connection.execute("insert into intake.identity_decisions values (?, ?, ?)", [*decision])
        for day in month.law:
            connection.execute("insert into law.paths values (?)", [day])
        connection.execute(
            "create table intake.deliveries as select ? as delivery_id, 1 as delivery_number, 'history' as "
            "delivery_kind, ? as county_name, ?::date as data_as_of, 'x' as file_name, 'v1' as layout_version, "
            "null::varchar as column_map_sha256, ? as accepted_rows",
            [month.delivery, month.county, month.cut, len(month.rows)],
        )
        connection.execute(
            "create table intake.run_parameters as select ?::date as as_of_date, 'v' as law_version, ? as run_id",
            [month.as_of, month.delivery],
        )
        inputs = folder / "inputs"
        inputs.mkdir(parents=True)
        for table in ("deliveries", "run_parameters", "established_facts", "identity_decisions"):
            connection.execute(f"copy intake.{table} to '{inputs}/intake.{table}.parquet'")
        connection.execute(f"copy restricted.rejects to '{inputs}/restricted.rejects.parquet'")
        connection.execute(f"copy law.paths to '{inputs}/law.paths.parquet'")
        basis = find_basis(last, inputs, folder / "rows", PLAN, lambda _: 2) if last else None
        routing, basis = route_people(connection, 2, QUERIES, folder / "rows", basis=basis)
        write_tables(connection, month, folder)
        if not basis:
            return None
        query = f"select person_id from '{folder}/rows/{GONE}' where person_id is not null"
        gone = {name for (name,) in connection.execute(query).fetchall()}
        moved = {
            line
            for shard in range(routing.first_kept)
            for (line,) in connection.execute(
                f"select source_line from ({routing.build_query(shard, QUERIES[HISTORY], HISTORY, folder / 'rows')})"
            ).fetchall()
        }
        lines = f"read_parquet('{folder}/rows/{LINES}/*/*.parquet')"
        pairs = connection.execute(f"select old_id, new_id, new_line from {lines}").fetchall()
        assert {(old, new) for old, new, _ in pairs} == {(FIRST.delivery, month.delivery)}
        assert {line for *_, line in pairs} | moved == {*range(2, len(month.rows) + 2)}, "each row once"
        assert not {line for *_, line in pairs} & moved
        return gone & EVERYBODY, moved


def write_tables(connection: duckdb.DuckDBPyConnection, month: Month, folder: Path) -> None:
    """Write the tables that a later run looks at, in one shard."""
    for stage in ("staging", "intermediate", "rules"):
        (folder / "shard_000" / stage).mkdir(parents=True)
    connection.execute(
        f"""
        create table people as
            select delivery_id, min(source_line) as source_line, ltrim(cii, 'A') as state_id,
                subject as issuer_person_id, coalesce(ltrim(cii, 'A'), subject, name) as person_key
            from intake.history_rows group by delivery_id, cii, subject, name;
        copy people to '{folder}/shard_000/staging/staging.stg_zz__people.parquet';
        copy (select person_key, person_key as person_id, 0 as history_number from people)
            to '{folder}/shard_000/intermediate/intermediate.int_person_links.parquet';
        create table findings (person_id varchar, valid_until date);
        """
    )
    for person, day in month.expires.items():
        connection.execute("insert into findings values (?, ?)", [person, day])
    connection.execute(f"copy findings to '{folder}/shard_000/rules/rules.findings.parquet'")


def find_anew(first: Month, later: Month, folder: Path) -> set[str] | None:
    """Find who is built anew, but for the person without an id, who always is."""
    run(first, folder / "first")
    found = run(later, folder / "later", folder / "first")
    if found is None:
        return None
    assert "NOBODY,X" in found[0]
    return found[0] - {"NOBODY,X"}


def change(place: int, **words: str) -> tuple[Row, ...]:
    names = ("cii", "subject", "name", "born", "disposition", "disp_date")
    values = dict(zip(names, PEOPLE[place], strict=True)) | words
    return (*PEOPLE[:place], tuple(values[name] for name in names), *PEOPLE[place + 1 :])  # type: ignore[return-value]


@pytest.mark.parametrize(
    ("first", "later", "anew"),
    [
        (FIRST, NEXT, set()),
        (FIRST, replace(NEXT, rows=PEOPLE[2:] + PEOPLE[:2]), set()),
        (FIRST, replace(NEXT, rows=change(2, disposition="DISMISSED")), {"200"}),
        (FIRST, replace(NEXT, rows=PEOPLE[:3] + PEOPLE[4:]), {"300"}),
        (FIRST, replace(NEXT, rows=(*PEOPLE, PEOPLE[3])), {"300"}),
        (FIRST, replace(NEXT, rows=(PEOPLE[1], PEOPLE[0], *PEOPLE[2:])), {"100"}),
        # Another person of the same id, name and day, or last eight digits: now, or until now.
        (FIRST, replace(NEXT, rows=(*PEOPLE, ("A999", "9002", "NEW,N", "20000101", "", ""))), {"200"}),
        (FIRST, replace(NEXT, rows=(*PEOPLE, ("A999", None, "DOE,A", "19700101", "", ""))), {"200"}),
        (FIRST, replace(NEXT, rows=(*PEOPLE, ("A9912345678", None, "N,N", "20000101", "", ""))), {"12345678"}),
        (replace(FIRST, rows=change(3, subject="9002")), replace(NEXT, rows=change(3, subject="9009")), {"200", "300"}),
        # A date that was after the cut and is not any more.
        (
            replace(FIRST, rows=change(2, disp_date="20260315")),
            replace(NEXT, rows=change(2, disp_date="20260315")),
            {"200"},
        ),
        (replace(FIRST, expires={"100": date(2026, 7, 1), "200": date(2026, 7, 2)}), NEXT, {"100"}),
        (replace(FIRST, rejects=("x 12345678 y",)), replace(NEXT, rejects=("x 12345678 y",)), set()),
        (FIRST, replace(NEXT, rejects=("x 12345678 y",)), {"12345678"}),
        (replace(FIRST, rejects=("x 12345678 y",)), NEXT, {"12345678"}),
        (FIRST, replace(NEXT, facts=(("f", "state:200", "charge", "yes"),)), {"200"}),
        (replace(FIRST, facts=(("f", "issuer:9003", "charge", "yes"),)), NEXT, {"300"}),
        (
            replace(FIRST, facts=(("f", "state:200", "charge", "yes"),)),
            replace(NEXT, facts=(("f", "state:200", "charge", "yes"),)),
            set(),
        ),
        (
            replace(FIRST, facts=(("f", "state:200", "line", "yes"),)),
            replace(NEXT, facts=(("f", "state:200", "line", "yes"),)),
            {"200"},
        ),
        (FIRST, replace(NEXT, decisions=(("d", "state:100", "state:300"),)), {"100", "300"}),
        (replace(FIRST, decisions=(("d", "state:100", "state:300"),)), NEXT, {"100", "300"}),
    ],
)
def test_who_is_built_anew(first: Month, later: Month, anew: set[str], tmp_path: Path) -> None:
    assert find_anew(first, later, tmp_path) == anew


@pytest.mark.parametrize(
    "later",
    [
        replace(NEXT, as_of=date(2026, 5, 31)),
        replace(NEXT, county="YOLO"),
        replace(NEXT, cut=date(2026, 2, 1)),
        replace(NEXT, law=(date(2020, 1, 1), date(2026, 6, 15))),
        replace(NEXT, rows=tuple((*row[:4], "DISMISSED", row[5]) for row in PEOPLE)),
    ],
)
def test_everybody_is_built_anew_on_an_earlier_day_of_other_files_or_law_or_where_much_changed(
    later: Month, tmp_path: Path
) -> None:
    assert find_anew(FIRST, later, tmp_path) is None


@pytest.mark.parametrize(("day", "is_kept"), [("2026-06-01", True), ("2026-07-01", False), ("2026-07-02", True)])
def test_everybody_is_built_anew_after_a_day_on_which_law_begins(day: str, is_kept: bool, tmp_path: Path) -> None:
    law = (date(2020, 1, 1), date.fromisoformat(day))
    assert (find_anew(replace(FIRST, law=law), replace(NEXT, law=law), tmp_path) is not None) == is_kept
