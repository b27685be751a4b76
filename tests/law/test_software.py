"""`lookback --version` says what lies here: software, commit, law."""

from __future__ import annotations

from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

from command_line import ROOT, Finished

from orchestration.law.register import list_packs, read_pack
from orchestration.law.software import format_versions
from orchestration.law.version import compute_law_version
from orchestration.settings import DISTRIBUTION, load_settings
from orchestration.warehouse.run_identity import compute_software_version

MODELS = ROOT / "models"


def test_the_command_says_software_and_law_and_does_nothing_else(quick_command: Callable[..., Finished]) -> None:
    said = quick_command("--version", "run")
    assert (said.code, said.err) == (0, "")
    software, *packs = said.out.splitlines()
    assert software.startswith(f"Lookback {compute_software_version(ROOT, version(DISTRIBUTION))}")
    statuses = {state: {one.status for one in read_pack(MODELS, state).provisions} for state in list_packs(MODELS)}
    assert [line.split(";")[0] for line in packs] == [
        f"rule pack {state}: {compute_law_version(MODELS, state)}, "
        + ("complete" if of_state == {"complete"} else "partial")
        for state, of_state in statuses.items()
    ]
    assert read_pack(MODELS, "ca").version in said.out


def test_what_is_no_working_copy_says_no_commit(tmp_path: Path) -> None:
    (tmp_path / "models" / "rules").mkdir(parents=True)
    assert (
        format_versions(tmp_path, load_settings(home=tmp_path))
        == f"Lookback {compute_software_version(tmp_path, version(DISTRIBUTION))}"
    )
