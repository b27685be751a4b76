"""The unsigned law behind a line: rows without a signature, and provisions that are incomplete or unsigned.

``marts.filing_law_rows`` lists the rows that decided a line. A provision is signed like a row: table ``provisions``,
its name as key, the hash of its entry in the register and of everything that decides.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from orchestration.law.demonstration import is_demonstration
from orchestration.law.law_hash import hash_law
from orchestration.law.register import Provision, read_pack
from orchestration.law.signatures import (
    OVERTAKEN,
    PROVISIONS,
    Signature,
    hash_provision,
    is_overtaken,
    is_signed,
    read_all_signatures,
    read_installation_signatures,
    select_unsigned,
)
from orchestration.law.tables import LawRow, read_law_rows
from orchestration.law.version import compute_law_version
from orchestration.settings import Settings


class DecidedLine(Protocol):
    """A line with the law rows that decided it."""

    @property
    def line_id(self) -> str:
        """Id of the line."""

    @property
    def law_rows(self) -> frozenset[str]:
        """Law rows that decided it, as ``table key``."""

    @property
    def remedy_id(self) -> str:
        """Its remedy."""


class OtherLawError(RuntimeError):
    """The law tables differ from those of the current run."""


@dataclass(frozen=True)
class CurrentLaw:
    """The current law: rows by table and key, signatures, unsigned rows, the provision of each remedy, and the hash of
    what decides."""

    rows: Mapping[str, LawRow]
    signatures: Mapping[tuple[str, str, str], Signature]
    unsigned: frozenset[str]
    provision_of: Mapping[str, Provision]
    law_hash: str

    def find_signature(self, row: LawRow) -> Signature | None:
        """Find the signature on the current content of a row; None if it has none."""
        return self.signatures.get((row.law_table, row.row_key, row.row_hash))

    def is_overtaken(self, remedy_id: str) -> bool:
        """Return whether the provision of a remedy was signed, and not as it is now."""
        provision = self.provision_of.get(remedy_id)
        return provision is not None and is_overtaken(provision, self.law_hash, self.signatures.values())

    def list_unsigned(self, line: DecidedLine) -> list[str]:
        """List the unsigned rows and provision that the line depends on, sorted."""
        rows = sorted(line.law_rows & self.unsigned | {row for row in line.law_rows if row not in self.rows})
        return [*rows, *self._list_unsigned_provision(line.remedy_id)]

    def find_note(self, remedy_id: str, as_of_date: str, effect: str) -> str:
        """Return the text to enter with the relief (parameter ``<remedy>_note``); ``effect`` if the law names none."""
        for row in self.rows.values():
            line = row.lines[0]
            is_note = row.law_table == "parameters" and line["parameter"] == f"{remedy_id}_note"
            if is_note and line["effective_from"] <= as_of_date <= (line["effective_to"] or as_of_date):
                return line["value"]
        return effect

    def _list_unsigned_provision(self, remedy_id: str) -> list[str]:
        provision = self.provision_of.get(remedy_id)
        if provision is None:
            return [f"{PROVISIONS}: the register has none with {remedy_id}"]
        if provision.status != "complete":
            return [f"{PROVISIONS} {provision.provision}: {provision.status}"]
        if is_signed(provision, self.law_hash, self.signatures.values()):
            return []
        why = f"; the signature is overtaken: {OVERTAKEN} since" if self.is_overtaken(remedy_id) else ""
        return [f"{PROVISIONS} {provision.provision} (row_hash {hash_provision(provision, self.law_hash)}{why})"]


def load_law(settings: Settings, by: str = "") -> CurrentLaw:
    """Load the current law. If ``by`` is an account of a demonstration, the signatures of a demonstration count too.

    Raises:
        LookupError: The register has no pack of the state.
        SignatureFileError: A line of a signature file is invalid.
    """
    pack = read_pack(settings.models, settings.state)
    rows = read_law_rows(settings.models, settings.state, pack.row_keys)
    signatures = read_all_signatures(settings.models, settings.state, settings.signatures)
    if is_demonstration([by]):
        signatures = [*read_installation_signatures(settings.demonstration_signatures), *signatures]
    return CurrentLaw(
        {_format_row_name(row): row for row in rows},
        {(one.law_table, one.row_key, one.row_hash): one for one in signatures},
        frozenset(_format_row_name(row) for row in select_unsigned(rows, signatures)),
        {remedy: provision for provision in pack.provisions for remedy in provision.remedies},
        hash_law(settings.models, settings.state),
    )


def check_run_law(settings: Settings, run_law: str) -> None:
    """Check that the current run applied the current law, apart from its policy.

    Raises:
        OtherLawError: It applied another law.
    """
    now = compute_law_version(settings.models, settings.state, None)
    if run_law.split(".policy.")[0] != now:
        raise OtherLawError(
            f"the current run applied the law {run_law.split('.policy.')[0]}, the law tables are {now}: "
            "run `lookback run` again"
        )


def find_unsigned(lines: Iterable[DecidedLine], law: CurrentLaw) -> dict[str, list[str]]:
    """Return the unsigned rows and provisions by line id; lines without any are left out."""
    return {line.line_id: rows for line in lines if (rows := law.list_unsigned(line))}


def _format_row_name(row: LawRow) -> str:
    return f"{row.law_table} {row.row_key}"
