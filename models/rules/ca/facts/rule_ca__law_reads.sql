-- No statute: rows of the law that facts of one charge or arrest were read from: lines of the lists that convictions
-- of the person are on, which ask for a registration, bar Proposition 64, make a felony serious, a sentence one for
-- life or, by a complaint, the felony of an arrest a misdemeanor; and numbers that are read only of some sentences or
-- burglaries.
-- Which of them decided is said where elements read them (law/ca_element_reads.csv).
with sentences as (

    select *
    from {{ ref('rule_ca__conviction_sentences') }} as sentences

),

tags as (

    select charge_id, person_id, offense_list, law_row_key
    from {{ ref('rule_ca__offense_tags') }} as tags
    union all
    select charge_id, person_id, offense_list, law_row_key
    from {{ ref('rule_ca__unknown_priors') }} as unknown_priors

),

priors as (

    {% for list in ['super_strike', 'registrable'] %}
        select
            charge_id,
            person_id,
            person_bucket,
            'prop64_{{ list }}' as offense_list,
            unnest({{ list }}_charge_ids) as other_charge_id
        from {{ ref('rule_ca__prop64_disqualifiers') }} as {{ list }}s
        {{ 'union all' if not loop.last }}
    {% endfor %}

),

numbers as (

    select
        charge_id,
        person_id,
        person_bucket,
        unnest(
            [
                case when has_prison_sentence then 'prop64_supervision_after_prison_years' end,
                case
                    when may_have_prison_sentence and not has_supervision_end then 'supervision_after_prison_years'
                end,
                case when not may_have_prison_sentence then 'felony_anchor_when_no_supervision' end,
                case
                    when is_jail_after_revocation_looked_at or is_longest_sentence_looked_at
                        then 'misdemeanor_longest_jail_years'
                end,
                case when is_longest_sentence_looked_at then 'misdemeanor_longest_probation_years' end,
                case when is_longest_sentence_looked_at then 'sentence_not_on_record' end
            ]
        ) as law_key
    from sentences
    union all
    select
        charge_id,
        person_id,
        person_bucket,
        'degree_not_on_record' as law_key
    from {{ ref('rule_ca__burglaries_without_a_degree') }} as burglaries

)

select
    sentences.charge_id as unit_id,
    sentences.person_id,
    sentences.person_bucket,
    'offense_lists' as law_table,
    tags.offense_list as law_key,
    tags.law_row_key as row_key
from sentences
inner join tags on sentences.person_id = tags.person_id
where tags.charge_id = sentences.charge_id
    or tags.offense_list in (
        'prop64_registrable', 'prop64_registration', 'punishable_by_life', 'life_enhancement'
    )
union
select
    priors.charge_id as unit_id,
    priors.person_id,
    priors.person_bucket,
    'offense_lists' as law_table,
    tags.offense_list as law_key,
    tags.law_row_key as row_key
from priors
inner join tags on priors.other_charge_id = tags.charge_id and priors.offense_list = tags.offense_list
union
select
    charge_id as unit_id,
    person_id,
    person_bucket,
    'offense_lists' as law_table,
    'serious_enhancement' as law_key,
    law_row_key as row_key
from {{ ref('rule_ca__enhancements') }} as enhancements
where law_row_key is not null
union
select
    {{ content_hex('arrest_number') }} as unit_id,
    person_id,
    person_bucket,
    'offense_lists' as law_table,
    'wobbler' as law_key,
    unnest(law_row_keys) as row_key
from {{ ref('rule_ca__misdemeanor_complaints') }} as complaints
union
select
    numbers.charge_id as unit_id,
    numbers.person_id,
    numbers.person_bucket,
    'parameters' as law_table,
    numbers.law_key,
    concat_ws(' ', parameters.parameter, parameters.effective_from) as row_key
from numbers
inner join {{ law('parameters') }} as parameters on numbers.law_key = parameters.parameter
cross join {{ source('intake', 'run_parameters') }} as run_parameters
where run_parameters.as_of_date >= parameters.effective_from
    and coalesce(run_parameters.as_of_date <= parameters.effective_to, true)
