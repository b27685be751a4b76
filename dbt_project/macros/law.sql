{#- A dated parameter of the law, by name: the row in force on the run's as-of date. No number stands in rule SQL. -#}
{% macro law_value(parameter) -%}
    (
        select parameters.value
        from {{ law('parameters') }} as parameters, {{ source('intake', 'run_parameters') }} as run
        where parameters.parameter = '{{ parameter }}'
            and run.as_of_date >= parameters.effective_from
            and (parameters.effective_to is null or run.as_of_date <= parameters.effective_to)
    )
{%- endmacro %}

{% macro law_date(parameter) -%}
    cast({{ law_value(parameter) }} as date)
{%- endmacro %}

{% macro law_integer(parameter) -%}
    cast({{ law_value(parameter) }} as integer)
{%- endmacro %}

{#- Whether the law says so, by a parameter: true, false, or NULL where it leaves that open. -#}
{% macro law_says(parameter) -%}
    case {{ law_value(parameter) }}
        when 'true' then true when '1' then true when 'false' then false when '0' then false
    end
{%- endmacro %}

{#-
How doubtful a tag of the law is: its weakest part in the order V, P, C, S, M, inference, from 0. A part that is no tag ("legal
question") is our reading until counsel answers. The same order stands in orchestration/law/verification_tags.py; a test compares them.
-#}
{% macro doubt(verified) -%}
    list_max(list_transform(
        regexp_split_to_array({{ verified }}, '[/;+]'),
        lambda part: case
            when regexp_matches(trim(part), '^V([^A-Za-z]|$)') then 0
            when regexp_matches(trim(part), '^P([^A-Za-z]|$)') then 1
            when regexp_matches(trim(part), '^C([^A-Za-z]|$)') then 2
            when regexp_matches(trim(part), '^S([^A-Za-z]|$)') then 3
            when regexp_matches(trim(part), '^M([^A-Za-z]|$)') then 4
            else 5
        end
    ))
{%- endmacro %}

{% macro doubt_in_words(rank) -%}
    ['V', 'P', 'C', 'S', 'M', 'inference'][{{ rank }} + 1]
{%- endmacro %}

{#- The tag of a reason with how doubtful it is, and behind it that of what else decided where it is weaker. -#}
{% macro weaker_shown(verified, own_doubt, other_doubt) -%}
    {{ verified }}
    || case when {{ other_doubt }} > {{ own_doubt }} then '; ' || {{ doubt_in_words(other_doubt) }} else '' end
{%- endmacro %}

{#- The key of a line of an offense list, as counts and signatures name it (models/rules/packs.yml, row_keys). -#}
{% macro list_line_key(prefix='') -%}
    concat_ws(
            ' ', {{ prefix }}offense_list, {{ prefix }}code_book, {{ prefix }}section, {{ prefix }}subdivision,
            {{ prefix }}match_mode, {{ prefix }}offense_from, {{ prefix }}offense_to
        )
{%- endmacro %}

{#-
The kind of a finding: those that came out alike, for the same reason, have one kind, and the same rows of the law
decided them.
-#}
{% macro finding_kind(prefix='', outcome=none, presumed_facts=none) -%}
    md5(concat_ws(
        '|', {{ prefix }}remedy_id, coalesce({{ prefix }}path, ''), {{ outcome or prefix ~ 'outcome' }},
        {{ prefix }}reason_code, coalesce({{ prefix }}deciding_element, ''),
        cast({{ presumed_facts or prefix ~ 'presumed_facts' }} as varchar)
    ))
{%- endmacro %}

{#-
Whether a law of the state clears charges that ended without a conviction, by the kinds of its paths. The same is asked of the
packs in orchestration/law/cleared_charges.py, for lists of figures that rest on no data.
-#}
{% macro clears_charges() -%}
    exists (
        select 1
        from {{ law('paths') }} as paths
        inner join {{ law('selectors') }} as selectors on paths.kind = selectors.selector
        where
            paths.relief is not null
            and paths.comes_to = 'eligible'
            and selectors.of_unit = 'charge'
            and len(list_filter(
                selectors.dispositions,
                lambda disposition: disposition not in ('conviction', 'pardoned', 'conditionally_pardoned')
            )) > 0
    )
{%- endmacro %}
