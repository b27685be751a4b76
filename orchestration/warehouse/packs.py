"""The register of rule packs (``models/rules/packs.yml``): how far the law is covered, and who has verified it.

What belongs here: reading the register. What does not: the law (``models/rules``).
"""

from __future__ import annotations

from pathlib import Path

import yaml


def rule_pack_of(models: Path, state: str) -> dict[str, str]:
    """Version, status and what the status means for a batch. ``complete`` only where every provision of the pack is.

    Raises ``LookupError`` where the register does not know the state.
    """
    register = yaml.safe_load((models / "rules" / "packs.yml").read_text(encoding="utf-8"))
    pack = register["packs"].get(state)
    if pack is None:
        raise LookupError(f"models/rules/packs.yml knows no pack of {state}")
    is_complete = all(provision["status"] == "complete" for provision in pack["provisions"])
    return {
        "version": str(pack["version"]),
        "status": "complete" if is_complete else "partial",
        "use": "may be filed after review" if is_complete else "for review only: a partial rule pack cannot file",
    }
