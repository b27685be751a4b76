select
    tellings.event_id,
    tellings.person_id,
    any_value(tellings.person_bucket) as person_bucket,
    tellings.charge_id,
    min(tellings.link_basis) as link_basis,
    any_value(tellings.event_type) as event_type,
    any_value(tellings.step_type) as step_type,
    any_value(tellings.step_type_code) as step_type_code,
    any_value(tellings.county_name) as county_name,
    any_value(tellings.event_date_earliest) as event_date_earliest,
    any_value(tellings.event_date_latest) as event_date_latest,
    any_value(tellings.event_date_precision) as event_date_precision,
    any_value(tellings.charge_text) as charge_text,
    any_value(tellings.code_book) as code_book,
    any_value(tellings.section) as section,
    any_value(tellings.subdivision_path) as subdivision_path,
    any_value(tellings.disposition_text) as disposition_text,
    any_value(tellings.disposition_type) as disposition_type,
    bool_or(coalesce(not lacking.is_line_rejected, false))
    or bool_and(tellings.is_of_an_older_list) as is_missing_in_a_copy,
    list_sort(list(distinct tellings.delivery_id || ':' || tellings.source_line)) as source_rows
from {{ ref('int_event_sources') }} as tellings
left join (
    select
        copies_lacking.event_id,
        bool_and(copies_lacking.is_line_rejected) as is_line_rejected
    from {{ ref('int_events_missing_in_copies') }} as copies_lacking
    group by copies_lacking.event_id
) as lacking
    on tellings.event_id = lacking.event_id
group by tellings.event_id, tellings.person_id, tellings.charge_id
