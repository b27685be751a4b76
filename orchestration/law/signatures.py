"""Signatures of counsel on law rows and provisions.

They are in ``law/<state>_signatures.csv`` and, for one installation, in ``<home>/decisions/<state>/signatures.csv``.
Each is tied to a hash of what was signed: a row's content, or a provision with everything that decides under it. What
changed since is signed by nobody: the signature is overtaken.
"""

from __future__ import annotations

import csv
import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path

from orchestration.law.demonstration import is_demonstration
from orchestration.law.register import Provision
from orchestration.law.tables import HASH_DIGITS, LawRow, read_table
from orchestration.law.verification_tags import is_read

COLUMNS = ("law_table", "row_key", "row_hash", "signed_by", "bar_number", "signed_on", "words")

NOBODY = "nobody yet"

OVERTAKEN = "the law or its SQL changed"
"""Why a signature is overtaken."""

PROVISIONS = "provisions"
"""Table name of a signature on a whole provision."""


class SignatureFileError(ValueError):
    """A line of the file is no valid signature; the message names the line."""


@dataclass(frozen=True)
class Signature:
    """A signature: signer, row, day and words. ``bar_number`` is empty if an office signed."""

    law_table: str
    row_key: str
    row_hash: str
    signed_by: str
    bar_number: str
    signed_on: str
    words: str

    def signer(self) -> str:
        """Return the signer, with bar number if any."""
        return f"{self.signed_by} (bar number {self.bar_number})" if self.bar_number else self.signed_by


def read_signatures(models: Path, state: str) -> list[Signature]:
    """Read the signatures in the law tables.

    Raises:
        SignatureFileError: A line lacks the row, the signer or the day.
    """
    lines = read_table(models, state, "signatures")
    return [parse_signature(f"{state}_signatures.csv", number, line) for number, line in enumerate(lines, 2)]


def read_installation_signatures(path: Path) -> list[Signature]:
    """Read the signatures of an installation; none if the file does not exist.

    Raises:
        SignatureFileError: A line is no valid signature.
    """
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [parse_signature(path.name, number, line) for number, line in enumerate(csv.DictReader(file), 2)]


def read_all_signatures(models: Path, state: str, installation_file: Path | None) -> list[Signature]:
    """Read the signatures in the law tables and, if given, in ``installation_file``, but for those of a demonstration.

    Raises:
        SignatureFileError: A line is no valid signature.
    """
    signed_here = read_installation_signatures(installation_file) if installation_file else []
    signed = [*read_signatures(models, state), *signed_here]
    return [signature for signature in signed if not is_demonstration([signature.signed_by])]


def find_signer(provision: Provision, law_hash: str, signatures: Iterable[Signature]) -> str:
    """Return the signers of the provision as it is now with their days; if there are none, ``NOBODY`` and whose
    signatures are overtaken."""
    current, overtaken = _split_by_hash(provision, law_hash, signatures)
    if current or not overtaken:
        return ", ".join(current) or NOBODY
    return f"{NOBODY} ({OVERTAKEN} since it was signed by {', '.join(overtaken)})"


def is_signed(provision: Provision, law_hash: str, signatures: Iterable[Signature]) -> bool:
    """Return whether anybody signed the provision as it is now."""
    return bool(_split_by_hash(provision, law_hash, signatures)[0])


def is_overtaken(provision: Provision, law_hash: str, signatures: Iterable[Signature]) -> bool:
    """Return whether the provision was signed, but not as it is now."""
    current, overtaken = _split_by_hash(provision, law_hash, signatures)
    return bool(overtaken) and not current


def _split_by_hash(
    provision: Provision, law_hash: str, signatures: Iterable[Signature]
) -> tuple[Sequence[str], Sequence[str]]:
    """List who signed the provision as it is now, and who signed it as it was, with their days."""
    now = hash_provision(provision, law_hash)
    found: dict[bool, dict[str, None]] = {True: {}, False: {}}
    for one in signatures:
        if (one.law_table, one.row_key) == (PROVISIONS, provision.provision):
            found[one.row_hash == now][f"{one.signer()} on {one.signed_on}"] = None
    return [*found[True]], [*found[False]]


def hash_provision(provision: Provision, law_hash: str) -> str:
    """Hash what the register says of a provision, and everything that decides (``hash_law``): any change needs a new
    signature."""
    text = json.dumps([asdict(provision), law_hash], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_DIGITS]


def parse_signature(file_name: str, number: int, line: Mapping[str, str]) -> Signature:
    """Parse a line as a signature.

    Raises:
        SignatureFileError: The line lacks the row, the signer or the day.
    """
    signature = Signature(*((line.get(name) or "").strip() for name in COLUMNS))
    if not (signature.law_table and signature.row_key and signature.row_hash and signature.signed_by):
        raise SignatureFileError(f"{file_name}, line {number}: expected law_table, row_key, row_hash and signed_by")
    try:
        date.fromisoformat(signature.signed_on)
    except ValueError:
        raise SignatureFileError(f"{file_name}, line {number}: signed_on must be a date") from None
    return signature


def select_unsigned(rows: Iterable[LawRow], signatures: Sequence[Signature]) -> list[LawRow]:
    """Select the rows that are not V in every part and whose current content nobody signed."""
    signed = {(signature.law_table, signature.row_key, signature.row_hash) for signature in signatures}
    return [
        row for row in rows if not is_read(row.verified) and (row.law_table, row.row_key, row.row_hash) not in signed
    ]


def select_outdated(
    rows: Iterable[LawRow], signatures: Sequence[Signature], provisions: Iterable[Provision], law_hash: str
) -> list[Signature]:
    """Select overtaken signatures: of rows or provisions that changed after they were signed, or are gone."""
    current = {(row.law_table, row.row_key, row.row_hash) for row in rows}
    current |= {(PROVISIONS, one.provision, hash_provision(one, law_hash)) for one in provisions}
    return [
        signature
        for signature in signatures
        if (signature.law_table, signature.row_key, signature.row_hash) not in current
    ]
