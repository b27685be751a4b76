"""The status of a rule pack: how much of the law it covers, and whether counsel has signed it."""

from __future__ import annotations

from pathlib import Path

from orchestration.law.law_hash import hash_law
from orchestration.law.register import read_pack
from orchestration.law.signatures import OVERTAKEN, is_overtaken, is_signed, read_all_signatures, select_unsigned
from orchestration.law.tables import read_law_rows


def read_pack_status(models: Path, state: str, installation_file: Path | None = None) -> dict[str, str]:
    """Read version, status and permitted use of a state's rule pack.

    ``status``: ``complete`` if every provision is, else ``partial``. ``use``: batches may be filed only if all built
    provisions are complete and signed as they are now, and every law row that is not V is signed, in the law tables
    or in ``installation_file``.

    Raises:
        LookupError: The register has no pack of the state.
        SignatureFileError: A line of a signature file is invalid.
    """
    pack = read_pack(models, state)
    built = [provision for provision in pack.provisions if provision.status != "missing"]
    signatures = read_all_signatures(models, state, installation_file)
    law_hash = hash_law(models, state)
    overtaken = [one.provision for one in built if is_overtaken(one, law_hash, signatures)]
    waiting = select_unsigned(read_law_rows(models, state, pack.row_keys), signatures)
    if any(provision.status == "partial" for provision in built):
        use = "for review only: a partial rule pack cannot file"
    elif overtaken:
        use = f"for review only: {OVERTAKEN} since counsel signed {'; '.join(overtaken)}: the signature is overtaken"
    elif not all(is_signed(provision, law_hash, signatures) for provision in built):
        use = "for review only: no counsel has signed this reading of the law yet"
    elif waiting:
        use = f"for review only: {len(waiting)} rows of the law wait for the signature of counsel"
    else:
        use = "may be filed after review"
    is_complete = all(provision.status == "complete" for provision in pack.provisions)
    return {"version": pack.version, "status": "complete" if is_complete else "partial", "use": use}
