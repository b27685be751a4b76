"""The version of the law that a run applies."""

from __future__ import annotations

from pathlib import Path

from orchestration.law.packs import read_pack_status
from orchestration.warehouse.run_identity import hash_folder


def compute_law_version(models: Path, state: str, policy_id: str | None) -> str:
    """Return ``2026.11.0+law.<hash>``, followed by ``.policy.<id>`` if the run has a policy.

    The hash covers the packs, the law tables and the SQL rules under ``models/rules/<state>``.
    """
    law = hash_folder(models / "rules" / state, {".sql", ".csv", ".law"})
    version = f"{read_pack_status(models, state)['version']}+law.{law}"
    return version if policy_id is None else f"{version}.policy.{policy_id}"
