"""The status of a rule pack: how much of the law it covers, and whether counsel and an engineer have signed it."""

from __future__ import annotations

from pathlib import Path

from orchestration.law.law_entries import read_law_now
from orchestration.law.signatures import (
    CODE_OVERTAKEN,
    OVERTAKEN,
    is_code_overtaken,
    is_code_verified,
    is_overtaken,
    is_signed,
    read_all_signatures,
    select_unsigned,
)


def read_pack_status(models: Path, state: str, installation_file: Path | None = None) -> dict[str, str]:
    """Read version, status and permitted use of a state's rule pack.

    ``status``: ``complete`` if every provision is, else ``partial``. ``use``: batches may be filed only if all built
    provisions are complete and signed as they are now, no part of them is refused, and an engineer verified the SQL;
    signatures are in the law tables or in ``installation_file``.

    Raises:
        LookupError: The register has no pack of the state.
        SignatureFileError: A line of a signature file is invalid.
    """
    law = read_law_now(models, state)
    built = [provision for provision in law.pack.provisions if provision.status != "missing"]
    signatures = read_all_signatures(models, state, installation_file)
    overtaken = [one.provision for one in built if is_overtaken(one, law, signatures)]
    waiting = select_unsigned(law.entries, signatures, law)
    if any(provision.status == "partial" for provision in built):
        use = "for review only: a partial rule pack cannot file"
    elif overtaken:
        use = f"for review only: {OVERTAKEN} since counsel signed {'; '.join(overtaken)}: the signature is overtaken"
    elif not all(is_signed(provision, law, signatures) for provision in built):
        use = "for review only: no counsel has signed this reading of the law yet"
    elif waiting:
        use = f"for review only: {len(waiting)} parts of the law wait for the signature of counsel"
    elif is_code_overtaken(law, signatures):
        use = f"for review only: {CODE_OVERTAKEN} since an engineer verified it: lookback law verify-code"
    elif not is_code_verified(law, signatures):
        use = "for review only: no engineer has verified the SQL of this law yet: lookback law verify-code"
    else:
        use = "may be filed after review"
    is_complete = all(provision.status == "complete" for provision in law.pack.provisions)
    return {"version": law.pack.version, "status": "complete" if is_complete else "partial", "use": use}
