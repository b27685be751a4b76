"""Registration of a run in the schema ``intake`` of the warehouse, where dbt reads it.

Written are the tables ``deliveries``, ``run_parameters``, ``identity_decisions``, ``established_facts``, ``claims`` and
``county_policies``, views over the current Parquet rows (``history_rows`` and one per other kind of delivery), and
``restricted.rejects``.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import astuple, dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow as pa

from orchestration.ingestion.decisions.accepted_gates import AcceptedGate
from orchestration.ingestion.decisions.claims import Claim
from orchestration.ingestion.decisions.facts import EstablishedFact
from orchestration.ingestion.decisions.identity import IdentityDecision
from orchestration.ingestion.decisions.vocabulary import AddedWording
from orchestration.ingestion.deliveries.discovery import Delivery
from orchestration.ingestion.deliveries.read_delivery import Receipt
from orchestration.ingestion.deliveries.select_current import Problem
from orchestration.ingestion.layouts.layout import HISTORY, Layout
from orchestration.ingestion.missing_sources import MissingSource
from orchestration.ingestion.parsing.writer import REJECTS_FILE, ROWS_PATTERN
from orchestration.law.policies import Policy
from orchestration.law.signatures import Signature
from orchestration.settings import Settings
from orchestration.warehouse.connection import name_in_home


@dataclass(frozen=True)
class RunParameters:
    """Parameters of a run. ``run_id``: see ``run_identity``."""

    as_of_date: date
    version: str
    law_version: str
    run_id: str
    allowances: str


@dataclass(frozen=True)
class ManualInputs:
    """Inputs from people rather than the state: identity decisions, facts, claims, signatures, accepted gates, wordings
    added to the vocabulary, and a policy, if any."""

    decisions: Sequence[IdentityDecision] = ()
    facts: Sequence[EstablishedFact] = ()
    claims: Sequence[Claim] = ()
    signatures: Sequence[Signature] = ()
    accepted: Sequence[AcceptedGate] = ()
    added_wordings: Sequence[AddedWording] = ()
    policy: Policy | None = None


def create_ledger_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Create empty ledger tables. No run reads them; ``lookback figures`` fills them (``reporting.metrics``)."""
    connection.execute("create schema if not exists ledger")
    connection.execute(
        """
        create or replace table ledger.lines (
            line_id varchar, count_id varchar, relief_by varchar, remedy_id varchar, relief varchar,
            county_name varchar, first_person_id varchar, state varchar, since date, state_order integer,
            stage varchar, step varchar, step_order integer, is_filed boolean, is_given boolean,
            is_challenged boolean, filed_on date, given_on date, last_event bigint
        );
        create or replace table ledger.last_event as
            select 0::bigint as event_number, null::date as event_on, null::date as moved_on;
        """
    )


