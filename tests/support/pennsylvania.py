"""Five hand-written Pennsylvania charges as the seven contracted staging tables, in a copy of the dbt project.

What belongs here: the rows, the SQL that selects them, and the copy. What is expected stands in the test beside. Only
what a second state would bring is new: a folder of staging. No model of facts is touched.
"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import yaml

from orchestration.ingestion.deliveries.discovery import Delivery
from orchestration.ingestion.deliveries.read_delivery import Receipt
from orchestration.ingestion.registration import ManualInputs, RunParameters, register_run
from orchestration.settings import PROJECT_ROOT, Settings
from orchestration.warehouse.connection import open_warehouse

SHA256 = "5" * 64
CUT = date(2026, 3, 1)
TABLES = ("people", "arrests", "cases", "charges", "sentences", "events", "obligations")

_DELIVERY = {"delivery_id": SHA256[:12]}
_PEOPLE = {1: "12345678", 2: "23456789", 3: "34567890"}
# line, person, docket, sequence, offense date, disposition date, statute as written, its three parts, level, grade,
# disposition as written and as classified
_CHARGES: list[tuple[Any, ...]] = [
    (1, 1, "CP-51-CR-0001234-2010", 1, "2010-01-15", "2010-06-01", "18 § 3929 §§ A1", "18", "3929", "(a)(1)",
     "misdemeanor", "M2", "Guilty Plea", "convicted"),
    (2, 1, "CP-51-CR-0001234-2010", 2, "2010-01-15", "2010-06-01", "18 § 3925 §§ A", "18", "3925", "(a)",
     "felony", "F3", "Nolle Prossed", "nolle_prosequi"),
    (3, 1, "MC-51-CR-0009999-2012", 1, "2012-03-03", "2012-04-04", "18 § 5503 §§ A4", "18", "5503", "(a)(4)",
     "summary", "S", "Guilty Plea - Negotiated", "convicted"),
    (4, 2, "CP-51-CR-0001235-2011", 1, "2011-02-01", "2011-09-09", "35 § 780-113 §§ A16", "35", "780-113", "(a)(16)",
     "misdemeanor", "M", "Guilty", "convicted"),
    (5, 3, "CP-51-CR-0001236-2011", 1, "2011-02-02", "2011-09-10", "18 § 3929 §§ A1", "18", "3929", "(a)(1)",
     "misdemeanor", "M1", "Guilty", "convicted"),
]  # fmt: skip


def _dated(name: str, day: str) -> dict[str, Any]:
    return {f"{name}_date_earliest": day, f"{name}_date_latest": day, f"{name}_date_precision": "day"}


def _person(number: int) -> dict[str, Any]:
    return {"person_key": number, "person_bucket": int(_PEOPLE[number]) % 64}


def _step(docket: str) -> dict[str, Any]:
    return {"cycle_key": docket, "step_key": docket}


def rows() -> dict[str, list[dict[str, Any]]]:
    """The rows of each table; a column that is not named is null."""
    told: dict[str, list[dict[str, Any]]] = {table: [] for table in TABLES}
    county = {"county_name": "PHILADELPHIA", "county_type": "in_state"}
    for number, state_id in _PEOPLE.items():
        told["people"].append(
            _DELIVERY | _person(number) | _dated("birth", "1980-02-29")
            | {"state_id": state_id, "person_name": f"INVENTED, P {number}", "row_count": 1, "source_line": number}
        )  # fmt: skip
    for (
        line,
        number,
        docket,
        sequence,
        offense,
        disposed,
        text,
        book,
        section,
        path,
        level,
        grade,
        words,
        kind,
    ) in _CHARGES:
        where = _DELIVERY | _person(number) | {"source_line": line}
        told["charges"].append(
            where | county | _step(docket) | _dated("event", disposed) | _dated("disposition", disposed)
            | {
                "count_key": f"{docket} {sequence}", "count_number": f"{sequence:06d}", "has_count_order": True,
                "charge_stage": "court", "step_type": "court_action", "offense_date": offense,
                "arrest_date_precision": "blank", "charge_text": text, "charge_text_source": "charged",
                "charged_text": text, "code_book": book, "section": section, "subdivision_path": path,
                "parse_status": "parsed", "has_further_section": False, "has_further_charge_in_comment": False,
                "level": level, "level_source": "charged_offense", "grade": grade, "disposition_text": words,
                "disposition_type": kind, "is_juvenile": False, "max_days": {"M2": 730, "F3": 2556}.get(grade),
                "tracking_number": f"OTN {docket[-4:]}", "docket_number": docket, "court_code": docket[:5],
                "judicial_district": "1",
            }
        )  # fmt: skip
        told["cases"].append(
            where | {"county_name": "PHILADELPHIA", "step_key": docket, "case_numbers": docket,
                     "case_number_key": docket.replace("-", ""), "case_number_source": "docket_number"}
        )  # fmt: skip
    told["cases"] = [row for row in told["cases"] if row["source_line"] != 2]  # one row a docket
    fine = {
        "obligation_type": "fine",
        "amount_owed_dollars": "300.00",
        "amount_paid_dollars": "120.50",
        "balance_dollars": "179.50",
        "balance_as_of": "2026-02-01",
    }
    costs = {"obligation_type": "costs", "amount_owed_dollars": "88.25", "amount_paid_dollars": "88.25"}
    for line, money in ((1, fine), (6, costs)):
        told["obligations"].append(
            _DELIVERY | _person(1) | money | {"source_line": line, "count_key": "CP-51-CR-0001234-2010 1"}
        )
    told["sentences"].append(
        _DELIVERY | _person(2) | _dated("event", "2011-09-09")
        | {
            "source_line": 4, "cycle_key": "CP-51-CR-0001235-2011", "count_key": "CP-51-CR-0001235-2011 1",
            "sentence_location_code": "Probation", "sentence_type": "probation", "sentence_length": 12,
            "sentence_length_code": "12", "sentence_unit": "months", "sentence_unit_code": "M",
            "min_days": 180, "max_days": 365, "suspended_days": 30,
        }
    )  # fmt: skip
    return told


def _select(columns: list[dict[str, Any]], told: list[dict[str, Any]]) -> str:
    def row_sql(row: dict[str, Any] | None) -> str:
        values = []
        for column in columns:
            value = None if row is None else row.get(column["name"])
            text = "null" if value is None else "'" + str(value).replace("'", "''") + "'"
            values.append(f"cast({text} as {column['data_type']}) as {column['name']}")
        return "select " + ", ".join(values) + (" where false" if row is None else "")

    for row in told:
        unknown = set(row) - {column["name"] for column in columns}
        if unknown:
            raise KeyError(f"not in the contract: {sorted(unknown)}")
    return "\nunion all\n".join(row_sql(row) for row in told or [None])  # type: ignore[list-item]


class CopiedProject(Settings):
    """Settings whose dbt project and models lie in a folder of their own."""

    project: Path

    @property
    def dbt_project(self) -> Path:
        """The copied dbt project."""
        return self.project / "dbt_project"

    @property
    def models(self) -> Path:
        """The copied models, with Pennsylvania's staging."""
        return self.project / "models"


