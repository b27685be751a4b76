"""An invented state is folders: with these beside the others it runs from files to batches, ledger, review and release.

What belongs here: what the run of ``tests/states/zz`` in a copy of the software comes to. Nothing outside its folders
is new, and no rule of it is SQL written by hand: its one pack is compiled.
"""

from __future__ import annotations

import csv
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import duckdb
import pypdf
import pytest

from orchestration.clock import compute_today
from orchestration.law.compiler.files import write_state
from orchestration.settings import PROJECT_ROOT
from tests.support.filing_workbooks import filled_in, lines_of

ZZ = Path(__file__).parents[1] / "states" / "zz"
FOLDERS = {
    "layout": "orchestration/ingestion/layouts/zz",
    "staging": "models/staging/zz",
    "rules": "models/rules/zz",
    "expectations": "expectations/zz",
}
COMMANDS = """
import datetime, json, os, sys, zlib

from orchestration import clock
from orchestration.cli.app import main
from orchestration.settings import PROJECT_ROOT


def set_clock(days):
    class Later(datetime.datetime):
        @classmethod
        def now(cls, zone=None):
            return datetime.datetime.now(zone) + datetime.timedelta(days=days)

    clock.datetime = Later


codes = []
for arguments in json.loads(sys.argv[1]):
    if arguments[0] == "days later":
        set_clock(int(arguments[1]))
        continue
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
NOTHING_SKIPPED = """
import pathlib, sys

from orchestration.settings import PROJECT_ROOT, load_settings
from tests.warehouse.dbt import test_singular_tests as tests

assert "zz" in [one.values[0] for one in tests.STATES]
settings = load_settings(home=pathlib.Path(sys.argv[1]), state="zz")
tests.test_every_singular_test_is_asked_at_some_stage(settings)
tests.test_every_gate_asks_and_every_table_that_it_asks_of_is_built(settings)
print("asked of", PROJECT_ROOT)
"""
DAYS_LATER = "days later"
"""In place of a command: the office's clock goes on by so many days."""
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
        write_state(root / "models", "zz")

    def find_filed(self, name: str) -> Path:
        """Return the folder of the filed batch whose name begins so."""
        (folder,) = (self.home / "filed/zz").glob(f"{name}_*")
        return folder

    def answer(self, name: str, answers: Mapping[str, str], days_later: int = 0) -> Path:
        """Fill in the answer file of a batch, by case number, and return it."""
        day = compute_today(ZoneInfo("America/New_York")) + timedelta(days=days_later)
        folder = self.find_filed(name)
        rows = [dict(row) for row in _read_csv(folder / "answers.csv")]
        for row in rows:
            if said := answers.get(row["case_numbers"]):
                row |= {"answer": said, "answered_by": "the recipient", "answered_on": day.isoformat()}
        out = self.root / f"answers_of_{name}.csv"
        with out.open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(rows[0]))
            writer.writeheader()
            writer.writerows(rows)
        return out

    def run_commands(self, *commands: list[str]) -> str:
        """Run commands of the copy one after the other, in one process, and return what they said."""
        script = [sys.executable, "-c", COMMANDS, json.dumps(commands), str(self.home)]
        done = subprocess.run(script, cwd=self.root, env=_environment(), capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-6000:]
        *said, last = done.stdout.splitlines()
        ended = json.loads(last)
        assert ended["root"] == str(self.root), "the copy ran, and not this checkout"
        expected = [0] * sum(command[0] != DAYS_LATER for command in commands)
        assert ended["codes"] == expected, done.stdout[-3000:] + done.stderr[-6000:]
        return "\n".join(said)