def register_run(
    connection: duckdb.DuckDBPyConnection,
    deliveries: Sequence[Delivery],
    receipts: Sequence[Receipt],
    settings: Settings,
    manual: ManualInputs,
    parameters: RunParameters,
    other_kinds: Sequence[Layout] = (),
    untimely: Sequence[Problem] = (),
) -> None:
    """Replace the registration of the current run, within a transaction of the caller.

    ``deliveries`` and ``receipts`` are the current ones, in the same order. ``other_kinds``: layouts of the other
    kinds; each gets a view, without rows if none was delivered. ``untimely``: what is too old or missing, for the gate.
    """
    connection.execute("create schema if not exists intake")
    connection.execute("create schema if not exists restricted")
    create_ledger_tables(connection)
    connection.execute(
        """
        create or replace table intake.deliveries (
            delivery_number bigint not null, delivery_id varchar not null, sha256 varchar not null,
            file_name varchar not null, county_name varchar not null, data_as_of date not null,
            layout_version varchar not null, physical_lines bigint not null, header_lines bigint not null,
            accepted_rows bigint not null, rejected_lines bigint not null, repaired_lines bigint not null,
            delivery_kind varchar not null, file_sha256 varchar not null, column_map_sha256 varchar,
            is_synthetic boolean not null
        )
        """
    )
    in_order = sorted(
        zip(deliveries, receipts, strict=True), key=lambda pair: (pair[0].kind != HISTORY, pair[0].sha256)
    )
    # One statement for all rows; one for each row takes five times as long (measured).
    rows_registered = pa.Table.from_pylist(
        [
            {
                "delivery_number": number,
                "delivery_id": delivery.delivery_id,
                "sha256": delivery.sha256,
                "file_name": delivery.file_name,
                "county_name": delivery.county,
                "data_as_of": delivery.data_as_of,
                "layout_version": receipt.layout_version,
                "physical_lines": receipt.physical_lines,
                "header_lines": receipt.header_lines,
                "accepted_rows": receipt.accepted,
                "rejected_lines": sum(receipt.rejected.values()),
                "repaired_lines": sum(receipt.repaired.values()),
                "delivery_kind": delivery.kind,
                "file_sha256": delivery.file_sha256,
                "column_map_sha256": delivery.column_map.sha256 if delivery.column_map else None,
                "is_synthetic": delivery.is_synthetic,
            }
            for number, (delivery, receipt) in enumerate(in_order, start=1)
        ]
    )
    connection.register("rows_registered", rows_registered)
    connection.execute("insert into intake.deliveries by name select * from rows_registered")
    connection.unregister("rows_registered")
    connection.execute(
        """
        create or replace table intake.run_parameters (
            as_of_date date not null, version varchar not null, law_version varchar not null, run_id varchar not null,
            allowances varchar not null, policy_id varchar
        )
        """
    )
    connection.execute(
        "insert into intake.run_parameters values (?, ?, ?, ?, ?, ?)",
        [
            parameters.as_of_date,
            parameters.version,
            parameters.law_version,
            parameters.run_id,
            parameters.allowances,
            manual.policy.policy_id if manual.policy else None,
        ],
    )
    connection.execute(
        """
        create or replace table intake.untimely_deliveries (
            kind varchar not null, county_name varchar not null, message varchar not null,
            delivery_kind varchar not null
        )
        """
    )
    for problem in untimely:
        connection.execute("insert into intake.untimely_deliveries values (?, ?, ?, ?)", list(astuple(problem)))
    _register_manual_inputs(connection, manual)
    _register_rows(connection, "history_rows", _list_row_files(settings, deliveries, HISTORY), ())
    for layout in other_kinds:
        files = _list_row_files(settings, deliveries, layout.kind)
        _register_rows(connection, f"{layout.kind}_rows", files, layout.kept_columns)
    rejects = [
        name_in_home(settings, settings.intake / settings.state / delivery.sha256 / REJECTS_FILE)
        for delivery in deliveries
    ]
    connection.execute(
        f"create or replace view restricted.rejects as select * from read_parquet({_format_path_list(rejects)})"
    )


def register_missing_sources(connection: duckdb.DuckDBPyConnection, missing: Sequence[MissingSource]) -> None:
    """Replace the list of what remedies of the state need and the run lacks."""
    connection.execute(
        """
        create or replace table intake.missing_sources (
            source varchar not null, called varchar not null, remedy_id varchar not null, path varchar not null,
            element varchar not null, is_never_told boolean not null
        )
        """
    )
    for one in missing:
        connection.execute("insert into intake.missing_sources values (?, ?, ?, ?, ?, ?)", list(astuple(one)))


def _list_row_files(settings: Settings, deliveries: Sequence[Delivery], kind: str) -> list[Path]:
    # (A file has the rows of some buckets, so that a shard of people reads its part.)
    intake = settings.intake / settings.state
    folders = [intake / delivery.sha256 for delivery in deliveries if delivery.kind == kind]
    return sorted(
        (name_in_home(settings, path) for folder in folders for path in folder.glob(ROWS_PATTERN)),
        key=lambda path: (path.name, path),
    )


