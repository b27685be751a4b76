with parts as (

    select
        sentences.delivery_id,
        links.person_id,
        links.person_number,
        links.history_number,
        links.person_bucket,
        sentences.count_key,
        sentences.source_line,
        sentences.event_date_earliest,
        sentences.event_date_latest,
        sentences.event_date_precision,
        sentences.sentence_type,
        sentences.sentence_location_code,
        sentences.sentence_length,
        sentences.sentence_length_code,
        sentences.sentence_unit,
        sentences.sentence_unit_code,
        sentences.min_days,
        sentences.max_days,
        sentences.suspended_days,
        {% for side in ['earliest', 'latest'] %}
            {{ ('sentences.end_date_' ~ side) if var('staging') == 'standard' else 'cast(null as date)' }}
                as end_date_{{ side }},
        {% endfor %}
        {{ sentence_part_key('sentences', ['min_days', 'max_days', 'suspended_days']) }} as part_key
    from {{ staged('sentences') }} as sentences
    inner join {{ ref('int_person_links') }} as links on sentences.person_key = links.person_key

),

counts as (

    select
        counts.delivery_id,
        counts.history_number,
        counts.count_key,
        counts.charge_number,
        counts.data_as_of = charges.data_as_of as is_newest_telling
    from {{ ref('int_delivered_charges') }} as counts
    inner join {{ ref('int_charges') }} as charges on counts.charge_number = charges.charge_number

),

-- A row that revokes or modifies probation imposes what it tells on its own day, on the conviction whose probation it
-- is where exactly one is meant.
changes as (

    select
        sources.delivery_id,
        sources.source_line,
        case
            when count(distinct sources.charge_id) = 1
                and bool_and(sources.link_basis in ('same_count', 'same_count_in_case', 'same_section_in_cycle'))
                then any_value(charges.charge_number)
        end as charge_number
    from {{ ref('int_event_sources') }} as sources
    left join {{ ref('int_charges') }} as charges
        on sources.charge_id = charges.charge_id
    where (starts_with(sources.event_type, 'probation_revoked') or sources.event_type = 'probation_modified')
    group by sources.delivery_id, sources.source_line

),

owners as (

    select
        delivery_id,
        history_number,
        charge_number,
        bool_or(is_newest_telling) as is_newest_telling
    from counts
    group by delivery_id, history_number, charge_number

),

parts_with_owners as (

    select
        parts.*,
        changes.delivery_id is not null as is_of_a_change,
        coalesce(changes.charge_number, counts.charge_number) as charge_number,
        coalesce(owners.is_newest_telling, counts.is_newest_telling, true) as is_newest_telling,
        case
            when changes.delivery_id is not null
                then concat_ws('|', parts.event_date_earliest, parts.event_date_precision)
        end as change_key
    from parts
    left join counts
        on {{ is_same_telling('parts', 'counts') }}
        and parts.history_number = counts.history_number
        and parts.count_key = counts.count_key
    left join changes on parts.delivery_id = changes.delivery_id and parts.source_line = changes.source_line
    left join owners
        on {{ is_same_telling('parts', 'owners') }}
        and parts.history_number = owners.history_number
        and changes.charge_number = owners.charge_number

),

-- A part on a row without a charge (a custody step) is kept: it belongs to the person and the day of its step.
parts_told as (

    select
        parts.delivery_id,
        parts.person_number,
        parts.history_number,
        parts.person_bucket,
        parts.source_line,
        parts.sentence_type,
        parts.sentence_location_code,
        parts.sentence_length,
        parts.sentence_length_code,
        parts.sentence_unit,
        parts.sentence_unit_code,
        parts.min_days,
        parts.max_days,
        parts.suspended_days,
        parts.end_date_earliest,
        parts.end_date_latest,
        -- (What a change imposed is another part than the same words of the count.)
        case
            when parts.is_of_a_change and parts.charge_number is not null
                then {{ short_content_number("concat_ws('|', hex(parts.part_key), parts.change_key)") }}
            else parts.part_key
        end as part_key,
        parts.is_of_a_change,
        case when parts.charge_number is not null then parts.change_key end as change_key,
        parts.charge_number is not null as is_of_a_charge,
        case when parts.charge_number is null or parts.is_of_a_change then parts.event_date_earliest end
            as step_date_earliest,
        case when parts.charge_number is null or parts.is_of_a_change then parts.event_date_latest end
            as step_date_latest,
        coalesce(
            parts.charge_number,
            {{ content_number(
                "concat_ws('|', parts.person_id, parts.event_date_earliest, parts.event_date_precision)"
            ) }}
        ) as owner_number,
        case
            when parts.charge_number is not null and not parts.is_of_a_change then parts.count_key
            else concat_ws('|', parts.event_date_earliest, parts.event_date_precision)
        end as told_under,
        parts.is_newest_telling
    from parts_with_owners as parts

),

parts_of_counts as (

    select
        *,
        row_number() over (
            partition by delivery_id, history_number, told_under, part_key
            order by source_line
        ) as ordinal
    from parts_told

),

-- Do equally new copies give the same parts, and none of them no part at all? If not, all are kept and the charge says
-- so. (Sums of content numbers: equal exactly where the parts are the same, in whatever order.)
part_sets as (

    select
        owner_number,
        change_key,
        delivery_id,
        history_number,
        told_under,
        sum(cast(part_key as hugeint)) as part_set
    from parts_of_counts
    where is_newest_telling
    group by owner_number, change_key, delivery_id, history_number, told_under

),

tellings as (

    select
        charge_number,
        count(distinct delivery_id) as delivery_count
    from counts
    where is_newest_telling
    group by charge_number
    having count(*) > 1

),

