"""What determinations wait for: a file, counsel, a statute that nobody read, or a person; and for which conditions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

import duckdb

from orchestration.law.questions.decisions import list_questions, read_in_force
from orchestration.law.tables import read_packs
from orchestration.law.verification_tags import find_weakest
from orchestration.settings import Settings
from orchestration.warehouse.connection import fetch_dicts
from orchestration.warehouse.current_run import read_current_run

DECIDED, FILE, COUNSEL, STATUTE, PERSON = "decided", "a file", "counsel", "a statute unread", "a person"
KINDS = (DECIDED, FILE, COUNSEL, STATUTE, PERSON)
SETTLES = {
    FILE: "the delivery that is missing",
    COUNSEL: "lookback law questions",
    STATUTE: "the text of the statute, read into the pack",
    PERSON: "lookback review export",
}
"""What settles what waits, by kind."""
SHOWN = 10
_NOT_READ = ("S", "M")


def read_waiting(settings: Settings, connection: duckdb.DuckDBPyConnection) -> dict[str, Any]:
    """Read how many determinations of each remedy are decided or wait, by kind, and for which conditions.

    A condition of a question that counsel has not decided waits for counsel; one whose statute nobody could read (marks
    S and M) for the statute. Policies are not asked if the run has none.

    Raises:
        DecisionFileError: A line of the file of decisions is invalid.
    """
    decided = read_in_force(settings, read_current_run(connection).as_of_date)
    asked = {
        (remedy, condition): name
        for file in read_packs(settings.models, settings.state)
        for name, question in list_questions([file]).items()
        if name not in decided
        for remedy in file.law.remedies
        for condition in question.conditions
    }
    elements = fetch_dicts(connection, "select remedy_id, element, question, verified from law.elements", [])
    of_element = {(row["remedy_id"], row["element"]): row for row in elements}
    rows = fetch_dicts(
        connection,
        "select * exclude (findings, people), sum(findings) as findings, sum(people) as people "
        "from marts.waiting_findings where remedy_id not in (select remedy_id from law.remedies "
        "where basis = 'policy' and (select policy_id from intake.run_parameters) is null) group by all order by all",
        [],
    )
    shares: dict[str, Counter[str]] = {}
    reasons = []
    for row in rows:
        key = (row["remedy_id"], row["element"])
        kind = _find_kind(row, of_element.get(key, {}), key in asked)
        shares.setdefault(row["remedy_id"], Counter())[kind] += int(row["findings"])
        if kind != DECIDED:
            reasons.append(
                {
                    **{"remedy_id": row["remedy_id"], "condition": row["element"], "waits_for": kind},
                    "question": of_element.get(key, {}).get("question"),
                    "asked_of_counsel": asked.get(key) if kind == COUNSEL else None,
                    **{"people": int(row["people"]), "determinations": int(row["findings"])},
                    "settled_by": SETTLES[kind],
                }
            )
    reasons.sort(key=lambda one: (-one["people"], one["remedy_id"], str(one["condition"])))
    return {
        "by_remedy": {remedy: {kind: counts[kind] for kind in KINDS} for remedy, counts in sorted(shares.items())},
        "reasons": reasons[:SHOWN],
    }


def list_sentences(waiting: Mapping[str, Any]) -> Iterator[str]:
    """Say of each remedy how much is decided and what the rest waits for, then what would settle most."""
    for remedy, counts in waiting["by_remedy"].items():
        total = sum(counts.values())
        rest = ", ".join(f"{counts[kind]:,} for {kind}" for kind in KINDS[1:] if counts[kind])
        yield (
            f"{remedy.replace('_', ' ').capitalize()}: {100 * counts[DECIDED] / total:.0f} of 100 are decided"
            f"{f'; waiting: {rest}' if rest else ''}."
        )
    for reason in waiting["reasons"][:3]:
        asks = reason["question"] or (reason["condition"] or "several conditions at once").replace("_", " ")
        people = f"{reason['people']:,} {'person waits' if reason['people'] == 1 else 'people wait'}"
        yield f"{people} for the answer to: {asks} Settled by: {reason['settled_by']}."


def _find_kind(row: Mapping[str, Any], element: Mapping[str, Any], is_asked: bool) -> str:
    if not row["is_waiting"]:
        return DECIDED
    if row["waits_for_a_file"]:
        return FILE
    if is_asked:
        return COUNSEL
    is_unread = bool(element.get("verified")) and find_weakest(element["verified"]) in _NOT_READ
    return STATUTE if is_unread else PERSON
