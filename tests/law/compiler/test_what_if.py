"""What one more answer would change: the same law over marked copies of the facts, beside full runs and the engine.

What belongs here: decided again against the answer established in a run, and against the engine. What does not: how
questions are worded.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pytest
from tests.support.engine_models import build, feed, read

from orchestration.law.compiler.files import reads_paths
from orchestration.law.pack_files.compilation import compile_files, compile_packs
from orchestration.law.pack_files.files import PackFile, read_pack_files
from orchestration.warehouse.shards import decide_again
from tests.models.law.boundary_cases import list_lines
from tests.models.law.invented_histories import History
from tests.support.compiled_law import build_compiled, compile_packs_of, decide, tie_to_arrests
from tests.support.decided_again import ask_anything, ask_of_lists, decide_all_again, make_law
from tests.support.state_packs import find_packs

AS_OF, SEED = date(2026, 11, 1), 1
PEOPLE = 200
ZZ = Path(__file__).resolve().parents[2] / "models" / "law" / "laws" / "zz.law"
INVENTED = {"zz": ZZ}
ONLY = {"ca": ("arrest_relief", "conviction_relief")}
"""Remedies that are compared; Proposition 64 is compiled apart."""
SOON = ("pa", "ca", "zz")
"""Compared in every run of the tests: short law, reliefs that look at another, levels supposed and caps."""
Key = tuple[Any, ...]


def _decide_and_ask(
    state: str, people: int = PEOPLE, seed: int = SEED
) -> tuple[duckdb.DuckDBPyConnection, Mapping[str, str]]:
    """Decide invented people of a state, by both, and ask them."""
    law, files = _read_law(state)
    history = History(law, AS_OF, seed)
    history.limits = history.limits or [365]
    history.add_people(people)
    tables = tie_to_arrests(history.tables, law["facts"], seed) if history.has_arrests else history.tables
    models = compile_packs_of(state, files)
    connection = decide(models, ask_of_lists(law, list_lines(tables)), tables, AS_OF, seed)
    ask_anything(connection, seed)
    return connection, models


def _read_law(state: str) -> tuple[Mapping[str, Any], Sequence[PackFile]]:
    packs = INVENTED.get(state) or find_packs(state)
    files = read_pack_files(packs, state)
    law = compile_files(files, {}, AS_OF) if packs.is_file() else compile_packs(packs, state, AS_OF)
    if remedies := ONLY.get(state):
        law = {
            table: [row for row in rows if table not in ("paths", "path_elements") or row["remedy_id"] in remedies]
            for table, rows in law.items()
        }
    return law, [file for file in files if not reads_paths(file)]


@pytest.mark.parametrize("most_rows", [400_000, 60], ids=["all at once", "in batches"])
def test_what_if_is_a_full_run_with_the_answer_established(
    most_rows: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(decide_again, "MOST_ROWS", most_rows)
    connection, models = _decide_and_ask("zz", 60, 7)
    before = _read_findings(connection, "compiled")
    decide_all_again(connection, make_law(connection, models), tmp_path)
    told = read(connection, "select * from again.findings")
    assert len({row["remedy_id"] for row in told}) == 2
    questions: dict[int, list[dict[str, Any]]] = {}
    for row in read(connection, "select * from facts.question_subjects order by all"):
        questions.setdefault(row["question_number"], []).append(row)
    assert max(map(len, questions.values())) > 1
    # One answer of every person at a time: answers of different people do not meet.
    rounds: list[dict[str, list[dict[str, Any]]]] = [{}, {}]
    for subjects in questions.values():
        rounds[subjects[0]["person_id"] in rounds[0]][subjects[0]["person_id"]] = subjects
    for asked in rounds:
        for value in ("yes", "no"):
            connection.execute("begin")
            rows = [
                {"subject": one["subject_id"], "value": value, **{name: one[name] for name in ("person_id", "fact")}}
                for subjects in asked.values()
                for one in subjects
            ]
            feed(connection, {"established": rows})
            build(connection, ["engine_unit_lists"])
            build_compiled(connection, models)
            after = _read_findings(connection, "compiled")
            connection.execute("rollback")
            numbers = {one["question_number"] for subjects in asked.values() for one in subjects}
            expected = {key: found for key, found in after.items() if found != before.get(key)}
            assert expected == {
                _key(row): _outcome(row) for row in told if row["question_number"] in numbers and row["value"] == value
            }


def test_who_was_asked_nothing_is_not_decided_again(tmp_path: Path) -> None:
    connection, models = _decide_and_ask("zz", 20)
    connection.execute("delete from facts.question_subjects")
    decide_all_again(connection, make_law(connection, models), tmp_path)
    assert read(connection, "select * from again.findings") == []
    assert list(tmp_path.iterdir()) == []


def _read_findings(connection: duckdb.DuckDBPyConnection, table: str) -> dict[Key, Key]:
    return {_key(row): _outcome(row) for row in read(connection, f"select * from {table}")}


def _key(row: dict[str, Any]) -> Key:
    return row["unit_id"], row["person_id"], row["remedy_id"]


def _outcome(row: dict[str, Any]) -> Key:
    return row["outcome"], row["path"], row["relief"]
