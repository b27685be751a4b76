"""How findings differ between two runs that were kept: what an engineer looks at before verifying the SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from orchestration.determinations.snapshots.store import (
    LAST,
    KeptRun,
    UnknownRunError,
    find_run,
    list_kept_runs,
    read_run,
)
from orchestration.law.law_entries import LawNow
from orchestration.law.signatures import CODE, PROVISIONS, SIGNED, Signature, hash_provision, select_in_force
from orchestration.settings import Settings

NO_FINDING = "no finding"


@dataclass(frozen=True)
class ChangedFindings:
    """Findings of two runs: how many there are in the later one, how many differ, and by remedy and outcomes how many.

    ``is_same_record``: both are of the same day, deliveries and policies, so that law and SQL alone can make them
    differ.
    """

    earlier: str
    findings: int
    changed: int
    by_outcome: Mapping[tuple[str, str, str], int]
    is_same_record: bool

    def sentence(self) -> str:
        """Say it in a sentence."""
        beside = "" if self.is_same_record else " (their days, deliveries or policies differ too)"
        return f"{self.changed:,} of {self.findings:,} findings differ from run {self.earlier}{beside}"


def find_run_of_signed_law(settings: Settings, signatures: Sequence[Signature], but: str = "") -> KeptRun | None:
    """Find the latest run kept whose law counsel had signed, and whose SQL an engineer had verified.

    ``but``: a run that is not meant.
    """
    signed = _list_signed(signatures)
    return _find_run(
        settings,
        but,
        lambda run: (
            bool(run.law_hashes)
            and {(PROVISIONS, *one) for one in run.law_hashes.items()} | {(CODE, settings.state, run.code_hash)}
            <= signed
        ),
    )


def find_run_of_verified_code(settings: Settings, signatures: Sequence[Signature], but: str = "") -> KeptRun | None:
    """Find the latest run kept whose SQL an engineer had verified. ``but``: a run that is not meant."""
    signed = _list_signed(signatures)
    return _find_run(settings, but, lambda run: (CODE, settings.state, run.code_hash) in signed)


def _list_signed(signatures: Sequence[Signature]) -> set[tuple[str, str, str]]:
    return {(one.law_table, one.row_key, one.row_hash) for one in select_in_force(signatures) if one.decision == SIGNED}


def _find_run(settings: Settings, but: str, is_meant: Callable[[KeptRun], bool]) -> KeptRun | None:
    for run_id in reversed(list_kept_runs(settings)):
        try:
            run = read_run(settings.kept / run_id)
        except UnknownRunError:
            continue
        if run.run_id != but and is_meant(run):
            return run
    return None


def find_run_of_this_law(settings: Settings, law: LawNow) -> KeptRun | None:
    """Find the last run kept, if it was decided by this law and this SQL."""
    try:
        run = find_run(settings, LAST)
    except UnknownRunError:
        return None
    hashes = {one.provision: hash_provision(one, law) for one in law.pack.provisions}
    return run if (run.code_hash, run.law_hashes) == (law.code_hash, hashes) else None


def describe_changed_findings(settings: Settings, law: LawNow, signatures: Sequence[Signature]) -> str:
    """Describe how findings of the last run differ from those under the law that was signed last."""
    now = find_run_of_this_law(settings, law)
    if now is None:
        return "How many findings differ from those under the law that was signed, the next run will tell."
    earlier = find_run_of_signed_law(settings, signatures, now.run_id)
    if earlier is None:
        return "No run under the law that was signed is kept: how many findings differ is unknown."
    return f"{compare_findings(earlier, now).sentence()}, the last under the law that was signed."


def compare_findings(earlier: KeptRun, later: KeptRun) -> ChangedFindings:
    """Compare each finding: outcome, relief, day and what it rests on."""
    with duckdb.connect() as connection:
        rows = connection.execute(
            """
            select
                coalesce(later.remedy_id, earlier.remedy_id) as remedy_id,
                coalesce(cast(earlier.outcome as varchar), $none) as before,
                coalesce(cast(later.outcome as varchar), $none) as after,
                (earlier.outcome, earlier.relief, earlier.eligible_on, earlier.ground)
                is distinct from (later.outcome, later.relief, later.eligible_on, later.ground) as is_changed,
                count(*) as findings
            from read_parquet($earlier) as earlier
            full join read_parquet($later) as later
                on earlier.count_key = later.count_key and earlier.remedy_id = later.remedy_id
            group by all
            order by all
            """,
            {"none": NO_FINDING, "earlier": earlier.rows("findings"), "later": later.rows("findings")},
        ).fetchall()
    changed = {(remedy, before, after): number for remedy, before, after, is_changed, number in rows if is_changed}
    return ChangedFindings(
        earlier.run_id,
        sum(number for _, _, after, _, number in rows if after != NO_FINDING),
        sum(changed.values()),
        changed,
        (earlier.as_of_date, earlier.sources, earlier.policies) == (later.as_of_date, later.sources, later.policies),
    )
