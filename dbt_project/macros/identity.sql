{#- How a mapping begins the number of a person whom it keeps apart (orchestration/ingestion/layouts/mapping.py). -#}
{% macro number_of_people_kept_apart() -%}APART-{%- endmacro %}

{#- Conflicts that send the first person to review alone: what the other's record has may bar that person. -#}
{% macro one_sided_conflicts() -%}('name_a_slip_apart', 'birth_date_a_slip_apart'){%- endmacro %}

{#- People whose conflicting ids send their determinations to review; each once. -#}
{% macro people_in_conflict() -%}
    select person_id from {{ ref('int_identity_conflicts') }}
    where sends_to_review
    union
    select other_person_id from {{ ref('int_identity_conflicts') }}
    where sends_to_review and (conflict_type in {{ one_sided_conflicts() }}) is not true
{%- endmacro %}

{#- Letters and digits of a name: how names are compared. -#}
{% macro name_key(name) -%}
    regexp_replace(upper({{ name }}), '[^A-Z0-9]', '', 'g')
{%- endmacro %}

{#-
Whether two last or first names can be one with a slip: a letter too many, too few, other or exchanged (two in a long
name), or a word of one is a word of the other (MAPLE, MAPLE-ROWAN). The same in orchestration/warehouse/shards/slips.py.
-#}
{% macro is_name_a_slip_apart(name, other) -%}
    case
            when damerau_levenshtein({{ name_key(name) }}, {{ name_key(other) }})
                <= case when least(length({{ name }}), length({{ other }})) < 6 then 1 else 2 end
                then true
            else list_has_any(
                    regexp_extract_all(upper({{ name }}), '[A-Z0-9]{3,}'),
                    regexp_extract_all(upper({{ other }}), '[A-Z0-9]{3,}')
                )
        end
{%- endmacro %}

{#-
People for whom the absence of something cannot be known, with the reason why their determinations go to review: their
ids contradict each other, or a line with an id of theirs could not be read. Each once.
-#}
{% macro people_in_doubt() -%}
    select person_id, min(doubt) as doubt
    from (
        select person_id, 'record_identity_conflict' as doubt from ({{ people_in_conflict() }}) as in_conflict
        union all
        select person_id, 'record_line_unread' as doubt from {{ ref('int_rejected_lines') }}
        where not is_settled
    ) as doubts
    group by person_id
{%- endmacro %}

{#-
People who may have one conviction more than is known, and whether it may be a felony: those in doubt, and those with a
charge before a court whose disposition is not understood and that no later report of the count answers. Each once.
-#}
{% macro people_with_perhaps_one_more() -%}
    select person_id, bool_or(may_be_felony) as may_be_felony
    from (
        select person_id, true as may_be_felony from ({{ people_in_doubt() }}) as in_doubt
        union all
        select charges.person_id, charges.level in ('felony', 'unknown') as may_be_felony
        from {{ ref('int_charges') }} as charges
        inner join {{ rule('undisposed_charges') }} as undisposed on charges.charge_id = undisposed.charge_id
        where charges.disposition_type = 'unrecognised' and charges.charge_stage = 'court'
            and undisposed.answered_by <> 'same_count_told_later'
    ) as perhaps
    group by person_id
{%- endmacro %}

{#- The identity of an arrest: person, county, agency and day, as a content number. -#}
{% macro arrest_number(arrests, person_id) -%}
    {{ content_number("concat_ws('|', " ~ person_id ~ ", coalesce(" ~ arrests ~ ".county_name, ''), coalesce("
        ~ arrests ~ ".agency_code, " ~ arrests ~ ".agency_name, ''), coalesce(strftime("
        ~ arrests ~ ".arrest_date_earliest, '%Y%m%d'), ''), " ~ arrests ~ ".arrest_date_precision)") }}
{%- endmacro %}
