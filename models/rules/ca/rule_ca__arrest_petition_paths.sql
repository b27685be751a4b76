-- Compiled from petitions.law by lookback law compile ca, hash a010c30c21213f26.
{{ config(materialized='view') }}
-- Petitions where automatic relief does not reach: about arrests.
-- A condition is true, false, or NULL where nobody knows; AND, OR and NOT of SQL do the rest.
-- What is false bars a path; what nobody knows is an if, in the words of the pack.
with
-- What each arrest is.
arrests as (
    select
        *,
        -- Penal Code 851.91
        {{ is_told('convicted', ['no']) }} as arrest_without_conviction,
        -- Penal Code 851.91
        {{ is_told('diversion_completed', ['yes', 'unknown']) }} as arrest_with_a_diversion,
        -- Penal Code 1203.43
        (
            {{ is_since('arrest', "date '1997-01-01'") }}
            and {{ is_told('diversion_completed', ['yes', 'unknown']) }}
        )
        or (
            {{ is_since('disposition', "date '1997-01-01'") }}
            and {{ is_told('diversion_completed', ['yes', 'unknown']) }}
        ) as deferred_since_1997,
        -- Penal Code 1203.43
        {{ is_told('diversion_completed', ['yes']) }} as arrest_with_a_completed_diversion
    from {{ ref('rule_ca__wide_facts') }}
    where unit = 'arrest'
),

-- The charges that a path is, or may be, for; when each wait is over, at the earliest and at the
-- latest.
waits as (
    select
        *
    from arrests
    where
        is_candidate
        and is_here is not false
        and (
            arrest_with_a_completed_diversion is not false
            or arrest_without_conviction is not false
        )
),

-- What the law asks: true, false, or NULL where nobody knows.
elements as (
    select
        *,
        -- Penal Code 1203.43
        {{ does_not_appear('convicted') }} as nothing_was_convicted,
        -- Penal Code 1203.43
        deferred_since_1997 as is_since_1997,
        -- Penal Code 1203.43
        {{ is_known('deferred_with_a_plea') }} as plea_was_entered,
        -- Penal Code 851.91
        {{ is_known('charge_dismissed') }} as arrest_dismissed,
        -- Penal Code 851.91
        {{ is_known('acquitted') }} as arrest_acquitted,
        -- Penal Code 851.91
        not arrest_with_a_diversion as no_diversion,
        -- Penal Code 851.91
        {{ is_known('no_charge_can_follow') }} as no_charge_can_follow,
        -- Penal Code 851.91
        {{ best_of([
            ['arrest_dismissed'], ['arrest_acquitted'], ['no_diversion', 'no_charge_can_follow']],
            only_waits=[
        ]) }} as ended_without_conviction_grade,
        case when ended_without_conviction_grade <> 2 then ended_without_conviction_grade < 2 end
            as ended_without_conviction
    from waits
)

-- Penal Code 1203.43
{% set by_pc_1203_43_deferred_entry = {
    'arrest_with_a_completed_diversion': "the program was completed",
    'nothing_was_convicted': "no conviction that a court alone tells came of it",
    'is_since_1997': "it was not before 1997-01-01",
    'plea_was_entered':
        "it was deferred entry of judgment with a plea, and the charges were dismissed "
        "under Penal Code 1000.3"
} %}
select {{ leaves_open('pc_1203_43', 1, by_pc_1203_43_deferred_entry) }}
from elements
where {{ may_be_so(by_pc_1203_43_deferred_entry) }} and as_of_date >= date '1850-01-01'
union all
-- Penal Code 851.91
{% set by_pc_851_91_no_conviction = {
    'arrest_without_conviction': "no conviction that a court alone tells came of it",
    'ended_without_conviction': "no charge is pending and the time to charge has run out"
} %}
select {{ leaves_open('pc_851_91', 2, by_pc_851_91_no_conviction) }}
from elements
where {{ may_be_so(by_pc_851_91_no_conviction) }} and as_of_date >= date '1850-01-01'
