{{ config(materialized='table') }}
-- Facts that laws ask of a charge, as its row tells them: by a column of their own, or by name among the flags of the
-- offense (`caused_injury_or_death=no`; a name alone is a yes).
with flags as (

    select
        delivery_id,
        source_line,
        unnest(string_split(offense_flags, ';')) as flag
    from {{ source('standard', 'history_rows') }}
    where {{ standard_text('offense_flags') }} is not null

),

told as (

    {% for column, fact in {'is_domestic': 'family_violence_crime', 'victim_rights': 'victim_rights'}.items() %}
        select
            delivery_id,
            source_line,
            '{{ column }}' as column_name,
            '{{ fact }}' as fact,
            upper({{ standard_text(column) }}) as answer_code
        from {{ source('standard', 'history_rows') }}
        where {{ standard_text(column) }} is not null
        union all
    {% endfor %}
    select
        delivery_id,
        source_line,
        'offense_flags' as column_name,
        lower(trim(split_part(flag, '=', 1))) as fact,
        case when contains(flag, '=') then upper(trim(split_part(flag, '=', 2))) else 'YES' end as answer_code
    from flags
    where trim(flag) <> ''

)

select
    told.delivery_id,
    told.source_line,
    charges.person_key,
    charges.person_bucket,
    charges.count_key,
    told.column_name,
    told.fact,
    answers.meaning as answer
from told
inner join {{ ref('stg__charge_rows') }} as charges
    on told.delivery_id = charges.delivery_id and told.source_line = charges.source_line
left join {{ standard_vocabulary('yes_no') }} as answers on told.answer_code = answers.wording
