"""The benchmarks measure people whom a run decides, and a later delivery that a run takes as it takes the first.

What belongs here: what ``tests.support`` generates and changes for ``make bench`` and its siblings. What does not: the
generator itself.
"""

from __future__ import annotations

import csv
import re
from collections import defaultdict
from datetime import date
from pathlib import Path

import duckdb
import pytest

from orchestration.ingestion.synthetic.ca.columns import COLUMNS
from orchestration.ingestion.synthetic.ca.generate import write_sample
from orchestration.settings import load_settings
from tests.support.bench import AS_OF, GENERATE, check_decided, measure_python
from tests.support.bench_filing import copied
from tests.support.command_line import lookback
from tests.support.later_delivery import LATER_CYCLE, deliver_later

CUT, READ_ON = date(2026, 9, 1), "2026-09-06"
PERSON, CYCLE, COUNT = (COLUMNS.index(name) for name in ("CII_NUMBER", "CYC_ORDER", "CNT_ORDER"))
Told = dict[str, dict[str, set[tuple[str, ...]]]]


def tell(folder: Path) -> Told:
    """What each county's file tells of each person, by the digits of the state id; broken lines left out."""
    told: Told = defaultdict(lambda: defaultdict(set))
    for path in sorted([*folder.glob("*.csv"), *folder.glob("*.dat")]):
        for line in path.read_text(encoding="latin-1").splitlines():
            values = next(csv.reader([line]))
            if len(values) in (len(COLUMNS), len(COLUMNS) + 1) and values[CYCLE].isdigit():
                number = re.sub(r"\D", "", values[PERSON]).lstrip("0")
                told[number][path.name.partition("_2")[0]].add(tuple(values[: len(COLUMNS)]))
    return told


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """2,000 people, whose counties' files have a header, a quoted one or none."""
    folder = tmp_path_factory.mktemp("first")
    write_sample(2_000, 7, folder, with_others=True)
    return folder


@pytest.fixture(scope="module")
def later(first: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("later")
    deliver_later(first, folder, CUT)
    return folder


def test_a_later_delivery_tells_the_same_of_a_person_in_every_file(first: Path, later: Path) -> None:
    before, now = tell(first), tell(later)
    alike = [
        person for person, files in before.items() if len(files) > 1 and len({*map(frozenset, files.values())}) == 1
    ]
    assert len(alike) > 50
    assert [person for person in alike if len({*map(frozenset, now.get(person, {}).values())}) > 1] == []


def test_a_later_delivery_numbers_every_cycle_anew_loses_few_people_and_tells_of_new_arrests(
    first: Path, later: Path
) -> None:
    before, now = tell(first), tell(later)
    assert 0 < len(before.keys() - now.keys()) < 0.01 * len(before)
    rows = {row for files in now.values() for lines in files.values() for row in lines}
    assert any(row[CYCLE] == LATER_CYCLE for row in rows)
    numbered = [row for row in rows if re.fullmatch(r"\d{12}", row[COUNT])]
    assert [row[CYCLE] for row in numbered if row[CYCLE] != row[COUNT][:3]] == []
    assert "101" not in {row[CYCLE] for row in rows}


def test_a_later_delivery_has_each_file_of_the_first_under_its_own_cut_and_stays_flagged_as_synthetic(
    first: Path, later: Path
) -> None:
    sent = {
        re.sub(r"_2026\d{4}", "_20260901", str(path.relative_to(first)))
        for path in first.rglob("*_2*")
        if "truth" not in path.parts
    }
    assert {str(path.relative_to(later)) for path in later.rglob("*_2*")} == sent
    assert "supervised_release_20260901.csv.delivery.yml" in {path.name for path in later.rglob("*.yml")}


@pytest.mark.parametrize("undecided", ["convictions", "arrests"])
def test_a_benchmark_that_decides_nobody_fails_and_says_so(tmp_path: Path, undecided: str) -> None:
    settings = load_settings(home=tmp_path, state="ca")
    settings.warehouse.parent.mkdir(parents=True)
    with duckdb.connect(settings.warehouse) as connection:
        connection.execute("create schema rules")
        for unit, table in {"convictions": "rule_ca__findings", "arrests": "rule_ca__arrest_findings"}.items():
            outcome = "review" if unit == undecided else "eligible"
            connection.execute(
                f"create table rules.{table} as select '{outcome}' as outcome, 'conviction_relief' as remedy_id"
            )
    with pytest.raises(SystemExit, match=f"{undecided} come out eligible, found none among 1 findings"):
        check_decided(tmp_path)


@pytest.mark.long
def test_what_the_benchmark_generates_decides_people_and_its_later_delivery_passes_every_gate(tmp_path: Path) -> None:
    files, home, again = tmp_path / "files", tmp_path / "home", tmp_path / "again"
    measure_python(GENERATE, "300", files)
    run = lookback("run", "--state", "ca", "--deliveries", files, "--as-of", AS_OF, "--home", home)
    assert run.code == 0, run.err
    assert check_decided(home).startswith("eligible: ")

    deliver_later(files, tmp_path / "later", CUT)
    copied(home, again)
    run = lookback("run", "--state", "ca", "--deliveries", tmp_path / "later", "--as-of", READ_ON, "--home", again)
    assert run.code == 0, run.err
    assert "Overrides" not in run.out
    check_decided(again)
