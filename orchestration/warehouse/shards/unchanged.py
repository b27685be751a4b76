"""What a run takes over from the last one: the tables of people for whom nothing changed.

Nothing changed for people if every row with their ids is as it was in the same place of the last run's files, also for
everybody who may be the same person (``components``), no finding or fact of theirs has expired, and nobody recorded a
decision, a fact or a claim about them since. Of them a shard copies the tables of staging, facts and rules, with the
delivery and line that each row has now; marts are built anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

import duckdb

from orchestration.warehouse.shards.manifest import name_folder
from orchestration.warehouse.shards.parquet import build_query, quote
from orchestration.warehouse.shards.plan import PlannedModel, ShardPlan
from orchestration.warehouse.shards.received import build_tokens

NODES, GROUPS, LINES, GONE = "nodes.parquet", "groups", "lines", "gone.parquet"
REJECT_LINES = "reject_lines.parquet"
COMPARED = ("established_facts", "claims", "identity_decisions")
"""Inputs whose lines name people: who stands on a line that came, went or changed is built anew."""
FREE = ("deliveries", "run_parameters", "rejects", *COMPARED)
"""Inputs that may differ. With any other that does, everybody is built anew."""
IN_FORCE = ("effective_", "operative_")
"""Begin the names of a law table's days in force. (Other days are those of offenses and texts.)"""
NODE_COLUMNS = "key, bucket, state_key, issuer_key, last_eight, name_key, birth_key"
MOST_KEPT, MOST_KEPT_MORE = 2, 12
"""Each run adds shards. With more than twice those of a first run, and twelve, everybody is built anew."""
NO_IDS = "chr(31) || chr(31)"
"""Begins the key of rows without an id: whose they are is not sure in the next file."""


@dataclass(frozen=True)
class PairedDelivery:
    """A delivery of the last run and the one in its place: of the same kind and county. Ids, numbers and cuts."""

    old_id: str
    new_id: str
    old_number: int
    new_number: int
    old_cut: date
    new_cut: date


@dataclass(frozen=True)
class Basis:
    """The last whole run, of the same law and SQL. ``folder``: of its shards, ``shards`` of them. ``inputs``: of this
    run. ``choose_ranges``: gives the number of shards for so many rows."""

    folder: Path
    shards: int
    rows: Path
    inputs: Path
    plan: ShardPlan
    as_of: date
    pairs: Sequence[PairedDelivery]
    choose_ranges: Callable[[int], int] = field(compare=False)

    def find_table(self, table: str, shard: int | None = None) -> str:
        """Find the Parquet of a table, of one shard or (a pattern) of all."""
        model = next(one for one in self.plan.models if one.table == table)
        return str(self._find_file(model, "shard_*" if shard is None else f"shard_{shard:03d}"))

    def _find_file(self, model: PlannedModel, shard: str) -> Path:
        return self.folder / shard / model.stage / f"{model.schema}.{model.table}.parquet"

    @property
    def people_table(self) -> str:
        """The staging table of people."""
        return next(one.table for one in self.plan.models if one.is_kept and one.table.endswith("__people"))

    @property
    def content_hash(self) -> str:
        """Hash of what is taken over, but for whom."""
        return hashlib.sha256(f"{self.folder.name} {self.as_of} {self.pairs}".encode()).hexdigest()


