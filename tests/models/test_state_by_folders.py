"""An invented state is folders: with its layout, staging and register beside the others it runs from files to facts.

Nothing outside the folders of ``tests/states/zz`` is new. A state without findings has facts, and no marts.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from orchestration.settings import PROJECT_ROOT

ZZ = Path(__file__).parents[1] / "states" / "zz"
FOLDERS = {
    "layout": "orchestration/ingestion/layouts/zz",
    "staging": "models/staging/zz",
    "rules": "models/rules/zz",
}
RUN = """
import json, sys
from datetime import date
from pathlib import Path

from orchestration.ingestion.load import ingest
from orchestration.ingestion.request import IngestionRequest
from orchestration.settings import PROJECT_ROOT, load_settings
from orchestration.warehouse.connection import fetch_dicts, open_warehouse
from orchestration.warehouse.dbt.runner import build_stage
from orchestration.warehouse.quality_gates.run import run_gate

settings = load_settings(home=Path(sys.argv[1]), state="zz")
taken_in = ingest(settings, IngestionRequest(paths=(Path(sys.argv[2]),), as_of_date=date(2026, 6, 1)))
built, failed = {}, {}
for stage in ("intake", "staging", "intermediate"):
    if stage != "intake":
        built[stage] = [node.unique_id for node in build_stage(settings, stage).nodes]
    failed[stage] = [
        f"{result.id}: {result.observed} {result.error}" for result in run_gate(settings, stage)
        if not result.is_met and result.severity == "stop"
    ]
with open_warehouse(settings) as connection:
    facts = {
        name: fetch_dicts(connection, f"select * from intermediate.{name}", [])
        for name in ("int_people", "int_charges", "int_convictions", "int_arrest_outcomes", "int_sentences",
                     "int_obligations")
    }
print(json.dumps({"root": str(PROJECT_ROOT), "accepted": taken_in.accepted_rows, "built": built, "failed": failed,
                  "facts": facts}, default=str))
"""


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What the run of zz in a copy of the software came to."""
    root = tmp_path_factory.mktemp("software")
    ignored = shutil.ignore_patterns("target", "logs", "__pycache__")
    for name in ("orchestration", "models", "dbt_project", "expectations"):
        shutil.copytree(PROJECT_ROOT / name, root / name, ignore=ignored)
    for name, place in FOLDERS.items():
        shutil.copytree(ZZ / name, root / place)
    done = subprocess.run(
        [sys.executable, "-c", RUN, str(root / "home"), str(ZZ / "deliveries")],
        cwd=root,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-6000:]
    read: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    assert read["root"] == str(root), "the copy ran, and not this checkout"
    return read


def test_the_gates_of_a_state_of_folders_are_met(found: dict[str, Any]) -> None:
    assert found["accepted"] == 13
    assert found["failed"] == {"intake": [], "staging": [], "intermediate": []}
    assert not [name for names in found["built"].values() for name in names if "_ca__" in name or ".ca_" in name]


def test_twelve_people_have_the_facts_that_their_file_tells(found: dict[str, Any]) -> None:
    facts = found["facts"]
    assert len(facts["int_people"]) == 12 and len(facts["int_charges"]) == 13
    charges = {(row["tracking_number"], row["count_number"]): row for row in facts["int_charges"]}
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
    assert len(facts["int_convictions"]) == 5


def test_terms_and_balances_are_those_of_the_file(found: dict[str, Any]) -> None:
    terms = {(row["min_days"], row["max_days"], row["suspended_days"]) for row in found["facts"]["int_sentences"]}
    assert {(10, 60, 50), (730, 1460, 365)} <= terms
    owed = {(row["balance_dollars"], row["balance_as_of"]) for row in found["facts"]["int_obligations"]}
    assert owed == {("0.00", "2026-02-01"), ("149.50", "2026-02-01"), ("75.00", "2026-02-01")}


def test_every_dismissal_counts_for_its_arrest(found: dict[str, Any]) -> None:
    assert sum(row["has_dismissal"] for row in found["facts"]["int_arrest_outcomes"]) == 3
