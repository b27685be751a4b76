{{ config(tags=['central', 'metrics', 'scenario']) }}
with lines as (

    select
        lines.*,
        ways.asks_a_court,
        upper(lines.county_name) as county,
        coalesce(groups.vital_status, 'not known') as vital_status,
        groups.unit_id is not null as is_in_the_run
    from {{ ref('metric_lines') }} as lines
    inner join {{ ref('relief_ways') }} as ways on lines.relief_by = ways.relief_by
    left join {{ ref('relief_groups') }} as groups on lines.unit_id = groups.unit_id

),

by_status as (

    select
        *,
        'all' as status
    from lines
    union all
    select
        *,
        vital_status as status
    from lines
    where vital_status in ('living', 'deceased')

),

granted as (

    select
        'granted_in_year' as metric,
        'lines' as unit,
        remedy_id as law,
        unnest([county, 'STATEWIDE']) as place,
        coalesce(cast(year(given_on) as varchar), 'not known') as variant,
        status,
        first_person_id as person_id
    from by_status
    where not asks_a_court and is_given

),

-- No delivery reports petitions against relief of an arrest: there, prohibited is unknown and has no row.
prohibited as (

    select distinct
        'prohibited_in_year' as metric,
        'convictions' as unit,
        findings.remedy_id as law,
        unnest([groups.place, 'STATEWIDE']) as place,
        case
            when year(petitions.outcome_on_earliest) = year(petitions.outcome_on_latest)
                then cast(year(petitions.outcome_on_earliest) as varchar)
            else 'not known'
        end as variant,
        unnest(['all', groups.vital_status]) as status,
        groups.person_id,
        petitions.charge_id
    from {{ ref('int_prohibition_petitions') }} as petitions
    inner join {{ rule('findings') }} as findings on petitions.charge_id = findings.charge_id
    inner join {{ law('remedies') }} as remedies on findings.remedy_id = remedies.remedy_id
    inner join {{ ref('relief_ways') }} as ways on remedies.relief_by = ways.relief_by and not ways.asks_a_court
    inner join {{ ref('relief_groups') }} as groups on petitions.charge_id = groups.unit_id
    where petitions.outcome = 'granted'

),

-- What became of each line, and what the run found eligible that no line asks for under the law. Challenged is a
-- line that stands under an objection now.
progress as (

    select
        'progress' as metric,
        'lines' as unit,
        remedy_id as law,
        unnest([county, 'STATEWIDE']) as place,
        case
            when stage in ('given', 'refused', 'undone', 'appealed') then 'processed'
            when stage in ('challenged', 'not_pursued') then stage
            else 'outstanding'
        end as variant,
        status,
        first_person_id as person_id
    from by_status
    union all by name
    select
        'progress' as metric,
        'lines' as unit,
        subjects.remedy_id as law,
        unnest([subjects.place, 'STATEWIDE']) as place,
        'not_in_the_ledger' as variant,
        statuses.status,
        subjects.person_id
    from {{ ref('metric_subjects') }} as subjects
    inner join (values ('all'), ('living'), ('deceased')) as statuses (status)
        on statuses.status in ('all', subjects.status)
    where subjects.outcome = 'eligible' and subjects.state_order = 0

),

challenged as (

    select
        'ever_challenged' as metric,
        'lines' as unit,
        remedy_id as law,
        unnest([county, 'STATEWIDE']) as place,
        '' as variant,
        status,
        first_person_id as person_id
    from by_status
    where is_challenged

),

by_state as (

    select
        'ledger_lines' as metric,
        'lines' as unit,
        'ALL' as law,
        'STATEWIDE' as place,
        state as variant,
        'all' as status,
        first_person_id as person_id,
        not is_in_the_run as is_not_known
    from lines

),

-- (By person first: to count different people of two kinds at once holds everybody twice.)
by_person as (

    select
        metric,
        unit,
        law,
        place,
        variant,
        status,
        person_id,
        count(*) as count,
        count(*) filter (where is_not_known) as not_known
    from (
        select * from granted
        union all by name
        select * from prohibited
        union all by name
        select * from progress
        union all by name
        select * from challenged
        union all by name
        select * from by_state
    ) as every_report
    group by all

),

counted as (

    select
        metric,
        unit,
        law,
        place,
        variant,
        status,
        'all' as group_by,
        'all' as group_code,
        sum(count) as count,
        count(person_id) as people,
        sum(not_known) as not_known,
        count(person_id) filter (where not_known > 0) as not_known_people
    from by_person
    group by all

),

named as (

    select
        *,
        case metric when 'progress' then 'identified' end as denominator_name,
        case metric when 'progress' then sum(count) over identified end as denominator,
        -- At least so many: the people of the largest part.
        case metric when 'progress' then max(people) over identified end as denominator_people
    from counted
    window identified as (partition by metric, law, place, status)

)

{{ as_metrics('named', last_ledger_event()) }}
