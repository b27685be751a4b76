{#-
Whole histories are repeated in each county's file. The copies of each history that are of its newest cut, where there
are several: one row per history and delivery, with the county of the file and how many deliveries and counties there
are. A file that tells of the person in any row holds the person.
-#}
{% macro newest_copies() -%}
    select
        *,
        count(*) over (partition by history_number) as delivery_count,
        dense_rank() over (partition by history_number order by county_name)
        + dense_rank() over (partition by history_number order by county_name desc) - 1 as county_count
    from (
        select distinct
            links.history_number,
            people.delivery_id,
            deliveries.county_name,
            deliveries.data_as_of
        from {{ staged_in_piece('people') }} as people
        inner join {{ ref('int_person_links') }} as links on people.person_key = links.person_key
        inner join {{ source('intake', 'deliveries') }} as deliveries on people.delivery_id = deliveries.delivery_id
        where {{ in_piece('links.person_bucket') }}
        qualify deliveries.data_as_of = max(deliveries.data_as_of) over (partition by links.history_number)
    ) as of_newest_cut
    qualify count(*) over (partition by history_number) > 1
{%- endmacro %}

{#- Ids on the rejected lines of these deliveries: runs of digits, without the zeros before them. -#}
{% macro digits_of_rejects(deliveries) -%}
    select
        rejects.delivery_id,
        rejects.source_line,
        unnest(regexp_extract_all(rejects.raw_text, '[0-9]{8,}')) as digits
    from {{ source('restricted', 'rejects') }} as rejects
    where rejects.delivery_id in (select {{ deliveries }}.delivery_id from {{ deliveries }})
{%- endmacro %}

{#- The state's and the issuer's ids of these histories, one a row. -#}
{% macro ids_of_histories(histories) -%}
    select distinct
        links.history_number,
        unnest([people.state_id, people.issuer_person_id]) as id
    from {{ staged_in_piece('people') }} as people
    inner join {{ ref('int_person_links') }} as links on people.person_key = links.person_key
    where {{ in_piece('links.person_bucket') }}
        and links.history_number in (select {{ histories }}.history_number from {{ histories }})
{%- endmacro %}

{#-
The last common table expressions of int_events: of `events` those that an equally new copy of the history lacks, by
counties (two files of one county can be parts). A copy of which a line with an id of the person was rejected may have
told it there.
-#}
{% macro events_missing_in_equal_copies() -%}
newest_copies as (

    {{ newest_copies() }}

),

told_in_newest as (

    select
        events.event_id,
        events.history_number,
        newest_copies.county_name,
        newest_copies.county_count
    from events
    inner join newest_copies
        on events.history_number = newest_copies.history_number and events.delivery_id = newest_copies.delivery_id
    where newest_copies.county_count > 1

),

told_by_some as (

    select
        event_id,
        history_number
    from told_in_newest
    group by event_id, history_number
    having count(distinct county_name) < any_value(county_count)

),

lacking as (

    select
        told_by_some.event_id,
        told_by_some.history_number,
        newest_copies.delivery_id
    from told_by_some
    inner join newest_copies on told_by_some.history_number = newest_copies.history_number
    anti join told_in_newest
        on told_by_some.event_id = told_in_newest.event_id
        and newest_copies.county_name = told_in_newest.county_name

),

rejected_digits as (

    {{ digits_of_rejects('lacking') }}

),

ids_of_histories as (

    {{ ids_of_histories('lacking') }}

),

missing_in_equal_copies as (

    select distinct lacking.event_id
    from lacking
    anti join (
        select
            ids_of_histories.history_number,
            rejected_digits.delivery_id
        from ids_of_histories
        inner join rejected_digits on ltrim(ids_of_histories.id, '0') = ltrim(rejected_digits.digits, '0')
    ) as rejected
        on lacking.history_number = rejected.history_number and lacking.delivery_id = rejected.delivery_id

)
{%- endmacro %}
