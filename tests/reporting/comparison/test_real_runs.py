"""Runs of a small delivery, one after the other in one home; between two of them one thing changes."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

import pytest
from other_files import ids, write_other
from raw_files import arrest, conviction, person, write_history
from repository import ROOT
from warehouse_runs import build

from orchestration.determinations.snapshots.store import KeptRun, keep_run, read_run
from orchestration.law.compiler.files import write_state
from orchestration.reporting.comparison.causes import (
    CORRECTIONS,
    IDENTITY,
    LAW,
    LEFT,
    NEW,
    POLICY,
    REVIEW,
    SOFTWARE,
    TIME,
)
from orchestration.reporting.comparison.compare_runs import Comparison, compare_runs
from orchestration.warehouse.connection import open_warehouse

OVER = {"SENT_LOC_DESCR": "JAIL", "SENT_LENGTH": "30", "SENT_TIME_CODE": "D"}
PLANT, BURGLARY, THEFT = "11358 HS-PLANT/CULTIVATE MARIJUANA", "459 PC-BURGLARY", "488 PC-PETTY THEFT"
AS_OF, LATER = date(2026, 6, 1), date(2026, 12, 1)
WAITS, GROWER, FIRST_ID, SECOND_ID, CORRECTED, LEAVES, COMES = range(21, 28)


def history(
    folder: Path, cut: str = "20260301", *, corrected_to: str = "20000701", others: Sequence[int] = (LEAVES,)
) -> Path:
    """Ten people of an old burglary, one of a young one, a grower, two ids, one to be corrected, and ``others``."""
    rows = []
    told = [*((number, BURGLARY, "20000701") for number in range(1, 11)), (WAITS, BURGLARY, "20250801")]
    told += [(number, BURGLARY, "20000701") for number in (FIRST_ID, *others)]
    told.append((SECOND_ID, THEFT, "20010701"))  # (what two ids tell alike, is told once when they are one)
    for number, charge, day in [*told, (CORRECTED, BURGLARY, corrected_to)]:
        who, arrested = person(number), "20010601" if number == SECOND_ID else "20000601"
        of_court = {"OFN": f"00F{number:04d}", "CYC_DATE": arrested} | OVER
        rows += [arrest(who, charge, arrested), conviction(who, charge, day, **of_court)]
    rows.append(conviction(person(GROWER), PLANT, CONV_STAT_DESCR="FELONY", OFN="00F0500"))
    return write_history(folder / f"sacramento_{cut}.csv", rows)


class Home:
    """Runs in one home, each kept."""

    def __init__(self, folder: Path) -> None:
        self.home, self.incoming, self.number = folder / "home", folder / "incoming", 0

    def run(
        self,
        as_of: date = AS_OF,
        supervised_until: Sequence[Mapping[str, str]] = (),
        told_on: str = "20260301",
        **delivery: object,
    ) -> KeptRun:
        self.number += 1
        folder = self.incoming / str(self.number)
        file = history(folder, **delivery)  # type: ignore[arg-type]
        supervised = write_other(folder, "supervised_release", [ids(999), *supervised_until], cut=told_on)
        built = build(self.home, [file, supervised], as_of=as_of)
        with open_warehouse(built.settings) as connection:
            return read_run(keep_run(built.settings, connection))

    def write(self, name: str, *lines: str) -> None:
        path = self.home / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def steps(comparison: Comparison, figure: str) -> Mapping[str, tuple[int | None, int | None]]:
    return {step.cause: (step.gains, step.losses) for step in comparison.of(figure)[0].steps}


ANY, PEOPLE = "convictions_eligible_any", "people_eligible_whole"


@pytest.mark.long
def test_each_thing_that_changes_is_the_cause_of_what_it_changed(tmp_path: Path) -> None:
    home = Home(tmp_path)
    base = home.run()

    later = compare_runs("ca", base, home.run(LATER))
    assert steps(later, ANY) == {TIME: (1, 0)}

    # The same told again by a newer delivery: whatever came with it is no fact of anybody.
    again = compare_runs("ca", base, home.run(cut="20260401"))
    assert not any(bridge.is_changed for bridge in again.bridges)

    others = compare_runs("ca", base, home.run(cut="20260402", others=(COMES,)))
    for figure in (ANY, PEOPLE):
        assert steps(others, figure) == {NEW: (1, 0), LEFT: (0, 1)}

    corrected = compare_runs("ca", base, home.run(cut="20260403", corrected_to="20260115"))
    assert steps(corrected, ANY) == {CORRECTIONS: (0, 1)}

    home.write(
        "decisions/ca/facts.csv",
        "id,county,case_number,section,fact,value,established_by,established_on,why",
        f"state:A{GROWER:09d},SACRAMENTO,00F0500,11358,prosecutor_challenge,yes,clerk 7,2026-02-01,a letter",
    )
    reviewed = compare_runs("ca", base, home.run())
    for figure in (ANY, PEOPLE):
        assert steps(reviewed, figure) == {REVIEW: (0, 1)}

    (home.home / "decisions/ca/facts.csv").unlink()
    home.write("policy/ca.yaml", "counties: {sacramento: {dismiss: [11357, 11358], chosen_by: the office}}")
    chosen = compare_runs("ca", base, home.run())
    assert steps(chosen, ANY) == {POLICY: (1, 0)}

    (home.home / "policy/ca.yaml").unlink()
    home.write(
        "identity/ca/decisions.csv",
        "decision,id,other_id,decided_by,decided_on,why",
        f"same,state:A{FIRST_ID:09d},state:A{SECOND_ID:09d},clerk 7,2026-02-01,same fingerprints",
    )
    merged = compare_runs("ca", base, home.run())
    assert steps(merged, ANY) == {}
    assert steps(merged, PEOPLE) == {IDENTITY: (0, 1)}


@pytest.mark.long
def test_supervision_that_a_later_file_tells_to_be_over_is_a_correction(tmp_path: Path) -> None:
    """Both files tell the same record; the second one was cut after the day on which it was to end."""
    home = Home(tmp_path)
    record = {"SUPERVISED_BY": "LOCAL", "SUPERVISION_TYPE": "PROBATION", "START_DATE": "2021-04-07"}
    until = [{**ids(1), **record, "END_DATE": "2026-03-12"}]
    scheduled = home.run(supervised_until=until)
    again = compare_runs("ca", scheduled, home.run(supervised_until=until, told_on="20260302"))
    assert not any(bridge.is_changed for bridge in again.bridges)
    over = compare_runs("ca", scheduled, home.run(supervised_until=until, told_on="20260401"))
    assert steps(over, ANY) == {CORRECTIONS: (1, 0)}


WAIT = "conviction_relief_misdemeanor_wait_years"
A_RUN = """
import sys
from pathlib import Path
from tests.reporting.comparison.test_real_runs import Home
print(Home(Path(sys.argv[1])).run().folder)
"""
PARTS = ("orchestration", "models", "dbt_project", "expectations", "tests", "docs", "pyproject.toml", "GLOSSARY.md")


@pytest.fixture(scope="module")
def programme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the programme and its law, to be changed between two runs."""
    copy = tmp_path_factory.mktemp("programme")
    for name in PARTS:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__", "logs"))
        else:
            shutil.copyfile(ROOT / name, copy / name)
    return copy