def _register_rows(
    connection: duckdb.DuckDBPyConnection, view: str, files: Sequence[Path], columns: Sequence[str]
) -> None:
    """Create a view over the rows of one kind; an empty one with ``columns`` if there are no files."""
    query = f"select * from read_parquet({_format_path_list(files)}, hive_partitioning = false, union_by_name = false)"
    if not files:
        empty = ", ".join(f"cast(null as varchar) as {column}" for column in columns)
        query = (
            "select cast(null as varchar) as delivery_id, cast(null as bigint) as source_line, "
            f"{empty}, cast(null as integer) as person_bucket where false"
        )
    connection.execute(f"create or replace view intake.{view} as {query}")


def _register_manual_inputs(connection: duckdb.DuckDBPyConnection, manual: ManualInputs) -> None:
    connection.execute(
        """
        create or replace table intake.identity_decisions (
            decision_id varchar not null, decision varchar not null, id_key varchar not null,
            other_id_key varchar not null, decided_by varchar not null, decided_on date not null, why varchar not null
        )
        """
    )
    for decision in manual.decisions:
        connection.execute(
            "insert into intake.identity_decisions values (?, ?, ?, ?, ?, ?, ?)",
            [
                decision.decision_id,
                decision.decision,
                decision.id_key,
                decision.other_id_key,
                decision.decided_by,
                decision.decided_on,
                decision.why,
            ],
        )
    connection.execute(
        """
        create or replace table intake.established_facts (
            fact_id varchar not null, id_key varchar not null, county_name varchar not null,
            case_number_key varchar not null, section varchar not null, subdivision_path varchar not null,
            fact varchar not null, value varchar not null, established_by varchar not null,
            established_on date not null, why varchar not null, unit varchar not null
        )
        """
    )
    for fact in manual.facts:
        connection.execute(
            "insert into intake.established_facts values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", list(astuple(fact))
        )
    connection.execute(
        """
        create or replace table intake.claims (
            claim_id varchar not null, unit varchar not null, id_key varchar not null, county_name varchar not null,
            case_number_key varchar not null, section varchar not null, subdivision_path varchar not null,
            claim varchar not null, claimed_by varchar not null, received_on date not null,
            supported_by varchar not null, due_on date not null, outcome varchar, answered_by varchar,
            answered_on date, why varchar, is_holding boolean not null
        )
        """
    )
    for claim in manual.claims:
        connection.execute(
            "insert into intake.claims values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", list(astuple(claim))
        )
    connection.execute(
        """
        create or replace table intake.accepted_gates (
            gate varchar not null, sha256 varchar not null, file_name varchar not null, accepted_by varchar not null,
            accepted_on date not null, why varchar not null
        )
        """
    )
    for accepted in manual.accepted:
        connection.execute("insert into intake.accepted_gates values (?, ?, ?, ?, ?, ?)", list(astuple(accepted)))
    connection.execute(
        """
        create or replace table intake.added_wordings (
            kind varchar not null, wording varchar not null, meaning varchar not null, added_by varchar not null,
            added_on date not null, why varchar not null
        )
        """
    )
    for added in manual.added_wordings:
        connection.execute("insert into intake.added_wordings values (?, ?, ?, ?, ?, ?)", list(astuple(added)))
    connection.execute(
        """
        create or replace table intake.county_policies (
            policy_id varchar not null, county_name varchar not null, option varchar not null, value varchar not null
        )
        """
    )
    if manual.policy is not None:
        for row in manual.policy.rows():
            connection.execute(
                "insert into intake.county_policies values (?, ?, ?, ?)", [manual.policy.policy_id, *row]
            )


def _format_path_list(paths: Sequence[Path]) -> str:
    quoted = ", ".join("'" + str(path).replace("'", "''") + "'" for path in paths)
    return f"[{quoted}]"
