"""The version of the law that a run applies."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from orchestration.law.law_hash import hash_law
from orchestration.law.packs import read_pack_status
from orchestration.law.questions.decisions import hash_decisions
from orchestration.law.tables import read_csv_table
from orchestration.settings import Settings
from orchestration.warehouse.run_identity import HASH_DIGITS


def compute_run_law(settings: Settings, policy_id: str | None) -> str:
    """Return the version of the law as an installation applies it: with ``.decided.<hash>`` if counsel decided any
    question of it, and ``.policy.<id>`` if the run has a policy.

    Raises:
        DecisionFileError: A line of the file of decisions is invalid.
    """
    version = compute_law_version(settings.models, settings.state)
    decided = hash_decisions(settings)
    named = [version, f"decided.{decided}" if decided else "", f"policy.{policy_id}" if policy_id is not None else ""]
    return ".".join(filter(None, named))


def compute_law_version(models: Path, state: str) -> str:
    """Return ``2026.11.0+law.<hash>``.

    The hash covers what decides (``hash_law``), and the signatures in the law tables.
    """
    content = [hash_law(models, state), read_csv_table(models, state, "signatures")]
    law = hashlib.sha256(json.dumps(content).encode()).hexdigest()[:HASH_DIGITS]
    return f"{read_pack_status(models, state)['version']}+law.{law}"
