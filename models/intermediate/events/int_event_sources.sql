with event_rows as (

    select
        events.*,
        links.person_id,
        links.history_number,
        links.person_bucket as linked_bucket
    from {{ staged('events') }} as events
    inner join {{ ref('int_person_links') }} as links on events.person_key = links.person_key

),

counts as (

    select
        delivery_id,
        history_number,
        count_key,
        cycle_key,
        charge_number
    from {{ ref('int_delivered_charges') }} as counts

),

charges as (

    select
        charge_number,
        charge_id,
        disposition_type,
        code_book,
        section,
        subdivision_path,
        event_date_earliest
    from {{ ref('int_charges') }} as charges

),

same_count as (

    select distinct
        event_rows.delivery_id,
        event_rows.source_line,
        charges.charge_id
    from event_rows
    inner join counts
        on {{ is_same_telling('event_rows', 'counts') }}
        and event_rows.history_number = counts.history_number
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
        -- (What ends or begins a sentence is told of its case where it is told of no count.)
        or event_type in ('sentence', 'release', 'prison_release', 'supervision_end')
        or event_type in ('pardon', 'conditional_pardon')

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
        on {{ is_same_telling('unlinked', 'counts') }}
        and unlinked.history_number = counts.history_number
        and unlinked.cycle_key = counts.cycle_key
    inner join charges on counts.charge_number = charges.charge_number
    where charges.disposition_type = 'convicted'

),

-- The convictions of the court case that an event's own count is of, whichever cycle has them.
convictions_of_its_case as (

    select
        event_rows.delivery_id,
        event_rows.source_line,
        event_rows.event_type,
        event_rows.step_type,
        event_rows.event_date_latest,
        event_rows.code_book,
        event_rows.section,
        own.disposition_type as own_disposition_type,
        convictions.charge_id,
        convictions.code_book as convicted_code_book,
        convictions.section as convicted_section,
        convictions.event_date_earliest as convicted_date_earliest,
        own.case_number_key = convictions.case_number_key
        and own.count_number = convictions.count_number
        and own.section = convictions.section
        and own.code_book = convictions.code_book
        and own.subdivision_path = convictions.subdivision_path
        and convictions.event_date_latest <= event_rows.event_date_earliest as is_same_count
    from event_rows
    inner join counts
        on {{ is_same_telling('event_rows', 'counts') }}
        and event_rows.history_number = counts.history_number
        and event_rows.count_key = counts.count_key
    inner join {{ ref('int_charges') }} as own on counts.charge_number = own.charge_number
    inner join {{ ref('int_charges') }} as convictions
        on own.person_id = convictions.person_id
        and own.county_name = convictions.county_name
        -- (Few cases have several numbers, with + between.)
        and case
            when contains(own.case_number_key, '+') or contains(convictions.case_number_key, '+')
                then list_has_any(
                        string_split(own.case_number_key, '+'), string_split(convictions.case_number_key, '+')
                    )
            else own.case_number_key = convictions.case_number_key
        end
    where convictions.disposition_type = 'convicted'

),

-- Relief and probation that no conviction of the cycle can be meant by, in a cycle of a court case that another cycle
-- told before: which counts of that case are meant? Exactly one of the same number and section, surely convicted before
-- it, is; else any may be, also where of several case numbers one alone is the same.
in_case as (

    select
        of_its_case.delivery_id,
        of_its_case.source_line,
        of_its_case.charge_id,
        of_its_case.is_same_count
    from convictions_of_its_case as of_its_case
    anti join same_count using (delivery_id, source_line)
    anti join in_cycle using (delivery_id, source_line)
    where starts_with(of_its_case.event_type, 'relief_') or starts_with(of_its_case.event_type, 'probation')

),

in_case_chosen as (

    select
        *,
        count(*) filter (where is_same_count) over (partition by delivery_id, source_line) = 1 as is_one_meant
    from in_case

),

-- A disposition that nobody understands may undo a conviction that stands in the cycle before it, if it is of the same
-- section or of none that is known. (Of the same day it is more likely that of another count.)
later_in_cycle as (

    select
        event_rows.delivery_id,
        event_rows.source_line,
        charges.charge_id,
        event_rows.subdivision_path = charges.subdivision_path as is_same_section
    from event_rows
    inner join counts
        on {{ is_same_telling('event_rows', 'counts') }}
        and event_rows.history_number = counts.history_number
        and event_rows.cycle_key = counts.cycle_key
        and event_rows.count_key <> counts.count_key
    inner join charges on counts.charge_number = charges.charge_number
    where event_rows.event_type = 'disposition_unrecognised'
        and event_rows.step_type = 'court_action'
        and charges.disposition_type = 'convicted'
        and coalesce(event_rows.event_date_latest > charges.event_date_earliest, true)
        and (
            event_rows.section is null
            or (
                event_rows.section = charges.section
                and event_rows.code_book = charges.code_book
            )
        )

),

