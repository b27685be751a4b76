"""What two laws make of each conviction and arrest, side by side: temporary tables that are counted and then gone.

What belongs here: which relief counts where a conviction has several, and who gains, loses or gets another. What does
not: counting (``comparing``). Facts and groups are those of the run and the same for both; only outcomes differ.
"""

from __future__ import annotations

import duckdb

UNITS_TABLE, FINDINGS_TABLE = "compared_units", "compared_findings"
BEST_FIRST = ("dismiss_and_seal", "dismiss", "redesignate_infraction", "redesignate_misdemeanor")
"""Of several reliefs of a conviction the first counts (as in ``marts.charge_reliefs``), before what is no order of a
court."""

_PER_UNIT = """
    select
        outcomes.unit_type,
        outcomes.unit_id,
        arg_min(outcomes.remedy_id, {rank}) filter (where outcomes.outcome = 'eligible') as remedy,
        arg_min(outcomes.relief, {rank}) filter (where outcomes.outcome = 'eligible') as relief,
        max(case outcomes.outcome
            when 'already_relieved' then '5 relieved before'
            when 'not_yet' then '4 not yet'
            when 'review' then '3 to review'
            when 'undeterminable' then '2 not determinable'
            else '1 not eligible'
        end) as otherwise
    from {outcomes} as outcomes
    inner join remedies on outcomes.remedy_id = remedies.remedy_id
    group by outcomes.unit_type, outcomes.unit_id
"""


def _per_unit(outcomes: str) -> str:
    reliefs = ", ".join(f"'{relief}'" for relief in BEST_FIRST)
    rank = f"100 * coalesce(list_position([{reliefs}], outcomes.relief), 99) + remedies.place"
    return _PER_UNIT.format(outcomes=outcomes, rank=rank)


def make_compared(connection: duckdb.DuckDBPyConnection, state: str, first: str, second: str) -> None:
    """Every unit that has relief under one of the laws, with its groups; each finding that is eligible under one."""
    connection.execute(
        f"""
        create or replace temporary table {UNITS_TABLE} as
        with remedies as (
            select remedy_id, row_number() over (order by relief_by, basis desc, remedy_id) as place
            from rules.{state}_remedies
        ),
        first_law as ({_per_unit(first)}),
        second_law as ({_per_unit(second)}),
        compared as (
            select
                coalesce(first_law.unit_type, second_law.unit_type) as unit_type,
                coalesce(first_law.unit_id, second_law.unit_id) as unit_id,
                first_law.remedy is not null as before,
                second_law.remedy is not null as after,
                first_law.remedy as remedy_before,
                second_law.remedy as remedy_after,
                first_law.remedy is distinct from second_law.remedy
                or first_law.relief is distinct from second_law.relief as is_other,
                case
                    when first_law.remedy is null then coalesce(first_law.otherwise, '0 not asked')
                    when second_law.remedy is null then coalesce(second_law.otherwise, '0 not asked')
                    else '6 eligible'
                end as otherwise
            from first_law
            full outer join second_law
                on first_law.unit_type = second_law.unit_type and first_law.unit_id = second_law.unit_id
            where first_law.remedy is not null or second_law.remedy is not null
        )
        select
            groups.unit, groups.person_id, groups.place, groups.race_group, groups.sex_group, groups.age_band,
            groups.vital_status, groups.level, groups.offense_group, groups.section, groups.decided_year,
            coalesce(compared.remedy_after, compared.remedy_before) as remedy,
            substr(compared.otherwise, 3) as otherwise,
            compared.before,
            compared.after and not compared.before as gains,
            compared.before and not compared.after as losses,
            compared.before and compared.after and compared.is_other as changes,
            compared.after
        from compared
        inner join marts.relief_groups as groups
            on compared.unit_type = groups.unit_type and compared.unit_id = groups.unit_id
        """
    )
    connection.execute(
        f"""
        create or replace temporary table {FINDINGS_TABLE} as
        with compared as (
            select
                coalesce(first_law.unit_type, second_law.unit_type) as unit_type,
                coalesce(first_law.unit_id, second_law.unit_id) as unit_id,
                coalesce(first_law.person_id, second_law.person_id) as person_id,
                coalesce(first_law.remedy_id, second_law.remedy_id) as remedy_alone,
                coalesce(first_law.outcome = 'eligible', false) as before,
                coalesce(second_law.outcome = 'eligible', false) as after,
                first_law.relief is distinct from second_law.relief as is_other
            from {first} as first_law
            full outer join {second} as second_law
                on first_law.unit_type = second_law.unit_type
                and first_law.unit_id = second_law.unit_id
                and first_law.remedy_id = second_law.remedy_id
            where 'eligible' in (first_law.outcome, second_law.outcome)
        )
        select
            case
                when compared.unit_type = 'arrest' then 'arrest'
                when charges.is_conviction then 'conviction'
                else 'charge without conviction'
            end as unit,
            compared.person_id,
            compared.remedy_alone,
            compared.before,
            compared.after and not compared.before as gains,
            compared.before and not compared.after as losses,
            compared.before and compared.after and compared.is_other as changes,
            compared.after
        from compared
        left join intermediate.int_charges as charges
            on compared.unit_type = 'charge' and compared.unit_id = charges.charge_id
        """
    )
