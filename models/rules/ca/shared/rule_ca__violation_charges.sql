-- Penal Code 1203.2, 3000.08, 3056, 3455: charges of violating probation or supervision. They are no offenses of their
-- own: one row each, the supervision that it is of, and whether that was revoked, perhaps or not. A charge whose text
-- names a further section is that too.
select
    charges.charge_id,
    charges.person_id,
    charges.person_bucket,
    charges.county_name,
    charges.case_number_key,
    charges.event_date_earliest as violated_on_earliest,
    charges.event_date_latest as violated_on_latest,
    violations.supervision,
    case
        when charges.is_conviction then 'revoked'
        -- (What a row says of probation itself is an event.)
        when charges.disposition_type in ('probation_revoked', 'probation_revoked_and_reinstated') then 'not_here'
        when
            charges.disposition_type in (
                'dismissed', 'acquitted', 'prosecutor_rejected', 'detention_only', 'diversion_completed'
            )
            or starts_with(charges.disposition_type, 'relief_')
            or undisposed.answered_by in ('court', 'same_count_told_later')
            then 'not_revoked'
        else 'perhaps'
    end as outcome
from {{ ref('int_charges') }} as charges
inner join {{ law('supervision_violations') }} as violations
    on charges.code_book = violations.code_book and charges.section = violations.section
left join {{ rule('undisposed_charges') }} as undisposed on charges.charge_id = undisposed.charge_id
where charges.parse_status = 'parsed'
    and not charges.has_further_section
    and charges.charge_prefix is null
    and not charges.is_juvenile
    and charges.record_status <> 'superseded'
