"""The identity of the software: version, commit of its source, rule packs. For ``lookback --version`` and law
snapshots."""

from __future__ import annotations

import subprocess
from collections.abc import Mapping
from importlib.metadata import version
from pathlib import Path

from orchestration.law.packs import read_pack_status
from orchestration.law.register import list_packs
from orchestration.law.version import compute_law_version
from orchestration.settings import DISTRIBUTION, Settings
from orchestration.warehouse.run_identity import SOFTWARE_SUFFIXES, compute_software_version


def describe_software(root: Path) -> dict[str, str]:
    """Describe the software at ``root``; without a commit if it is no git working copy."""
    description = {"software": compute_software_version(root, version(DISTRIBUTION))}
    if (root / ".git").exists() and (commit := _run_git(root, "rev-parse", "HEAD")):
        edited = _run_git(root, "status", "--porcelain", "--untracked-files=no", "--", *SOFTWARE_SUFFIXES)
        description |= {"git_commit": commit, "is_edited": {"": "no", None: "not known"}.get(edited, "yes")}
    return description


def format_software(software: Mapping[str, str]) -> str:
    """Format version and commit for a reader."""
    commit = software.get("git_commit", "")
    edited = " and edits" if software.get("is_edited") == "yes" else ""
    known = [software.get("software", ""), f"commit {commit}{edited}" if commit else ""]
    return ", ".join(filter(None, known)) or "software not known"


def format_versions(root: Path, settings: Settings) -> str:
    """Format one line on the software at ``root`` and one on each rule pack: law version and permitted use.

    Raises:
        SignatureFileError: A line of a signature file is invalid.
    """
    models = root / "models"
    lines = [f"Lookback {format_software(describe_software(root))}"]
    for state in list_packs(models):
        pack = read_pack_status(models, state, settings.model_copy(update={"state": state}).signatures)
        lines.append(f"rule pack {state}: {compute_law_version(models, state)}, {pack['status']}; {pack['use']}")
    return "\n".join(lines)


def _run_git(root: Path, *words: str) -> str | None:
    """Return the output of git; None if it fails."""
    try:
        done = subprocess.run(["git", "-C", str(root), *words], capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout.strip()
