"""A warehouse of the few tables that annotated files are made of, over deliveries that the real intake has read."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from orchestration.determinations.exports.annotated_deliveries import AnnotatedFile, annotate_deliveries
from orchestration.ingestion.deliveries.discovery import Delivery
from orchestration.ingestion.deliveries.progress import NoProgress
from orchestration.ingestion.deliveries.read_delivery import Receipt, read_delivery
from orchestration.ingestion.layouts.layout import load_layout

LAYOUT = load_layout("ca")
ADDED = (
    "charge_id,case_numbers,outcome,statutory_remedy,policy_remedy,relief,reason,citation,eligible_on,"
    "convictions_on_record,is_deceased"
)

TABLES = """
create schema intake; create schema marts; create schema intermediate; create schema staging; create schema rules;
create table intake.deliveries (
    delivery_number bigint, delivery_id varchar, sha256 varchar, file_name varchar, physical_lines bigint,
    accepted_rows bigint, delivery_kind varchar, file_sha256 varchar
);
create table marts.charge_reliefs (
    charge_id varchar, outcome varchar, statutory_remedy varchar, policy_remedy varchar, relief varchar,
    reason_text varchar, citation varchar, eligible_on date
);
create table intermediate.int_charges (charge_id varchar, case_numbers varchar, source_rows varchar[]);
create table staging.stg_ca__charges (delivery_id varchar, source_line bigint, disposition_type varchar);
create table rules.rule_ca__evidence (
    charge_id varchar, person_id varchar, person_bucket integer, convictions_on_record bigint, is_deceased boolean
);
"""


@dataclass(frozen=True)
class Count:
    """A count in scope: its lines in each delivery, and the lines among them that say it was convicted."""

    charge_id: str
    lines: dict[str, list[int]]
    convicted: dict[str, list[int]]
    case_numbers: str = "00F0001"


class SmallRun:
    """Deliveries taken in, counts that stand in them, and their annotated files."""

    def __init__(self, home: Path, deliveries: Sequence[Delivery]) -> None:
        self.home = home
        self.deliveries = deliveries
        self.connection = duckdb.connect()
        self.connection.execute(TABLES)
        self.receipts: list[Receipt] = []
        for number, delivery in enumerate(deliveries, start=1):
            receipt = read_delivery(delivery, LAYOUT, home)
            self.receipts.append(receipt)
            self.connection.execute(
                "insert into intake.deliveries values (?, ?, ?, ?, ?, ?, 'history', ?)",
                [
                    number,
                    delivery.delivery_id,
                    delivery.sha256,
                    delivery.file_name,
                    receipt.physical_lines,
                    receipt.accepted,
                    delivery.file_sha256,
                ],
            )

    def add(self, count: Count) -> None:
        """Put a count into the tables."""
        rows = [f"{delivery}:{line}" for delivery, lines in count.lines.items() for line in lines]
        self.connection.execute(
            "insert into marts.charge_reliefs values (?, 'eligible', 'no_change', 'dismiss', 'dismiss', "
            "'Reason, with \"words\".', 'HS 1', null)",
            [count.charge_id],
        )
        self.connection.execute(
            "insert into intermediate.int_charges values (?, ?, ?)", [count.charge_id, count.case_numbers, rows]
        )
        self.connection.execute("insert into rules.rule_ca__evidence values (?, 'p', 1, 3, true)", [count.charge_id])
        for delivery, lines in count.lines.items():
            for line in lines:
                kind = "convicted" if line in count.convicted.get(delivery, []) else "blank"
                self.connection.execute("insert into staging.stg_ca__charges values (?, ?, ?)", [delivery, line, kind])

    def annotate(self, folder: Path, paths: Sequence[Path] | None = None) -> list[AnnotatedFile]:
        """Write the annotated files into ``folder``."""
        folder.mkdir(exist_ok=True)
        where = paths if paths is not None else [delivery.path for delivery in self.deliveries]
        return annotate_deliveries(self.connection, LAYOUT, self.home, where, folder, NoProgress())
