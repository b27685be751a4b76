"""Signatures on the law: of counsel on entries, lists, definitions and provisions, of an engineer on the SQL.

They are in ``law/<state>_signatures.csv`` and, for one installation, in ``<home>/decisions/<state>/signatures.csv``.
Each is tied to a hash of what was signed. What changed since is signed by nobody: the signature is overtaken.
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
from orchestration.law.law_entries import KINDS, LawEntry, LawNow
from orchestration.law.register import Provision
from orchestration.law.tables import HASH_DIGITS, read_csv_table
from orchestration.law.verification_tags import is_read

COLUMNS = ("law_table", "row_key", "row_hash", "signed_by", "bar_number", "signed_on", "words", "decision")

NOBODY = "nobody yet"

OVERTAKEN = "the law changed"
"""Why a signature of counsel is overtaken."""
CODE_OVERTAKEN = "the SQL changed"
"""Why the signature of an engineer is."""

PROVISIONS = "provisions"
"""Table name of a signature on a whole provision."""
CODE = "code"
"""Table name of a signature on the SQL that decides; its key is the state."""
SIGNED, REFUSED, TAKEN_BACK = "signed", "refused", "taken_back"
DECISIONS = (SIGNED, REFUSED, TAKEN_BACK)


class SignatureFileError(ValueError):
    """A line of the file is no valid signature; the message names the line."""


@dataclass(frozen=True)
class Signature:
    """What somebody decided about a part of the law: who, when, in what words. ``bar_number`` is empty if an office
    signed."""

    law_table: str
    row_key: str
    row_hash: str
    signed_by: str
    bar_number: str
    signed_on: str
    words: str
    decision: str = SIGNED

    @property
    def name(self) -> str:
        """``table key`` of what was signed."""
        return f"{self.law_table} {self.row_key}"

    def signer(self) -> str:
        """Return the signer, with bar number if any."""
        return f"{self.signed_by} (bar number {self.bar_number})" if self.bar_number else self.signed_by


def read_signatures(models: Path, state: str) -> list[Signature]:
    """Read the signatures in the law tables.

    Raises:
        SignatureFileError: A line lacks what is signed, the signer or the day.
    """
    lines = read_csv_table(models, state, "signatures")
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


def select_in_force(signatures: Iterable[Signature]) -> list[Signature]:
    """Select what stands: of what one person decided about one part as it was, the last; nothing if taken back."""
    last: dict[tuple[str, str, str, str], Signature] = {}
    for one in signatures:
        key = (one.law_table, one.row_key, one.row_hash, one.signed_by)
        last.pop(key, None)
        if one.decision != TAKEN_BACK:
            last[key] = one
    return list(last.values())


def select_unsigned(entries: Iterable[LawEntry], signatures: Iterable[Signature], law: LawNow) -> list[LawEntry]:
    """Select the parts of the law that nobody signed as they are now: that are not V in every part, and neither they
    nor a provision of theirs are signed. One that somebody refused waits whatever else is signed."""
    standing = select_in_force(signatures)
    signed = {(one.law_table, one.row_key, one.row_hash) for one in standing if one.decision == SIGNED}
    refused = {(one.law_table, one.row_key, one.row_hash) for one in standing if one.decision == REFUSED}
    provisions = {one.provision for one in law.pack.provisions if is_signed(one, law, standing)}
    return [
        entry
        for entry in entries
        if (key := (entry.law_table, entry.row_key, entry.row_hash)) in refused
        or not (is_read(entry.verified) or key in signed or entry.provisions & provisions)
    ]


def find_signer(provision: Provision, law: LawNow, signatures: Iterable[Signature]) -> str:
    """Return the signers of the provision as it is now with their days; if there are none, ``NOBODY`` and whose
    signatures are overtaken."""
    current, overtaken = _split_by_hash(PROVISIONS, provision.provision, hash_provision(provision, law), signatures)
    if current or not overtaken:
        return ", ".join(current) or NOBODY
    return f"{NOBODY} ({OVERTAKEN} since it was signed by {', '.join(overtaken)})"


def is_signed(provision: Provision, law: LawNow, signatures: Iterable[Signature]) -> bool:
    """Return whether anybody signed the provision as it is now."""
    return bool(_split_by_hash(PROVISIONS, provision.provision, hash_provision(provision, law), signatures)[0])


def is_overtaken(provision: Provision, law: LawNow, signatures: Iterable[Signature]) -> bool:
    """Return whether the provision was signed, but not as it is now."""
    current, overtaken = _split_by_hash(PROVISIONS, provision.provision, hash_provision(provision, law), signatures)
    return bool(overtaken) and not current


def find_verifier(law: LawNow, signatures: Iterable[Signature]) -> str:
    """Return who verified the SQL as it is now; if nobody did, ``NOBODY`` and whose signatures are overtaken."""
    current, overtaken = _split_by_hash(CODE, law.pack.state, law.code_hash, signatures)
    if current or not overtaken:
        return ", ".join(current) or NOBODY
    return f"{NOBODY} ({CODE_OVERTAKEN} since it was verified by {', '.join(overtaken)})"


def is_code_verified(law: LawNow, signatures: Iterable[Signature]) -> bool:
    """Return whether an engineer verified the SQL as it is now."""
    return bool(_split_by_hash(CODE, law.pack.state, law.code_hash, signatures)[0])


def is_code_overtaken(law: LawNow, signatures: Iterable[Signature]) -> bool:
    """Return whether the SQL was verified, but not as it is now."""
    current, overtaken = _split_by_hash(CODE, law.pack.state, law.code_hash, signatures)
    return bool(overtaken) and not current


def _split_by_hash(
    table: str, key: str, now: str, signatures: Iterable[Signature]
) -> tuple[Sequence[str], Sequence[str]]:
    """List who signed a part of the law as it is now, and who signed it as it was, with their days."""
    found: dict[bool, dict[str, None]] = {True: {}, False: {}}
    for one in select_in_force(signatures):
        if (one.law_table, one.row_key, one.decision) == (table, key, SIGNED):
            found[one.row_hash == now][f"{one.signer()} on {one.signed_on}"] = None
    return [*found[True]], [*found[False]]


def hash_provision(provision: Provision, law: LawNow) -> str:
    """Hash what the register says of a provision, and its law: each entry, list and definition that it is made of."""
    text = json.dumps([asdict(provision), law.hashes[provision.provision]], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:HASH_DIGITS]


def parse_signature(file_name: str, number: int, line: Mapping[str, str]) -> Signature:
    """Parse a line as a signature.

    Raises:
        SignatureFileError: The line lacks what is signed, the signer or the day, or has another decision.
    """
    words = {name: (line.get(name) or "").strip() for name in COLUMNS}
    signature = Signature(**{**words, "decision": words["decision"] or SIGNED})
    if not (signature.law_table and signature.row_key and signature.row_hash and signature.signed_by):
        raise SignatureFileError(f"{file_name}, line {number}: expected law_table, row_key, row_hash and signed_by")
    try:
        date.fromisoformat(signature.signed_on)
    except ValueError:
        raise SignatureFileError(f"{file_name}, line {number}: signed_on must be a date") from None
    if signature.decision not in DECISIONS:
        raise SignatureFileError(f"{file_name}, line {number}: decision must be one of {', '.join(DECISIONS)}")
    return signature


def select_outdated(law: LawNow, signatures: Iterable[Signature]) -> list[Signature]:
    """Select overtaken signatures: of parts of the law that changed after they were signed, or are gone."""
    current = {(one.law_table, one.row_key, one.row_hash) for one in law.entries}
    current |= {(PROVISIONS, one.provision, hash_provision(one, law)) for one in law.pack.provisions}
    current.add((CODE, law.pack.state, law.code_hash))
    return [
        one
        for one in select_in_force(signatures)
        if one.decision == SIGNED and (one.law_table, one.row_key, one.row_hash) not in current
    ]


def select_changed(law: LawNow, signatures: Iterable[Signature]) -> list[str]:
    """Select the entries, lists and definitions that were signed once, and changed since or are gone, by name."""
    signed = {one.name for one in select_outdated(law, signatures) if one.law_table in KINDS}
    again = {
        f"{one.law_table} {one.row_key}"
        for one in select_in_force(signatures)
        if one.decision == SIGNED
        and any(one.row_hash == entry.row_hash and one.name == entry.name for entry in law.entries)
    }
    return sorted(signed - again)


def is_of_a_row(signature: Signature) -> bool:
    """Return whether it is a signature of a version before entries were signed: on one row of a law table."""
    return signature.law_table not in {*KINDS, PROVISIONS, CODE}
