"""Which software this is: its version, the commit of its source, and the rule packs that lie with it.

What belongs here: telling software apart, as ``lookback --version`` says it and as it is kept with the law. What does
not: what a run is known by (``warehouse.run_identity``).
"""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from orchestration.law.packs import read_pack_status
from orchestration.law.register import list_packs
from orchestration.law.version import compute_law_version
from orchestration.settings import Settings
from orchestration.warehouse.run_identity import SOFTWARE, compute_software_version


def describe_software(root: Path) -> dict[str, str]:
    """The software that lies at ``root``; without a commit where it is no working copy, or there is no git."""
    told = {"software": compute_software_version(root, version("lookback"))}
    if (root / ".git").exists() and (commit := _run_git(root, "rev-parse", "HEAD")):
        edited = _run_git(root, "status", "--porcelain", "--untracked-files=no", "--", *SOFTWARE)
        told |= {"git_commit": commit, "is_edited": {"": "no", None: "not known"}.get(edited, "yes")}
    return told


def format_software(software: Mapping[str, str]) -> str:
    """The software as a person finds it again."""
    commit = software.get("git_commit", "")
    edited = " and edits" if software.get("is_edited") == "yes" else ""
    known = [software.get("software", ""), f"commit {commit}{edited}" if commit else ""]
    return ", ".join(filter(None, known)) or "software not known"


def format_versions(root: Path, settings: Settings) -> str:
    """A line on the software at ``root``, and one on each of its rule packs: its version and law, what it may be used
    for in the installation that ``settings`` are of. Raises ``SignatureFileError``."""
    models = root / "models"
    lines = [f"Lookback {format_software(describe_software(root))}"]
    for state in list_packs(models):
        pack = read_pack_status(models, state, settings.model_copy(update={"state": state}).signatures)
        lines.append(f"rule pack {state}: {compute_law_version(models, state, None)}, {pack['status']}; {pack['use']}")
    return "\n".join(lines)


def _run_git(root: Path, *words: str) -> str | None:
    """What git says; None where it says nothing."""
    try:
        done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
