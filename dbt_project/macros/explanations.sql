{#-
Parts that explanations of charges and of arrests share (models/marts): the unit is `charge` or `arrest`, and the views
of both have the same names but for the unit.
-#}

{#- Each status with the question it answers, the section that asks it, and whether it decided. -#}
{% macro words_of_findings(unit, elements, findings) -%}
select
    elements.{{ unit }}_id,
    elements.person_id,
    elements.person_bucket,
    elements.remedy_id,
    elements.path,
    coalesce(findings.path, '') = coalesce(elements.path, '') as is_deciding_path,
    elements.element,
    law_elements.place,
    elements.word,
    coalesce(findings.path, '') = coalesce(elements.path, '')
    and coalesce(findings.deciding_element = elements.element, false) as is_deciding_element,
    list_contains(findings.immaterial_elements, elements.element) as is_immaterial,
    law_elements.asked_of,
    law_elements.needed,
    law_elements.question,
    law_elements.when_unknown,
    law_elements.rests_on,
    law_elements.looks_at,
    law_elements.when_not_yet,
    {% if unit == 'charge' %}elements.rests_on_charge_ids,
    {% endif %}law_elements.citation,
    law_elements.verified
from {{ elements }} as elements
inner join {{ law('elements') }} as law_elements
    on elements.remedy_id = law_elements.remedy_id
    and elements.element = law_elements.element
inner join {{ findings }} as findings
    on elements.{{ unit }}_id = findings.{{ unit }}_id
    and elements.person_id = findings.person_id
    and elements.remedy_id = findings.remedy_id
{%- endmacro %}

{#- The tables `words` and `facts`: one row for each finding, with everything behind it in one list each. -#}
{% macro words_and_facts(unit, finding_elements, explanation_facts) -%}
words as (

    select
        {{ unit }}_id,
        person_id,
        remedy_id,
        list(
            struct_pack(
                element := element,
                word := word,
                question := question,
                citation := citation,
                verified := verified
            )
            order by place
        ) as elements
    from {{ finding_elements }}
    where is_deciding_path
    group by {{ unit }}_id, person_id, remedy_id

),

facts as (

    select
        {{ unit }}_id,
        person_id,
        remedy_id,
        list(
            struct_pack(
                role := role,
                fact_table := fact_table,
                fact_id := fact_id,
                words := words,
                delivery_id := delivery_id,
                file_name := file_name,
                source_line := source_line
            )
            order by role, fact_table, fact_id, delivery_id, source_line
        ) as fact_rows
    from {{ explanation_facts }}
    group by {{ unit }}_id, person_id, remedy_id

)
{%- endmacro %}

{% macro join_of_the_finding(unit, joined) -%}
left join {{ joined }}
    on determinations.{{ unit }}_id = {{ joined }}.{{ unit }}_id
    and determinations.person_id = {{ joined }}.person_id
    and determinations.remedy_id = {{ joined }}.remedy_id
{%- endmacro %}

{#-
The table `facts` with a key that is equal if role, row, words and lines are: the charges of a person share many facts,
so a reader of all of them reads each once. It leaves out the lines, which cost most to read: they follow from the row;
for a person they are those of the unit.
-#}
{% macro with_fact_key(unit) -%}
{% set of_unit = "case fact_table when 'int_people' then " ~ unit ~ "_id end" %}
select
    *,
    {{ short_content_number("concat_ws('|', role, fact_table, fact_id, words, " ~ of_unit ~ ")") }} as fact_key
from facts
{%- endmacro %}

{#- Fact rows, one row for each of their source lines. A fact without a delivered line has one row without a line. -#}
{% macro lines_of_facts(unit, fact_rows, of_elements=false) -%}
with lines as (

    select
        * exclude (source_rows, fact_key),
        unnest(case when len(source_rows) = 0 then [null] else source_rows end) as source_row
    from {{ fact_rows }}

)

select
    lines.{{ unit }}_id,
    lines.person_id,
    lines.person_bucket,
    lines.remedy_id,
    {% if of_elements %}lines.path,
    lines.element,
    {% endif %}lines.role,
    lines.fact_table,
    lines.fact_id,
    lines.words,
    string_split(lines.source_row, ':')[1] as delivery_id,
    deliveries.file_name,
    cast(string_split(lines.source_row, ':')[2] as bigint) as source_line
from lines
left join {{ ref('int_deliveries') }} as deliveries
    on string_split(lines.source_row, ':')[1] = deliveries.delivery_id
{%- endmacro %}

{#- The first columns of every fact of a finding. -#}
{% macro of_the_finding(unit) -%}
findings.{{ unit }}_id,
        findings.person_id,
        findings.person_bucket,
        findings.remedy_id
{%- endmacro %}

{#-
The tables `claimed`, `conflicts` and `unread_lines`: claims about the unit, conflicts of its person's ids, and
unreadable lines that may be about the person, as facts.
-#}
{% macro claims_and_conflicts(unit) -%}
claimed as (

    select
        {{ of_the_finding(unit) }},
        'claim' as role,
        'int_claimed_{{ unit }}s' as fact_table,
        claimed.claim_id as fact_id,
        {{ claim_in_words() }} as words,
        cast([] as varchar[]) as source_rows
    from findings
    inner join {{ ref('int_claimed_' ~ unit ~ 's') }} as claimed
        on findings.{{ unit }}_id = claimed.{{ unit }}_id and findings.person_id = claimed.person_id
    inner join {{ source('intake', 'claims') }} as claims on claimed.claim_id = claims.claim_id

),

conflicting as (

    {% for person in ['person_id', 'other_person_id'] -%}
    select
        {{ person }}{{ '' if loop.first else ' as person_id' }},
        conflict_type,
        concat_ws(' ', conflict_type, person_id, other_person_id) as conflict
    from {{ ref('int_identity_conflicts') }}
    {% if not loop.last %}union
    {% endif %}{% endfor %}

),

conflicts as (

    select
        {{ of_the_finding(unit) }},
        'identity_conflict' as role,
        'int_identity_conflicts' as fact_table,
        conflicting.conflict as fact_id,
        replace(conflicting.conflict_type, '_', ' ') as words,
        cast([] as varchar[]) as source_rows
    from findings
    inner join conflicting on findings.person_id = conflicting.person_id

),

unread_lines as (

    select
        {{ of_the_finding(unit) }},
        'unread_line' as role,
        'int_unread_lines' as fact_table,
        lines.delivery_id || ':' || lines.source_line as fact_id,
        concat_ws(
            '; ',
            'a line that could not be read and has an id of the person',
            case when lines.fact_id is not null then {{ established_in_words() }} end
        ) as words,
        [lines.delivery_id || ':' || lines.source_line] as source_rows
    from findings
    inner join {{ ref('int_rejected_lines') }} as lines on findings.person_id = lines.person_id
    left join {{ source('intake', 'established_facts') }} as facts on lines.fact_id = facts.fact_id

)
{%- endmacro %}

{% macro established_in_words() -%}
concat(
            facts.fact, ': ', facts.value, ', by ', facts.established_by, ' on ', facts.established_on, ': ', facts.why
        )
{%- endmacro %}

{% macro claim_in_words() -%}
concat_ws(
            ', ',
            claimed.claim,
            'claimed by ' || claims.claimed_by || ' on ' || claims.received_on,
            coalesce(
                claims.outcome || ' by ' || claims.answered_by || ' on ' || claims.answered_on || ': ' || claims.why,
                'answer due on ' || claims.due_on
            )
        )
{%- endmacro %}
