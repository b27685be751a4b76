"""What counsel signed: ``law/<state>_signatures.csv``, a line per row of the law, tied to what the row said then, a
provision like a row; and what was signed in one installation, in ``<home>/decisions/<state>/signatures.csv``. Nothing
else says that something is signed.

What belongs here: which rows are signed, which signatures speak of a row that is gone or says something else now. What
does not: what may be filed (``warehouse.packs`` asks here).
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

PROVISIONS = "provisions"
"""What a signature names as its table where it signs a provision as a whole."""


class SignatureFileError(ValueError):
    """A line of the file cannot be a signature; the message names the line."""


@dataclass(frozen=True)
class Signature:
    """One line: who signed which row on which day, in which words. ``bar_number`` is empty where an office
    signed."""

    law_table: str
    row_key: str
    row_hash: str
    signed_by: str
    bar_number: str
    signed_on: str
    words: str

    def signer(self) -> str:
        """Who signed, with the bar number where there is one."""
        return f"{self.signed_by} (bar number {self.bar_number})" if self.bar_number else self.signed_by


def read_signatures(models: Path, state: str) -> list[Signature]:
    """All lines of the file. Raises ``SignatureFileError`` where one names no row, no signer or no day."""
    lines = read_table(models, state, "signatures")
    return [parse_signature(f"{state}_signatures.csv", number, line) for number, line in enumerate(lines, 2)]


def read_installation_signatures(path: Path) -> list[Signature]:
    """All lines of an installation's own file; none where there is no such file. Raises ``SignatureFileError``."""
    if not path.exists():
        return []
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [parse_signature(path.name, number, line) for number, line in enumerate(csv.DictReader(file), 2)]


def read_all_signatures(models: Path, state: str, of_installation: Path | None) -> list[Signature]:
    """All of both; without an installation those in the law tables. Those of a demonstration count nowhere here.
    Raises ``SignatureFileError``."""
    signed_here = read_installation_signatures(of_installation) if of_installation else []
    signed = [*read_signatures(models, state), *signed_here]
    return [signature for signature in signed if not is_demonstration([signature.signed_by])]


def find_signer(provision: Provision, signatures: Iterable[Signature]) -> str:
    """Who signed the provision as it stands and on which day, or ``NOBODY``."""
    standing = (PROVISIONS, provision.provision, hash_provision(provision))
    told = [
        f"{one.signer()} on {one.signed_on}"
        for one in signatures
        if (one.law_table, one.row_key, one.row_hash) == standing
    ]
    return ", ".join(dict.fromkeys(told)) or NOBODY


def hash_provision(provision: Provision) -> str:
    """Of everything the register says of a provision: one changed word is another provision to sign."""
    return hashlib.sha256(json.dumps(asdict(provision), sort_keys=True).encode()).hexdigest()[:HASH_DIGITS]


def parse_signature(file_name: str, number: int, line: Mapping[str, str]) -> Signature:
    """The signature that a line is. Raises ``SignatureFileError``."""
    signature = Signature(*((line.get(name) or "").strip() for name in COLUMNS))
    if not (signature.law_table and signature.row_key and signature.row_hash and signature.signed_by):
        raise SignatureFileError(f"{file_name}, line {number}: needs table, key, hash and who signed")
    try:
        date.fromisoformat(signature.signed_on)
    except ValueError:
        raise SignatureFileError(f"{file_name}, line {number}: signed_on must be a date") from None
    return signature


def select_unsigned(rows: Iterable[LawRow], signatures: Sequence[Signature]) -> list[LawRow]:
    """The rows that are not V in every part and that nobody signed as they stand."""
    signed = {(signature.law_table, signature.row_key, signature.row_hash) for signature in signatures}
    return [
        row for row in rows if not is_read(row.verified) and (row.law_table, row.row_key, row.row_hash) not in signed
    ]


def select_overtaken(
    rows: Iterable[LawRow], signatures: Sequence[Signature], provisions: Iterable[Provision]
) -> list[Signature]:
    """Signatures of rows (or provisions) that are gone, or say something else than what was signed."""
    standing = {(row.law_table, row.row_key, row.row_hash) for row in rows}
    standing |= {(PROVISIONS, one.provision, hash_provision(one)) for one in provisions}
    return [
        signature
        for signature in signatures
        if (signature.law_table, signature.row_key, signature.row_hash) not in standing
    ]
