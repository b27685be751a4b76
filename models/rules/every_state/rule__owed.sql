{{ config(materialized='view', enabled=is_rule_shared('owed', by_packs=true)) }}
-- No statute: what is owed in each case, as far as a file of the state tells: one row per obligation. Restitution that
-- a sentence orders, and of which no file tells what was paid, is of an amount not known; so is what is still owed of a
-- kind that no vocabulary has, which may be any. A charge without a case number is a case of its own.
with of_cases as (

    select
        obligations.person_id,
        obligations.person_bucket,
        coalesce({{ case_of_charge('charges') }}, charges.charge_id) as case_id,
        obligations.obligation_type as kind,
        coalesce(
            obligations.balance_dollars, obligations.amount_owed_dollars - obligations.amount_paid_dollars
        ) as balance
    from {{ ref('int_obligations') }} as obligations
    inner join {{ ref('int_charges') }} as charges on obligations.charge_id = charges.charge_id

),

told as (

    select *
    from of_cases
    where kind <> 'unrecognised'
    union all
    select * replace (unnest(['restitution', 'fine', 'cost', 'fee', 'state_debt']) as kind, null as balance)
    from of_cases
    where kind = 'unrecognised' and cast(balance as boolean) is distinct from false

),

ordered as (

    select distinct
        charges.person_id,
        charges.person_bucket,
        coalesce({{ case_of_charge('charges') }}, charges.charge_id) as case_id,
        sentences.sentence_type as kind
    from {{ ref('int_sentences') }} as sentences
    inner join {{ ref('int_charges') }} as charges on sentences.charge_id = charges.charge_id
    where sentences.sentence_type = 'restitution' and sentences.record_status <> 'superseded'

)

select * from told
union all by name
select *
from ordered
anti join told using (person_id, case_id, kind)
