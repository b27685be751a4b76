"""The register of rule packs (``models/rules/packs.yml``): how far the law is covered, and whether that is signed.

What belongs here: reading the register. What does not: the law (``models/rules``).
"""

from __future__ import annotations

from pathlib import Path

from orchestration.law.register import read_pack
from orchestration.law.signatures import NOBODY, find_signer, read_all_signatures, select_unsigned
from orchestration.law.tables import read_law_rows


def read_pack_status(models: Path, state: str, of_installation: Path | None = None) -> dict[str, str]:
    """Version, status and what the status means for a batch.

    ``status``: ``complete`` where every provision of the pack is, else ``partial``. ``use``: a batch may be filed only
    where the provisions that are there are complete, counsel has signed each, and every row of the law tables that is
    not V is signed, in the law tables or in the file of signatures ``of_installation``. Raises ``LookupError`` where
    the register does not know the state, ``SignatureFileError``.
    """
    pack = read_pack(models, state)
    built = [provision for provision in pack.provisions if provision.status != "missing"]
    signatures = read_all_signatures(models, state, of_installation)
    waiting = select_unsigned(read_law_rows(models, state, pack.row_keys), signatures)
    if any(provision.status == "partial" for provision in built):
        use = "for review only: a partial rule pack cannot file"
    elif any(find_signer(provision, signatures) == NOBODY for provision in built):
        use = "for review only: no counsel has signed this reading of the law yet"
    elif waiting:
        use = f"for review only: {len(waiting)} rows of the law wait for the signature of counsel"
    else:
        use = "may be filed after review"
    is_complete = all(provision.status == "complete" for provision in pack.provisions)
    return {"version": pack.version, "status": "complete" if is_complete else "partial", "use": use}
