{{ config(materialized='view', enabled=is_rule_shared('owed', by_engine=true)) }}
-- No statute: what is owed in each case, as far as a file of the state tells: one row per obligation.
select
    obligations.person_id,
    obligations.person_bucket,
    {{ case_of_charge('charges') }} as case_id,
    obligations.obligation_type as kind,
    coalesce(
        obligations.balance_dollars, obligations.amount_owed_dollars - obligations.amount_paid_dollars
    ) as balance
from {{ ref('int_obligations') }} as obligations
inner join {{ ref('int_charges') }} as charges on obligations.charge_id = charges.charge_id
