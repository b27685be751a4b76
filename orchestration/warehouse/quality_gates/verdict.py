"""What follows from an expectation that was not met: the run stops, it only warns, or a person accepted it before.

What belongs here: this decision, and by how much the expectation was not met. What does not: whether it was met
(``run``), and keeping what people accepted (``ingestion.decisions.accepted_gates``).
"""

from __future__ import annotations

import shlex
from collections.abc import Sequence
from dataclasses import dataclass

import duckdb

from orchestration.warehouse.quality_gates.suites import BY_SOURCE, FEW, Expectation

_ACCEPTED = """
    select deliveries.delivery_id, deliveries.county_name, accepted.file_name, accepted.accepted_by,
        accepted.accepted_on, accepted.why
    from intake.accepted_gates as accepted
    inner join intake.deliveries as deliveries on accepted.sha256 = deliveries.sha256
    where accepted.gate = ?
"""
_ACCEPTED_AS_MISSING = """
    select accepted.file_name, accepted.file_name, accepted.file_name, accepted.accepted_by, accepted.accepted_on,
        accepted.why
    from intake.accepted_gates as accepted
    semi join intake.missing_sources as missing on accepted.file_name = missing.source
    where accepted.gate = ?
"""
FEW_FILES = 3
"""So many files are named in a command; of more, the command says FILE."""


@dataclass(frozen=True)
class Verdict:
    """What was found (aggregates only), whether it stops or only warns, who accepted it (empty: nobody), and what a
    person does about it."""

    observed: str
    severity: str
    acceptance: str
    look: str


def judge(connection: duckdb.DuckDBPyConnection, table: str, expected: Expectation, observed: str) -> Verdict:
    """Decide what follows from an expectation that ``table`` does not meet; ``observed`` is what is known of it."""
    look = " ".join(expected.look.split())
    if not expected.no_row_where:
        found = _ask(connection, table, expected.found) if expected.found else observed
        is_few = bool(expected.share_of) and int(_ask(connection, table, expected.share_of)) < FEW
        return Verdict(found, "warn" if is_few else expected.severity, "", look)
    asked = _ACCEPTED_AS_MISSING if expected.accept_by == BY_SOURCE else _ACCEPTED
    accepted = expected.accept_by and connection.execute(asked, [expected.id]).fetchall()
    keys = {row[0] if expected.accept_by == "delivery_id" else row[1] for row in accepted or ()}
    is_accepted = f"asked.{expected.accept_by} in ({', '.join(map(_quote, sorted(keys)))})" if keys else "false"
    only_warns = "true" if expected.severity == "warn" else f"coalesce({expected.warn_where or 'false'}, false)"
    stops = f"not {only_warns} and not {is_accepted}"
    counts = f"select count(*) filter (where {stops}), count(*) filter (where {is_accepted} and not {only_warns})"
    ((stopping, let_pass),) = connection.execute(
        f"{counts} {expected.build_unexpected_rows()}".replace("{batch}", table)
    ).fetchall()
    if stopping:
        return Verdict(
            _ask(connection, table, expected.build_found(stops)),
            "stop",
            "",
            " ".join([look, *_format_accept(connection, table, expected, stops)]).strip(),
        )
    found = _ask(connection, table, expected.found)
    if not let_pass:
        return Verdict(found, "warn", "", look)
    said = {f"Accepted for {file} by {by} on {on}: {why}" for _, _, file, by, on, why in accepted or ()}
    return Verdict(found, "stop", "; ".join(sorted(said)), look)


def _ask(connection: duckdb.DuckDBPyConnection, table: str, query: str) -> str:
    ((found,),) = connection.execute(query.replace("{batch}", table)).fetchall()
    return str(found)


def _format_accept(connection: duckdb.DuckDBPyConnection, table: str, expected: Expectation, only: str) -> list[str]:
    """Format the commands by which a person accepts the rows that ``only`` means; none if nobody can."""
    if not expected.accept_by:
        return []
    keys = f"select asked.{expected.accept_by} {expected.build_unexpected_rows()} and ({only})".replace(
        "{batch}", table
    )
    if expected.accept_by == BY_SOURCE:
        files = connection.execute(f"select distinct * from ({keys}) order by all").fetchall()
        return [_format_commands(expected.id, [str(name) for (name,) in files])]
    files = connection.execute(
        f"select distinct file_name from intake.deliveries where {expected.accept_by} in ({keys}) "
        f"and (delivery_kind = 'history' or '{expected.accept_by}' = 'delivery_id') order by file_name"
    ).fetchall()
    names = [str(name) for (name,) in files] if len(files) <= FEW_FILES else ["FILE"]
    return [_format_commands(expected.id, names)]


def _format_commands(id_: str, names: Sequence[str]) -> str:
    commands = [f'lookback accept {id_} --delivery {shlex.quote(name)} --because "..."' for name in names]
    return f"If it is right as it is: {' and '.join(commands)}, then run again; it shows on every figure."


def _quote(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"
