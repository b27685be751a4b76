{#-
How a line that people wrote names its subject (orchestration/ingestion/decisions/subjects.py): the same for facts, claims and the
questions of the review queue.
-#}
{#- The persons that the ids of the lines belong to, after decisions on identity. -#}
{% macro persons_named(lines, line_id) -%}
    select lines.{{ line_id }}, links.person_id, cast(links.person_bucket as integer) as person_bucket
    from {{ lines }} as lines
    inner join {{ staged('people') }} as people on lines.id_key = 'state:' || people.state_id
    inner join {{ ref('int_person_links') }} as links on people.person_key = links.person_key
    union
    select lines.{{ line_id }}, links.person_id, cast(links.person_bucket as integer) as person_bucket
    from {{ lines }} as lines
    inner join {{ staged('people') }} as people on lines.id_key = 'issuer:' || people.issuer_person_id
    inner join {{ ref('int_person_links') }} as links on people.person_key = links.person_key
{%- endmacro %}

{#- Every id of a delivery, as a line writes it. -#}
{% macro ids_on_record() -%}
    select 'state:' || state_id as id_key from {{ staged('people') }}
    where state_id is not null
    union
    select 'issuer:' || issuer_person_id as id_key from {{ staged('people') }}
    where issuer_person_id is not null
{%- endmacro %}

{#- The county of a charge or arrest, as a line writes it. -#}
{% macro named_place(rows) -%}
    case {{ rows }}.county_type
        when 'in_state' then coalesce(upper({{ rows }}.county_name), 'UNKNOWN')
        when 'elsewhere' then 'ELSEWHERE'
        else 'UNKNOWN'
    end
{%- endmacro %}

{#- The day of an arrest, as far as it is on record, as a line writes it. -#}
{% macro named_arrest(rows) -%}
    'arrest:' || coalesce(
        case {{ rows }}.arrest_date_precision
            when 'day' then strftime({{ rows }}.arrest_date_earliest, '%Y-%m-%d')
            when 'month' then strftime({{ rows }}.arrest_date_earliest, '%Y-%m')
            when 'year' then strftime({{ rows }}.arrest_date_earliest, '%Y')
        end,
        'unknown'
    )
{%- endmacro %}

{#-
Whether a line is about a charge of its person: the county, the section (all: any; with a subdivision only this one), and
all case numbers of the line. With the day of an arrest instead of a case number it is about the charges of that arrest
that have none, and with all sections about every charge of it.
-#}
{% macro names_charge(lines, charges) -%}
    {{ lines }}.county_name = {{ named_place(charges) }}
    and (
        {{ lines }}.section = 'all'
        or (
            upper({{ lines }}.section) = upper(coalesce({{ charges }}.section, 'none'))
            and ({{ lines }}.subdivision_path = '' or {{ lines }}.subdivision_path = {{ charges }}.subdivision_path)
        )
    )
    and case
        when starts_with({{ lines }}.case_number_key, 'arrest:')
            then
                {{ lines }}.case_number_key = {{ named_arrest(charges) }}
                and ({{ charges }}.case_number_key is null or {{ lines }}.section = 'all')
        else
            list_has_all(
                string_split({{ charges }}.case_number_key, '+'), string_split({{ lines }}.case_number_key, '+')
            )
    end
{%- endmacro %}

{#- Whether a line is about an arrest of its person. -#}
{% macro names_arrest(lines, arrests) -%}
    {{ lines }}.county_name = {{ named_place(arrests) }}
    and {{ lines }}.case_number_key = {{ named_arrest(arrests) }}
{%- endmacro %}
