{{ config(materialized='table', tags=['distinct']) }}
{% set federal_codes = {
    'USC': 'U\\.? ?S\\.? ?C(ODE|\\.?( ?[AS]\\.?)?)|UNITED STATES CODE',
    'CFR': 'C\\.? ?F\\.? ?R\\.?|CODE OF FEDERAL REGULATIONS',
    'UCMJ': 'U\\.? ?C\\.? ?M\\.? ?J\\.?|UNIFORM CODE OF MILITARY JUSTICE'
} %}
-- Each distinct statute, read once: code book, section and subdivision. A text that names no code book is of the one
-- that the state's vocabulary has for * (what its courts mean where they name none); one that names a code of the
-- United States is of no code book of the state, whatever number it begins with.
with texts as (

    select distinct
        {{ standard_text('coalesce(amended_statute, statute)') }} as statute_text,
        case when amended_statute is null then upper({{ standard_text('statute_title') }}) end as title_text,
        case when amended_statute is null then {{ standard_text('statute_section') }} end as section_text,
        case when amended_statute is null then {{ standard_text('statute_subsection') }} end as subsection_text
    from {{ source('standard', 'history_rows') }}

),

code_books as (

    select
        upper(code_book_code) as code_book_code,
        code_book
    from {{ vocabulary('code_books') }}
    union
    select
        added.wording as code_book_code,
        added.meaning as code_book
    from {{ source('intake', 'added_wordings') }} as added
    where added.kind = 'charge'

),

default_books as (

    select min(code_book) as code_book
    from code_books
    where code_book_code = '*'

),

federal as (

    select
        *,
        case
            {% for code, pattern in federal_codes.items() %}
                when regexp_matches(named_text, '(^|[^A-Z])({{ pattern }})([^A-Z]|$)') then '{{ code }}'
            {% endfor %}
        end as federal_code
    from (
        select
            *,
            upper(concat_ws(' ', statute_text, title_text, section_text)) as named_text
        from texts
    ) as texts

),

-- The code book that a column names, else the longest that the text begins with.
named as (

    select
        texts.statute_text,
        texts.title_text,
        texts.section_text,
        texts.subsection_text,
        texts.federal_code,
        arg_max(code_books.code_book, length(code_books.code_book_code)) as code_book,
        max(length(code_books.code_book_code)) as code_length
    from federal as texts
    left join code_books
        on texts.federal_code is null
        and case
            when texts.title_text is not null then texts.title_text = code_books.code_book_code
            else starts_with(upper(texts.statute_text), code_books.code_book_code || ' ')
        end
    group by
        texts.statute_text, texts.title_text, texts.section_text, texts.subsection_text, texts.federal_code

),

parts as (

    select
        *,
        regexp_extract(
            lower(case
                when section_text is not null then concat_ws(' ', section_text, subsection_text)
                when title_text is null and code_length is not null then substr(statute_text, code_length + 1)
                else statute_text
            end),
            '^[\s§]*([0-9]+[a-z]*(?:[.:-][0-9a-z]+)*)\s*(.*)$',
            ['section', 'rest']
        ) as part
    from named

),

cleaned as (

    select
        statute_text,
        title_text,
        section_text,
        subsection_text,
        nullif(part['section'], '') as section,
        regexp_replace(part['rest'], '[\s§]', '', 'g') as rest,
        case
            when parts.federal_code is not null then null
            when parts.code_book is not null or title_text is not null or part['section'] = '' then parts.code_book
            else default_books.code_book
        end as code_book,
        federal_code,
        coalesce(
            federal_code, title_text, nullif(trim(regexp_extract(upper(statute_text), '^[A-Z][A-Z. ]*')), '')
        ) as code_book_code
    from parts
    cross join default_books

)

select
    statute_text,
    title_text,
    section_text,
    subsection_text,
    case when section is not null then code_book end as code_book,
    case when code_book is not null then section end as section,
    -- (a)(1), a1 and (A) (1) are one path; what is more than that is a further section.
    case
        when code_book is null or section is null then null
        when regexp_full_match(rest, '(\([0-9a-z.]+\)|[a-z]{1,3}|[0-9]{1,2}|[.,*-])*')
            then replace(
                    regexp_replace(regexp_replace(rest, '[^0-9a-z]+', ' ', 'g'), '([0-9]+|[a-z]+)', '(\1)', 'g'),
                    ' ',
                    ''
                )
        else ''
    end as subdivision_path,
    case
        when statute_text is null and section_text is null then 'blank'
        when section is null then 'no_section_found'
        when code_book is null then 'unknown_code_book'
        else 'parsed'
    end as parse_status,
    section is not null and not regexp_full_match(rest, '(\([0-9a-z.]+\)|[a-z]{1,3}|[0-9]{1,2}|[.,*-])*')
        as has_further_section,
    code_book_code,
    federal_code is not null as is_federal
from cleaned
