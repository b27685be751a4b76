{{ config(tags=['central', 'metrics', 'scenario']) }}
-- What relief leaves of each kind of record, worked out on the first person who has it.
-- no < unknown < yes: the greatest of several says whether any is so.
{% set measures = measures_of('records') %}
{% set yes, no, unknown = as_answer("'yes'"), as_answer("'no'"), as_answer("'unknown'") %}
with sets as (

    {{ sets_of_laws() }}

),

-- What the law itself gives to a charge or arrest; where it may be one of several, which of them is undecided.
given_by_law as (

    select
        reliefs.unit,
        case when count(*) = 1 then min(reliefs.relief) else 'undecided' end as relief
    from {{ law('reliefs') }} as reliefs
    inner join {{ ref('relief_ways') }} as ways on reliefs.relief_by = ways.relief_by and not ways.asks_a_court
    group by reliefs.unit

),

entries_of_kinds as (

    select
        entries.*,
        people.record_kind
    from {{ ref('metric_entries') }} as entries
    inner join {{ ref('metric_people_by_record') }} as people
        on entries.person_id = people.person_id and people.is_first

),

-- What was given has a place in every basis; what was filed counts whatever was answered; what a person has to look at
-- is unknown where all is supposed granted. What a court may order in the end is open; the law itself gives one relief.
reliefs as (

    select
        bases.basis,
        lines.unit_id,
        lines.remedy_id,
        lines.relief,
        {{ yes }} as is_so
    from {{ ref('metric_lines') }} as lines
    inner join entries_of_kinds as entries on lines.unit_id = entries.unit_id
    cross join (values ('given'), ('if_filed_granted'), ('if_all_granted')) as bases (basis)
    where
        lines.is_given or (lines.is_filed and bases.basis = 'if_filed_granted')
    union
    select
        'if_all_granted' as basis,
        subjects.unit_id,
        subjects.remedy_id,
        case
            when subjects.outcome = 'eligible' then subjects.relief
            when not ways.asks_a_court then coalesce(given_by_law.relief, 'undecided')
            else 'undecided'
        end as relief,
        case subjects.outcome when 'eligible' then {{ yes }} else {{ unknown }} end as is_so
    from {{ ref('metric_subjects') }} as subjects
    inner join entries_of_kinds as entries on subjects.unit_id = entries.unit_id
    inner join {{ law('remedies') }} as remedies on subjects.remedy_id = remedies.remedy_id
    inner join {{ ref('relief_ways') }} as ways on remedies.relief_by = ways.relief_by
    left join given_by_law on remedies.unit = given_by_law.unit
    where subjects.outcome in ('eligible', 'review', 'undeterminable')

),

ended as (

    select
        sets.set_number,
        reliefs.unit_id,
        max(reliefs.is_so) as is_relieved,
        {% for ends, leaves in [('ends_entry', 'leaves_entry'), ('ends_felony', 'leaves_felony')] %}
            max(least(
                reliefs.is_so,
                case effects.{{ leaves }} when 'no' then {{ yes }} when 'yes' then {{ no }} else {{ unknown }} end
            )) as {{ ends }}{% if not loop.last %},{% endif %}
        {% endfor %}
    from reliefs
    inner join sets
        on
        reliefs.basis = sets.basis
        and case sets.laws when 'ALONE' then reliefs.remedy_id = sets.law else reliefs.remedy_id <> sets.law end
    left join {{ law('relief_viewers') }} as effects
        on sets.viewer = effects.viewer and reliefs.relief = effects.relief
    group by sets.set_number, reliefs.unit_id

),

-- Whom something is ended for, and everything on the record of each.
touched as (

    select distinct
        ended.set_number,
        entries.record_kind
    from ended
    inner join entries_of_kinds as entries on ended.unit_id = entries.unit_id

),

entries as (

    select
        touched.set_number,
        entries.*,
        coalesce(ended.is_relieved, {{ no }}) as is_relieved,
        coalesce(ended.ends_entry, {{ no }}) as ends_entry,
        coalesce(ended.ends_felony, {{ no }}) as ends_felony
    from touched
    inner join entries_of_kinds as entries on touched.record_kind = entries.record_kind
    left join ended on entries.unit_id = ended.unit_id and touched.set_number = ended.set_number

),

-- Where no conviction is left, whether an arrest that ended in one is shown is not known: no law at hand says so.
records as (

    select
        set_number,
        record_kind,
        max(is_relieved) as is_relieved,
        max(with_record) as with_record,
        {% for measure, of in measures.items() %}
            max(least({{ of.among }}, {{ of.ended_by }})) as {{ measure }}_ended,
            max(
                case
                    {% if of.among == 'with_record' %}when is_convicted_arrest then {{ unknown }}{% endif %}
                    when {{ of.ended_by }} = 'yes' then {{ no }}
                    when {{ of.ended_by }} = 'unknown' then least({{ of.among }}, {{ unknown }})
                    else {{ of.among }}
                end
            ) as {{ measure }}_left{% if not loop.last %},{% endif %}
        {% endfor %}
    from entries
    group by set_number, record_kind

)

select
    sets.basis,
    sets.laws,
    sets.law,
    sets.viewer,
    records.record_kind,
    least(records.is_relieved, records.with_record) as some_relief,
    map {
        {% for measure, of in measures.items() %}
            '{{ measure }}': least(records.{{ measure }}_ended, case
                when records.{{ measure }}_left = 'yes' then {{ no }}
                when records.{{ measure }}_left = 'unknown'
                    or {{ 'people.may_be_felony' if of.among == 'with_felony' else 'people.may_have_one_more' }}
                    then {{ unknown }}
                else {{ yes }}
            end){% if not loop.last %},{% endif %}
        {% endfor %}
    } as left_with_none
from records
inner join sets on records.set_number = sets.set_number
inner join {{ ref('metric_people_by_record') }} as people
    on records.record_kind = people.record_kind and people.is_first
