-- Penal Code 851.91 and 1203.43: where the automatic relief of an arrest does not reach, which petition the person may
-- bring. A hint is no determination and files nothing. What the record does not tell stands as an "if" in its words,
-- never as a no.
with remedies as (

    select traditional_remedies.*
    from {{ law('traditional_remedies') }} as traditional_remedies
    cross join {{ source('intake', 'run_parameters') }} as run_parameters
    where traditional_remedies.unit = 'arrest'
        and run_parameters.as_of_date >= traditional_remedies.effective_from
        and (
            traditional_remedies.effective_to is null
            or run_parameters.as_of_date <= traditional_remedies.effective_to
        )

),

not_reached as (

    select
        findings.arrest_id,
        findings.person_id,
        findings.person_bucket,
        findings.remedy_id,
        arrests.arrest_date_earliest,
        arrests.arrest_date_latest,
        outcomes.disposed_on_latest,
        outcomes.is_convicted,
        outcomes.is_perhaps_convicted,
        outcomes.has_arrest_relief,
        case
            when outcomes.is_convicted then 'convicted'
            when outcomes.has_juvenile_charge or outcomes.has_charge_in_doubt or outcomes.has_unrecognised_disposition
                then 'unknown'
            when outcomes.is_diversion_completed then 'diversion_completed'
            when outcomes.is_acquitted then 'acquitted'
            when outcomes.is_dismissed then 'dismissed'
            when outcomes.has_diversion then 'diversion'
            when not outcomes.has_proceedings then 'no_proceedings'
            else 'unknown'
        end as ended_how
    from {{ rule('arrest_findings') }} as findings
    inner join {{ ref('int_arrests') }} as arrests
        on findings.arrest_id = arrests.arrest_id and findings.person_id = arrests.person_id
    inner join {{ ref('int_arrest_outcomes') }} as outcomes on arrests.arrest_number = outcomes.arrest_number
    where findings.outcome not in ('eligible', 'already_relieved')

),

answered as (

    select
        not_reached.*,
        remedies.* exclude (levels),
        case
            when list_contains(string_split(remedies.ended, ' '), not_reached.ended_how) then 'yes'
            when list_contains(string_split(coalesce(remedies.ended_perhaps, ''), ' '), not_reached.ended_how)
                then 'unknown'
            else 'no'
        end as ended_so,
        case
            when remedies.decided_from is null then 'yes'
            when not_reached.arrest_date_earliest >= remedies.decided_from then 'yes'
            when not_reached.disposed_on_latest < remedies.decided_from then 'no'
            else 'unknown'
        end as in_time,
        case when not_reached.has_arrest_relief then 'unknown' else 'yes' end as still_stands
    from not_reached
    inner join remedies on not_reached.remedy_id = remedies.beside_remedy

),

in_words as (

    select
        *,
        list_filter([
            case when ended_so = 'unknown' then ended_if end,
            case when is_perhaps_convicted then 'no conviction that a court alone tells came of it' end,
            case when in_time = 'unknown' then 'it was not before ' || decided_from end,
            case when still_stands = 'unknown' then 'the relief already on record leaves it to ask for' end,
            only_if
        ], lambda condition: condition is not null) as conditions
    from answered
    where 'no' not in (ended_so, in_time)

)

select
    arrest_id,
    person_id,
    person_bucket,
    remedy_id,
    hint_id,
    place,
    case when len(conditions) = 0 then 'yes' else 'unknown' end as is_within_reach,
    conditions,
    {{ hint_in_words('conditions') }} as hint,
    citation,
    verified
from in_words