def find_basis(
    folder: Path, inputs: Path, rows: Path, plan: ShardPlan, choose_ranges: Callable[[int], int]
) -> Basis | None:
    """Find whether a run can take over from the run of ``folder``, a whole one. ``inputs``: tables of this run that
    every shard is given; ``rows``: where it writes rows.

    It cannot with other law, models, vocabularies, policies or kinds of files, after a change of law by date, or on an
    earlier day.
    """
    last_inputs = folder / inputs.name
    if not (folder / rows.name / NODES).is_file() or not last_inputs.is_dir():
        return None
    if {one.name for one in last_inputs.iterdir()} != {one.name for one in inputs.iterdir()}:
        return None
    for path in inputs.iterdir():
        name = path.stem.partition(".")[2]
        if name not in FREE and path.read_bytes() != (last_inputs / path.name).read_bytes():
            return None
    with duckdb.connect() as connection:
        days = _compare_parameters(connection, last_inputs, inputs)
        if days is None or _does_law_change(connection, inputs, *days):
            return None
        pairs = _pair_deliveries(connection, last_inputs, inputs)
        ((all_rows,),) = connection.execute(
            f"select sum(accepted_rows) from read_parquet({quote(str(inputs / 'intake.deliveries.parquet'))})"
        ).fetchall()
    shards = len([*folder.glob("shard_*/")])
    if pairs is None or shards > MOST_KEPT * choose_ranges(int(all_rows)) + MOST_KEPT_MORE:
        return None
    return Basis(folder, shards, rows, inputs, plan, days[1], pairs, choose_ranges)


def has_same_inputs(folder: Path, inputs: Path) -> bool:
    """Return whether the run of ``folder`` was of the same deliveries, law and parameters as one of ``inputs``."""
    last = {path.name: path.read_bytes() for path in (folder / inputs.name).iterdir()}
    return last == {path.name: path.read_bytes() for path in inputs.iterdir()}


def _compare_parameters(connection: duckdb.DuckDBPyConnection, last: Path, now: Path) -> tuple[date, date] | None:
    """Compare the parameters of two runs: the as-of days of both if nothing else differs and time goes on."""
    (before, after) = (
        connection.execute(
            f"select as_of_date, columns(* exclude (as_of_date, run_id)) "
            f"from read_parquet({quote(str(folder / 'intake.run_parameters.parquet'))})"
        ).fetchone()
        or ()
        for folder in (last, now)
    )
    if not before or not after or before[1:] != after[1:] or before[0] > after[0]:
        return None
    return before[0], after[0]


def _does_law_change(connection: duckdb.DuckDBPyConnection, inputs: Path, before: date, after: date) -> bool:
    """Return whether a row of a law table begins or ends to be in force after one as-of day, by the other, or the date
    that a parameter is passes."""
    for path in sorted(inputs.glob("law.*.parquet")):
        source = f"read_parquet({quote(str(path))})"
        columns = {
            str(name): str(type_) for name, type_, *_ in connection.execute(f"describe from {source}").fetchall()
        }
        days = [f'"{name}"' for name, type_ in columns.items() if type_ == "DATE" and name.startswith(IN_FORCE)]
        if columns.keys() >= {"parameter", "value"}:
            days.append("try_cast(value as date)")
        for day in days:
            # (Some hold on their last day, some until it.)
            query = f"select 1 from {source} where {day} >= ? and {day} <= ? limit 1"
            first = before if "_from" not in day else before + timedelta(days=1)
            if connection.execute(query, [first, after]).fetchall():
                return True
    return False


def _pair_deliveries(connection: duckdb.DuckDBPyConnection, last: Path, now: Path) -> tuple[PairedDelivery, ...] | None:
    """Pair the deliveries of two runs by kind and county; None if one has none, or if their cuts came in another order.

    (What an older and a newer file say otherwise is decided by the order of their cuts.)
    """
    query = """
        select delivery_kind, county_name, layout_version, column_map_sha256,
            row_number() over (
                partition by delivery_kind, county_name, layout_version, column_map_sha256
                order by data_as_of, file_name, delivery_id
            ) as place, delivery_id, delivery_number, data_as_of
        from read_parquet({}) order by all
    """
    before, after = (
        {
            row[:5]: row[5:]
            for row in connection.execute(query.format(quote(str(folder / "intake.deliveries.parquet")))).fetchall()
        }
        for folder in (last, now)
    )
    if before.keys() != after.keys():
        return None
    pairs = tuple(
        PairedDelivery(old[0], after[slot][0], old[1], after[slot][1], old[2], after[slot][2])
        for slot, old in before.items()
    )
    cuts = sorted({(pair.old_cut, pair.new_cut) for pair in pairs})
    olds, news = [old for old, _ in cuts], [new for _, new in cuts]
    is_same_order = len({*olds}) == len(cuts) and len({*news}) == len(cuts) and news == sorted(news)
    return pairs if is_same_order and all(old <= new for old, new in cuts) else None


