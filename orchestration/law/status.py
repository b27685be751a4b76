"""How far the law of a state is built, read and signed: provision by provision.

What belongs here: the words of ``lookback law status``. What does not: the register (``register``), what a pack may be
used for (``warehouse.packs``).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orchestration.law.register import Pack
from orchestration.law.signatures import Signature, find_signer, hash_provision
from orchestration.law.tables import LawRow
from orchestration.law.verification_tags import MEANINGS, find_weakest


@dataclass(frozen=True)
class Status:
    """The pack, what it may be used for, the rows of its law tables (how sure, how many unsigned), who signed."""

    pack: Pack
    use: str
    rows: Sequence[LawRow]
    unsigned: Sequence[LawRow]
    overtaken: Sequence[Signature]
    signatures: Sequence[Signature]

    def by_tag(self) -> Mapping[str, int]:
        """Rows by the weakest part of their tag, in the order of doubt."""
        return {tag: sum(find_weakest(row.verified) == tag for row in self.rows) for tag in MEANINGS}


def format_text(status: Status) -> str:
    """Provisions, then the rows."""
    lines = [f"Rule pack {status.pack.state} {status.pack.version}: {status.use}.", ""]
    for provision in status.pack.provisions:
        lines.append(
            f"{provision.provision}: {provision.status}; signed by {find_signer(provision, status.signatures)}"
        )
        told = {"covers": provision.covers, "left out": provision.left_out, "read": provision.verified}
        lines += [f"  {name}: {' '.join(text.split())}" for name, text in told.items() if text]
        if provision.remedies:
            lines.append(f"  remedies: {', '.join(provision.remedies)}")
    counted = ", ".join(f"{count} {tag}" for tag, count in status.by_tag().items())
    lines += ["", f"{len(status.rows)} rows in the law tables, by their weakest part: {counted}."]
    lines.append(f"{len(status.unsigned)} wait for counsel: lookback law unsigned; then: lookback law sign")
    if status.overtaken:
        lines.append(
            f"{len(status.overtaken)} signatures speak of rows or provisions that say something else now, or are gone"
        )
    return "\n".join(lines)


def format_json(status: Status) -> str:
    """The same for machines."""
    return json.dumps(
        {
            "state": status.pack.state,
            "version": status.pack.version,
            "use": status.use,
            "provisions": [
                {
                    **{name: _convert_plain(value) for name, value in vars(provision).items()},
                    "signed_by": find_signer(provision, status.signatures),
                    "row_hash": hash_provision(provision),
                }
                for provision in status.pack.provisions
            ],
            "rows": len(status.rows),
            "rows_by_weakest_part": status.by_tag(),
            "rows_unsigned": len(status.unsigned),
            "signatures_overtaken": [vars(signature) for signature in status.overtaken],
        },
        indent=2,
        ensure_ascii=False,
    )


def _convert_plain(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else list(value) if isinstance(value, tuple) else value