def _environment() -> dict[str, str]:
    """This environment without any setting of Lookback: the home says which state it is of."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("LOOKBACK_", "DAGSTER_"))}


@pytest.fixture(scope="module")
def copy(tmp_path_factory: pytest.TempPathFactory) -> Copy:
    """The software after a run of zz whose lines were proposed, approved, filed and answered, and a release."""
    made = Copy(tmp_path_factory.mktemp("software"))
    lines, decided = made.root / "lines.xlsx", made.root / "decided.xlsx"
    made.run_commands(
        ["run", "--state", "zz", "--deliveries", str(ZZ / "deliveries"), "--as-of", "2026-06-01"],
        ["law", "sign", "--by", "Cleo Counsel", "--because", "an invented law", "--yes"],
        ["law", "verify-code", "--by", "Erin Engineer", "--because", "an invented law", "--yes"],
        ["file", "propose", *ADA],
        ["file", "review", "export", "--out", str(lines), *ADA],
        ["review", "export", "--out", str(made.root / "questions.csv")],
    )
    checked = {"decision": "approve", "decided_by": "Chris Checker", "words": "looked at"}
    filled_in(lines, decided, {line["line_id"]: checked for line in lines_of(lines) if "erase" not in line.values()})
    made.run_commands(
        ["file", "review", "import", str(decided)],
        ["file", "approve", *RUTH, "--reason", "looked at each", "--yes"],
        ["file", "submit", *RUTH, "--yes"],
    )
    answered = made.answer("bureau_of_records", {"S-3": "not_our_case", "N-2": "validated"})
    made.run_commands(
        ["respond", "import", str(answered), *ADA],
        [DAYS_LATER, "20"],
        ["file", "submit", *RUTH, "--yes"],
        [DAYS_LATER, "40"],
        ["file", "submit", *RUTH, "--yes"],
    )
    granted = made.answer("court_north", {"N-2": "granted"}, days_later=40)
    made.run_commands(
        [DAYS_LATER, "41"],
        ["respond", "import", str(granted), *ADA],
        ["file", "status"],
        ["file", "tell-people", "--out", str(made.root / "notices")],
        ["file", "recheck", "--out", str(made.root / "recheck")],
        ["ledger", "verify"],
        ["publish"],
    )
    return made


@pytest.fixture(scope="module")
def warehouse(copy: Copy) -> Iterator[duckdb.DuckDBPyConnection]:
    config = {"file_search_path": str(copy.home.resolve())}
    with duckdb.connect(str(copy.home / "warehouse/zz/clearance.duckdb"), read_only=True, config=config) as connection:
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
        select tracking_number, event, [day_earliest::varchar, day_latest::varchar] as days
        from rules.rule_zz__unit_days inner join intermediate.int_charges on unit_id = charge_id
        where event in ('release_or_sentence', 'prison_release')
    """
    found = {(row["tracking_number"], row["event"]): row["days"] for row in _read(warehouse, sql)}
    since = ["2001-09-09", None]  # (on a day that is not on record, not before the sentence)
    assert (found["T-5", "prison_release"], found["T-5", "release_or_sentence"]) == (since, since)
    assert ("T-2", "release_or_sentence") in found and ("T-2", "prison_release") not in found, "jail"
    assert found["T-1", "release_or_sentence"] == ["2010-03-01", "2010-03-01"], "probation"


def test_a_warrant_on_record_may_be_active(warehouse: duckdb.DuckDBPyConnection) -> None:
    sql = """
        select tracking_number, answer from rules.rule_zz__charge_facts
        inner join intermediate.int_charges on unit_id = charge_id where fact = 'active_warrant'
    """
    assert _read(warehouse, sql) == [{"tracking_number": "T-8", "answer": "unknown"}]


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


def test_a_petition_of_the_state_is_a_hint_beside_what_erasure_does_not_reach(
    warehouse: duckdb.DuckDBPyConnection,
) -> None:
    sql = """
        select people.person_name, remedy_id, hints from marts.determinations
        inner join intermediate.int_people as people using (person_id) where len(hints) > 0
    """
    found = {row["person_name"].split(",")[0]: (row["remedy_id"], row["hints"]) for row in _read(warehouse, sql)}
    told = (
        "Hint: may petition under Zz Code 4 to have the conviction erased (form Z-4), "
        "if the person has lived a good life since. The court asks the prosecutor."
    )
    assert found == {"BIRCH": ("erasure", [told])}, "not who is reached by itself, and not for a grave offense"
    counted = _read(warehouse, "select * from marts.metrics where metric = 'petition_hint' and law = 'early_erasure'")
    assert sum(row["not_known"] for row in counted) == len(found)


def test_every_finding_names_the_rows_of_the_law_that_decided_it(warehouse: duckdb.DuckDBPyConnection) -> None:
    rows = _read(warehouse, "select * from rules.rule_zz__deciding_law_rows where reason_code = 'erasure_minor'")
    named = {(row["law_table"], row["row_key"]) for row in rows}
    assert {("parameters", "erase_wait_years 1990-01-01"), ("reliefs", "erase")} - named == {("reliefs", "erase")}
    assert {
        ("paths", "erasure minor"),
        ("elements", "erasure seven_years"),
        ("clocks", "judgment disposition"),
    } <= named
    lists = _read(warehouse, "select law_table, row_key from rules.rule_zz__deciding_law_rows_by_unit")
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
    filed = copy.find_filed("north_erase")
    assert {"order_proposed.pdf", "motion_proposed.pdf", "cover_letter.pdf", "summary.pdf"} <= {
        path.name for path in filed.iterdir()
    }
    (line,) = _read_csv(filed / "lines.csv")
    assert (line["relief"], line["case_numbers"]) == ("erase", "N-1")
    assert [row["fact"] for row in _read_csv(copy.root / "questions.csv")] == ["fine_is_paid"]
    assert (copy.root / "lines.xlsx").is_file()
    proposed, *_ = (copy.home / "filings/zz/2026-06-01").glob("*/*/*/manifest.json")
    assert json.loads(proposed.read_text(encoding="utf-8"))["status"] == "proposed"


