"""The release after another policy, filing and answers: both together give no withheld count away, and it ends."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from command_line import AS_OF, SAMPLE, in_this_process
from filed_from_the_sample import Filed

import orchestration.reporting.releases.build as made_module
from orchestration.reporting.disclosure.attack import possible
from orchestration.reporting.disclosure.rule import NARROWEST
from orchestration.reporting.releases.ranges_beside_figures import BesideFigures
from orchestration.reporting.releases.registry import read_release
from orchestration.settings import load_settings

POLICY = """
default:
  dismiss: ["11357", "11358"]
  reduce: ["11359", "11360"]
counties:
  SAN JOAQUIN:
    dismiss: ["11357(a)", "11358"]
    reduce: ["11357", "11359"]
    additional_relief:
      age_at_least: 57
      deceased: true
"""


@pytest.mark.long
@pytest.mark.timeout(900)
def test_another_policy_filing_and_answers_leave_both_releases_protected(
    published_once: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, policy = tmp_path / "home", tmp_path / "policy.yaml"
    shutil.copytree(published_once, home, symlinks=True)
    policy.write_text(POLICY, encoding="utf-8")
    settings = load_settings(home=home)
    there = Filed(settings)
    for line in there.lines["prop64_statutory"][:4]:
        there.tell("granted", line, answered_on="2026-01-05")
    there.tell("denied", there.lines["prop64_statutory"][4], answered_on="2026-01-05")
    for line in there.lines["conviction_relief"][:3]:
        there.tell("recorded_by_the_department", line, answered_on="2026-01-05")
    ran = in_this_process("run", "--as-of", AS_OF, "--deliveries", SAMPLE, "--policy", policy, "--home", home)
    assert ran.code == 0, ran.err
    attacked = made_module.attacked
    asked: list[BesideFigures] = []

    def also_kept(beside: BesideFigures) -> None:
        asked.append(beside)
        attacked(beside)

    monkeypatch.setattr(made_module, "attacked", also_kept)
    said = there.command("publish")
    assert said.code == 0, said.err
    assert "the attack could work out none of them" in said.out

    then, now = read_release(settings, 1), read_release(settings, 2)
    assert now.facts["largest_movement"] >= 10
    assert not now.frames["funnel"].equals(then.frames["funnel"]), "what was filed and answered shows"
    (beside,) = asked
    known = beside.known
    assert len(known.cells.values) == len(now.known().cells.values) + len(then.known().cells.values), "of both"
    withheld = np.isnan(known.cells.values) & known.cells.is_shown
    worlds = np.array(possible(known, beside.worlds))
    assert (np.ptp(worlds, axis=0)[withheld] >= NARROWEST - 1e-6).all(), "two worlds that fit both for each"
