-- Former HS 11357(b), possession of up to 28.5 grams: the convictions in scope with the facts both paths rest on.
-- The file has no offense date. The offense lies on or before the arrest; arrest and conviction date stand for it, and
-- where the two give different answers the age band is unknown (Health and Safety Code 11361.8(a)).
with convictions as (

    select
        convictions.*,
        charges.has_further_section
    from {{ ref('int_convictions') }} as convictions
    inner join {{ ref('int_charges') }} as charges on convictions.charge_id = charges.charge_id
    inner join {{ ref('rule_ca__offense_tags') }} as tags on convictions.charge_id = tags.charge_id
    where tags.offense_list = 'prop64_possession_28_grams'

),

-- The days between which the offense date is taken to lie.
offense_spans as (

    select
        convictions.*,
        coalesce(offense_date, arrest_date_earliest) as offense_earliest,
        coalesce(offense_date, arrest_date_latest) as arrest_latest,
        coalesce(offense_date, conviction_date_latest) as offense_latest,
        people.birth_date_earliest,
        people.birth_date_latest,
        people.birth_date_precision
    from convictions
    inner join {{ ref('int_people') }} as people on convictions.person_id = people.person_id

),

birthdays as (

    select
        *,
        {{ anniversary('birth_date_latest', law_integer('prop64_full_legal_age_years')) }} as latest_21st_birthday,
        {{ anniversary('birth_date_earliest', law_integer('prop64_full_legal_age_years')) }} as earliest_21st_birthday,
        {{ anniversary('birth_date_latest', law_integer('prop64_adult_age_years')) }} as latest_18th_birthday
    from offense_spans

),

conflicts as (

    select person_id from {{ ref('int_identity_conflicts') }}
    where sends_to_review
    union
    select other_person_id from {{ ref('int_identity_conflicts') }}
    where sends_to_review

)

select
    birthdays.charge_id,
    birthdays.person_id,
    birthdays.person_bucket,
    birthdays.level,
    birthdays.charge_prefix,
    birthdays.parse_status,
    birthdays.has_further_section,
    birthdays.has_conflicting_facts,
    birthdays.record_status,
    conflicts.person_id is not null as has_identity_conflict,
    len(birthdays.relief_events) > 0 as has_relief_on_record,
    birthdays.has_unrecognised_disposition,
    birthdays.offense_earliest,
    birthdays.arrest_latest,
    case
        when offense_earliest is null or offense_latest is null or birth_date_latest is null then 'unknown'
        when birth_date_earliest >= offense_earliest then 'unknown'
        when offense_earliest > offense_latest then 'unknown'
        -- Born on 29 February and an offense on the day before the rule's birthday: the text does not say.
        when month(birth_date_latest) = 2 and day(birth_date_latest) = 29
            and offense_earliest <= latest_21st_birthday and offense_latest >= latest_21st_birthday - interval 1 day
            and offense_earliest < latest_21st_birthday
            then 'unknown'
        when offense_earliest >= latest_21st_birthday then 'of_full_age'
        when offense_latest < earliest_21st_birthday and offense_earliest >= latest_18th_birthday then 'from_18_to_20'
        else 'unknown'
    end as age_band
from birthdays
left join conflicts on birthdays.person_id = conflicts.person_id
