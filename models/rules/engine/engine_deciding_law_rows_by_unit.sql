{{ config(enabled=false) }}
-- (Only tests build it, beside rule__deciding_law_rows_by_unit.)
-- No statute: the rows of the law that decide the finding of one unit and not of all of its kind: the lines of lists
-- that it or the units its statuses rest on are on, also those for which a unit beside it does not count, and the facts
-- that people established about it or them.
with {{ engine_deciding_elements() }},

{{ engine_selectors_read() }},

findings as (
    {% for stage in [0, 1] %}
        select
            findings.unit_id, findings.person_id, findings.person_bucket, findings.remedy_id, findings.path,
            elements.element, findings.unit_number, statuses.rests_on
        from ({{ engine_read('findings', stage) }}) as findings
        inner join {{ ref('engine_law_elements') }} as elements
            on findings.path_number = elements.path_number
            and elements.element = coalesce(findings.deciding_element, elements.element)
        left join ({{ engine_read('rows', stage) }}) as statuses
            on findings.candidate_number = statuses.candidate_number
            and elements.element_number = statuses.element_number
        {{ 'union all' if not loop.last }}
    {% endfor %}
),

looked_at as (
    select
        * exclude (rests_on),
        unit_number as looked_at_number
    from findings
    union
    select
        * exclude (rests_on),
        {{ short_content_number('unnest(rests_on)') }} as looked_at_number
    from findings
),

-- What would count, were it not for a list it is on.
uncounted as (
    select
        findings.unit_id, findings.person_id, findings.person_bucket, findings.remedy_id, lists.row_key
    from findings
    inner join {{ law('path_elements') }} as named
        on findings.remedy_id = named.remedy_id and findings.path = named.path and findings.element = named.element
        and named.type = 'no_other'
    inner join {{ law('selectors') }} as selectors
        on named.selector = selectors.selector and len(selectors.lists_none) > 0
    inner join {{ ref('engine_units') }} as this using (unit_number)
    inner join {{ ref('engine_units') }} as units
        on this.person_number = units.person_number
        and case named.window_name
            when 'same_arrest' then units.arrest_number in (this.unit_number, this.arrest_number)
            when 'same_case' then this.case_number = units.case_number
            else true
        end
    inner join {{ ref('engine_unit_lists') }} as lists
        on units.unit_number = lists.unit_number and units.person_bucket = lists.person_bucket
        and list_contains(selectors.lists_none, lists.offense_list)
),

-- What the state's facts read for the unit alone (rule_<st>__law_reads), or people established of it.
reads as (
    select
        found.unit_id, found.person_id, found.person_bucket, found.remedy_id, reads.law_table, reads.law_key
    from {{ ref('engine_findings') }} as found
    inner join reads_of_kinds as reads
        on found.remedy_id = reads.remedy_id and found.path is not distinct from reads.path
        and found.outcome = reads.outcome and found.reason_code = reads.reason_code
        and found.deciding_element is not distinct from reads.deciding_element
        and found.presumed_facts = reads.presumed_facts
    where (reads.law_table in ('offense_lists', 'facts') or reads.only_with is not null)
),

answers as (
    select distinct
        remedy_id, path, element, fact
    from {{ law('element_answers') }}
)

select
    looked_at.unit_id, looked_at.person_id, looked_at.person_bucket, looked_at.remedy_id,
    'offense_lists' as law_table, lists.row_key
from looked_at
inner join lists_read using (remedy_id, path, element)
inner join {{ ref('engine_unit_lists') }} as lists
    on looked_at.looked_at_number = lists.unit_number and looked_at.person_bucket = lists.person_bucket
    and lists_read.offense_list = lists.offense_list
union
select
    unit_id, person_id, person_bucket, remedy_id, 'offense_lists' as law_table, row_key
from uncounted
union
select
    reads.unit_id, reads.person_id, reads.person_bucket, reads.remedy_id, reads.law_table, law_reads.row_key
from reads
inner join {{ rule('law_reads') }} as law_reads using (unit_id, law_table, law_key)
union
select
    reads.unit_id, reads.person_id, reads.person_bucket, reads.remedy_id, 'facts' as law_table, reads.law_key as row_key
from reads
inner join {{ rule('established') }} as established
    on reads.law_key = established.fact and established.subject in (reads.unit_id, reads.person_id)
where reads.law_table = 'facts'
union
select
    looked_at.unit_id, looked_at.person_id, looked_at.person_bucket, looked_at.remedy_id, 'facts' as law_table,
    established.fact as row_key
from looked_at
inner join answers using (remedy_id, path, element)
inner join {{ rule('established') }} as established
    on answers.fact = established.fact
    and looked_at.looked_at_number = {{ short_content_number('established.subject') }}
