{#-
On which days a marijuana offense can have been, by the record and by what people established, and what follows for a
row of the matrix: asked of the record as it is (rule_ca__prop64_counts, _statutory) and as one more answer would make it
(rule_ca__what_if_prop64). How each is read stands in proposition_64.md, section 2.
-#}
{#- The facts about the day of an offense, and the columns that hold what was established of them. -#}
{% macro prop64_facts_of_the_day() -%}
    {{ return({
        'offense_before_proposition_64': 'is_before_answer',
        'offense_in_the_ten_years_before_conviction': 'is_in_ten_years_answer',
        'at_least_18_at_the_offense': 'is_18_answer',
        'at_least_21_at_the_offense': 'is_21_answer',
    }) }}
{%- endmacro %}

{#-
Columns of a count from ``charges`` and ``convictions``: the days that stand for the offense, and whether the subdivision
is one of the law of today, which no row of the former law knows. Whoever was arrested had committed it: the offense lies
on the day of the arrest or before it; where no arrest is on record, on the day of the conviction or before it.
-#}
{% macro prop64_days_on_record() -%}
        coalesce(
            charges.offense_date,
            case {{ law_value('prop64_offense_date_proxy') }}
                when 'conviction' then convictions.conviction_date_earliest
                else charges.arrest_date_earliest
            end
        ) as first_possible_day,
        coalesce(
            charges.offense_date,
            case {{ law_value('prop64_offense_date_proxy') }}
                when 'arrest' then charges.arrest_date_latest
                else convictions.conviction_date_latest
            end
        ) as last_possible_day,
        coalesce(
            charges.offense_date,
            case {{ law_value('prop64_offense_date_proxy') }}
                when 'conviction' then convictions.conviction_date_latest
                else least(charges.arrest_date_latest, convictions.conviction_date_latest)
            end
        ) as offense_not_after,
        charges.offense_date is not null as has_offense_date,
        charges.code_book = 'HS'
        and exists (
            select matrix.section
            from {{ law('prop64_matrix') }} as matrix
            where charges.section = matrix.section
                and starts_with(charges.section || charges.subdivision_path, matrix.new_section)
        )
        and not exists (
            select former.section
            from {{ law('prop64_matrix') }} as former
            where former.subdivision_match = 'exact'
                and charges.section = former.section
                and charges.subdivision_path = former.subdivision_path
        ) as is_of_the_new_law_by_its_text
{%- endmacro %}

{#- Two CTEs: rows of ``relation`` with the days that the offense can have been on; null where nothing tells them. -#}
{% macro prop64_offense_days(relation, named) -%}
    {{ named }}_by_facts as (

        select
            *,
            -- (An arrest after the law changed, of an offense before it, was one on a warrant: it tells no first day.)
            case
                when has_offense_date then record_earliest
                else greatest(
                        case
                            when is_before_answer = 'yes'
                                and record_earliest > {{ law_date('prop64_last_old_law_date') }}
                                then null
                            else record_earliest
                        end,
                        case when is_before_answer = 'no' then {{ law_date('prop64_last_old_law_date') }} + 1 end,
                        case
                            when is_in_ten_years_answer = 'yes'
                                then cast(conviction_date_earliest - to_years(10) as date)
                        end,
                        case
                            when is_21_answer = 'yes' then cast(birth_date_earliest + to_years(21) as date)
                            when is_18_answer = 'yes' then cast(birth_date_earliest + to_years(18) as date)
                        end
                    )
            end as first_day,
            case
                when not has_offense_date and is_before_answer = 'yes' and record_latest is not null
                    then least(record_latest, {{ law_date('prop64_last_old_law_date') }})
                else record_latest
            end as last_day
        from {{ relation }}

    ),

    {{ named }} as (

        select
            * exclude (first_day, last_day),
            case when first_day <= last_day then first_day end as offense_earliest,
            case when coalesce(first_day <= last_day, true) then last_day end as offense_latest,
            coalesce(
                first_day <= last_day
                and first_day > {{ law_date('prop64_last_old_law_date') }}
                and not has_offense_date
                and not is_of_the_new_law_by_its_text
                and is_before_answer is null
                and {{ law_value('prop64_offense_date_proxy') }} = 'arrest_and_conviction',
                false
            ) as may_be_of_the_former_law
        from {{ named }}_by_facts

    )
{%- endmacro %}

{#- Whether the offense lies in the days of a row. Nobody commits an offense before she is born. -#}
{% macro prop64_offense_in_time() -%}
    case
            when scope <> 'conviction' or (offense_from is null and offense_to is null) then 'met'
            when may_be_of_the_former_law
                and (offense_from > {{ law_date('prop64_last_old_law_date') }} or offense_to is not null)
                then 'unknown'
            when offense_latest is null then 'unknown'
            when offense_latest < offense_from or coalesce(offense_earliest, birth_date_earliest) > offense_to
                then 'not_met'
            when
                coalesce(coalesce(offense_earliest, birth_date_earliest) >= offense_from, offense_from is null)
                and coalesce(offense_latest <= offense_to, offense_to is null)
                then 'met'
            else 'unknown'
        end
{%- endmacro %}

{#- Whether the person had reached an age: as somebody found, or as each of the days that can be gives. -#}
{% macro prop64_was_of_age(years, surely_from, perhaps_from) -%}
    case
            when {{ years }} is null then null
            when {{ years }} = 18 and coalesce(is_18_answer, is_21_answer) = 'yes' then 'yes'
            when {{ years }} = 18 and is_18_answer = 'no' then 'no'
            when {{ years }} = 21 and is_21_answer is not null then is_21_answer
            when {{ years }} = 21 and is_18_answer = 'no' then 'no'
            when offense_latest is null or birth_date_earliest is null then 'unknown'
            when birth_date_latest >= coalesce(offense_earliest, offense_latest) then 'unknown'
            when offense_latest < {{ perhaps_from }} then 'no'
            when offense_earliest >= {{ surely_from }} then 'yes'
            else 'unknown'
        end
{%- endmacro %}

{#- Whether the age at the offense is that of a row. -#}
{% macro prop64_age_of_the_row() -%}
    case
            when is_old_enough = 'no' or is_too_old = 'yes' then 'not_met'
            when coalesce(is_old_enough, 'yes') = 'yes' and coalesce(is_too_old, 'no') = 'no' then 'met'
            else 'unknown'
        end
{%- endmacro %}

{#-
Three CTEs: ``relation`` (counts with their offense days, by row of the matrix) with the words of the two elements. An
age is reached on the birthday (CALCRIM 2375). For a birthday on 29 February the text names no day in other years: the
first day it could be is 28 February, the last 1 March.
-#}
{% macro prop64_words_of_the_day(relation, named) -%}
    {{ named }}_in_time as (

        select
            *,
            {{ prop64_offense_in_time() }} as offense_in_time_of_the_row
        from {{ relation }}

    ),

    {{ named }}_of_age as (

        select
            *,
            {{ prop64_was_of_age(
                'age_from',
                anniversary('birth_date_latest', 'age_from'),
                'cast(birth_date_earliest + to_years(age_from) as date)'
            ) }} as is_old_enough,
            {{ prop64_was_of_age(
                '(age_to + 1)',
                anniversary('birth_date_latest', '(age_to + 1)'),
                'cast(birth_date_earliest + to_years(age_to + 1) as date)'
            ) }} as is_too_old
        from {{ named }}_in_time

    ),

    {{ named }} as (

        select
            *,
            {{ prop64_age_of_the_row() }} as age_of_the_row
        from {{ named }}_of_age

    )
{%- endmacro %}
