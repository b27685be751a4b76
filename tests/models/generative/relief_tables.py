"""Invented people as ``int_`` tables, and the SQL of automatic relief run on them; or on the tables of a warehouse.

What belongs here: the way from records to tables, which models rest on which, and from the compiled SQL to findings and
words. What does not: the oracle, and the comparison. No dbt runs: the SQL is what dbt compiled for a built warehouse.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import contextmanager
from datetime import date
from pathlib import Path

import duckdb
import polars as pl

from orchestration.law.pack_files.columns import PACK_TABLES
from orchestration.law.pack_files.compilation import compile_files
from orchestration.law.pack_files.files import read_pack_files
from orchestration.law.pack_files.lines import list_lines, read_lines_beside
from orchestration.law.pack_files.loading import load_law_tables
from orchestration.settings import PROJECT_ROOT, Settings
from tests.models.generative.oracle.relief_facts import Record, ReliefFinding
from tests.models.generative.rebuilt import REFERENCE, Print, has_word, name_table, print_of, rebuild
from tests.models.generative.relief_records import Rows, has_supervised_release, records_of
from tests.models.generative.relief_rows import rows_of

TARGETS = ("rule_ca__findings", "rule_ca__elements_long", "rule_ca__arrest_findings", "rule_ca__arrest_elements")
MADE_OF_THEM = {
    "int_arrests",
    "int_arrest_charges",
    "int_arrest_court_convictions",
    "int_arrest_outcomes",
    "int_event_sources",
    "int_history_copies",
    "int_events_missing_in_copies",
    "int_events",
    "int_sentence_ends",
    "int_sentence_terms",
    "int_convictions",
}
"""Models of facts that are run on what invented people are told by. Every other fact is given."""
REGISTRY_CUT = date(2026, 6, 1)
"""The registry of invented people is of this month, where nothing else is said: as of later days it settles nothing."""
READ_BY_THE_ORACLE = (
    ("staging", "stg_ca__events"),
    *(
        ("intermediate", name)
        for name in (
            "int_charges",
            "int_convictions",
            "int_sentences",
            "int_step_sentences",
            "int_events",
            "int_arrests",
            "int_delivered_charges",
            "int_court_charges",
            "int_person_links",
            "int_supervision_records",
            "int_registrations",
            "int_prohibition_petitions",
            "int_prohibition_petitions_unmatched",
            "int_established_facts",
            "int_established_arrest_facts",
            "int_established_person_facts",
            "int_claimed_charges",
            "int_claimed_arrests",
            "int_identity_conflicts",
            "int_rejected_lines",
            "int_people",
            "int_available_sources",
        )
    ),
)
TOLD_OF_ARRESTS = (
    """
    create or replace table intermediate.int_established_arrest_facts as
    select arrests.arrest_id, arrests.person_id, arrests.person_bucket, told.fact, max(told.value) as value
    from staging.told_of_arrests as told
    inner join intermediate.int_arrests as arrests on list_contains(arrests.source_rows, told.source_row)
    where told.fact is not null
    group by all
    """,
    """
    create or replace table intermediate.int_claimed_arrests as
    select distinct arrests.arrest_id, arrests.person_id, arrests.person_bucket, told.value = 'yes' as is_holding
    from staging.told_of_arrests as told
    inner join intermediate.int_arrests as arrests on list_contains(arrests.source_rows, told.source_row)
    where told.fact is null
    """,
)
"""What people say of invented arrests, by the row that tells of the arrest; of two answers yes counts."""

_FOUND = "outcome, relief, path, reason_code, deciding_element, eligible_on, len(immaterial_elements) > 0"
FINDINGS = f"""
select charge_id, remedy_id, {_FOUND} from rules.rule_ca__findings where remedy_id = 'conviction_relief'
union all select arrest_id, remedy_id, {_FOUND} from rules.rule_ca__arrest_findings
"""
WORDS = """
select charge_id, path, element, word from rules.rule_ca__elements_long where remedy_id = 'conviction_relief'
union all select arrest_id, path, element, word from rules.rule_ca__arrest_elements
"""

Words = dict[tuple[str, str, str], str]


class ReliefSql:
    """The compiled rules over tables in memory. ``settings``: a home whose warehouse was built through ``rules``.

    ``made``: models of facts that are run too, and not given; none where the tables have the rows of the warehouse.
    """

    def __init__(self, settings: Settings, *, with_rows: bool = False, made: Set[str] | None = None) -> None:
        compiled = settings.dbt_target / "target" / "compiled" / "models"
        # (dbt's unit tests leave the tables that they are given beside the models, in a folder of their own.)
        paths = {name_table(path.stem): path for path in compiled.rglob("*.sql") if path.parent.suffix != ".yml"}
        if made is None:
            made = set() if with_rows else MADE_OF_THEM
        tables, self.models = list_between(paths, made, TARGETS, READ_BY_THE_ORACLE)
        self.sql = {model: paths[model].read_text(encoding="utf-8") for _, model in self.models}
        self._prints: dict[str, Print] = {}
        self._found: list[Print] | None = None
        self._is_other = False
        self._decided: dict[str, str] = {}
        self._packs = read_pack_files(PROJECT_ROOT / "models" / "rules" / "ca", "ca")
        self._connection = duckdb.connect(
            config={"threads": "2", "memory_limit": "2GB", "file_search_path": str(settings.root)}
        )
        self._connection.execute("attach ':memory:' as clearance")
        self._connection.execute(f"attach '{settings.warehouse}' as built (read_only)")
        for schema in sorted({schema for schema, _ in (*tables, *self.models)}):
            self._connection.execute(f"create schema clearance.{schema}")
        for schema, table in tables:
            is_law = schema == "law" or table == "run_parameters"
            what = "" if with_rows or is_law else "limit 0"
            name = f"{schema}.{table}"
            self._connection.execute(f"create table clearance.{name} as select * from built.{name} {what}")
        self._connection.execute("create schema if not exists clearance.staging")
        self._connection.execute(
            "create table clearance.staging.told_of_arrests (source_row varchar, fact varchar, value varchar)"
        )
        self._connection.execute("detach built")
        self._connection.execute("use clearance")

    def fetch(self, query: str) -> Rows:
        """All rows of a query."""
        return self._connection.execute(query).fetchall()

    def set_parameters(self, values: Mapping[str, str]) -> None:
        """Give dated parameters of the law other values."""
        self._decided |= values
        for name, value in values.items():
            self._connection.execute("update law.parameters set value = ? where parameter = ?", [value, name])

    def set_file_at_hand(self, *, is_file_at_hand: bool) -> None:
        """Say whether the Supervised Release File is at hand."""
        self._connection.execute(
            "update intermediate.int_available_sources set has_supervised_release = ?", [is_file_at_hand]
        )
        self._connection.execute("delete from intermediate.int_deliveries where delivery_kind = 'supervised_release'")
        if is_file_at_hand:
            self._connection.execute(
                "insert into intermediate.int_deliveries by name select 'supervised_release' as delivery_kind"
            )

    def fill(
        self, records: Sequence[Record], *, is_file_at_hand: bool = True, registry_cut: date = REGISTRY_CUT
    ) -> None:
        """Put people in the place of those that are there, and the registry of a day."""
        for table, rows in rows_of(records, is_file_at_hand=is_file_at_hand).items():
            self._connection.execute(f"delete from {table}")
            if rows:
                self._connection.register("rows_to_insert", pl.DataFrame(rows, infer_schema_length=None).to_arrow())
                self._connection.execute(f"insert into {table} by name select * from rows_to_insert")
                self._connection.unregister("rows_to_insert")
        self.set_file_at_hand(is_file_at_hand=is_file_at_hand)
        self._connection.execute("delete from intermediate.int_deliveries where delivery_kind = 'registry'")
        self._connection.execute(
            "insert into intermediate.int_deliveries by name select 'registry' as delivery_kind, ? as data_as_of",
            [registry_cut],
        )

    def run(self, as_of: date) -> None:
        """Build every model as of a day."""
        self._connection.execute("update intake.run_parameters set as_of_date = ?", [as_of])
        self._load_packs(as_of)
        self._build(self.models)
        self._prints.clear()
        self._found = None

    def _load_packs(self, as_of: date) -> None:
        """Load the packs as they are in force on a day, with the parameters that are decided otherwise."""
        beside = read_lines_beside(PROJECT_ROOT / "models" / "rules" / "ca", "ca")
        beside["parameters"] = [
            line | {"value": self._decided.get(line["parameter"], line["value"])}
            for line in list_lines(self._packs, beside)["parameters"]
        ]
        load_law_tables(self._connection, compile_files(self._packs, beside, as_of), PACK_TABLES)

    @contextmanager
    def broken(self, model: str, before: str, after: str) -> Iterator[None]:
        """A fault in one model and what rests on it, for as long as one looks."""
        faulty = self.sql[model].replace(before, after)
        assert faulty != self.sql[model], "the SQL does not hold what the fault replaces"
        with self.with_other(model, faulty):
            yield

    @contextmanager
    def with_other(self, model: str, faulty: str) -> Iterator[None]:
        """Another text in the place of one model, and what rests on it, for as long as one looks."""
        whole, self.sql = self.sql, self.sql | {model: faulty}
        self._connection.execute("begin transaction")
        try:
            self._is_other = bool(
                rebuild(self._connection, self.models, self.sql, model, self._prints, lambda one: self._build([one]))
            )
            yield
        finally:
            self._is_other = False
            self._connection.execute("rollback")
            self.sql = whole

    def _build(self, models: Sequence[tuple[str, str]]) -> None:
        for schema, model in models:
            self._connection.execute(f"create or replace table {schema}.{model} as {self.sql[model]}")
            if model == "int_arrests":
                for told in TOLD_OF_ARRESTS:
                    self._connection.execute(told)

    def has_word(self, model: str, column: str, word: str) -> bool:
        """Whether somebody has a word in a column that a model reads or makes."""
        (named,) = [named for named in self.models if named[1] == model]
        return has_word(self._connection, named, self.sql[model], column, word)

    def plan_quickly(self) -> None:
        """Plan without optimising: people are few, and planning is most of what a fault costs."""
        self._connection.execute("pragma disable_optimizer")

    def interrupt(self) -> None:
        """End what is being asked."""
        self._connection.interrupt()

    def fingerprint(self) -> list[Print]:
        """What all findings and words come to, in few numbers: the same for the same rows."""
        if self._found is not None and not self._is_other:
            return self._found
        found = [print_of(self._connection, f"({asked})") for asked in (FINDINGS, WORDS)]
        if not self._is_other:
            self._found = found
        return found

    def told_nothing(self) -> set[str]:
        """Tables without a row that no model makes: what rests on them is not asked here."""
        found = self.fetch("select schema_name, table_name from duckdb_tables() where database_name = 'clearance'")
        given = {f"{schema}.{table}" for schema, table in found if schema != "law"} - {
            ".".join(named) for named in self.models
        }
        return {table for table in given if not self.fetch(f"select 1 from {table} limit 1")}

    def records(self) -> list[Record]:
        """The people as the tables tell them, convictions made of charges."""
        return records_of(self.fetch)

    def is_file_at_hand(self) -> bool:
        """Whether the Supervised Release File is."""
        return has_supervised_release(self.fetch)

    def findings(self) -> set[ReliefFinding]:
        """What the SQL finds for both remedies."""
        return {ReliefFinding(*row[:-1], is_level_immaterial=bool(row[-1])) for row in self.fetch(FINDINGS)}

    def words(self) -> Words:
        """The word of every element of every path, by conviction or arrest."""
        return {(unit_id, path, element): word for unit_id, path, element, word in self.fetch(WORDS)}


def list_between(
    paths: Mapping[str, Path], made: Set[str], targets: Sequence[str], facts: Sequence[tuple[str, str]] = ()
) -> tuple[list[tuple[str, str]], list[tuple[str, str]]]:
    """List the tables that are given, and the models between them and the targets in the order they rest on each other.

    ``paths``: compiled models by name. ``made``: models of facts that are run too. ``facts``: further tables.
    """
    tables: list[tuple[str, str]] = []
    models: list[tuple[str, str]] = []

    def visit(named: tuple[str, str]) -> None:
        schema, name = named
        if named in tables or named in models:
            return
        if name not in paths or (schema != "rules" and name not in made):
            tables.append(named)
            return
        for parent in dict.fromkeys(REFERENCE.findall(paths[name].read_text(encoding="utf-8"))):
            visit(parent)
        models.append(named)

    for target in targets:
        visit(("rules", target))
    for fact in facts:
        visit(fact)
    return tables, models
