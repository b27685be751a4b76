{{ config(materialized='table', tags=['distinct']) }}
with all_texts as (

    select unnest([offense_descr, disp_offense_descr, conv_offense_descr, comment_text]) as received_text
    from {{ source('ca_doj', 'history_rows') }}
    union all
    select charge as received_text from {{ source('ca_other_deliveries', 'court_records_rows') }}
    union all
    select section as received_text from {{ source('ca_other_deliveries', 'petitions_rows') }}

),

-- Into one list and out again: otherwise what follows is pushed down into the scan and done once per row (measured:
-- ten times the time).
received_texts as (

    select unnest(texts) as received_text
    from (select list(distinct received_text) as texts from all_texts) as gathered

),

distinct_texts as (

    select distinct {{ clean_text('received_text') }} as charge_text
    from received_texts
    where {{ clean_text('received_text') }} is not null

),

-- ":CHRG 11358 HS", "ALSO CHRG 11358 HS", "W/ENH 12022.7 PC", "W/12022.7 PC" and "CONSP 11358 HS" announce a charge;
-- the announcement is no part of it; the last one says that it is a conspiracy. B&P is BP.
without_announcement as (

    select
        charge_text,
        regexp_replace(
            replace(replace(replace(upper(charge_text), 'B&P', 'BP'), 'H&S', 'HS'), 'W&I', 'WI'),
            '^:?\s*(ALSO\s)?\s*((W/|WITH\s)?\s*(ENHANCEMENT|ENH)|W/|WITH\s|CHRG|CHARGE|CONSPIRACY|CONSP)?[\s:]*',
            ''
        ) as announced_charge,
        regexp_matches(upper(charge_text), '^:?\s*(ALSO\s)?\s*CONSP') as announces_conspiracy
    from distinct_texts

),

-- Everything up to the first code book before a dash, a space or the end.
split_at_code_book as (

    select
        charge_text,
        announces_conspiracy,
        regexp_extract(
            announced_charge,
            '^([0-9][0-9A-Z().,/& -]*?)\s*([A-Z]{2})(?:$|\s|-)',
            ['sections', 'code_book_code']
        ) as head
    from without_announcement

),

-- A number of three digits and more behind a space is a section of its own (664 11359), no subdivision.
section_words as (

    select
        charge_text,
        announces_conspiracy,
        nullif(head['code_book_code'], '') as code_book_code,
        list_filter(
            list_transform(
                string_split_regex(
                    regexp_replace(head['sections'], '\s+([0-9]{3})', '/\1', 'g'), '[/&,-]'
                ),
                lambda word: trim(word)
            ),
            lambda word: word <> ''
        ) as words
    from split_at_code_book

),

-- 664 is attempt and 182 conspiracy wherever they stand beside another section: 664/11357(C), 182-11359, 187-664.
prefixes_apart as (

    select
        charge_text,
        announces_conspiracy,
        code_book_code,
        list_filter(words, lambda word: not regexp_full_match(word, '(664|182)(\s*\([A-Z0-9]+\))*')) as charged_words,
        list_filter(words, lambda word: regexp_full_match(word, '664(\s*\([A-Z0-9]+\))*')) as attempt_words,
        list_filter(words, lambda word: regexp_full_match(word, '182(\s*\([A-Z0-9]+\))*')) as conspiracy_words,
        words
    from section_words

),

charged_section as (

    select
        charge_text,
        code_book_code,
        case when len(charged_words) = 0 then words[1] else charged_words[1] end as charged_word,
        case
            when len(charged_words) = 0 then null
            when len(attempt_words) > 0 and (len(conspiracy_words) > 0 or announces_conspiracy)
                then 'attempt_and_conspiracy'
            when len(attempt_words) > 0 then 'attempt'
            when len(conspiracy_words) > 0 or announces_conspiracy then 'conspiracy'
        end as charge_prefix,
        charged_words[2:] as further_words,
        len(words) - len(attempt_words) - len(conspiracy_words) > 1 as has_further_section
    from prefixes_apart

),