-- So it may if another cycle of its court case tells of that conviction, and neither its own count nor its own cycle
-- tells of one that can be meant.
later_in_case as (

    select distinct
        of_its_case.delivery_id,
        of_its_case.source_line,
        of_its_case.charge_id
    from convictions_of_its_case as of_its_case
    anti join later_in_cycle using (delivery_id, source_line)
    where of_its_case.event_type = 'disposition_unrecognised'
        and of_its_case.step_type = 'court_action'
        and of_its_case.own_disposition_type <> 'convicted'
        and coalesce(of_its_case.event_date_latest > of_its_case.convicted_date_earliest, true)
        and (
            of_its_case.section is null
            or (
                of_its_case.section = of_its_case.convicted_section
                and of_its_case.code_book = of_its_case.convicted_code_book
            )
        )

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
    select distinct
        delivery_id,
        source_line,
        charge_id,
        case when is_same_section then 'same_section_in_cycle' else 'somewhere_in_cycle' end as link_basis
    from in_cycle_chosen
    where is_same_section or not has_same_section
    union all
    select
        delivery_id,
        source_line,
        charge_id,
        case when is_one_meant then 'same_count_in_case' else 'somewhere_in_case' end as link_basis
    from in_case_chosen
    where is_same_count or not is_one_meant
    union all
    select distinct
        delivery_id,
        source_line,
        charge_id,
        case when is_same_section then 'same_section_in_cycle' else 'somewhere_in_cycle' end as link_basis
    from later_in_cycle
    union all
    select delivery_id, source_line, charge_id, 'somewhere_in_case' as link_basis from later_in_case

),

-- Probation as courts and prosecutors tell it, on the charge they tell it of, worded as the newest list does that tells
-- of the charge. Where only an older one tells it, that is said.
court_days as (

    select
        charges.charge_number,
        court_rows.person_id,
        court_rows.person_bucket,
        court_rows.data_as_of < charges.data_as_of as is_of_an_older_list,
        court_rows.county_name,
        charges.charge_text,
        court_rows.code_book,
        court_rows.section,
        court_rows.subdivision_path,
        court_rows.source_rows,
        court_rows.probation_completed_date_earliest,
        court_rows.probation_completed_date_latest,
        court_rows.probation_completed_date_precision,
        court_rows.probation_revoked_date_earliest,
        court_rows.probation_revoked_date_latest,
        court_rows.probation_revoked_date_precision
    from {{ ref('int_court_rows') }} as court_rows
    inner join {{ ref('int_court_charges') }} as charges on court_rows.court_charge_id = charges.court_charge_id
    where charges.charge_number is not null

),

court_events as (

    {% for event_type in ['probation_completed', 'probation_revoked'] %}
        select
            court_days.person_id,
            cast(null as ubigint) as history_number,
            court_days.person_bucket as linked_bucket,
            split_part(court_days.source_row, ':', 1) as delivery_id,
            cast(split_part(court_days.source_row, ':', 2) as bigint) as source_line,
            '{{ event_type }}' as event_type,
            'court_record' as step_type,
            cast(null as varchar) as step_type_code,
            court_days.county_name,
            court_days.{{ event_type }}_date_earliest as event_date_earliest,
            court_days.{{ event_type }}_date_latest as event_date_latest,
            court_days.{{ event_type }}_date_precision as event_date_precision,
            court_days.charge_text,
            court_days.code_book,
            court_days.section,
            court_days.subdivision_path,
            cast(null as varchar) as disposition_text,
            cast(null as varchar) as disposition_type,
            {{ content_hex('court_days.charge_number') }} as charge_id,
            'same_count' as link_basis,
            court_days.is_of_an_older_list
        from (select * exclude (source_rows), unnest(source_rows) as source_row from court_days) as court_days
        where court_days.{{ event_type }}_date_precision <> 'blank'
        {% if not loop.last %}union all{% endif %}
    {% endfor %}

),

told_events as (

    select
        event_rows.person_id,
        event_rows.history_number,
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
        false as is_of_an_older_list
    from event_rows
    left join linked
        on event_rows.delivery_id = linked.delivery_id
        and event_rows.source_line = linked.source_line
    union all
    select * from court_events

)

select
    md5(concat_ws(
        '|',
        person_id,
        event_type,
        coalesce(step_type_code, ''),
        coalesce(county_name, ''),
        coalesce(strftime(event_date_earliest, '%Y%m%d'), ''),
        event_date_precision,
        coalesce(charge_text, ''),
        coalesce(disposition_text, ''),
        coalesce(charge_id, '')
    )) as event_id,
    person_id,
    history_number,
    cast(linked_bucket as integer) as person_bucket,
    delivery_id,
    source_line,
    charge_id,
    link_basis,
    event_type,
    step_type,
    step_type_code,
    county_name,
    event_date_earliest,
    event_date_latest,
    event_date_precision,
    charge_text,
    code_book,
    section,
    subdivision_path,
    disposition_text,
    disposition_type,
    is_of_an_older_list
from told_events
