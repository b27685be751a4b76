"""The register of rule packs (``models/rules/packs.yml``): how far the law is covered, and who has verified it.

What belongs here: reading the register. What does not: the law (``models/rules``).
"""

from __future__ import annotations

from pathlib import Path

import yaml

NOBODY = "nobody yet"


def rule_pack_of(models: Path, state: str) -> dict[str, str]:
    """Version, status and what the status means for a batch.

    ``status``: ``complete`` where every provision of the pack is, else ``partial``. ``use``: a batch may be filed only
    where the provisions that are there are complete and counsel has signed each. Raises ``LookupError`` where the
    register does not know the state.
    """
    register = yaml.safe_load((models / "rules" / "packs.yml").read_text(encoding="utf-8"))
    pack = register["packs"].get(state)
    if pack is None:
        raise LookupError(f"models/rules/packs.yml knows no pack of {state}")
    built = [provision for provision in pack["provisions"] if provision["status"] != "missing"]
    if any(provision["status"] == "partial" for provision in built):
        use = "for review only: a partial rule pack cannot file"
    elif any(provision["verified_by"] == NOBODY for provision in built):
        use = "for review only: no counsel has signed this reading of the law yet"
    else:
        use = "may be filed after review"
    is_complete = all(provision["status"] == "complete" for provision in pack["provisions"])
    return {"version": str(pack["version"]), "status": "complete" if is_complete else "partial", "use": use}