conflicting_sets as (

    select part_sets.owner_number
    from part_sets
    left join tellings on part_sets.owner_number = tellings.charge_number
    group by part_sets.owner_number, part_sets.change_key
    having min(part_sets.part_set) <> max(part_sets.part_set)
        or count(distinct part_sets.delivery_id) < coalesce(any_value(tellings.delivery_count), 0)

),

conflicting as (

    select distinct owner_number from conflicting_sets

),

told as (

    select
        owner_number,
        part_key,
        ordinal,
        any_value(is_of_a_charge) as is_of_a_charge,
        any_value(is_of_a_change) as is_of_a_change,
        any_value(step_date_earliest) as step_date_earliest,
        any_value(step_date_latest) as step_date_latest,
        any_value(person_number) as person_number,
        any_value(person_bucket) as person_bucket,
        any_value(sentence_type) as sentence_type,
        any_value(sentence_location_code) as sentence_location_code,
        any_value(sentence_length) as sentence_length,
        any_value(sentence_length_code) as sentence_length_code,
        any_value(sentence_unit) as sentence_unit,
        any_value(sentence_unit_code) as sentence_unit_code,
        any_value(min_days) as min_days,
        any_value(max_days) as max_days,
        any_value(suspended_days) as suspended_days,
        min(end_date_earliest) as end_date_earliest,
        max(end_date_latest) as end_date_latest,
        bool_or(is_newest_telling) as is_newest_telling,
        list_sort(list(delivery_id || ':' || source_line)) as source_rows
    from parts_of_counts
    group by owner_number, part_key, ordinal

),

-- What courts tell of the sentence of charges that they do not contradict, in the newest list; in days and months.
court_parts as (

    select
        charges.charge_number as owner_number,
        charges.person_id,
        charges.person_bucket,
        court_rows.sentence_type,
        court_rows.sentence_location_code,
        court_rows.sentence_length,
        court_rows.sentence_length_code,
        court_rows.sentence_unit,
        court_rows.sentence_unit_code,
        court_rows.sentence_part,
        {{ sentence_part_key('court_rows') }} as part_key,
        {{ sentence_measure('court_rows') }} as measure,
        list_sort(flatten(list(court_rows.source_rows))) as source_rows
    from {{ ref('int_court_charges') }} as charges
    inner join {{ ref('int_court_rows') }} as court_rows
        on charges.court_charge_id = court_rows.court_charge_id and charges.data_as_of = court_rows.data_as_of
    where charges.charge_number is not null
        and charges.match <> 'disagrees'
        and (
            court_rows.sentence_location_code is not null
            or court_rows.sentence_length_code is not null
            or court_rows.sentence_unit_code is not null
            or court_rows.sentence_type = 'life'
        )
    group by all

),

state_parts as (

    select told.owner_number, list(distinct {{ sentence_measure('told') }}) as measures
    from told
    where told.is_newest_telling
        and not told.is_of_a_change
        and told.owner_number in (select court_parts.owner_number from court_parts)
    group by told.owner_number

),

court_conflicts as (

    select distinct court_parts.owner_number
    from court_parts
    inner join state_parts on court_parts.owner_number = state_parts.owner_number
    where not list_contains(state_parts.measures, court_parts.measure)

)

select
    -- (by hex: the decimal text of a 128-bit number takes a hundred times as long, measured)
    md5(concat_ws('|', hex(told.owner_number), hex(told.part_key), told.ordinal)) as sentence_part_id,
    -- (Ids as text only here: as numbers they are half as dear to carry.)
    case when told.is_of_a_charge then {{ content_hex('told.owner_number') }} end as charge_id,
    lpad(lower(hex(told.person_number)), 16, '0') as person_id,
    cast(told.person_bucket as integer) as person_bucket,
    told.step_date_earliest,
    told.step_date_latest,
    told.is_of_a_change,
    told.sentence_type,
    told.sentence_location_code,
    told.sentence_length,
    told.sentence_length_code,
    told.sentence_unit,
    told.sentence_unit_code,
    told.min_days,
    told.max_days,
    told.suspended_days,
    told.end_date_earliest,
    told.end_date_latest,
    cast(told.ordinal as integer) as ordinal,
    case when told.is_newest_telling then 'current' else 'superseded' end as record_status,
    conflicting.owner_number is not null or court_conflicts.owner_number is not null as has_conflicting_copies,
    'state' as sentence_source,
    told.source_rows
from told
left join conflicting on told.owner_number = conflicting.owner_number
left join court_conflicts on told.owner_number = court_conflicts.owner_number
union all
select
    md5(concat_ws(
        '|', 'court', hex(court_parts.owner_number), hex(court_parts.part_key), coalesce(court_parts.sentence_part, '')
    )) as sentence_part_id,
    {{ content_hex('court_parts.owner_number') }} as charge_id,
    court_parts.person_id,
    court_parts.person_bucket,
    cast(null as date) as step_date_earliest,
    cast(null as date) as step_date_latest,
    false as is_of_a_change,
    court_parts.sentence_type,
    court_parts.sentence_location_code,
    court_parts.sentence_length,
    court_parts.sentence_length_code,
    court_parts.sentence_unit,
    court_parts.sentence_unit_code,
    cast(null as integer) as min_days,
    cast(null as integer) as max_days,
    cast(null as integer) as suspended_days,
    cast(null as date) as end_date_earliest,
    cast(null as date) as end_date_latest,
    cast(row_number() over (
        partition by court_parts.owner_number, court_parts.part_key
        order by court_parts.sentence_part nulls first
    ) as integer) as ordinal,
    'current' as record_status,
    false as has_conflicting_copies,
    'court_record' as sentence_source,
    court_parts.source_rows
from court_parts
anti join state_parts on court_parts.owner_number = state_parts.owner_number
