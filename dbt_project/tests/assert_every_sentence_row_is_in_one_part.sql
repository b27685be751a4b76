-- Fails if a sentence row of staging is in no sentence part, or in two. (Parts that a court's list completes are not of
-- these rows.)
select
    (select count(*) from {{ staged('sentences') }}) as sentence_rows,
    (
        select coalesce(sum(len(source_rows)), 0)
        from {{ ref('int_sentences') }}
        where sentence_source = 'state'
    ) as rows_in_parts
where sentence_rows <> rows_in_parts
