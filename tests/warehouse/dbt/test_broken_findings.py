"""Findings and hints that do not follow from what was decided fail the data tests that shards ask."""

from __future__ import annotations

import pytest
from compiled_models import data_test

from orchestration.settings import Settings
from orchestration.warehouse.connection import open_warehouse
from orchestration.warehouse.shards.build import list_kinds

FOLLOWS = "each_finding_follows_from_its_elements"
HINTS = "each_hint_stands_beside_what_relief_does_not_reach"
OF_ARRESTS = "each_finding_of_an_arrest_is_of_one_arrest_and_person"


@pytest.mark.parametrize(
    ("name", "table", "broken"),
    [
        (FOLLOWS, "decisions", "select * replace ('elsewhere' as path) from {old}"),
        (FOLLOWS, "decisions", "select * replace ('eligible' as outcome) from {old}"),
        (FOLLOWS, "decisions", "select * replace ('review' as outcome) from {old}"),
        (HINTS, "petition_hints", "select * replace (replace(hint, 'Hint: ', '') as hint) from {old}"),
        (HINTS, "petition_hints", "select * replace ('elsewhere' as charge_id) from {old}"),
        (HINTS, "findings", "select * replace ('eligible' as outcome) from {old}"),
        (HINTS, "arrest_petition_hints", "from {old} union all from {old}"),
        (OF_ARRESTS, "arrest_findings", "select * replace ('elsewhere' as arrest_id) from {old}"),
        (OF_ARRESTS, "arrest_findings", "select * replace ('nobody' as person_id) from {old}"),
        (OF_ARRESTS, "arrest_findings", "from {old} union all from {old}"),
    ],
)
def test_findings_and_hints_that_do_not_follow_fail_their_data_test(
    copied_sample: Settings, name: str, table: str, broken: str
) -> None:
    sql = data_test(f"assert_{name}")
    with open_warehouse(copied_sample) as connection:
        assert connection.execute(sql).fetchall() == []
        connection.execute("begin")
        try:
            kind = list_kinds(connection)["rules", f"rule_ca__{table}"]
            connection.execute(f"create table rules.kept as {broken.replace('{old}', f'rules.rule_ca__{table}')}")
            connection.execute(f"drop {kind} rules.rule_ca__{table}")
            connection.execute(f"create view rules.rule_ca__{table} as from rules.kept")
            assert connection.execute(sql).fetchall()
        finally:
            connection.execute("rollback")