def run_of(programme: Path, folder: Path) -> KeptRun:
    """The same delivery, as of the same day, run by this copy in a process of its own."""
    tests = [programme, programme / "tests", programme / "tests" / "support"]
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("LOOKBACK_", "DAGSTER_"))}
    done = subprocess.run(
        [sys.executable, "-P", "-c", A_RUN, str(folder)],
        cwd=programme,
        env=kept | {"LOOKBACK_STATE": "ca", "PYTHONPATH": os.pathsep.join(map(str, tests))},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr[-2000:]
    return read_run(Path(done.stdout.splitlines()[-1]))


def changed(path: Path, before: str, after: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert before in text
    path.write_text(text.replace(before, after), encoding="utf-8")


@pytest.mark.long
def test_a_changed_row_of_the_law_and_another_version_of_the_software_are_causes_of_real_runs(
    programme: Path, tmp_path: Path
) -> None:
    """One person waits for a year to pass. The law lets it pass at once; then the law is as it was, and the software
    forgets to wait."""
    rules = programme / "models" / "rules" / "ca"
    base = run_of(programme, tmp_path)
    again = compare_runs("ca", base, run_of(programme, tmp_path))
    assert not any(bridge.is_changed for bridge in again.bridges), "the same programme and law give the same run"

    pack, row = rules / "pc_1203_425.law", f"{WAIT}:\n      value: {{}}\n"
    changed(pack, row.format(1), row.format(0))
    write_state(programme / "models", "ca")
    without = run_of(programme, tmp_path)
    assert without.law_version != base.law_version
    assert (without.code, without.version) == (base.code, base.version), "the law is no software"
    by_law = compare_runs("ca", base, without)
    for figure in (ANY, PEOPLE):
        assert steps(by_law, figure) == {LAW: (1, 0)}, figure

    changed(pack, row.format(0), row.format(1))
    macro = "cast({{ day }} + to_months({}) + to_days(1) as date)"
    words = programme / "dbt_project" / "macros" / "compiled_law.sql"
    months = "{{ months }}"
    changed(words, macro.replace("{}", months), macro.replace("{}", f"0 * ({months})"))
    write_state(programme / "models", "ca")
    by_software = compare_runs("ca", base, run_of(programme, tmp_path))
    for figure in (ANY, PEOPLE):
        assert steps(by_software, figure) == {SOFTWARE: (1, 0)}, figure
        (bridge,) = [one for one in by_software.of(figure) if one.place == "STATEWIDE"]
        assert bridge.before.count is not None and bridge.after.count == bridge.before.count + 1