def create_groups(connection: duckdb.DuckDBPyConnection) -> None:
    """Create ``groups``: the rows of each key in a delivery, their hash and their lines."""
    connection.execute(
        """
        create or replace temp table groups as
            select
                source, delivery_id, key,
                case
                    when count(*) = 1 then any_value(digest)
                    else hash(
                        list(digest order by lines[1]),
                        list_transform(
                            list_sort(flatten(list(list_transform(
                                lines, lambda line: {'line': line, 'digest': digest}
                            )))),
                            lambda one: one.digest
                        )
                    )
                end as digest,
                case when count(*) = 1 then any_value(lines) else list_sort(flatten(list(lines))) end as lines
            from received
            where key is not null
            group by source, delivery_id, key
        """
    )


def write_groups(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    """Write nodes and groups of this run for the next, groups by the shard that has them (``placed``)."""
    folder.mkdir(parents=True, exist_ok=True)
    connection.execute(
        f"copy (select distinct {NODE_COLUMNS} from nodes where rows > 0 order by all) "
        f"to {quote(str(folder / NODES))} (format parquet, compression snappy)"
    )
    connection.execute(
        f"copy (select groups.*, placed.shard from groups inner join placed using (key)) "
        f"to {quote(str(folder / GROUPS))} (format parquet, compression snappy, partition_by (shard))"
    )


def add_earlier_nodes(connection: duckdb.DuckDBPyConnection, basis: Basis) -> None:
    """Add the nodes of the last run to ``nodes``, of no rows: who was connected then is looked at together."""
    connection.execute(
        f"insert into nodes by name select {NODE_COLUMNS}, 0 as rows "
        f"from read_parquet({quote(str(basis.folder / basis.rows.name / NODES))})"
    )


def find_changed(connection: duckdb.DuckDBPyConnection, basis: Basis) -> tuple[int, int]:
    """Create ``changed`` (labels of components for which something changed), and return their rows and all rows."""
    groups = quote(str(basis.folder / basis.rows.name / GROUPS / "*" / "*.parquet"))
    pairs = ", ".join(f"({quote(pair.old_id)}, {quote(pair.new_id)})" for pair in basis.pairs)
    connection.execute(
        f"""
        create or replace temp table earlier_groups as
            select groups.source, groups.delivery_id as old_id, pairs.new_id as delivery_id, groups.key, groups.digest,
                groups.shard
            from read_parquet({groups}, hive_partitioning = true) as groups
            inner join (values {pairs}) as pairs (old_id, new_id) on groups.delivery_id = pairs.old_id;
        create or replace temp table reject_lines as
            with rejects as (
                select *, row_number() over (partition by delivery_id, raw_text order by source_line) as place
                from ({_read_rejects(basis.inputs)}) as now
            ),
            earlier as (
                select rejects.*, pairs.new_id,
                    row_number() over (partition by delivery_id, raw_text order by source_line) as place
                from ({_read_rejects(basis.folder / basis.inputs.name)}) as rejects
                inner join (values {pairs}) as pairs (old_id, new_id) on rejects.delivery_id = pairs.old_id
            )
            select coalesce(rejects.raw_text, earlier.raw_text) as raw_text, earlier.delivery_id as old_id,
                earlier.source_line as old_line, rejects.delivery_id as new_id, rejects.source_line as new_line
            from rejects
            full join earlier
                on rejects.delivery_id = earlier.new_id and rejects.raw_text = earlier.raw_text
                and rejects.place = earlier.place;
        create or replace temp table due_lines as {_build_due_lines(basis)};
        create or replace temp table changed_keys as
            select coalesce(groups.key, earlier.key) as key
            from groups
            full join earlier_groups as earlier
                on groups.source = earlier.source and groups.delivery_id = earlier.delivery_id
                and groups.key = earlier.key
            where groups.digest is distinct from earlier.digest
            union
            select key from nodes where starts_with(key, {NO_IDS})
            union
            select nodes.key from nodes inner join tokens using (node)
            where tokens.token in ({_build_named(basis)})
            union
            select groups.key
            from (
                select key, delivery_id, unnest(lines) as source_line
                from read_parquet({groups}, hive_partitioning = true)
            ) as groups
            semi join due_lines using (delivery_id, source_line);
        create or replace temp table changed as
            select distinct label from nodes where key in (select key from changed_keys)
        """
    )
    ((rows,),) = connection.execute(
        """
        select
            (select coalesce(sum(rows), 0) from nodes where label in (select label from changed))
            + (select coalesce(sum(rows), 0) from received where key is null)
        """
    ).fetchall()
    ((all_rows,),) = connection.execute("select coalesce(sum(rows), 0) from received").fetchall()
    return int(rows), int(all_rows)


def _read_rejects(inputs: Path) -> str:
    return f"select * from read_parquet({quote(str(inputs / 'restricted.rejects.parquet'))})"


def _build_due_lines(basis: Basis) -> str:
    """Build the query of lines of the last run of people of whom something expired by the as-of day, or who have no
    id."""
    links = quote(basis.find_table("int_person_links"))
    due = [
        f"select links.person_key from read_parquet({quote(basis.find_table(model.table))}) as expired "
        f"inner join read_parquet({links}) as links on links.{person} = expired.{person} "
        f"where expired.{column} <= {_quote_day(basis.as_of)}"
        for model in basis.plan.models
        if model.is_taken_over and (person := model.person) == "person_id"
        for column, _ in model.columns
        if column.endswith("valid_until")
    ]
    people = quote(basis.find_table(basis.people_table))
    return f"""
        select people.delivery_id, people.source_line
        from read_parquet({people}) as people
        where people.person_key in ({" union ".join(due) or "null"})
            or (people.state_id is null and people.issuer_person_id is null)
    """


def _build_named(basis: Basis) -> str:
    """Build the query of tokens of people whom a line of a decision, fact or claim names that came, went or changed, or
    a rejected line that did."""
    columns = {"identity_decisions": ["id_key", "other_id_key"]}
    found = [
        """
        select unnest(['s' || digits, 'i' || digits, 'e' || ltrim(right(digits, 8), '0')]) as token
        from (
            select ltrim(unnest(regexp_extract_all(raw_text, '[0-9]{8,}')), '0') as digits
            from reject_lines where old_line is null or new_line is null
        ) as rejects
        """
    ]
    for path in sorted(basis.inputs.iterdir()):
        name = path.stem.partition(".")[2]
        last, now = (
            f"select * from read_parquet({quote(str(one))})"
            for one in (basis.folder / basis.inputs.name / path.name, path)
        )
        if name in COMPARED:
            differing = f"(({last} except {now}) union all ({now} except {last})) as lines"
            if name == "established_facts":  # (a fact of a line is of that file's line alone)
                differing = f"(select * from {differing} union from ({last}) where unit = 'line') as lines"
            found.append(f"select token from ({build_tokens(differing, '1', columns.get(name, ['id_key']))})")
    return " union ".join(found)


def write_unchanged(connection: duckdb.DuckDBPyConnection, basis: Basis, folder: Path, first_kept: int) -> str:
    """Write who is not taken over, and which line each row of the others has now, by shard of the last run. Add the
    others to ``placed``. Return a hash of what was written."""
    groups = quote(str(basis.folder / basis.rows.name / GROUPS / "*" / "*.parquet"))
    connection.execute(
        f"""
        create or replace temp table gone_keys as
            select distinct key from nodes where rows = 0 and label in (select label from changed);
        create or replace temp table gone_lines as
            select delivery_id, unnest(lines) as source_line
            from read_parquet({groups}, hive_partitioning = true)
            where key in (select key from gone_keys);
        copy (
            select distinct links.person_id, links.history_number, links.person_key
            from read_parquet({quote(basis.find_table(basis.people_table))}) as people
            inner join read_parquet({quote(basis.find_table("int_person_links"))}) as links
                on people.person_key = links.person_key
            left join gone_lines
                on people.delivery_id = gone_lines.delivery_id and people.source_line = gone_lines.source_line
            where gone_lines.source_line is not null
                or (people.state_id is null and people.issuer_person_id is null)
            union all by name
            select distinct issuer_key as issuer_person_id
            from nodes where rows = 0 and label in (select label from changed) and issuer_key is not null
            order by all
        ) to {quote(str(folder / GONE))} (format parquet, compression snappy);
        create or replace temp table kept_groups as
            select earlier_groups.* from earlier_groups anti join gone_keys using (key);
        copy (
            select kept.shard, kept.old_id, unnest(earlier.lines) as old_line, kept.delivery_id as new_id,
                unnest(groups.lines) as new_line
            from kept_groups as kept
            inner join read_parquet({groups}, hive_partitioning = true) as earlier
                on kept.source = earlier.source and kept.old_id = earlier.delivery_id and kept.key = earlier.key
            inner join groups
                on kept.source = groups.source and kept.delivery_id = groups.delivery_id and kept.key = groups.key
        ) to {quote(str(folder / LINES))} (format parquet, compression snappy, partition_by (shard));
        copy (
            select old_id, old_line, new_id, new_line
            from reject_lines where old_line is not null and new_line is not null
        ) to {quote(str(folder / REJECT_LINES))} (format parquet, compression snappy);
        insert into placed
            select distinct key, shard + {first_kept} from kept_groups
        """
    )
    found = connection.execute("select count(*), bit_xor(hash(key)) from gone_keys").fetchall()
    for table in (
        "gone_keys",
        "gone_lines",
        "kept_groups",
        "earlier_groups",
        "due_lines",
        "reject_lines",
        "changed_keys",
        "changed",
    ):
        connection.execute(f"drop table {table}")
    return hashlib.sha256(f"{basis.content_hash} {found}".encode()).hexdigest()


def build_kept_rows(query: str, shard: int, folder: Path) -> str:
    """Build the query of rows that a shard of the last run keeps, from the ``query`` of everybody's."""
    return (
        f"select rows.* from ({query}) as rows semi join ({_read_lines(folder, shard)}) as lines "
        "on rows.delivery_id = lines.new_id and rows.source_line = lines.new_line"
    )


def _read_lines(folder: Path, shard: int) -> str:
    files = [str(folder / REJECT_LINES), *map(str, sorted((folder / LINES / f"shard={shard}").glob("*.parquet")))]
    return f"select * from read_parquet([{', '.join(map(quote, files))}], hive_partitioning = false)"


def build_kept_queries(basis: Basis, stage: str, shard: int, folder: Path) -> Mapping[str, str]:
    """Build the query of each table of a stage that is taken over from a shard of the last run, by name.

    ``folder``: where ``write_unchanged`` wrote.
    """
    lines = _read_lines(folder, shard)
    shard_folder = name_folder(basis.folder, shard, stage)
    return {
        f"{model.schema}.{model.table}": _build_kept_query(
            model, shard_folder / f"{model.schema}.{model.table}.parquet", lines, folder / GONE, basis
        )
        for model in basis.plan.models
        if model.is_taken_over and model.stage == stage
    }


def _build_kept_query(model: PlannedModel, file: Path, lines: str, gone: Path, basis: Basis) -> str:
    names = {name for name, _ in model.columns}
    old = build_query(model.columns, [file])
    if model.is_distinct:
        return old
    # (A line says whose it is.)
    of_gone = (
        None
        if model.person == "person_key" and "source_line" in names
        else _build_gone(model, file.parents[1], gone, basis)
    )
    of_kept = f"anti join ({of_gone[1]}) as gone on old.{of_gone[0]} = gone.{of_gone[0]}" if of_gone else ""
    changes: dict[str, str] = {}
    joins, where = "", "true"
    if "data_as_of" in names:
        cuts = {(pair.old_cut, pair.new_cut) for pair in basis.pairs}
        changes["data_as_of"] = _build_case("old.data_as_of", {_quote_day(a): _quote_day(b) for a, b in cuts})
    if "source_line" in names:
        joins = f"left join ({lines}) as lines on old.delivery_id = lines.old_id and old.source_line = lines.old_line"
        where = "(old.source_line is null or lines.old_line is not null)"
        changes |= {"delivery_id": "lines.new_id", "source_line": "lines.new_line"}
    elif listed := names & {"source_rows", "source_lines"}:
        (column,) = listed
        is_text = column == "source_rows"
        element = "lines.new_id || ':' || lines.new_line" if is_text else "lines.new_line"
        same = (
            "lines.old_id || ':' || lines.old_line = old.element"
            if is_text
            else ("lines.old_line = old.element and lines.old_id = old.delivery_id")
        )
        old = f"select *, row_number() over () as place from ({old})"
        joins = f"""
            left join (
                select old.place, list_sort(list({element})) as listed, min(lines.new_id) as new_id
                from (select *, unnest({column}) as element from ({old})) as old
                inner join ({lines}) as lines on {same}
                group by old.place
            ) as moved on old.place = moved.place
        """
        where = f"(moved.place is not null or coalesce(len(old.{column}), 0) = 0)"
        changes[column] = f"coalesce(moved.listed, old.{column})"
        if "delivery_id" in names:
            changes["delivery_id"] = "moved.new_id"
        if "speaking_source_row" in names:
            speaking = "speaking.old_id || ':' || speaking.old_line"
            joins += f" left join ({lines}) as speaking on old.speaking_source_row = {speaking}"
            changes["speaking_source_row"] = "speaking.new_id || ':' || speaking.new_line"
        if "speaking_row_number" in names:
            numbers = {str(pair.old_number): str(pair.new_number) for pair in basis.pairs}
            number = _build_case("(old.speaking_row_number // 4294967296)", numbers)
            joins += (
                f" left join ({lines}) as speaking on old.delivery_id = speaking.old_id "
                "and old.speaking_row_number % 4294967296 = speaking.old_line"
            )
            changes["speaking_row_number"] = f"{number} * 4294967296 + speaking.new_line"
    elif "delivery_id" in names:
        ids = {quote(pair.old_id): quote(pair.new_id) for pair in basis.pairs}
        changes["delivery_id"] = _build_case("old.delivery_id", ids)
    columns = ", ".join(
        f'{changes.get(name, f"old.{chr(34)}{name}{chr(34)}")} as "{name}"' for name, _ in model.columns
    )
    return f"select {columns} from ({old}) as old {of_kept} {joins} where {where}"


def _build_gone(model: PlannedModel, shard: Path, gone: Path, basis: Basis) -> tuple[str, str] | None:
    """Build the column and the query of its values in rows of people who are not taken over from a shard."""
    if model.person:
        return model.person, f"select {model.person} from read_parquet({quote(str(gone))})"
    if not model.person_of:
        return None
    table, key = model.person_of.split(".")
    owner = next(one for one in basis.plan.models if one.table == table)
    column, query = _build_gone(owner, shard, gone, basis) or ("", "")
    rows = build_query(owner.columns, [shard / owner.stage / f"{owner.schema}.{owner.table}.parquet"])
    return key, f"select distinct {key} from ({rows}) as owners where {column} in ({query})"


def _build_case(value: str, words: Mapping[str, str]) -> str:
    if not words:
        return value
    cases = " ".join(f"when {old} then {new}" for old, new in sorted(words.items()))
    return f"case {value} {cases} else {value} end"


def _quote_day(day: date) -> str:
    return f"date '{day.isoformat()}'"
