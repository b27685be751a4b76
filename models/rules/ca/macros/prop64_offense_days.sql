{#-
On which days a marijuana offense can have been, and at what age, by the record and by what people established. How each
is read stands in proposition_64.md, section 2.
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

{#- The ages of these facts, by their names. -#}
{% macro prop64_ages_of_facts() -%}
    {%- set ages = [] -%}
    {%- for fact in prop64_facts_of_the_day() if fact.startswith('at_least_') -%}
        {%- do ages.append(fact.removeprefix('at_least_').removesuffix('_at_the_offense') | int) -%}
    {%- endfor -%}
    {{ return(ages) }}
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

{#- Whether the person had reached an age: as somebody found, or as each of the days that can be gives. -#}
{% macro prop64_was_of_age(years) -%}
    case
            when is_{{ years }}_answer is not null then is_{{ years }}_answer
            {% for other in prop64_ages_of_facts() if other != years %}
            when is_{{ other }}_answer = '{{ 'yes' if other > years else 'no' }}' then is_{{ other }}_answer
            {% endfor %}
            when offense_latest is null or birth_date_earliest is null then 'unknown'
            when birth_date_latest >= coalesce(offense_earliest, offense_latest) then 'unknown'
            when offense_latest < cast(birth_date_earliest + to_years({{ years }}) as date) then 'no'
            when offense_earliest >= {{ anniversary('birth_date_latest', years) }} and not may_be_of_the_former_law
                then 'yes'
            else 'unknown'
        end
{%- endmacro %}
