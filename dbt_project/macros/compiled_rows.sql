{#-
Words of compiled law whose paths are rows of a table: one row per unit, path and element, so that there is one path to
read, however many rows the table has.
-#}
{#- Columns of facts: the answer (yes, no, unknown; NULL where the record says nothing), whether it is presumed by law,
until when it holds, what it rests on. -#}
{% macro as_facts(answers, presumed={}, until={}, source={}, rests_on={}) -%}
    {%- for fact, answer in answers.items() -%}
    {{ answer }} as {{ fact }}_answer,
    {{ presumed.get(fact, 'false') }} as {{ fact }}_answer_is_presumed,
    {{ until.get(fact, 'cast(null as date)') }} as {{ fact }}_answer_until,
    {{ source.get(fact, "'history'") }} as {{ fact }}_answer_source,
    {{ rests_on.get(fact, 'cast([] as varchar[])') }} as {{ fact }}_answer_rests_on{{ ',' if not loop.last }}
    {% endfor %}
{%- endmacro %}

{#-
Bookkeeping after `elements`, and the select: one row per element that a path asks, with its status. `law`: facts by
element (facts), elements that people answer, over what (answered), groups by combination
(combined), names that paths share (shown_as), elements that say whether a path is for the unit at all (fits), and those
that are undeterminable where nobody knows.
-#}
{% macro list_statuses(remedy, law) -%}
{%- set names = ['no_path'] + law.facts | list + law.combined | list -%}
numbered as (
    select
        path,
        parts,
        list_transform(asks || parts, lambda one: list_position([{{ as_literals(names) }}], one)) as numbers
    from (
        select
            path,
            asks,
            list_sort(list_distinct(flatten(list_transform(asks, lambda one: {{ parts_of('one', law.combined) }}))))
                as parts
        from paths
    ) as paths_with_parts
),

sources as (
    select
        *,
        as_of_date >= begins as no_path
        {%- for element, over in law.answered.items() %},
        case
            when {{ element ~ '_told = ' ~ element if over == 'unknown' else is_answered(element, over) }} then 'established_facts'
            else {{ law.facts[element] }}_answer_source
        end as {{ element }}_source
        {%- endfor %}
    from elements
    inner join numbered using (path)
),

-- What is known of each element: what people established goes before what the record says of its fact.
asked as (
    select
        unit_id,
        person_id,
        person_bucket,
        disposition_source,
        path,
        kinds,
        unnest(asks || parts) as asked,
        generate_subscripts(asks || parts, 1) as place,
        place > len(asks) as is_part,
        unnest(list_select([{{ names | join(', ') }}], numbers)) as is_met,
        {%- set known = {'is_presumed': [], 'valid_until': [], 'source': [], 'rests_on': []} -%}
        {%- for element in names -%}
            {%- set fact, over = law.facts.get(element), law.answered.get(element) -%}
            {%- set groups = law.combined.get(element) -%}
            {%- do known.is_presumed.append(
                fact ~ '_answer_is_presumed and not ' ~ is_answered(element, over) if fact else 'false') -%}
            {%- do known.valid_until.append(
                'case when not ' ~ is_answered(element, over) ~ ' then ' ~ fact ~ '_answer_until end' if fact
                else 'case when begins > as_of_date then begins end' if element == 'no_path' else 'null') -%}
            {%- do known.source.append(element ~ '_source' if over else fact ~ '_answer_source' if fact
                else source_of_combined(groups, law.answered) if groups else "'history'") -%}
            {%- do known.rests_on.append(fact ~ '_answer_rests_on' if fact else 'cast([] as varchar[])') -%}
        {%- endfor %}
        {%- for what, values in known.items() %}
        unnest(list_select([{{ values | join(', ') }}], numbers)) as {{ what }}{{ ',' if not loop.last }}
        {%- endfor %}
    from sources
)

select
    unit_id,
    'charge' as unit,
    person_id,
    person_bucket,
    disposition_source,
    '{{ remedy }}' as remedy_id,
    path,
    place,
    case asked
        {% for element, name in law.shown_as.items() -%}
        when '{{ element }}' then '{{ name }}'
        {% endfor -%}
        else asked
    end as element,
    is_part,
    case
        when is_met and is_presumed then 'presumed' when is_met then 'met' when not is_met then 'not_met' else 'unknown'
    end as status,
    valid_until,
    source,
    -- (What is met and says nothing else rests on nothing.)
    case
        when is_met and not is_presumed and source = 'history' and valid_until is null then cast([] as varchar[])
        else rests_on
    end as rests_on,
    cast([] as varchar[]) as asks_about,
    asked in ({{ as_literals(law.fits) }}) as fits,
    if(asked in ({{ as_literals(law.undeterminable) }}), 'undeterminable', 'review') as when_unknown,
    kinds
from asked
where asked <> 'no_path' or not is_met
{%- endmacro %}

{#- What a combination is made of; nothing of another element. -#}
{% macro parts_of(element, combined) -%}
    case
    {%- for name, groups in combined.items() %}
        when {{ element }} = '{{ name }}' then [{{ as_literals(groups | sum(start=[]) | unique) }}]
    {%- endfor %}
        when {{ element }} is not null then cast([] as varchar[])
    end
{%- endmacro %}

{#- Whether what people established answers an element: over any record, or where it leaves the element unknown. -#}
{% macro is_answered(element, over) -%}
    {%- if over == 'any' -%}({{ element }}_told is not null)
    {%- elif over == 'unknown' -%}({{ element }}_on_record is null and {{ element }}_told is not null)
    {%- else -%}{{ element ~ '_is_told' if over else 'false' }}
    {%- endif -%}
{%- endmacro %}

{#- (Where nobody answered anything, it is the history.) -#}
{% macro source_of_combined(groups, answered) -%}
    {%- set parts = groups | sum(start=[]) | unique | select('in', answered) | list -%}
    case
        when 'established_facts' in ({% for part in parts %}{{ part }}_source{{ ', ' if not loop.last }}{% endfor %})
            then coalesce({{ source_of_best(groups, [], [], [], [], parts) }}, 'history')
        else 'history'
    end
{%- endmacro %}

{#- The findings of a remedy whose paths are rows: the best path of each unit; where none is for it, a person looks. -#}
{% macro decide_by_rows(remedy, elements) -%}
with elements as (
    select * from {{ elements }}
    where not is_part
),

-- Each path: what bars it and what nobody knows of it, each the first in the order of the statute.
paths as (
    select
        unit_id,
        path,
        arg_min(element, place) filter (where status = 'not_met') as barred_by,
        arg_min(element, place) filter (where status = 'unknown' and when_unknown = 'review') as unclear,
        arg_min(element, place) filter (where status = 'unknown' and when_unknown = 'undeterminable')
            as not_on_record,
        count(*) filter (where fits and status = 'not_met') as kinds_not_met,
        bool_or(element = 'no_path') as begins_later,
        min(valid_until) as valid_until
    from elements
    group by unit_id, path
),

-- What each comes to. One that is for another kind of unit is no bar; one that gives way decides only where no other
-- does: of these no path fits.
decided as (
    select
        paths.*,
        law_paths.place,
        law_paths.relief,
        coalesce(law_paths.comes_to, 'eligible') as comes_to,
        coalesce(reliefs.rank, 99) as relief_rank,
        coalesce(paths.barred_by, paths.unclear, paths.not_on_record) as decided_by_element,
        coalesce(law_paths.gives_way, false) and paths.not_on_record is not null as leaves_it_to_others,
        case
            when paths.barred_by = 'not_relieved_before' then 'already_relieved'
            when paths.barred_by is not null and paths.kinds_not_met > 0 and law_paths.review_unless_fits
                then 'no_path_fits'
            when paths.barred_by is not null then 'ineligible'
            when paths.unclear is not null and leaves_it_to_others then 'no_path_fits'
            when paths.unclear is not null then 'review'
            when leaves_it_to_others then 'no_path_fits'
            when paths.not_on_record is not null then 'undeterminable'
            else coalesce(law_paths.comes_to, 'eligible')
        end as outcome
    from paths
    inner join {{ law('paths') }} as law_paths
        on law_paths.remedy_id = '{{ remedy }}' and paths.path = law_paths.path
    left join {{ law('reliefs') }} as reliefs using (relief)
),

-- The best path of each; what stays open beside it: one that gave way, or one that a person looks at.
best as (
    select
        * replace (min(valid_until) over of_unit as valid_until),
        bool_and(barred_by is not null) over of_unit as is_out_of_reach,
        min(relief_rank) filter (
            comes_to = 'eligible' and outcome = 'no_path_fits' and kinds_not_met = 0
        ) over of_unit as rank_given_way,
        min(relief_rank) filter (comes_to = 'eligible' and outcome = 'review') over of_unit
            as open_rank_in_review
    from decided
    window of_unit as (partition by unit_id)
    qualify row_number() over (
        partition by unit_id
        order by
            list_position([
                'already_relieved', 'eligible', 'review', 'undeterminable', 'ineligible', 'no_path_fits'
            ], outcome),
            outcome = 'ineligible' and (leaves_it_to_others or begins_later),
            case when outcome in ('ineligible', 'already_relieved') then kinds_not_met end,
            decided_by_element is not null,
            place
    ) = 1
),

-- What the element that decided rests on, or where none did all that the path asks.
looked_at as (
    select
        elements.unit_id,
        any_value(elements.unit) as unit,
        any_value(elements.person_id) as person_id,
        any_value(elements.person_bucket) as person_bucket,
        any_value(elements.kinds) as kinds,
        case
            when bool_or(elements.source = 'established_facts') then 'established_facts'
            when any_value(elements.disposition_source) = 'court_records' then 'court_records'
            else 'history'
        end as decided_by,
        list_sort(list(distinct presumptions.presumption) filter (
            elements.status = 'presumed' and presumptions.presumption is not null
        )) as presumptions,
        list_sort(list_distinct(flatten(list(list_transform(
            list_filter(elements.rests_on, lambda one: one <> elements.unit_id),
            lambda one: struct_pack(element := elements.element, unit_id := one)
        ))))) as rests_on
    from elements
    inner join best
        on elements.unit_id = best.unit_id
        and elements.path = best.path
        and elements.element = coalesce(best.decided_by_element, elements.element)
    left join {{ law('presumptions') }} as presumptions
        on elements.remedy_id = presumptions.remedy_id and elements.element = presumptions.element
    group by elements.unit_id
),

findings as (
    select
        best.unit_id,
        looked_at.unit,
        looked_at.person_id,
        looked_at.person_bucket,
        '{{ remedy }}' as remedy_id,
        case when best.outcome <> 'no_path_fits' then best.path end as path,
        if(best.outcome = 'no_path_fits', 'review', best.outcome) as outcome,
        case when best.outcome <> 'no_path_fits' and best.decided_by_element is null then best.relief end
            as relief,
        '{{ remedy }}_' || case
            when best.outcome = 'no_path_fits' then 'a_path_fits_unknown'
            when best.decided_by_element is null then best.path
            when best.decided_by_element = 'no_path' then 'no_path'
            when best.outcome in ('review', 'undeterminable') then best.decided_by_element || '_unknown'
            else best.decided_by_element || '_not_met'
        end as reason_code,
        if(best.outcome = 'no_path_fits', 'a_path_fits', best.decided_by_element) as deciding_element,
        cast(null as date) as eligible_on,
        cast(null as varchar) as open_element,
        cast(null as date) as not_before,
        cast([] as varchar[]) as immaterial_elements,
        case
            when best.outcome = 'eligible' then coalesce(looked_at.presumptions, cast([] as varchar[]))
            else cast([] as varchar[])
        end as presumed_facts,
        cast(null as varchar) as held_up_by,
        looked_at.decided_by,
        best.valid_until,
        best.is_out_of_reach,
        coalesce(
            best.rank_given_way < if(best.outcome = 'no_path_fits', 100, best.relief_rank)
            or (best.outcome = 'eligible' and best.open_rank_in_review < best.relief_rank),
            false
        ) as has_possible_better_path,
        best.open_rank_in_review,
        case when best.outcome <> 'no_path_fits' then looked_at.rests_on else [] end as rests_on,
        looked_at.kinds
    from best
    inner join looked_at using (unit_id)
)

-- A reason that stands in for another: of units of a kind before one of all units.
select findings.* exclude (kinds) replace (coalesce(reasons.reason_code, findings.reason_code) as reason_code)
from findings
left join {{ law('replaced_reasons') }} as reasons
    on findings.reason_code = reasons.instead_of
    and (reasons.where_selector is null or list_contains(findings.kinds, reasons.where_selector))
qualify row_number() over (
    partition by findings.unit_id order by reasons.where_selector is null, reasons.reason_code
) = 1
{%- endmacro %}

{#- The statuses of a remedy whose paths are rows; where no path fits, that nobody knows which does. -#}
{% macro statuses_of_rows(findings, elements, among=none) -%}
{%- set columns = ['unit_id', 'unit', 'person_id', 'person_bucket', 'remedy_id', 'path', 'element', 'is_part', 'status', 'rests_on', 'asks_about'] -%}
select {{ columns | join(', ') }}
from {{ only_among(elements, among) }}
union all by name
select
    unit_id,
    unit,
    person_id,
    person_bucket,
    remedy_id,
    deciding_element as element,
    false as is_part,
    'unknown' as status,
    cast([] as varchar[]) as rests_on,
    cast([] as varchar[]) as asks_about
from {{ only_among(findings, among) }}
where deciding_element = 'a_path_fits'
{%- endmacro %}
