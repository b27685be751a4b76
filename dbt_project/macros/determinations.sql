{#-
Parts that determinations of charges and of arrests share (models/marts): the unit is `charge` or `arrest`.
-#}

{#-
The findings that meet `where`, each with the effect of its remedy, its reason in words, its citation and how sure the
row of the law is: the tag of the reason, and behind it the tag of a weaker row that decided too. (Reasons and kinds are
few, so their doubt is computed before the findings.)
-#}
{% macro findings_with_reasons(unit, where='true') -%}
    {%- set kind = ['path', 'outcome', 'reason_code', 'deciding_element']
        + (['presumed_facts'] if unit == 'charge' else []) -%}
    select
        findings.*,
        remedies.relief_by,
        remedies.effect,
        remedies.basis,
        remedies.statutory_path,
        reliefs.words as relief_words,
        reasons.reason_text,
        reasons.citation,
        {{ weaker_shown('reasons.verified', 'reasons.doubt', 'greatest(of_the_kind.doubt, of_the_unit.doubt)') }}
            as verified
    from {{ rule('findings' if unit == 'charge' else 'arrest_findings') }} as findings
    inner join {{ law('remedies') }} as remedies on findings.remedy_id = remedies.remedy_id
    left join {{ law('reliefs') }} as reliefs on findings.relief = reliefs.relief
    left join (
        select
            *,
            {{ doubt('verified') }} as doubt
        from {{ law('reasons') }}
    ) as reasons on findings.reason_code = reasons.reason_code
    left join (
        select
            remedy_id,
            {{ kind | join(', ') }},
            max(doubt) as doubt
        from {{ rule('deciding_law_rows') }}
        group by all
    ) as of_the_kind
        on findings.remedy_id = of_the_kind.remedy_id
        {% for column in kind -%}
            and findings.{{ column }} is not distinct from of_the_kind.{{ column }}
        {% endfor -%}
    left join (
        select
            unit_id,
            person_id,
            person_bucket,
            remedy_id,
            max(doubt) as doubt
        from {{ rule('deciding_law_rows_by_unit') }}
        where unit = '{{ unit }}'
        group by all
    ) as of_the_unit
        on findings.{{ unit }}_id = of_the_unit.unit_id
        and findings.person_id = of_the_unit.person_id
        and findings.person_bucket = of_the_unit.person_bucket
        and findings.remedy_id = of_the_unit.remedy_id
    where {{ where }}
{%- endmacro %}
