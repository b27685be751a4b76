{{ config(tags=['distinct']) }}
-- No statute: the rows of the law that decide each kind of finding: its remedy, its reason, the row of the matrix with
-- the fact it asks for, the element that decided with the numbers it reads, and what is presumed. Kinds are few: a
-- finding is of the kind that its path, outcome, reason, deciding element and presumed facts make. What decides single
-- counts (lines of lists, established facts) stands in rule_ca__deciding_law_rows_by_charge.
with findings as (

    select distinct
        remedy_id,
        path,
        outcome,
        reason_code,
        deciding_element,
        presumed_facts
    from {{ ref('rule_ca__findings') }}
    union all
    select distinct
        remedy_id,
        path,
        outcome,
        reason_code,
        deciding_element,
        cast([] as varchar[]) as presumed_facts
    from {{ rule('arrest_findings') }}

),

kinds as (

    select
        *,
        {{ word_that_decides('outcome') }} as word
    from findings

),

-- What is presumed, with the element it is presumed of.
presumed as (

    select
        kinds.*,
        presumptions.presumption,
        presumptions.element
    from kinds
    inner join {{ law('presumptions') }} as presumptions
        on kinds.remedy_id = presumptions.remedy_id
        and list_contains(kinds.presumed_facts, presumptions.presumption)

),

-- The elements that decide: the one named, and those that are presumed.
deciding as (

    select
        *,
        deciding_element as element
    from kinds
    where deciding_element is not null
    union all
    select
        * exclude (presumption, element) replace ('presumed' as word),
        element
    from presumed

),

element_reads as (

    select
        *,
        string_split(words, ' ') as read_in
    from {{ law('element_reads') }}
    where law_table = 'parameters' and only_with is null

),

-- Where nothing held relief back, every number that an element of the path was measured by gave it.
measured as (

    select
        kinds.*,
        element_reads.law_key
    from kinds
    inner join element_reads
        on kinds.remedy_id = element_reads.remedy_id
        and list_contains(element_reads.read_in, 'met')
        and coalesce(list_contains(string_split(element_reads.only_paths, ' '), kinds.path), true)
    left join presumed
        on kinds.remedy_id = presumed.remedy_id
        and kinds.presumed_facts = presumed.presumed_facts
        and element_reads.element = presumed.element
    where kinds.outcome = 'eligible' and kinds.deciding_element is null and presumed.element is null
    union all
    select
        deciding.* exclude (element),
        element_reads.law_key
    from deciding
    inner join element_reads
        on deciding.remedy_id = element_reads.remedy_id
        and deciding.element = element_reads.element
        and list_contains(element_reads.read_in, deciding.word)
        and deciding.reason_code = coalesce(element_reads.only_reason, deciding.reason_code)
        and coalesce(list_contains(string_split(element_reads.only_paths, ' '), deciding.path), true)

),

matrix as (

    select distinct
        matrix_row,
        fact
    from {{ law('prop64_matrix') }}

),

parameters as (

    select
        parameters.parameter,
        concat_ws(' ', parameters.parameter, parameters.effective_from) as row_key
    from {{ law('parameters') }} as parameters
    cross join {{ source('intake', 'run_parameters') }} as run_parameters
    where parameters.value is not null
        and run_parameters.as_of_date >= parameters.effective_from
        and (parameters.effective_to is null or run_parameters.as_of_date <= parameters.effective_to)

),

{% set kind = 'remedy_id, path, outcome, reason_code, deciding_element, presumed_facts' %}
named as (

    select {{ kind }}, 'remedies' as law_table, remedy_id as row_key from kinds
    union
    select {{ kind }}, 'reasons' as law_table, reason_code as row_key from kinds
    union
    select {{ kind }}, 'elements' as law_table, remedy_id || ' ' || element as row_key from deciding
    union
    select {{ kind }}, 'presumptions' as law_table, remedy_id || ' ' || presumption as row_key from presumed
    union
    select {{ kind }}, 'prop64_matrix' as law_table, matrix_row as row_key
    from kinds
    inner join matrix on kinds.path = matrix.matrix_row
    union
    select {{ kind }}, 'facts' as law_table, fact as row_key
    from kinds
    inner join matrix on kinds.path = matrix.matrix_row and matrix.fact is not null
    where coalesce(deciding_element, 'fact_of_the_row') = 'fact_of_the_row'
    union
    select {{ kind }}, 'parameters' as law_table, parameters.row_key
    from measured
    inner join parameters on measured.law_key = parameters.parameter
    union
    -- (Of packs: selectors, clocks, paths and the numbers that they read, too.)
    select {{ kind }}, law_table, row_key
    from {{ ref('engine_deciding_law_rows') }}
    where law_table <> 'path_elements'

)

select
    named.*,
    law_rows.doubt
from named
left join {{ ref('engine_law_rows') }} as law_rows
    on named.law_table = law_rows.law_table and named.row_key = law_rows.row_key