-- 11357(B)(2), 11357B2 and 11357 (B)(2) are the section 11357 and the subdivision path (b)(2). Two letters that stand
-- apart (187 PC/664 PC) are no subdivision: such a word is not understood.
parts as (

    select
        charge_text,
        code_book_code,
        charge_prefix,
        has_further_section,
        list_transform(
            further_words,
            lambda word: regexp_extract(
                word,
                '^([0-9]+(?:\.[0-9]+)?)\s*([A-Z]*)([0-9A-Z]*)\s*((?:\([0-9A-Z]+\))*[0-9A-Z]*)$',
                ['number', 'glued_letters', 'glued_rest', 'bracketed']
            )
        ) as further_parts,
        regexp_extract(
            case when not regexp_matches(charged_word, '\s[A-Z]{2}') then charged_word else '' end,
            '^([0-9]+(?:\.[0-9]+)?)\s*([A-Z]*)([0-9A-Z]*)\s*((?:\([0-9A-Z]+\))*[0-9A-Z]*)$',
            ['number', 'glued_letters', 'glued_rest', 'bracketed']
        ) as part
    from charged_section

),

with_vocabulary as (

    select
        parts.charge_text,
        parts.charge_prefix,
        parts.has_further_section,
        list_filter(parts.further_parts, lambda part: part['number'] <> '') as further_parts,
        code_books.code_book,
        parts.code_book_code,
        nullif(parts.part['number'], '') as section_number,
        parts.part['glued_letters'] as glued_letters,
        parts.part['glued_rest'] as glued_rest,
        parts.part['bracketed'] as bracketed,
        regexp_matches(upper(parts.charge_text), '\b(FIRST|1ST)\b.*\bDEG') as names_first_degree,
        regexp_matches(upper(parts.charge_text), '\b(SECOND|2ND)\b.*\bDEG') as names_second_degree,
        lettered_sections.section as lettered_section,
        coalesce(lettered_sections.is_also_a_subdivision, false) and parts.part['bracketed'] = '' as is_ambiguous
    from parts
    left join {{ ca_vocabulary('charge') }} as code_books
        on parts.code_book_code = code_books.code_book_code
    left join {{ ref('ca_lettered_sections') }} as lettered_sections
        on code_books.code_book = lettered_sections.code_book
        and parts.part['number'] || parts.part['glued_letters'] = lettered_sections.section
        and parts.part['glued_letters'] <> ''

)

select
    charge_text,
    case
        when section_number is not null and code_book is not null then code_book
    end as code_book,
    case
        when section_number is null or code_book is null then null
        when lettered_section is not null then lettered_section
        else section_number
    end as section,
    case
        when section_number is null or code_book is null then null
        else
            {{ ca_subdivision_path(
                "case when lettered_section is null then glued_letters else '' end || glued_rest", 'bracketed'
            ) }}
    end as subdivision_path,
    case when section_number is not null and code_book is not null then charge_prefix end as charge_prefix,
    case
        when section_number is null and code_book_code is null then 'no_section_found'
        when code_book is null then 'unknown_code_book'
        when section_number is null then 'section_not_understood'
        when is_ambiguous then 'ambiguous'
        else 'parsed'
    end as parse_status,
    coalesce(has_further_section, false) as has_further_section,
    -- "459-460(B)": 460 (b). Letters may be of the section: 273AB is 273 (a)(b) and 273AB. Of a text that is not
    -- understood every number of three digits and more.
    case
        when section_number is null or code_book is null
            then list_transform(
                    list_concat(
                        regexp_extract_all(upper(charge_text), '\b(?:[A-Z]{2})?([0-9]{3,5}(?:\.[0-9]+)?)', 1),
                        regexp_extract_all(upper(charge_text), '\b(?:[A-Z]{2})?([0-9]{3,5}[A-Z]+)\b', 1)
                    ),
                    lambda number: number || ' '
                )
        when has_further_section
            then list_concat(
                    list_transform(
                        further_parts,
                        lambda part: part['number'] || ' '
                        || {{ ca_subdivision_path("part['glued_letters'] || part['glued_rest']", "part['bracketed']") }}
                    ),
                    list_transform(
                        list_filter(further_parts, lambda part: part['glued_letters'] <> ''),
                        lambda part: part['number'] || part['glued_letters'] || ' '
                        || {{ ca_subdivision_path("part['glued_rest']", "part['bracketed']") }}
                    )
                )
    end as further_sections,
    -- "BURGLARY:SECOND DEGREE", "1ST DEG". A text that names both names none.
    case
        when section_number is null or code_book is null then null
        when names_first_degree and not names_second_degree then 'first_degree'
        when names_second_degree and not names_first_degree then 'second_degree'
    end as grade,
    {{ ca_names_life_term('charge_text') }} as names_life_term,
    {{ ca_names_life_offense('charge_text') }} as names_life_offense,
    {{ ca_names_great_bodily_injury('charge_text') }} as names_great_bodily_injury,
    {{ ca_names_weapon('charge_text') }} as names_weapon,
    {{ ca_may_name_degree('charge_text') }} as may_name_degree,
    code_book_code
from with_vocabulary
