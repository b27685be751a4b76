"""What of the law a line rests on and nobody answers for yet: rows without a signature, provisions that are not whole.

What belongs here: asking the register, the law tables and the signatures about the rows that decided a line. What does
not: which rows decided it (``marts.filing_law_rows``), refusing (``ledger.approve``).

Signatures stand in the law tables (``<state>_signatures.csv``) and, of this installation, in
``<home>/decisions/<state>/signatures.csv``; both have the same columns. A provision is signed like a row: table
``provisions``, its name as key, the hash of what the register says of it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

from orchestration.law.demonstration import is_demonstration
from orchestration.law.register import Provision, read_pack
from orchestration.law.signatures import (
    PROVISIONS,
    Signature,
    hash_provision,
    read_all_signatures,
    read_installation_signatures,
    select_unsigned,
)
from orchestration.law.tables import LawRow, read_law_rows
from orchestration.law.version import compute_law_version
from orchestration.settings import Settings


class DecidedLine(Protocol):
    """A line with the rows of the law that decided it."""

    @property
    def line_id(self) -> str:
        """Id of the line."""

    @property
    def law_rows(self) -> frozenset[str]:
        """Rows of the law that decided it, as ``table key``."""

    @property
    def remedy_id(self) -> str:
        """The remedy it is a line of."""


class OtherLawError(RuntimeError):
    """The law tables are not those of the run at hand. The message is one line."""


@dataclass(frozen=True)
class LawAtHand:
    """The rows of the law as they stand, by table and key; who signed them; the provision of each remedy."""

    rows: Mapping[str, LawRow]
    signatures: Mapping[tuple[str, str, str], Signature]
    unsigned: frozenset[str]
    provision_of: Mapping[str, Provision]

    def find_signature(self, row: LawRow) -> Signature | None:
        """Who signed the row as it stands; None where nobody did, or nobody has to."""
        return self.signatures.get((row.law_table, row.row_key, row.row_hash))

    def nobody_signed(self, line: DecidedLine) -> list[str]:
        """Rows and provision that the line rests on and nobody answers for, sorted; empty where all are."""
        rows = sorted(line.law_rows & self.unsigned | {row for row in line.law_rows if row not in self.rows})
        return [*rows, *self._provision(line.remedy_id)]

    def find_note(self, remedy_id: str, as_of_date: str, effect: str) -> str:
        """The words the law says to put beside an entry (parameter ``<remedy>_note``); ``effect`` where it names
        none."""
        for row in self.rows.values():
            says = row.lines[0]
            is_note = row.law_table == "parameters" and says["parameter"] == f"{remedy_id}_note"
            if is_note and says["effective_from"] <= as_of_date <= (says["effective_to"] or as_of_date):
                return says["value"]
        return effect

    def _provision(self, remedy_id: str) -> list[str]:
        provision = self.provision_of.get(remedy_id)
        if provision is None:
            return [f"{PROVISIONS}: the register knows none of {remedy_id}"]
        if provision.status != "complete":
            return [f"{PROVISIONS} {provision.provision}: {provision.status}"]
        row_hash = hash_provision(provision)
        if (PROVISIONS, provision.provision, row_hash) in self.signatures:
            return []
        return [f"{PROVISIONS} {provision.provision} (row_hash {row_hash})"]


def load_law(settings: Settings, by: str = "") -> LawAtHand:
    """The law as it stands now. For ``by``, an account of a demonstration, signatures of a demonstration count too.
    Raises ``LookupError``, ``SignatureFileError``."""
    pack = read_pack(settings.models, settings.state)
    rows = read_law_rows(settings.models, settings.state, pack.row_keys)
    signatures = read_all_signatures(settings.models, settings.state, settings.signatures)
    if is_demonstration([by]):
        signatures = [*read_installation_signatures(settings.demonstration_signatures), *signatures]
    return LawAtHand(
        {_format_row_name(row): row for row in rows},
        {(one.law_table, one.row_key, one.row_hash): one for one in signatures},
        frozenset(_format_row_name(row) for row in select_unsigned(rows, signatures)),
        {remedy: provision for provision in pack.provisions for remedy in provision.remedies},
    )


def check_law_of_the_run(settings: Settings, of_the_run: str) -> None:
    """Raise ``OtherLawError`` unless the run at hand applied the law as it stands now (its policy apart)."""
    now = compute_law_version(settings.models, settings.state, None)
    if of_the_run.split(".policy.")[0] != now:
        raise OtherLawError(
            f"the run at hand applied the law {of_the_run.split('.policy.')[0]}, the tables say {now}: "
            "run `lookback run` again"
        )


def find_unsigned(lines: Iterable[DecidedLine], law: LawAtHand) -> dict[str, list[str]]:
    """Line id to the rows and provisions nobody answers for; lines that rest on none are left out."""
    return {line.line_id: rows for line in lines if (rows := law.nobody_signed(line))}


def _format_row_name(row: LawRow) -> str:
    return f"{row.law_table} {row.row_key}"
