"""Signing the law in one installation: what waits for a signature, and writing it down.

A signature is of what a part of the law says on the day it is signed; a part that is changed afterwards waits again.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Collection, Sequence
from dataclasses import astuple, dataclass
from pathlib import Path

from orchestration.files.atomic import write_atomic
from orchestration.law.law_entries import LawEntry, LawNow
from orchestration.law.signatures import (
    COLUMNS,
    PROVISIONS,
    SIGNED,
    Signature,
    hash_provision,
    is_signed,
    select_in_force,
    select_unsigned,
)
from orchestration.people import find_account

ACCOUNT = "account"
"""The column beside those of a signature: the account on the machine that wrote it."""


class UnknownRowError(ValueError):
    """A part of the law was named that waits for no signature, or that the law does not have."""


@dataclass(frozen=True)
class Signable:
    """A part of the law or a provision that can be signed: its table, key and hash, how sure it is, what it says, and
    the provisions that it is part of."""

    law_table: str
    row_key: str
    row_hash: str
    verified: str
    words: str
    provisions: frozenset[str]

    @property
    def name(self) -> str:
        """``table key``, as refusals and ``lookback law unsigned`` name it."""
        return f"{self.law_table} {self.row_key}"


def list_parts(law: LawNow) -> list[Signable]:
    """List everything that can be signed: each part of the law, then every complete provision."""
    return [
        *(_make(entry) for entry in law.entries),
        *(
            Signable(
                PROVISIONS,
                one.provision,
                hash_provision(one, law),
                one.verified,
                one.in_words,
                frozenset([one.provision]),
            )
            for one in law.pack.provisions
            if one.status == "complete"
        ),
    ]


def list_signable(law: LawNow, signatures: Sequence[Signature]) -> list[Signable]:
    """List every part that waits for a signature, then every complete provision that does."""
    waiting = {entry.name for entry in select_unsigned(law.entries, signatures, law)}
    unsigned = {one.provision for one in law.pack.provisions if not is_signed(one, law, signatures)}
    return [
        one
        for one in list_parts(law)
        if (one.row_key in unsigned if one.law_table == PROVISIONS else one.name in waiting)
    ]


def choose(waiting: Sequence[Signable], names: Collection[str]) -> list[Signable]:
    """Choose by ``table key``, by a table, or by a provision, which is everything in it; all if nothing is named.

    Raises:
        UnknownRowError: a name fits nothing that is listed.
    """
    chosen = [one for one in waiting if not names or _list_names(one) & {*names}]
    fitting = {name for one in chosen for name in _list_names(one)}
    if unknown := [name for name in names if name not in fitting]:
        raise UnknownRowError(f"nothing of this name waits for a signature: {unknown[0]!r} (lookback law unsigned)")
    return chosen


def add_parts_of_provisions(chosen: Sequence[Signable], law: LawNow, signatures: Sequence[Signature]) -> list[Signable]:
    """Add every part of the provisions that are signed and that is not signed itself, so that a change can be named."""
    provisions = {one.row_key for one in chosen if one.law_table == PROVISIONS}
    signed = {
        (one.law_table, one.row_key, one.row_hash) for one in select_in_force(signatures) if one.decision == SIGNED
    }
    named = {one.name for one in chosen}
    parts = [
        one
        for one in list_parts(law)
        if one.law_table != PROVISIONS
        and one.provisions & provisions
        and one.name not in named
        and (one.law_table, one.row_key, one.row_hash) not in signed
    ]
    return [*chosen, *parts]


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


def _make(entry: LawEntry) -> Signable:
    return Signable(entry.law_table, entry.row_key, entry.row_hash, entry.verified, entry.words, entry.provisions)


def _list_names(one: Signable) -> set[str]:
    return {one.name, one.law_table, *one.provisions}