def test_a_list_goes_to_its_recipient_with_what_the_law_says(copy: Copy) -> None:
    folder = copy.find_filed("bureau_of_records")
    manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
    told = ("relief_by", "step", "recipient_name", "every", "answer_days", "lines", "county")
    assert [manifest[name] for name in told] == [
        *("repository_list", "list", "the Zz Bureau of Records", "month", 30, 5, None)
    ]
    rows = {row["case_numbers"]: row for row in _read_csv(folder / "list.csv")}
    assert set(rows) == {"N-2", "S-3", "S-4", "S-8", "S-11"}
    shown = {"docket_number": "D-2", "tracking_number": "T-2", "count_number": "002", "disposition": "nolle_prosequi"}
    shown |= {"name": "BIRCH,BEN", "relief_in_words": "charge shielded"}
    assert shown.items() <= rows["N-2"].items()
    assert {path.name for path in (folder / "copies").iterdir()} == {"clerk_north.csv", "clerk_south.csv"}
    cover = read_words(folder / "cover_page.pdf")
    for words in (
        *("To the Zz Bureau of Records", "every month", "30 days", "To compare each line with the bureau's records."),
        *("Within 15 days.", "the court of the county, one for each county, every month", "Zz Code 2(c)"),
    ):
        assert words in cover, words
    answers = {row["allowed_answers"] for row in _read_csv(folder / "answers.csv")}
    assert answers == {"denied | validated | file_destroyed | not_our_case | name_differs | already_done"}


def test_people_are_told_of_relief_that_was_given_in_both_languages(copy: Copy) -> None:
    rows = _read_csv(copy.root / "notices" / "notices.csv")
    assert {(row["language"], row["relief"], row["county"]) for row in rows} == {
        ("en", "shield_charge", "NORTH"),
        ("es", "shield_charge", "NORTH"),
    }
    words = {row["language"]: read_words(copy.root / "notices" / row["notice"]) for row in rows}
    assert "BIRCH,BEN" in words["en"] and "N-2" in words["en"] and "shielded, on " in words["en"]
    assert "Ask the bureau of records. You have 15 days." in words["en"]
    assert "Pregunte en la oficina. Tiene 15 días." in words["es"] and "You asked" not in words["en"]


def test_a_court_is_asked_for_an_order_once_nobody_took_a_line_out(copy: Copy) -> None:
    north, south = copy.find_filed("court_north"), copy.find_filed("court_south")
    assert [row["case_numbers"] for row in _read_csv(north / "lines.csv")] == ["N-2"], "validated, after the objections"
    assert sorted(row["case_numbers"] for row in _read_csv(south / "lines.csv")) == ["S-11", "S-4", "S-8"], "after 30"
    files = {path.name for path in north.iterdir()}
    assert {"order_proposed.pdf", "cover_letter.pdf", "summary.pdf"} <= files and "motion_proposed.pdf" not in files
    order = read_words(north / "order_proposed.pdf")
    assert "without a petition" in order and "BIRCH" not in order
    assert "BIRCH,BEN" in read_words(north / "sealed" / "case_00001.pdf")


def test_what_was_listed_is_counted_shown_and_decided_again(copy: Copy, warehouse: duckdb.DuckDBPyConnection) -> None:
    states = {row["state"] for row in _read(warehouse, "select state from ledger.lines where relief_by like 'repo%'")}
    assert states == {"granted", "returned", "with_the_court"}
    sql = "select variant from marts.metrics where metric = 'funnel' and law = 'repository_list' and count > 0"
    assert {row["variant"] for row in _read(warehouse, sql)} >= {"convicted"}
    granted = (
        "select count from marts.metrics where metric = 'granted_in_year' and law = 'shielding' and status = 'all'"
    )
    assert [row["count"] for row in _read(warehouse, f"{granted} and place = 'STATEWIDE'")] == [1]
    site = copy.home / "published/zz/1/site/metrics"
    assert "Charge shielded" in (site / "policy_shield_charge.html").read_text(encoding="utf-8")
    assert (copy.root / "recheck").is_dir()


@pytest.mark.parametrize(("language", "words"), [("en", "not told of the charge"), ("es", "sabrá del cargo")])
def test_a_notice_says_what_the_relief_means(copy: Copy, language: str, words: str) -> None:
    out = copy.root / language
    copy.run_commands(["notice", "1002", "--language", language, "--out", str(out)])
    said = read_words(out / f"notice_{language}.pdf")
    assert words in said


def read_words(pdf: Path) -> str:
    """The words of a PDF, with single spaces."""
    return " ".join(" ".join(page.extract_text() for page in pypdf.PdfReader(pdf).pages).split())


def test_no_test_and_no_gate_of_the_state_is_skipped(copy: Copy) -> None:
    """(In the home of the run, where dbt has parsed the project already.)"""
    place = Path("tests/warehouse/dbt/test_singular_tests.py")
    (copy.root / place).parent.mkdir(parents=True)
    shutil.copy(PROJECT_ROOT / place, copy.root / place)
    script = [sys.executable, "-c", NOTHING_SKIPPED, str(copy.home)]
    done = subprocess.run(script, cwd=copy.root, env=_environment(), capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, f"asked of {copy.root}\n"), done.stderr[-3000:]
