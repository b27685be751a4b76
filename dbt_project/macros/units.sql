{#-
Facts of the record in the words of law packs (orchestration/law/pack_files/schema.py): the one place where the words of the staging
contract become those of selectors.
-#}
{#- The case of a charge: the county and its case numbers; null where none is on record. -#}
{% macro case_of_charge(charges) -%}
    case
            when {{ charges }}.case_number_key is not null
                then concat_ws(' ', {{ charges }}.county_name, {{ charges }}.case_number_key)
        end
{%- endmacro %}

{% macro jurisdiction_of(county_type) -%}
    case {{ county_type }} when 'in_state' then 'here' when 'elsewhere' then 'elsewhere' else 'unknown' end
{%- endmacro %}

{#- Null where the level is not on record. -#}
{% macro level_of_packs(level) -%}
    case {{ level }} when 'unknown' then null when 'petty' then 'petty_offense' else {{ level }} end
{%- endmacro %}

{#- Null where the disposition is not understood; none where there is none. A word of the state's own is another one. -#}
{% macro disposition_of_packs(disposition_type) -%}
    case {{ disposition_type }}
            {% for word, told in {
                'conviction': ['convicted'],
                'acquittal': ['acquitted'],
                'pardoned': ['pardoned'],
                'dismissal': ['dismissed'],
                'dismissed_with_prejudice': ['dismissed_with_prejudice'],
                'dismissed_without_prejudice': ['dismissed_without_prejudice'],
                'nolle_prosequi': ['nolle_prosequi'],
                'diversion': ['diversion'],
                'deferred': ['deferred'],
                'deferred_dismissed': ['diversion_completed'],
                'declined': ['declined', 'prosecutor_rejected'],
                'arrest_without_charge': ['no_charge'],
                'released': ['detention_only', 'released_to_other_jurisdiction'],
                'none': ['blank']
            }.items() -%}
            {% for one in told -%}
            when '{{ one }}' then '{{ word }}'
            {% endfor -%}
            {% endfor -%}
            when 'unrecognised' then null
            else 'other'
        end
{%- endmacro %}

{#- Charges and arrests on record; where a record has no level, with that which people established: of several, yes. -#}
{% macro units_with_established_levels() -%}
    select units.* replace (coalesce(nullif(units.level, 'unknown'), leveled.level) as level)
    from {{ rule('units') }} as units
    left join (
        select
            told.subject,
            max(levels.level) as level
        from (select subject, fact, max(value) as value from {{ rule('established') }} group by subject, fact) as told
        inner join {{ law('level_facts') }} as levels using (fact, value)
        group by told.subject
    ) as leveled on units.unit_id = leveled.subject
{%- endmacro %}
