{#-
Combinations of elements: any of several takes the best, all of them the worst; as CTEs up to `combine_rows` (statuses).
Needs the CTEs `candidates`, `law_elements` and `in_full` (engine_statuses).
-#}
{% macro engine_combinations() -%}
-- Combinations: any of several takes the best, all of them the worst.
parts as (

    select
        elements.element_number,
        elements.path_number,
        elements.combine_take,
        groups.place,
        parts.element_number as part_number
    from law_elements as elements,
        lateral (
            select
                unnest(elements.combine_of) as part_names,
                generate_subscripts(elements.combine_of, 1) as place
        ) as groups,
        lateral (select unnest(string_split(groups.part_names, '+')) as part_name) as names
    inner join law_elements as parts
        on elements.path_number = parts.path_number and names.part_name = parts.element
    where elements.type = 'combine'

),

combined_groups as (

    select
        candidates.unit_number,
        candidates.person_number,
        candidates.path_number,
        candidates.variant,
        parts.element_number,
        parts.combine_take,
        parts.place,
        max(coalesce(statuses.status, {{ engine_as_status("'met'") }})) as status,
        case
            when not bool_or(statuses.status in ('not_yet', 'unknown') and statuses.over_on is null)
                then max(statuses.over_on)
        end as over_on,
        min(statuses.valid_until) as valid_until,
        arg_max(statuses.source, row(statuses.status, statuses.source)) filter (where statuses.status is not null)
            as source,
        list_sort(flatten(list(statuses.rests_on) filter (where statuses.rests_on is not null))) as rests_on,
        list_sort(flatten(list(statuses.asks_about) filter (where statuses.asks_about is not null))) as asks_about
    from candidates
    inner join parts on candidates.path_number = parts.path_number
    left join in_full as statuses
        on candidates.unit_number = statuses.unit_number
        and candidates.variant = statuses.variant
        and parts.part_number = statuses.element_number
    group by
        candidates.unit_number, candidates.person_number, candidates.path_number, candidates.variant,
        parts.element_number, parts.combine_take, parts.place

),

combine_rows as (

    select
        unit_number,
        person_number,
        path_number,
        variant,
        element_number,
        case any_value(combine_take) when 'any' then min(status) else max(status) end as status,
        case
            when any_value(combine_take) = 'any'
                then nullif(nullif(
                        arg_min(
                            coalesce(
                                over_on,
                                cast(case when status in ('met', 'presumed') then '-infinity' else 'infinity' end as date)
                            ),
                            struct_pack(
                                status := status,
                                over_on := coalesce(
                                    over_on,
                                    cast(
                                        case when status in ('met', 'presumed') then '-infinity' else 'infinity' end as date
                                    )
                                )
                            )
                        ),
                        cast('infinity' as date)
                    ), cast('-infinity' as date))
            when not bool_or(status in ('not_yet', 'unknown') and over_on is null) then max(over_on)
        end as over_on,
        min(valid_until) as valid_until,
        case any_value(combine_take)
            when 'any' then arg_min(source, row(status, source))
            else arg_max(source, row(status, source))
        end as source,
        list_sort(flatten(list(rests_on) filter (where rests_on is not null))) as rests_on,
        list_sort(flatten(list(asks_about) filter (where asks_about is not null))) as asks_about
    from combined_groups
    group by unit_number, person_number, path_number, variant, element_number

)
{%- endmacro %}
