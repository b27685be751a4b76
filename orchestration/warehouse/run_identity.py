"""What a run is: the id made of everything it rests on, and the version of the law it applies.

What belongs here: these two names. What does not: the register of rule packs (``packs``). The same inputs, law, policy,
as-of date and software give the same run id, on any machine: a run of the same id gives the same bytes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from orchestration.warehouse.packs import rule_pack_of

HASH_DIGITS = 12


def law_version(models: Path, state: str, policy_id: str | None) -> str:
    """``2026.11.0+law.<hash>``, and ``.policy.<id>`` where counties chose something.

    The hash is of every file under ``models/rules/<state>``: the law tables, the rules in SQL and how they are read.
    """
    digest = hashlib.sha256()
    folder = models / "rules" / state
    for path in sorted(file for file in folder.rglob("*") if file.is_file()):
        digest.update(path.relative_to(folder).as_posix().encode() + b"\0")
        digest.update(hashlib.sha256(path.read_bytes().replace(b"\r\n", b"\n")).digest())
    version = f"{rule_pack_of(models, state)['version']}+law.{digest.hexdigest()[:HASH_DIGITS]}"
    return version if policy_id is None else f"{version}.policy.{policy_id}"


def run_id(
    *, state: str, as_of_date: date, version: str, law: str, inputs: Sequence[str], people_said: Sequence[str]
) -> str:
    """16 hex digits of SHA-256 of everything a run rests on.

    ``version``: of the software. ``law``: the law version, which holds the policy. ``inputs``: one word per delivery in
    force (its SHA-256, county and cut date) and per allowance. ``people_said``: ids of decisions on identity and of
    established facts. The order of both does not matter.
    """
    words = [state, as_of_date.isoformat(), version, law, "inputs", *sorted(inputs), "people", *sorted(people_said)]
    return hashlib.sha256("\n".join(words).encode()).hexdigest()[:16]
