-- No statute: what is owed in each case, as far as a file of the state tells: one row per obligation.
select
    obligations.person_id,
    obligations.person_bucket,
    case when charges.case_number_key is not null then concat_ws(' ', charges.county_name, charges.case_number_key) end
        as case_id,
    obligations.obligation_type as kind,
    obligations.amount_owed_dollars - obligations.amount_paid_dollars as balance
from {{ ref('int_obligations') }} as obligations
inner join {{ ref('int_charges') }} as charges on obligations.charge_id = charges.charge_id
