-- No statute: the charges that rules look at, one row each: convictions, which can be relieved unless a court of
-- another state gave them; counts that Proposition 64 looks at; and, of people with one of these, charges without a
-- disposition, which may be pending, and charges of which people established that.
with sentences as (

    select
        charge_id,
        person_id,
        level_now,
        sentence_types
    from {{ ref('rule_ca__conviction_sentences') }} as conviction_sentences

),

counts as (

    select
        charge_id,
        person_id
    from {{ ref('rule_ca__prop64_counts') }} as prop64_counts

),

people as (

    select person_id from sentences
    union
    select person_id from counts

),

undisposed as (

    select charge_id
    from {{ rule('undisposed_charges') }} as undisposed_charges
    where answered_by in ('nothing', 'unknown')
    union
    select charge_id
    from {{ ref('int_established_facts') }} as established_facts
    where fact = 'charge_is_pending'

),

-- (A charge of two arrests is of none that alone could answer for it.)
arrests as (

    select
        charge_number,
        case when min(arrest_number) = max(arrest_number) then {{ content_hex('min(arrest_number)') }} end as arrest_id
    from {{ ref('int_arrest_charges') }} as arrest_charges
    group by charge_number

),

-- (Where an arrest is relieved for how a charge of it ended, that says nothing of its other charges. A felony is not
-- relieved for its dismissal.)
ended as (

    select distinct facts.unit_id
    from {{ rule('arrest_facts') }} as facts
    inner join {{ ref('rule_ca__arrest_units') }} as units on facts.unit_id = units.unit_id
    where facts.answer = 'yes'
        and (
            facts.fact in ('acquitted', 'diversion_completed')
            or (facts.fact = 'charge_dismissed' and units.level is distinct from 'felony')
        )

),

charges as (

    select
        charges.charge_id,
        charges.person_id,
        charges.person_bucket,
        case
            when charges.case_number_key is not null then concat_ws(' ', charges.county_name, charges.case_number_key)
        end as case_id,
        case when ended.unit_id is null then arrests.arrest_id end as arrest_id,
        case charges.county_type when 'in_state' then 'here' when 'elsewhere' then 'elsewhere' else 'unknown' end
            as jurisdiction,
        -- (A violation of probation or supervision is no offense of its own.)
        case
            when violations.charge_id is not null then 'other'
            when sentences.charge_id is not null then 'conviction'
            else 'none'
        end as disposition,
        nullif(coalesce(sentences.level_now, charges.level), 'unknown') as level,
        nullif(sentences.sentence_types, cast([] as varchar[])) as components,
        charges.code_book,
        -- (A degree says which subdivision it is: the text names it, or counsel decided it.)
        coalesce(grades.graded_section, charges.section) as section,
        coalesce(grades.graded_subdivision, charges.subdivision_path) as subdivision_path,
        charges.charge_prefix,
        charges.parse_status <> 'parsed' or charges.has_further_section as is_text_in_doubt,
        counts.charge_id is not null
        or (
            sentences.charge_id is not null
            and violations.charge_id is null
            and charges.county_type <> 'elsewhere'
        ) as is_candidate
    from {{ ref('int_charges') }} as charges
    semi join people on charges.person_id = people.person_id
    left join sentences on charges.charge_id = sentences.charge_id
    left join counts on charges.charge_id = counts.charge_id
    left join undisposed on charges.charge_id = undisposed.charge_id
    left join arrests
        on charges.charge_number = arrests.charge_number and charges.charge_stage = 'arrest'
    left join ended on arrests.arrest_id = ended.unit_id
    left join {{ ref('rule_ca__violation_charges') }} as violations on charges.charge_id = violations.charge_id
    left join {{ ref('rule_ca__burglaries_without_a_degree') }} as burglaries
        on charges.charge_id = burglaries.charge_id
    left join {{ law('offense_grades') }} as grades
        on charges.code_book = grades.code_book
        and charges.section = grades.section
        and coalesce(charges.grade, burglaries.grade) = grades.grade
        and coalesce(charges.subdivision_path, '') = ''
    where (sentences.charge_id is not null or undisposed.charge_id is not null or counts.charge_id is not null)

)

select
    charge_id as unit_id,
    'charge' as unit,
    person_id,
    person_bucket,
    case_id,
    arrest_id,
    cast(null as varchar) as tracking,
    jurisdiction,
    disposition,
    cast([] as varchar[]) as dispositions_perhaps,
    level,
    cast(null as varchar) as grade,
    cast(null as integer) as max_days,
    cast(null as integer) as imposed_min_days,
    cast(null as integer) as imposed_max_days,
    cast(null as decimal(12, 2)) as fine,
    components,
    code_book,
    section,
    subdivision_path,
    charge_prefix,
    is_text_in_doubt,
    is_candidate
from charges
