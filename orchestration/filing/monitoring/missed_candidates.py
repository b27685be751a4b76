"""Convictions that no ledger knows, though the law of then gave them relief by what is told of them now.

What belongs here: finding them. What does not: building the law of then (``scenario.law_of_then``), lines of the ledger
(``recheck``). Meant is a conviction of a county and remedy that lines were proposed from: the run of then told it and
decided otherwise (its kept run says so), and by the facts of now it had been eligible by that day already. What only
became eligible with time, or was not told then, was not held back; what was eligible then waits for a person.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import duckdb

from orchestration.determinations.snapshots.keys import keys_at_hand
from orchestration.determinations.snapshots.queries import KEYS_TABLE
from orchestration.determinations.snapshots.store import KeptRun
from orchestration.filing.batches.candidates import Selection, court_key
from orchestration.filing.ledger.store import Ledger
from orchestration.warehouse.connection import fetch_dicts

CountyAndRemedy = tuple[str, str]


@dataclass(frozen=True)
class Proposals:
    """Where lines were proposed from, by law and by the run that did last; and the counts the ledger knows, each
    with who grants the relief."""

    by_law: Mapping[str, Mapping[str, Collection[CountyAndRemedy]]]
    known: Collection[tuple[str, str]]


@dataclass(frozen=True)
class NeverProposed:
    """A conviction that was never proposed. ``decided_then``: the outcome of the run of then; ``today``: of the run at
    hand, with the relief; ``law_version``: the law that gave it then."""

    line_id: str
    remedy_id: str
    relief: str
    county_name: str
    agency: str
    case_number_key: str
    count_number: str
    section: str
    day: str
    decided_then: str
    today: str
    law_version: str

    @property
    def causes(self) -> list[str]:
        """Why it is not in the ledger, and whether it comes there by itself."""
        found = [f"facts: or identity, or version: decided {self.decided_then} then"]
        if self.today != f"eligible {self.relief}":
            found.append("law row: the law of now does not give it")
        return found


_FOUND = """
with told_then as (
    select count_key, remedy_id, any_value(outcome) as outcome
    from read_parquet($then) group by count_key, remedy_id having count(*) = 1
)
select counts.*, findings.remedy_id, findings.relief, told_then.outcome as decided_then, remedies.relief_by,
    concat_ws(' ', today.outcome, today.relief) as today
from {findings} as findings
inner join {keys} as keys on findings.charge_id = keys.unit_id and findings.person_id = keys.person_id
inner join told_then on keys.count_key = told_then.count_key and findings.remedy_id = told_then.remedy_id
inner join marts.counts_on_record as counts on counts.unit = 'charge' and findings.charge_id = counts.unit_id
inner join rules.{state}_remedies as remedies on findings.remedy_id = remedies.remedy_id
left join marts.remedy_outcomes as today
    on findings.charge_id = today.unit_id and findings.person_id = today.person_id
    and findings.remedy_id = today.remedy_id
where findings.outcome = 'eligible' and told_then.outcome not in ('eligible', 'already_relieved')
    and coalesce(findings.eligible_on <= $day, true)
order by counts.unit_id, findings.remedy_id
"""


def proposals_of(ledger: Ledger, meant: Selection) -> Proposals:
    """Of what is ``meant``: what was proposed under which law, by the run that did last from a county and remedy."""
    lines = {line.line_id: line for line in ledger.lines()}
    last: dict[str, dict[CountyAndRemedy, str]] = defaultdict(dict)
    for event in ledger.events(kinds=["proposed"]):
        if event.line_id in lines and meant.means(lines[event.line_id]):
            line = lines[event.line_id]
            last[event.law_version or ""][line.county_name, line.remedy_id] = event.run_id or ""
    by_law: dict[str, dict[str, set[CountyAndRemedy]]] = {}
    for version, its in last.items():
        for pair, run_id in its.items():
            by_law.setdefault(version, {}).setdefault(run_id, set()).add(pair)
    return Proposals(by_law, {(line.count_id, line.relief_by) for line in lines.values()})


def never_proposed(
    connection: duckdb.DuckDBPyConnection,
    state: str,
    findings: str,
    law_version: str,
    then: KeptRun,
    pairs: Collection[CountyAndRemedy],
    known: Collection[tuple[str, str]],
) -> Sequence[NeverProposed]:
    """Those of ``pairs`` under the law whose findings lie in the table ``findings``. ``then``: the run that proposed;
    ``known``: counts that the ledger knows, each with who grants the relief."""
    query = _FOUND.format(findings=findings, keys=KEYS_TABLE, state=state)
    with keys_at_hand(connection):
        rows = fetch_dicts(connection, query, {"then": then.rows("findings"), "day": then.as_of_date})
    keyed = [(court_key(row, row["relief"]), row) for row in rows]
    times = Counter(key.line_id for key, _ in keyed)
    return [
        NeverProposed(
            key.line_id,
            row["remedy_id"],
            row["relief"],
            row["county_name"],
            row["agency_name"] or "",
            row["case_number_key"] or "",
            row["count_number"] or "",
            row["section_text"] or "",
            row["known_day"] or "",
            row["decided_then"],
            row["today"],
            law_version,
        )
        for key, row in keyed
        if key.is_complete
        and times[key.line_id] == 1
        and (row["county_name"], row["remedy_id"]) in pairs
        and (key.count_id, row["relief_by"]) not in known
    ]
