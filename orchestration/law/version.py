"""The version of the law that a run applies."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

from orchestration.law.law_hash import hash_law
from orchestration.law.packs import read_pack_status
from orchestration.law.tables import read_csv_table
from orchestration.warehouse.run_identity import HASH_DIGITS


def compute_law_version(models: Path, state: str, policy_id: str | None) -> str:
    """Return ``2026.11.0+law.<hash>``, followed by ``.policy.<id>`` if the run has a policy.

    The hash covers what decides (``hash_law``), and the signatures in the law tables.
    """
    content = [hash_law(models, state), read_csv_table(models, state, "signatures")]
    law = hashlib.sha256(json.dumps(content).encode()).hexdigest()[:HASH_DIGITS]
    version = f"{read_pack_status(models, state)['version']}+law.{law}"
    return version if policy_id is None else f"{version}.policy.{policy_id}"
