{{ config(materialized='people_in_pieces') }}
-- What happened beside charges, each once: registration, death, probation and custody, relief granted before, and what
-- we do not recognise. One row per event and charge it touches (none for events of the person alone). link_basis:
-- same_count | same_section_in_cycle | somewhere_in_cycle | no_charge.
with event_rows as (

    select
        events.*,
        links.person_id,
        links.person_number,
        links.person_bucket as linked_bucket
    from {{ staged_in_piece('events') }} as events
    inner join {{ ref('int_person_links') }} as links on events.person_key = links.person_key
    where {{ in_piece('links.person_bucket') }}

),

counts as (

    select
        delivery_id,
        person_number,
        count_key,
        cycle_key,
        charge_number
    from {{ ref('int_counts') }} as counts
    where {{ in_piece('counts.person_bucket') }}

),

charges as (

    select
        charge_number,
        charge_id,
        disposition_type,
        code_book,
        section,
        subdivision_path
    from {{ ref('int_charges') }} as charges
    where {{ in_piece('charges.person_bucket') }}

),

same_count as (

    select
        event_rows.delivery_id,
        event_rows.source_line,
        charges.charge_id
    from event_rows
    inner join counts
        on event_rows.delivery_id = counts.delivery_id
        and event_rows.person_number = counts.person_number
        and event_rows.count_key = counts.count_key
    inner join charges on counts.charge_number = charges.charge_number
    where charges.disposition_type = 'convicted' or event_rows.event_type = 'disposition_unrecognised'

),

-- Only what can touch a conviction is looked for in the rest of the cycle.
unlinked as (

    select *
    from event_rows
    anti join same_count using (delivery_id, source_line)
    where starts_with(event_type, 'relief_')
        or starts_with(event_type, 'probation')
        or starts_with(event_type, 'custody')
        or event_type = 'unrecognised'

),

in_cycle as (

    select
        unlinked.delivery_id,
        unlinked.source_line,
        charges.charge_id,
        -- (A text that was not understood is no match, and no reason to lose the event.)
        coalesce(
            unlinked.section = charges.section
            and unlinked.code_book = charges.code_book
            and unlinked.subdivision_path = charges.subdivision_path,
            false
        ) as is_same_section
    from unlinked
    inner join counts
        on unlinked.delivery_id = counts.delivery_id
        and unlinked.person_number = counts.person_number
        and unlinked.cycle_key = counts.cycle_key
    inner join charges on counts.charge_number = charges.charge_number
    where charges.disposition_type = 'convicted'

),

in_cycle_chosen as (

    select
        in_cycle.*,
        bool_or(in_cycle.is_same_section)
            over (partition by in_cycle.delivery_id, in_cycle.source_line)
            as has_same_section
    from in_cycle

),

linked as (

    select delivery_id, source_line, charge_id, 'same_count' as link_basis from same_count
    union all
    select
        delivery_id,
        source_line,
        charge_id,
        case when is_same_section then 'same_section_in_cycle' else 'somewhere_in_cycle' end as link_basis
    from in_cycle_chosen
    where is_same_section or not has_same_section

),

events as (

    select
        event_rows.person_id,
        event_rows.linked_bucket,
        event_rows.delivery_id,
        event_rows.source_line,
        event_rows.event_type,
        event_rows.step_type,
        event_rows.step_type_code,
        event_rows.county_name,
        event_rows.event_date_earliest,
        event_rows.event_date_latest,
        event_rows.event_date_precision,
        event_rows.charge_text,
        event_rows.code_book,
        event_rows.section,
        event_rows.subdivision_path,
        event_rows.disposition_text,
        event_rows.disposition_type,
        linked.charge_id,
        coalesce(linked.link_basis, 'no_charge') as link_basis,
        md5(concat_ws(
            '|',
            event_rows.person_id,
            event_rows.event_type,
            coalesce(event_rows.step_type_code, ''),
            coalesce(event_rows.county_name, ''),
            coalesce(strftime(event_rows.event_date_earliest, '%Y%m%d'), ''),
            event_rows.event_date_precision,
            coalesce(event_rows.charge_text, ''),
            coalesce(event_rows.disposition_text, ''),
            coalesce(linked.charge_id, '')
        )) as event_id
    from event_rows
    left join linked
        on event_rows.delivery_id = linked.delivery_id
        and event_rows.source_line = linked.source_line

)

select
    event_id,
    person_id,
    cast(any_value(linked_bucket) as integer) as person_bucket,
    charge_id,
    min(link_basis) as link_basis,
    any_value(event_type) as event_type,
    any_value(step_type) as step_type,
    any_value(step_type_code) as step_type_code,
    any_value(county_name) as county_name,
    any_value(event_date_earliest) as event_date_earliest,
    any_value(event_date_latest) as event_date_latest,
    any_value(event_date_precision) as event_date_precision,
    any_value(charge_text) as charge_text,
    any_value(code_book) as code_book,
    any_value(section) as section,
    any_value(subdivision_path) as subdivision_path,
    any_value(disposition_text) as disposition_text,
    any_value(disposition_type) as disposition_type,
    list_sort(list(delivery_id || ':' || source_line)) as source_rows
from events
group by event_id, person_id, charge_id
