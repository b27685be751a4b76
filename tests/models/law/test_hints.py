"""Hints at petitions: beside what no relief reaches, an "if" for each unknown, none for a no; they decide nothing.

What belongs here: an invented law with petitions (``laws/zx.law``). What does not: the petitions of a state.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.law.pack_files.compilation import compile_packs
from orchestration.law.pack_files.files import read_pack_files
from tests.support.compiled_hints import decide_hints
from tests.support.compiled_law import compile_packs_of
from tests.support.decided_again import decide_all_again, find_asked, make_law
from tests.support.fed_facts import Row, read
from tests.support.invented_histories import list_lines
from tests.support.law_rows import NAMED, build_law_rows
from tests.support.state_packs import LAWS

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
    """What compiled law decides of all cases, one person each, of whom each is asked one question."""
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
            asked = {"question_number": len(rows["units"]), "subject": who["unit_id"], "person_id": name}
            rows["possible_answers"] += [{**asked, "fact": "is_first", "value": value} for value in ("yes", "no")]
    return _decide(LAWS, rows)


def _decide(packs: Path, rows: Mapping[str, list[Row]]) -> duckdb.DuckDBPyConnection:
    tables = compile_packs(packs, "zx", DAY)
    return decide_hints(_compile(packs), {**tables, "offense_lists": list_lines(tables)}, rows, DAY)


def _compile(packs: Path) -> dict[str, str]:
    return compile_packs_of("zx", read_pack_files(packs, "zx"))


@pytest.mark.parametrize("name", CASES)
def test_a_hint_has_an_if_for_each_unknown_and_is_none_where_the_answer_is_no(
    name: str, decided: duckdb.DuckDBPyConnection
) -> None:
    hints = read(decided, f"select * from hints where unit_id = '{name}|0'")
    conditions = CASES[name][1]
    assert [hint["conditions"] for hint in hints] == ([] if conditions is None else [conditions])
    for hint in hints:
        assert (hint["remedy_id"], hint["hint_id"]) == ("sealing", "petition"), "one of next year is none yet"
        ifs = f", if {' and '.join(hint['conditions'])}" if conditions else ""
        assert hint["hint"] == f"Hint: may ask for sealing (form F-1){ifs}. Ask the court."


def test_a_petition_decides_nothing_and_asks_nobody(decided: duckdb.DuckDBPyConnection, tmp_path: Path) -> None:
    build_law_rows(decided)
    for table in ("compiled", "compiled_statuses", *NAMED):
        assert {row["remedy_id"] for row in read(decided, f"select remedy_id from {table}")} <= {"sealing"}, table
    assert read(decided, "select * from compiled")
    models = _compile(LAWS)
    assert find_asked(decided, models) == []
    decide_all_again(decided, make_law(decided, models), tmp_path)
    assert read(decided, "select * from again.findings") == []


def test_a_petition_is_told_for_each_charge_beside_a_remedy_by_case(tmp_path: Path) -> None:
    connection = _decide(_edit_law(tmp_path, "case"), _CHARGE)
    assert [hint["unit_id"] for hint in read(connection, "select unit_id from hints")] == ["c"]


def _edit_law(folder: Path, unit: str) -> Path:
    law, plain = (LAWS / "zx.law").read_text(encoding="utf-8"), "plain: {remedy: sealing,"
    assert plain in law
    (folder / "zx.law").write_text(law.replace(plain, f"{plain} of: {unit},"), encoding="utf-8")
    return folder


_WHO = {"person_id": "p", "unit_id": "c", "case_id": "k"}
_CHARGE: dict[str, list[Row]] = {
    "units": [{**_WHO, "level": "misdemeanor", "disposition": "conviction", "code_book": "tags", "section": "0"}],
    "unit_days": [
        {**_WHO, "event": "disposition", "day_earliest": FIVE[0], "day_latest": FIVE[1], "source": "history"}
    ],
}
