"""An invented state is folders: with these beside the others it runs from files to batches, ledger, review and release.

What belongs here: what the run of ``tests/states/zz`` in a copy of the software comes to. Nothing outside its folders
is new, and no rule of it is SQL: its one pack is decided by the engine.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import duckdb
import pytest

from orchestration.settings import PROJECT_ROOT

ZZ = Path(__file__).parents[1] / "states" / "zz"
FOLDERS = {
    "layout": "orchestration/ingestion/layouts/zz",
    "staging": "models/staging/zz",
    "rules": "models/rules/zz",
    "documents": "orchestration/filing/documents/typst/zz",
    "expectations": "expectations/zz",
}
COMMANDS = """
import json, os, sys, zlib

from orchestration.cli.app import main
from orchestration.settings import PROJECT_ROOT

codes = []
for arguments in json.loads(sys.argv[1]):
    try:
        os.environ.pop("SUDO_UID", None)
        if "--by" in arguments:  # (each name has an account of its own)
            who = arguments[arguments.index("--by") + 1]
            os.environ["SUDO_UID"] = str(1_000_000 + zlib.crc32(who.encode()) % 1_000)
        code = main([*arguments, "--home", sys.argv[2]])
    except SystemExit as end:
        code = end.code
    codes.append(code or 0)
