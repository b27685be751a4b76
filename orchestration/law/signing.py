"""Signing rows and provisions of the law in one installation: what waits for a signature, and writing it down.

A signature is of what a row says on the day it is signed; a row that is changed afterwards waits again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from orchestration.files.atomic import write_atomic
from orchestration.law.register import Pack
from orchestration.law.signatures import COLUMNS, PROVISIONS, Signature, hash_provision, select_unsigned
from orchestration.law.tables import LawRow
from orchestration.people import find_account

ACCOUNT = "account"
"""The column beside those of a signature: the account on the machine that wrote it."""


class UnknownRowError(ValueError):
    """A row or provision was named that waits for no signature."""


@dataclass(frozen=True)
class Signable:
    """A row or provision that waits: its table, key and hash, how sure it is, and what it says."""

    law_table: str
    row_key: str
    row_hash: str
    verified: str
    words: str

    @property
    def name(self) -> str:
        """``table key``, as refusals and ``lookback law unsigned`` name it."""
        return f"{self.law_table} {self.row_key}"


def list_signable(pack: Pack, rows: Sequence[LawRow], signatures: Sequence[Signature], law_hash: str) -> list[Signable]:
    """List every row that waits, then every complete provision that does."""
    signed = {(one.law_table, one.row_key, one.row_hash) for one in signatures}
    waiting = [
        Signable(row.law_table, row.row_key, row.row_hash, row.verified, row.words)
        for row in select_unsigned(rows, signatures)
    ]
    provisions = [
        Signable(PROVISIONS, one.provision, hash_provision(one, law_hash), one.verified, one.in_words)
        for one in pack.provisions
        if one.status == "complete"
    ]
    return [*waiting, *(one for one in provisions if (PROVISIONS, one.row_key, one.row_hash) not in signed)]


def choose(waiting: Sequence[Signable], names: Collection[str]) -> list[Signable]:
    """Choose by ``table key``, or by a table alone; all if nothing is named.

    Raises:
        UnknownRowError: a name fits nothing that waits.
    """
    chosen = [one for one in waiting if not names or one.name in names or one.law_table in names]
    fitting = {name for one in chosen for name in (one.name, one.law_table)}
    if unknown := [name for name in names if name not in fitting]:
        raise UnknownRowError(f"nothing of this name waits for a signature: {unknown[0]!r} (lookback law unsigned)")
    return chosen


def add_signatures(path: Path, signatures: Sequence[Signature]) -> None:
    """Add lines to an installation's file, with the account that does it; the whole file or nothing is written."""
    lines = []
    if path.exists():
        with path.open(encoding="utf-8-sig", newline="") as file:
            lines = list(csv.DictReader(file))
    account = find_account()
    lines += [{**dict(zip(COLUMNS, astuple(one), strict=True)), ACCOUNT: account} for one in signatures]
    text = io.StringIO()
    writer = csv.DictWriter(text, [*COLUMNS, ACCOUNT], lineterminator="\n", extrasaction="ignore", restval="")
    writer.writeheader()
    writer.writerows(lines)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_atomic(path, text.getvalue())
