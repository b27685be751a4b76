"""Hints at petitions: beside what no relief reaches, an "if" for each unknown, none for a no; they decide nothing.

What belongs here: an invented law with petitions (``laws/zx.law``). What does not: the petitions of a state.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.law.pack_files.compilation import compile_packs
from tests.support.engine_models import Row, build, feed, open_engine, read
from tests.support.invented_histories import list_lines

LAWS = Path(__file__).resolve().parent / "laws"
DAY = date(2026, 11, 1)
FIVE = ("2021-11-01", "2021-11-01")
Told = tuple[str | None, str | None]


def _charge(on: Told = FIVE, level: str | None = "misdemeanor", **said: Any) -> Row:
    return {"on": on, "level": level, **said}


CASES: dict[str, tuple[list[Row], list[str] | None]] = {
    "on the day": ([_charge()], []),
    "a day early": ([_charge(("2021-11-02", "2021-11-02"))], ["it is a first offense"]),
    "in a year that is over by then, or not": ([_charge(("2021-01-01", "2021-12-31"))], ["five years are over"]),
    "on no known day": ([_charge((None, None))], ["five years are over"]),
    "a day early on every path": ([_charge(("2024-11-02", "2024-11-02"))], None),
    "reached by itself": ([_charge(("2016-11-01", "2016-11-01"))], None),
    "no first offense": ([_charge(("2021-11-02", "2021-11-02"), established={"is_first": "no"})], None),
    "a first offense": ([_charge(("2021-11-02", "2021-11-02"), established={"is_first": "yes"})], []),
    "another level": ([_charge(level="felony")], None),
    "a level that is not on record": ([_charge(level=None)], ["it is a misdemeanor"]),
    "grave": ([_charge(section="grave_offenses")], None),
    "perhaps grave": ([_charge(section="grave_offenses?")], ["the offense is not grave"]),
    "barred by a felony": ([_charge(), _charge(level="felony")], None),
    "perhaps barred": ([_charge(), _charge(level=None)], ["no felony is on record"]),
    "of a court of another state": ([_charge(jurisdiction="elsewhere")], None),
}


@pytest.fixture(scope="module")
def decided() -> duckdb.DuckDBPyConnection:
    """The engine's tables of all cases, one person each."""
    rows: dict[str, list[Row]] = defaultdict(list)
    for name, (charges, _) in CASES.items():
        for place, charge in enumerate(charges):
            who = {"person_id": name, "unit_id": f"{name}|{place}"}
            (earliest, latest), established = charge["on"], charge.get("established", {})
            told = {"event": "disposition", "day_earliest": earliest, "day_latest": latest, "source": "history"}
            rows["unit_days"].append({**who, **told})
            unit = {"code_book": "tags", "section": "0", "disposition": "conviction", **charge}
            rows["units"].append({**who, **unit})
            rows["established"] += [
                {"subject": who["unit_id"], "unit": "charge", "person_id": name, "fact": fact, "value": value}
                for fact, value in established.items()
            ]
            subject = {"subject_id": who["unit_id"], "person_id": name}
            rows["question_subjects"].append({"question_number": len(rows["units"]), "fact": "is_first", **subject})
    tables = compile_packs(LAWS, "zx", DAY)
    connection = open_engine({**tables, "offense_lists": list_lines(tables)}, DAY)
    feed(connection, rows)
    build(connection)
    return connection


@pytest.mark.parametrize("name", CASES)
def test_a_hint_has_an_if_for_each_unknown_and_is_none_where_the_answer_is_no(
    name: str, decided: duckdb.DuckDBPyConnection
) -> None:
    hints = read(decided, f"select * from engine_hints where unit_id = '{name}|0'")
    conditions = CASES[name][1]
    assert [hint["conditions"] for hint in hints] == ([] if conditions is None else [conditions])
    for hint in hints:
        assert (hint["remedy_id"], hint["hint_id"]) == ("sealing", "petition"), "one of next year is none yet"
        ifs = f", if {' and '.join(hint['conditions'])}" if conditions else ""
        assert hint["hint"] == f"Hint: may ask for sealing (form F-1){ifs}. Ask the court."


def test_a_petition_decides_nothing_and_asks_nobody(decided: duckdb.DuckDBPyConnection) -> None:
    for table in ("engine_findings", "engine_paths", "engine_statuses", "engine_what_if", "engine_deciding_law_rows"):
        assert {row["remedy_id"] for row in read(decided, f"select remedy_id from {table}")} <= {"sealing"}, table
    assert read(decided, "select * from engine_findings")
    assert not read(decided, "select * from engine_asked")
    assert not read(decided, "select * from engine_what_if")


@pytest.mark.parametrize("unit", ["case", "person"])
def test_a_petition_is_told_for_each_charge_beside_a_remedy_by_case_or_person(unit: str, tmp_path: Path) -> None:
    law = (LAWS / "zx.law").read_text(encoding="utf-8").replace("relief: seal,", f"relief: seal, unit: {unit},")
    (tmp_path / "zx.law").write_text(law, encoding="utf-8")
    tables = compile_packs(tmp_path, "zx", DAY)
    who = {"person_id": "p", "unit_id": "c", "case_id": "k"}
    told = {"event": "disposition", "day_earliest": FIVE[0], "day_latest": FIVE[1], "source": "history"}
    charge = {"level": "misdemeanor", "disposition": "conviction", "code_book": "tags", "section": "0"}
    connection = open_engine({**tables, "offense_lists": []}, DAY)
    feed(connection, {"units": [{**who, **charge}], "unit_days": [{**who, **told}]})
    build(connection)
    assert [hint["unit_id"] for hint in read(connection, "select unit_id from engine_hints")] == ["c"]