print(json.dumps({"root": str(PROJECT_ROOT), "codes": codes}))
"""
ADA, RUTH = ("--by", "Ada Analyst"), ("--by", "Ruth Reviewer")
RELIEFS = {"erase", "shield_charge", "shield_arrest"}


class Copy:
    """A copy of the software with the folders of zz, and a home in it."""

    def __init__(self, root: Path) -> None:
        self.root, self.home = root, root / "home"
        ignored = shutil.ignore_patterns("target", "logs", "__pycache__")
        for name in ("orchestration", "models", "dbt_project", "expectations", "docs"):
            shutil.copytree(PROJECT_ROOT / name, root / name, ignore=ignored)
        for name in ("README.md", "GLOSSARY.md", "CHANGELOG.md", "LICENSE"):
            shutil.copy(PROJECT_ROOT / name, root)
        for name, place in FOLDERS.items():
            shutil.copytree(ZZ / name, root / place)

    def run_commands(self, *commands: list[str]) -> str:
        """Run commands of the copy one after the other, in one process, and return what they said."""
        script = [sys.executable, "-c", COMMANDS, json.dumps(commands), str(self.home)]
        done = subprocess.run(script, cwd=self.root, env=_environment(), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-6000:]
        *said, last = done.stdout.splitlines()
        ended = json.loads(last)
        assert ended["root"] == str(self.root), "the copy ran, and not this checkout"
        assert ended["codes"] == [0] * len(commands), done.stdout[-3000:] + done.stderr[-6000:]
        return "\n".join(said)


def _environment() -> dict[str, str]:
    """This environment without any setting of Lookback: the home says which state it is of."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("LOOKBACK_", "DAGSTER_"))}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """The software after a run of zz whose lines were proposed, approved and filed, and a release."""
    made = Copy(tmp_path_factory.mktemp("software"))
    made.run_commands(
        ["run", "--state", "zz", "--deliveries", str(ZZ / "deliveries"), "--as-of", "2026-06-01"],
        ["law", "sign", "--by", "Cleo Counsel", "--because", "an invented law", "--yes"],
        ["file", "propose", *ADA],
        ["file", "approve", *RUTH, "--relief", "erase", "--reason", "looked at each", "--yes"],
        ["file", "submit", *RUTH, "--yes"],
        ["file", "review", "export", "--out", str(made.root / "lines.xlsx"), *ADA],
        ["review", "export", "--out", str(made.root / "questions.csv")],
        ["publish"],
    )
    return made


@pytest.fixture(scope="module")
def warehouse(copy: Copy) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect(str(copy.home / "warehouse/zz/clearance.duckdb"), read_only=True) as connection:
        yield connection


def _read(warehouse: duckdb.DuckDBPyConnection, sql: str) -> list[dict[str, Any]]:
    found = warehouse.execute(sql)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def _read_csv(path: Path) -> list[Mapping[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def test_twelve_people_have_the_facts_that_their_file_tells(warehouse: duckdb.DuckDBPyConnection) -> None:
    assert len(_read(warehouse, "select * from intermediate.int_people")) == 12
    charges = {
        (row["tracking_number"], row["count_number"]): row
        for row in _read(warehouse, "select * from intermediate.int_charges")
    }
    assert len(charges) == 13
    told = ("level", "max_days", "disposition_type", "court_code", "judicial_district", "docket_number")
    assert [charges["T-2", "002"][name] for name in told] == ["felony", 1825, "nolle_prosequi", "N1", "1", "D-2"]
    assert charges["T-2", "001"]["section"] == "18.2-250.1"
    assert {row["level"] for row in charges.values()} == {
        "felony", "misdemeanor", "petty", "violation", "civil_infraction", "traffic_infraction",
    }  # fmt: skip
    assert {row["disposition_type"] for row in charges.values()} == {
        "convicted", "acquitted", "pardoned", "nolle_prosequi", "dismissed_with_prejudice",
        "dismissed_without_prejudice", "deferred", "declined", "no_charge",
    }  # fmt: skip
    assert len(_read(warehouse, "select * from intermediate.int_convictions")) == 5


def test_terms_and_balances_are_those_of_the_file(warehouse: duckdb.DuckDBPyConnection) -> None:
    terms = warehouse.execute("select min_days, max_days, suspended_days from intermediate.int_sentences").fetchall()
    assert {(10, 60, 50), (730, 1460, 365)} <= set(terms)
    owed = warehouse.execute("select cast(balance_dollars as varchar) from intermediate.int_obligations").fetchall()
    assert {balance for (balance,) in owed} == {"0.00", "149.50", "75.00", None}


def test_who_was_sentenced_to_custody_waits_for_a_release(warehouse: duckdb.DuckDBPyConnection) -> None:
    sql = """
        select tracking_number, event, day_earliest::varchar as day
        from rules.rule_zz__unit_days inner join intermediate.int_charges on unit_id = charge_id
        where event in ('release_or_sentence', 'prison_release')
    """
    found = {(row["tracking_number"], row["event"]): row["day"] for row in _read(warehouse, sql)}
    assert (found["T-5", "prison_release"], found["T-5", "release_or_sentence"]) == (None, None), "a day not on record"
    assert (found["T-2", "release_or_sentence"], ("T-2", "prison_release") in found) == (None, False), "jail"
    assert found["T-1", "release_or_sentence"] == "2010-03-01", "probation"


def test_three_provisions_decide_as_their_pack_says(warehouse: duckdb.DuckDBPyConnection) -> None:
    sql = """
        select people.person_name, remedy_id, outcome, relief, reason_code, eligible_on::varchar as eligible_on
        from (
            select person_id, remedy_id, outcome, relief, reason_code, eligible_on from rules.rule_zz__findings
            union all
            select person_id, remedy_id, outcome, relief, reason_code, eligible_on from rules.rule_zz__arrest_findings
        ) as findings
        inner join intermediate.int_people as people using (person_id)
    """
    found = {(row["person_name"].split(",")[0], row["remedy_id"]): row for row in _read(warehouse, sql)}
    told = ("outcome", "relief", "reason_code", "eligible_on")

    def find(name: str, remedy: str) -> list[Any]:
        return [found[name, remedy][column] for column in told]

    assert find("ALDER", "erasure") == ["eligible", "erase", "erasure_minor", "2017-03-01"]
    assert find("BIRCH", "erasure") == ["not_yet", None, "erasure_fine_paid_not_yet", None]
    assert find("ELM", "erasure") == ["ineligible", None, "erasure_not_grave_not_met", None]
    assert find("FIR", "erasure") == ["review", None, "erasure_fine_paid_unknown", None]
    assert find("BIRCH", "shielding") == ["eligible", "shield_charge", "shielding_no_conviction", "2011-06-01"]
    assert find("HOLLY", "shielding") == ["eligible", "shield_charge", "shielding_no_conviction", "2003-12-01"]
    assert ("GUM", "shielding") not in found, "what is deferred has not ended"
    assert find("IVY", "arrest_shielding") == [
        *("eligible", "shield_arrest", "arrest_shielding_no_proceedings", "2019-01-01")
    ]
    assert found["KAPOK", "arrest_shielding"]["reason_code"] == "arrest_shielding_no_proceedings_not_met"
    assert len(found) == 22


def test_every_finding_names_the_rows_of_the_law_that_decided_it(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = _read(warehouse, "select * from rules.rule_zz__deciding_law_rows where reason_code = 'erasure_minor'")
    named = {(row["law_table"], row["row_key"]) for row in rows}
    assert {("parameters", "erase_wait_years 1990-01-01"), ("reliefs", "erase")} - named == {("reliefs", "erase")}
    assert {
        ("paths", "erasure minor"),
        ("elements", "erasure seven_years"),
        ("clocks", "judgment disposition"),
    } <= named
    lists = _read(warehouse, "select law_table, row_key from rules.rule_zz__deciding_law_rows_by_charge")
    assert lists == [{"law_table": "offense_lists", "row_key": "grave_offenses ZZ 18.2-90 section"}]


def test_the_relief_word_of_a_pack_shows_in_every_figure(copy: Copy, warehouse: duckdb.DuckDBPyConnection) -> None:
    for table in ("remedy_outcomes", "metric_subjects", "filing_lines"):
        assert {row["relief"] for row in _read(warehouse, f"select relief from marts.{table}")} - {None} == RELIEFS
    for folder, name in (("results", "figures.csv"), ("figures", "metrics.csv")):
        (file,) = (
            path for path in (copy.home / folder / "zz/2026-06-01").glob(f"*/{name}") if not path.parent.is_symlink()
        )
        assert [row for row in _read_csv(file) if row["metric"] == "policy_erase" and row["count"] == "1"], file
    for remedy in ("erasure", "shielding", "arrest_shielding"):
        sql = f"select * from marts.metrics where metric = 'eligible' and law = '{remedy}' and count > 0"
        assert _read(warehouse, sql), remedy
    release = copy.home / "published/zz/1"
    assert {row["metric"] for row in _read_csv(release / "csv/metrics.csv")} >= {"policy_erase"}
    page = (release / "site/metrics/policy_erase.html").read_text(encoding="utf-8")
    assert "Erased" in page


def test_a_batch_of_the_state_was_filed_with_its_documents(copy: Copy) -> None:
    (filed,) = (copy.home / "filed/zz").iterdir()
    assert {"order_proposed.pdf", "motion_proposed.pdf", "cover_letter.pdf", "summary.pdf"} <= {
        path.name for path in filed.iterdir()
    }
    (line,) = _read_csv(filed / "lines.csv")
    assert (line["relief"], line["case_numbers"]) == ("erase", "N-1")
    assert [row["fact"] for row in _read_csv(copy.root / "questions.csv")] == ["fine_is_paid"]
    assert (copy.root / "lines.xlsx").is_file()
    proposed, *_ = (copy.home / "filings/zz/2026-06-01").glob("*/*/*/manifest.json")
    assert json.loads(proposed.read_text(encoding="utf-8"))["status"] == "proposed"


def test_no_test_and_no_gate_of_the_state_is_skipped(copy: Copy) -> None:
    place = Path("tests/warehouse/dbt/test_singular_tests.py")
    (copy.root / place).parent.mkdir(parents=True)
    shutil.copy(PROJECT_ROOT / place, copy.root / place)
    script = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-k", "zz", "--rootdir", ".", str(place)]
    done = subprocess.run(script, cwd=copy.root, env=_environment(), capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]
    assert "2 passed" in done.stdout
