"""The unsigned law behind a line: parts of the law without a signature, provisions that are incomplete or unsigned, and
SQL that nobody verified.

``marts.filing_law_rows`` names the rows that decided a line; each is of an entry of a pack or of a list.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from orchestration.law.demonstration import is_demonstration
from orchestration.law.law_entries import LawEntry, LawNow, read_law_now
from orchestration.law.register import Provision
from orchestration.law.signatures import (
    CODE,
    CODE_OVERTAKEN,
    OVERTAKEN,
    PROVISIONS,
    SIGNED,
    Signature,
    hash_provision,
    is_code_overtaken,
    is_code_verified,
    is_overtaken,
    is_signed,
    read_all_signatures,
    read_installation_signatures,
    select_in_force,
    select_unsigned,
)
from orchestration.law.tables import LawRow, read_law_rows
from orchestration.law.version import compute_run_law
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
    """The current law: rows by table and key, its parts by the rows in them, signatures in force, the names of unsigned
    parts, and the provision of each remedy."""

    rows: Mapping[str, LawRow]
    now: LawNow
    parts_of: Mapping[str, tuple[LawEntry, ...]]
    signatures: Mapping[tuple[str, str, str], Signature]
    unsigned: frozenset[str]
    provision_of: Mapping[str, Provision]

    def find_signature(self, row: LawRow) -> Signature | None:
        """Find the signature on what a row is part of, as it is now, or on its provision; None if it has none."""
        parts = self.parts_of.get(f"{row.law_table} {row.row_key}", ())
        for part in parts:
            if found := self.signatures.get((part.law_table, part.row_key, part.row_hash)):
                return found
        names = {name for part in parts for name in part.provisions}
        for provision in self.now.pack.provisions:
            key = (PROVISIONS, provision.provision, hash_provision(provision, self.now))
            if provision.provision in names and (found := self.signatures.get(key)):
                return found
        return None

    def is_overtaken(self, remedy_id: str) -> bool:
        """Return whether the provision of a remedy was signed, or the SQL verified, and not as they are now."""
        provision = self.provision_of.get(remedy_id)
        signed = [*self.signatures.values()]
        return (provision is not None and is_overtaken(provision, self.now, signed)) or is_code_overtaken(
            self.now, signed
        )

    def list_unsigned(self, line: DecidedLine) -> list[str]:
        """List the unsigned parts of the law, the provision and the SQL that the line depends on, sorted."""
        parts = {part.name for row in line.law_rows for part in self.parts_of.get(row, ())}
        unknown = {row for row in line.law_rows if row not in self.rows}
        return [
            *sorted(parts & self.unsigned | unknown),
            *self._list_unsigned_provision(line.remedy_id),
            *self._list_code(),
        ]

    def find_note(self, remedy_id: str, as_of_date: str, effect: str) -> str:
        """Return the text to enter with the relief (parameter ``<remedy>_note``); ``effect`` if the law names none."""
        for row in self.rows.values():
            line = row.lines[0]
            is_note = row.law_table == "parameters" and line["parameter"] == f"{remedy_id}_note"
            if is_note and line["effective_from"] <= as_of_date <= (line["effective_to"] or as_of_date):
                return line["value"]
        return effect

    def find_provisions(self, row: str) -> frozenset[str]:
        """Find the provisions that a row of the law is part of; none if this law has no such row."""
        return frozenset(name for part in self.parts_of.get(row, ()) for name in part.provisions)

    def _list_unsigned_provision(self, remedy_id: str) -> list[str]:
        provision = self.provision_of.get(remedy_id)
        if provision is None:
            return [f"{PROVISIONS}: the register has none with {remedy_id}"]
        if provision.status != "complete":
            return [f"{PROVISIONS} {provision.provision}: {provision.status}"]
        signed = [*self.signatures.values()]
        if is_signed(provision, self.now, signed):
            return []
        is_old = is_overtaken(provision, self.now, signed)
        why = f"; the signature is overtaken: {OVERTAKEN} since" if is_old else ""
        return [f"{PROVISIONS} {provision.provision} (row_hash {hash_provision(provision, self.now)}{why})"]

    def _list_code(self) -> list[str]:
        signed = [*self.signatures.values()]
        if is_code_verified(self.now, signed):
            return []
        why = f"; the signature is overtaken: {CODE_OVERTAKEN} since" if is_code_overtaken(self.now, signed) else ""
        return [f"{CODE} {self.now.pack.state} (row_hash {self.now.code_hash}{why})"]


def load_law(settings: Settings, by: str = "") -> CurrentLaw:
    """Load the current law. If ``by`` is an account of a demonstration, the signatures of a demonstration count too.

    Raises:
        LookupError: The register has no pack of the state.
        SignatureFileError: A line of a signature file is invalid.
    """
    now = read_law_now(settings.models, settings.state)
    rows = read_law_rows(settings.models, settings.state, now.pack.row_keys)
    signatures = read_all_signatures(settings.models, settings.state, settings.signatures)
    if is_demonstration([by]):
        signatures = [*read_installation_signatures(settings.demonstration_signatures), *signatures]
    parts_of: dict[str, tuple[LawEntry, ...]] = {}
    for entry in now.entries:
        for row in entry.rows:
            parts_of[row] = (*parts_of.get(row, ()), entry)
    return CurrentLaw(
        {f"{row.law_table} {row.row_key}": row for row in rows},
        now,
        parts_of,
        {
            (one.law_table, one.row_key, one.row_hash): one
            for one in select_in_force(signatures)
            if one.decision == SIGNED
        },
        frozenset(entry.name for entry in select_unsigned(now.entries, signatures, now)),
        {remedy: provision for provision in now.pack.provisions for remedy in provision.remedies},
    )


def check_run_law(settings: Settings, run_law: str) -> None:
    """Check that the current run applied the current law, apart from its policy.

    Raises:
        OtherLawError: It applied another law.
    """
    now = compute_run_law(settings, None)
    if run_law.split(".policy.")[0] != now:
        raise OtherLawError(
            f"the current run applied the law {run_law.split('.policy.')[0]}, the law tables are {now}: "
            "run `lookback run` again"
        )


def find_unsigned(lines: Iterable[DecidedLine], law: CurrentLaw) -> dict[str, list[str]]:
    """Return the unsigned parts of the law and provisions by line id; lines without any are left out."""
    return {line.line_id: parts for line in lines if (parts := law.list_unsigned(line))}
