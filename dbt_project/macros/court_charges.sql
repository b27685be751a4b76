{#-
Matches charges of courts with candidates of the state: of those with equal words and kind the first goes with the
first, the second with the second, by date and content. If one side lacks the subdivision, they are matched only if
there are no more candidates than charges: otherwise it would be a guess.
-#}
{% macro paired_in_order(asked, asked_where, asked_kind, candidates, candidates_where, candidate_kind) -%}
    select
        ranked.court_charge_id,
        ranked_candidates.charge_number
    from (
        select
            {{ asked }}.court_charge_id,
            {{ asked }}.like_words,
            {{ asked_kind }} as kind,
            count(*) over (partition by {{ asked }}.like_words, {{ asked_kind }}) as how_many,
            row_number() over (
                partition by {{ asked }}.like_words, {{ asked_kind }}
                order by
                    {{ asked }}.disposition_date_earliest nulls last,
                    {{ asked }}.count_number nulls last,
                    {{ asked }}.court_charge_id
            ) as place
        from {{ asked }}
        where {{ asked_where }}
    ) as ranked
    inner join (
        select
            {{ candidates }}.charge_number,
            {{ candidates }}.like_words,
            {{ candidates }}.is_exact,
            {{ candidate_kind }} as kind,
            count(*) over (partition by {{ candidates }}.like_words, {{ candidate_kind }}) as how_many,
            row_number() over (
                partition by {{ candidates }}.like_words, {{ candidate_kind }}
                order by {{ candidates }}.date_earliest nulls last, {{ candidates }}.charge_number
            ) as place
        from {{ candidates }}
        where {{ candidates_where }}
    ) as ranked_candidates
        on ranked.like_words = ranked_candidates.like_words
        and ranked.kind = ranked_candidates.kind
        and ranked.place = ranked_candidates.place
    where ranked_candidates.is_exact or ranked_candidates.how_many <= ranked.how_many
{%- endmacro %}

{#- A column of a charge: the court's value if the court gives the disposition, otherwise the state's. -#}
{% macro prefer_court_value(court_column, column) -%}
    case when courts.completes_disposition then courts.{{ court_column }} else charges.{{ column }} end as {{ column }}
{%- endmacro %}

{#- The content of a part of a sentence, however kind and unit are written: jail and 12 months are jail and 1 year. -#}
{% macro sentence_measure(parts) -%}
    concat_ws(
            '|',
            {{ parts }}.sentence_type,
            case
                when {{ parts }}.sentence_unit = 'years' then {{ parts }}.sentence_length * 12 || ' months'
                when {{ parts }}.sentence_length is not null
                    then {{ parts }}.sentence_length || ' ' || {{ parts }}.sentence_unit
                else concat_ws(' ', 'unknown', {{ parts }}.sentence_length_code, {{ parts }}.sentence_unit_code)
            end
        )
{%- endmacro %}

{#- Section and subdivision without brackets: 496(a) and 496A are 496A. -#}
{% macro section_in_one_word(charges) -%}
    upper(regexp_replace({{ charges }}.section || {{ charges }}.subdivision_path, '[()]', '', 'g'))
{%- endmacro %}
