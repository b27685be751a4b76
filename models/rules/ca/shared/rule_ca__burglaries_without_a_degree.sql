-- Penal Code 460, 1203.425(a)(1)(B)(iv)(II): burglaries of which nothing on record says the degree: one row each,
-- with the degree that counsel decided, or null (question degree_not_on_record). Left out is what may be of the first
-- degree: by words, by another burglary of the cycle or case, by a serious felony that is told as a prior, or because
-- the sentence is not on record or may be state prison.
with graded_sections as (

    select distinct code_book, section
    from {{ law('offense_grades') }}

),

charges as (

    select
        charges.charge_id,
        charges.person_id,
        charges.person_bucket,
        charges.cycle_key,
        charges.county_name,
        charges.case_number_key,
        charges.grade,
        charges.subdivision_path,
        graded_sections.section is not null as is_burglary,
        charges.may_name_degree,
        {{ ca_may_be_first_degree_burglary('charges.charge_text') }} as may_be_another_burglary,
        {{ ca_names_serious_prior('charges.charge_text') }} as names_serious_prior
    from {{ ref('int_charges') }} as charges
    left join graded_sections
        on charges.code_book = graded_sections.code_book and charges.section = graded_sections.section

),

perhaps_of_the_first_degree as (

    select *
    from charges
    where case
            when not is_burglary then may_be_another_burglary
            when grade is null then may_name_degree or regexp_matches(subdivision_path, '^[(][a1][)]')
            else grade <> 'second_degree'
        end

),

decided as (

    select {{ law_value('degree_not_on_record') }} as grade

)

select
    burglaries.charge_id,
    burglaries.person_id,
    burglaries.person_bucket,
    decided.grade
from charges as burglaries
inner join {{ ref('rule_ca__conviction_sentences') }} as sentences on burglaries.charge_id = sentences.charge_id
cross join decided
where burglaries.is_burglary
    and burglaries.grade is null
    and not burglaries.may_name_degree
    and coalesce(burglaries.subdivision_path, '') = ''
    and len(sentences.sentence_types) > 0
    and not sentences.may_have_prison_sentence
    and not exists (
        select others.charge_id
        from perhaps_of_the_first_degree as others
        where others.person_id = burglaries.person_id
            and (
                others.cycle_key = burglaries.cycle_key
                or (
                    others.county_name = burglaries.county_name
                    and list_has_any(
                        string_split(others.case_number_key, '+'), string_split(burglaries.case_number_key, '+')
                    )
                )
            )
    )
    and not exists (
        select priors.charge_id
        from charges as priors
        where priors.person_id = burglaries.person_id and priors.names_serious_prior
    )
