"""The output of ``lookback law status``: provisions of a state's law, how far each is built, verified and signed."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from orchestration.law.law_entries import LawEntry, LawNow
from orchestration.law.register import Provision
from orchestration.law.signatures import REFUSED, Signature, find_signer, find_verifier, hash_provision, select_in_force
from orchestration.law.verification_tags import MEANINGS, find_weakest


@dataclass(frozen=True)
class LawStatus:
    """The law of a state, its permitted use, the unsigned parts, overtaken signatures, texts to read again.

    ``changed``: parts that changed since they were signed. ``findings_changed``: how findings of the last run differ
    from those under the law that was signed, in a sentence; empty if nothing changed.
    """

    law: LawNow
    use: str
    unsigned: Sequence[LawEntry]
    overtaken: Sequence[Signature]
    signatures: Sequence[Signature]
    old_texts: Sequence[str] = ()
    changed: Sequence[str] = ()
    findings_changed: str = ""

    def by_tag(self) -> Mapping[str, int]:
        """Count parts of the law by the weakest part of their mark, in the order of ``MEANINGS``."""
        return {tag: sum(find_weakest(one.verified) == tag for one in self.law.entries) for tag in MEANINGS}


def format_read(provision: Provision) -> str:
    """Format how much of a provision was read, and how sure the reading is, as the README has it too."""
    return " ".join(provision.verified.replace(" (README.md)", "").split())


def format_text(status: LawStatus) -> str:
    """Format provisions and counts as text."""
    law, pack = status.law, status.law.pack
    lines = [f"Rule pack {pack.state} {pack.version}: {status.use}.", ""]
    for provision in pack.provisions:
        lines.append(
            f"{provision.provision}: {provision.status}; signed by {find_signer(provision, law, status.signatures)}"
        )
        details = {"covers": provision.covers, "left out": provision.left_out, "read": format_read(provision)}
        lines += [f"  {name}: {' '.join(text.split())}" for name, text in details.items() if text]
        if provision.remedies:
            lines.append(f"  remedies: {', '.join(provision.remedies)}")
    lines.append(f"SQL that decides: verified by {find_verifier(law, status.signatures)}")
    lines += [f"Warning: {sentence}" for sentence in status.old_texts]
    counted = ", ".join(f"{count} {tag}" for tag, count in status.by_tag().items())
    lines += ["", f"{len(law.entries)} parts of the law, by their weakest mark: {counted}."]
    lines.append(f"{len(status.unsigned)} wait for counsel: lookback law unsigned; then: lookback law sign")
    lines += [f"Refused by {one.signer()} on {one.signed_on}: {one.name}: {one.words}" for one in _list_refused(status)]
    if status.overtaken:
        lines.append(
            f"Signatures that are overtaken, because what they are of changed since or is gone: {len(status.overtaken)}"
        )
    lines += [f"Changed since it was signed: {name}" for name in status.changed]
    lines += [status.findings_changed] if status.findings_changed else []
    return "\n".join(lines)


def format_json(status: LawStatus) -> str:
    """Format the same as JSON."""
    law, pack = status.law, status.law.pack
    return json.dumps(
        {
            "state": pack.state,
            "version": pack.version,
            "use": status.use,
            "provisions": [
                {
                    **{name: _convert_plain(value) for name, value in vars(provision).items()},
                    "signed_by": find_signer(provision, law, status.signatures),
                    "row_hash": hash_provision(provision, law),
                }
                for provision in pack.provisions
            ],
            "code": {"verified_by": find_verifier(law, status.signatures), "row_hash": law.code_hash},
            "parts": len(law.entries),
            "parts_by_weakest_mark": status.by_tag(),
            "parts_unsigned": len(status.unsigned),
            "refused": [vars(one) for one in _list_refused(status)],
            "old_texts": list(status.old_texts),
            "signatures_overtaken": [vars(signature) for signature in status.overtaken],
            "changed": list(status.changed),
            "findings_changed": status.findings_changed,
        },
        indent=2,
        ensure_ascii=False,
    )


def _list_refused(status: LawStatus) -> list[Signature]:
    now = {(one.law_table, one.row_key, one.row_hash) for one in status.law.entries}
    return [
        one
        for one in select_in_force(status.signatures)
        if one.decision == REFUSED and (one.law_table, one.row_key, one.row_hash) in now
    ]


def _convert_plain(value: object) -> object:
    return " ".join(value.split()) if isinstance(value, str) else list(value) if isinstance(value, tuple) else value
