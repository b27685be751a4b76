"""The output of ``lookback law status``: provisions of a state's law, how far each is built, verified and signed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orchestration.law.register import Pack, Provision
from orchestration.law.signatures import Signature, find_signer, hash_provision
from orchestration.law.tables import LawRow
from orchestration.law.verification_tags import MEANINGS, find_weakest


@dataclass(frozen=True)
class LawStatus:
    """A rule pack, its permitted use, its law rows, the unsigned among them, its signatures, the hash of
    what decides, texts to read again."""

    pack: Pack
    use: str
    rows: Sequence[LawRow]
    unsigned: Sequence[LawRow]
    overtaken: Sequence[Signature]
    signatures: Sequence[Signature]
    law_hash: str
    old_texts: Sequence[str] = ()

    def by_tag(self) -> Mapping[str, int]:
        """Count rows by the weakest part of their tag, in the order of ``MEANINGS``."""
        return {tag: sum(find_weakest(row.verified) == tag for row in self.rows) for tag in MEANINGS}


def format_read(provision: Provision) -> str:
    """Format how much of a provision was read, and how sure the reading is, as the README has it too."""
    return " ".join(provision.verified.replace(" (README.md)", "").split())


def format_text(status: LawStatus) -> str:
    """Format provisions and row counts as text."""
    lines = [f"Rule pack {status.pack.state} {status.pack.version}: {status.use}.", ""]
    for provision in status.pack.provisions:
        lines.append(
            f"{provision.provision}: {provision.status}; "
            f"signed by {find_signer(provision, status.law_hash, status.signatures)}"
        )
        details = {"covers": provision.covers, "left out": provision.left_out, "read": format_read(provision)}
        lines += [f"  {name}: {' '.join(text.split())}" for name, text in details.items() if text]
        if provision.remedies:
            lines.append(f"  remedies: {', '.join(provision.remedies)}")
    lines += [f"Warning: {sentence}" for sentence in status.old_texts]
    counted = ", ".join(f"{count} {tag}" for tag, count in status.by_tag().items())
    lines += ["", f"{len(status.rows)} rows in the law tables, by their weakest part: {counted}."]
    lines.append(f"{len(status.unsigned)} wait for counsel: lookback law unsigned; then: lookback law sign")
    if status.overtaken:
        lines.append(
            f"Signatures that are overtaken, because what they are of changed since or is gone: {len(status.overtaken)}"
        )
    return "\n".join(lines)


def format_json(status: LawStatus) -> str:
    """Format the same as JSON."""
    return json.dumps(
        {
            "state": status.pack.state,
            "version": status.pack.version,
            "use": status.use,
            "provisions": [
                {
                    **{name: _convert_plain(value) for name, value in vars(provision).items()},
                    "signed_by": find_signer(provision, status.law_hash, status.signatures),
                    "row_hash": hash_provision(provision, status.law_hash),
                }
                for provision in status.pack.provisions
            ],
            "rows": len(status.rows),
            "rows_by_weakest_part": status.by_tag(),
            "rows_unsigned": len(status.unsigned),
            "old_texts": list(status.old_texts),
            "signatures_overtaken": [vars(signature) for signature in status.overtaken],
        },
        indent=2,
        ensure_ascii=False,
    )


def _convert_plain(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else list(value) if isinstance(value, tuple) else value
