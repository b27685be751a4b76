-- Penal Code 1203.4, 1203.4a, 1203.41, 1203.42, 17(b), 1170.18: where the automatic relief of a conviction does not
-- reach, which petition the person may bring. A hint is no determination and files nothing. Each condition that the
-- record can tell is asked (law/ca_traditional_remedies.csv); one it does not tell stands as an "if" in the words of
-- the hint, never as a no. What the court has to find stands in the words too.
{% set of_the_count = ['of_the_level', 'with_probation', 'with_prison', 'in_time', 'waited', 'still_stands'] %}
{% set of_lists = ['on_the_list', 'not_left_out', 'not_barred'] %}
with remedies as (

    select traditional_remedies.*
    from {{ law('traditional_remedies') }} as traditional_remedies
    cross join {{ source('intake', 'run_parameters') }} as run_parameters
    where traditional_remedies.unit = 'charge'
        and run_parameters.as_of_date >= traditional_remedies.effective_from
        and (
            traditional_remedies.effective_to is null
            or run_parameters.as_of_date <= traditional_remedies.effective_to
        )

),

not_reached as (

    select
        charge_id,
        person_id,
        person_bucket,
        remedy_id
    from {{ rule('findings') }}
    where outcome not in ('eligible', 'already_relieved')

),

convictions as (

    select
        convictions.*,
        terms.sentence_types,
        -- Declared a misdemeanor on the count, it is one for all purposes (1170.18(j): but for firearms).
        case
            when len(list_intersect(convictions.relief_events, ['relief_reduced_17b', 'relief_prop47'])) > 0
                then 'misdemeanor'
            else convictions.level
        end as level_now
    from {{ ref('int_convictions') }} as convictions
    inner join {{ ref('int_sentence_terms') }} as terms on convictions.charge_id = terms.charge_id

),

pairs as (

    select
        not_reached.remedy_id,
        remedies.*,
        convictions.*,
        run_parameters.as_of_date,
        case remedies.wait_from
            when 'judgment' then convictions.conviction_date_earliest
            when 'sentence_end' then convictions.completion_date_earliest
        end as waits_from_earliest,
        case remedies.wait_from
            when 'judgment' then convictions.conviction_date_latest
            when 'sentence_end' then convictions.completion_date_latest
        end as waits_from_latest
    from not_reached
    inner join convictions
        on not_reached.charge_id = convictions.charge_id and not_reached.person_id = convictions.person_id
    inner join remedies on not_reached.remedy_id = remedies.beside_remedy
    cross join {{ source('intake', 'run_parameters') }} as run_parameters

),

-- What the count itself tells; where it says no, no list is read. (Materialized: four read it, and it is asked once.)
asked as materialized (

    select
        pairs.*,
        case
            when list_contains(string_split(pairs.levels, ' '), pairs.level_now) then 'yes'
            when pairs.level_now = 'unknown' then 'unknown'
            else 'no'
        end as of_the_level,
        {{ as_asked(
            'pairs.needs_probation', "list_contains(pairs.sentence_types, 'probation')", 'len(pairs.sentence_types) > 0'
        ) }}
            as with_probation,
        {{ as_asked(
            'pairs.needs_prison', "list_contains(pairs.sentence_types, 'prison')", 'len(pairs.sentence_types) > 0'
        ) }}
            as with_prison,
        case
            when pairs.decided_from is null and pairs.decided_to is null then 'yes'
            when pairs.conviction_date_earliest is null then 'unknown'
            when pairs.conviction_date_latest < pairs.decided_from or pairs.conviction_date_earliest > pairs.decided_to
                then 'no'
            when coalesce(pairs.conviction_date_earliest >= pairs.decided_from, true)
                and coalesce(pairs.conviction_date_latest <= pairs.decided_to, true)
                then 'yes'
            else 'unknown'
        end as in_time,
        case
            when pairs.wait_from is null then 'yes'
            when pairs.as_of_date >= {{ years_elapsed_on('pairs.waits_from_latest', 'pairs.wait_years_most') }}
                then 'yes'
            when pairs.as_of_date < {{ years_elapsed_on('pairs.waits_from_earliest', 'pairs.wait_years_least') }}
                then 'no'
            else 'unknown'
        end as waited,
        case
            when len(list_intersect(pairs.relief_events, string_split(coalesce(pairs.pointless_after, ''), ' '))) > 0
                then 'no'
            when len(list_concat(pairs.relief_events, pairs.relief_events_in_cycle)) > 0 then 'unknown'
            else 'yes'
        end as still_stands
    from pairs
    where 'no' not in ({{ of_the_count | join(', ') }})

),