def copy_project(folder: Path) -> None:
    """The whole project, with staging models for Pennsylvania of its own in place of the standard ones.

    Without law Pennsylvania has facts, and no marts.
    """
    shutil.copytree(PROJECT_ROOT / "models", folder / "models")
    shutil.copytree(
        PROJECT_ROOT / "dbt_project", folder / "dbt_project", ignore=shutil.ignore_patterns("target", "logs")
    )
    contracts = yaml.safe_load((folder / "models/staging/ca/_staging.yml").read_text(encoding="utf-8"))["models"]
    staging = folder / "models" / "staging" / "pa"
    shutil.rmtree(folder / "models" / "rules" / "pa")
    shutil.rmtree(staging)
    staging.mkdir()
    mine = []
    for table, told in rows().items():
        (contract,) = [model for model in contracts if model["name"] == f"stg_ca__{table}"]
        contract["name"] = f"stg_pa__{table}"
        mine.append(contract)
        (staging / f"stg_pa__{table}.sql").write_text(_select(contract["columns"], told) + "\n", encoding="utf-8")
    (staging / "_staging.yml").write_text(yaml.safe_dump({"version": 2, "models": mine}), encoding="utf-8")


def register(settings: Settings) -> None:
    """One delivery of five accepted rows, whose raw rows are of no interest here."""
    rows_folder = settings.intake / "pa" / SHA256 / "rows"
    rows_folder.mkdir(parents=True)
    pq.write_table(pa.table({"delivery_id": [SHA256[:12]] * 5}), rows_folder / "buckets-00-15.parquet")
    columns = {"delivery_id": pa.string(), "source_line": pa.int64(), "reason": pa.string(), "raw_text": pa.string()}
    none_rejected = pa.table({name: pa.array([], type_) for name, type_ in columns.items()})
    pq.write_table(none_rejected, rows_folder.parent / "rejects.parquet")
    name = "pennsylvania_20260301.csv"
    delivery = Delivery(rows_folder, name, SHA256, "PHILADELPHIA", CUT, 1)
    receipt = Receipt(
        delivery_id=SHA256[:12], sha256=SHA256, layout_version="by hand", reader_version=3, physical_lines=5,
        header_lines=0, accepted=5, rejected={}, repaired={}, lane="fast", file_name=name, county="PHILADELPHIA",
        data_as_of=CUT, rows_glob="",
    )  # fmt: skip
    parameters = RunParameters(
        as_of_date=date(2026, 6, 1), version="test", allowances="", law_version="none", run_id="none"
    )
    with open_warehouse(settings) as connection:
        register_run(connection, [delivery], [receipt], settings, ManualInputs(), parameters)
