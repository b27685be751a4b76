{#- The outcome of a finding as figures count it: one that waits and leaves a question open besides waits for a person. -#}
{% macro counted_outcome(prefix='') -%}
    case when {{ prefix }}open_element is not null then 'review' else {{ prefix }}outcome end
{%- endmacro %}

{#-
Parts that the models of models/marts/metrics/ share. Each of them ends in the columns of ``marts.metrics``; columns
that a model does not give are null.
-#}
{% macro as_metrics(rows, ledger_event) -%}
    select
        {% for name, type in {'metric': 'varchar', 'unit': 'varchar', 'law': 'varchar', 'variant': 'varchar',
            'place': 'varchar', 'group_by': 'varchar', 'group_code': 'varchar', 'status': 'varchar', 'count': 'bigint',
            'people': 'bigint', 'denominator_name': 'varchar', 'denominator': 'bigint', 'denominator_people': 'bigint',
            'not_known': 'bigint', 'not_known_people': 'bigint', 'value': 'double', 'value_unit': 'varchar'}.items() -%}
        cast(rows.{{ name }} as {{ type }}) as {{ name }},
        {% endfor -%}
        cast({{ ledger_event }} as bigint) as ledger_event
    from (
        select
            null as law,
            null as variant,
            null as people,
            null as denominator_name,
            null as denominator,
            null as denominator_people,
            null as not_known,
            null as not_known_people,
            null as value,
            null as value_unit
        where false
        union all by name
        select * from {{ rows }}
    ) as rows
{%- endmacro %}

{#- The number of the last event of the ledger that figures rest on. -#}
{% macro last_ledger_event() -%}
    (select event_number from {{ source('ledger', 'last_event') }})
{%- endmacro %}

{#- An id: words between slashes, lower case, without spaces. -#}
{% macro metric_id(words) -%}
    lower(replace(concat_ws('/', {{ words | join(', ') }}), ' ', '-'))
{%- endmacro %}

{#- Counts of cells added up; people of two cells are different people. -#}
{% macro sum_flags(flags) -%}
    {% for flag in flags -%}
    sum({{ flag }}) as {{ flag }},
    sum({{ flag }}_people) as {{ flag }}_people{% if not loop.last %},{% endif %}
    {% endfor -%}
{%- endmacro %}

{#- A row per measure: its count, its denominator, and the unknown count (null: nothing can be unknown). -#}
{% macro measured(measures) -%}
    unnest([
        {% for metric, counted, among, perhaps in measures -%}
        {
            'metric': '{{ metric }}',
            'count': {{ counted }},
            'people': {{ counted }}_people,
            'denominator_name': {{ "'" ~ among ~ "'" if among else 'null' }},
            'denominator': {{ among or 'null' }},
            'denominator_people': {{ among ~ '_people' if among else 'null' }},
            'not_known': {{ perhaps or 0 }},
            'not_known_people': {{ perhaps ~ '_people' if perhaps else 0 }}
        }{% if not loop.last %},{% endif %}
        {% endfor -%}
    ], recursive := true)
{%- endmacro %}

{#- The group of a cell. Two traits of people are crossed in the state as a whole alone. -#}
{% macro group_of(cells) -%}
    case groups.group_by
        when 'race' then {{ cells }}.race
        when 'sex' then {{ cells }}.sex
        when 'age' then {{ cells }}.age
        when 'race and sex' then {{ cells }}.race || ', ' || {{ cells }}.sex
        when 'race and age' then {{ cells }}.race || ', ' || {{ cells }}.age
        when 'offense_group' then {{ cells }}.offense_group
        when 'year' then {{ cells }}.year
        else 'all'
    end
{%- endmacro %}

{#- Whether cells are broken down by a kind of groups: one trait within a county or law, none within both. -#}
{% macro is_told_by(cells) -%}
    case
        when groups.group_by = 'offense_group' then {{ cells }}.offense_group is not null
        when groups.group_by = 'year' then {{ cells }}.year is not null
        when {{ cells }}.offense_group is not null or {{ cells }}.year is not null then false
        when groups.group_by = 'all' then true
        when contains(groups.group_by, ' and ') then {{ cells }}.place = 'STATEWIDE' and {{ cells }}.law = 'ALL'
        else {{ cells }}.place = 'STATEWIDE' or {{ cells }}.law = 'ALL'
    end
{%- endmacro %}

{% macro every_group() -%}
    (
        values ('all'), ('race'), ('sex'), ('age'), ('race and sex'), ('race and age'), ('offense_group'), ('year')
    ) as groups (group_by)
{%- endmacro %}

{#- The id of a figure: its first words, county, law and group, the deceased, and its last words. -#}
{% macro level_id(begins, law="case when law <> 'ALL' then 'remedy=' || law end", ends='null') -%}
    {{ metric_id(begins + [
        "case when place <> 'STATEWIDE' then 'county=' || place end",
        law,
        "case group_by when 'all' then null when 'year' then 'year_of_event=' || group_code "
        ~ "when 'year_due' then 'year=' || group_code "
        ~ "when 'race and sex' then 'race=' || replace(group_code, ', ', '/sex=') "
        ~ "when 'race and age' then 'race=' || replace(group_code, ', ', '/age=') "
        ~ "else group_by || '=' || group_code end",
        "case when status = 'deceased' then status end",
        ends,
    ]) }}
{%- endmacro %}

{#-
The id of a figure by the part that counts it (`part`) and its key columns. Ids that were given stay. A metric with no id
of its own names every column.
-#}
{% macro figure_id_of_part() -%}
    case
        when part = 'determinations' then {{ level_id(["'levels'", 'metric', 'unit']) }}
        when part = 'records' then {{ level_id(
            ["'levels'", 'metric', 'unit', "split_part(variant, '/', 1)", "split_part(variant, '/', 2)"],
            law='null',
            ends="case when law <> 'ALL' then split_part(variant, '/', 3) || '=' || law end"
        ) }}
        when metric = 'outcome' then {{ metric_id(["'outcomes'", 'law', 'place', 'group_by', 'group_code', 'status',
            'variant', 'unit']) }}
        when part = 'policies' then {{ metric_id(["'figures'", 'law', 'place', 'group_by', 'group_code', 'status',
            "replace(metric, 'policy_', '')", 'unit']) }}
        when part = 'disparity' then {{ metric_id(["'disparity'", 'law', 'group_by', 'group_code', 'variant']) }}
        when part = 'gap' then {{ metric_id(["'gap'", 'unit', 'law', 'group_by', 'group_code',
            "coalesce(nullif(variant, ''), '1')", 'metric']) }}
        when part = 'calendar' then {{ metric_id(["'calendar'", 'law', 'place', 'unit', "split_part(variant, '-', 1)",
            'variant']) }}
        when metric = 'funnel' then {{ metric_id(["'funnel'", 'law', 'place', 'variant', "nullif(status, 'all')"]) }}
        when ends_with(metric, '_in_year') then {{ metric_id(["'relief_by_year'", 'law', 'place',
            "replace(metric, '_in_year', '')", 'variant', "nullif(status, 'all')"]) }}
        else {{ metric_id(['metric', 'unit', 'law', "nullif(variant, '')", 'place',
            "case when group_by <> 'all' then group_by || '=' || group_code end", 'status']) }}
    end
{%- endmacro %}

{#-
People with what stands on their records, by a column of metric_entries (`by`): place, offense group or year; without one,
in the state. A person with a conviction elsewhere is none with a conviction in a place. Convictions of an offense group
or a year are broken down by nothing else.
-#}
{% macro people_counted_by(by='') -%}
    select
        person_id,
        {{ 'place' if by == 'place' else "'STATEWIDE'" }} as place,
        {{ 'offense_group' if by == 'offense_group' else 'cast(null as varchar)' }} as offense_group,
        {{ 'year' if by == 'year' else 'cast(null as varchar)' }} as year,
        {% for trait in ['race', 'sex', 'age'] -%}
            {{ 'cast(null as varchar)' if by in ['offense_group', 'year'] else 'any_value(' ~ trait ~ ')' }} as {{ trait }},
        {% endfor -%}
        any_value(status) as status,
        {% for answer in ['with_record', 'with_felony', 'with_conviction', 'with_recent'] -%}
            max({{ answer }}) as {{ answer }},
        {% endfor -%}
        {% for kind, counted in {'felony': 'felonies', 'conviction': 'convictions', 'recent': 'recent_convictions'}.items() -%}
            count(*) filter (where with_{{ kind }} = 'yes') as {{ counted }},
            count(*) filter (where with_{{ kind }} = 'unknown')
                as {{ counted }}_perhaps{% if not loop.last %},{% endif %}
        {% endfor %}
    from {{ ref('metric_entries') }}
    {% if by in ['offense_group', 'year'] -%}
        where {{ by }} is not null  -- (An arrest has none.)
    {% endif -%}
    group by {{ (['person_id'] + ([by] if by else [])) | join(', ') }}
{%- endmacro %}

{#-
Determinations that count alike have one number, as have people: few numbers are counted, and what they mean is looked up
once.
-#}
{% macro kinds_of_determinations_and_people() -%}
subjects as (

    select
        unit,
        unit_id,
        person_id,
        remedy_id,
        outcome,
        case
            when outcome in ('review', 'undeterminable') then coalesce(deciding_element, 'the finding itself')
        end as fact,
        case when outcome = 'not_yet' then year(eligible_on) end as due_year,
        ledger_state,
        state_order,
        is_filed,
        is_given,
        place,
        offense_group,
        year,
        status,
        race,
        sex,
        age
    from {{ ref('metric_subjects') }}

),

kinds_of_determination as (

    select
        *,
        row_number() over (
            order by unit, remedy_id, outcome, fact, due_year, ledger_state, state_order, is_filed, is_given
        ) as determination
    from (
        select distinct
            unit,
            remedy_id,
            outcome,
            fact,
            due_year,
            ledger_state,
            state_order,
            is_filed,
            is_given
        from subjects
    ) as every_kind

),

kinds_of_people as (

    select
        *,
        row_number() over (order by status, race, sex, age) as kind_of_person,
        rank() over (order by status) as kind_of_status
    from (
        select distinct
            status,
            race,
            sex,
            age
        from subjects
    ) as every_kind

)
{%- endmacro %}

{#- Which laws act together, whatever is supposed of them, and who looks: each with a number. -#}
{% macro sets_of_laws() -%}
    select
        *,
        row_number() over (order by basis, laws, law, viewer) as set_number
    from (
        select distinct
            bases.basis,
            ways.laws,
            case ways.laws when 'ALL' then 'ALL' else remedies.remedy_id end as law,
            viewers.viewer
        from {{ law('remedies') }} as remedies
        cross join {{ law('relief_viewers') }} as viewers
        cross join (values ('given'), ('if_filed_granted'), ('if_all_granted')) as bases (basis)
        cross join (values ('ALL'), ('ALONE'), ('WITHOUT')) as ways (laws)
        where bases.basis <> 'if_filed_granted' or ways.laws = 'ALL'
    ) as every_set
{%- endmacro %}