-- The line of a list that speaks of a conviction: the more exact one, and among equals the one that is sure.
lines as (

    select
        asked.charge_id,
        asked.hint_id,
        offenses.petition_list,
        offenses.membership,
        offenses.fact_needed,
        not offenses.felony_only or asked.level_now = 'felony' as is_of_the_level,
        row_number() over (
            partition by asked.charge_id, asked.hint_id, offenses.petition_list
            order by length(coalesce(offenses.subdivision, '')) desc, offenses.membership
        ) as place_of_the_line
    from asked
    inner join {{ law('petition_offenses') }} as offenses
        on offenses.petition_list in (asked.only_list, asked.left_out_list)
        and asked.code_book = offenses.code_book
        and asked.section = offenses.section
        and case offenses.match_mode
            when 'section' then true
            when 'subdivision' then starts_with(coalesce(asked.subdivision_path, ''), offenses.subdivision)
            else asked.subdivision_path is null
        end
    where not offenses.felony_only or asked.level_now in ('felony', 'unknown')

),

-- Convictions of the person that bar a petition, surely or perhaps.
bars as (

    select
        asked.charge_id,
        asked.hint_id,
        max(tags.is_on_list = 'yes') as is_sure
    from asked
    inner join {{ ref('rule_ca__offense_tags') }} as tags
        on asked.person_id = tags.person_id
        and list_contains(string_split(asked.barring_lists, ' '), tags.offense_list)
    group by asked.charge_id, asked.hint_id

),

answered as (

    select
        asked.*,
        lines.fact_needed,
        case
            when asked.only_list is null then 'yes'
            when asked.parse_status <> 'parsed' or asked.has_further_section then 'unknown'
            when lines.membership is null then 'no'
            when lines.membership = 'member' and lines.is_of_the_level and asked.charge_prefix is null then 'yes'
            else 'unknown'
        end as on_the_list,
        case
            when asked.left_out_list is null then 'yes'
            when lines.membership = 'member'
                and lines.is_of_the_level
                and asked.charge_prefix is null
                and asked.parse_status = 'parsed'
                and not asked.has_further_section
                then 'no'
            when lines.membership is not null or asked.parse_status <> 'parsed' or asked.has_further_section
                then 'unknown'
            else 'yes'
        end as not_left_out,
        case
            when bars.charge_id is null then 'yes'
            when bars.is_sure then 'no'
            else 'unknown'
        end as not_barred
    from asked
    left join lines
        on asked.charge_id = lines.charge_id and asked.hint_id = lines.hint_id and lines.place_of_the_line = 1
    left join bars on asked.charge_id = bars.charge_id and asked.hint_id = bars.hint_id

),

in_words as (

    select
        *,
        list_filter([
            case when of_the_level = 'unknown' then 'the offense is a ' || replace(levels, ' ', ' or ') end,
            case
                when with_probation = 'unknown' and needs_probation = 'yes' then 'probation was granted'
                when with_probation = 'unknown' then 'probation was not granted'
            end,
            case
                when with_prison = 'unknown' and needs_prison = 'yes' then 'the sentence was to state prison'
                when with_prison = 'unknown' then 'no state prison was imposed'
            end,
            case
                when on_the_list = 'unknown'
                    then coalesce(
                            case when charge_prefix is null then fact_needed end,
                            'the offense is one of those the section names'
                        )
            end,
            case
                when not_left_out = 'unknown'
                    then coalesce(
                            case when charge_prefix is null then fact_needed end,
                            'the offense is none of those the section leaves out'
                        )
            end,
            case when not_barred = 'unknown' then 'no other conviction bars it' end,
            case
                when in_time = 'unknown'
                    then 'the conviction was ' || concat_ws(
                            ' and ', 'not before ' || decided_from, 'not after ' || decided_to
                        )
            end,
            case
                when waited = 'unknown' and wait_from = 'judgment'
                    then 'the judgment was ' || wait_years_most || ' year or more ago'
                when waited = 'unknown' and wait_years_most > 0
                    then 'the sentence has been over for long enough (' || concat_ws(
                            ' or ', nullif(wait_years_least, wait_years_most), wait_years_most
                        ) || ' years)'
                when waited = 'unknown' then 'the sentence is over'
            end,
            case when still_stands = 'unknown' then 'the relief already on record leaves it to ask for' end,
            only_if
        ], lambda condition: condition is not null) as conditions
    from answered
    where 'no' not in ({{ of_lists | join(', ') }})

)

select
    charge_id,
    person_id,
    person_bucket,
    remedy_id,
    hint_id,
    place,
    case when len(conditions) = 0 then 'yes' else 'unknown' end as is_within_reach,
    conditions,
    {{ hint_in_words('conditions') }} as hint,
    citation,
    verified
from in_words
