{#-
Words of compiled law (models/rules/<st>/rule_<st>__<remedy>.sql): a meaning each. A condition is true, false, or NULL
where nobody knows: AND, OR and NOT of SQL do the rest. A day is known by the first and the last day that it can be.
-#}
{#- What a charge is. -#}
{% macro is_disposed(dispositions) -%}
    case
        when disposition is not null then disposition in ({{ as_literals(dispositions) }})
        when len(dispositions_perhaps) = 0 then null
        when list_has_all([{{ as_literals(dispositions) }}], dispositions_perhaps) then true
        when not list_has_any([{{ as_literals(dispositions) }}], dispositions_perhaps) then false
    end
{%- endmacro %}

{#- A charge whose text is in doubt may be on each list but those that facts alone decide. -#}
{% macro is_listed(lists) -%}
    case
        when list_has_any(lists, [{{ as_literals(lists) }}]) then true
        when list_has_any(lists_perhaps, [{{ as_literals(lists) }}]) then null
        when is_text_in_doubt and not list_has_all(lists_by_facts, [{{ as_literals(lists) }}]) then null
        else false
    end
{%- endmacro %}

{#- A section with a subdivision stands for every charge below it. -#}
{% macro is_of_section(sections) -%}
    case
        when is_here is false then false
        when is_text_in_doubt or section is null then null
        else section in ({{ as_literals(sections) }})
            or concat_ws(' ', code_book, section) in ({{ as_literals(sections) }})
            {%- for one in sections if '(' in one %}
            or starts_with(section || coalesce(subdivision_path, ''), '{{ one }}')
            or starts_with(concat_ws(' ', code_book, section || coalesce(subdivision_path, '')), '{{ one }}')
            {%- endfor %}
    end
{%- endmacro %}

{% macro is_sentenced_to(components) -%}
    list_has_any(components, [{{ as_literals(components) }}])
{%- endmacro %}

{#- Whether a fact of the charge is one of these answers; that nothing is told means no. -#}
{% macro is_told(fact, answers) -%}
    case
        when coalesce({{ fact }}_answer, 'no') in ({{ as_literals(answers) }}) then true
        when {{ fact }}_answer = 'unknown' then null
        else false
    end
{%- endmacro %}

{% macro as_literals(words) -%}
    '{{ words | join("', '") }}'
{%- endmacro %}

{#- Days. -#}
{% macro is_since(event, day) -%}
    case when {{ event }}_first >= {{ day }} then true when {{ event }}_last < {{ day }} then false end
{%- endmacro %}

{% macro is_before(event, day) -%}
    case when {{ event }}_last < {{ day }} then true when {{ event }}_first >= {{ day }} then false end
{%- endmacro %}

{#- The same day of a later month; 29 February becomes 1 March in a year without one. -#}
{% macro months_after(day, months) -%}
    cast(
        {{ day }} + to_months({{ months }})
        + to_days(cast(day({{ day }} + to_months({{ months }})) < day({{ day }}) as integer)) as date
    )
{%- endmacro %}

{% macro years_after(day, years) -%}
    {{ months_after(day, '12 * ' ~ years) }}
{%- endmacro %}

{#- The day after the same day of a later month: 1 March, not 2 March, for a 29 February in a year without one. -#}
{% macro day_after_months(day, months) -%}
    cast({{ day }} + to_months({{ months }}) + to_days(1) as date)
{%- endmacro %}

{% macro days_after(day, days) -%}
    cast({{ day }} + to_days({{ days }}) as date)
{%- endmacro %}

{#- A day from which things are otherwise, where it is still to come. -#}
{% macro if_to_come(day) -%}
    case when {{ day }} > as_of_date then {{ day }} end
{%- endmacro %}

{% macro next_change(wait) -%}
    least({{ if_to_come(wait ~ '_first') }}, {{ if_to_come(wait ~ '_last') }})
{%- endmacro %}

{% macro has_waited(wait) -%}
    case when as_of_date >= {{ wait }}_last then true when as_of_date < {{ wait }}_first then false end
{%- endmacro %}

{% macro is_younger(event, years) -%}
    case
        when {{ event }}_last < {{ years_after('born_first', years) }} then true
        when {{ event }}_first >= {{ years_after('born_last', years) }} then false
    end
{%- endmacro %}

{#- A wait that later convictions begin anew: each, in its order, if it came before the wait was over; nothing falls due
before the law is in force (`law_begins`). -#}
{% macro restarted(start, later, months, law_begins) -%}
    list_reduce(
        coalesce({{ later }}, []),
        lambda wait, step: struct_pack(
            seen := step.seen,
            starts := case
                when coalesce(
                    step.seen < greatest({{ months_after('wait.starts', months) }}, {{ law_begins }}), true
                ) then greatest(wait.starts, step.starts)
                else wait.starts
            end
        ),
        struct_pack(seen := cast(null as date), starts := cast({{ start }} as date))
    ).starts
{%- endmacro %}

{% macro in_order(seen, starts, order) -%}
    list(
        struct_pack(seen := {{ seen }}, starts := cast({{ starts }} as date))
        order by {{ order }} nulls first, later.unit_id
    )
{%- endmacro %}

{#- Windows: whether the disposition of another charge lies in them. -#}
{% macro is_same_day(other, own) -%}
    case
        when {{ other }}.disposition_first = {{ other }}.disposition_last
            and {{ own }}.disposition_first = {{ own }}.disposition_last
            and {{ other }}.disposition_last = {{ own }}.disposition_last
            then true
        when {{ own }}.disposition_last < {{ other }}.disposition_first
            or {{ other }}.disposition_last < {{ own }}.disposition_first
            then false
    end
{%- endmacro %}

{% macro is_between(first, last, starts_first, starts_last, ends_first, ends_last) -%}
    case
        when {{ last }} <= {{ starts_first }} or {{ first }} >= {{ ends_last }} then false
        when {{ first }} > {{ starts_last }} and {{ last }} < {{ ends_first }} then true
    end
{%- endmacro %}

{% macro is_in_years_after(other, own, years) -%}
    case
        when {{ other }}.disposition_last < {{ own }}.disposition_first
            or {{ other }}.disposition_first > {{ years_after(own ~ '.disposition_last', years) }}
            then false
        when {{ other }}.disposition_first >= {{ own }}.disposition_last
            and {{ other }}.disposition_last <= {{ years_after(own ~ '.disposition_first', years) }}
            then true
    end
{%- endmacro %}

{#- Within the last years: the later of arrest and disposition counts; of a disposition without a day nobody knows. -#}
{% macro is_in_last_years(other, years) -%}
    case
        when {{ years_after(last_known(other, 'first'), years) }} > own.as_of_date then true
        when {{ other }}.disposition_last is null and coalesce({{ other }}.disposition not in ('none', 'pending'), true)
            then null
        when {{ years_after(last_known(other, 'last'), years) }} <= own.as_of_date then false
    end
{%- endmacro %}

{% macro last_known(other, side) -%}
    greatest({{ other }}.arrest_{{ side }}, {{ other }}.disposition_{{ side }})
{%- endmacro %}

{#-
Whether fewer than n count: not so where n surely do, so where fewer than n perhaps do, else nobody knows. Where it is of
the kind, not counted is the charge itself (`but`: over a life, `but_in_case`: in its case), or its whole case
(`but_case_of`).
-#}
{% macro fewer_than(n, counted, but=none, but_in_case=none, but_case_of=none) -%}
    case
        {% for sure, sign, answer in [('surely', '>=', 'false'), ('perhaps', '<', 'true')] -%}
        {%- set own = 'coalesce(cast((' ~ (but or but_in_case or but_case_of) ~ ')'
            ~ (' is not false' if sure == 'perhaps' else '') ~ ' as integer), 0)' -%}
        when coalesce({{ counted }}_{{ sure }}, 0)
            {%- if but %} - {{ own }}
            {%- elif but_in_case %} - case when case_key is null then 0 else {{ own }} end
            {%- elif but_case_of %} - coalesce({{ counted }}_in_the_case_{{ sure }}, {{ own }})
            {%- endif %} {{ sign }} {{ n }}
            then {{ answer }}
        {% endfor %}
    end
{%- endmacro %}

{% macro surely_fewer_than(n, counted) -%}
    coalesce({{ counted }}_perhaps, 0) < {{ n }}
{%- endmacro %}

{#- What a finding of another remedy says of relief: only eligible is relief, and while it is open nobody knows. -#}
{% macro is_relief_given(finding) -%}
    case
        when {{ finding }}.outcome = 'eligible' then true
        when {{ finding }}.outcome in ('review', 'undeterminable') and not {{ finding }}.is_out_of_reach then null
        else false
    end
{%- endmacro %}

{% macro is_delivered(kind) -%}
    (select count(*) > 0 from {{ ref('int_deliveries') }} as told where told.delivery_kind = '{{ kind }}')
{%- endmacro %}

{#- Facts: what is so, and what silence says. -#}
{% macro is_known(fact) -%}
    case {{ fact }}_answer when 'yes' then true when 'no' then false end
{%- endmacro %}

{% macro is_known_not(fact) -%}
    case {{ fact }}_answer when 'no' then true when 'yes' then false end
{%- endmacro %}

{% macro is_not_denied(fact) -%}
    case when {{ fact }}_answer = 'no' then false when {{ fact }}_answer = 'unknown' then null else true end
{%- endmacro %}

{% macro does_not_appear(fact) -%}
    case when {{ fact }}_answer = 'yes' then false when {{ fact }}_answer = 'unknown' then null else true end
{%- endmacro %}

{% macro owes_nothing(kinds) -%}
    not (owes_{{ kinds | join(' or owes_') }})
{%- endmacro %}

{% macro surely_owes_nothing(kinds) -%}
    case
        when tells_{{ kinds | join(' or tells_') }} then {{ owes_nothing(kinds) }}
    end
{%- endmacro %}

{#- Several elements as one: the best of some groups, each as good as its worst part. -#}
{% macro best_of(groups, only_waits, presumed=[]) -%}
    least(
        {%- for group in groups -%}
        {{ worst_of(group, only_waits, presumed) }}{{ ', ' if not loop.last }}
        {%- endfor -%}
    )
{%- endmacro %}

{#- The worst of several elements: 0 met, 1 presumed, 2 nobody knows, 3 not yet, 4 not met. -#}
{% macro worst_of(group, only_waits, presumed=[]) -%}
    greatest(
        {%- for one in group -%}
        case
            {% if one in presumed %}when {{ one }} and {{ one }}_is_presumed then 1 {% endif -%}
            when {{ one }} then 0 when {{ one }} is null then 2 else {{ 3 if one in only_waits else 4 }}
        end{{ ', ' if not loop.last }}
        {%- endfor -%}
    )
{%- endmacro %}

{#-
Paths: what bars one, what nobody knows of it, and what it waits for, each the first in the order of the statute. `law`:
elements of which a no means not yet (only_waits), of which what is unknown is undeterminable or for counsel, that combine
others, and that are shown under another name (shown_as).
-#}
{% macro asks(number, path, elements, law, kind, begins) -%}
    {{ law.key }},
    {{ number }} as path_number,
    '{{ path }}' as path,
    case
        {% if 'not_relieved_before' in elements -%}
        when not_relieved_before is false then 'not_relieved_before'
        {% endif -%}
        when as_of_date < {{ begins }} then 'no_path'
        {% for one in elements if one not in law.only_waits and one != 'not_relieved_before' -%}
        when {{ one }} is false{{ ' and ' ~ one ~ '_grade = 4' if one in law.combined }} then '{{ shown(one, law) }}'
        {% endfor %}
    end as barred_by,
    {% set others = law.undeterminable + law.counsel -%}
    case
        when {{ kind }} is null then 'of_the_kind'
        {% for one in elements if one not in others -%}
        when {{ one }} is null then '{{ shown(one, law) }}'
        {% endfor %}
    end as unclear,
    {% if others -%}
    {{ first_unknown(elements | select('in', law.undeterminable), law) }} as not_on_record,
    {{ first_unknown(elements | select('in', law.counsel), law) }} as for_counsel,
    {% endif -%}
    {{ 'coalesce(unclear, not_on_record, for_counsel)' if others else 'unclear' }} as not_known,
    case
        when false then ''
        {% for one in elements if one in law.only_waits or one in law.combined -%}
        when {{ one }} is false then '{{ shown(one, law) }}'
        {% endfor %}
    end as waits_for,
    {% set in_doubt = 'record_is_clear is null' if 'record_is_clear' in elements else 'false' -%}
    {{ in_doubt }} as is_record_in_doubt,
    case
        when {{ in_doubt }} then null
        {% for one in elements if one in law.by_clock -%}
        when {{ one }} is false then '{{ shown(one, law) }}'
        {% endfor %}
    end as waits_for_day
{%- endmacro %}

{% macro first_unknown(elements, law) -%}
    case
        when false then ''
        {% for one in elements -%}
        when {{ one }} is null then '{{ shown(one, law) }}'
        {% endfor %}
    end
{%- endmacro %}

{% macro shown(element, law) -%}
    {{ law.shown_as.get(element, element) }}
{%- endmacro %}

{#-
Bookkeeping of a path: since or until when, until when that holds, who says so, what is presumed. `notes`: which
elements have a day (over_on), an end of their answer (until), a source, a presumption (is_presumed: its names), which
only wait, which are told by files whose silence decides nothing (by_files), and which are facts with a day (dated).
-#}
{% macro dates(elements, law, notes, begins, ends=none, is_last=false, parts=[], kinds=[], kind=none) -%}
    {{ law.key }}, person_id, person_bucket, case_key, disposition_source, path_number, path, outcome, deciding_element,
    open_element, is_record_in_doubt,
    cast(null as varchar) as decided_apart,
    case
        when
            (outcome = 'eligible'
                {%- for one in elements if one in notes.dated %} and {{ one }}_over_on is not null{% endfor %})
            or (
                outcome = 'not_yet' and open_element is null
                {%- for one in elements if one in law.only_waits or one in law.combined %}
                and ({{ one }} is not false
                    {%- if one in notes.over_on %} or {{ one }}_over_on is not null{% endif %})
                {%- endfor %}
            )
            then greatest(
                {%- for one in elements if one in notes.over_on %}{{ one }}_over_on, {% endfor %}cast(null as date)
            )
    end as eligible_on,
    case when open_element is not null then greatest(
        {%- for one in elements if one in notes.until and one in law.by_clock -%}
        case when {{ one }} is false then {{ one }}_until end, {% endfor %}cast(null as date)
    ) end as not_before,
    least(
        {%- for one in elements if one in notes.until %}{{ one }}_until, {% endfor -%}
        {{ if_to_come(begins) }}, {{ ends or 'cast(null as date)' }}
    ) as valid_until,
    as_of_date < {{ begins }}{{ ' or true' if is_last }} as is_last_when_barred,
    {% for one in kinds %}cast({{ one }} is false as integer) + {% endfor %}0 as kinds_not_met,
    coalesce(barred_by, waits_for) is not null as is_out_of_reach,
    {% if 'not_relieved_before' in elements -%}
    not_relieved_before is not true
    {%- if 'not_relieved_before' in notes.presumable %} or coalesce(not_relieved_before_is_presumed, false){% endif %}
    {%- else -%}
    false
    {%- endif %} as may_be_relieved,
    case
        when deciding_element is null
            then {{ most_telling(elements, notes) }}
        {% for one in elements if one in notes.source -%}
        when deciding_element = '{{ shown(one, law) }}' then coalesce({{ one }}_source, 'history')
        {% endfor -%}
        else 'history'
    end as decided_by,
    {% if notes.held is defined -%}
    case
        {% for one, delivery in notes.held.items() if one in elements -%}
        when {{ one }}_is_held_up and {{ kind }} and as_of_date >= {{ begins }}
            {%- for other in elements if other != one %} and {{ other }}{% endfor %} then '{{ delivery }}'
        {% endfor -%}
        when false then ''
    end as held_up_by,
    {% endif -%}
    {% set presumed = [] -%}
    {% for one in elements if one in notes.is_presumed -%}
    {% for name in notes.is_presumed[one] %}{% do presumed.append("case when " ~ one ~ "_is_presumed then '" ~ name ~ "' end") %}{% endfor %}
    {%- endfor -%}
    list_sort(list_distinct([{{ presumed | join(', ') or 'cast(null as varchar)' }}])) as presumed_facts,
    case
        when deciding_element is null
            then flatten([
                {%- for one in elements + parts if one in notes.rests_on %}{{ named_by(one, law) }}, {% endfor -%}
                cast([] as struct(element varchar, unit_id varchar)[])
            ])
        {% for one in elements if one in notes.rests_on -%}
        when deciding_element = '{{ shown(one, law) }}' then coalesce({{ named_by(one, law) }}, [])
        {% endfor -%}
        else []
    end as rests_on
{%- endmacro %}

{#- The charges that an element rests on, with its name. -#}
{% macro named_by(element, law) -%}
    list_transform(
        {{ element }}_rests_on, lambda one: struct_pack(element := '{{ shown(element, law) }}', unit_id := one)
    )
{%- endmacro %}

{#- Of several sources the most telling; that a file tells nothing against somebody decides nothing. -#}
{% macro most_telling(elements, notes) -%}
    {%- set sources = [] -%}
    {%- for one in elements if one in notes.source -%}
        {%- if one in notes.by_files -%}
            {%- set presumed = " or coalesce(" ~ one ~ "_is_presumed, false)" if one in notes.presumable else "" -%}
            {%- do sources.append("case when " ~ one ~ "_source not in ('petitions', 'supervised_release', 'registry')" ~ presumed
                ~ " then " ~ one ~ "_source end") -%}
        {%- else -%}
            {%- do sources.append(one ~ '_source') -%}
        {%- endif -%}
    {%- endfor -%}
    {%- if sources -%}
    case
            {%- for source in ['established_facts', 'registry', 'supervised_release', 'petitions', 'court_records'] %}
            when list_contains([{{ sources | join(', ') }}], '{{ source }}') then '{{ source }}'
            {%- endfor %}
            else 'history'
        end
    {%- else -%}
    'history'
    {%- endif -%}
{%- endmacro %}

{#- An outcome as paths are taken: what waits and leaves something open besides stands last but for what is barred. -#}
{% macro order_of_outcome(prefix='') -%}
    {{ prefix }}outcome = 'ineligible', {{ prefix }}open_element is not null, {{ prefix }}outcome
{%- endmacro %}

{#- Which of several paths is the better: the outcome, the earlier day, the kind of the charge, the statute's order. -#}
{% macro better_path() -%}
    {{ order_of_outcome() }},
    case when outcome in ('eligible', 'not_yet') then coalesce(eligible_on, 'infinity') end,
    case when outcome = 'ineligible' then is_last_when_barred end,
    case when outcome in ('ineligible', 'already_relieved') then kinds_not_met end,
    deciding_element is not null,
    path_number
{%- endmacro %}

{#- The source of the latest of several days that a clock runs from: of the charge, or of charges of the person. -#}
{% macro source_of_latest(own, others) -%}
    {%- set mine = latest_of(own, '_day_source') -%}
    {%- set theirs = latest_of(others, '_source') -%}
    case
            when coalesce(({{ theirs }}).day > ({{ mine }}).day, ({{ mine }}).day is null)
                then ({{ theirs }}).source
            else ({{ mine }}).source
        end
{%- endmacro %}

{% macro latest_of(days, source) -%}
    list_max([
        {%- for day in days -%}
        case when {{ day }}_last is not null then {'day': {{ day }}_last, 'source': {{ day }}{{ source }}} end,
        {%- endfor -%}
        cast(null as struct(day date, source varchar))
    ])
{%- endmacro %}

{#- The first day on which a window looks at another charge otherwise. -#}
{% macro day_past() -%}
    cast(1 + case
        when disposition_first >= as_of_date then disposition_first
        when disposition_last >= as_of_date then disposition_last
    end as date)
{%- endmacro %}

{% macro leaves_last_years(years) -%}
    coalesce(
        {{ if_to_come(years_after('greatest(arrest_first, disposition_first)', years)) }},
        {{ if_to_come(years_after('greatest(arrest_last, disposition_last)', years)) }}
    )
{%- endmacro %}

{#- The day on which nothing that counts lies in the last years any more; none where the day of one is not known. -#}
{% macro all_leave_last_years(counted, years) -%}
    {%- set counts = 'filter (where (' ~ counted ~ '_kind and ' ~ counted ~ '_window) is not false)' -%}
    case
        when bool_and(
            disposition_last is not null
            or (coalesce(disposition in ('none', 'pending'), false) and arrest_last is not null)
        ) {{ counts }}
            then max({{ years_after('greatest(arrest_last, disposition_last)', years) }}) {{ counts }}
    end
{%- endmacro %}

{#-
Relief by case. A case as a whole: its worst charge decides, one that no path is for bars it, and one that is perhaps
covered bars nothing for sure.
-#}
{% macro case_as_a_whole(paths, covers=none) -%}
    select
        case_key,
        {{ as_outcome("case
            when bool_or(reached = 'not_yet' and coalesce(eligible_on, not_before) is not null)
                and max(reached) <> 'ineligible'
                then 'not_yet'
            else max(reached)
        end") }} as worst,
        bool_or(reached = 'not_yet' and coalesce(eligible_on, not_before) is not null) as waits_for_day,
        bool_or(reached in ('review', 'undeterminable') or open_element is not null) as has_open,
        case
            when not bool_or(reached = 'not_yet' and eligible_on is null) then max(eligible_on)
        end as last_on,
        max(coalesce(not_before, case when reached = 'not_yet' then valid_until end)) as not_before,
        -- (While a charge bars the case, the others change nothing.)
        case
            when max(reached) <> 'ineligible' then min(valid_until)
            when bool_and(valid_until is not null) filter (where reached = 'ineligible')
                then max(valid_until) filter (where reached = 'ineligible')
        end as holds_until
    from (
        select
            charges.case_key, best.eligible_on, best.not_before, best.open_element, best.valid_until,
            {{ as_outcome("case
                when best.outcome = 'already_relieved' then 'eligible'
                " ~ ("when charges." ~ covers ~ " is null
                    and coalesce(best.outcome, 'ineligible') in ('undeterminable', 'ineligible')
                    then 'review'" if covers else "") ~ "
                else coalesce(best.outcome, 'ineligible')
            end") }} as reached
        from charges
        left join best_of_charge as best using (unit_id)
        where charges.case_key in (select {{ paths }}.case_key from {{ paths }})
            {%- if covers %} and charges.{{ covers }} is not false{% endif %}
    ) as charges_of_cases
    group by case_key
{%- endmacro %}

{#- Each path with its case; `cases`: the numbers of the paths, by the CTE of their cases. -#}
{% macro with_its_case(paths, cases) -%}
    select
        paths.* exclude (worst, last_on, holds_until, earliest_on, with_case, is_open_with_case) replace (
            with_case as outcome,
            case
                when with_case in ('eligible', 'not_yet') and not is_open_with_case
                    and not coalesce(worst = 'not_yet' and last_on is null, false)
                    then greatest(eligible_on, last_on)
            end as eligible_on,
            case
                when with_case = 'not_yet' and is_open_with_case then greatest(
                    not_before, case when outcome = 'not_yet' then valid_until end, earliest_on
                )
            end as not_before,
            case
                when with_case <> 'not_yet' then null
                when open_element is not null then open_element
                when outcome in ('review', 'undeterminable') then deciding_element
                when is_open_with_case then 'every_charge_of_the_case'
            end as open_element,
            case when with_case <> outcome then 'every_charge_of_the_case' end as decided_apart,
            least(
                valid_until,
                case when outcome not in ('already_relieved', 'ineligible') then holds_until end
            ) as valid_until
        )
    from (
        select
            paths.*, cases.worst, cases.last_on, cases.holds_until, cases.not_before as earliest_on,
            case
                when paths.outcome = 'already_relieved' or cases.worst is null then paths.outcome
                when paths.outcome = 'not_yet' and cases.worst <> 'ineligible'
                    and coalesce(paths.eligible_on, paths.not_before) is not null
                    then paths.outcome
                when cases.worst = 'not_yet' and cases.waits_for_day
                    and paths.outcome <> 'ineligible' and not paths.is_record_in_doubt
                    then cases.worst
                else greatest(paths.outcome, cases.worst)
            end as with_case,
            coalesce(cases.has_open, false) or paths.open_element is not null
            or paths.outcome in ('review', 'undeterminable') as is_open_with_case
        from {{ paths }} as paths
        left join (
            {% for name, numbers in cases.items() -%}
            select *, unnest([{{ numbers | join(', ') }}]) as path_number from {{ name }}
            {{- ' union all by name ' if not loop.last }}
            {% endfor %}
        ) as cases using (case_key, path_number)
    ) as paths
{%- endmacro %}

{#- Caps over a life. Who is in line for relief, in the order of an event; `begins`: the first day of the law. -#}
{% macro in_line(paths, key, numbers, event, begins) -%}
    select
        paths.unit_id, paths.person_id, arg_min(paths.outcome, row({{ order_of_outcome('paths.') }})) as outcome,
        min(paths.valid_until) as valid_until,
        any_value(coalesce(charges.{{ event }}_first, charges.disposition_first)) as day_first,
        any_value(coalesce(charges.{{ event }}_last, charges.disposition_last)) as day_last,
        -- (Relief on record may have taken a place, unless it is older than this law.)
        bool_or(paths.may_be_relieved and coalesce(charges.relieved_last >= {{ begins }}, true)) as may_have_a_place
    from {{ paths }} as paths
    inner join elements as charges using ({{ key }})
    where paths.path_number in ({{ numbers | join(', ') }})
        and (paths.outcome <> 'ineligible' or paths.may_be_relieved)
    group by paths.unit_id, paths.person_id
{%- endmacro %}

{#- Who stands before whom: what is not due yet stands last, and of one day the id decides. -#}
{% macro who_stands_before(line) -%}
    select
        own.unit_id, own.outcome, other.outcome as other_outcome,
        other.may_have_a_place, other.valid_until,
        case
            when own.outcome = 'not_yet'
                then case when other.outcome = 'eligible' then true end
            when other.day_last < own.day_first then true
            when other.day_first > own.day_last then false
            when {{ is_on_one_day('other', 'own') }}
                then case
                        when other.unit_id < own.unit_id then true
                        when other.outcome = 'eligible' then false
                    end
        end as is_before
    from {{ line }} as own
    inner join {{ line }} as other
        on own.person_id = other.person_id and own.unit_id <> other.unit_id
    where own.outcome not in ('already_relieved', 'ineligible')
{%- endmacro %}

{#- Whether all n places are taken: surely, or perhaps. -#}
{% macro places_taken(before, n) -%}
    select
        unit_id,
        count(*) filter (where other_outcome = 'eligible' and is_before) >= {{ n }} as is_over,
        any_value(outcome) = 'eligible'
        and count(*) filter (
            where may_have_a_place
            or (other_outcome in ('eligible', 'review', 'undeterminable') and is_before is not false)
        ) >= {{ n }} as is_perhaps_over,
        min(valid_until) as line_until
    from {{ before }}
    group by unit_id
{%- endmacro %}

{#- One that comes too late is barred; where that is not known it is for review. -#}
{% macro capped(paths, places, cap, numbers) -%}
    select
        paths.* replace (
            {{ as_outcome("case
                when places.is_over then 'ineligible'
                when places.is_perhaps_over then 'review'
                else paths.outcome
            end") }} as outcome,
            case
                when not coalesce(places.is_over or places.is_perhaps_over, false)
                    then paths.eligible_on
            end as eligible_on,
            case when not coalesce(places.is_over or places.is_perhaps_over, false) then paths.open_element end
                as open_element,
            case
                when places.is_over or places.is_perhaps_over then '{{ cap }}'
                else paths.decided_apart
            end as decided_apart,
            least(paths.valid_until, places.line_until) as valid_until
        )
    from {{ paths }} as paths
    left join {{ places }} as places
        on paths.unit_id = places.unit_id
        and paths.path_number in ({{ numbers | join(', ') }})
        and paths.outcome not in ('already_relieved', 'ineligible')
{%- endmacro %}

{% macro is_on_one_day(other, own) -%}
    {{ other }}.day_first = {{ other }}.day_last
            and {{ own }}.day_first = {{ own }}.day_last
            and {{ other }}.day_first = {{ own }}.day_first
{%- endmacro %}

{#- The reason of a finding: its path where all is met, else the element that decided, with what it came to. -#}
{% macro reason_code(remedy) -%}
    '{{ remedy }}_' || case
            when coalesce(decided_apart, deciding_element) is null then path
            when decided_apart is null and deciding_element = 'no_path' then 'no_path'
            else coalesce(decided_apart, deciding_element) || case outcome
                when 'not_yet' then '_not_yet'
                when 'review' then '_unknown'
                when 'undeterminable' then '_unknown'
                else '_not_met'
            end
        end
{%- endmacro %}

{#- What the history alone says of a disposition that a court reported is the court's. -#}
{% macro source_of_finding() -%}
    case
            when decided_by = 'history' and disposition_source = 'court_records' then 'court_records'
            else decided_by
        end
{%- endmacro %}

{#- Bookkeeping of a combination: the day of its best group, of equal ones the earlier. -#}
{% macro day_of_best(groups, only_waits, presumed, over_on) -%}
    nullif(nullif(list_min([
        {%- for group in groups -%}
        {'status': {{ worst_of(group, only_waits, presumed) }}, 'day': coalesce(
            case when not ({% for one in group -%}
                coalesce({{ one }} is null{{ ' or ' ~ one ~ ' is false' if one in only_waits }}, false)
                    {%- if one in over_on %} and {{ one }}_over_on is null{% endif %}{{ ' or ' if not loop.last }}
            {%- endfor %}) then greatest(
                {%- for one in group if one in over_on %}{{ one }}_over_on, {% endfor %}cast(null as date)) end,
            cast(case when {{ worst_of(group, only_waits, presumed) }} < 2 then '-infinity' else 'infinity' end as date)
        )}{{ ', ' if not loop.last }}
        {%- endfor -%}
    ]).day, cast('infinity' as date)), cast('-infinity' as date))
{%- endmacro %}

{#- The source of its best group: of each group that of its worst part. One that is met and says nothing else has none. -#}
{% macro source_of_best(groups, only_waits, presumed, over_on, until, source, dated=[]) -%}
    (list_min([
        {%- for group in groups -%}
        list_max([
            {%- for one in group -%}
            {%- set status = worst_of([one], only_waits, presumed) -%}
            {%- set told = 'coalesce(' ~ one ~ "_source, 'history')" if one in source else "'history'" -%}
            case when {{ 'true or ' if one in dated }}{{ status }} > 0 or {{ told }} <> 'history'
                {{- ' or ' ~ one ~ '_over_on is not null' if one in over_on }}
                {{- ' or ' ~ one ~ '_until is not null' if one in until }}
                then {'status': {{ status }}, 'source': {{ told }}} end,
            {%- endfor -%}
            cast(null as struct(status integer, source varchar))
        ]),
        {%- endfor -%}
        cast(null as struct(status integer, source varchar))
    ])).source
{%- endmacro %}

{% macro list_pairs(pair) -%}
    select (pairs.unit_id, pairs.other_unit_id) from {{ rule('unit_pairs') }} as pairs where pairs.pair = '{{ pair }}'
{%- endmacro %}

{#- The charges that are of a kind or lie in a window, surely or perhaps, and those of which nobody knows it. -#}
{% macro list_units(counted, asked=none, unit='unit_id', presumed='false') -%}
    {%- set is_asked = asked or counted ~ '_kind and ' ~ counted ~ '_window' -%}
    list({{ unit }}) filter (where ({{ is_asked }}) is not false or ({{ presumed }})) as {{ counted }}_units,
    list({{ unit }}) filter (where ({{ is_asked }}) is null) as {{ counted }}_units_asked
{%- endmacro %}

{#- The charges whose days are the latest, at the latest and at the earliest; `days`: events, with the kind of charge. -#}
{% macro units_of_latest(days) -%}
    list_distinct([
        {%- for side, perhaps in [('last', ' is not false'), ('first', '')] -%}
        {%- set units, known = [], [] -%}
        {%- for event, kind in days.items() -%}
            {%- set day = event ~ '_' ~ side -%}
            {%- set filter = ') filter (where ' ~ kind ~ perhaps ~ ' and ' ~ day ~ ' is not null)' -%}
            {%- do units.append('list(unit_id' ~ filter) -%}
            {%- do known.append('list(' ~ day ~ filter) -%}
        {%- endfor -%}
        {%- set units, known = 'list_concat(' ~ units | join(', ') ~ ')', 'list_concat(' ~ known | join(', ') ~ ')' -%}
        case when len({{ units }}) = 1 then ({{ units }})[1] else list_max(list_zip({{ known }}, {{ units }}))[2] end
        {{- ', ' if not loop.last }}
        {%- endfor -%}
    ])
{%- endmacro %}

{#- What an element rests on, in order; nothing where it is met and nothing is noted of it. -#}
{% macro unless_plainly_met(element, units, notes=[], noted=none) -%}
    case
        when {{ element }} is not true
            {%- for one in notes %} or {{ noted or element }}_{{ one }}
                {{- {'source': " <> 'history'", 'is_presumed': ''}.get(one, ' is not null') }}
            {%- endfor %}
            then list_sort({{ units }})
    end
{%- endmacro %}

{#- Others that an element counts; not the charge itself, nor its case, where these are not counted. -#}
{% macro others_counted(element, units, but_itself=false, but_its_case=false, notes=[]) -%}
    {%- set other = (['one <> unit_id'] if but_itself else [])
        + (['not list_contains(coalesce(units_of_the_case, []), one)'] if but_its_case else []) -%}
    {%- set counted = element ~ '_' ~ units -%}
    {{ unless_plainly_met(
        element, 'list_filter(' ~ counted ~ ', lambda one: ' ~ other | join(' and ') ~ ')' if other else counted, notes
    ) }}
{%- endmacro %}

{#- The events that a fact rests on, of the charge (facts) or of the person (statuses). -#}
{% macro events_of(element, of, fact, notes=[]) -%}
    {{ unless_plainly_met(element, 'told_' ~ of ~ "_rest_on['" ~ fact ~ "']", notes) }}
{%- endmacro %}

{#- The same of an element that people may answer: where the record alone does not plainly meet it. -#}
{% macro events_of_record(element, of, fact, notes) -%}
    {{ unless_plainly_met(
        element ~ '_on_record', 'told_' ~ of ~ "_rest_on['" ~ fact ~ "']", notes, noted=fact ~ '_answer'
    ) }}
{%- endmacro %}

{#-
The elements of a path, each with its status, and what it rests on and asks about of other charges. `notes`: the unit,
and of which elements a no means not yet (only_waits), that combine others, that may be presumed (presumable), that rest
on others or ask about them, and that are shown under another name (shown_as).
-#}
{% macro statuses(remedy, path, elements, notes, kind, begins, parts=[]) -%}
    unit_id, '{{ notes.unit }}' as unit, person_id, person_bucket, '{{ remedy }}' as remedy_id, '{{ path }}' as path,
    [
        case when as_of_date < {{ begins }} then {{ as_status('no_path', "'not_met'") }} end,
        case when {{ kind }} is null then {{ as_status('of_the_kind', "'unknown'") }} end
        {%- for one in elements + parts %},
        {% set status -%}
        case
            {% if one in notes.presumable -%}when {{ one }} and {{ one }}_is_presumed then 'presumed' {% endif -%}
            when {{ one }} then 'met' when {{ one }} is null then 'unknown'
            {% if one in notes.combined -%}when {{ one }}_grade = 3 then 'not_yet' {% endif -%}
            else '{{ 'not_yet' if one in notes.only_waits else 'not_met' }}'
        end
        {%- endset -%}
        {{ as_status(
            shown(one, notes), status, one ~ '_rests_on' if one in notes.rests_on, one ~ '_asks_about' if one in notes.asks_about,
            is_part=one in parts
        ) }}
        {%- endfor %}
    ] as statuses
{%- endmacro %}

{#- A relation, or of it the units that another one names. -#}
{% macro only_among(relation, among) -%}
    {{ relation }}{{ ' semi join ' ~ among ~ ' as asked_for using (unit_id)' if among }}
{%- endmacro %}

{% macro as_status(element, status, rests_on=none, asks_about=none, is_part=false) -%}
    {
        'element': '{{ element }}', 'is_part': {{ is_part | lower }}, 'status': {{ status }},
        'rests_on': coalesce({{ rests_on or 'null' }}, cast([] as varchar[])),
        'asks_about': coalesce({{ asks_about or 'null' }}, cast([] as varchar[]))
    }
{%- endmacro %}

{#- Elements of a path that the levels supposed answer otherwise. -#}
{% macro answered_otherwise(elements, law, notes) -%}
    list_filter([
        {%- for one in elements -%}
        case when count(distinct coalesce(cast({{ one }} as varchar), '?')
            {%- if one in notes.presumable %} || case when {{ one }}_is_presumed then 'presumed' else '' end{% endif -%}
            {%- if one in law.combined %} || {{ one }}_grade{% endif -%}
        ) > 1 then '{{ shown(one, law) }}' end{{ ', ' if not loop.last }}
        {%- endfor -%}
    ], lambda one: one is not null)
{%- endmacro %}
